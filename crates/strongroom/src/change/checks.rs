//! What has to be seen before a lock is kept: that it bites, that a recording of every instance plays
//! in Connect after that, and that Connect writes new recordings.

use journal::{ChangeId, ChangeRecord, Confirmation, Waiver as Waived};
use lockdown::change::{Event, TargetState, Write};
use lockdown::ids::BucketName;
use lockdown::inventory::{InstanceKey, Inventory};
use lockdown::keep::{KeepEntry, KeepReason};
use lockdown::plan::PlanKind;
use time::OffsetDateTime;

use crate::api::{CheckView, ErrorView, Waiver};
use crate::session::Session;
use crate::settings::Settings;
use crate::view::{error, overview};

/// Somebody was refused by an explicit deny in the bucket's policy.
pub(crate) const LOCK_BITES: &str = "lock_bites";
/// A recording was played in Connect.
pub(crate) const HEARD: &str = "heard_in_connect";
/// Connect wrote a recording.
pub(crate) const NEW_RECORDING: &str = "new_recording";
/// A recording was played in the app: proves the administrator's own access.
pub(crate) const PLAYED_HERE: &str = "played_here";
/// What was seen when a trial was rolled back.
pub(crate) const ROLLED_BACK: &str = "rolled_back";

const CALL_RECORDINGS: &str = "CALL_RECORDINGS";

/// Every check of a lock on trial, done or not. None for other changes.
pub(crate) fn of(
    settings: &Settings,
    session: &Session,
    record: &ChangeRecord,
) -> Result<Vec<CheckView>, ErrorView> {
    if record.summary.kind != PlanKind::Lock {
        return Ok(Vec::new());
    }
    let book = Book::read(session, record)?;
    let inventory = session.inventory().ok();
    let now = session.account.aws_now();
    let mut checks = Vec::new();
    let on_trial = record
        .targets
        .iter()
        .filter(|entry| matches!(entry.state, TargetState::OnTrial { .. }));
    for bucket in on_trial.filter_map(|entry| entry.target.bucket()) {
        let force = book.force(settings, record, bucket, now);
        checks.push(book.check(
            LOCK_BITES,
            (bucket, None),
            format!("The lock on {bucket} is in force."),
            force.as_ref().map(|force| force.words.clone()),
            "Try it as someone else, or wait two minutes: AWS names no exact time.",
        ));
        let since = force.map(|force| force.since);
        for (instance, name, recordings) in
            instances(record.plan.keep(), inventory.as_deref(), bucket)
        {
            let about = (bucket, Some(&instance));
            checks.push(book.check(
                HEARD,
                about,
                format!("A recording of {name} played in Connect after the lock was in force."),
                book.seen_after(HEARD, about, since),
                "Open a recording in Connect and say that it played.",
            ));
            if recordings {
                checks.push(book.check(
                    NEW_RECORDING,
                    about,
                    format!(
                        "Connect stored a new recording of {name} after the lock was in force."
                    ),
                    book.seen_after(NEW_RECORDING, about, since),
                    "Have a call recorded, then list the recordings again.",
                ));
            }
        }
    }
    Ok(checks)
}

/// A bucket, and an instance where it is about one.
type About<'a> = (&'a BucketName, Option<&'a InstanceKey>);

/// Since when a lock is known to be in force, and how that is known.
struct Force {
    since: OffsetDateTime,
    words: String,
}

/// What was seen and waived in a change.
struct Book {
    seen: Vec<Confirmation>,
    waived: Vec<Waived>,
}

impl Book {
    fn read(session: &Session, record: &ChangeRecord) -> Result<Self, ErrorView> {
        let failed =
            |failed| error::caused("The checks of this change can't be read.", "", &failed);
        let change = record.summary.id;
        Ok(Self {
            seen: session.journal.confirmations(change).map_err(failed)?,
            waived: session.journal.waivers(change).map_err(failed)?,
        })
    }

