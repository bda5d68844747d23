//! Changes: applying a confirmed plan, and finding out how an unfinished change really stands.
//!
//! - `trial`: a lock on trial, as its user ends it
//! - `turns`: what every step needs: identity, claims, a turn for each target
//! - `runner`: carries a plan out, one durable step after another
//! - `reading`: finds out what is really there
//! - `retry`: the targets of a change that were not written, tried again
//! - `cloudtrail`: writes of others, by CloudTrail
//! - `ended`: trials that ended by themselves
//! - `checks`: what has to be seen before a lock is kept

pub(crate) mod checks;
pub(crate) mod cloudtrail;
mod ended;
mod reading;
pub(crate) mod retry;
pub(crate) mod runner;
mod trial;
mod turns;

use std::sync::Arc;

use journal::{ChangeId, ChangeRecord, Claim, JournalError, TargetRecord};
use lockdown::plan::Target;

use crate::App;
use crate::api::{ChangeEvent, ChangeView, Confirmation, ErrorCode, ErrorView};
use crate::plan::refused;
use crate::session::Session;
use crate::settings::{Point, Watcher};
use crate::view::{change as change_view, error};
use runner::Runner;
use turns::{Order, is_open, outcome, same_account, same_identity};

pub(crate) use turns::journal_error;

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
        same_identity(&session, &plan).await?;
        let targets: Vec<&Target> = plan.targets().iter().map(|plan| &plan.target).collect();
        let claims = session
            .claim_all(&targets)
            .map_err(|failed| journal_error(&failed))?;
        session.point(&targets, "begin", false);
        let now = session.account.aws_now();
        let change = session
            .journal
            .begin(&plan, &session.view.profile, now)
            .map_err(|failed| journal_error(&failed))?;
        session.point(&targets, "begin", true);
        let runner = session.runner(change, claims, Arc::new(on_event));
        // In a task of its own: a page that is closed must not stop a change half way.
        let ran = tokio::spawn(async move { runner.apply().await }).await;
        session.refresh(change).await;
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
        same_account(&session, &session.change(change)?)?;
        session.find_out(change).await?;
        session.change_view(change)
    }

    /// Waits until it was found out how every change of an earlier start stands, which goes on in the background
    /// once an account is open.
    pub async fn settled(&self) {
        if let Some(session) = self.open_session() {
            session.settled().await;
        }
    }
}

/// Finds out how the unfinished changes of an account really stand: after a crash, a lost network or a
/// killed process. Until that is done, nothing else is written where they are.
pub(crate) async fn settle(session: Arc<Session>, unfinished: Vec<ChangeId>) {
    for change in unfinished {
        // What can't be read now stays unfinished, and is said so wherever the change is shown. What
        // another window or copy of the app is working on is left to it.
        if let Err(failed) = session.find_out(change).await {
            tracing::warn!(%change, "not settled: {}", failed.message);
        }
        session.has_settled(change);
    }
}

/// Passes what the journal commits on to the watcher of steps.
pub(crate) fn committed(watcher: Watcher) -> journal::Watcher {
    Arc::new(move |target: &str, step: &'static str| {
        watcher(&Point {
            target: target.to_owned(),
            step,
            after: true,
        });
    })
}

pub(crate) fn change_id(text: &str) -> Result<ChangeId, ErrorView> {
    text.parse()
        .map_err(|bad| error::caused("There is no such change in the history.", "", &bad))
}

impl Session {
    async fn find_out(&self, change: ChangeId) -> Result<(), ErrorView> {
        let step = |runner: Arc<Runner>, target| async move { runner.find_out(&target).await };
        self.each_target(change, is_open, None, Order::AsPlanned, step)
            .await
    }

    /// Claims on all of these targets, or on none.
    fn claim_all(&self, targets: &[&Target]) -> Result<Vec<Claim>, JournalError> {
        let account = &self.account.identity().account;
        targets
            .iter()
            .map(|target| self.journal.claim(account, target, self.account.aws_now()))
            .collect()
    }

    pub(crate) fn change(&self, change: ChangeId) -> Result<ChangeRecord, ErrorView> {
        let record = self
            .journal
            .change(change)
            .map_err(|failed| error::caused("The change can't be shown.", "", &failed))?;
        self.mine(record.plan.account())?;
        Ok(record)
    }

    pub(crate) fn change_view(&self, change: ChangeId) -> Result<ChangeView, ErrorView> {
        let record = self.change(change)?;
        change_view::view(self, &record)
    }

    /// What the change left in its buckets, for the overview.
    async fn refresh(&self, change: ChangeId) {
        let Ok(record) = self.journal.change(change) else {
            return;
        };
        for entry in &record.targets {
            if let Some(bucket) = entry.target.bucket()
                && let Some(policy) = change_view::present(self, &record, entry)
            {
                self.saw_policy(bucket, &policy);
            }
        }
        let about_identities = |entry: &TargetRecord| entry.target.bucket().is_none();
        if record.targets.iter().any(about_identities) {
            self.forget_principals().await;
        }
    }
}
