//! Changes: applying a confirmed plan, keeping, extending and rolling back a trial, and finding out how
//! an unfinished change really stands.
//!
//! - `runner`: carries a plan out, one durable step after another
//! - `ended`: trials that ended by themselves
//! - `checks`: what has to be seen before a lock is kept

pub(crate) mod checks;
mod ended;
pub(crate) mod runner;

use std::sync::Arc;

use journal::{ChangeId, ChangeRecord, Claim, JournalError};
use lockdown::change::{Event, TargetState, Write};
use lockdown::ids::BucketName;
use lockdown::lock::TrialEnd;
use lockdown::plan::Target;
use time::Duration;

use crate::App;
use crate::api::{ChangeEvent, ChangeView, Confirmation, ErrorCode, ErrorView, Waiver};
use crate::plan::refused;
use crate::session::Session;
use crate::settings::Point;
use crate::view::{change as change_view, error};
use runner::{Listener, RunError, Runner};

/// What one press of "10 more minutes" adds.
const MORE: Duration = Duration::minutes(10);

impl App {
    /// Carries out a plan that was confirmed by its digest and the typed word. Returns when it is on
    /// trial, done or stopped; a window that goes away meanwhile changes nothing about that.
    ///
    /// # Errors
    /// When the confirmation does not fit, the plan can't be applied, another change holds a bucket or
    /// the history can't be written. Nothing was written then.
    pub async fn apply_plan(
        &self,
        confirmation: Confirmation,
        on_event: impl Fn(ChangeEvent) + Send + Sync + 'static,
    ) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let plan = session.plan(&confirmation.digest)?;
        if confirmation.typed.trim() != session.confirmation_word() {
            return Err(error::plain(
                ErrorCode::ConfirmationWrong,
                "What was typed is not what was asked for. Nothing was changed.",
                &format!("Type {} to confirm.", session.confirmation_word()),
            ));
        }
        if let Some(why) = &session.view.read_only_reason {
            return Err(error::plain(
                ErrorCode::ReadOnly,
                format!("{why} Nothing was changed."),
                "",
            ));
        }
        if let Some(why) = session.cannot_apply(&plan) {
            return Err(refused(&why));
        }
        if plan.caller_user_id() != session.account.identity().user_id {
            return Err(refused("The plan was made by another identity."));
        }
        let buckets: Vec<&BucketName> = plan
            .targets()
            .iter()
            .map(|target| target.target.bucket())
            .collect();
        let claims = session
            .claim_all(&buckets)
            .map_err(|failed| journal_error(&failed))?;
        self.point(&buckets, "begin", false);
        let now = session.account.aws_now();
        let change = session
            .journal
            .begin(&plan, &session.view.profile, now)
            .map_err(|failed| journal_error(&failed))?;
        self.point(&buckets, "begin", true);
        let runner = self.runner(&session, change, claims, Arc::new(on_event));
        // In a task of its own: a page that is closed must not stop a change half way.
        let ran = tokio::spawn(async move { runner.apply().await }).await;
        session.refresh(change);
        outcome(ran)?;
        session.change_view(change)
    }

    /// How a change stands.
    ///
    /// # Errors
    /// When no account is open or there is no such change.
    pub fn change_status(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        session.change_view(change_id(change)?)
    }

    /// Reads the buckets of a change again and records what really is there.
    ///
    /// # Errors
    /// When no account is open, there is no such change, or a bucket can't be read.
    pub async fn settle_change(&self, change: &str) -> Result<ChangeView, ErrorView> {
        let session = self.session()?;
        let change = change_id(change)?;
        self.find_out(&session, change).await?;
        session.change_view(change)
    }

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
        same_principal(&session, &record)?;
        let reached = |state| state == TargetState::Done;
        self.each_target(
            &session,
            change,
            is_on_trial,
            Some(Box::new(reached)),
            |runner, target| async move { runner.follow_up(&target, Write::Permanent).await },
        )
        .await?;
        session.change_view(change)
    }

    /// Puts the backups of a change back. `seen` is what the user saw when something did not play.
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
        same_principal(&session, &record)?;
        if let Some(words) = seen {
            checks::note(&session, &record, None, checks::ROLLED_BACK, &words, false)?;
        }
        // One bucket that can't be put back is no reason to leave the others as they are.
        self.each_target(
            &session,
            change,
            is_open,
            None,
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
        same_principal(&session, &record)?;
        let ends = on_trial(&record)?.extended(MORE);
        let reached = move |state: TargetState| state.trial_ends() == Some(ends);
        self.each_target(&session, change, is_on_trial, Some(Box::new(reached)), move |runner, target| async move {
            runner.follow_up(&target, Write::Extend { ends }).await
        })
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
        let buckets: Vec<&BucketName> = targets.iter().map(|target| target.bucket()).collect();
        let _claims = session
            .claim_all(&buckets)
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

    /// Finds out how every unfinished change of this account really stands: after a crash, a lost
    /// network or a killed process.
    pub(crate) async fn settle_unfinished(&self, session: &Arc<Session>) {
        let unfinished = session.journal.unfinished().unwrap_or_default();
        let account = &session.account.identity().account;
        for change in unfinished
            .iter()
            .filter(|change| change.account == *account)
        {
            // What can't be read now stays unfinished, and is said so wherever the change is shown. What
            // another window or copy of the app is working on is left to it.
            if let Err(failed) = self.find_out(session, change.id).await {
                tracing::warn!(change = %change.id, "not settled: {}", failed.message);
            }
        }
    }

    async fn find_out(&self, session: &Arc<Session>, change: ChangeId) -> Result<(), ErrorView> {
        let step = |runner: Arc<Runner>, target| async move { runner.find_out(&target).await };
        self.each_target(session, change, is_open, None, step).await
    }

    /// One step for every target in a `wanted` state, in order. Where it is said what a step must have
    /// `reached`, the first target that falls short of it is the last one; otherwise each has its
    /// turn, and the first failure is what is returned.
    async fn each_target<F, Step>(
        &self,
        session: &Arc<Session>,
        change: ChangeId,
        wanted: fn(TargetState) -> bool,
        reached: Option<Reached>,
        step: F,
    ) -> Result<(), ErrorView>
    where
        F: Fn(Arc<Runner>, Target) -> Step + Send + 'static,
        Step: Future<Output = Result<TargetState, RunError>> + Send,
    {
        let record = session.change(change)?;
        let wanted: Vec<Target> = record
            .targets
            .iter()
            .filter(|entry| wanted(entry.state))
            .map(|entry| entry.target.clone())
            .collect();
        let buckets: Vec<&BucketName> = wanted.iter().map(Target::bucket).collect();
        let claims = session
            .claim_all(&buckets)
            .map_err(|failed| journal_error(&failed))?;
        let runner = Arc::new(self.runner(session, change, claims, Arc::new(|_| {})));
        let ran = tokio::spawn(async move {
            let mut first = Ok(());
            for target in wanted {
                let done = step(Arc::clone(&runner), target).await;
                let going = reached
                    .as_ref()
                    .is_none_or(|reached| done.as_ref().is_ok_and(|state| reached(*state)));
                first = first.and(done.map(drop));
                if !going {
                    break;
                }
            }
            first
        })
        .await;
        session.refresh(change);
        outcome(ran)
    }

    fn runner(
        &self,
        session: &Session,
        change: ChangeId,
        claims: Vec<Claim>,
        listener: Listener,
    ) -> Runner {
        Runner {
            account: Arc::clone(&session.account),
            journal: Arc::clone(&session.journal),
            settings: self.settings().clone(),
            listener,
            change,
            _claims: claims,
        }
    }

    fn point(&self, buckets: &[&BucketName], step: &'static str, after: bool) {
        if let (Some(watcher), Some(bucket)) = (&self.settings().watcher, buckets.first()) {
            watcher(&Point {
                bucket: bucket.to_string(),
                step,
                after,
            });
        }
    }
}

