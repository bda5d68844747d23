//! What can go wrong while driving.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::error::{CmdError, NewSessionError};

use super::{Name, Role};

/// Why the window can't be driven, or isn't as it was to be.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// A program is missing or can't be started.
    #[error("can't start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A program was started and isn't there for what it was started for.
    #[error("`{program}` was started and {what}; its log is `{}`", log.display())]
    Silent {
        /// The program.
        program: String,
        /// What it didn't do.
        what: &'static str,
        /// Where its output is.
        log: PathBuf,
    },
    /// A folder or a file of the run can't be made or read.
    #[error("can't use `{}`", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The app's window didn't open.
    #[error("the window didn't open")]
    Session(#[source] Box<NewSessionError>),
    /// The driver refused a command.
    #[error("the driver refused")]
    Command(#[source] Box<CmdError>),
    /// The window was not drawn.
    #[error("no picture of the window within {} s", waited.as_secs())]
    NoPicture {
        /// How long it was waited for.
        waited: Duration,
    },
    /// What passes between window and host was not listened to.
    #[error("nobody listened to what passes between window and host: the page was loaded anew")]
    NotHeard,
    /// Something didn't appear.
    #[error("no {role} {name} within {} s; the page says: {page}", waited.as_secs())]
    NotFound {
        /// What kind of thing.
        role: Role,
        /// Its name.
        name: Name,
        /// How long it was waited for.
        waited: Duration,
        /// The beginning of the page's text.
        page: String,
    },
    /// The page never said what it was to say.
    #[error("the page didn't say {what} within {} s; it says: {page}", waited.as_secs())]
    NotSaid {
        /// What was waited for.
        what: String,
        /// How long.
        waited: Duration,
        /// The beginning of the page's text.
        page: String,
    },
}

impl From<NewSessionError> for DriveError {
    fn from(cause: NewSessionError) -> Self {
        Self::Session(Box::new(cause))
    }
}

impl From<CmdError> for DriveError {
    fn from(cause: CmdError) -> Self {
        Self::Command(Box::new(cause))
    }
}
