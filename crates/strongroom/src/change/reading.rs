//! Finding out by reading what is really there: after a write until it shows, and later on with the doubt that a
//! single reading deserves.
//!
//! S3 settles in seconds to minutes and may answer with an older policy long after that. So a reading that shows
//! something older than what the history knows to be there is confirmed by reading again, until patience ends.

use aws_account::CallError;
use journal::{ChangeRecord, JournalError, Step, TargetRecord};
use lockdown::change::{Event, Recorded, Settled, Standing, TargetState, Write, settle};
use lockdown::ids::Region;
use lockdown::inventory::LivePolicy;
use lockdown::plan::Target;

use super::runner::{RunError, Runner};

/// A reading, and what it shows.
pub(super) struct Reading {
    /// What it is for this change.
    pub(super) found: Settled,
    /// The policy.
    pub(super) live: LivePolicy,
}

impl Runner {
    /// Finds out what really is there and records it.
    pub(crate) async fn find_out(&self, target: &Target) -> Result<TargetState, RunError> {
        let record = self.journal.change(self.change)?;
        let entry = entry(&record, target)?;
        match entry.state {
            TargetState::Planned | TargetState::BackedUp => {
                let step = Step::of(Event::Stop)
                    .with_error("the app was closed before anything was written");
                Ok(self.record(target, &step)?)
            }
            TargetState::Writing { write, .. } | TargetState::Checking { write, .. } => {
                self.read_back(target, &entry.region, write).await
            }
            TargetState::Unclear { .. }
            | TargetState::OnTrial { .. }
            | TargetState::TrialEnded { .. }
            | TargetState::Foreign => {
                let Reading { found, live } = self.present(&record, entry).await?;
                if Some(found.standing()) == standing(entry.state) {
                    return Ok(entry.state);
                }
                self.settled(target, found, live)
            }
            done => Ok(done),
        }
    }

    /// What is there now, beyond the doubt of a single stale answer.
    pub(super) async fn present(
        &self,
        record: &ChangeRecord,
        entry: &TargetRecord,
    ) -> Result<Reading, RunError> {
        let target = &entry.target;
        let recorded = self.recorded(record, entry)?;
        let ids = record.plan.principal_ids();
        let begun = tokio::time::Instant::now();
        loop {
            let read = self.read(target, &entry.region).await;
            let live = read.map_err(|source| RunError::Read {
                target: target.clone(),
                source: Box::new(source),
            })?;
            let found = settle(&recorded, &live, &ids, self.now());
            let patient = begun.elapsed() < self.settings.patience.total;
            if !is_doubtful(entry.state, found) || !patient {
                return Ok(Reading { found, live });
            }
            self.say(target, "reading the policy again: it shows an older one");
            tokio::time::sleep(self.settings.patience.pause).await;
        }
    }

    /// Reads until it shows what was written, or something else for certain, or patience ends.
    pub(super) async fn read_back(
        &self,
        target: &Target,
        region: &Region,
        write: Write,
    ) -> Result<TargetState, RunError> {
        let record = self.journal.change(self.change)?;
        let entry = entry(&record, target)?;
        let over = match entry.state {
            TargetState::Writing { over, .. }
            | TargetState::Checking { over, .. }
            | TargetState::Unclear { over, .. } => over,
            settled => return Ok(settled),
        };
        let recorded = self.recorded(&record, entry)?;
        let ids = record.plan.principal_ids();
        let begun = tokio::time::Instant::now();
        loop {
            self.say(target, "reading the policy back");
            let read = self.read(target, region).await;
            let patient = begun.elapsed() < self.settings.patience.total;
            match read {
                Ok(live) => {
                    let found = settle(&recorded, &live, &ids, self.now());
                    // Whatever this change knows from before may be a stale read: S3 settles in
                    // seconds to minutes. What it does not know was put there by someone else.
                    let unknown = found == Settled::Foreign && !found.is_still(over);
                    if found.is_what(write) || unknown || !patient {
                        return self.settled(target, found, live);
                    }
                }
                Err(error) if !patient => {
                    let step = Step::of(Event::GaveUp).with_error(error.to_string());
                    return Ok(self.record(target, &step)?);
                }
                Err(_) => {}
            }
            tokio::time::sleep(self.settings.patience.pause).await;
        }
    }

