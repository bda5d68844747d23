//! Identity policies: reading and writing those of one role or user, and the customer-managed ones.
//!
//! - `read`: what is there now
//! - `write`: putting and deleting, with the journal's token alone

mod read;
mod write;

use lockdown::ids::Arn;

/// Whether an ARN names a role; it is a user otherwise.
fn is_role(principal: &Arn) -> bool {
    principal.resource().starts_with("role/")
}
