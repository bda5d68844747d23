//! What AWS refuses on saving, and what it warns of.
//!
//! - `document`: elements that are missing, repeated, unknown or too long.
//! - `principal`, `action`, `resource`, `condition`: the values of each element.
//! - `lock`: what makes a lock hit somebody it should not.
//! - `table`: the actions AWS has.
//!
//! Sources: "Grammar of the IAM JSON policy language", "IAM Access Analyzer policy validation checks", and
//! the `MalformedPolicy` answers of Amazon S3.

mod action;
mod condition;
mod document;
mod lock;
mod principal;
mod resource;
mod table;

pub(crate) use table::s3_actions;

use crate::document::{Policy, Statement};
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

impl PolicyKind {
    /// Whether its statements must say whom they are about.
    pub fn names_principals(self) -> bool {
        matches!(
            self,
            Self::Bucket | Self::Trust | Self::Resource | Self::ResourceControl | Self::Endpoint
        )
    }

    /// The kind by name: `identity`, `bucket`, `trust`, `resource`, `boundary`, `session`,
    /// `service_control` (`scp`), `resource_control` (`rcp`), `endpoint`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "identity" => Self::Identity,
            "bucket" => Self::Bucket,
            "trust" => Self::Trust,
            "resource" => Self::Resource,
            "boundary" | "permissions_boundary" => Self::Boundary,
            "session" => Self::Session,
            "service_control" | "scp" => Self::ServiceControl,
            "resource_control" | "rcp" => Self::ResourceControl,
            "endpoint" => Self::Endpoint,
            _ => return None,
        })
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the policy.
    Error,
    /// AWS takes it, but it may not do what is meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
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
    /// What AWS would refuse or warn of if this were saved as a policy of that kind; errors first.
    pub fn validate(&self, kind: PolicyKind, world: ValidationContext<'_>) -> Vec<Finding> {
        let mut found = Findings::default();
        document::check(self, kind, &mut found);
        for (index, statement) in self.statements().iter().enumerate() {
            let mut at = At {
                statement,
                index,
                version: self.version(),
                kind,
                world,
                found: &mut found,
            };
            principal::check(&mut at);
            action::check(&mut at);
            resource::check(&mut at);
            condition::check(&mut at);
            lock::check_statement(&mut at);
        }
        lock::check_policy(self, kind, world, &mut found);
        found.all.sort_by_key(|finding| finding.severity);
        found.all
    }
}

/// Findings as they are made.
#[derive(Default)]
struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    fn policy(&mut self, severity: Severity, code: &'static str, message: String) {
        self.all.push(Finding {
            severity,
            code,
            statement: None,
            element: None,
            message,
        });
    }
}

/// One statement under examination.
struct At<'a> {
    statement: &'a Statement,
    index: usize,
    version: crate::document::Version,
    kind: PolicyKind,
    world: ValidationContext<'a>,
    found: &'a mut Findings,
}

impl At<'_> {
    fn error(&mut self, code: &'static str, element: &str, message: String) {
        self.push(Severity::Error, code, element, message);
    }

    fn warning(&mut self, code: &'static str, element: &str, message: String) {
        self.push(Severity::Warning, code, element, message);
    }

    fn push(&mut self, severity: Severity, code: &'static str, element: &str, mut message: String) {
        let index = self.index;
        let path = if element.is_empty() {
            format!("Statement[{index}]")
        } else {
            format!("Statement[{index}].{element}")
        };
        message.insert_str(0, &format!("statement {}: ", index + 1));
        self.found.all.push(Finding {
            severity,
            code,
            statement: Some(index),
            element: Some(path),
            message,
        });
    }
}
