//! A role that is assumed with the token of a web identity provider, which another program keeps in a file.
//!
//! The SDK does this too, with a new name for each session: a session that is made anew would be another identity
//! than the one that plans were made for.

use std::fmt;
use std::path::PathBuf;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use crate::call::CallError;
use crate::role::{SESSION_NAME, session_keys};
use crate::session_error::SessionError;

pub(crate) struct WebIdentity {
    /// Nothing is signed: the token says who calls.
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) role_arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) token_file: PathBuf,
}

impl fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebIdentity")
            .field("role_arn", &self.role_arn)
            .field("token_file", &self.token_file)
            .finish_non_exhaustive()
    }
}

impl WebIdentity {
    async fn load(&self) -> Result<Credentials, SessionError> {
        // Read anew each time: whatever keeps the file writes the next token in time.
        let token = tokio::fs::read_to_string(&self.token_file)
            .await
            .map_err(|error| SessionError::NoToken {
                file: self.token_file.clone(),
                words: error.to_string(),
            })?;
        let action = "sts:AssumeRoleWithWebIdentity";
        let answer = self
            .sts
            .assume_role_with_web_identity()
            .role_arn(&self.role_arn)
            .role_session_name(self.session_name.as_deref().unwrap_or(SESSION_NAME))
            .web_identity_token(token.trim())
            .send()
            .await
            .map_err(|error| SessionError::Call(CallError::new(action, &self.role_arn, &error)))?;
        session_keys(action, &self.role_arn, answer.credentials, "WebIdentity")
    }
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.load().await.map_err(CredentialsError::provider_error)
        })
    }
}
