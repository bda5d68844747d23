//! The proof that a change can't hurt: the process is killed at every point, every call meets every
//! trouble, the disk fails; and still the history is true, the backup is there and the way back open.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic"
)]

mod check;
mod disk;
mod kill;
mod limit_troubles;
mod limits;
mod soak;
mod trouble;
