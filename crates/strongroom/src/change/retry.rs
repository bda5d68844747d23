//! Trying the rest of a change again: the targets to which nothing was written, by the plan that was confirmed.
//!
//! The plan is still bound to what it was made from: another basis, another identity or too much time since then,
//! and nothing is written.

use journal::{ChangeRecord, ChangeSummary, JournalError};
use lockdown::change::TargetState;
use time::Duration;

use super::change_id;
use super::turns::{Order, journal_error, same_account, same_identity};
use crate::App;
use crate::api::{ChangeView, ErrorView, RetryView};
use crate::plan::refused;
use crate::session::Session;
use crate::view::time;

/// How long a plan may be tried again: whom it keeps was read when it was made, and roles change.
const GOOD_FOR: Duration = Duration::hours(1);

impl App {
    /// Carries the plan of a change out on the targets that were not written, one after another up to the first
    /// that does not end as planned.
    ///
    /// # Errors
    /// When there are none, the plan is too old, another identity is signed in, another change holds a target, or the
    /// step fails. What was not written stays as it was.
    pub async fn retry_change(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        let record = session.change(change)?;
        same_account(&session, &record)?;
        let retry = view(&session, &record)
            .ok_or_else(|| refused("Nothing of this change is left to be tried again."))?;
        if let Some(why) = retry.refused {
            return Err(refused(&why));
        }
        free(&session, &record)?;
        same_identity(&session, &record.plan).await?;
        let reached = |state| {
            matches!(
                state,
                TargetState::OnTrial { .. } | TargetState::Done | TargetState::NothingToDo
            )
        };
        session
            .each_target(
                change,
                is_unwritten,
                Some(Box::new(reached)),
                Order::AsPlanned,
                |runner, target| async move { runner.retry(&target).await },
            )
            .await?;
        session.change_view(change)
    }
}

/// What of a change can be tried again, and what stands in the way; none where nothing is left, or where the user
/// took back or left what was done.
pub(crate) fn view(session: &Session, record: &ChangeRecord) -> Option<RetryView> {
    let any = |wanted: fn(TargetState) -> bool| {
        let mut states = record.targets.iter().map(|entry| entry.state);
        states.any(wanted)
    };
    let given_up = |state| matches!(state, TargetState::RolledBack | TargetState::Left);
    let under_way = |state| matches!(state, TargetState::Planned | TargetState::BackedUp);
    if any(given_up) || any(under_way) || !any(is_unwritten) {
        return None;
    }
    let names = record
        .targets
        .iter()
        .filter(|entry| is_unwritten(entry.state))
        .map(|entry| entry.target.to_string());
    Some(RetryView {
        names: names.collect(),
        refused: why_not(session, record),
    })
}

/// Why the plan can't be tried again, as far as that is known without asking AWS.
fn why_not(session: &Session, record: &ChangeRecord) -> Option<String> {
    let plan = &record.plan;
    let identity = session.account.identity();
    if identity.account != record.summary.account || identity.user_id != plan.caller_user_id() {
        return Some(format!(
            "The plan was made by {}, who is not signed in now.",
            plan.caller()
        ));
    }
    let good_until = plan.made_at() + GOOD_FOR;
    if session.account.aws_now() >= good_until {
        return Some(format!(
            "The plan was good until {}: whom it keeps may have changed since. Make a new plan.",
            time(good_until)
        ));
    }
    session.cannot_apply(plan)
}

/// No other change may be under way where it is to be tried again. Seen before anything is written; the journal looks
/// again at each target.
fn free(session: &Session, record: &ChangeRecord) -> Result<(), ErrorView> {
    let others = session
        .unfinished()
        .map_err(|failed| journal_error(&failed))?;
    let rest = record
        .targets
        .iter()
        .filter(|entry| is_unwritten(entry.state));
    for entry in rest {
        let holds = |other: &&ChangeSummary| {
            let mut targets = other.targets.iter();
            other.id != record.summary.id
                && targets.any(|(target, state)| {
                    *target == entry.target
                        && !state.is_final()
                        && !matches!(state, TargetState::TrialEnded { .. })
                })
        };
        if let Some(other) = others.iter().find(holds) {
            return Err(journal_error(&JournalError::Busy {
                target: entry.target.clone(),
                change: Some(other.id),
                since: Some(other.started_at),
            }));
        }
    }
    Ok(())
}

fn is_unwritten(state: TargetState) -> bool {
    matches!(state, TargetState::Stopped | TargetState::Failed)
}
