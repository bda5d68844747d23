//! Writes of others that fall into the instant between our reading and our writing, and who changed what was found
//! changed: by CloudTrail's event history, where that may be read.
//!
//! Events come minutes late. So it is looked again while the app runs, when an account is opened and when a change is
//! shown, until nothing more is to be expected; what is found is kept in the history with its full text.

use std::time::Duration;

use aws_account::trail::PolicyEvents;
use iam_policy::PrincipalIds;
use journal::{ChangeId, ChangeRecord, JournalError, StepRecord, TargetRecord, TrailRecord};
use lockdown::change::{Event, Standing, TargetState, Write};
use lockdown::ids::BucketName;
use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::permit::{BackupData, sha256_hex};
use lockdown::trail::{OwnWrite, TrailFinding, changed_by, overwritten};
use time::OffsetDateTime;

use super::change_id;
use super::turns::same_account;
use crate::App;
use crate::api::{ChangeView, ErrorView};
use crate::session::Session;
use crate::view::error;

/// How long after a change it is looked again without being asked.
const FOLLOWED: time::Duration = time::Duration::hours(1);

/// How long CloudTrail remembers events. Source: AWS CloudTrail User Guide, "Working with CloudTrail event history".
const REMEMBERED: time::Duration = time::Duration::days(90);

/// At most this long before a write it was read for the last time: both are one step.
const ONE_STEP: time::Duration = time::Duration::minutes(1);

/// How the ids of policies begin that only CloudTrail remembers.
const ID: &str = "cloudtrail-";

/// Something to be found out about a target.
enum Open {
    /// Whether the write of this step went over somebody else's.
    Write(OwnWrite),
    /// Who put what this step found.
    Found {
        live: LivePolicy,
        since: OffsetDateTime,
    },
}

impl App {
    /// Looks into CloudTrail for what is still open about a change.
    ///
    /// # Errors
    /// When no account is open, there is no such change, it belongs to another account, or the history can't be
    /// read or written. That CloudTrail can't be read is no error: it is said in the change.
    pub async fn look_into_trail(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        same_account(&session, &session.change(change)?)?;
        session.look_into_trail(change).await?;
        session.change_view(change)
    }

    /// Looks into CloudTrail for the open account's changes about which something is still open: each one once
    /// after the account was opened, and those of the last hour again and again. To be called every so often.
    pub async fn follow_trails(&self) {
        let Some(session) = self.open_session() else {
            return;
        };
        let changes = session.journal.changes().unwrap_or_default();
        let now = session.account.aws_now();
        let account = &session.account.identity().account;
        for change in changes.iter().filter(|change| change.account == *account) {
            let young = change.ended_at.unwrap_or(now) + FOLLOWED > now;
            if change.started_at + REMEMBERED < now
                || !session.is_due(change.id, young, self.settings().trail_pause)
            {
                continue;
            }
            // Said in the change, where it is shown.
            if let Err(failed) = session.look_into_trail(change.id).await {
                tracing::warn!(change = %change.id, "CloudTrail was not asked: {}", failed.message);
            }
        }
    }
}

impl Session {
    /// Whether a change's events are to be looked up now; counts as having done so.
    fn is_due(&self, change: ChangeId, again: bool, pause: Duration) -> bool {
        self.asked_trail(change, |last| {
            last.is_none_or(|last| again && last.elapsed() >= pause)
        })
    }

    async fn look_into_trail(&self, change: ChangeId) -> Result<(), ErrorView> {
        let stored = |failed: JournalError| {
            error::caused(
                "What CloudTrail tells could not be kept in the history.",
                "",
                &failed,
            )
        };
        let record = self.change(change)?;
        let known = self.journal.trail(change).map_err(stored)?;
        for entry in &record.targets {
            let Some(bucket) = entry.target.bucket() else {
                continue;
            };
            let now = self.account.aws_now();
            let mut open = open(&record, entry, &known);
            open.retain(|(_, open)| open.since() + REMEMBERED > now);
            let Some(since) = open.iter().map(|(_, open)| open.since()).min() else {
                continue;
            };
            let findings = self
                .findings(&record, entry, bucket, &open, since)
                .await
                .map_err(stored)?;
            for (step, finding) in findings {
                self.journal
                    .found_in_trail(change, &entry.target, step, &finding, now)
                    .map_err(stored)?;
            }
        }
        Ok(())
    }

    async fn findings(
        &self,
        record: &ChangeRecord,
        entry: &TargetRecord,
        bucket: &BucketName,
        open: &[(usize, Open)],
        since: OffsetDateTime,
    ) -> Result<Vec<(usize, TrailFinding)>, JournalError> {
        let looked = self
            .account
            .policy_events(bucket, &entry.region, since)
            .await;
        let PolicyEvents { found, cut_off } = match looked {
            Ok(events) => events,
            Err(failed) => {
                let unreadable = |(step, _): &(usize, Open)| {
                    let unknown = failed.unknown();
                    (*step, TrailFinding::Unreadable { unknown })
                };
                return Ok(open.iter().map(unreadable).collect());
            }
        };
        let account = &self.account.identity().account;
        let ours = self.journal.request_ids(account, &entry.target)?;
        let is_ours = |id: &str| ours.contains(id);
        let ids: PrincipalIds = record.plan.principal_ids();
        let now = self.account.aws_now();
        let mut findings = Vec::new();
        for (step, open) in open {
            match open {
                // The oldest events were not read: what is missing may be what is asked about.
                _ if cut_off => findings.push((*step, TrailFinding::NotThere)),
                Open::Write(own) => {
                    let seen_after: Vec<LivePolicy> = entry
                        .steps
                        .iter()
                        .skip(*step)
                        .filter_map(|step| step.found.clone())
                        .collect();
                    let looked = overwritten(own, is_ours, &seen_after, &found, &ids);
                    let all = own.findings(looked, now).into_iter();
                    findings.extend(all.map(|finding| (*step, finding)));
                }
                Open::Found { live, .. } => {
                    let by = changed_by(live, is_ours, &found, &ids);
                    let finding =
                        by.map_or(TrailFinding::NotThere, |event| TrailFinding::ChangedBy {
                            event: event.clone(),
                        });
                    findings.push((*step, finding));
                }
            }
        }
        Ok(findings)
    }

