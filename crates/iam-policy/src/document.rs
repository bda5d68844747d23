//! The document: a policy and its statements, read with their exact text kept beside the meaning.
//!
//! Reading is lenient: whatever has a meaning is read, and what AWS would refuse on saving is found by
//! [`Policy::validate`](crate::Policy::validate). Writing gives back the same members in the same order,
//! unknown ones and numbers as they were written.

mod element;
mod policy;
mod read;
mod statement;

pub use element::{
    ActionElement, Condition, Effect, PrincipalElement, PrincipalEntry, ResourceElement, Version,
};
pub use policy::Policy;
pub use statement::Statement;
