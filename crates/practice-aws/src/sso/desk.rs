//! What Identity Center remembers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::ACCOUNT_ACCESS;
use crate::ids;
use crate::secrets::{Secret, SecretKind};

/// How long a device code lives; a client registration; an authorization code.
const DEVICE_LIFE: Duration = Duration::minutes(10);
const CLIENT_LIFE: Duration = Duration::days(90);
const CODE_LIFE: Duration = Duration::minutes(5);
/// Seconds that an access token lives unless a test says otherwise.
const TOKEN_SECONDS: i64 = 8 * 3_600;
/// Seconds between two polls, as Identity Center asks for.
pub(super) const INTERVAL: i64 = 1;

/// Clients, questions and tokens.
#[derive(Debug, Default)]
pub(crate) struct Desk(Mutex<State>);

#[derive(Debug, Default)]
pub(super) struct State {
    clients: HashMap<String, Client>,
    pub(super) devices: Vec<Device>,
    requests: HashMap<String, Request>,
    codes: HashMap<String, Code>,
    tokens: Vec<Token>,
    /// How many of the next polls are told to slow down.
    pub(super) slow_down: u32,
    /// Seconds that new access tokens live, where a test says so.
    pub(super) token_seconds: Option<i64>,
    /// What was given out and must stay secret, for tests.
    secrets: Vec<Secret>,
}

/// A registered client.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) grant_types: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) name: String,
    pub(super) issued: OffsetDateTime,
    pub(super) expires: OffsetDateTime,
}

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    Allow,
    Deny,
}

/// A device code that waits for a person.
#[derive(Debug, Clone)]
pub(super) struct Device {
    /// The device code, which is the program's secret.
    pub(super) secret: String,
    pub(super) user_code: String,
    client: String,
    pub(super) expires: OffsetDateTime,
    pub(super) said: Said,
    polled: Option<OffsetDateTime>,
    used: bool,
}

/// A browser that was sent to `/authorize`.
#[derive(Debug, Clone)]
pub(super) struct Request {
    client: String,
    pub(super) client_name: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    challenge: String,
}

/// An authorization code, good for one token.
#[derive(Debug, Clone)]
struct Code {
    client: String,
    redirect_uri: String,
    challenge: String,
    expires: OffsetDateTime,
}

/// What a person holds after signing in.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
    client: String,
    pub(super) expires: OffsetDateTime,
    pub(super) seconds: i64,
}

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoToken {
    InvalidClient,
    UnauthorizedClient,
    InvalidGrant,
    Pending,
    SlowDown,
    Denied,
    Expired,
}

impl Desk {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn secret(&mut self, kind: SecretKind, prefix: &str) -> String {
        let value = format!("{prefix}{}{}", ids::fresh_hex(), ids::fresh_hex());
        self.secrets.push(Secret {
            kind,
            value: value.clone(),
        });
        value
    }

