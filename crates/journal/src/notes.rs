//! Confirmations and waivers of the playback check.

use crate::record::{ChangeId, Confirmation, Waiver};
use crate::{Journal, JournalError};

impl Journal {
    /// Stores that someone said something played, or that it did not.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub fn confirm(&self, confirmation: &Confirmation) -> Result<(), JournalError> {
        todo!("{confirmation:?}")
    }

    /// Stores that something could not be had, with the typed reason.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub fn waive(&self, waiver: &Waiver) -> Result<(), JournalError> {
        todo!("{waiver:?}")
    }

    /// The confirmations of a change, in order.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn confirmations(&self, change: ChangeId) -> Result<Vec<Confirmation>, JournalError> {
        todo!("{change}")
    }

    /// The waivers of a change, in order.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn waivers(&self, change: ChangeId) -> Result<Vec<Waiver>, JournalError> {
        todo!("{change}")
    }
}
