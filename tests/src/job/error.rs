//! Why the main job ended early.

use std::path::PathBuf;

use crate::drive::DriveError;

/// Why the main job ended early.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The window can't be driven, or lacks what it is to have.
    #[error(transparent)]
    Window(#[from] DriveError),
    /// A file of the run can't be written or read.
    #[error("can't use `{}`", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The window shows something else than it is to show.
    #[error("{what}; the page says: {page}")]
    Seen {
        /// What is wrong.
        what: String,
        /// The page's text.
        page: String,
    },
    /// The run was ended from outside.
    #[error("ended before it was done")]
    Ended,
    /// Someone who looked from outside the window saw something else.
    #[error("from outside the window: {0}")]
    Outside(String),
}

impl JobError {
    /// This error and its causes in one line.
    pub fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