    /// The policy that a write of somebody else put, by the id that [`restore_id`] makes, as a backup of it.
    pub(crate) fn trail_backup(&self, id: &str) -> Option<BackupData> {
        let record = self
            .journal
            .trail_record(id.strip_prefix(ID)?.parse().ok()?)
            .ok()?;
        let change = self.journal.change(record.change).ok()?;
        let entry = change
            .targets
            .iter()
            .find(|entry| entry.target.key() == record.key)?;
        let event = match record.finding {
            TrailFinding::Overwritten(one) => one.event,
            TrailFinding::ChangedBy { event } => event,
            _ => return None,
        };
        let policy = event.wrote?;
        Some(BackupData {
            target: entry.target.clone(),
            account: change.summary.account.clone(),
            region: entry.region.clone(),
            sha256: sha256_hex(policy.text().unwrap_or_default()),
            meaning: Meaning::of(&policy, &change.plan.principal_ids())
                .as_str()
                .to_owned(),
            policy,
            taken_at: event.at,
            // Who put it, where that is somebody with an ARN; else who found it.
            caller: event
                .who
                .parse()
                .unwrap_or_else(|_| change.plan.caller().clone()),
        })
    }
}

impl Open {
    fn since(&self) -> OffsetDateTime {
        match self {
            Self::Write(own) => own.since(),
            Self::Found { since, .. } => *since,
        }
    }
}

/// The id by which the policy of a finding is put back.
pub(crate) fn restore_id(record: &TrailRecord) -> String {
    format!("{ID}{}", record.id)
}

/// What CloudTrail is still to be asked about a target, each with the step that it is about.
fn open(record: &ChangeRecord, entry: &TargetRecord, known: &[TrailRecord]) -> Vec<(usize, Open)> {
    let is_answered = |step: usize| {
        let mut about = known
            .iter()
            .filter(|known| known.key == entry.target.key() && known.step == step);
        about.any(|known| {
            matches!(
                known.finding,
                TrailFinding::Nothing { for_good: true }
                    | TrailFinding::Overwritten(_)
                    | TrailFinding::ChangedBy { .. }
            )
        })
    };
    let mut open = Vec::new();
    for (at, step) in entry.steps.iter().enumerate() {
        if is_answered(at) {
            continue;
        }
        if let Some(own) = own_write(record, entry, at, step) {
            open.push((at, Open::Write(own)));
        }
        if let Some(found) = &step.found {
            // Since the last thing that is known of the bucket.
            let since = at
                .checked_sub(1)
                .and_then(|before| entry.steps.get(before))
                .map_or(record.plan.made_at(), |before| before.at);
            open.push((
                at,
                Open::Found {
                    live: found.clone(),
                    since: since.min(record.plan.made_at()) - ONE_STEP,
                },
            ));
        }
    }
    open
}

/// The steps of a target about which CloudTrail has something to say: writes that took effect, and what was found.
pub(crate) fn asked_about(record: &ChangeRecord, entry: &TargetRecord) -> Vec<usize> {
    open(record, entry, &[])
        .into_iter()
        .map(|(step, _)| step)
        .collect()
}

/// The write that a step sent, where it took effect or may have.
fn own_write(
    record: &ChangeRecord,
    entry: &TargetRecord,
    at: usize,
    step: &StepRecord,
) -> Option<OwnWrite> {
    let (Event::Write { .. }, TargetState::Writing { over, .. }) = (step.event, step.state) else {
        return None;
    };
    let content = step.content.clone()?;
    let answer = entry.steps.get(at + 1)?;
    if answer.event == Event::Refused || answer.state == TargetState::Failed {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| entry.steps.get(before));
    let read_after = before.map_or(step.at, |before| before.at.max(step.at - ONE_STEP));
    Some(OwnWrite {
        request_id: answer
            .request_id
            .clone()
            .filter(|_| answer.event == Event::Accepted),
        principal_id: record.plan.caller_user_id().to_owned(),
        at: step.at,
        read_after,
        content,
        over: over_policy(record, entry, at, over)?,
    })
}

/// What the last reading before the step showed.
fn over_policy(
    record: &ChangeRecord,
    entry: &TargetRecord,
    at: usize,
    over: Standing,
) -> Option<LivePolicy> {
    let plan = record.plan.target(&entry.target)?;
    Some(match over {
        Standing::Before => plan.basis.policy.clone(),
        Standing::Trial { ends } | Standing::Expired { ended: ends } => {
            LivePolicy::Text(plan.trial.as_ref()?.fill(ends))
        }
        Standing::After => {
            record
                .plan
                .content(&entry.target, Write::Permanent, &plan.basis.policy)?
        }
        Standing::Foreign => {
            let before = entry.steps.iter().take(at);
            before.rev().find_map(|step| step.found.clone())?
        }
    })
}
