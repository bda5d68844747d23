//! From columns to values and back.

use lockdown::change::TargetState;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::JournalError;
use crate::record::ChangeId;

/// A row of `targets`.
pub(crate) struct TargetRow {
    pub(crate) key: String,
    pub(crate) target: String,
    pub(crate) region: String,
    pub(crate) state: TargetState,
    pub(crate) backup: Option<i64>,
}

pub(crate) fn database(what: &'static str) -> impl Fn(rusqlite::Error) -> JournalError {
    move |source| JournalError::database(what, source)
}

/// A transaction that takes the write lock at once: two copies of the app never read the same state
/// and then both move it.
pub(crate) fn begin<'c>(
    connection: &'c mut Connection,
    what: &'static str,
) -> Result<Transaction<'c>, JournalError> {
    connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(database(what))
}

pub(crate) fn to_json(value: &impl Serialize, what: &'static str) -> Result<String, JournalError> {
    serde_json::to_string(value).map_err(|source| JournalError::Stored { what, source })
}

pub(crate) fn from_json<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
) -> Result<T, JournalError> {
    serde_json::from_str(text).map_err(|source| JournalError::Stored { what, source })
}

pub(crate) fn optional_json<T: DeserializeOwned>(
    text: Option<String>,
    what: &'static str,
) -> Result<Option<T>, JournalError> {
    text.map(|text| from_json(&text, what)).transpose()
}

pub(crate) fn time_text(time: OffsetDateTime) -> String {
    // RFC 3339 takes every time between the years 0 and 9999, in UTC.
    time.to_offset(UtcOffset::UTC)
        .format(&Rfc3339)
        .unwrap_or_else(|_| time.to_string())
}

pub(crate) fn time_of(text: &str) -> Result<OffsetDateTime, JournalError> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| JournalError::StoredText {
        what: "the time",
        text: text.to_owned(),
    })
}

pub(crate) fn parsed<T: std::str::FromStr>(
    text: &str,
    what: &'static str,
) -> Result<T, JournalError> {
    text.parse().map_err(|_| JournalError::StoredText {
        what,
        text: text.to_owned(),
    })
}

/// One target of a change.
pub(crate) fn target_row(
    connection: &Connection,
    change: ChangeId,
    key: &str,
) -> Result<TargetRow, JournalError> {
    let what = "read a change";
    let row = connection
        .query_row(
            "SELECT key, target, region, state, backup FROM targets WHERE change = ?1 AND key = ?2",
            (change.0, key),
            raw_target,
        )
        .optional()
        .map_err(database(what))?;
    match row {
        Some(raw) => raw.understood(),
        None => Err(JournalError::NoTarget {
            change,
            target: key.to_owned(),
        }),
    }
}

/// Every target of a change, in order.
pub(crate) fn target_rows(
    connection: &Connection,
    change: ChangeId,
) -> Result<Vec<TargetRow>, JournalError> {
    let what = "read a change";
    let mut statement = connection
        .prepare_cached("SELECT key, target, region, state, backup FROM targets WHERE change = ?1 ORDER BY position")
        .map_err(database(what))?;
    let rows = statement
        .query_map([change.0], raw_target)
        .map_err(database(what))?;
    rows.map(|row| row.map_err(database(what))?.understood())
        .collect()
}

struct RawTarget {
    key: String,
    target: String,
    region: String,
    state: String,
    backup: Option<i64>,
}

fn raw_target(row: &rusqlite::Row<'_>) -> rusqlite::Result<RawTarget> {
    Ok(RawTarget {
        key: row.get(0)?,
        target: row.get(1)?,
        region: row.get(2)?,
        state: row.get(3)?,
        backup: row.get(4)?,
    })
}

impl RawTarget {
    fn understood(self) -> Result<TargetRow, JournalError> {
        Ok(TargetRow {
            state: from_json(&self.state, "a state")?,
            key: self.key,
            target: self.target,
            region: self.region,
            backup: self.backup,
        })
    }
}
