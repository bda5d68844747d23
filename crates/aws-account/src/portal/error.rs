//! What can go wrong while signing in.

use std::path::PathBuf;

use lockdown::ids::InvalidId;

use crate::call::CallError;
use crate::files::ProfilesError;
use crate::session_error::SessionError;

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
