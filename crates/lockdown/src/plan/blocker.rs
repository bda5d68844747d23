//! What makes a plan impossible to apply.

mod words;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub(crate) use words::{because, count, minute};

use crate::ids::{AccountId, Arn, BucketName, Region};
use crate::inventory::InstanceKey;
use crate::known::Unknown;
use crate::limit::plan::LimitBlocker;

/// The time at which a policy was evaluated: a trial is looked at before its end, at it and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// While the trial runs.
    DuringTrial,
    /// At the trial's end and after it.
    AfterTrial,
    /// With the permanent policy.
    Permanent,
}

impl Moment {
    /// In words: "while the trial runs".
    pub fn words(self) -> &'static str {
        match self {
            Self::DuringTrial => "while the trial runs",
            Self::AfterTrial => "once the trial has ended",
            Self::Permanent => "with the new policy",
        }
    }
}

/// How long a look at the account may be used to plan a lock.
pub const LOOK_LASTS: time::Duration = time::Duration::minutes(60);

/// What makes a plan impossible to apply. A plan with blockers can be looked at, never confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "blocker")]
pub enum Blocker {
    /// No bucket was chosen.
    NoBucket,
    /// The bucket is not in the inventory.
    BucketNotSeen {
        /// The bucket.
        bucket: BucketName,
    },
    /// The bucket belongs to another account.
    OtherAccount {
        /// The bucket.
        bucket: BucketName,
        /// The backup's account, where a backup is to be restored.
        account: Option<AccountId>,
    },
    /// The bucket's Region could not be read.
    BucketRegionUnknown {
        /// The bucket.
        bucket: BucketName,
        /// Why.
        unknown: Unknown,
    },
    /// The bucket's policy could not be read.
    PolicyUnknown {
        /// The bucket.
        bucket: BucketName,
        /// Why.
        unknown: Unknown,
    },
    /// The policy is no policy as far as this app can read: it is shown and kept, not edited.
    PolicyUnreadable {
        /// The bucket.
        bucket: BucketName,
        /// Line, column, element and problem.
        problem: String,
    },
    /// The caller would not be able to read, put or delete the policy.
    CallerLockedOut {
        /// The bucket.
        bucket: BucketName,
        /// The caller's ARN.
        caller: Arn,
        /// The IAM action.
        action: String,
        /// When.
        moment: Moment,
        /// The deciding statement, in words.
        why: String,
    },
    /// Whether the caller could still read, put or delete the policy can't be told.
    CallerUncertain {
        /// The bucket.
        bucket: BucketName,
        /// The caller's ARN.
        caller: Arn,
        /// The IAM action.
        action: String,
        /// When.
        moment: Moment,
        /// What it hangs on, in words.
        why: String,
    },
    /// The caller is a kind of identity that can't be kept, such as a federated user.
    CallerCannotBeKept {
        /// The caller's ARN.
        caller: Arn,
    },
    /// Connect would lose something that it needs.
    ConnectLockedOut {
        /// The bucket.
        bucket: BucketName,
        /// The service role.
        role: Arn,
        /// The instance's alias or id.
        instance: String,
        /// The IAM action.
        action: String,
        /// When.
        moment: Moment,
        /// Whether it is certain, or can't be told.
        certain: bool,
        /// The deciding statement, in words.
        why: String,
    },
    /// The service role of an instance on the bucket could not be read.
    ServiceRoleUnknown {
        /// The instance.
        instance: InstanceKey,
        /// Its alias or id.
        name: String,
        /// Why.
        unknown: Unknown,
    },
    /// The unique id of a service role could not be read.
    ServiceRoleIdUnknown {
        /// The instance.
        instance: InstanceKey,
        /// Its alias or id.
        name: String,
        /// The role.
        role: Arn,
        /// Why.
        unknown: Unknown,
    },
    /// A Region could not be read and was not accepted in writing: an instance there may use the bucket.
    RegionUnread {
        /// The Region.
        region: Region,
        /// Why.
        unknown: Unknown,
    },
    /// No Region was looked at: nothing is known about where Connect may use the bucket. No name
    /// that could be typed would accept that.
    NoRegionRead,
    /// A lock of ours in the policy holds for a time only: a trial is running, here or on another computer. What
    /// is to hold after it can't be told from the policy alone.
    TrialRunning {
        /// The bucket.
        bucket: BucketName,
    },
    /// The account was looked at too long ago for a lock: more than [`LOOK_LASTS`].
    LookTooOld {
        /// When the look began.
        #[serde(with = "time::serde::rfc3339")]
        taken_at: OffsetDateTime,
    },
    /// What an instance stores where could not be read; its Region was not accepted in writing.
    StorageUnread {
        /// The instance.
        instance: InstanceKey,
        /// Its alias or id.
        name: String,
        /// Connect's resource type.
        resource_type: String,
        /// Why.
        unknown: Unknown,
    },
    /// A kept principal is to be matched by its id, and the id is not known.
    KeepWithoutId {
        /// The principal.
        arn: Arn,
    },
    /// A kept principal is to be matched by its ARN, and the exact ARN is not known.
    KeepWithoutArn {
        /// The principal, as far as it is known.
        arn: Arn,
    },
    /// A kept principal is not one of the account's roles and users.
    KeepNotFound {
        /// The principal.
        arn: Arn,
    },
    /// The new policy would be larger than S3 takes.
    TooLarge {
        /// The bucket.
        bucket: BucketName,
        /// Its size in bytes.
        size: usize,
    },
    /// The policy names principals that no longer exist: S3 would refuse it as malformed.
    DeadPrincipals {
        /// The bucket.
        bucket: BucketName,
        /// The ids or ARNs.
        principals: Vec<String>,
    },
    /// S3 would refuse the policy for another reason that is known beforehand.
    WouldBeMalformed {
        /// The bucket.
        bucket: BucketName,
        /// The findings.
        problems: Vec<String>,
    },
    /// The policy is public and a public access block is on: S3 would refuse it.
    PublicUnderBlock {
        /// The bucket.
        bucket: BucketName,
    },
    /// A trial lasts 5 to 120 minutes.
    TrialLength {
        /// The minutes asked for.
        minutes: u32,
    },
    /// A lock without a trial takes a typed reason.
    NoTrialReason,
    /// No second way in, and no typed reason why.
    NoSecondWay,
    /// A statement that was to be mended does not name that id.
    MendNotFound {
        /// The bucket.
        bucket: BucketName,
        /// The id.
        id: String,
    },
    /// A stale id is the only one that a statement lists: dropping it would deny everyone.
    MendLeavesNone {
        /// The bucket.
        bucket: BucketName,
        /// The id.
        id: String,
    },
    /// The backup's text does not have the digest that was taken of it.
    BackupDamaged {
        /// The bucket.
        bucket: BucketName,
    },
    /// There is no lock of ours to be changed or removed.
    NoLockOfOurs {
        /// The bucket.
        bucket: BucketName,
    },
    /// What stands in the way of an association limit.
    Limit {
        /// What it is.
        limit: LimitBlocker,
    },
}

