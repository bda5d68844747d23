//! What AWS refuses on saving, and what it warns of.

use crate::document::Policy;
use crate::ids::PrincipalIds;
use crate::principal::Principal;

/// What a policy is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// A user, group or role.
    Identity,
    /// An S3 bucket.
    Bucket,
    /// A role, saying who may assume it.
    Trust,
    /// Another resource: a queue, a key, a function.
    Resource,
    /// A permissions boundary.
    Boundary,
    /// A session.
    Session,
    /// An organization: a service control policy.
    ServiceControl,
    /// An organization: a resource control policy.
    ResourceControl,
    /// A VPC endpoint.
    Endpoint,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the policy.
    Error,
    /// AWS takes it, but it may not do what is meant.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// A stable name, as `invalid-principal`.
    pub code: &'static str,
    /// The statement's place, from 0; none where the whole document is meant.
    pub statement: Option<usize>,
    /// The element, as `Statement[0].Principal`.
    pub element: Option<String>,
    /// In words.
    pub message: String,
}

/// What is known of the world around the policy; whatever is known is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct ValidationContext<'a> {
    /// The account that owns the resource or identity.
    pub account: Option<&'a str>,
    /// The bucket's name, for bucket policies.
    pub bucket: Option<&'a str>,
    /// The ids of users and roles; see [`PrincipalIds::mark_complete`].
    pub ids: Option<&'a PrincipalIds>,
    /// Who would save the policy: is warned of a self lock-out.
    pub caller: Option<&'a Principal>,
}

impl Policy {
    /// What AWS would refuse or warn of if this were saved as a policy of that kind.
    pub fn validate(&self, _kind: PolicyKind, _world: ValidationContext<'_>) -> Vec<Finding> {
        Vec::new()
    }
}
