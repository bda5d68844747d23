//! What to know before applying a plan, and what a lock does not cover.

mod words;

use serde::{Deserialize, Serialize};

use crate::ids::{Arn, BucketName, Region};
use crate::known::Unknown;
use crate::limit::plan::LimitWarning;

/// What to know before applying a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "warning")]
pub enum Warning {
    /// Nobody besides the caller could change the policy back.
    NoSecondWay,
    /// The lock holds at once, without a trial.
    NoTrial,
    /// CloudFormation owns the bucket and may overwrite the lock.
    CloudFormation {
        /// The bucket.
        bucket: BucketName,
        /// The stack's name.
        stack: String,
    },
    /// The role that replicates out of the bucket is not kept.
    ReplicationNotKept {
        /// The bucket.
        bucket: BucketName,
        /// The role.
        role: Arn,
    },
    /// Functions are told of new objects; if they read them, their roles need to be kept.
    Notifications {
        /// The bucket.
        bucket: BucketName,
        /// The functions.
        functions: Vec<Arn>,
    },
    /// Events go to `EventBridge`; what its rules start, and as whom, is not read.
    EventBridge {
        /// The bucket.
        bucket: BucketName,
    },
    /// AWS services that the policy allows in will be cut off.
    ServicesCutOff {
        /// The bucket.
        bucket: BucketName,
        /// The services the present policy names.
        services: Vec<String>,
    },
    /// Another bucket's access logs may be delivered here; the delivery would be cut off.
    LogsDelivered {
        /// The bucket.
        bucket: BucketName,
        /// The buckets whose logs go here.
        from: Vec<BucketName>,
    },
    /// The policy holds ids that belong to nobody any more.
    StaleIds {
        /// The bucket.
        bucket: BucketName,
        /// The ids.
        ids: Vec<String>,
    },
    /// Another lock is in the policy: who is not on both keep lists has no access.
    AnotherLock {
        /// The bucket.
        bucket: BucketName,
        /// The statement: its Sid, or its number.
        statement: String,
    },
    /// A statement of the policy denies with `NotPrincipal`, which AWS advises against.
    NotPrincipal {
        /// The bucket.
        bucket: BucketName,
        /// The statement: its Sid, or its number.
        statement: String,
    },
    /// Something could not be read that would say more.
    NotRead {
        /// The bucket.
        bucket: BucketName,
        /// What: "its tags", "its replication" …
        what: String,
        /// Why.
        unknown: Unknown,
    },
    /// The account's roles and users could not be read.
    PrincipalsUnknown {
        /// Why.
        unknown: Unknown,
    },
    /// A Region that could not be read was accepted.
    RegionAccepted {
        /// The Region.
        region: Region,
    },
    /// A Region could not be read; what is planned does not hang on it.
    RegionUnread {
        /// The Region.
        region: Region,
    },
    /// The caller's own policies do not seem to allow the write.
    CallerMayLack {
        /// The bucket.
        bucket: BucketName,
        /// The IAM action.
        action: String,
    },
    /// A service role from before 2018: migrating the instance changes its role, and the lock then
    /// cuts Connect off.
    RoleFromBefore2018 {
        /// The role.
        role: Arn,
        /// The instance's alias or id.
        instance: String,
    },
    /// Connect could not read or write the bucket before the change either.
    ConnectAlreadyDenied {
        /// The bucket.
        bucket: BucketName,
        /// The role.
        role: Arn,
        /// The IAM action.
        action: String,
    },
    /// What is restored would open the bucket to more principals than now.
    Opens {
        /// The bucket.
        bucket: BucketName,
        /// How many principals gain something.
        principals: usize,
    },
    /// The policy of the plan differs from the backup: principals that no longer exist are left out.
    DeadLeftOut {
        /// The bucket.
        bucket: BucketName,
        /// The ids or ARNs.
        principals: Vec<String>,
    },
    /// Whether S3 would take a public policy is not known.
    PublicUncertain {
        /// The bucket.
        bucket: BucketName,
    },
    /// What to know before an association limit.
    Limit {
        /// What it is.
        limit: LimitWarning,
    },
}

/// What a lock does not cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "not_covered")]
pub enum NotCovered {
    /// Copies and replicas made before.
    Copies,
    /// Who may use the KMS keys.
    KmsKeys {
        /// The keys.
        keys: Vec<Arn>,
    },
    /// Streams that the instances write to.
    Streams {
        /// Their ARNs or prefixes.
        streams: Vec<String>,
    },
    /// Whoever may become a kept role.
    WhoMayBecome,
    /// The account's root user can always read, put and delete the policy.
    Root,
}
