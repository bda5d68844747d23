//! Whom a limit is for: a role or a user, and whether its policies are its owner's to change.

use serde::{Deserialize, Serialize};

use super::targets::is_partition;
use crate::ids::{AccountId, Arn, InvalidId};

/// The kinds of principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// A role of the account's own.
    Role,
    /// An IAM user.
    User,
    /// A role of an Identity Center permission set: its policies are changed there alone.
    IdentityCenterRole,
    /// A role that AWS owns: nobody else may change its policies.
    AwsOwnedRole,
}

/// A role or a user by its ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Arn", into = "Arn")]
pub struct LimitPrincipal(Arn);

/// Where Identity Center's roles are.
const IDENTITY_CENTER: &str = "role/aws-reserved/sso.amazonaws.com/";
/// How their names begin.
const RESERVED: &str = "AWSReservedSSO_";

impl LimitPrincipal {
    /// Its ARN, path included.
    pub fn arn(&self) -> &Arn {
        &self.0
    }

    /// What kind it is.
    pub fn kind(&self) -> PrincipalKind {
        if self.0.resource().starts_with(IDENTITY_CENTER) {
            PrincipalKind::IdentityCenterRole
        } else if self.0.is_in_aws_path() {
            PrincipalKind::AwsOwnedRole
        } else if self.is_user() {
            PrincipalKind::User
        } else {
            PrincipalKind::Role
        }
    }

    /// Whether it is an IAM user.
    pub fn is_user(&self) -> bool {
        self.0.resource().starts_with("user/")
    }

    /// Its name without the path.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// `role` or `user`.
    pub fn noun(&self) -> &'static str {
        if self.is_user() { "user" } else { "role" }
    }

    /// The permission set that an Identity Center role belongs to.
    ///
    /// Source: the role's name is `AWSReservedSSO_<set>_<16 hexadecimal digits>` (domain: identities).
    pub fn permission_set(&self) -> Option<&str> {
        if self.kind() != PrincipalKind::IdentityCenterRole {
            return None;
        }
        let rest = self.name().strip_prefix(RESERVED)?;
        let (set, suffix) = rest.rsplit_once('_')?;
        let is_suffix = suffix.len() == 16 && suffix.bytes().all(|b| b.is_ascii_hexdigit());
        (is_suffix && !set.is_empty()).then_some(set)
    }
}

impl TryFrom<Arn> for LimitPrincipal {
    type Error = InvalidId;

    fn try_from(arn: Arn) -> Result<Self, InvalidId> {
        let named = |kind: &str| {
            arn.resource().strip_prefix(kind).is_some_and(|path| {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&b);
                !arn.name().is_empty() && path.bytes().all(plain)
            })
        };
        let good = arn.service() == "iam"
            && is_partition(arn.partition())
            && arn.region().is_empty()
            && arn.as_str().split(':').nth(4).is_some_and(is_account)
            && (named("role/") || named("user/"));
        if good {
            Ok(Self(arn))
        } else {
            Err(InvalidId {
                text: arn.into(),
                expected: "the ARN of a role or user",
            })
        }
    }
}

fn is_account(text: &str) -> bool {
    text.parse::<AccountId>().is_ok()
}

impl From<LimitPrincipal> for Arn {
    fn from(principal: LimitPrincipal) -> Arn {
        principal.0
    }
}
