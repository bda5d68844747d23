//! The database: where it is, who may read it, its schema, and what is checked when it is opened.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{M, Migrations};

use crate::JournalError;

/// The database's file name.
pub(crate) const FILE: &str = "history.sqlite3";

const FIRST: &str = include_str!("schema/001-first.sql");
const TRAIL: &str = include_str!("schema/002-trail.sql");

static MIGRATIONS: LazyLock<Migrations<'static>> =
    LazyLock::new(|| Migrations::new(vec![M::up(FIRST), M::up(TRAIL)]));

/// The newest schema that this version knows.
const KNOWN: usize = 2;

pub(crate) fn open(folder: &Path) -> Result<Connection, JournalError> {
    private_folder(folder)?;
    let path = folder.join(FILE);
    // Made before SQLite does, so that it is never readable for others, not even for a moment.
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    private_file(&mut options);
    options.open(&path).map_err(|source| {
        if source.kind() == std::io::ErrorKind::PermissionDenied
            || source.kind() == std::io::ErrorKind::ReadOnlyFilesystem
        {
            JournalError::ReadOnly { path: path.clone() }
        } else {
            JournalError::Folder {
                path: path.clone(),
                source,
            }
        }
    })?;
    let mut connection = connect(&path)?;
    check(&connection, &path)?;
    let found = version(&connection, &path)?;
    if found > KNOWN {
        return Err(JournalError::NewerSchema {
            path,
            found,
            known: KNOWN,
        });
    }
    MIGRATIONS
        .to_latest(&mut connection)
        .map_err(|source| JournalError::Prepare { path, source })?;
    Ok(connection)
}

/// Another connection to the same database, for reading back.
pub(crate) fn connect(path: &Path) -> Result<Connection, JournalError> {
    let opened = |source| open_error(path, source);
    let connection = Connection::open(path).map_err(opened)?;
    connection
        .busy_timeout(Duration::from_secs(5))
        .map_err(opened)?;
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(opened)?;
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(opened)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(opened)?;
    Ok(connection)
}

fn check(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    let result: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|source| open_error(path, source))?;
    if result == "ok" {
        Ok(())
    } else {
        Err(JournalError::Damaged {
            path: path.to_owned(),
            problem: result,
        })
    }
}

fn version(connection: &Connection, path: &Path) -> Result<usize, JournalError> {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))
        .map(|version| version as usize)
        .map_err(|source| open_error(path, source))
}

fn open_error(path: &Path, source: rusqlite::Error) -> JournalError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => JournalError::Damaged {
            path,
            problem: source.to_string(),
        },
        Some(ErrorCode::ReadOnly) => JournalError::ReadOnly { path },
        Some(ErrorCode::DiskFull) => JournalError::DiskFull(source),
        _ => JournalError::Open { path, source },
    }
}

/// Makes a folder that only its owner can look into.
pub(crate) fn private_folder(folder: &Path) -> Result<(), JournalError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .and_then(|()| restrict(folder))
        .and_then(|()| sync_parent(folder))
        .map_err(|source| JournalError::Folder {
            path: folder.to_owned(),
            source,
        })
}

/// A folder that was there before with wider rights is narrowed.
#[cfg(unix)]
fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = std::fs::metadata(folder)?.permissions();
    if permissions.mode() & 0o077 != 0 {
        permissions.set_mode(permissions.mode() & 0o700);
        std::fs::set_permissions(folder, permissions)?;
    }
    Ok(())
}

/// The folder's own entry is durable too; SQLite sees to that of its files.
#[cfg(unix)]
fn sync_parent(folder: &Path) -> std::io::Result<()> {
    let parent = folder.canonicalize()?.parent().map(Path::to_owned);
    parent.map_or(Ok(()), |parent| {
        // A parent that may be passed through but not read can't be synced; nor was it changed.
        match std::fs::File::open(parent) {
            Ok(file) => file.sync_all(),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Ok(()),
            Err(error) => Err(error),
        }
    })
}

#[cfg(not(unix))]
fn sync_parent(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Only its owner can read and write the file.
pub(crate) fn private_file(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}
