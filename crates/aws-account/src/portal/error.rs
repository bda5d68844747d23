//! What can go wrong while signing in, and with a sign-in later.

use std::path::PathBuf;

use lockdown::ids::InvalidId;
use time::OffsetDateTime;

use crate::call::CallError;
use crate::files::ProfilesError;

/// Why there is no sign-in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The files can't be read.
    #[error(transparent)]
    Files(#[from] ProfilesError),
    /// What a profile names is not enough.
    #[error("the profile `{profile}` can't be signed in to: {what}")]
    Incomplete {
        /// The profile.
        profile: String,
        /// What is missing.
        what: String,
    },
    /// The profile has nothing to do with Identity Center.
    #[error("the profile `{profile}` does not sign in by Identity Center")]
    OtherKind {
        /// The profile.
        profile: String,
    },
    /// The start URL can't be used.
    #[error("the start URL `{start_url}` can't be used: {why}")]
    BadStartUrl {
        /// What was given.
        start_url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The Region can't be used.
    #[error("the Region of Identity Center can't be used: {source}")]
    BadRegion {
        /// What is wrong with it.
        source: InvalidId,
    },
    /// Identity Center did not take the call.
    #[error("can't sign in: {source}")]
    Call {
        /// The call.
        #[source]
        source: CallError,
    },
    /// No port can be listened on for the browser's answer.
    #[error("can't wait for the browser's answer on this computer: {0}")]
    Listen(std::io::Error),
    /// The person said no.
    #[error("access was denied in the browser")]
    Denied,
    /// Nobody answered in time.
    #[error("nobody allowed the sign-in within {minutes} minutes")]
    Expired {
        /// How long was waited.
        minutes: i64,
    },
    /// The user cancelled.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The token can't be kept.
    #[error("the sign-in can't be kept in `{}`: {source}", .path.display())]
    Keep {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The sign-in that this needs is over.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl SignInError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Files(error) => error.help(),
            Self::Incomplete { .. } => {
                "complete the profile in the config file, or sign in with a start URL".to_owned()
            }
            Self::OtherKind { .. } => "open it as it is, or choose another one".to_owned(),
            Self::BadStartUrl { .. } => {
                "whoever administers AWS in your company knows the start URL; it looks like `https://acme.awsapps.com/start`"
                    .to_owned()
            }
            Self::BadRegion { .. } => {
                "give the Region in which Identity Center is set up, such as `eu-west-1`".to_owned()
            }
            Self::Call { source } if source.has_code(&["InvalidRequestException"]) => {
                "compare the start URL and its Region with what your administrator gave you"
                    .to_owned()
            }
            Self::Call { source } => source
                .help()
                .unwrap_or_else(|| "try it again in a minute".to_owned()),
            Self::Listen(_) => "sign in with a code instead".to_owned(),
            Self::Denied | Self::Expired { .. } | Self::Cancelled => {
                "sign in again when you are ready".to_owned()
            }
            Self::Keep { path, .. } => format!(
                "make the folder of `{}` writable for your user, then sign in again",
                path.display()
            ),
            Self::Session(_) => "sign in again".to_owned(),
        }
    }

    /// AWS's request id, if a call failed.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Call { source } | Self::Session(SessionError::Call(source)) => {
                source.request_id.as_deref()
            }
            _ => None,
        }
    }
}

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
