//! Secrets stay where they belong: the real app, in a real window, with everything that it shows, sends, writes, prints and
//! leaves behind looked through for every credential of the run.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic"
)]

mod crash;
mod elsewhere;
mod log;
mod planted;
mod run;

use tokio::sync::Mutex;

/// One window at a time: two drivers on two cores press beside what they mean.
static ONE_WINDOW: Mutex<()> = Mutex::const_new(());
