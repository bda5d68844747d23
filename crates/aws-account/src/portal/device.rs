//! Signing in by a code that is typed into a browser anywhere (RFC 8628).

use std::fmt;

use aws_sdk_ssooidc::operation::create_token::{CreateTokenError, CreateTokenOutput};
use lockdown::known::UnknownReason;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

use super::cache::{self, CachedToken};
use super::error::SignInError;
use super::{CLIENT_NAME, Portal, PortalSource, Wire};
use crate::call::CallError;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Seconds between two polls where the service names none (RFC 8628, 3.5), and what "slow down" adds.
const INTERVAL: i32 = 5;
const SLOWER: Duration = Duration::seconds(5);

/// A program that Identity Center knows, with the secret by which it does.
pub(super) struct Registered {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) expires: OffsetDateTime,
}

impl Registered {
    pub(super) fn of(
        id: Option<String>,
        secret: Option<String>,
        expires_at: i64,
        portal: &Portal,
    ) -> Result<Self, SignInError> {
        let expires = OffsetDateTime::from_unix_timestamp(expires_at).ok();
        match (id, secret, expires) {
            (Some(id), Some(secret), Some(expires)) => Ok(Self {
                id,
                secret,
                expires,
            }),
            _ => Err(incomplete("sso-oidc:RegisterClient", portal)),
        }
    }
}

fn incomplete(action: &str, portal: &Portal) -> SignInError {
    SignInError::Call {
        source: CallError::not_understood(
            action,
            portal.cache_key(),
            "the answer lacks what it promises",
        ),
    }
}

/// Whether an address can be handed to the system to be opened: another kind could start a program.
pub(super) fn is_web_page(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    })
}

/// Keeps a token that was given out.
pub(super) fn keep(
    source: &PortalSource,
    portal: &Portal,
    registered: Registered,
    answer: CreateTokenOutput,
) -> Result<(), SignInError> {
    let access_token = answer
        .access_token
        .ok_or_else(|| incomplete("sso-oidc:CreateToken", portal))?;
    let token = CachedToken {
        start_url: Some(portal.start_url.clone()),
        region: Some(portal.region.to_string()),
        access_token,
        expires_at: OffsetDateTime::now_utc() + Duration::seconds(i64::from(answer.expires_in)),
        client_id: Some(registered.id),
        client_secret: Some(registered.secret),
        registration_expires_at: Some(registered.expires),
        refresh_token: answer.refresh_token,
        others: serde_json::Map::new(),
    };
    let folder = &source.files.sso_cache;
    cache::write(folder, portal.cache_key(), &token).map_err(|source| SignInError::Keep {
        path: cache::path(folder, portal.cache_key()),
        source,
    })
}

/// A sign-in that waits for somebody to type the code.
pub struct DeviceSignIn {
    portal: Portal,
    source: PortalSource,
    client: aws_sdk_ssooidc::Client,
    registered: Registered,
    device_code: String,
    user_code: String,
    page: String,
    page_with_code: Option<String>,
    begun: OffsetDateTime,
    ends: OffsetDateTime,
    interval: Duration,
}

impl fmt::Debug for DeviceSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSignIn")
            .field("portal", &self.portal)
            .finish_non_exhaustive()
    }
}

