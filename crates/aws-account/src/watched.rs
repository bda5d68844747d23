//! The profile's credentials, watched for when they end. They stay inside the SDK.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use time::OffsetDateTime;

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
    provider: Arc<ProfileFileCredentialsProvider>,
    session: Arc<Mutex<Session>>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched")
    }
}

impl Watched {
    pub(crate) fn new(provider: ProfileFileCredentialsProvider) -> Self {
        Self {
            provider: Arc::new(provider),
            session: Arc::default(),
        }
    }

    pub(crate) fn session(&self) -> Session {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn load(&self) -> provider::Result {
        let credentials = self.provider.provide_credentials().await?;
        let session = Session {
            ends: credentials.expiry().map(OffsetDateTime::from),
            old_token: credentials
                .session_token()
                .is_some_and(|token| token.starts_with("FwoG")),
        };
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
        Ok(credentials)
    }
}

impl ProvideCredentials for Watched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}
