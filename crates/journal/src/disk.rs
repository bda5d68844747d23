//! The disk: when a commit counts, and what happens when the disk is full. That is stood in for by
//! SQLite's own limit on the number of pages: the same error, and the same way out of the transaction.

#![expect(clippy::panic, reason = "a test may panic")]

use rusqlite::Connection;

use super::{Journal, JournalError};

#[test]
fn a_full_disk_is_said_so_and_nothing_is_half_done() {
    let folder = tempfile::TempDir::new().unwrap_or_else(|e| panic!("{e}"));
    let journal = Journal::open(folder.path()).unwrap_or_else(|e| panic!("{e}"));
    let filled = {
        let connection = journal.lock();
        let pages: u32 = pragma(&connection, "page_count");
        let limit: u32 = pragma(&connection, &format!("max_page_count = {pages}"));
        assert_eq!(limit, pages);
        let big = "x".repeat(1 << 20);
        connection.execute(
            "INSERT INTO changes (kind, account, who, profile, digest, plan, started_at) VALUES ('lock', '', '', '', '', ?1, '')",
            [big],
        )
    };
    let Err(source) = filled else {
        panic!("the disk was not full")
    };
    let error = JournalError::database("begin a change", source);
    assert!(matches!(error, JournalError::DiskFull(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the history can't be written: the disk is full"
    );
    assert!(journal.changes().is_ok_and(|changes| changes.is_empty()));
}

#[test]
fn a_commit_is_on_the_disk_before_it_counts() {
    let folder = tempfile::TempDir::new().unwrap_or_else(|e| panic!("{e}"));
    let journal = Journal::open(folder.path()).unwrap_or_else(|e| panic!("{e}"));
    let connection = journal.lock();
    // 2 is FULL: the write-ahead log is synced at each commit.
    assert_eq!(pragma(&connection, "synchronous"), 2);
    assert_eq!(pragma(&connection, "foreign_keys"), 1);
    let mode: Result<String, _> = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0));
    assert_eq!(mode.ok().as_deref(), Some("wal"));
}

fn pragma(connection: &Connection, pragma: &str) -> u32 {
    connection
        .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
        .unwrap_or_else(|e| panic!("{e}"))
}
