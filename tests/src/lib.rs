//! Flows over the practice account, the real window, the oracles, the corpora.
//!
//! - [`drive`]: a virtual display, a driver, and the app's own window in it
//! - [`job`]: the main job as steps in that window; `main-job` plays it, `tests/window.rs` proves it

pub mod drive;
pub mod job;
