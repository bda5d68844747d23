//! Keys of a role, by a sign-in.
//!
//! The SDK has a provider for this too. It reads the cache below the process's `HOME` alone, where
//! the practice account's sign-ins have no business, and doesn't tell a sign-in that is over from one that never was.

use std::fmt;
use std::path::PathBuf;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use time::OffsetDateTime;

use super::{Portal, Wire, token};
use crate::call::CallError;
use crate::session_error::SessionError;

/// The portal's answer to a token that it doesn't know.
pub(super) const UNKNOWN_TOKEN: &str = "UnauthorizedException";

pub(crate) struct PortalCredentials {
    pub(crate) portal: Portal,
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) folder: PathBuf,
    pub(crate) wire: Wire,
}

impl fmt::Debug for PortalCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortalCredentials")
            .field("account", &self.account)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl PortalCredentials {
    async fn load(&self) -> Result<Credentials, SessionError> {
        let now = OffsetDateTime::now_utc();
        let token = token::good(&self.folder, &self.portal, &self.wire, now).await?;
        let action = "sso:GetRoleCredentials";
        let on = format!("{} in {}", self.role, self.account);
        let answer = self
            .wire
            .portal(&self.portal.region)
            .get_role_credentials()
            .access_token(&token.access_token)
            .account_id(&self.account)
            .role_name(&self.role)
            .send()
            .await
            .map_err(|error| {
                let error = CallError::new(action, &on, &error);
                if error.has_code(&[UNKNOWN_TOKEN]) {
                    SessionError::Revoked(self.portal.cache_key().to_owned())
                } else {
                    SessionError::Call(error)
                }
            })?;
        let incomplete = || {
            SessionError::Call(CallError::not_understood(
                action,
                &on,
                "the answer has no keys",
            ))
        };
        let keys = answer.role_credentials.ok_or_else(incomplete)?;
        let ends =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(keys.expiration) * 1_000_000)
                .map_err(|_| incomplete())?;
        let mut builder = Credentials::builder()
            .access_key_id(keys.access_key_id.ok_or_else(incomplete)?)
            .secret_access_key(keys.secret_access_key.ok_or_else(incomplete)?)
            .expiry(ends.into())
            .provider_name("IdentityCenter");
        builder.set_session_token(keys.session_token);
        Ok(builder.build())
    }
}

impl ProvideCredentials for PortalCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let result: provider::Result =
                self.load().await.map_err(CredentialsError::provider_error);
            result
        })
    }
}
