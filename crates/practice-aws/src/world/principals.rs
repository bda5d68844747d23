//! Users, groups, roles and managed policies, as IAM remembers them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::{MfaDevice, Tag};

/// A policy that is part of its user, group or role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inline {
    pub(crate) name: String,
    pub(crate) document: Value,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub(crate) name: String,
    /// Begins and ends with `/`.
    pub(crate) path: String,
    /// `AROA…`.
    pub(crate) id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default)]
    pub(crate) description: Option<String>,
    /// Who may assume it.
    pub(crate) trust: Value,
    #[serde(default)]
    pub(crate) inline: Vec<Inline>,
    /// ARNs of managed policies.
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    /// ARN of the managed policy that bounds it.
    #[serde(default)]
    pub(crate) boundary: Option<String>,
    /// Seconds.
    pub(crate) max_session: u32,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

impl Role {
    /// Whether AWS alone may change it: service-linked roles and those that Identity Center makes.
    /// Source: IAM User Guide, "Create a service-linked role"; IAM Identity Center User Guide, "Referencing permission sets".
    pub(crate) fn is_of_aws(&self) -> bool {
        self.path.starts_with("/aws-service-role/") || self.path.starts_with("/aws-reserved/")
    }

    /// The role's ARN, path included.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }

    /// The ARN of one of its sessions; it drops the path.
    pub(crate) fn session_arn(&self, account: &str, session: &str) -> String {
        format!(
            "arn:aws:sts::{account}:assumed-role/{}/{session}",
            self.name
        )
    }
}

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) path: String,
    /// `AIDA…`.
    pub(crate) id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default)]
    pub(crate) inline: Vec<Inline>,
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    /// Names of the groups it is in.
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    #[serde(default)]
    pub(crate) boundary: Option<String>,
    #[serde(default)]
    pub(crate) mfa: Vec<MfaDevice>,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

impl User {
    /// The user's ARN, path included.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:user{}{}", self.path, self.name)
    }
}

/// An IAM group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) path: String,
    /// `AGPA…`.
    pub(crate) id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default)]
    pub(crate) inline: Vec<Inline>,
    #[serde(default)]
    pub(crate) attached: Vec<String>,
}

impl Group {
    /// The group's ARN, path included.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:group{}{}", self.path, self.name)
    }
}

/// A managed policy with its versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManagedPolicy {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) path: String,
    /// `ANPA…`.
    pub(crate) id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default)]
    pub(crate) description: Option<String>,
    /// At least one, the newest first; exactly one is the default.
    pub(crate) versions: Vec<PolicyVersion>,
    /// How many versions were ever made, as ids are not used again; 0 is "as many as there are".
    #[serde(default)]
    pub(crate) versions_made: u32,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

impl ManagedPolicy {
    /// The version in force.
    pub(crate) fn default_version(&self) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.default)
    }

    /// Whether AWS keeps it (`arn:aws:iam::aws:policy/…`).
    pub(crate) fn is_aws(&self) -> bool {
        self.arn.contains("::aws:policy/")
    }
}

/// One version of a managed policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyVersion {
    /// `v1`, `v2` …
    pub(crate) id: String,
    pub(crate) default: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    pub(crate) document: Value,
}
