//! The warnings in words, and what a lock does not cover.

use super::{NotCovered, Warning};
use crate::plan::Note;
use crate::plan::blocker::because;

impl Warning {
    /// A stable name: `cloud_formation`, `no_second_way` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSecondWay => "no_second_way",
            Self::NoTrial => "no_trial",
            Self::CloudFormation { .. } => "cloudformation_owned",
            Self::ReplicationNotKept { .. } => "replication_not_kept",
            Self::Notifications { .. } => "notifications",
            Self::EventBridge { .. } => "event_bridge",
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
            Self::Limit { limit } => limit.code(),
        }
    }

    /// The warning in words.
    #[expect(
        clippy::too_many_lines,
        reason = "a table: one sentence for each warning"
    )]
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
            Self::EventBridge { bucket } => Note::about(
                code,
                bucket,
                format!("EventBridge is told of every new object in `{bucket}`. If something that its rules start reads them, keep its role."),
            )
            .with_text("The lock does not stop the events. Which rules there are is not read."),
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
            Self::Limit { limit } => limit.note(),
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