/// What a step must have led to for the next target to have its turn.
type Reached = Box<dyn Fn(TargetState) -> bool + Send>;

fn is_open(state: TargetState) -> bool {
    !state.is_final()
}

fn is_on_trial(state: TargetState) -> bool {
    matches!(state, TargetState::OnTrial { .. })
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

/// A change goes on with the same role or user that began it; the session's name may be another.
fn same_principal(session: &Session, record: &ChangeRecord) -> Result<(), ErrorView> {
    let principal = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    let (now, then) = (
        &session.account.identity().user_id,
        record.plan.caller_user_id(),
    );
    if principal(now) == principal(then) {
        return Ok(());
    }
    Err(error::plain(
        ErrorCode::PlanRefused,
        format!(
            "The change was begun by {}. Nothing was changed.",
            record.plan.caller()
        ),
        "Open the account with that identity to go on with it. A trial ends by itself in any case.",
    ))
}

fn outcome(ran: Result<Result<(), RunError>, tokio::task::JoinError>) -> Result<(), ErrorView> {
    match ran {
        Ok(Ok(())) => Ok(()),
        Ok(Err(RunError::Journal(failed))) => Err(journal_error(&failed)),
        Ok(Err(RunError::Read { bucket, source })) => Err(error::call(
            &format!("read the policy of `{bucket}`"),
            &source,
        )),
        Ok(Err(RunError::NotTakenDown { bucket, source })) => Err(error::caused(
            format!(
                "A policy was sent to `{bucket}`, and what came of it could not be stored in the history."
            ),
            "Mend what the detail names, then open the account again: Strongroom reads the bucket and finds out. The backup is in the history.",
            &source,
        )),
        Err(broken) => Err(error::caused(
            "The change was broken off. Open it in the history to see what is in the bucket.",
            "",
            &broken,
        )),
    }
}

pub(crate) fn journal_error(failed: &JournalError) -> ErrorView {
    match failed {
        JournalError::Busy { bucket, .. } => ErrorView {
            detail: Some(failed.to_string()),
            ..error::plain(
                ErrorCode::Busy,
                format!("Another change is under way on `{bucket}`. Nothing was changed."),
                "Finish that change first: keep it, roll it back, or leave it. It is in the history.",
            )
        },
        JournalError::Illegal(step) => refused(&format!(
            "This step is not possible now. {}",
            step.state.words()
        )),
        _ => error::caused(
            "The history could not be written, and without it nothing is written to AWS.",
            "Mend what the detail names, then try again.",
            failed,
        ),
    }
}

pub(crate) fn change_id(text: &str) -> Result<ChangeId, ErrorView> {
    text.parse()
        .map_err(|bad| error::caused("There is no such change in the history.", "", &bad))
}

impl Session {
    /// Claims on all of these buckets, or on none.
    fn claim_all(&self, buckets: &[&BucketName]) -> Result<Vec<Claim>, JournalError> {
        let account = &self.account.identity().account;
        buckets
            .iter()
            .map(|bucket| self.journal.claim(account, bucket, self.account.aws_now()))
            .collect()
    }

    pub(crate) fn change(&self, change: ChangeId) -> Result<ChangeRecord, ErrorView> {
        self.journal
            .change(change)
            .map_err(|failed| error::caused("The change can't be shown.", "", &failed))
    }

    pub(crate) fn change_view(&self, change: ChangeId) -> Result<ChangeView, ErrorView> {
        let record = self.change(change)?;
        change_view::view(self, &record)
    }

    /// What the change left in its buckets, for the overview.
    fn refresh(&self, change: ChangeId) {
        let Ok(record) = self.journal.change(change) else {
            return;
        };
        for entry in &record.targets {
            if let Some(policy) = change_view::present(self, &record, entry) {
                self.saw_policy(entry.target.bucket(), &policy);
            }
        }
    }
}
