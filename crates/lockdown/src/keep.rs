//! Who keeps access, and why.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Arn, BucketName, Region, UniqueId};
use crate::inventory::{InstanceKey, Inventory};
use crate::known::Unknown;
use crate::plan::Blocker;
use crate::principals::Principals;

/// How a kept principal is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// By its unique id in `aws:userId`: the AWS article's way.
    Id,
    /// By its ARN in `aws:PrincipalArn`: survives re-creation, and is inherited by whoever can
    /// re-create a principal of that name.
    Arn,
    /// By both: either is enough.
    Both,
}

/// The kinds of principals that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepKind {
    /// A role; all of its sessions.
    Role,
    /// An IAM user.
    User,
    /// The account's root user.
    Root,
}

/// What `aws:userId` begins with for a principal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepId {
    /// A role's or user's unique id.
    Unique(UniqueId),
    /// The account id, which is what root has.
    Account(AccountId),
}

/// Why a principal is on the list, or is suggested for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum KeepReason {
    /// The signed-in administrator.
    Caller,
    /// The service role of an instance that stores something in the bucket.
    ServiceRole {
        /// The instance.
        instance: InstanceKey,
        /// Its alias, or its id where it has none.
        name: String,
        /// The bucket.
        bucket: BucketName,
        /// Connect's resource types that are stored there.
        resource_types: Vec<String>,
    },
    /// The user picked it.
    Picked,
    /// It replicates out of the bucket.
    Replicates {
        /// The bucket.
        bucket: BucketName,
    },
    /// Its function is told of new objects in the bucket.
    Notified {
        /// The bucket.
        bucket: BucketName,
        /// The function.
        function: Arn,
    },
    /// The bucket's policy names it already.
    NamedInPolicy {
        /// The bucket.
        bucket: BucketName,
        /// The statement: its Sid, or its number.
        statement: String,
    },
    /// Its name or tags say that it delivers logs or streams into buckets.
    Delivers,
    /// Its name or tags say that it is for emergencies.
    BreakGlass,
}

/// One principal on the keep list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepEntry {
    /// The role's or user's own ARN, path included; root's ARN for root.
    pub arn: Arn,
    /// Whether `arn` is known to be exact. A session's ARN drops the role's path, so the caller's
    /// own role may be known by its id alone; such an entry can be matched by id only.
    pub arn_is_exact: bool,
    /// The id, where it could be read.
    pub id: Option<KeepId>,
    /// Role, user or root.
    pub kind: KeepKind,
    /// Why it is here.
    pub why: Vec<KeepReason>,
    /// How it is matched.
    pub match_by: MatchBy,
    /// The better choice: both for roles in AWS's own paths (which AWS may re-create and nobody
    /// else can fake), the id for all others.
    pub recommended: MatchBy,
    /// Connect's roles and the caller: can't be taken off.
    pub required: bool,
    /// Whether it is a way back in besides the caller: root, or a role or user of people that may
    /// change the bucket's policy.
    pub second_way: bool,
    /// Who can become it, in words, where its trust policy is known.
    pub who_can_become_it: Option<String>,
}

/// A principal that the user keeps, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepChoice {
    /// Its ARN, as in [`KeepEntry::arn`].
    pub arn: Arn,
    /// How it is matched.
    pub match_by: MatchBy,
}

/// Who must be on the keep list, and what stands in the way of knowing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Required {
    /// The caller, then the service roles of every instance that stores something in the buckets.
    pub entries: Vec<KeepEntry>,
    /// A service role that is unknown or without a readable id, and a caller that can't be kept.
    /// Regions that could not be read are in [`unread_regions`].
    pub blockers: Vec<Blocker>,
}

/// A Region that could not be read in whole: an instance there may use any bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRegion {
    /// The Region; typing its name accepts it.
    pub region: Region,
    /// Why it could not be read.
    pub unknown: Unknown,
    /// What is missing: the whole Region, or one instance's storage.
    pub blocker: Blocker,
}

/// The caller and Connect: the entries that can't be taken off, each matched as recommended.
pub fn required(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Required {
    todo!("{inventory:?} {principals:?} {buckets:?}")
}

/// Principals that seem to need the buckets, each with the reason. None of them is required.
pub fn suggestions(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Vec<KeepEntry> {
    todo!("{inventory:?} {principals:?} {buckets:?}")
}

/// Everyone who can be kept and is neither required nor suggested: roles, users and root, by ARN.
pub fn others(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Vec<KeepEntry> {
    todo!("{inventory:?} {principals:?} {buckets:?}")
}

/// Regions (and single storage types) that could not be read: each must be accepted in writing.
/// "Not enabled" is a quiet state: nothing can be there.
pub fn unread_regions(inventory: &Inventory) -> Vec<UnreadRegion> {
    todo!("{inventory:?}")
}
