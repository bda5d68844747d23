//! Opening: who may read it, what is checked, what is refused.

use std::error::Error as _;

use journal::{Journal, JournalError};

use crate::account::NOW;
use crate::world::{plan, world};

const FILE: &str = "history.sqlite3";

#[cfg(unix)]
#[test]
fn only_the_owner_can_look_into_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let outside = tempfile::TempDir::new().unwrap();
    let folder = outside.path().join("a/b");
    let journal = Journal::open(&folder).unwrap();
    journal.begin(&plan(), "admin", NOW).unwrap();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        files += 1;
    }
    assert!(files >= 2);
    // A folder that was open to others is closed.
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    Journal::open(&folder).unwrap();
    assert_eq!(mode(&folder), 0o700);
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let world = world();
    let path = world.folder.path().join(FILE);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 9).unwrap();
    let Err(error) = Journal::open(world.folder.path()) else {
        panic!("opened a newer schema")
    };
    assert!(matches!(error, JournalError::NewerSchema { found: 9, .. }));
    assert!(
        error.to_string().contains("newer version of Strongroom"),
        "{error}"
    );
    let version: u32 = raw
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 9);
}

#[test]
fn a_damaged_database_is_refused_and_left_alone() {
    // Not a database at all.
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let rubbish = vec![b'x'; 8192];
    std::fs::write(&path, &rubbish).unwrap();
    let Err(error) = Journal::open(folder.path()) else {
        panic!("opened rubbish")
    };
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), rubbish);

    // A page in the middle was overwritten.
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let journal = Journal::open(folder.path()).unwrap();
    journal.begin(&plan(), "admin", NOW).unwrap();
    drop(journal);
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() > 3 * 4096);
    bytes[4096..3 * 4096].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();
    let Err(error) = Journal::open(folder.path()) else {
        panic!("opened a damaged database")
    };
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let outside = tempfile::TempDir::new().unwrap();
    let file = outside.path().join("file");
    std::fs::write(&file, "x").unwrap();
    for folder in [file.clone(), file.join("under")] {
        let Err(error) = Journal::open(&folder) else {
            panic!("made {}", folder.display())
        };
        assert!(matches!(error, JournalError::Folder { .. }), "{error:?}");
        assert!(error.to_string().contains("file") && error.source().is_some());
    }
}

#[test]
fn it_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Journal>();
    let world = world();
    std::thread::scope(|scope| {
        let begun: Vec<bool> = (0..4)
            .map(|_| scope.spawn(|| world.journal.begin(&plan(), "admin", NOW).is_ok()))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        assert_eq!(begun.iter().filter(|ok| **ok).count(), 1);
    });
}
