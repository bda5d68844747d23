//! Changes and their steps.

use lockdown::change::TargetState;
use lockdown::ids::{AccountId, BucketName};
use lockdown::meaning::Meaning;
use lockdown::plan::{Plan, Target};
use time::OffsetDateTime;

use crate::record::{ChangeId, ChangeRecord, ChangeSummary, Step};
use crate::{Journal, JournalError};

impl Journal {
    /// Begins a change: the plan is stored as it was confirmed, its targets are `Planned`. Trials
    /// on the same buckets that have ended are left as they are (a new change begins over them).
    ///
    /// # Errors
    /// When the plan can't be applied, or another unfinished change holds one of its buckets.
    pub fn begin(
        &self,
        plan: &Plan,
        profile: &str,
        now: OffsetDateTime,
    ) -> Result<ChangeId, JournalError> {
        todo!("{plan:?} {profile} {now}")
    }

    /// Records what happened to a target and moves its state; the row is durable when this returns.
    ///
    /// # Errors
    /// When the move is not legal (nothing is recorded then), or the database fails.
    pub fn record(
        &self,
        change: ChangeId,
        target: &Target,
        step: &Step,
        now: OffsetDateTime,
    ) -> Result<TargetState, JournalError> {
        todo!("{change} {target:?} {step:?} {now}")
    }

    /// Every change, newest first.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn changes(&self) -> Result<Vec<ChangeSummary>, JournalError> {
        todo!()
    }

    /// One change with its plan and steps.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn change(&self, change: ChangeId) -> Result<ChangeRecord, JournalError> {
        todo!("{change}")
    }

    /// Every change that is not final, oldest first: each is to be settled against the live policy.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn unfinished(&self) -> Result<Vec<ChangeSummary>, JournalError> {
        todo!()
    }

    /// The meaning of what Strongroom last left in a bucket, where that is a lock: what
    /// `lockdown::bucket_state` compares the live policy with.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn last_written(
        &self,
        account: &AccountId,
        bucket: &BucketName,
    ) -> Result<Option<(ChangeId, Meaning)>, JournalError> {
        todo!("{account} {bucket}")
    }
}
