//! What is asked: one request, and the policies that are in force for it.

use crate::context::Context;
use crate::document::Policy;
use crate::principal::Principal;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// The action, as `s3:GetObject`; compared without regard to case.
    pub action: String,
    /// The resource's ARN.
    pub resource: String,
    /// The account that owns the resource: twelve digits.
    pub resource_account: String,
    /// Condition keys beyond those that follow from the principal; what is given here wins.
    pub context: Context,
}

/// A policy and what it is called, for reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The policy's name, or anything that tells it apart.
    pub name: String,
    /// The policy.
    pub policy: Policy,
}

impl Named {
    /// A policy and its name.
    pub fn new(name: impl Into<String>, policy: Policy) -> Self {
        Self {
            name: name.into(),
            policy,
        }
    }
}

/// The organization policies attached at one level: the root, an organizational unit, or the account.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The level's id or name.
    pub name: String,
    /// The policies attached there.
    pub policies: Vec<Named>,
}

/// The policies in force for a principal and a resource. An empty list means that there are none of that
/// kind; it never means "not known".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policies {
    /// Attached to the user, its groups, or the role; for a federated user those of the user that called
    /// `GetFederationToken`.
    pub identity: Vec<Named>,
    /// The resource's policy: a bucket policy, a key policy, a trust policy.
    pub resource: Option<Policy>,
    /// The permissions boundary of the user or role.
    pub boundaries: Vec<Named>,
    /// The policies passed when the session was made.
    pub session: Vec<Named>,
    /// Service control policies over the principal's account, from the root down; none: not in force.
    pub service_control: Vec<Level>,
    /// Resource control policies over the resource's account, from the root down; none: not in force.
    pub resource_control: Vec<Level>,
    /// The policy of the VPC endpoint that the request goes through.
    pub endpoint: Vec<Named>,
}