    /// A lock is taken to be in force once somebody was refused by it, or some time has passed since it
    /// was written (AWS says "seconds to minutes" and no figure; domain: bucket policies).
    fn force(
        &self,
        settings: &Settings,
        record: &ChangeRecord,
        bucket: &BucketName,
        now: OffsetDateTime,
    ) -> Option<Force> {
        let entry = record
            .targets
            .iter()
            .find(|entry| entry.target.bucket() == Some(bucket))?;
        // From AWS's word for it, or from the first read that showed it where that word was lost: the
        // row before a write says nothing of when it took effect.
        // What came before the last beginning of the trial (a retry begins it again) says nothing of it.
        let begins = |event| {
            matches!(
                event,
                Event::Write {
                    write: Write::Trial { .. },
                    ..
                }
            )
        };
        let begun = entry.steps.iter().rposition(|step| begins(step.event));
        let written = entry
            .steps
            .iter()
            .skip(begun.unwrap_or(0))
            .find(|step| matches!(step.event, Event::Accepted | Event::Settled(_)))?
            .at;
        let refusal = self
            .seen
            .iter()
            .find(|one| one.what == LOCK_BITES && one.bucket == *bucket && one.at >= written);
        if let Some(refusal) = refusal {
            return Some(Force {
                since: refusal.at,
                words: refusal.words.clone(),
            });
        }
        let since = written + settings.patience.bites;
        (now >= since).then(|| Force {
            since,
            words: format!(
                "{} s have passed since the lock was written; AWS says \"seconds to minutes\".",
                settings.patience.bites.as_secs()
            ),
        })
    }

    /// The words of what was seen since the lock was in force; what was seen before proves nothing.
    fn seen_after(
        &self,
        what: &str,
        about: About<'_>,
        since: Option<OffsetDateTime>,
    ) -> Option<String> {
        let since = since?;
        let (bucket, instance) = about;
        let fits = |one: &&Confirmation| {
            one.what == what && one.bucket == *bucket && one.instance.as_ref() == instance
        };
        let found = self
            .seen
            .iter()
            .filter(fits)
            .find(|one| one.good && one.at >= since);
        found.map(|one| one.words.clone())
    }

    fn check(
        &self,
        code: &str,
        about: About<'_>,
        label: String,
        found: Option<String>,
        missing: &str,
    ) -> CheckView {
        let (bucket, instance) = about;
        let fits = |one: &&Waived| {
            one.what == code && one.bucket == *bucket && one.instance.as_ref() == instance
        };
        let waiver = self.waived.iter().find(fits);
        CheckView {
            code: code.to_owned(),
            subject: subject(bucket, instance),
            label,
            done: found.is_some() || waiver.is_some(),
            words: match (found, waiver) {
                (Some(found), _) => found,
                (None, Some(waiver)) => format!("Waived: {}", waiver.reason),
                (None, None) => missing.to_owned(),
            },
        }
    }
}

/// The instances that use a bucket, with their names and whether their call recordings are in it: those
/// whose roles the confirmed plan keeps, and those that were found since. A look at the account that
/// is not over takes none away.
fn instances(
    keep: &[KeepEntry],
    inventory: Option<&Inventory>,
    bucket: &BucketName,
) -> Vec<(InstanceKey, String, bool)> {
    let mut instances: Vec<(InstanceKey, String, bool)> = Vec::new();
    let mut add = |key: &InstanceKey, name: String, recordings: bool| match instances
        .iter_mut()
        .find(|(known, ..)| known == key)
    {
        Some((.., any)) => *any |= recordings,
        None => instances.push((key.clone(), name, recordings)),
    };
    for reason in keep.iter().flat_map(|entry| &entry.why) {
        if let KeepReason::ServiceRole {
            instance,
            name,
            bucket: used,
            resource_types,
        } = reason
            && used == bucket
        {
            add(
                instance,
                name.clone(),
                resource_types.iter().any(|one| one == CALL_RECORDINGS),
            );
        }
    }
    if let Some(inventory) = inventory
        && let Some(found) = inventory.buckets.get(bucket)
    {
        for one in &found.uses {
            let name = inventory
                .instance(&one.instance)
                .map_or_else(|| one.instance.id.to_string(), overview::name);
            add(&one.instance, name, one.resource_type == CALL_RECORDINGS);
        }
    }
    instances
}

