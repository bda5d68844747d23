//! AWS features that break or go blind under a lock, by its form and by what the bucket uses
//! (domain: who touches the bucket).

use crate::ids::Arn;
use crate::inventory::NotificationTarget;
use crate::lock::{AwsServices, LockScope};
use crate::plan::draft::{Draft, Ready};
use crate::plan::facts::{logged_here, services_let_in};
use crate::plan::{Note, PlanKind};

/// The features, those first that this bucket is known to use.
pub(crate) fn features(draft: &Draft<'_>, ready: &Ready<'_>) -> Vec<Note> {
    let Some(form) = draft.form.filter(|_| draft.kind == PlanKind::Lock) else {
        return Vec::new();
    };
    let mut notes = in_use(draft, ready);
    let bucket = &ready.bucket.name;
    if form.services == AwsServices::CutOff {
        let from = logged_here(draft, bucket);
        let let_in = ready
            .policy
            .as_ref()
            .map(services_let_in)
            .unwrap_or_default();
        if !from.is_empty() || !let_in.is_empty() {
            let mut who: Vec<String> = from
                .iter()
                .map(|b| format!("access logs of `{b}`"))
                .collect();
            who.extend(let_in);
            notes.push(
                Note::about(
                    "deliveries",
                    bucket,
                    "Deliveries by AWS services into the bucket stop.",
                )
                .with_text(who.join(", ")),
            );
        }
        notes.push(
            Note::about(
                "connect_service",
                bucket,
                "Newer Connect features that come as the service itself stop.",
            )
            .with_text("Recording ingestion, and flow prompts kept in this bucket."),
        );
    }
    if form.scope == LockScope::Everything {
        notes.push(
            Note::about("security_tools", bucket, "Security tools go blind for this bucket.")
                .with_text("Config, Macie, Security Hub and Trusted Advisor read its configuration as roles of their own. Keep those, or leave reading the configuration out of the lock."),
        );
    }
    notes.push(
        Note::about("analytics", bucket, "Analytics and copies by other roles stop unless those roles are kept.")
            .with_text("Athena (as whoever asks), Glue, QuickSight, Backup, DataSync, GuardDuty malware scans, Transcribe."),
    );
    notes.push(
        Note::about(
            "associations",
            bucket,
            "Only kept administrators can associate this bucket with an instance later.",
        )
        .with_text(
            "Connect asks for s3:GetBucketAcl and s3:GetBucketLocation as the person who does it.",
        ),
    );
    notes
}

fn in_use(draft: &Draft<'_>, ready: &Ready<'_>) -> Vec<Note> {
    let bucket = &ready.bucket.name;
    let mut notes = Vec::new();
    if let Some(Some(role)) = ready.bucket.replication_role.value()
        && !draft.keep.iter().any(|entry| entry.arn == *role)
    {
        notes.push(
            Note::about(
                "replication",
                bucket,
                "Replication out of the bucket stops.",
            )
            .with_text(format!("Its role `{}` is not kept.", role.name())),
        );
    }
    let targets = ready
        .bucket
        .notification_targets
        .value()
        .into_iter()
        .flatten();
    let names: Vec<&str> = targets
        .clone()
        .filter_map(NotificationTarget::function)
        .map(Arn::resource)
        .collect();
    if !names.is_empty() {
        notes.push(
            Note::about("notifications", bucket, "Functions are still told of new objects, but can read them only if their roles are kept.")
                .with_text(names.join(", ")),
        );
    }
    if targets
        .into_iter()
        .any(|one| *one == NotificationTarget::EventBridge)
    {
        notes.push(
            Note::about("event_bridge", bucket, "EventBridge is still told of new objects, but what its rules start can read them only if its role is kept.")
                .with_text("Which rules there are is not read."),
        );
    }
    notes
}
