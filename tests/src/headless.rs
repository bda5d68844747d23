//! The app without its window, driven from outside: for the proof that a change can't hurt.
//!
//! - [`work`]: what a person does with the app, as functions
//! - [`operation`]: the things that write, each with what leads up to it
//! - [`scene`]: a practice account and a folder of the app's own, and a small world that is read quickly
//! - [`limits`]: an association limit, asked for and looked at
//! - [`process`]: the app in a process of its own, which stands still at a point and is killed there
//! - [`soak`]: random runs with troubles, counted
//! - [`truth`]: whether the history tells what really is in the buckets

pub mod limits;
pub mod operation;
pub mod process;
pub mod scene;
pub mod soak;
pub mod truth;
pub mod work;

/// Anything that goes wrong around the app, as opposed to what the app itself says.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