fn subject(bucket: &BucketName, instance: Option<&InstanceKey>) -> String {
    instance.map_or_else(
        || bucket.to_string(),
        |key| format!("{bucket}#{}", overview::key(key)),
    )
}

/// Since when the lock on a bucket is known to be in force, for a change on trial.
pub(crate) fn bites_since(
    settings: &Settings,
    session: &Session,
    record: &ChangeRecord,
    bucket: &BucketName,
) -> Option<OffsetDateTime> {
    let book = Book::read(session, record).ok()?;
    let force = book.force(settings, record, bucket, session.account.aws_now());
    force.map(|force| force.since)
}

/// The lock on trial on this bucket, if there is one.
pub(crate) fn trial_on(session: &Session, bucket: &BucketName) -> Option<ChangeRecord> {
    let open = session.unfinished().ok()?;
    let on_trial = open.iter().find(|change| {
        change.targets.iter().any(|(target, state)| {
            target.bucket() == Some(bucket) && matches!(state, TargetState::OnTrial { .. })
        })
    })?;
    session.journal.change(on_trial.id).ok()
}

/// Stores that something was seen.
pub(crate) fn note(
    session: &Session,
    record: &ChangeRecord,
    about: Option<(&BucketName, Option<&InstanceKey>)>,
    what: &str,
    words: &str,
    good: bool,
) -> Result<(), ErrorView> {
    let buckets: Vec<(BucketName, Option<InstanceKey>)> = match about {
        Some((bucket, instance)) => vec![(bucket.clone(), instance.cloned())],
        None => record
            .targets
            .iter()
            .filter_map(|entry| Some((entry.target.bucket()?.clone(), None)))
            .collect(),
    };
    for (bucket, instance) in buckets {
        let confirmation = Confirmation {
            change: record.summary.id,
            bucket,
            instance,
            what: what.to_owned(),
            words: words.to_owned(),
            good,
            at: session.account.aws_now(),
        };
        session.note_point(&confirmation.bucket, "confirm", false);
        session.journal.confirm(&confirmation).map_err(|failed| {
            error::caused(
                "What you saw could not be stored in the history.",
                "",
                &failed,
            )
        })?;
        session.note_point(&confirmation.bucket, "confirm", true);
    }
    Ok(())
}

/// Stores what the user goes without, each with its typed reason.
pub(crate) fn waive(
    session: &Session,
    change: ChangeId,
    waivers: &[Waiver],
) -> Result<(), ErrorView> {
    let record = session.change(change)?;
    for waiver in waivers {
        if waiver.reason.trim().is_empty() {
            return Err(error::plain(
                crate::api::ErrorCode::ConfirmationWrong,
                "A check is waived only with a reason. Nothing was changed.",
                "Type why you go without it.",
            ));
        }
        if ![HEARD, NEW_RECORDING].contains(&waiver.code.as_str()) {
            return Err(error::plain(
                crate::api::ErrorCode::PlanRefused,
                "This check can't be waived. Nothing was changed.",
                "Try the lock as someone else, or wait until AWS's own delay has passed.",
            ));
        }
        let (bucket, key) = waiver
            .subject
            .split_once('#')
            .map_or((waiver.subject.as_str(), None), |(b, k)| (b, Some(k)));
        let Some(bucket) = record
            .targets
            .iter()
            .filter_map(|entry| entry.target.bucket())
            .find(|one| one.as_str() == bucket)
        else {
            continue;
        };
        let inventory = session.inventory().ok();
        let used = instances(record.plan.keep(), inventory.as_deref(), bucket);
        let instance = key.and_then(|key| {
            used.iter()
                .map(|(one, ..)| one)
                .find(|one| overview::key(one) == key)
        });
        let waived = Waived {
            change,
            bucket: bucket.clone(),
            instance: instance.cloned(),
            what: waiver.code.clone(),
            reason: waiver.reason.trim().to_owned(),
            at: session.account.aws_now(),
        };
        session.note_point(&waived.bucket, "waive", false);
        session.journal.waive(&waived).map_err(|failed| {
            error::caused(
                "The reason could not be stored in the history. Nothing was changed.",
                "",
                &failed,
            )
        })?;
        session.note_point(&waived.bucket, "waive", true);
    }
    Ok(())
}
