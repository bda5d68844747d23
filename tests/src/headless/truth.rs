//! Whether the history tells what really is in the buckets.
//!
//! The history is read as another program would read it; the buckets are looked at from inside of the
//! practice account, past the app and the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use iam_policy::PrincipalIds;
use journal::{ChangeRecord, Journal, StepRecord, TargetRecord};
use lockdown::change::{Event, Standing, TargetState};
use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::plan::Target;
use practice_aws::Control;

use super::{Fallible, limits};

/// What was in some buckets at a time, by name.
#[derive(Debug, Clone)]
pub struct Snapshot(BTreeMap<String, LivePolicy>, Vec<(Target, LivePolicy)>);

impl Snapshot {
    /// What is in these buckets now.
    pub fn take(control: &Control, buckets: &[&str]) -> Self {
        let live = |bucket: &&str| ((*bucket).to_owned(), live(control, bucket));
        Self(buckets.iter().map(live).collect(), Vec::new())
    }

    /// The same, and what is in these targets besides.
    #[must_use]
    pub fn and(mut self, control: &Control, targets: &[Target]) -> Self {
        let live = |target: &Target| (target.clone(), limits::live(control, target));
        self.1.extend(targets.iter().map(live));
        self
    }

    /// The buckets, and other targets, that mean something else now.
    pub fn differing(&self, control: &Control) -> Vec<String> {
        let ids = PrincipalIds::default();
        let other = |(bucket, then): &(&String, &LivePolicy)| {
            Meaning::of(&live(control, bucket), &ids) != Meaning::of(then, &ids)
        };
        let others = self.0.iter().filter(other);
        let buckets = others.map(|(bucket, _)| bucket.clone());
        let changed = self.1.iter().filter(|(target, then)| {
            Meaning::of(&limits::live(control, target), &ids) != Meaning::of(then, &ids)
        });
        buckets
            .chain(changed.map(|(target, _)| target.to_string()))
            .collect()
    }

    /// What was in a bucket, or in another target of this short name.
    pub fn of(&self, name: &str) -> Option<&LivePolicy> {
        let mut others = self.1.iter();
        self.0.get(name).or_else(|| {
            let other = others.find(|(target, _)| target.to_string() == name);
            other.map(|(_, then)| then)
        })
    }
}

/// What is in a bucket, looked at from inside.
pub fn live(control: &Control, bucket: &str) -> LivePolicy {
    control
        .bucket_policy(bucket)
        .map_or(LivePolicy::None, LivePolicy::Text)
}

/// What is wrong with a history, a sentence each.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What it says of a bucket, and that is not so.
    pub untrue: Vec<String>,
    /// Backups that are missing, damaged or not what was there.
    pub lost: Vec<String>,
}

/// Everything that the history in this folder says and that is not so, and every backup that is lost.
/// `before` is what was in the buckets before any change; only changes after `since` are asked what is
/// in the buckets now.
///
/// # Errors
/// When the history can't be read.
pub fn findings(
    history: &Path,
    control: &Control,
    before: Option<&Snapshot>,
    since: Option<&str>,
) -> Fallible<Findings> {
    let journal = Journal::open(history)?;
    let mut records = Vec::new();
    for summary in journal.changes()? {
        records.push(journal.change(summary.id)?);
    }
    let mut found = Findings::default();
    // Newest first: the newest change that touched a bucket tells what is in it.
    let mut told = BTreeSet::new();
    let is_asked = |record: &&ChangeRecord| since != Some(record.summary.id.to_string().as_str());
    for (record, entry) in entries(records.iter().take_while(is_asked)) {
        if touched(entry) && told.insert(&entry.target) {
            found
                .untrue
                .extend(untrue(&journal, record, entry, control)?);
        }
    }
    // Oldest first: the first change that wrote to a bucket has what was there before any change.
    let mut kept = BTreeSet::new();
    for (record, entry) in entries(records.iter().rev()) {
        if wrote(entry) {
            let first = before.filter(|_| kept.insert(&entry.target));
            found.lost.extend(lost(&journal, record, entry, first));
        }
    }
    Ok(found)
}

/// All [`findings`] together.
///
/// # Errors
/// When the history can't be read.
pub fn untruths(
    history: &Path,
    control: &Control,
    before: Option<&Snapshot>,
) -> Fallible<Vec<String>> {
    let found = findings(history, control, before, None)?;
    Ok(found.untrue.into_iter().chain(found.lost).collect())
}

