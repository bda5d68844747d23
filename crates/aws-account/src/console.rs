//! Keys of a session of the AWS console, which `aws login` has left behind.
//!
//! The SDK reads and renews it (`aws_config::login`); what went wrong is told apart here, since its own words say "please
//! reauthenticate" of a network that is down, too.

use std::fmt;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_signin::operation::create_o_auth2_token::CreateOAuth2TokenError;
use aws_sdk_signin::types::OAuth2ErrorCode;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;

use crate::call::{CallError, find};
use crate::session_error::SessionError;
use crate::words::chain as all_words;

const ACTION: &str = "signin:CreateOAuth2Token";

/// The keys of the session that a profile names.
pub(crate) struct ConsoleLogin {
    /// The ARN of whoever signed in.
    pub(crate) session: String,
    pub(crate) inner: ProfileFileCredentialsProvider,
}

impl fmt::Debug for ConsoleLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleLogin")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl ConsoleLogin {
    async fn load(&self) -> provider::Result {
        self.inner
            .provide_credentials()
            .await
            .map_err(|error| CredentialsError::provider_error(self.told_apart(&error)))
    }

    fn told_apart(&self, error: &CredentialsError) -> SessionError {
        // The renewal was tried, and brought no answer that the service's model knows.
        if let Some(failed) = find::<SdkError<CreateOAuth2TokenError, HttpResponse>>(error) {
            return SessionError::Call(CallError::new(ACTION, &self.session, failed));
        }
        if let Some(refused) = find::<CreateOAuth2TokenError>(error) {
            return match refused {
                CreateOAuth2TokenError::AccessDeniedException(denied) => match denied.error {
                    OAuth2ErrorCode::UserCredentialsChanged => SessionError::ConsoleEnded(
                        "the password has changed since the sign-in to the console",
                    ),
                    OAuth2ErrorCode::InsufficientPermissions => SessionError::ConsoleUnusable(
                        format!("whoever signed in lacks the permission {ACTION}"),
                    ),
                    _ => SessionError::ConsoleEnded("the sign-in to the console has ended"),
                },
                other => SessionError::ConsoleUnusable(all_words(other)),
            };
        }
        let missing = find::<std::io::Error>(error)
            .is_some_and(|cause| cause.kind() == std::io::ErrorKind::NotFound);
        if missing {
            return SessionError::NoConsole;
        }
        SessionError::ConsoleUnusable(all_words(error))
    }
}

impl ProvideCredentials for ConsoleLogin {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}
