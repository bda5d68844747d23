//! The statements that a lock adds, and how a lock is recognised.
//!
//! - [`form`]: what a lock covers, and what happens to AWS services
//! - [`text`]: a policy text with one hole, the end of its trial

pub mod form;
pub mod text;

pub use form::{AwsServices, LockForm, LockScope};
pub use text::{LockText, TrialEnd, TrialLength};
