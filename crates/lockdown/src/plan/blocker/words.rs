//! The blockers in words.

use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::{Blocker, LOOK_LASTS};
use crate::known::Unknown;
use crate::plan::{Note, SIZE_LIMIT};

impl Blocker {
    /// The blocker in words.
    #[expect(
        clippy::too_many_lines,
        reason = "a table: one sentence for each blocker"
    )]
    pub fn note(&self) -> Note {
        let code = self.code();
        match self {
            Self::NoBucket => Note::plain(code, "No bucket is chosen."),
            Self::BucketNotSeen { bucket } => Note::about(
                code,
                bucket,
                format!("`{bucket}` was not found when the account was looked at. Look again."),
            ),
            Self::OtherAccount { bucket, account } => Note::about(
                code,
                bucket,
                match account {
                    Some(account) => format!("The backup of `{bucket}` is from account {account}, not from this one."),
                    None => format!("`{bucket}` belongs to another account. Its policy can only be changed there."),
                },
            ),
            Self::BucketRegionUnknown { bucket, unknown } => Note::about(
                code,
                bucket,
                format!("Can't tell in which Region `{bucket}` is{}.", because(unknown)),
            )
            .with_detail(unknown),
            Self::PolicyUnknown { bucket, unknown } => Note::about(
                code,
                bucket,
                format!("Can't read the policy of `{bucket}`{}.", because(unknown)),
            )
            .with_detail(unknown),
            Self::PolicyUnreadable { bucket, problem } => Note::about(
                code,
                bucket,
                format!("The policy of `{bucket}` can't be understood, so it is not edited."),
            )
            .with_text(problem.clone()),
            Self::CallerLockedOut { bucket, caller, action, moment, why } => Note::about(
                code,
                caller,
                format!("You would lose {action} on `{bucket}` {}.", moment.words()),
            )
            .with_text(why.clone()),
            Self::CallerUncertain { bucket, caller, action, moment, why } => Note::about(
                code,
                caller,
                format!("Can't tell whether you would still have {action} on `{bucket}` {}.", moment.words()),
            )
            .with_text(why.clone()),
            Self::CallerCannotBeKept { caller } => Note::about(
                code,
                caller,
                "This kind of sign-in can't be kept in a lock: use a role, an IAM user or root.",
            ),
            Self::ConnectLockedOut { bucket, role, instance, action, moment, certain, why } => Note::about(
                code,
                role,
                if *certain {
                    format!("Connect instance {instance} would lose {action} on `{bucket}` {}.", moment.words())
                } else {
                    format!(
                        "Can't tell whether Connect instance {instance} would still have {action} on `{bucket}` {}.",
                        moment.words()
                    )
                },
            )
            .with_text(why.clone()),
            Self::ServiceRoleUnknown { name, instance, unknown } => Note::about(
                code,
                &instance.region,
                format!("Can't tell which role Connect instance {name} in {} uses{}.", instance.region, because(unknown)),
            )
            .with_detail(unknown),
            Self::ServiceRoleIdUnknown { name, role, unknown, .. } => Note::about(
                code,
                role,
                format!("Can't read the id of the service role of Connect instance {name}{}.", because(unknown)),
            )
            .with_detail(unknown),
            Self::RegionUnread { region, unknown } => Note::about(
                code,
                region,
                format!("{region} could not be read: an instance there may use the bucket. Type `{region}` to accept that."),
            )
            .with_detail(unknown),
            Self::NoRegionRead => Note::plain(
                code,
                "No Region was looked at, so nothing is known about where Connect may use the bucket. Look again.",
            ),
            Self::TrialRunning { bucket } => Note::about(
                code,
                bucket,
                format!("A lock of Strongroom in `{bucket}` holds for a time only: a trial is running, or its times were edited."),
            )
            .with_text("Keep it or roll it back where it was begun, wait until it has ended, or take the lock off first."),
            Self::LookTooOld { taken_at } => Note::plain(
                code,
                format!(
                    "The account was looked at on {}, more than {} minutes ago. Look again before you lock.",
                    minute(*taken_at),
                    LOOK_LASTS.whole_minutes()
                ),
            ),
            Self::StorageUnread { instance, name, resource_type, unknown } => Note::about(
                code,
                &instance.region,
                format!(
                    "Can't tell where Connect instance {name} in {} stores {resource_type}{}. Type `{}` to accept that.",
                    instance.region,
                    because(unknown),
                    instance.region
                ),
            )
            .with_detail(unknown),
            Self::KeepWithoutId { arn } => Note::about(
                code,
                arn,
                format!("The id of `{}` is not known, so it can't be kept by id.", arn.name()),
            ),
            Self::KeepWithoutArn { arn } => Note::about(
                code,
                arn,
                format!("The exact ARN of `{}` is not known, so it can only be kept by id.", arn.name()),
            ),
            Self::KeepNotFound { arn } => Note::about(
                code,
                arn,
                format!("`{arn}` is not one of the roles and users of this account."),
            ),
            Self::TooLarge { bucket, size } => Note::about(
                code,
                bucket,
                format!("The policy of `{bucket}` would have {size} bytes. S3 takes at most {SIZE_LIMIT}."),
            ),
            Self::DeadPrincipals { bucket, principals } => Note::about(
                code,
                bucket,
                format!(
                    "The policy for `{bucket}` names {} that no longer {}: S3 would refuse it.",
                    count(principals.len(), "principal", "principals"),
                    if principals.len() == 1 { "exists" } else { "exist" }
                ),
            )
            .with_text(principals.join(", ")),
            Self::WouldBeMalformed { bucket, problems } => Note::about(
                code,
                bucket,
                format!("S3 would refuse the policy for `{bucket}`."),
            )
            .with_text(problems.join("; ")),
            Self::PublicUnderBlock { bucket } => Note::about(
                code,
                bucket,
                format!("The policy for `{bucket}` is public and Block Public Access is on: S3 would refuse it."),
            )
            .with_text("Remove the public statement or end the block in S3 first."),
            Self::TrialLength { minutes } => Note::plain(
                code,
                format!("A trial lasts 5 to 120 minutes, not {minutes}."),
            ),
            Self::NoTrialReason => Note::plain(code, "A lock without a trial takes a reason in writing."),
            Self::NoSecondWay => Note::plain(
                code,
                "Nobody besides you could change the policy back. Keep a second way in, or give a reason in writing.",
            ),
            Self::MendNotFound { bucket, id } => Note::about(
                code,
                bucket,
                format!("The policy of `{bucket}` does not name `{id}` in a condition on aws:userId."),
            ),
            Self::MendLeavesNone { bucket, id } => Note::about(
                code,
                bucket,
                format!("`{id}` is the only id that a statement of `{bucket}` lists. Dropping it would deny everyone: replace it."),
            ),
            Self::BackupDamaged { bucket } => Note::about(
                code,
                bucket,
                format!("The backup of `{bucket}` is not what was stored: its SHA-256 differs."),
            ),
            Self::NoLockOfOurs { bucket } => Note::about(
                code,
                bucket,
                format!("The policy of `{bucket}` holds no lock made by Strongroom."),
            ),
            Self::Limit { limit } => limit.note(),
        }
    }
}

/// A time to the minute, in UTC.
pub(crate) fn minute(time: OffsetDateTime) -> String {
    time.to_offset(UtcOffset::UTC)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute] UTC"
        ))
        .unwrap_or_else(|_| time.to_string())
}

pub(crate) fn because(unknown: &Unknown) -> String {
    unknown
        .missing_permission
        .as_ref()
        .map_or_else(String::new, |action| format!(": {action} is missing"))
}

pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
