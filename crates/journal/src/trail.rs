//! What CloudTrail told about the writes of a change, each finding once.

use std::collections::BTreeSet;

use lockdown::ids::AccountId;
use lockdown::plan::Target;
use lockdown::trail::TrailFinding;
use rusqlite::{Connection, OptionalExtension as _};
use time::OffsetDateTime;

use crate::record::{ChangeId, TrailId, TrailRecord};
use crate::rows::{begin, database, from_json, target_row, time_of, time_text, to_json};
use crate::{Journal, JournalError};

const COLUMNS: &str = "id, change, key, step, at, finding";

impl Journal {
    /// Stores what was found about a target's step (from 0). What is known already is not stored again: the same as
    /// the last finding about that step, or a write of somebody else that this target's findings hold.
    ///
    /// # Errors
    /// When there is no such change or target, or the database fails.
    pub fn found_in_trail(
        &self,
        change: ChangeId,
        target: &Target,
        step: usize,
        finding: &TrailFinding,
        now: OffsetDateTime,
    ) -> Result<(), JournalError> {
        let what = "store what CloudTrail told";
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        target_row(&transaction, change, &target.key())?;
        let known = of(&transaction, change)?;
        let mut same = known.iter().filter(|record| record.key == target.key());
        let is_known = match finding {
            TrailFinding::Overwritten(new) => same.any(|record| {
                matches!(&record.finding, TrailFinding::Overwritten(old) if old.event.event_id == new.event.event_id)
            }),
            new => same
                .rfind(|record| record.step == step)
                .is_some_and(|last| last.finding == *new),
        };
        if is_known {
            return Ok(());
        }
        transaction
            .execute(
                "INSERT INTO trail (change, key, step, at, finding) VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    change.0,
                    target.key(),
                    i64::try_from(step).unwrap_or(i64::MAX),
                    time_text(now),
                    to_json(finding, "what CloudTrail told")?,
                ),
            )
            .map_err(database(what))?;
        transaction.commit().map_err(database(what))
    }

    /// Everything that was found about a change, in order.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn trail(&self, change: ChangeId) -> Result<Vec<TrailRecord>, JournalError> {
        of(&self.lock(), change)
    }

    /// One finding.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn trail_record(&self, id: TrailId) -> Result<TrailRecord, JournalError> {
        let row = self
            .lock()
            .query_row(
                &format!("SELECT {COLUMNS} FROM trail WHERE id = ?1"),
                [id.0],
                raw,
            )
            .optional()
            .map_err(database("read what CloudTrail told"))?;
        row.ok_or(JournalError::NoTrail(id))?.understood()
    }

    /// The changes whose writes went over somebody else's.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn went_over_others(&self) -> Result<BTreeSet<ChangeId>, JournalError> {
        let what = "read what CloudTrail told";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM trail"))
            .map_err(database(what))?;
        let rows = statement.query_map([], raw).map_err(database(what))?;
        let mut changes = BTreeSet::new();
        for row in rows {
            let record = row.map_err(database(what))?.understood()?;
            if matches!(record.finding, TrailFinding::Overwritten(_)) {
                changes.insert(record.change);
            }
        }
        Ok(changes)
    }

    /// The request ids of everything that this history's changes did to a target: what else is in CloudTrail was done
    /// by others.
    ///
    /// # Errors
    /// When the database fails.
    pub fn request_ids(
        &self,
        account: &AccountId,
        target: &Target,
    ) -> Result<BTreeSet<String>, JournalError> {
        let what = "read the request ids";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(
                "SELECT s.request_id FROM steps s JOIN targets t ON t.change = s.change AND t.key = s.key
                 WHERE t.account = ?1 AND t.key = ?2 AND s.request_id IS NOT NULL",
            )
            .map_err(database(what))?;
        let rows = statement
            .query_map((account.as_str(), target.key()), |row| row.get(0))
            .map_err(database(what))?;
        rows.map(|row| row.map_err(database(what))).collect()
    }
}

fn of(connection: &Connection, change: ChangeId) -> Result<Vec<TrailRecord>, JournalError> {
    let what = "read what CloudTrail told";
    let mut statement = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM trail WHERE change = ?1 ORDER BY id"
        ))
        .map_err(database(what))?;
    let rows = statement
        .query_map([change.0], raw)
        .map_err(database(what))?;
    rows.map(|row| row.map_err(database(what))?.understood())
        .collect()
}

struct Raw {
    id: i64,
    change: i64,
    key: String,
    step: i64,
    texts: (String, String),
}

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        change: row.get(1)?,
        key: row.get(2)?,
        step: row.get(3)?,
        texts: (row.get(4)?, row.get(5)?),
    })
}

impl Raw {
    fn understood(self) -> Result<TrailRecord, JournalError> {
        let (at, finding) = self.texts;
        Ok(TrailRecord {
            id: TrailId(self.id),
            change: ChangeId(self.change),
            key: self.key,
            step: usize::try_from(self.step).unwrap_or(usize::MAX),
            at: time_of(&at)?,
            finding: from_json(&finding, "what CloudTrail told")?,
        })
    }
}