impl DeviceSignIn {
    /// Registers with Identity Center and asks for a code.
    ///
    /// # Errors
    /// When Identity Center does not take it.
    pub async fn start(source: PortalSource, portal: Portal) -> Result<Self, SignInError> {
        let wire = Wire::open(&source).await?;
        let client = aws_sdk_ssooidc::Client::from_conf(wire.oidc(&portal.region).build());
        let answer = client
            .register_client()
            .client_name(CLIENT_NAME)
            .client_type("public")
            .set_scopes((!portal.scopes.is_empty()).then(|| portal.scopes.clone()))
            .send()
            .await
            .map_err(|error| SignInError::Call {
                source: CallError::new("sso-oidc:RegisterClient", &portal.start_url, &error),
            })?;
        let registered = Registered::of(
            answer.client_id,
            answer.client_secret,
            answer.client_secret_expires_at,
            &portal,
        )?;
        let action = "sso-oidc:StartDeviceAuthorization";
        let answer = client
            .start_device_authorization()
            .client_id(&registered.id)
            .client_secret(&registered.secret)
            .start_url(&portal.start_url)
            .send()
            .await
            .map_err(|error| SignInError::Call {
                source: CallError::new(action, &portal.start_url, &error),
            })?;
        let (Some(device_code), Some(user_code), Some(page)) = (
            answer.device_code,
            answer.user_code,
            answer.verification_uri,
        ) else {
            return Err(incomplete(action, &portal));
        };
        let page_with_code = answer.verification_uri_complete;
        for address in std::iter::once(&page).chain(&page_with_code) {
            if !is_web_page(address) {
                return Err(SignInError::Call {
                    source: CallError::not_understood(
                        action,
                        &portal.start_url,
                        format!("`{address}` is no page to open"),
                    ),
                });
            }
        }
        let interval = if answer.interval > 0 {
            answer.interval
        } else {
            INTERVAL
        };
        let begun = OffsetDateTime::now_utc();
        Ok(Self {
            portal,
            source,
            client,
            registered,
            device_code,
            user_code,
            page,
            page_with_code,
            begun,
            ends: begun + Duration::seconds(i64::from(answer.expires_in)),
            interval: Duration::seconds(i64::from(interval)),
        })
    }

    /// What the person has to see again in the browser.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// The page that asks for the code.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The page with the code filled in.
    pub fn page_with_code(&self) -> &str {
        self.page_with_code.as_deref().unwrap_or(&self.page)
    }

    /// Until when the code is good.
    pub fn ends(&self) -> OffsetDateTime {
        self.ends
    }

    /// Asks at the service's pace until somebody answers, then keeps the token.
    ///
    /// # Errors
    /// When access was denied, nobody answered in time, it was cancelled, or the token can't be had or kept.
    pub async fn finish(mut self, cancel: &CancellationToken) -> Result<(), SignInError> {
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.interval.unsigned_abs()) => {}
                () = cancel.cancelled() => return Err(SignInError::Cancelled),
            }
            if OffsetDateTime::now_utc() >= self.ends {
                return Err(self.expired());
            }
            let asked = tokio::select! {
                asked = self.ask() => asked,
                () = cancel.cancelled() => return Err(SignInError::Cancelled),
            };
            if let Some(answer) = asked? {
                return keep(&self.source, &self.portal, self.registered, answer);
            }
        }
    }

    /// One poll; none where it has to be repeated.
    async fn ask(&mut self) -> Result<Option<CreateTokenOutput>, SignInError> {
        let sent = self
            .client
            .create_token()
            .client_id(&self.registered.id)
            .client_secret(&self.registered.secret)
            .grant_type(GRANT)
            .device_code(&self.device_code)
            .send()
            .await;
        let error = match sent {
            Ok(answer) => return Ok(Some(answer)),
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(CreateTokenError::AuthorizationPendingException(_)) => Ok(None),
            Some(CreateTokenError::SlowDownException(_)) => {
                self.interval += SLOWER;
                Ok(None)
            }
            Some(CreateTokenError::AccessDeniedException(_)) => Err(SignInError::Denied),
            Some(CreateTokenError::ExpiredTokenException(_)) => Err(self.expired()),
            _ => {
                let source =
                    CallError::new("sso-oidc:CreateToken", self.portal.cache_key(), &error);
                // A network that is away for a moment is no reason to give the code up.
                match source.reason {
                    UnknownReason::NoAnswer | UnknownReason::Throttled => Ok(None),
                    _ => Err(SignInError::Call { source }),
                }
            }
        }
    }

    fn expired(&self) -> SignInError {
        SignInError::Expired {
            minutes: (self.ends - self.begun).whole_minutes(),
        }
    }
}
