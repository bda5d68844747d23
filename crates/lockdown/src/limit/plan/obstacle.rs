//! What makes a plan for a limit impossible to apply.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Arn};
use crate::known::Unknown;
use crate::plan::blocker::{because, count};
use crate::plan::{Note, Target};

/// What makes a plan for a limit impossible to apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "limit_blocker")]
pub enum LimitBlocker {
    /// AWS owns the role.
    AwsOwnedRole {
        /// The role.
        principal: Arn,
    },
    /// The role is one of a permission set: its policies are changed in Identity Center.
    IdentityCenterRole {
        /// The role.
        principal: Arn,
        /// The permission set, where the role's name says it.
        permission_set: Option<String>,
    },
    /// The role or user is not one of the account's.
    PrincipalNotFound {
        /// The role or user.
        principal: Arn,
    },
    /// The instance is one of another account than the one that is open.
    OtherAccount {
        /// The instance's account.
        account: AccountId,
    },
    /// What is there now could not be read.
    TargetUnknown {
        /// What.
        target: Target,
        /// Why.
        unknown: Unknown,
    },
    /// A policy of that name is there, and is none of ours.
    NameTaken {
        /// The policy.
        target: Target,
    },
    /// What is to be taken off is none of ours.
    NotOurs {
        /// The policy.
        target: Target,
    },
    /// What is to be taken off is not there.
    NotFound {
        /// The policy's name.
        name: String,
    },
    /// A managed policy is to be deleted, and is in use: IAM refuses that.
    StillAttached {
        /// The policy.
        policy: Arn,
        /// How many users, groups and roles it is attached to or a boundary of.
        places: usize,
    },
    /// A managed policy is to be attached again, and is not there any more.
    PolicyGone {
        /// The policy.
        policy: Arn,
    },
    /// IAM would refuse the policy for its size.
    TooLarge {
        /// Its size, in characters that are not white space; for an inline policy with the others.
        size: usize,
        /// The most that IAM takes.
        most: usize,
    },
    /// IAM would refuse the policy for another reason that is known beforehand.
    WouldBeMalformed {
        /// The findings.
        problems: Vec<String>,
    },
}

impl LimitBlocker {
    /// A stable name: `limit_aws_owned_role` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::AwsOwnedRole { .. } => "limit_aws_owned_role",
            Self::IdentityCenterRole { .. } => "limit_identity_center_role",
            Self::PrincipalNotFound { .. } => "limit_principal_not_found",
            Self::OtherAccount { .. } => "limit_other_account",
            Self::TargetUnknown { .. } => "limit_target_unknown",
            Self::NameTaken { .. } => "limit_name_taken",
            Self::NotOurs { .. } => "limit_not_ours",
            Self::NotFound { .. } => "limit_not_found",
            Self::StillAttached { .. } => "limit_still_attached",
            Self::PolicyGone { .. } => "limit_policy_gone",
            Self::TooLarge { .. } => "limit_too_large",
            Self::WouldBeMalformed { .. } => "limit_would_be_malformed",
        }
    }

    /// The blocker in words.
    pub fn note(&self) -> Note {
        let code = self.code();
        match self {
            Self::AwsOwnedRole { principal } => Note::about(
                code,
                principal,
                format!("`{}` is a role that AWS owns: nobody else may change its policies.", principal.name()),
            )
            .with_text("Choose the role or user that people or programs work with."),
            Self::IdentityCenterRole { principal, permission_set } => Note::about(
                code,
                principal,
                match permission_set {
                    Some(set) => format!("This role is one of the permission set `{set}`: IAM Identity Center writes its policies."),
                    None => format!("`{}` is a role of a permission set: IAM Identity Center writes its policies.", principal.name()),
                },
            )
            .with_text("Put the policy into the permission set instead: the steps are below."),
            Self::PrincipalNotFound { principal } => Note::about(
                code,
                principal,
                format!("`{principal}` is not one of the roles and users of this account."),
            ),
            Self::OtherAccount { account } => Note::about(
                code,
                account,
                format!("The instance is in account {account}, which is not the one that is open."),
            ),
            Self::TargetUnknown { target, unknown } => Note::about(
                code,
                target,
                format!("Can't read {}{}.", target.words(), because(unknown)),
            )
            .with_detail(unknown),
            Self::NameTaken { target } => Note::about(
                code,
                target,
                format!("There is {} already, and Strongroom did not make it. Choose another name.", indefinite(target)),
            ),
            Self::NotOurs { target } => Note::about(
                code,
                target,
                format!("{} is no limit made by Strongroom, so it is not touched.", capitalised(&target.words())),
            ),
            Self::NotFound { name } => Note::about(
                code,
                name,
                format!("There is no policy `{name}` to take off: somebody may have done it."),
            ),
            Self::StillAttached { policy, places } => Note::about(
                code,
                policy,
                format!(
                    "The managed policy `{}` is still attached in {}, and IAM deletes none that is.",
                    policy.name(),
                    count(*places, "place", "places"),
                ),
            )
            .with_text(
                "Put the backup of the attachment back first: it belongs to the same change. Or take the limit off, \
                 which does both in that order.",
            ),
            Self::PolicyGone { policy } => Note::about(
                code,
                policy,
                format!("The managed policy `{}` is not there any more, so it can't be attached.", policy.name()),
            )
            .with_text("Put the backup of the policy back first."),
            Self::TooLarge { size, most } => Note::plain(
                code,
                format!("The policy would have {size} characters. IAM takes at most {most}, white space not counted."),
            )
            .with_text("Allow fewer targets, or use a managed policy where this is an inline one."),
            Self::WouldBeMalformed { problems } => {
                Note::plain(code, "IAM would refuse the policy.").with_text(problems.join("; "))
            }
        }
    }
}

/// "a policy `x`", for a name that is taken.
fn indefinite(target: &Target) -> String {
    let words = target.words();
    words
        .strip_prefix("the ")
        .map_or_else(|| words.clone(), |rest| format!("{} {rest}", article(rest)))
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
