//! What every step of a change needs: the right account and identity, the claims on its targets, and
//! a task of its own for each target in turn.

use std::sync::Arc;

use journal::{ChangeId, ChangeRecord, Claim, JournalError};
use lockdown::change::TargetState;
use lockdown::ids::BucketName;
use lockdown::plan::{Plan, Target};

use super::runner::{Listener, RunError, Runner};
use crate::api::{ErrorCode, ErrorView};
use crate::plan::refused;
use crate::session::Session;
use crate::settings::Point;
use crate::view::error;

impl Session {
    /// One step for every target in a `wanted` state, in `order`. Where it is said what a step must have
    /// `reached`, the first target that falls short of it is the last one; otherwise each has its
    /// turn, and the first failure is what is returned.
    pub(super) async fn each_target<F, Step>(
        &self,
        change: ChangeId,
        wanted: fn(TargetState) -> bool,
        reached: Option<Reached>,
        order: Order,
        step: F,
    ) -> Result<(), ErrorView>
    where
        F: Fn(Arc<Runner>, Target) -> Step + Send + 'static,
        Step: Future<Output = Result<TargetState, RunError>> + Send,
    {
        let record = self.change(change)?;
        let mut wanted: Vec<Target> = record
            .targets
            .iter()
            .filter(|entry| wanted(entry.state))
            .map(|entry| entry.target.clone())
            .collect();
        if order == Order::LastFirst {
            wanted.reverse();
        }
        let claims = self
            .claim_all(&wanted.iter().collect::<Vec<_>>())
            .map_err(|failed| self.not_claimed(change, &failed))?;
        let runner = Arc::new(self.runner(change, claims, Arc::new(|_| {})));
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
        self.refresh(change).await;
        outcome(ran)
    }

    pub(super) fn runner(
        &self,
        change: ChangeId,
        claims: Vec<Claim>,
        listener: Listener,
    ) -> Runner {
        Runner {
            account: Arc::clone(&self.account),
            journal: Arc::clone(&self.journal),
            settings: self.settings.clone(),
            listener,
            change,
            _claims: claims,
        }
    }

    /// Why a change's targets can't be had: it is still being found out about, or another change holds one.
    fn not_claimed(&self, change: ChangeId, failed: &JournalError) -> ErrorView {
        if !self.is_settling(change) {
            return journal_error(failed);
        }
        ErrorView {
            detail: Some(failed.to_string()),
            ..error::plain(
                ErrorCode::Busy,
                "Strongroom is still finding out how this change stands. Nothing was changed.",
                "It takes up to two minutes. Then try it again.",
            )
        }
    }

    /// A row about what was seen or gone without, in a bucket.
    pub(super) fn note_point(&self, bucket: &BucketName, step: &'static str, after: bool) {
        self.point(&[&Target::bucket_policy(bucket.clone())], step, after);
    }

    pub(super) fn point(&self, targets: &[&Target], step: &'static str, after: bool) {
        if let (Some(watcher), Some(target)) = (&self.settings.watcher, targets.first()) {
            watcher(&Point {
                target: target.to_string(),
                step,
                after,
            });
        }
    }
}

/// In which order the targets have their turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand in the plan.
    AsPlanned,
    /// The other way round, for taking back: a policy is detached before it is deleted.
    LastFirst,
}

/// What a step must have led to for the next target to have its turn.
pub(super) type Reached = Box<dyn Fn(TargetState) -> bool + Send>;

pub(super) fn is_open(state: TargetState) -> bool {
    !state.is_final()
}

/// Who is signed in right now is asked again: credentials can change under an open account.
async fn signed_in(session: &Session) -> Result<String, ErrorView> {
    let who = session.account.who_now().await;
    let user_id = who.map(|identity| identity.user_id);
    user_id.map_err(|failed| error::call("tell who is signed in", &failed))
}

/// A plan is carried out by the very identity that made it.
pub(super) async fn same_identity(session: &Session, plan: &Plan) -> Result<(), ErrorView> {
    if signed_in(session).await? == plan.caller_user_id() {
        Ok(())
    } else {
        Err(refused(
            "The plan was made by another identity than the one that is signed in now.",
        ))
    }
}

/// A change goes on in its own account, with the same role or user that began it; the session's name
/// may be another.
pub(super) async fn same_principal(
    session: &Session,
    record: &ChangeRecord,
) -> Result<(), ErrorView> {
    same_account(session, record)?;
    let principal = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    if principal(&signed_in(session).await?) == principal(record.plan.caller_user_id()) {
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

/// A change is looked at and settled with its own account only.
pub(super) fn same_account(session: &Session, record: &ChangeRecord) -> Result<(), ErrorView> {
    let account = &record.summary.account;
    if *account == session.account.identity().account {
        return Ok(());
    }
    Err(error::plain(
        ErrorCode::PlanRefused,
        format!("The change belongs to the account {account}. Nothing was changed."),
        "Open that account to go on with it.",
    ))
}

pub(super) fn outcome(
    ran: Result<Result<(), RunError>, tokio::task::JoinError>,
) -> Result<(), ErrorView> {
    match ran {
        Ok(Ok(())) => Ok(()),
        Ok(Err(RunError::Journal(failed))) => Err(journal_error(&failed)),
        Ok(Err(RunError::Read { target, source })) => {
            Err(error::call(&format!("read {}", target.words()), &source))
        }
        Ok(Err(RunError::NotTakenDown { target, source })) => Err(error::caused(
            format!(
                "A write was sent for `{target}`, and what came of it could not be stored in the history."
            ),
            "Mend what the detail names, then open the account again: Strongroom reads what is there and finds out. The backup is in the history.",
            &source,
        )),
        Err(broken) => Err(error::caused(
            "The change was broken off. Open it in the history to see what is there.",
            "",
            &broken,
        )),
    }
}

pub(crate) fn journal_error(failed: &JournalError) -> ErrorView {
    match failed {
        JournalError::Busy { target, .. } => ErrorView {
            detail: Some(failed.to_string()),
            ..error::plain(
                ErrorCode::Busy,
                format!("Another change is under way on `{target}`. Nothing was changed."),
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
