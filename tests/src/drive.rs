//! The real window, driven from outside: Xvfb, WebKitWebDriver, and the app's own binary in between.
//!
//! - [`Display`]: a virtual display
//! - [`Driver`]: a WebKitWebDriver on that display, which starts the app or a plain browser
//! - [`Traffic`]: what passes between window and host
//! - [`Window`]: what is in the window, found the way assistive technology finds it: role and name

mod display;
mod driver;
mod error;
mod picture;
mod process;
mod role;
mod traffic;
mod window;

pub use display::Display;
pub use driver::{Driver, Launch};
pub use error::DriveError;
pub use role::{Name, Role};
pub use traffic::{Message, Traffic, Way};
pub use window::{Found, Window};
