//! The account's roles and users with the policies that decide what they may do.
//!
//! Policy texts stay texts: one that can't be read makes that one principal "can't tell", never the
//! whole account an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use iam_policy::PrincipalIds;
use time::OffsetDateTime;

use crate::ids::{AccountId, Arn, UniqueId};

/// Every role and user of one account (`iam:GetAccountAuthorizationDetails`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Principals {
    /// The roles.
    pub roles: Vec<RoleInfo>,
    /// The users.
    pub users: Vec<UserInfo>,
}

/// A policy with the name it has in IAM. The text is shared: ten thousand roles with the same
/// managed policy hold it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPolicy {
    /// Its name, or its ARN for a managed one.
    pub name: String,
    /// The document as JSON (already percent-decoded), as IAM returned it.
    pub text: Arc<str>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleInfo {
    /// The role's own ARN, path included.
    pub arn: Arn,
    /// `AROA…`.
    pub unique_id: UniqueId,
    /// When it was created.
    pub created: Option<OffsetDateTime>,
    /// When it was last used, where AWS says so.
    pub last_used: Option<OffsetDateTime>,
    /// Who may become it: the trust policy.
    pub trust_policy: Option<Arc<str>>,
    /// Inline and attached policies.
    pub policies: Vec<NamedPolicy>,
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// The user's ARN, path included.
    pub arn: Arn,
    /// `AIDA…`.
    pub unique_id: UniqueId,
    /// When it was created.
    pub created: Option<OffsetDateTime>,
    /// When it last signed in, where AWS says so.
    pub last_used: Option<OffsetDateTime>,
    /// Inline and attached policies, those of its groups included.
    pub policies: Vec<NamedPolicy>,
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Principals {
    /// Which id belongs to which ARN. All of the account's users and roles are in here, so an id
    /// that is not belongs to nobody (any more).
    pub fn ids(&self, account: &AccountId) -> PrincipalIds {
        let roles = self.roles.iter().map(|role| (&role.arn, &role.unique_id));
        let users = self.users.iter().map(|user| (&user.arn, &user.unique_id));
        let mut ids: PrincipalIds = roles
            .chain(users)
            .map(|(arn, id)| (arn.as_str(), id.as_str()))
            .collect();
        ids.mark_complete(account.as_str());
        ids
    }

    /// The role with this ARN.
    pub fn role(&self, arn: &Arn) -> Option<&RoleInfo> {
        self.roles.iter().find(|role| role.arn == *arn)
    }

    /// The user with this ARN.
    pub fn user(&self, arn: &Arn) -> Option<&UserInfo> {
        self.users.iter().find(|user| user.arn == *arn)
    }
}
