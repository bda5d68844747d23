//! History and backups in SQLite; durable before anything is written.
//!
//! - [`Journal`]: opened on a folder; changes, steps, backups, confirmations and waivers. Nothing in
//!   it is ever deleted.
//! - [`record`]: what it returns
//! - [`claim`]: one change at a time for a target, across windows and copies of the app
//! - [`error`]: every way in which it can fail
//!
//! A backup is committed and read back through a second connection before [`Journal::back_up`]
//! returns; a step's row is committed before [`Journal::permit_write`] hands out the token without
//! which nothing can be written.

pub mod claim;
pub mod error;
pub mod record;

mod backups;
mod changes;
mod notes;
mod rows;
mod schema;
mod steps;
mod trail;
mod writes;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub use claim::Claim;
pub use error::JournalError;
pub use record::{
    BackupId, BackupRecord, ChangeId, ChangeRecord, ChangeSummary, Confirmation, LastWritten,
    Permitted, Step, StepRecord, TargetRecord, TrailId, TrailRecord, Waiver,
};

/// The history of one account's kind (the practice account has one of its own), in one folder.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    connection: Mutex<Connection>,
    watcher: Watched,
}

/// Who is told that something was committed, before the next thing is: the target's short name, and what.
pub type Watcher = Arc<dyn Fn(&str, &'static str) + Send + Sync>;

#[derive(Default)]
struct Watched(Option<Watcher>);

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watched").field(&self.0.is_some()).finish()
    }
}

impl Journal {
    /// Opens the journal in `folder`, which is made if it is missing (mode 0700; the database 0600).
    /// The database is checked for damage and brought to the present schema.
    ///
    /// # Errors
    /// When the folder or the database can't be made, opened or written, when the database is
    /// damaged, or when a newer version of the app has written it.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let connection = schema::open(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            connection: Mutex::new(connection),
            watcher: Watched::default(),
        })
    }

    /// The same journal, of which `watcher` is told what lies between the commits of one call: a backup that is
    /// stored and not yet said to be (`"backup stored"`).
    #[must_use]
    pub fn watched(mut self, watcher: Option<Watcher>) -> Self {
        self.watcher = Watched(watcher);
        self
    }

    fn committed(&self, target: &str, what: &'static str) {
        if let Some(watcher) = &self.watcher.0 {
            watcher(target, what);
        }
    }

    /// Whether there is a journal in `folder`. Nothing is made or opened.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(schema::FILE).is_file()
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // Every write is one transaction: a panic elsewhere leaves nothing half done in the connection.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod disk;