    /// Everything that was given out and must stay secret.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.secrets.clone()
    }

    /// Notes keys that were given out.
    pub(super) fn remember_secrets(&mut self, secrets: impl IntoIterator<Item = Secret>) {
        self.secrets.extend(secrets);
    }

    pub(super) fn register(
        &mut self,
        name: &str,
        redirect_uris: Vec<String>,
        grant_types: Vec<String>,
        scopes: Vec<String>,
        now: OffsetDateTime,
    ) -> Client {
        let client = Client {
            id: format!("practice{}", ids::fresh_hex()),
            secret: self.secret(SecretKind::ClientSecret, "practice-client-secret-"),
            redirect_uris,
            grant_types,
            scopes,
            name: name.to_owned(),
            issued: now,
            expires: now + CLIENT_LIFE,
        };
        self.clients.insert(client.id.clone(), client.clone());
        client
    }

    /// The client that shows its secret.
    pub(super) fn client(
        &self,
        id: &str,
        secret: &str,
        now: OffsetDateTime,
    ) -> Result<Client, NoToken> {
        self.clients
            .get(id)
            .filter(|client| client.secret == secret && client.expires > now)
            .cloned()
            .ok_or(NoToken::InvalidClient)
    }

    pub(super) fn start_device(&mut self, client: &Client, now: OffsetDateTime) -> Device {
        let letters = ids::letters(&ids::fresh_hex(), 8);
        let (first, last) = letters.split_at(4);
        let device = Device {
            secret: self.secret(SecretKind::DeviceCode, "practice-device-code-"),
            user_code: format!("{first}-{last}"),
            client: client.id.clone(),
            expires: now + DEVICE_LIFE,
            said: Said::Nothing,
            polled: None,
            used: false,
        };
        self.devices.push(device.clone());
        device
    }

    /// The question that a user code stands for; letters in any case, with or without the dash.
    pub(super) fn device(&mut self, user_code: &str) -> Option<&mut Device> {
        let flat = |code: &str| code.replace(['-', ' '], "").to_ascii_uppercase();
        let wanted = flat(user_code);
        self.devices
            .iter_mut()
            .find(|device| flat(&device.user_code) == wanted && !device.used)
    }

    /// Takes a browser's request; `None` where the client or its redirect is not a registered one.
    pub(super) fn ask(
        &mut self,
        client: &str,
        redirect_uri: &str,
        state: &str,
        challenge: &str,
    ) -> Option<(String, Request)> {
        let client = self.clients.get(client)?;
        let registered = client
            .redirect_uris
            .iter()
            .any(|registered| same_but_for_port(registered, redirect_uri));
        if !registered {
            return None;
        }
        let request = Request {
            client: client.id.clone(),
            client_name: client.name.clone(),
            redirect_uri: redirect_uri.to_owned(),
            state: state.to_owned(),
            challenge: challenge.to_owned(),
        };
        let id = ids::fresh_hex();
        self.requests.insert(id.clone(), request.clone());
        Some((id, request))
    }

    pub(super) fn take_request(&mut self, id: &str) -> Option<Request> {
        self.requests.remove(id)
    }

    /// An authorization code for a request that was allowed.
    pub(super) fn grant(&mut self, request: &Request, now: OffsetDateTime) -> String {
        let code = self.secret(SecretKind::AuthorizationCode, "practice-code-");
        self.codes.insert(
            code.clone(),
            Code {
                client: request.client.clone(),
                redirect_uri: request.redirect_uri.clone(),
                challenge: request.challenge.clone(),
                expires: now + CODE_LIFE,
            },
        );
        code
    }

    pub(super) fn by_code(
        &mut self,
        client: &Client,
        code: &str,
        redirect_uri: &str,
        verifier: &str,
        now: OffsetDateTime,
    ) -> Result<Token, NoToken> {
        // A code is good for one try.
        let code = self.codes.remove(code).ok_or(NoToken::InvalidGrant)?;
        let fits = code.client == client.id
            && code.redirect_uri == redirect_uri
            && code.challenge == challenge_of(verifier);
        if !fits {
            return Err(NoToken::InvalidGrant);
        }
        if code.expires <= now {
            return Err(NoToken::Expired);
        }
        Ok(self.issue(client, now))
    }

    pub(super) fn by_device(
        &mut self,
        client: &Client,
        device_code: &str,
        now: OffsetDateTime,
    ) -> Result<Token, NoToken> {
        let slow = self.slow_down > 0;
        let device = self
            .devices
            .iter_mut()
            .find(|device| device.secret == device_code && device.client == client.id)
            .filter(|device| !device.used)
            .ok_or(NoToken::InvalidGrant)?;
        let since = device.polled.map(|polled| now - polled);
        device.polled = Some(now);
        if device.expires <= now {
            return Err(NoToken::Expired);
        }
        if slow {
            self.slow_down -= 1;
            return Err(NoToken::SlowDown);
        }
        // Clients wait for their own interval, which may be a hair shorter than the server's.
        if since.is_some_and(|since| since < Duration::milliseconds(INTERVAL * 800)) {
            return Err(NoToken::SlowDown);
        }
        match device.said {
            Said::Nothing => Err(NoToken::Pending),
            Said::Deny => Err(NoToken::Denied),
            Said::Allow => {
                device.used = true;
                Ok(self.issue(client, now))
            }
        }
    }

    pub(super) fn by_refresh(
        &mut self,
        client: &Client,
        refresh: &str,
        now: OffsetDateTime,
    ) -> Result<Token, NoToken> {
        let before = self.tokens.len();
        self.tokens
            .retain(|token| token.refresh.as_deref() != Some(refresh) || token.client != client.id);
        if self.tokens.len() == before {
            return Err(NoToken::InvalidGrant);
        }
        Ok(self.issue(client, now))
    }

    fn issue(&mut self, client: &Client, now: OffsetDateTime) -> Token {
        let seconds = self.token_seconds.unwrap_or(TOKEN_SECONDS);
        // A refresh token comes with a scope alone. Source: `aws configure sso`, "sso-session".
        let refresh = client
            .scopes
            .iter()
            .any(|scope| scope == ACCOUNT_ACCESS)
            .then(|| self.secret(SecretKind::RefreshToken, "practice-refresh-token-"));
        let token = Token {
            access: self.secret(SecretKind::AccessToken, "practice-access-token-"),
            refresh,
            client: client.id.clone(),
            expires: now + Duration::seconds(seconds),
            seconds,
        };
        self.tokens.push(token.clone());
        token
    }

    /// Whether an access token is good.
    pub(super) fn knows(&self, access: &str, now: OffsetDateTime) -> bool {
        self.tokens
            .iter()
            .any(|token| token.access == access && token.expires > now)
    }

    /// Ends the session behind an access token.
    pub(super) fn forget(&mut self, access: &str) {
        self.tokens.retain(|token| token.access != access);
    }

    /// Ends all sessions; `keep_refresh` leaves what renews them.
    pub(super) fn end_all(&mut self, keep_refresh: bool) {
        if keep_refresh {
            for token in &mut self.tokens {
                token.expires = OffsetDateTime::UNIX_EPOCH;
            }
        } else {
            self.tokens.clear();
        }
    }
}

/// RFC 7636, 4.2: `S256`.
fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// RFC 8252, 7.3: a loopback redirect may use any port.
fn same_but_for_port(registered: &str, asked: &str) -> bool {
    let without_port = |text: &str| {
        let mut url = url::Url::parse(text).ok()?;
        url.set_port(None).ok()?;
        Some(url)
    };
    let (registered, asked) = (without_port(registered), without_port(asked));
    registered.is_some() && registered == asked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_of_the_standard() {
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_redirect_may_use_any_port_and_nothing_else() {
        let registered = "http://127.0.0.1/oauth/callback";
        assert!(same_but_for_port(
            registered,
            "http://127.0.0.1:51234/oauth/callback"
        ));
        for other in [
            "http://127.0.0.1:1/other",
            "http://localhost:1/oauth/callback",
            "https://127.0.0.1:1/oauth/callback",
            "nonsense",
        ] {
            assert!(!same_but_for_port(registered, other), "{other}");
        }
    }
}
