//! What to know before applying a plan, and what a lock does not cover.

use serde::{Deserialize, Serialize};

use super::Note;
use super::blocker::because;
use crate::ids::{Arn, BucketName, Region};
use crate::known::Unknown;

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

impl Warning {
    /// A stable name: `cloud_formation`, `no_second_way` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSecondWay => "no_second_way",
            Self::NoTrial => "no_trial",
            Self::CloudFormation { .. } => "cloudformation_owned",
            Self::ReplicationNotKept { .. } => "replication_not_kept",
            Self::Notifications { .. } => "notifications",
            Self::ServicesCutOff { .. } => "services_cut_off",
            Self::LogsDelivered { .. } => "logs_delivered",
            Self::StaleIds { .. } => "stale_ids",
            Self::AnotherLock { .. } => "another_lock",
            Self::NotPrincipal { .. } => "not_principal",
            Self::NotRead { .. } => "not_read",
            Self::PrincipalsUnknown { .. } => "principals_unknown",
            Self::RegionAccepted { .. } => "region_accepted",
            Self::RegionUnread { .. } => "region_unread",
            Self::CallerMayLack { .. } => "caller_may_lack",
            Self::RoleFromBefore2018 { .. } => "role_from_before_2018",
            Self::ConnectAlreadyDenied { .. } => "connect_already_denied",
            Self::Opens { .. } => "opens",
            Self::DeadLeftOut { .. } => "dead_left_out",
            Self::PublicUncertain { .. } => "public_uncertain",
        }
    }

    /// The warning in words.
    pub fn note(&self) -> Note {
        let code = self.code();
        match self {
            Self::NoSecondWay => Note::plain(
                code,
                "Nobody besides you could change the policy back. Keep a break-glass role or user, or root.",
            ),
            Self::NoTrial => Note::plain(code, "The lock holds at once: AWS will not lift it by itself."),
            Self::CloudFormation { bucket, stack } => Note::about(
                code,
                bucket,
                format!("CloudFormation stack `{stack}` owns `{bucket}` and may overwrite the lock."),
            )
            .with_text("Put the lock's statements into the stack's template as well."),
            Self::ReplicationNotKept { bucket, role } => Note::about(
                code,
                role,
                format!("Replication out of `{bucket}` stops: its role `{}` is not kept.", role.name()),
            ),
            Self::Notifications { bucket, functions } => Note::about(
                code,
                bucket,
                format!("Functions are told of new objects in `{bucket}`. If they read them, keep their roles."),
            )
            .with_text(list(functions)),
            Self::ServicesCutOff { bucket, services } => Note::about(
                code,
                bucket,
                format!("AWS services that the policy of `{bucket}` lets in are cut off."),
            )
            .with_text(services.join(", ")),
            Self::LogsDelivered { bucket, from } => Note::about(
                code,
                bucket,
                format!("Access logs are delivered into `{bucket}`: the delivery is cut off."),
            )
            .with_text(list(from)),
            Self::StaleIds { bucket, ids } => Note::about(
                code,
                bucket,
                format!("The policy of `{bucket}` names ids that belong to nobody any more."),
            )
            .with_text(ids.join(", ")),
            Self::AnotherLock { bucket, statement } => Note::about(
                code,
                bucket,
                format!("Statement {statement} of `{bucket}` is a lock that Strongroom did not make. It stays: who is not on both keep lists has no access."),
            ),
            Self::NotPrincipal { bucket, statement } => Note::about(
                code,
                bucket,
                format!("Statement {statement} of `{bucket}` denies with NotPrincipal, which AWS advises against."),
            ),
            Self::NotRead { bucket, what, unknown } => Note::about(
                code,
                bucket,
                format!("Can't read {what} of `{bucket}`{}.", because(unknown)),
            )
            .with_detail(unknown),
            Self::PrincipalsUnknown { unknown } => Note::plain(
                code,
                format!("Can't list the roles and users of the account{}: who else loses access is not known.", because(unknown)),
            )
            .with_detail(unknown),
            Self::RegionAccepted { region } => Note::about(
                code,
                region,
                format!("{region} could not be read and was accepted. If an instance there uses a bucket, it loses access."),
            ),
            Self::RegionUnread { region } => Note::about(
                code,
                region,
                format!("{region} could not be read. This change takes nothing from an instance there."),
            ),
            Self::CallerMayLack { bucket, action } => Note::about(
                code,
                bucket,
                format!("Your role does not seem to allow {action} on `{bucket}`: AWS would refuse the write."),
            ),
            Self::RoleFromBefore2018 { role, instance } => Note::about(
                code,
                role,
                format!("Connect instance {instance} uses a role from before 2018. If the instance is migrated to a service-linked role, its role changes and the lock must be made again."),
            ),
            Self::ConnectAlreadyDenied { bucket, role, action } => Note::about(
                code,
                role,
                format!("`{}` is denied {action} on `{bucket}` already, before this change.", role.name()),
            ),
            Self::Opens { bucket, principals } => Note::about(
                code,
                bucket,
                format!("{} access to `{bucket}`.", if *principals == 1 { "1 principal gains".to_owned() } else { format!("{principals} principals gain") }),
            ),
            Self::DeadLeftOut { bucket, principals } => Note::about(
                code,
                bucket,
                format!("Principals that no longer exist are left out of the policy for `{bucket}`. Ids are never reused, so that grants nothing."),
            )
            .with_text(principals.join(", ")),
            Self::PublicUncertain { bucket } => Note::about(
                code,
                bucket,
                format!("Can't tell whether the policy of `{bucket}` is public under Block Public Access. If it is, S3 refuses the write and nothing changes."),
            ),
        }
    }
}

impl NotCovered {
    /// A stable name: `copies`, `kms_keys` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::Copies => "copies",
            Self::KmsKeys { .. } => "kms_keys",
            Self::Streams { .. } => "streams",
            Self::WhoMayBecome => "who_may_become",
            Self::Root => "root",
        }
    }

    /// The note in words.
    pub fn note(&self) -> Note {
        let code = self.code();
        match self {
            Self::Copies => Note::plain(
                code,
                "Copies and replicas that were made before are not covered.",
            ),
            Self::KmsKeys { keys } => {
                Note::plain(code, "The lock does not limit who may use the KMS keys.")
                    .with_text(list(keys))
            }
            Self::Streams { streams } => {
                Note::plain(code, "Streams that Connect writes to are not covered.")
                    .with_text(streams.join(", "))
            }
            Self::WhoMayBecome => Note::plain(
                code,
                "Whoever may become a kept role, or may change who may, can reach the bucket.",
            ),
            Self::Root => Note::plain(
                code,
                "The account's root user can always read, put and delete the bucket's policy.",
            ),
        }
    }
}

fn list<T: ToString>(items: &[T]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
