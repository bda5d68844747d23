//! The domain: inventory, keep list, plan, impact and the states of a change. Pure and synchronous.
//!
//! - [`ids`]: parsed newtypes (account, Region, bucket, ARN, unique id); no bare strings past the border
//! - [`known`]: a value, or the reason why it is unknown and the permission that is missing
//! - [`inventory`]: what discovery found; everything later steps need
//! - [`guess`]: the service role of an instance that could not be described
//! - [`permissions`]: what the app needs in AWS, and what the signed-in identity lacks
//! - [`principals`]: the account's roles and users with the policies that decide what they may do
//! - [`keep`]: who keeps access, and why
//! - [`lock`]: the statements that a lock adds, and how a lock of ours is recognised
//! - [`limit`]: which buckets, streams, functions and keys a role or user may associate with an instance
//! - [`bucket_state`]: open, on trial, locked, stale … read from a policy
//! - [`meaning`]: policies compared by meaning
//! - [`plan`]: what a change will do, immutable, bound to the policy it was made from
//! - [`impact`]: who loses and who keeps access
//! - [`change`]: the states of a change and the legal moves between them
//! - [`trail`]: what CloudTrail tells of the writes of a policy, and which of them ours went over
//! - [`permit`]: backups, and the token without which no write can be called

mod ask;
pub mod bucket_state;
pub mod change;
mod directory;
pub mod guess;
pub mod ids;
pub mod impact;
pub mod inventory;
pub mod keep;
pub mod known;
pub mod limit;
pub mod lock;
pub mod meaning;
pub mod permissions;
pub mod permit;
pub mod plan;
pub mod principals;
pub mod trail;
