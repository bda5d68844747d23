//! The journal as its users see it, and as crashes, other copies and bad disks see it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, and its names say what it is about"
)]

#[expect(
    dead_code,
    reason = "the account of the domain's own tests, of which these need a part"
)]
#[path = "../../../lockdown/tests/it/account.rs"]
mod account;
mod changes;
mod claims;
mod identities;
mod opening;
mod processes;
mod trail;
mod world;
mod writes;
