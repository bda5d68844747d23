//! The permission to write: handed out once the backup and the step's row are durable.

use lockdown::change::Write;
use lockdown::plan::Target;
use time::OffsetDateTime;

use crate::record::{ChangeId, Permitted};
use crate::{Journal, JournalError};

impl Journal {
    /// Records that a write is about to be sent, with exactly what is sent, and hands out the token
    /// for it. What is written comes from the confirmed plan or from the backup, never from the caller.
    ///
    /// # Errors
    /// When the target has no backup in this change, when the plan has no such text, when the move is
    /// not legal now, or when the database fails.
    pub fn permit_write(
        &self,
        change: ChangeId,
        target: &Target,
        write: Write,
        now: OffsetDateTime,
    ) -> Result<Permitted, JournalError> {
        todo!("{change} {target:?} {write:?} {now}")
    }
}
