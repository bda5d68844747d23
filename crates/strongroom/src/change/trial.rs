//! A lock on trial, as its user ends it: kept, extended, rolled back, or left as it is found.

use journal::ChangeRecord;
use lockdown::change::{ChangeState, Event, TargetState, Write};
use lockdown::lock::TrialEnd;
use lockdown::plan::Target;
use time::Duration;

use super::turns::{Order, is_open, journal_error, same_account, same_principal};
use super::{change_id, checks};
use crate::App;
use crate::api::{ChangeView, ErrorCode, ErrorView, Waiver};
use crate::plan::refused;
use crate::view::error;

/// What one press of "10 more minutes" adds.
const MORE: Duration = Duration::minutes(10);

impl App {
    /// Replaces the trial by the permanent policy. What was neither seen nor waived stands in the way.
    ///
    /// # Errors
    /// When something was not seen, the trial has ended, or the step fails; the trial then stays as it is.
    pub async fn keep_trial(
        &self,
        change: &str,
        waivers: Vec<Waiver>,
    ) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        let record = session.change(change)?;
        on_trial(&record)?;
        same_principal(&session, &record).await?;
        checks::waive(&session, change, &waivers)?;
        let missing: Vec<String> = checks::of(self.settings(), &session, &record)?
            .into_iter()
            .filter(|check| !check.done)
            .map(|check| check.label)
            .collect();
        if !missing.is_empty() {
            return Err(error::plain(
                ErrorCode::PlanRefused,
                format!(
                    "The lock can't be kept yet: {} Nothing was changed.",
                    missing.join(" ")
                ),
                "See to it, or waive it with a reason.",
            ));
        }
        let reached = |state| state == TargetState::Done;
        session
            .each_target(
                change,
                is_on_trial,
                Some(Box::new(reached)),
                Order::AsPlanned,
                |runner, target| async move { runner.follow_up(&target, Write::Permanent).await },
            )
            .await?;
        session.change_view(change)
    }

    /// Puts the backups of a change back; while a part of it waits for the user, only those of the buckets that are on
    /// trial. `seen` is what the user saw when something did not play.
    ///
    /// # Errors
    /// When a bucket can't be read or the step fails; what is then in the bucket is in the change.
    pub async fn roll_back(
        &self,
        change: &str,
        seen: Option<String>,
    ) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        let record = session.change(change)?;
        same_principal(&session, &record).await?;
        // Somebody else's policy is written over only by a roll back that was asked for as such, never by
        // what was seen of another bucket, nor by ending the trial of another.
        let trial = record.targets.iter().any(|entry| is_on_trial(entry.state));
        let wanted: fn(TargetState) -> bool = match (record.summary.state, &seen) {
            (ChangeState::Done, _) => is_open,
            (ChangeState::NeedsYou, None) if trial => is_on_trial,
            (_, Some(_)) => is_undone_of_ours,
            (_, None) => is_undone,
        };
        if let Some(words) = seen {
            checks::note(&session, &record, None, checks::ROLLED_BACK, &words, false)?;
        }
        // One bucket that can't be put back is no reason to leave the others as they are.
        session
            .each_target(
                change,
                wanted,
                None,
                Order::LastFirst,
                |runner, target| async move { runner.follow_up(&target, Write::RollBack).await },
            )
            .await?;
        session.change_view(change)
    }

    /// Ten more minutes of trial.
    ///
    /// # Errors
    /// When the trial has ended or the step fails.
    pub async fn extend_trial(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        let record = session.change(change)?;
        same_principal(&session, &record).await?;
        let ends = on_trial(&record)?.extended(MORE);
        let reached = move |state: TargetState| state.trial_ends() == Some(ends);
        session
            .each_target(
                change,
                is_on_trial,
                Some(Box::new(reached)),
                Order::AsPlanned,
                move |runner, target| async move {
                    runner.follow_up(&target, Write::Extend { ends }).await
                },
            )
            .await?;
        session.change_view(change)
    }

    /// Leaves the buckets of a change as they are: someone else's policy stays, or the statement of a
    /// trial that ended does.
    ///
    /// # Errors
    /// When no account is open, there is no such change, or the history can't be written.
    pub fn leave_change(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        let record = session.change(change)?;
        same_account(&session, &record)?;
        let waiting = |state: TargetState| {
            matches!(
                state,
                TargetState::Foreign | TargetState::TrialEnded { .. } | TargetState::Unclear { .. }
            )
        };
        let targets: Vec<&Target> = record
            .targets
            .iter()
            .filter(|entry| waiting(entry.state))
            .map(|entry| &entry.target)
            .collect();
        let _claims = session
            .claim_all(&targets)
            .map_err(|failed| journal_error(&failed))?;
        for target in targets {
            let step = journal::Step::of(Event::Leave);
            let now = session.account.aws_now();
            session
                .journal
                .record(change, target, &step, now)
                .map_err(|failed| journal_error(&failed))?;
        }
        session.change_view(change)
    }
}

fn is_on_trial(state: TargetState) -> bool {
    matches!(state, TargetState::OnTrial { .. })
}

/// What rolling a change back takes back, where not all of it is done: the buckets that are done too.
/// (A change that is done as a whole is undone by restoring its backup, with a plan of its own.)
fn is_undone(state: TargetState) -> bool {
    !state.is_final() || state == TargetState::Done
}

/// The same without what somebody else put there.
fn is_undone_of_ours(state: TargetState) -> bool {
    is_undone(state) && state != TargetState::Foreign
}

/// The latest end of a change's trials; an error where nothing of it is on trial.
fn on_trial(record: &ChangeRecord) -> Result<TrialEnd, ErrorView> {
    let latest = record
        .targets
        .iter()
        .filter_map(|entry| entry.state.trial_ends())
        .max();
    latest.ok_or_else(|| {
        let ended = record
            .targets
            .iter()
            .any(|entry| matches!(entry.state, TargetState::TrialEnded { .. }));
        refused(if ended {
            "The trial has ended."
        } else {
            "This change is not on trial."
        })
    })
}