fn entries<'a>(
    records: impl Iterator<Item = &'a ChangeRecord>,
) -> impl Iterator<Item = (&'a ChangeRecord, &'a TargetRecord)> {
    records.flat_map(|record| record.targets.iter().map(move |entry| (record, entry)))
}

fn wrote(entry: &TargetRecord) -> bool {
    let wrote = |event| matches!(event, Event::Write { .. });
    entry.steps.iter().any(|step| wrote(step.event))
}

/// Whether a change says what is in a bucket: it wrote there, looked, or found what someone else wrote.
fn touched(entry: &TargetRecord) -> bool {
    let settled = |event| matches!(event, Event::Settled(_));
    let looked = |step: &StepRecord| settled(step.event) || step.found.is_some();
    wrote(entry) || entry.steps.iter().any(looked) || !entry.state.is_final()
}

fn lost(
    journal: &Journal,
    record: &ChangeRecord,
    entry: &TargetRecord,
    before: Option<&Snapshot>,
) -> Option<String> {
    let name = entry.target.to_string();
    let bucket = name.as_str();
    let change = record.summary.id;
    let Some(backup) = entry.backup.and_then(|backup| journal.backup(backup).ok()) else {
        return Some(format!(
            "change {change} wrote to {bucket} and has no backup"
        ));
    };
    if !backup.data.is_intact() {
        return Some(format!(
            "the backup of {bucket} in change {change} is damaged"
        ));
    }
    let ids = record.plan.principal_ids();
    let kept = Meaning::of(&backup.data.policy, &ids);
    let planned = record.plan.target(&entry.target);
    let then = before.and_then(|before| before.of(bucket));
    let is_it = planned.is_some_and(|plan| plan.basis.meaning == kept)
        && then.is_none_or(|then| Meaning::of(then, &ids) == kept);
    (!is_it).then(|| format!("the backup of {bucket} in change {change} is not what was there"))
}

fn untrue(
    journal: &Journal,
    record: &ChangeRecord,
    entry: &TargetRecord,
    control: &Control,
) -> Fallible<Option<String>> {
    let name = entry.target.to_string();
    let bucket = name.as_str();
    let plan = record
        .plan
        .target(&entry.target)
        .ok_or("a target without a plan")?;
    let ids = record.plan.principal_ids();
    let there = limits::live(control, &entry.target);
    let is = |policy: &LivePolicy| Meaning::of(&there, &ids) == Meaning::of(policy, &ids);
    let trial = |ends| {
        let text = plan.trial.as_ref().map(|text| text.fill(ends));
        text.is_some_and(|text| is(&LivePolicy::Text(text)))
    };
    let before = match entry.backup {
        Some(backup) => journal.backup(backup)?.data.policy,
        None => plan.basis.policy.clone(),
    };
    let found = entry
        .steps
        .iter()
        .rev()
        .find_map(|step| step.found.as_ref());
    let true_ = match entry.state {
        TargetState::OnTrial { ends } => trial(ends) && !ends.has_passed(control.told_now()),
        TargetState::TrialEnded { ended } => trial(ended) && ended.has_passed(control.told_now()),
        TargetState::Done | TargetState::NothingToDo => is(&plan.permanent),
        TargetState::RolledBack | TargetState::Failed => is(&before),
        TargetState::Foreign => found.is_some_and(is),
        TargetState::Left | TargetState::Stopped => found.is_none_or(is),
        TargetState::Planned
        | TargetState::BackedUp
        | TargetState::Writing { .. }
        | TargetState::Checking { .. }
        | TargetState::Unclear {
            accepted: false, ..
        } => false,
        // AWS took the write, and the bucket shows what was there before it: somebody put just that back.
        TargetState::Unclear { over, .. } => match over {
            Standing::Before => is(&before),
            Standing::Trial { ends } | Standing::Expired { ended: ends } => trial(ends),
            Standing::After => is(&plan.permanent),
            Standing::Foreign => found.is_some_and(is),
        },
    };
    Ok((!true_).then(|| {
        format!(
            "change {} says of {bucket}: {:?}; in the bucket is {}",
            record.summary.id,
            entry.state,
            there.text().unwrap_or("no policy")
        )
    }))
}
