//! Why an account can't be opened, and what to do about it.

use lockdown::ids::InvalidId;

use crate::call::CallError;
use crate::files::{ProfileFiles, ProfilesError};
use crate::profiles::ProfileKind;

/// Why an account can't be opened. Nothing was changed in any case.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The files can't be read.
    #[error(transparent)]
    Files(#[from] ProfilesError),
    /// No such profile.
    #[error("there is no profile `{profile}` in `{}` or `{}`", .files.config.display(), .files.credentials.display())]
    UnknownProfile {
        /// The name that was asked for.
        profile: String,
        /// Where it was looked for.
        files: ProfileFiles,
    },
    /// The profile's Region is not one.
    #[error("the Region of the profile `{profile}` can't be used: {source}")]
    BadRegion {
        /// The profile.
        profile: String,
        /// What is wrong with it.
        source: InvalidId,
    },
    /// The profile names no way to sign in, or one that can't work as it is written.
    #[error("the profile `{profile}` gives no credentials: {words}")]
    NoCredentials {
        /// The profile.
        profile: String,
        /// Why, in the SDK's words.
        words: String,
    },
    /// The sign-in of the profile has ended, or there was none.
    #[error("the profile `{profile}` ({}) is not signed in: {words}", .kind.words())]
    NotSignedIn {
        /// The profile.
        profile: String,
        /// How it signs in.
        kind: ProfileKind,
        /// Why, in AWS's or the SDK's words.
        words: String,
        /// Whether there was a sign-in that is over.
        ended: bool,
        /// AWS's request id.
        request_id: Option<String>,
    },
    /// The role wants a one-time code.
    #[error("the profile `{profile}` asks for a code of the MFA device `{serial}`")]
    CodeNeeded {
        /// The profile.
        profile: String,
        /// The device.
        serial: String,
    },
    /// The code was not taken.
    #[error("the code for the profile `{profile}` was not taken")]
    WrongCode {
        /// The profile.
        profile: String,
        /// The refused call.
        source: CallError,
    },
    /// Signing in again brought somebody else.
    #[error("the profile `{profile}` now signs in as `{now}`, and was opened as `{before}`")]
    SomeoneElse {
        /// The profile.
        profile: String,
        /// Who it is now.
        now: String,
        /// Who it was.
        before: String,
    },
    /// Signing in took too long.
    #[error("the profile `{profile}` ({}) gave no credentials within {seconds} s", .kind.words())]
    SignInTooSlow {
        /// The profile.
        profile: String,
        /// How it signs in.
        kind: ProfileKind,
        /// How long was waited.
        seconds: u64,
    },
    /// AWS refused to say who this is, or who may sign in.
    #[error("the profile `{profile}` can't be used: {source}")]
    Refused {
        /// The profile.
        profile: String,
        /// The refused call.
        source: CallError,
    },
    /// AWS did not answer.
    #[error("can't reach AWS with the profile `{profile}`: {source}")]
    NoAnswer {
        /// The profile.
        profile: String,
        /// The call.
        source: CallError,
    },
    /// Anything else.
    #[error("the profile `{profile}` can't be opened: {source}")]
    Failed {
        /// The profile.
        profile: String,
        /// The call.
        source: CallError,
    },
}

impl OpenError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Files(error) => error.help(),
            Self::UnknownProfile { .. } => "choose a profile from the list".to_owned(),
            Self::BadRegion { .. } => "correct `region` in the config file".to_owned(),
            Self::NoCredentials { .. } => {
                "mend the profile in the AWS files, or choose another one".to_owned()
            }
            Self::NotSignedIn { profile, kind, .. } => match kind {
                ProfileKind::IdentityCenter => format!(
                    "sign in here or with `aws sso login --profile {profile}`, then open it again"
                ),
                ProfileKind::ConsoleLogin => {
                    format!("sign in with `aws login --profile {profile}`, then open it again")
                }
                ProfileKind::CredentialProcess => {
                    "run the profile's credential process in a terminal to see what it says"
                        .to_owned()
                }
                ProfileKind::AssumedRole => {
                    "sign in to its source profile, then open it again".to_owned()
                }
                _ => "replace the credentials in the AWS files, then open it again".to_owned(),
            },
            Self::CodeNeeded { .. } => "give the code that the device shows now".to_owned(),
            Self::WrongCode { .. } => {
                "wait for the next code, since each is taken once, and check that the device and this computer have the right time"
                    .to_owned()
            }
            Self::SomeoneElse { .. } => {
                "open the account anew, so that everything is read as this identity".to_owned()
            }
            Self::SignInTooSlow { .. } => "check the network, then open it again".to_owned(),
            Self::Refused { source, .. }
            | Self::NoAnswer { source, .. }
            | Self::Failed { source, .. } => source
                .help()
                .unwrap_or_else(|| "open it again, or choose another profile".to_owned()),
        }
    }

    /// AWS's request id, where there is one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::NotSignedIn { request_id, .. } => request_id.as_deref(),
            Self::Refused { source, .. }
            | Self::WrongCode { source, .. }
            | Self::NoAnswer { source, .. }
            | Self::Failed { source, .. } => source.request_id.as_deref(),
            _ => None,
        }
    }
}
