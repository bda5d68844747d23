//! The IAM policy language: read, write, evaluate, compare, lint. Pure: no time, no network, no files.
//!
//! Its parts:
//! - `json`, `document`: a [`Policy`] and its [`Statement`]s, read leniently and written losslessly.
//! - `principal`, `context`, `request`: who asks for what, under which policies.
//! - `evaluate`: the [`Decision`] AWS would make, or that it can't be told, with the reasons.
//! - `ask`: questions beyond one request: [`impact`], [`more_permissive`].
//! - `meaning`: equality by meaning, its [`Digest`], and the [`diff`] of two policies.
//! - `lint`: what AWS would refuse on saving, and what it would warn of.

mod arn;
mod ask;
mod condition;
mod context;
mod decision;
mod document;
mod error;
mod evaluate;
mod ids;
mod json;
mod lint;
mod meaning;
mod pattern;
mod principal;
mod representatives;
mod request;
mod symbolic;
mod template;
mod tri;

pub use arn::{Arn, is_account_id};
pub use ask::{Comparison, ImpactRow, impact, more_permissive};
pub use context::Context;
pub use decision::{Decision, Outcome, PolicySource, Reason};
pub use document::{
    ActionElement, Condition, Effect, Policy, PrincipalElement, PrincipalEntry, ResourceElement,
    Statement, Version,
};
pub use error::{ReadError, ReadProblem};
pub use evaluate::{Compiled, Prepared, evaluate};
pub use ids::PrincipalIds;
pub use json::Position;
pub use lint::{Finding, PolicyKind, Severity, ValidationContext};
pub use meaning::{Digest, StatementChange, diff, digest, equivalent};
pub use principal::{Principal, PrincipalError, SessionName};
pub use request::{Level, Named, Policies, Request};
