//! Whether a profile could be opened now.

use std::sync::Arc;

use lockdown::ids::{AccountId, Arn};
use time::OffsetDateTime;

use crate::chain;
use crate::clock::{Clock, clock_words};
use crate::open::{AccountSource, Login, OpenError, Opened};
use crate::profiles::{ProfileKind, describe, kind_of};
use crate::timeouts::Timeouts;

/// How a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileState {
    /// It signs in as it is.
    Ready,
    /// It signs in once a one-time code is given.
    CodeNeeded,
    /// Nobody has signed in.
    SignedOut,
    /// There was a sign-in, or a session, that is over.
    Expired,
    /// It can't sign in as it is written, or AWS refuses it.
    Broken,
    /// It was not, or could not be, found out.
    NotChecked,
}

/// What was found out about a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How it stands.
    pub state: ProfileState,
    /// Why, unless it is ready.
    pub why: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The account that AWS names, if it was asked.
    pub account: Option<AccountId>,
    /// The identity that AWS names, if it was asked.
    pub arn: Option<Arn>,
    /// When the session ends, where that is known.
    pub ends: Option<OffsetDateTime>,
}

impl Checked {
    fn new(state: ProfileState, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            state,
            why: Some(why.into()),
            help: Some(help.into()).filter(|help| !help.is_empty()),
            account: None,
            arn: None,
            ends: None,
        }
    }
}

/// Signs in by a profile and asks AWS who that is, and says how that went. A profile that starts a program (or
/// whose sources do) is left alone unless `run_programs`: programs may ask their user something.
pub async fn check_profile(
    source: &AccountSource,
    run_programs: bool,
    timeouts: Timeouts,
    now: fn() -> OffsetDateTime,
) -> Checked {
    let set = match source.files.parse().await {
        Ok(set) => set,
        Err(error) => return Checked::new(ProfileState::Broken, error.to_string(), error.help()),
    };
    let links = chain::links(&set, &source.profile);
    let broken = links.iter().find_map(|link| {
        let note = describe(&set, link).note?;
        Some(if link.name() == source.profile {
            note
        } else {
            format!("Its source profile `{}`: {note}", link.name())
        })
    });
    if let Some(why) = broken {
        return Checked::new(
            ProfileState::Broken,
            why,
            "mend the profile in the AWS files",
        );
    }
    let program = links
        .iter()
        .any(|link| kind_of(link) == ProfileKind::CredentialProcess);
    if program && !run_programs {
        return Checked::new(
            ProfileState::NotChecked,
            "it starts a program, which may ask for something",
            "",
        );
    }
    match look(source, timeouts, now).await {
        Ok(checked) => checked,
        Err(error) => told(&error),
    }
}

async fn look(
    source: &AccountSource,
    timeouts: Timeouts,
    now: fn() -> OffsetDateTime,
) -> Result<Checked, OpenError> {
    let clock = Arc::new(Clock::new(now));
    let opened = Box::pin(Opened::open(source, &Login::Profile, &timeouts, &clock)).await?;
    let who = opened.who(&clock, &Arc::default(), timeouts).await?;
    Ok(Checked {
        state: ProfileState::Ready,
        why: None,
        help: None,
        account: Some(who.account),
        arn: Some(who.arn),
        ends: opened.ends(),
    })
}

fn told(error: &OpenError) -> Checked {
    let (state, why) = match error {
        OpenError::CodeNeeded { serial, .. } => (
            ProfileState::CodeNeeded,
            format!("it asks for a code of the MFA device `{serial}`"),
        ),
        OpenError::NotSignedIn {
            ended: true, words, ..
        } => (ProfileState::Expired, words.clone()),
        OpenError::NotSignedIn { kind, words, .. } => {
            let state = match kind {
                ProfileKind::IdentityCenter | ProfileKind::ConsoleLogin => ProfileState::SignedOut,
                _ => ProfileState::Broken,
            };
            (state, words.clone())
        }
        OpenError::NoCredentials { words, .. } | OpenError::NoToken { words, .. } => {
            (ProfileState::Broken, words.clone())
        }
        OpenError::SourceSilent { words, .. } => (ProfileState::NotChecked, words.clone()),
        // A clock that is off says nothing about the profile.
        OpenError::ClockOff { ahead, .. } => (ProfileState::NotChecked, clock_words(*ahead)),
        OpenError::SignInTooSlow { .. } | OpenError::NoAnswer { .. } | OpenError::Failed { .. } => {
            (ProfileState::NotChecked, error.to_string())
        }
        _ => (ProfileState::Broken, error.to_string()),
    };
    Checked::new(state, why, error.help())
}
