//! The domain as its users see it: plans, locks, states and impacts of a small account.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, and its names say what it is about"
)]

mod account;
mod blocks;
mod guesses;
mod impacts;
mod keeping;
mod limits;
mod locks;
mod moves;
mod permissions;
mod plans;
mod properties;
mod restores;
mod settling;
mod states;
