//! Backups: what was there before a write.

use lockdown::inventory::LivePolicy;
use lockdown::plan::Target;
use time::OffsetDateTime;

use crate::record::{BackupId, BackupRecord, ChangeId};
use crate::{Journal, JournalError};

impl Journal {
    /// Stores what is in the bucket, commits, reads it back through a second connection and compares
    /// it, then moves the target to `BackedUp` (a foreign policy is kept beside the first backup).
    ///
    /// # Errors
    /// When the policy is not the one that the plan was made from, when what is read back differs, or
    /// when the database fails. Nothing may be written then.
    pub fn back_up(
        &self,
        change: ChangeId,
        target: &Target,
        live: &LivePolicy,
        now: OffsetDateTime,
    ) -> Result<BackupId, JournalError> {
        todo!("{change} {target:?} {live:?} {now}")
    }

    /// Every backup, newest first.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn backups(&self) -> Result<Vec<BackupRecord>, JournalError> {
        todo!()
    }

    /// One backup.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn backup(&self, backup: BackupId) -> Result<BackupRecord, JournalError> {
        todo!("{backup}")
    }
}
