//! The app without a window: one file per thing a user does, and what crosses to the window.
//!
//! - [`api`]: everything that crosses to the window, declared once, turned into TypeScript by `cargo xtask types`
//! - [`App`]: the app's state; its methods are what the window's commands call
//! - `accounts`, `sign_in`, `new_profile`, `overview`, `regions`, `permissions`, `plan`, `change`, `playback`,
//!   `history`, `limits`, `export`: one thing that a user does each
//! - `look`: the look at the account that runs in the background
//! - `view`: from the domain's types to what crosses; nothing is decided there
//! - [`login_shell`]: the environment that a terminal would have given
//! - [`Settings`]: what is passed in

mod accounts;
pub mod api;
mod app;
mod change;
mod export;
mod history;
mod limits;
pub mod login_shell;
mod look;
mod new_profile;
mod overview;
mod permissions;
mod plan;
mod playback;
mod regions;
mod session;
mod settings;
mod sign_in;
mod view;

pub use app::App;
pub use aws_account::{ProfileFiles, Timeouts};
pub use export::ExportFile;
pub use settings::{Patience, Point, Settings, Watcher};
