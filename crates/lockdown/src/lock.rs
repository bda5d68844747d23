//! The statements that a lock adds, and how a lock is recognised.
//!
//! - [`form`]: what a lock covers, and what happens to AWS services
//! - [`text`]: a policy text with one hole, the end of its trial
//! - [`build`]: from a keep list to statements
//! - [`shape`]: from a statement to the lock that it is
//! - [`merge`]: into an existing policy and out of it again

pub mod build;
pub mod form;
pub mod merge;
pub mod shape;
pub mod text;

pub use build::{LockParts, lock_statements};
pub use form::{AwsServices, LockForm, LockScope};
pub use merge::{MergeError, Merged, lock_policy, unlock_policy};
pub use shape::{LockShape, Window, lock_shape};
pub use text::{LockText, TrialEnd, TrialLength};
