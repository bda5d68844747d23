//! The app without a window: one file per thing a user does, and what crosses to the window.
//!
//! - [`api`]: everything that crosses to the window, declared once, turned into TypeScript by `cargo xtask types`

pub mod api;
