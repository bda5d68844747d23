//! A change as the window shows it.

use aws_account::clock_words;
use journal::{ChangeRecord, StepRecord, TargetRecord, TrailRecord};
use lockdown::change::{ChangeState, TargetState};
use lockdown::inventory::LivePolicy;
use lockdown::plan::diff_lines;
use time::Duration;

use super::{cloudtrail, error, plan, time};
use crate::accounts::sentence;
use crate::api::{ChangeTargetView, ChangeView, ErrorView, StepView, TrialView};
use crate::change::{checks, retry};
use crate::session::Session;

/// The change, with what is known about its trial.
pub(crate) fn view(session: &Session, record: &ChangeRecord) -> Result<ChangeView, ErrorView> {
    let summary = &record.summary;
    let known = session
        .journal
        .trail(summary.id)
        .map_err(|failed| error::caused("What CloudTrail told can't be read.", "", &failed))?;
    let reason = [
        record.plan.no_trial_reason(),
        record.plan.no_second_way_reason(),
    ];
    Ok(ChangeView {
        id: summary.id.to_string(),
        kind: summary.kind.code().to_owned(),
        state: summary.state.code().to_owned(),
        state_words: summary.state.words().to_owned(),
        started_at: time(summary.started_at),
        ended_at: summary.ended_at.map(time),
        who: summary.who.to_string(),
        account_id: summary.account.to_string(),
        reason: Some(reason.into_iter().flatten().collect::<Vec<_>>().join(" · "))
            .filter(|text| !text.is_empty()),
        targets: record
            .targets
            .iter()
            .map(|entry| target(session, record, entry, &known))
            .collect(),
        trial: trial(session, record)?,
        finding_out: session.is_settling(summary.id),
        retry: retry::view(session, record),
    })
}

fn trial(session: &Session, record: &ChangeRecord) -> Result<Option<TrialView>, ErrorView> {
    // Where one bucket waits for the user, the trial of another goes on.
    if !matches!(
        record.summary.state,
        ChangeState::OnTrial | ChangeState::NeedsYou
    ) {
        return Ok(None);
    }
    let all = || {
        record
            .targets
            .iter()
            .filter_map(|entry| entry.state.trial_ends())
    };
    let (Some(ends), Some(last)) = (all().min(), all().max()) else {
        return Ok(None);
    };
    let left = ends.time() - session.account.aws_now();
    let checks = checks::of(&session.settings, session, record)?;
    Ok(Some(TrialView {
        ends: time(ends.time()),
        seconds_left: u32::try_from(left.whole_seconds()).unwrap_or(0),
        clock_words: clock_note(session),
        session: session.ends_before(last.time()),
        can_keep: checks.iter().all(|check| check.done),
        checks,
    }))
}

/// This computer's clock beside AWS's, where the difference would mislead.
fn clock_note(session: &Session) -> Option<String> {
    misleading(session.account.clock_ahead()?)
}

fn misleading(ahead: Duration) -> Option<String> {
    let words = || sentence(&clock_words(Some(ahead)));
    (ahead.whole_seconds().abs() > 30).then(|| format!("{} The times here are AWS's.", words()))
}

fn target(
    session: &Session,
    record: &ChangeRecord,
    entry: &TargetRecord,
    known: &[TrailRecord],
) -> ChangeTargetView {
    let planned = record.plan.target(&entry.target);
    let before = before(session, entry).or_else(|| planned.map(|plan| plan.basis.policy.clone()));
    let foreign = matches!(entry.state, TargetState::Foreign | TargetState::Stopped)
        .then(|| entry.steps.iter().rev().find_map(|step| step.found.clone()))
        .flatten();
    ChangeTargetView {
        target: entry.target.code().to_owned(),
        name: entry.target.to_string(),
        region: entry.region.to_string(),
        state: entry.state.code().to_owned(),
        state_words: entry.state.words(),
        trial_ends: entry.state.trial_ends().map(|ends| time(ends.time())),
        backup: entry.backup.map(|id| id.to_string()),
        diff: planned
            .map(|plan| plan::diff(&plan.diff))
            .unwrap_or_default(),
        trail: before.as_ref().and_then(|before| {
            cloudtrail::view(record, entry, known, before, session.account.aws_now())
        }),
        foreign_diff: foreign
            .zip(before)
            .map(|(found, before)| plan::diff(&diff_lines(&before, &found))),
        steps: entry.steps.iter().map(step).collect(),
    }
}

fn step(step: &StepRecord) -> StepView {
    StepView {
        at: time(step.at),
        words: step.words.clone(),
        request_id: step.request_id.clone(),
        error: step.error.clone(),
    }
}

fn before(session: &Session, entry: &TargetRecord) -> Option<LivePolicy> {
    session
        .journal
        .backup(entry.backup?)
        .ok()
        .map(|backup| backup.data.policy)
}

/// What a settled target left in its bucket; none where that is not certain.
pub(crate) fn present(
    session: &Session,
    record: &ChangeRecord,
    entry: &TargetRecord,
) -> Option<LivePolicy> {
    let plan = record.plan.target(&entry.target)?;
    match entry.state {
        TargetState::OnTrial { ends } | TargetState::TrialEnded { ended: ends } => {
            Some(LivePolicy::Text(plan.trial.as_ref()?.fill(ends)))
        }
        TargetState::Done | TargetState::NothingToDo => Some(plan.permanent.clone()),
        TargetState::RolledBack | TargetState::Failed => before(session, entry),
        _ => entry.steps.iter().rev().find_map(|step| step.found.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_would_mislead_is_told_in_the_words_that_signing_in_has_for_it() {
        assert_eq!(misleading(Duration::seconds(30)), None);
        let told = misleading(Duration::seconds(2_400));
        let words = "This computer's clock is 40 minutes behind AWS's. The times here are AWS's.";
        assert_eq!(told.as_deref(), Some(words));
        let told = misleading(Duration::seconds(-31)).unwrap_or_default();
        assert!(told.contains("1 minute ahead of AWS's"), "{told}");
    }
}
