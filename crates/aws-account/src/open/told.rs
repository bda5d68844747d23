//! What went wrong while signing in, told apart.

use aws_config::profile::ProfileSet;
use aws_credential_types::provider::error::CredentialsError;
use lockdown::known::UnknownReason;
use time::OffsetDateTime;

use super::OpenError;
use crate::call::{CallError, find};
use crate::chain;
use crate::clock::Clock;
use crate::profiles::{Profile, ProfileKind};
use crate::session_error::SessionError;
use crate::timeouts::Timeouts;
use crate::words::{chain as all_words, process_words, without_secrets};

/// STS's words where the code is wrong or was used before.
const BAD_CODE: &str = "MultiFactorAuthentication failed";

pub(super) fn too_slow(profile: &Profile, timeouts: &Timeouts) -> OpenError {
    OpenError::SignInTooSlow {
        profile: profile.name.clone(),
        kind: profile.kind,
        seconds: timeouts.sign_in.as_secs(),
    }
}

/// What was asked for credentials.
pub(super) struct Asked<'a> {
    pub(super) set: &'a ProfileSet,
    pub(super) profile: &'a Profile,
    /// Whether a one-time code was given.
    pub(super) with_code: bool,
    pub(super) clock: &'a Clock,
}

/// The profile gave no credentials.
pub(super) fn credentials(
    error: &CredentialsError,
    asked: &Asked<'_>,
    timeouts: &Timeouts,
) -> OpenError {
    let Asked { set, profile, .. } = asked;
    let name = profile.name.clone();
    if let Some(session) = find::<SessionError>(error) {
        return of_session(session, asked);
    }
    let words = told_by_process(without_secrets(&all_words(error)), set, profile);
    match error {
        CredentialsError::ProviderTimedOut(_) => too_slow(profile, timeouts),
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            OpenError::NoCredentials {
                profile: name,
                words,
            }
        }
        _ => OpenError::NotSignedIn {
            profile: name.clone(),
            at: name,
            kind: profile.kind,
            ended: words.contains("expired"),
            words,
            request_id: None,
        },
    }
}

fn of_session(session: &SessionError, asked: &Asked<'_>) -> OpenError {
    let Asked {
        set,
        profile,
        with_code,
        clock,
    } = asked;
    let name = profile.name.clone();
    // A role stands on the sign-in of the last of its sources.
    let (at, kind) = match chain::links(set, &profile.name).last() {
        Some(last) => (last.name().to_owned(), crate::profiles::kind_of(last)),
        None => (name.clone(), profile.kind),
    };
    let signed_out = |ended: bool, words: String| OpenError::NotSignedIn {
        profile: name.clone(),
        at: at.clone(),
        kind,
        words,
        ended,
        request_id: None,
    };
    match session {
        SessionError::NoSignIn(_) | SessionError::NoConsole => {
            signed_out(false, session.to_string())
        }
        SessionError::Ended { .. } | SessionError::Revoked(_) | SessionError::ConsoleEnded(_) => {
            signed_out(true, session.to_string())
        }
        SessionError::Unreadable { .. }
        | SessionError::NoSource { .. }
        | SessionError::ConsoleUnusable(_) => OpenError::NoCredentials {
            profile: name,
            words: session.to_string(),
        },
        SessionError::NoToken { .. } => OpenError::NoToken {
            profile: name,
            words: session.to_string(),
        },
        SessionError::SourceSilent { .. } => OpenError::SourceSilent {
            profile: name,
            words: session.to_string(),
        },
        SessionError::CodeNeeded(serial) => OpenError::CodeNeeded {
            profile: name,
            serial: serial.clone(),
        },
        SessionError::Call(error) if *with_code && error.message.contains(BAD_CODE) => {
            OpenError::WrongCode {
                profile: name,
                source: error.clone(),
            }
        }
        SessionError::Call(error) => {
            let mut error = error.clone();
            error.message = told_by_process(error.message, set, profile);
            call(error, profile, clock.here())
        }
    }
}

/// What a credential process in the chain did, without what it said.
fn told_by_process(words: String, set: &ProfileSet, profile: &Profile) -> String {
    let command = chain::links(set, &profile.name)
        .into_iter()
        .filter(|link| crate::profiles::kind_of(link) == ProfileKind::CredentialProcess)
        .find_map(|link| link.get("credential_process").map(str::to_owned));
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .and_then(|command| process_words(&words, &command, &path))
        .unwrap_or(words)
}

/// A call with the profile's credentials failed. `here` is this computer's time.
pub(super) fn call(error: CallError, profile: &Profile, here: OffsetDateTime) -> OpenError {
    let name = profile.name.clone();
    if error.is_clock_off() {
        return OpenError::ClockOff {
            profile: name,
            ahead: error.clock_ahead(here),
            source: error,
        };
    }
    match error.reason {
        UnknownReason::NotSignedIn => OpenError::NotSignedIn {
            profile: name.clone(),
            at: name,
            kind: profile.kind,
            words: error.unknown().detail,
            ended: error.has_code(&["ExpiredToken", "ExpiredTokenException", "RequestExpired"]),
            request_id: error.request_id,
        },
        UnknownReason::Refused => OpenError::Refused {
            profile: name,
            source: error,
        },
        UnknownReason::NoAnswer => OpenError::NoAnswer {
            profile: name,
            source: error,
        },
        _ => OpenError::Failed {
            profile: name,
            source: error,
        },
    }
}