impl Blocker {
    /// A stable name: `region_unread`, `caller_locked_out` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBucket => "no_bucket",
            Self::BucketNotSeen { .. } => "bucket_not_seen",
            Self::OtherAccount { .. } => "other_account",
            Self::BucketRegionUnknown { .. } => "bucket_region_unknown",
            Self::PolicyUnknown { .. } => "policy_unknown",
            Self::PolicyUnreadable { .. } => "policy_unreadable",
            Self::CallerLockedOut { .. } => "caller_locked_out",
            Self::CallerUncertain { .. } => "caller_uncertain",
            Self::CallerCannotBeKept { .. } => "caller_cannot_be_kept",
            Self::ConnectLockedOut { .. } => "connect_locked_out",
            Self::ServiceRoleUnknown { .. } => "service_role_unknown",
            Self::ServiceRoleIdUnknown { .. } => "service_role_id_unknown",
            Self::RegionUnread { .. } => "region_unread",
            Self::NoRegionRead => "no_region_read",
            Self::TrialRunning { .. } => "trial_running",
            Self::LookTooOld { .. } => "look_too_old",
            Self::StorageUnread { .. } => "storage_unread",
            Self::KeepWithoutId { .. } => "keep_without_id",
            Self::KeepWithoutArn { .. } => "keep_without_arn",
            Self::KeepNotFound { .. } => "keep_not_found",
            Self::TooLarge { .. } => "too_large",
            Self::DeadPrincipals { .. } => "dead_principals",
            Self::WouldBeMalformed { .. } => "would_be_malformed",
            Self::PublicUnderBlock { .. } => "public_under_block",
            Self::TrialLength { .. } => "trial_length",
            Self::NoTrialReason => "no_trial_reason",
            Self::NoSecondWay => "no_second_way",
            Self::MendNotFound { .. } => "mend_not_found",
            Self::MendLeavesNone { .. } => "mend_leaves_none",
            Self::BackupDamaged { .. } => "backup_damaged",
            Self::NoLockOfOurs { .. } => "no_lock_of_ours",
            Self::Limit { limit } => limit.code(),
        }
    }

    /// The Region whose name, typed, would accept this.
    pub fn acceptable_region(&self) -> Option<&Region> {
        match self {
            Self::RegionUnread { region, .. } => Some(region),
            Self::StorageUnread { instance, .. } => Some(&instance.region),
            _ => None,
        }
    }
}
