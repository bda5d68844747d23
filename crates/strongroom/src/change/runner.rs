//! Carries a plan out. Each step is taken only after its row is durable; what is written comes from
//! the journal; what is really there is always found out by reading (`reading`).

use std::sync::Arc;

use aws_account::{Account, CallError};
use journal::{ChangeId, ChangeRecord, Claim, Journal, JournalError, Step};
use lockdown::change::{Event, Settled, TargetState, Write};
use lockdown::ids::Region;
use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::plan::{Target, TargetPlan};
use time::OffsetDateTime;

use super::reading::{Reading, entry, is_under_way, standing};
use crate::api::ChangeEvent;
use crate::settings::{Point, Settings};

/// Who is told what is being done.
pub(crate) type Listener = Arc<dyn Fn(ChangeEvent) + Send + Sync>;

/// Why a step could not even be tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The history could not be written: nothing was written to AWS by this step.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What is there could not be read before a write.
    #[error("can't read {}", target.words())]
    Read {
        /// The target.
        target: Target,
        /// Why.
        source: Box<CallError>,
    },
    /// A write was sent, and the history could not take down what came of it.
    #[error("what came of the write to `{target}` could not be stored in the history")]
    NotTakenDown {
        /// The target.
        target: Target,
        /// Why.
        source: JournalError,
    },
}

/// Carries out one change. It holds the claims on the targets that it works on: another window or copy
/// of the app neither writes to them nor judges a step that is still being taken.
pub(crate) struct Runner {
    pub(crate) account: Arc<Account>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) settings: Settings,
    pub(crate) listener: Listener,
    pub(crate) change: ChangeId,
    pub(crate) _claims: Vec<Claim>,
}