    pub(super) fn settled(
        &self,
        target: &Target,
        found: Settled,
        live: LivePolicy,
    ) -> Result<TargetState, RunError> {
        let step = Step::of(Event::Settled(found));
        Ok(self.record(
            target,
            &if found == Settled::Foreign {
                step.with_found(live)
            } else {
                step
            },
        )?)
    }

    fn recorded(&self, record: &ChangeRecord, entry: &TargetRecord) -> Result<Recorded, RunError> {
        let plan = record.plan.target(&entry.target);
        let before = match entry.backup {
            Some(backup) => self.journal.backup(backup)?.data.policy,
            None => plan.map_or(LivePolicy::None, |plan| plan.basis.policy.clone()),
        };
        Ok(Recorded {
            before,
            trial: plan.and_then(|plan| plan.trial.clone()),
            ends: entry.ends.clone(),
            after: plan.map_or(LivePolicy::None, |plan| plan.permanent.clone()),
        })
    }

    pub(super) async fn read(
        &self,
        target: &Target,
        region: &Region,
    ) -> Result<LivePolicy, CallError> {
        self.point(target, "read", false);
        let read = self.account.live(target, region).await;
        self.point(target, "read", true);
        read
    }
}

pub(super) fn entry<'a>(
    record: &'a ChangeRecord,
    target: &Target,
) -> Result<&'a TargetRecord, JournalError> {
    record
        .targets
        .iter()
        .find(|entry| entry.target == *target)
        .ok_or_else(|| JournalError::NoTarget {
            change: record.summary.id,
            target: target.key(),
        })
}

/// Whether a write was sent, or may have been, and reading has not shown yet what came of it.
pub(super) fn is_under_way(state: TargetState) -> bool {
    matches!(
        state,
        TargetState::Writing { .. } | TargetState::Checking { .. }
    )
}

/// What the history says is there, where nothing is under way.
pub(super) fn standing(state: TargetState) -> Option<Standing> {
    match state {
        TargetState::OnTrial { ends } => Some(Standing::Trial { ends }),
        TargetState::TrialEnded { ended } => Some(Standing::Expired { ended }),
        TargetState::Done => Some(Standing::After),
        TargetState::Foreign => Some(Standing::Foreign),
        _ => None,
    }
}

/// Whether a reading may be a stale one: it shows something that this change knows from before, and not what the
/// history says is there. What it does not know was put there by someone else.
fn is_doubtful(state: TargetState, found: Settled) -> bool {
    let expected = match state {
        TargetState::Unclear { write, .. } => found.is_what(write),
        settled => standing(settled).is_some_and(|over| found.is_still(over)),
    };
    !expected && found != Settled::Foreign
}

#[cfg(test)]
mod tests {
    use lockdown::lock::TrialEnd;
    use time::{Duration, OffsetDateTime};

    use super::*;

    #[test]
    fn only_an_older_policy_of_this_change_is_doubted() {
        let end = |minutes| TrialEnd::at(OffsetDateTime::UNIX_EPOCH + Duration::minutes(minutes));
        let (ends, later) = (end(15), end(25));
        let on_trial = TargetState::OnTrial { ends: later };
        for (state, found, doubtful) in [
            (on_trial, Settled::Before, true),
            (on_trial, Settled::Trial { ends }, true),
            (on_trial, Settled::Expired { ended: ends }, true),
            (on_trial, Settled::Trial { ends: later }, false),
            // The same text: only time has passed.
            (on_trial, Settled::Expired { ended: later }, false),
            (on_trial, Settled::Foreign, false),
            (TargetState::Done, Settled::Before, true),
            (TargetState::Done, Settled::Trial { ends }, true),
            (TargetState::Done, Settled::After, false),
            (
                TargetState::TrialEnded { ended: ends },
                Settled::Before,
                true,
            ),
            (TargetState::Foreign, Settled::Before, true),
            (TargetState::Foreign, Settled::Foreign, false),
        ] {
            assert_eq!(is_doubtful(state, found), doubtful, "{state:?}, {found:?}");
        }
    }
}
