//! Flows over the practice account, the real window, the oracles, the corpora.
//!
//! - [`headless`]: the app without its window, driven, troubled and killed from outside
//! - [`drive`]: a virtual display, a driver, and the app's own window in it
//! - [`speed`]: how fast the look is, measured and printed
//! - [`secrets`]: whether a secret is where it has no business
//! - [`job`]: the main job as steps in that window; `main-job` plays it, `tests/window.rs` proves it

pub mod drive;
pub mod headless;
pub mod job;
pub mod secrets;
pub mod speed;
