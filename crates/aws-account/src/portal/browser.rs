//! Signing in by the browser: authorization code with PKCE (RFC 7636, RFC 8252), as `aws sso login` does it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use super::callback::{Brought, Callback, PATH};
use super::device::{Registered, is_web_page, keep};
use super::error::SignInError;
use super::wire::Whereto;
use super::{CLIENT_NAME, Portal, PortalSource, Wire};
use crate::call::CallError;

/// How long a person has, as in the AWS CLI.
const PATIENCE: Duration = Duration::minutes(10);

/// A sign-in that waits for the browser.
pub struct BrowserSignIn {
    portal: Portal,
    source: PortalSource,
    client: aws_sdk_ssooidc::Client,
    registered: Registered,
    callback: Callback,
    url: String,
    state: String,
    verifier: String,
    ends: OffsetDateTime,
}

impl fmt::Debug for BrowserSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserSignIn")
            .field("portal", &self.portal)
            .finish_non_exhaustive()
    }
}

impl BrowserSignIn {
    /// Registers with Identity Center and listens on a loopback port for the browser's answer.
    ///
    /// # Errors
    /// When Identity Center does not take it, or no port can be had.
    pub async fn start(source: PortalSource, portal: Portal) -> Result<Self, SignInError> {
        let wire = Wire::open(&source).await?;
        let whereto = Whereto::default();
        let config = wire.oidc(&portal.region).interceptor(whereto.clone());
        let client = aws_sdk_ssooidc::Client::from_conf(config.build());
        let callback = Callback::listen().await.map_err(SignInError::Listen)?;
        let answer = client
            .register_client()
            .client_name(CLIENT_NAME)
            .client_type("public")
            .set_grant_types(Some(vec![
                "authorization_code".to_owned(),
                "refresh_token".to_owned(),
            ]))
            // Without the port, which is another one each time.
            .redirect_uris(format!("http://127.0.0.1{PATH}"))
            .issuer_url(&portal.start_url)
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
        // Two random UUIDs have 244 random bits; the verifier needs 43 to 128 letters.
        let verifier = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let state = Uuid::new_v4().to_string();
        let asked = whereto.get().unwrap_or_default();
        let url =
            page(&asked, &registered, &callback, &state, &verifier, &portal).ok_or_else(|| {
                SignInError::Call {
                    source: CallError::not_understood(
                        "sso-oidc:RegisterClient",
                        &portal.start_url,
                        format!("`{asked}` is no address to go on from"),
                    ),
                }
            })?;
        Ok(Self {
            portal,
            source,
            client,
            registered,
            callback,
            url,
            state,
            verifier,
            ends: OffsetDateTime::now_utc() + PATIENCE,
        })
    }

    /// The page to open in the browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Until when it waits.
    pub fn ends(&self) -> OffsetDateTime {
        self.ends
    }

    /// Waits for the browser's answer, gets the token and keeps it.
    ///
    /// # Errors
    /// When access was denied, nobody answered in time, it was cancelled, or the token can't be had or kept.
    pub async fn finish(self, cancel: &CancellationToken) -> Result<(), SignInError> {
        let redirect = self.callback.uri();
        let left = (self.ends - OffsetDateTime::now_utc()).max(Duration::ZERO);
        let brought = tokio::select! {
            brought = self.callback.wait(&self.state) => brought.map_err(SignInError::Listen)?,
            () = cancel.cancelled() => return Err(SignInError::Cancelled),
            () = tokio::time::sleep(left.unsigned_abs()) => {
                return Err(SignInError::Expired { minutes: PATIENCE.whole_minutes() });
            }
        };
        let code = match brought {
            Brought::Code(code) => code,
            Brought::Error(_) => return Err(SignInError::Denied),
        };
        let answer = self
            .client
            .create_token()
            .client_id(&self.registered.id)
            .client_secret(&self.registered.secret)
            .grant_type("authorization_code")
            .code(code)
            .redirect_uri(redirect)
            .code_verifier(&self.verifier)
            .send()
            .await
            .map_err(|error| SignInError::Call {
                source: CallError::new("sso-oidc:CreateToken", self.portal.cache_key(), &error),
            })?;
        keep(&self.source, &self.portal, self.registered, answer)
    }
}

/// `https://oidc.REGION.amazonaws.com/authorize?…`, beside the address that the registration went to.
fn page(
    asked: &str,
    registered: &Registered,
    callback: &Callback,
    state: &str,
    verifier: &str,
    portal: &Portal,
) -> Option<String> {
    let base = asked.strip_suffix("/client/register")?;
    let mut url = Url::parse(&format!("{base}/authorize")).ok()?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &registered.id)
        .append_pair("redirect_uri", &callback.uri())
        .append_pair("state", state)
        .append_pair("code_challenge_method", "S256")
        .append_pair("scopes", &portal.scopes.join(","))
        .append_pair("code_challenge", &challenge);
    let url = String::from(url);
    is_web_page(&url).then_some(url)
}
