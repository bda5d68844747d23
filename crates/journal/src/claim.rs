//! One change at a time for a target, across windows and copies of the app on this computer.
//!
//! A claim is a locked file: the operating system releases it when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use lockdown::ids::AccountId;
use lockdown::permit::sha256_hex;
use lockdown::plan::Target;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::{Journal, JournalError, schema};

/// The claim on one target; released when it is dropped or the process ends.
#[derive(Debug)]
pub struct Claim {
    target: Target,
    // Holds the operating system's lock.
    file: File,
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Closing is not enough: a program that another thread is just starting has a copy of the open
        // file until it runs, and the lock would live on in it.
        let _ = self.file.unlock();
    }
}

impl Claim {
    /// What is claimed.
    pub fn target(&self) -> &Target {
        &self.target
    }
}

impl Journal {
    /// Claims a target. Whoever writes holds a claim for as long as a step is being taken.
    ///
    /// # Errors
    /// [`JournalError::Busy`] when another window or copy of the app holds it; when the lock file
    /// can't be made.
    pub fn claim(
        &self,
        account: &AccountId,
        target: &Target,
        now: OffsetDateTime,
    ) -> Result<Claim, JournalError> {
        let folder = self.folder().join("locks");
        schema::private_folder(&folder)?;
        let path = folder.join(format!("{account}-{}.lock", file_name(target)));
        let mut file = open(&path)?;
        match file.try_lock() {
            Ok(()) => {
                // Only for the other copy's message; the lock itself is the file's.
                let stamp = now.format(&Rfc3339).unwrap_or_default();
                let written = file
                    .set_len(0)
                    .and_then(|()| file.write_all(stamp.as_bytes()));
                written.map_err(|source| JournalError::Folder { path, source })?;
                Ok(Claim {
                    target: target.clone(),
                    file,
                })
            }
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy {
                target: target.clone(),
                change: None,
                since: since(&mut file),
            }),
            Err(TryLockError::Error(source)) => Err(JournalError::Folder { path, source }),
        }
    }
}

/// A bucket's name is a file's name as it is; an ARN is not, so it is stood for by its digest.
fn file_name(target: &Target) -> String {
    target.bucket().map_or_else(
        || format!("{}-{}", target.code(), sha256_hex(&target.key())),
        ToString::to_string,
    )
}

fn open(path: &PathBuf) -> Result<File, JournalError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    schema::private_file(&mut options);
    options.open(path).map_err(|source| JournalError::Folder {
        path: path.clone(),
        source,
    })
}

fn since(file: &mut File) -> Option<OffsetDateTime> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_to_string(&mut text).ok()?;
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok()
}
