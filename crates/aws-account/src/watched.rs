//! The profile's credentials, kept until they end, and watched for when that is. They stay inside the SDK.
//!
//! They are kept here and not in the SDK's own cache, because signing in again has to replace them at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use time::OffsetDateTime;
use tokio::time::Instant;

/// Credentials are asked for anew this long before their end.
const EARLY: Duration = Duration::from_mins(5);
/// How long the old ones serve before the next try, where that failed.
const PAUSE: Duration = Duration::from_secs(20);

/// What is known of the credentials without knowing them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Session {
    /// When they end, where the profile says so.
    pub(crate) ends: Option<OffsetDateTime>,
    /// A session token of the old kind, which Regions that have to be enabled don't take even where
    /// they are enabled (IAM user guide, "Managing AWS STS in an AWS Region").
    pub(crate) old_token: bool,
}

#[derive(Clone)]
pub(crate) struct Watched {
    held: Arc<tokio::sync::Mutex<Held>>,
    session: Arc<Mutex<Session>>,
}

struct Held {
    provider: SharedCredentialsProvider,
    credentials: Option<Credentials>,
    failed: Option<Instant>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched")
    }
}

impl Watched {
    pub(crate) fn new(provider: SharedCredentialsProvider) -> Self {
        let held = Held {
            provider,
            credentials: None,
            failed: None,
        };
        Self {
            held: Arc::new(tokio::sync::Mutex::new(held)),
            session: Arc::default(),
        }
    }

    pub(crate) fn session(&self) -> Session {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what another one holds, in all copies.
    pub(crate) async fn become_like(&self, other: &Self) {
        let (provider, credentials) = {
            let other = other.held.lock().await;
            (other.provider.clone(), other.credentials.clone())
        };
        let mut held = self.held.lock().await;
        held.provider = provider;
        held.credentials = credentials;
        held.failed = None;
        let session = other.session();
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    async fn load(&self) -> provider::Result {
        let mut held = self.held.lock().await;
        let left = held.credentials.as_ref().map(time_left);
        if let (Some(credentials), Some(left)) = (&held.credentials, left) {
            let waiting = held.failed.is_some_and(|at| at.elapsed() < PAUSE) && !left.is_zero();
            if left > EARLY || waiting {
                return Ok(credentials.clone());
            }
        }
        match held.provider.provide_credentials().await {
            Ok(credentials) => {
                let session = Session {
                    ends: credentials.expiry().map(OffsetDateTime::from),
                    old_token: credentials
                        .session_token()
                        .is_some_and(|token| token.starts_with("FwoG")),
                };
                *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
                held.credentials = Some(credentials.clone());
                held.failed = None;
                Ok(credentials)
            }
            Err(error) => {
                held.failed = Some(Instant::now());
                // The old ones serve while they are good.
                match &held.credentials {
                    Some(credentials) if !time_left(credentials).is_zero() => {
                        Ok(credentials.clone())
                    }
                    _ => Err(error),
                }
            }
        }
    }
}

fn time_left(credentials: &Credentials) -> Duration {
    credentials.expiry().map_or(Duration::MAX, |end| {
        end.duration_since(SystemTime::now())
            .unwrap_or(Duration::ZERO)
    })
}

impl ProvideCredentials for Watched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}
