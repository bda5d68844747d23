//! Every way in which the journal can fail. Whatever the reason, nothing was written to AWS.

use std::path::PathBuf;

use lockdown::change::IllegalMove;
use lockdown::plan::Target;
use rusqlite::ErrorCode;
use time::OffsetDateTime;

use crate::record::{BackupId, ChangeId, TrailId};

/// Why the journal did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The folder can't be made or used.
    #[error("can't use the history folder `{}`", path.display())]
    Folder {
        /// The folder or a file in it.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The database can't be opened.
    #[error("can't open the history `{}`", path.display())]
    Open {
        /// The database.
        path: PathBuf,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },
    /// The database can't be brought to the present schema.
    #[error("can't prepare the history `{}`", path.display())]
    Prepare {
        /// The database.
        path: PathBuf,
        /// The reason.
        #[source]
        source: rusqlite_migration::Error,
    },
    /// The database is damaged. It is left as it is; backups in it may still be read with other tools.
    #[error("the history `{}` is damaged: {problem}", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What the integrity check said.
        problem: String,
    },
    /// A newer version of the app has written the database.
    #[error(
        "the history `{}` was written by a newer version of Strongroom (schema {found}; this version knows {known})",
        path.display()
    )]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
    /// The database can't be written: the folder is read-only.
    #[error("the history `{}` can't be written: the folder or file is read-only", path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("the history can't be written: the disk is full")]
    DiskFull(#[source] rusqlite::Error),
    /// Another process held the database for too long.
    #[error("the history is in use by another copy of the app and did not become free in time")]
    InUse(#[source] rusqlite::Error),
    /// Reading or writing the database failed.
    #[error("can't {what} in the history")]
    Database {
        /// What was attempted: "record a step".
        what: &'static str,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },
    /// Something stored can't be understood.
    #[error("can't understand {what} in the history")]
    Stored {
        /// What.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A stored time or id can't be understood.
    #[error("can't understand {what} `{text}` in the history")]
    StoredText {
        /// What.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// The backup, read back, is not what was stored.
    #[error("the backup of `{target}`, read back, is not what was read from AWS")]
    NotReadBack {
        /// The target.
        target: Target,
    },
    /// There is no such finding.
    #[error("CloudTrail told nothing with the number `{0}` in the history")]
    NoTrail(TrailId),
    /// There is no such change.
    #[error("there is no change `{0}` in the history")]
    NoChange(ChangeId),
    /// There is no such backup.
    #[error("there is no backup `{0}` in the history")]
    NoBackupOf(BackupId),
    /// The change has no such target.
    #[error("change `{change}` has no target `{target}`")]
    NoTarget {
        /// The change.
        change: ChangeId,
        /// The target's key.
        target: String,
    },
    /// A plan with blockers, or one that does nothing, is never begun.
    #[error("a plan that can't be applied is never begun: {0}")]
    PlanRefused(String),
    /// The policy that was to be backed up is not the one that the plan was made from.
    #[error("what is there of `{target}` is not the one that the plan was made from")]
    BasisChanged {
        /// The target.
        target: Target,
    },
    /// There is no backup of this target in this change, so nothing may be written.
    #[error("`{target}` has no backup in change `{change}`, so nothing may be written to it")]
    NoBackup {
        /// The change.
        change: ChangeId,
        /// The target.
        target: Target,
    },
    /// The plan has no such text: it has no trial, for example.
    #[error("the plan of change `{change}` has no text for this write to `{target}`")]
    NotInPlan {
        /// The change.
        change: ChangeId,
        /// The target.
        target: Target,
    },
    /// The move does not exist.
    #[error("this step is not possible now")]
    Illegal(#[source] IllegalMove),
    /// A backup or a write can't be recorded alone.
    #[error(
        "a backup or a write is not recorded by itself: store the backup, or ask for the permission"
    )]
    NotRecordedAlone,
    /// A waiver takes a typed reason.
    #[error("a check is waived only with a reason")]
    NoReason,
    /// Another change is under way on the target.
    #[error("another change{} is under way on `{target}`", change.map(|c| format!(" (`{c}`)")).unwrap_or_default())]
    Busy {
        /// The target.
        target: Target,
        /// The change, where it is known.
        change: Option<ChangeId>,
        /// Since when, where it is known.
        since: Option<OffsetDateTime>,
    },
}

impl JournalError {
    /// SQLite's reason, told apart where there is something to do about it.
    pub(crate) fn database(what: &'static str, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull(source),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse(source),
            _ => Self::Database { what, source },
        }
    }
}
