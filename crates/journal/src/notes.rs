//! Confirmations and waivers of the playback check.

use lockdown::inventory::InstanceKey;
use rusqlite::OptionalExtension as _;

use crate::record::{ChangeId, Confirmation, Waiver};
use crate::rows::{begin, database, optional_json, parsed, time_of, time_text, to_json};
use crate::{Journal, JournalError};

impl Journal {
    /// Stores that someone said something played, or that it did not.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub fn confirm(&self, confirmation: &Confirmation) -> Result<(), JournalError> {
        self.exists(confirmation.change)?;
        let what = "store a confirmation";
        let instance = instance_json(confirmation.instance.as_ref())?;
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        transaction
            .execute(
                "INSERT INTO confirmations (change, bucket, instance, what, words, good, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    confirmation.change.0,
                    confirmation.bucket.as_str(),
                    instance,
                    &confirmation.what,
                    &confirmation.words,
                    confirmation.good,
                    time_text(confirmation.at),
                ),
            )
            .map_err(database(what))?;
        transaction.commit().map_err(database(what))
    }

    /// Stores that something could not be had, with the typed reason.
    ///
    /// # Errors
    /// When there is no such change, the reason is empty, or the database fails.
    pub fn waive(&self, waiver: &Waiver) -> Result<(), JournalError> {
        if waiver.reason.trim().is_empty() {
            return Err(JournalError::NoReason);
        }
        self.exists(waiver.change)?;
        let what = "store a waiver";
        let instance = instance_json(waiver.instance.as_ref())?;
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        transaction
            .execute(
                "INSERT INTO waivers (change, bucket, instance, what, reason, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    waiver.change.0,
                    waiver.bucket.as_str(),
                    instance,
                    &waiver.what,
                    &waiver.reason,
                    time_text(waiver.at),
                ),
            )
            .map_err(database(what))?;
        transaction.commit().map_err(database(what))
    }

    /// The confirmations of a change, in order.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn confirmations(&self, change: ChangeId) -> Result<Vec<Confirmation>, JournalError> {
        let what = "read the confirmations";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT bucket, instance, what, words, at, good FROM confirmations WHERE change = ?1 ORDER BY id")
            .map_err(database(what))?;
        let rows = statement
            .query_map([change.0], |row| Ok((note(row)?, row.get::<_, bool>(5)?)))
            .map_err(database(what))?;
        rows.map(|row| {
            let (note, good) = row.map_err(database(what))?;
            Ok(Confirmation {
                change,
                bucket: parsed(&note.bucket, "the bucket")?,
                instance: optional_json(note.instance, "an instance")?,
                what: note.what,
                words: note.words,
                good,
                at: time_of(&note.at)?,
            })
        })
        .collect()
    }

    /// The waivers of a change, in order.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn waivers(&self, change: ChangeId) -> Result<Vec<Waiver>, JournalError> {
        let what = "read the waivers";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT bucket, instance, what, reason, at FROM waivers WHERE change = ?1 ORDER BY id")
            .map_err(database(what))?;
        let rows = statement
            .query_map([change.0], note)
            .map_err(database(what))?;
        rows.map(|row| {
            let note = row.map_err(database(what))?;
            Ok(Waiver {
                change,
                bucket: parsed(&note.bucket, "the bucket")?,
                instance: optional_json(note.instance, "an instance")?,
                what: note.what,
                reason: note.words,
                at: time_of(&note.at)?,
            })
        })
        .collect()
    }

    fn exists(&self, change: ChangeId) -> Result<(), JournalError> {
        self.lock()
            .query_row(
                "SELECT 1 FROM changes WHERE id = ?1",
                [change.0],
                |_| Ok(()),
            )
            .optional()
            .map_err(database("read a change"))?
            .ok_or(JournalError::NoChange(change))
    }
}

struct Note {
    bucket: String,
    instance: Option<String>,
    what: String,
    words: String,
    at: String,
}

fn note(row: &rusqlite::Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        bucket: row.get(0)?,
        instance: row.get(1)?,
        what: row.get(2)?,
        words: row.get(3)?,
        at: row.get(4)?,
    })
}

fn instance_json(instance: Option<&InstanceKey>) -> Result<Option<String>, JournalError> {
    instance.map(|key| to_json(key, "an instance")).transpose()
}
