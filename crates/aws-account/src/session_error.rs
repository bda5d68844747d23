//! Why a profile's chain gives no credentials, whichever way it signs in.

use std::path::PathBuf;

use time::OffsetDateTime;

use crate::call::CallError;

/// Why a profile gives no credentials right now. It travels inside the SDK's own error.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SessionError {
    /// Nobody signed in.
    #[error("nobody has signed in to `{0}` on this computer")]
    NoSignIn(String),
    /// The sign-in is over.
    #[error("the sign-in to `{to}` ended at {at}")]
    Ended {
        /// The session's name or start URL.
        to: String,
        /// When.
        at: OffsetDateTime,
    },
    /// The sign-in was ended by somebody else.
    #[error("Identity Center does not know the sign-in to `{0}` any more")]
    Revoked(String),
    /// The cached token can't be read.
    #[error("the sign-in in `{}` can't be read: {words}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why; nothing of the file's content.
        words: String,
    },
    /// The source that `credential_source` names has no credentials.
    #[error("its credential source `{name}` gives none: {needs} ({words})")]
    NoSource {
        /// The source.
        name: &'static str,
        /// Where it has them from.
        needs: &'static str,
        /// Why, in the SDK's words.
        words: String,
    },
    /// That source does not answer.
    #[error("its credential source `{name}` does not answer: {words}")]
    SourceSilent {
        /// The source.
        name: &'static str,
        /// Why, in the SDK's words.
        words: String,
    },
    /// The token of a web identity can't be read.
    #[error("its token file `{}` can't be read: {words}", .file.display())]
    NoToken {
        /// The file.
        file: PathBuf,
        /// What the system said.
        words: String,
    },
    /// Nobody signed in to the console.
    #[error("nobody has signed in to the AWS console on this computer")]
    NoConsole,
    /// The sign-in to the console is over.
    #[error("{0}")]
    ConsoleEnded(&'static str),
    /// The sign-in to the console is there and brings no keys.
    #[error("the sign-in to the AWS console can't be used: {0}")]
    ConsoleUnusable(String),
    /// The role wants a one-time code.
    #[error("the role wants a code of the MFA device `{0}`")]
    CodeNeeded(String),
    /// A call failed.
    #[error(transparent)]
    Call(CallError),
}