impl Runner {
    /// The first write of every target, one after another; the rest is stopped at the first one that
    /// does not end as planned.
    pub(crate) async fn apply(&self) -> Result<(), RunError> {
        let record = self.journal.change(self.change)?;
        let mut going = true;
        let mut failed = None;
        for plan in record.plan.targets() {
            if !going {
                let stopped = self.record(
                    &plan.target,
                    &Step::of(Event::Stop).with_error("an earlier part did not end as planned"),
                );
                failed = failed.or(stopped.err().map(RunError::from));
                continue;
            }
            match self.first_write(&record, plan).await {
                Ok(state) => {
                    going = matches!(
                        state,
                        TargetState::OnTrial { .. } | TargetState::Done | TargetState::NothingToDo
                    );
                }
                Err(error) => {
                    self.stop_unwritten(&plan.target, &error);
                    going = false;
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// A target to which nothing was sent is over, so that it does not stand in the way of another
    /// change. Where even that can't be stored, the next start of the app does it.
    fn stop_unwritten(&self, target: &Target, error: &RunError) {
        let unwritten = |record: ChangeRecord| {
            entry(&record, target).is_ok_and(|entry| {
                matches!(entry.state, TargetState::Planned | TargetState::BackedUp)
            })
        };
        if self.journal.change(self.change).is_ok_and(unwritten) {
            let step = Step::of(Event::Stop).with_error(error.to_string());
            if let Err(failed) = self.record(target, &step) {
                tracing::warn!(change = %self.change, "not stopped: {failed}");
            }
        }
    }

    /// The first write of a target to which nothing was written before.
    pub(crate) async fn retry(&self, target: &Target) -> Result<TargetState, RunError> {
        let record = self.journal.change(self.change)?;
        let plan = record
            .plan
            .target(target)
            .ok_or_else(|| JournalError::NoTarget {
                change: self.change,
                target: target.key(),
            })?;
        let done = self.first_write(&record, plan).await;
        if let Err(error) = &done {
            self.stop_unwritten(target, error);
        }
        done
    }

    async fn first_write(
        &self,
        record: &ChangeRecord,
        plan: &TargetPlan,
    ) -> Result<TargetState, RunError> {
        let target = &plan.target;
        self.say(target, "reading the present policy");
        let live = match self.read(target, &plan.region).await {
            Ok(live) => live,
            Err(error) => return self.stopped(target, &error),
        };
        self.say(target, "backing up the present policy");
        self.point(target, "back up", false);
        match self.journal.back_up(self.change, target, &live, self.now()) {
            Ok(_) => self.point(target, "back up", true),
            Err(JournalError::BasisChanged { .. }) => return self.policy_changed(target, live),
            Err(error) => return Err(error.into()),
        }
        if plan.nothing_to_do {
            return Ok(self.record(target, &Step::of(Event::NothingToDo))?);
        }
        self.say(
            target,
            "reading the policy once more, right before the write",
        );
        match self.read(target, &plan.region).await {
            Ok(live) if Meaning::of(&live, &record.plan.principal_ids()) == plan.basis.meaning => {}
            Ok(live) => return self.policy_changed(target, live),
            Err(error) => return self.stopped(target, &error),
        }
        let write = record
            .plan
            .trial()
            .map_or(Write::Permanent, |length| Write::Trial {
                ends: lockdown::lock::TrialEnd::after(self.now(), length),
            });
        self.send(target, &plan.region, write).await
    }

    fn policy_changed(&self, target: &Target, live: LivePolicy) -> Result<TargetState, RunError> {
        let step = Step::of(Event::PolicyChanged)
            .with_error(
                "the policy is not the one that the plan was made from; nothing was written",
            )
            .with_found(live);
        Ok(self.record(target, &step)?)
    }

    fn stopped(&self, target: &Target, error: &CallError) -> Result<TargetState, RunError> {
        Ok(self.record(target, &Step::of(Event::Stop).with_error(error.to_string()))?)
    }

    /// A later write of a target: keeping, extending or rolling back. The live policy must be what
    /// the history says; otherwise nothing is written and the target's state becomes what was found.
    /// Rolling back alone goes on from there, where what was found is of this change.
    pub(crate) async fn follow_up(
        &self,
        target: &Target,
        write: Write,
    ) -> Result<TargetState, RunError> {
        let mut record = self.journal.change(self.change)?;
        if is_under_way(entry(&record, target)?.state) {
            self.find_out(target).await?;
            record = self.journal.change(self.change)?;
        }
        let entry = entry(&record, target)?;
        if entry.state.is_final() && entry.state != TargetState::Done {
            return Ok(entry.state);
        }
        self.say(target, "reading the present policy");
        let Reading { found, live } = self.present(&record, entry).await?;
        if entry.state == TargetState::Foreign && found == Settled::Foreign {
            // Only what the user was shown is written over; another one is shown first.
            let ids = record.plan.principal_ids();
            let shown = entry
                .steps
                .iter()
                .rev()
                .find_map(|step| step.found.as_ref());
            let meaning = Meaning::of(&live, &ids);
            if shown.is_none_or(|shown| Meaning::of(shown, &ids) != meaning) {
                return self.settled(target, found, live);
            }
            // Someone else's policy is kept before it is written over.
            self.point(target, "back up", false);
            self.journal
                .back_up(self.change, target, &live, self.now())?;
            self.point(target, "back up", true);
        } else if Some(found.standing()) != standing(entry.state) {
            let state = self.settled(target, found, live)?;
            let ours = matches!(
                state,
                TargetState::OnTrial { .. } | TargetState::TrialEnded { .. } | TargetState::Done
            );
            if write != Write::RollBack || !ours {
                return Ok(state);
            }
        }
        self.send(target, &entry.region, write).await
    }

    async fn send(
        &self,
        target: &Target,
        region: &Region,
        write: Write,
    ) -> Result<TargetState, RunError> {
        self.point(target, "permit", false);
        let permitted = self
            .journal
            .permit_write(self.change, target, write, self.now())?;
        self.point(target, "permit", true);
        self.say(target, &format!("writing {}", write.words()));
        self.point(target, "write", false);
        let answer = self
            .account
            .write(permitted.token, region, &permitted.content)
            .await;
        self.point(target, "write", true);
        let step = match answer {
            Ok(written) => Step::of(Event::Accepted).with_request_id(written.request_id),
            Err(error) if error.nothing_written() => Step::of(Event::Refused)
                .with_request_id(error.call().and_then(|call| call.request_id.clone()))
                .with_error(error.to_string()),
            Err(error) => Step::of(Event::AnswerLost).with_error(error.to_string()),
        };
        let refused = step.event == Event::Refused;
        let taken_down = match self.record(target, &step) {
            Ok(state) if refused => Ok(state),
            Ok(_) => self.read_back(target, region, write).await,
            Err(error) => Err(error.into()),
        };
        taken_down.map_err(|error| match error {
            RunError::Journal(source) => RunError::NotTakenDown {
                target: target.clone(),
                source,
            },
            other => other,
        })
    }

    pub(super) fn record(&self, target: &Target, step: &Step) -> Result<TargetState, JournalError> {
        self.point(target, "record", false);
        let state = self.journal.record(self.change, target, step, self.now())?;
        self.point(target, "record", true);
        self.say(target, &state.words());
        Ok(state)
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.account.aws_now()
    }

    pub(super) fn point(&self, target: &Target, step: &'static str, after: bool) {
        if let Some(watcher) = &self.settings.watcher {
            watcher(&Point {
                target: target.to_string(),
                step,
                after,
            });
        }
    }

    pub(super) fn say(&self, target: &Target, words: &str) {
        (self.listener)(ChangeEvent {
            change: self.change.to_string(),
            line: format!("{target}: {words}"),
        });
    }
}
