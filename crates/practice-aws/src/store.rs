//! The world while the server runs, and the file that outlives it.
//!
//! A change is made on a copy, written to the state file (new file, fsync, rename, fsync of the folder) and only
//! then seen by anyone: an answer is never sent for a change that would be lost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use thiserror::Error;

use crate::world::{FORMAT, World};

/// Why a world can't be read or kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file can't be read.
    #[error("can't read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not a world.
    #[error("`{}` is not a practice world", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong there.
        #[source]
        source: serde_json::Error,
    },
    /// The file was written by another version.
    #[error("`{}` has format {found}, this version reads {FORMAT}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: u32,
    },
    /// The file can't be written. Nothing was changed.
    #[error("can't write `{}`, nothing was changed", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// The world, shared by all calls.
#[derive(Debug)]
pub(crate) struct Store {
    world: Mutex<World>,
    state: Option<PathBuf>,
}

impl Store {
    /// Keeps a world, in a file if one is given. Writes it at once, so that a bad path shows at the start.
    pub(crate) fn new(world: World, state: Option<PathBuf>) -> Result<Self, StoreError> {
        if let Some(path) = &state {
            write(path, &world)?;
        }
        Ok(Self {
            world: Mutex::new(world),
            state,
        })
    }

    /// Looks at the world.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world, all or nothing: where `change` or the file fails, nothing was changed.
    pub(crate) fn change<T, E: From<StoreError>>(
        &self,
        change: impl FnOnce(&mut World) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = world.clone();
        let result = change(&mut next)?;
        if let Some(path) = &self.state {
            write(path, &next)?;
        }
        *world = next;
        Ok(result)
    }
}

/// What is read of a world first: one of another format may have other fields.
#[derive(serde::Deserialize)]
struct Head {
    format: u32,
}

/// Reads a world from a file.
pub(crate) fn read(path: &Path) -> Result<World, StoreError> {
    let text = fs::read(path).map_err(|source| StoreError::Read {
        path: path.to_owned(),
        source,
    })?;
    let parse = |source| StoreError::Parse {
        path: path.to_owned(),
        source,
    };
    let head: Head = serde_json::from_slice(&text).map_err(parse)?;
    if head.format != FORMAT {
        return Err(StoreError::Format {
            path: path.to_owned(),
            found: head.format,
        });
    }
    serde_json::from_slice(&text).map_err(parse)
}

/// Writes a world so that the file is either the old one or the new one, whatever happens.
fn write(path: &Path, world: &World) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    let text = serde_json::to_vec(world).map_err(|source| failed(source.into()))?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mut file = File::create(&new).map_err(failed)?;
    file.write_all(&text)
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    fs::rename(&new, path).map_err(failed)?;
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::world::seed;
    use time::OffsetDateTime;

    #[test]
    fn a_world_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/state.json");
        let store = Store::new(seed::world(OffsetDateTime::now_utc()), Some(path.clone())).unwrap();
        store
            .change(|world| {
                world.account.alias = Some("other".to_owned());
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(read(&path).unwrap(), store.read(Clone::clone));
    }

    #[test]
    fn a_change_that_can_not_be_kept_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let store = Store::new(seed::world(OffsetDateTime::now_utc()), Some(path.clone())).unwrap();
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let result = store.change(|world| {
            world.account.alias = None;
            Ok::<_, StoreError>(())
        });
        assert!(matches!(result, Err(StoreError::Write { .. })));
        assert!(store.read(|world| world.account.alias.is_some()));
    }

    #[test]
    fn another_format_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        fs::write(&path, r#"{"format": 9, "else": 1}"#).unwrap();
        assert!(matches!(
            read(&path),
            Err(StoreError::Format { found: 9, .. })
        ));
    }
}
