//! The practice account: an AWS account simulated on this computer, behind the real wire protocols.
//!
//! One loopback port speaks S3, STS, IAM, Amazon Connect, Lambda, Kinesis, Firehose, KMS and CloudTrail to the real SDKs;
//! every request is verified (`SigV4`) and decided by `iam-policy` from the caller's policies and the resource's. The parts:
//!
//! - `world`: what there is; `world::seed` makes it, [`store`](StoreError) keeps it in a file;
//! - `server`: the door, the same for all services; `sigv4` says who signed, `call` what is being asked;
//! - `authorize`: the one place that asks the evaluator; `refusal` and `fault` are AWS's words and forms;
//! - `s3` (with `bucket_policy`), `sts`, `iam`, `connect`, `lambda`, `kinesis`, `firehose`, `kms`, `cloudtrail`: the
//!   services;
//! - `sso`: IAM Identity Center, by which people sign in without keys; `signin`: keys of a session of the console;
//! - `metadata`: what a machine of AWS tells the programs on it;
//! - `query` and `xml`, `aws_json`: the protocols that several of them speak;
//! - `page`: Amazon Connect's web page, where a recording is played as Connect would;
//! - [`trouble`](Troubles): what can go wrong on the wire, by name; [`Control`]: what tests do from outside;
//! - `clock`: practice time, behind `aws:CurrentTime` and the `Date` header.

mod account;
mod authorize;
mod aws_json;
mod bucket_policy;
mod call;
mod clock;
mod cloudtrail;
mod connect;
mod control;
mod fault;
mod firehose;
mod iam;
mod ids;
mod kinesis;
mod kms;
mod lambda;
mod metadata;
mod page;
mod practice;
mod profiles;
mod query;
mod refusal;
mod s3;
mod secrets;
mod server;
mod signin;
mod sigv4;
mod sso;
mod store;
mod sts;
mod throttle;
mod trouble;
mod world;
mod xml;

pub use account::{Options, PracticeAccount, StartError};
pub use call::{Seen, SeenDecision};
pub use control::{Control, ControlError};
pub use profiles::ProfileError;
pub use secrets::{Secret, SecretKind};
pub use signin::control::{ConsoleEnd, ConsoleSignIn};
pub use sso::control::Answer as SignInAnswer;
pub use store::StoreError;
pub use trouble::{Kind, Listed, Trouble, Troubles, UnknownTrouble};
pub use world::seed::generated::Size;

/// A world of any size in the form of the state file, for [`Options::seed`]: Northwind's people, with as many
/// instances, buckets and roles as are asked for, and every Region answering.
pub fn generated_world(size: &Size) -> serde_json::Value {
    let world = world::seed::generated::of_size(time::OffsetDateTime::now_utc(), size);
    // A world is plain data with texts as keys.
    serde_json::to_value(world).unwrap_or_default()
}
