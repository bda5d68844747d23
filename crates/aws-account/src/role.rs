//! A role that is assumed, with a one-time code where it wants one.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use crate::call::CallError;
use crate::session_error::SessionError;
use crate::watched::Watched;
use crate::wire_time::moment;

/// The session's name where the profile gives none. Always the same: a session that is made anew stays the same
/// identity, for which plans were made.
pub(crate) const SESSION_NAME: &str = "strongroom";

pub(crate) struct AssumedRole {
    /// The credentials that the role is assumed by. They are had before AWS is called: whatever they come from may take
    /// longer than a call may.
    pub(crate) base: Watched,
    /// A client with these credentials.
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) role_arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) seconds: Option<i32>,
    /// The MFA device whose code the role wants.
    pub(crate) serial: Option<String>,
    /// A code is good for one try.
    pub(crate) code: Mutex<Option<String>>,
}

impl fmt::Debug for AssumedRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumedRole")
            .field("role_arn", &self.role_arn)
            .finish_non_exhaustive()
    }
}

impl AssumedRole {
    async fn load(&self) -> Result<Credentials, SessionError> {
        let code = match &self.serial {
            Some(serial) => {
                let code = self
                    .code
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                Some(code.ok_or_else(|| SessionError::CodeNeeded(serial.clone()))?)
            }
            None => None,
        };
        let name = self.session_name.as_deref().unwrap_or(SESSION_NAME);
        let action = "sts:AssumeRole";
        let answer = self
            .sts
            .assume_role()
            .role_arn(&self.role_arn)
            .role_session_name(name)
            .set_external_id(self.external_id.clone())
            .set_duration_seconds(self.seconds)
            .set_serial_number(self.serial.clone())
            .set_token_code(code)
            .send()
            .await
            .map_err(|error| {
                // Credentials that have ended in this very moment: what they lack is what has to be mended.
                crate::call::find::<SessionError>(&error)
                    .cloned()
                    .unwrap_or_else(|| {
                        SessionError::Call(CallError::new(action, &self.role_arn, &error))
                    })
            })?;
        session_keys(action, &self.role_arn, answer.credentials, "AssumedRole")
    }
}

/// The keys of a new session, out of the answer of the action that made it.
pub(crate) fn session_keys(
    action: &str,
    role_arn: &str,
    keys: Option<aws_sdk_sts::types::Credentials>,
    by: &'static str,
) -> Result<Credentials, SessionError> {
    let keys = keys.ok_or_else(|| {
        SessionError::Call(CallError::not_understood(
            action,
            role_arn,
            "the answer has no keys",
        ))
    })?;
    Ok(Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        Some(keys.session_token),
        moment(Some(keys.expiration)).map(Into::into),
        by,
    ))
}

impl ProvideCredentials for AssumedRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.base.provide_credentials().await?;
            self.load().await.map_err(CredentialsError::provider_error)
        })
    }
}
