//! What may be associated with an instance, and by whom: the dependent actions of Amazon Connect's operations.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod acts;
#[path = "../common/mod.rs"]
mod common;
mod lasting;
mod others;
mod policies;
