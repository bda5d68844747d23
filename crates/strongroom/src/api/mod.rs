//! What crosses to the window. Every type here becomes TypeScript (`cargo xtask types`); nothing
//! else crosses. Times are RFC 3339 texts in UTC. No type here can hold a credential.

mod account;
mod change;
mod cloudtrail;
mod error;
mod history;
mod limit;
mod lock;
mod overview;
mod permissions;
mod playback;
mod practice;
mod sign_in;

pub use account::*;
pub use change::*;
pub use cloudtrail::*;
pub use error::*;
pub use history::*;
pub use limit::*;
pub use lock::*;
pub use overview::*;
pub use permissions::*;
pub use playback::*;
pub use practice::*;
pub use sign_in::*;
