//! Why an account can't be opened, and what to do about it.

use lockdown::ids::InvalidId;
use time::Duration;

use crate::call::{CallError, SET_THE_CLOCK};
use crate::clock::clock_words;
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
    #[error("{}: {words}", not_signed_in(.profile, .at, *.kind))]
    NotSignedIn {
        /// The profile.
        profile: String,
        /// The profile that has to be signed in to: the same, or the last of its sources.
        at: String,
        /// How that one signs in.
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
    /// The token of a web identity can't be read.
    #[error("the profile `{profile}` gives no credentials: {words}")]
    NoToken {
        /// The profile.
        profile: String,
        /// Which file, and why.
        words: String,
    },
    /// What `credential_source` names does not answer.
    #[error("the profile `{profile}` gives no credentials: {words}")]
    SourceSilent {
        /// The profile.
        profile: String,
        /// Which one, and why.
        words: String,
    },
    /// AWS took no signature, because its clock and this computer's are too far apart. It says nothing about the
    /// profile.
    #[error("{}, so AWS did not take the signature of `{}` with the profile `{profile}`", clock_words(*.ahead), .source.action)]
    ClockOff {
        /// The profile.
        profile: String,
        /// How far AWS's clock is ahead of this computer's, where AWS says so.
        ahead: Option<Duration>,
        /// The refused call.
        source: CallError,
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
            Self::NotSignedIn { at, kind, .. } => match kind {
                ProfileKind::IdentityCenter => format!(
                    "sign in here or with `aws sso login --profile {at}`, then open it again"
                ),
                ProfileKind::ConsoleLogin => {
                    format!("sign in with `aws login --profile {at}`, then open it again")
                }
                ProfileKind::CredentialProcess => {
                    "run the profile's credential process in a terminal to see what it says; variables that only your shell's files set have to be in its command, such as `env VAULT_ADDR=… program`"
                        .to_owned()
                }
                ProfileKind::AssumedRole => {
                    "sign in to its source profile, or renew what its `credential_source` names, then open it again"
                        .to_owned()
                }
                ProfileKind::WebIdentity => {
                    "have whatever keeps its token file write a new token, then open it again"
                        .to_owned()
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
            Self::NoToken { .. } => {
                "have whatever keeps its token file write it, then open it again".to_owned()
            }
            Self::SourceSilent { .. } => {
                "check whether what it names runs, then open it again".to_owned()
            }
            Self::ClockOff { .. } => SET_THE_CLOCK.to_owned(),
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
            | Self::ClockOff { source, .. }
            | Self::NoAnswer { source, .. }
            | Self::Failed { source, .. } => source.request_id.as_deref(),
            _ => None,
        }
    }
}

fn not_signed_in(profile: &str, at: &str, kind: ProfileKind) -> String {
    let kind = kind.words();
    if at == profile {
        format!("the profile `{profile}` ({kind}) is not signed in")
    } else {
        format!(
            "the profile `{profile}` is not signed in, because its source `{at}` ({kind}) is not"
        )
    }
}
