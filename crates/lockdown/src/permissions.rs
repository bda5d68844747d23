//! What the app needs in AWS: one table, and everything that is made from it.
//!
//! - [`TABLE`]: each action once, with what it is for; tests hold it against the calls that the practice
//!   account really saw, and the README against it
//! - [`least_policy`], [`grant`]: the least policy for some uses, and for one missing action
//! - [`missing`]: what AWS refused in a look, as one policy
//! - [`preflight`]: what the signed-in identity lacks, by its own policies and by what AWS refused;
//!   [`simulation`]: what AWS's simulator is asked where those policies can't be read

mod missing;
mod policy;
mod preflight;
mod simulated;
mod standing;
mod table;

use serde::{Deserialize, Serialize};

pub use missing::is_denied_by_name;
pub use missing::{Refusal, missing, refusals};
pub use policy::{Scope, grant, least_policy, policy_of};
pub use preflight::{Checked, preflight};
pub use simulated::{Simulated, Simulation, simulation};
pub use standing::Standing;
pub use table::TABLE;

/// What someone does with the app. Each builds on looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Looking at the account: Regions, instances, roles, buckets, and who would lose access.
    Look,
    /// Locking, keeping, rolling back and restoring.
    Lock,
    /// The playback check.
    Playback,
    /// Association limits.
    Limits,
    /// Getting back in.
    Recovery,
}

impl Use {
    /// Every use, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Look,
        Self::Lock,
        Self::Playback,
        Self::Limits,
        Self::Recovery,
    ];

    /// A stable name: `look`, `lock`, `playback`, `limits` or `recovery`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Lock => "lock",
            Self::Playback => "playback",
            Self::Limits => "limits",
            Self::Recovery => "recovery",
        }
    }

    /// The use with this name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What an action is on: the resource of its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// Actions that take no resource.
    Everything,
    /// Connect instances.
    Instances,
    /// Contacts of Connect instances.
    Contacts,
    /// Roles.
    Roles,
    /// Users.
    Users,
    /// Customer managed policies.
    Policies,
    /// Any bucket: it is not known beforehand which ones a look finds.
    AnyBucket,
    /// The buckets that were found.
    Buckets,
    /// Objects in the buckets that were found.
    Objects,
    /// The KMS keys that encrypt what is in them.
    Keys,
    /// Any KMS key of the account.
    AnyKey,
    /// Lambda functions.
    Functions,
    /// The root user of a member account.
    MemberRoot,
}

/// Why no test sees a call of this action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// Made by the command on the recovery card, in the organization's management account.
    ManagementAccount,
}

/// One action that the app needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The IAM action, such as `s3:GetBucketPolicy`.
    pub action: &'static str,
    /// What it is for; an action that several uses need is in the first of them.
    pub needed_for: Use,
    /// What it is on.
    pub on: On,
    /// What goes missing without it: half a sentence.
    pub why: &'static str,
    /// Why the flow test does not see it, where it does not.
    pub unseen: Option<Unseen>,
}

/// The row of an action.
pub fn permission(action: &str) -> Option<&'static Permission> {
    TABLE.iter().find(|row| row.action == action)
}
