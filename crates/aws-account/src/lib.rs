//! The only crate that knows the AWS SDK: profiles, sign-in, discovery, policy reads and writes.
//! Nothing of the SDK is in its public signatures, and credentials never leave it.
//!
//! - [`files`] and [`profiles`]: the AWS config files, by the SDK's own parser
//! - [`portal`]: signing in with IAM Identity Center; [`new_profile`]: a profile for what was signed in to
//! - [`open`]: opening an account by a profile or a sign-in; [`check`]: whether a profile could be opened now
//! - [`account`]: who is signed in, until when, AWS's clock
//! - [`discover`]: instances, service roles, storage and buckets of all Regions at once, as they come
//! - [`principals`]: the account's roles and users with their policies
//! - [`policy`]: reading a bucket's policy, and writing it with a token of the journal alone
//! - [`iam`]: the same for identity policies; `target`: whichever it is
//! - [`trail`]: who wrote a bucket's policy, by CloudTrail
//! - [`recordings`], [`object`], [`contact`]: what the playback check needs
//! - [`call`]: a call that failed: what, on what, why, and whether it ever reached AWS
//!
//! - `existing`: what may be associated with an instance; `simulator`: AWS's own word on what an
//!   identity may do
//!
//! Inside: `clients` (one set for each Region), `pacer` (AWS's budgets), `tap` (what listens on the
//! wire), `clock`, `chain`, `role`, `source`, `web_identity` and `console` (from a profile to its credentials),
//! `session_error` (why there are none), `watched` (when they end).

pub mod account;
pub mod call;
pub mod check;
pub mod contact;
pub mod discover;
pub mod files;
pub mod iam;
pub mod new_profile;
pub mod object;
pub mod open;
pub mod policy;
pub mod portal;
pub mod principals;
pub mod profiles;
pub mod recordings;
pub mod regions;
pub mod timeouts;
pub mod trail;

mod chain;
mod clients;
mod clock;
mod console;
mod existing;
mod http;
mod identity;
mod pacer;
mod patience;
mod role;
mod session_error;
mod simulator;
mod source;
mod tap;
mod target;
mod watched;
mod web_identity;
mod wire_time;
mod words;

pub use account::{Account, Renewal, SessionEnd};
pub use call::{CallError, Reached, known};
pub use clock::clock_words;
pub use files::{ProfileFiles, ProfilesError};
pub use open::{AccountSource, Login, OneTimeCode, OpenError, PortalRole, RegionSource};
pub use pacer::Budgets;
pub use profiles::{Profile, ProfileKind, list_profiles};
pub use timeouts::Timeouts;
