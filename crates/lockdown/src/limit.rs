//! Association limits: which buckets, streams, functions and keys a role or user may associate with a
//! Connect instance. Pure: no network, no clock.
//!
//! - [`resource_type`], [`targets`], [`principal`]: the parsed parts
//! - [`intent`]: what is asked for, and what is wrong with it
//! - [`render`]: the policy, in both styles, and the same for CloudFormation, Terraform, a permissions
//!   boundary, a service control policy and a permission set
//! - [`existing`]: what there is in the account, to choose from and to try
//! - [`attempt`]: what somebody may try, and the calls that AWS makes for it as the caller
//! - [`matrix`]: every attempt before and after the limit, with what decided; `judge`: one call
//! - [`simulator`]: what AWS's own simulator is asked, and whether it agrees
//! - [`defeat`]: the policies that already allow what is to be limited; [`escape`]: how the identity could
//!   rid itself of the limit; [`beyond`]: what a limit cannot tell apart, and what it forbids besides
//! - [`find`]: limits of ours found again, read back, and what has drifted; `read_back`: from a policy
//!   to the intent
//! - [`plan`]: the change that makes a limit, changes it or takes it off; [`versions`]: which version of
//!   a managed policy that costs

pub mod attempt;
pub mod beyond;
pub mod defeat;
pub mod escape;
pub mod existing;
pub mod find;
pub mod intent;
mod judge;
pub mod matrix;
pub mod plan;
pub mod principal;
mod read_back;
pub mod render;
pub mod resource_type;
pub mod simulator;
pub mod targets;
pub mod versions;

pub use crate::ids::PolicyName;
pub use attempt::{Attempt, Call, FunctionVerb, Need, StorageVerb, What};
pub use beyond::{Collateral, Gap};
pub use defeat::{Defeat, Reach};
pub use escape::Escape;
pub use existing::{Existing, Seen};
pub use find::{
    Drift, FoundLimit, LimitPlace, LimitSource, drifted, find_limits, is_limit, sources_of,
};
pub use intent::{
    InvalidLimit, LimitDelivery, LimitDraft, LimitError, LimitIntent, LimitStyle, OtherInstances,
    StorageDraft, StorageRule,
};
pub use matrix::{Holds, Matrix, MatrixInput, MatrixRow, Verdict, Wanted};
pub use principal::{LimitPrincipal, PrincipalKind};
pub use render::limit_policy;
pub use resource_type::{StorageResourceType, TargetKind};
pub use targets::{DeliveryStreamArn, FunctionArn, KeyArn, LimitTarget, StreamArn, VideoPrefix};
pub use versions::PolicyVersion;

/// How the Sids of a limit's statements begin: a limit of ours is recognised by it.
pub const SID_PREFIX: &str = "StrongroomLimit";
