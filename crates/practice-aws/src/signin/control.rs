//! What tests do to the sign-in service from outside: leave behind what `aws login` leaves, and end it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::desk::Session;
use super::{CLIENT, KEYS_LIVE, Refusal, dpop};
use crate::control::{Control, ControlError};
use crate::fault::Fault;
use crate::ids;
use crate::secrets::SecretKind;
use crate::world::{AccessKey, KeyOwner};

/// How long a session of the console lasts. Source: AWS Sign-In User Guide, "Sign in through the AWS CLI": up to
/// 12 hours.
const SESSION_LASTS: Duration = Duration::hours(12);

/// What `aws login` leaves behind.
#[derive(Debug, Clone)]
pub struct ConsoleSignIn {
    /// What a profile names as its `login_session`: the ARN of whoever signed in.
    pub login_session: String,
    /// The name of the file in `~/.aws/login/cache`.
    pub file_name: String,
    /// What is in that file.
    pub cache: String,
    refresh: String,
}

/// Why a session of the console is over before its time. Source: service model `signin`, `OAuth2ErrorCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleEnd {
    /// Its time has passed.
    Expired,
    /// Whoever signed in has another password now.
    PasswordChanged,
    /// A policy takes away `signin:CreateOAuth2Token`.
    NotPermitted,
}

impl ConsoleEnd {
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Expired => Refusal::denied("TOKEN_EXPIRED", "The refresh token has expired."),
            Self::PasswordChanged => Refusal::denied(
                "USER_CREDENTIALS_CHANGED",
                "The user's credentials have been changed.",
            ),
            Self::NotPermitted => Refusal::denied(
                "INSUFFICIENT_PERMISSIONS",
                "Insufficient permissions to perform this operation.",
            ),
        }
    }
}

impl Control {
    /// Signs in to the console as a session of a role, whose first keys live for `seconds` more; less than none is
    /// a sign-in that has to be renewed first.
    ///
    /// # Errors
    /// When there is no such role.
    pub fn sign_in_to_console(
        &self,
        role: &str,
        name: &str,
        seconds: i64,
    ) -> Result<ConsoleSignIn, ControlError> {
        let practice = &self.0;
        let key = KeyPair::fresh();
        let owner = KeyOwner::Session {
            role: role.to_owned(),
            session: name.to_owned(),
            mfa: true,
            policies: Vec::new(),
        };
        // The keys of a sign-in that has to be renewed are over as well.
        let mut keys = AccessKey::fresh(owner, KEYS_LIVE);
        let now = OffsetDateTime::now_utc();
        let ends = now + Duration::seconds(seconds);
        keys.expires = Some(ends);
        let (login_session, account) = practice.store.change(|world| {
            let arn = world
                .role(role)
                .map(|role| role.session_arn(&world.account.id, name))
                .ok_or_else(|| {
                    Fault::not_found("NoSuchEntity", format!("there is no role called {role}"))
                })?;
            world.keep_key(keys.clone());
            Ok::<_, Fault>((arn, world.account.id.clone()))
        })?;
        let refresh = practice.signin.begin(Session {
            role: role.to_owned(),
            name: name.to_owned(),
            thumbprint: key.thumbprint,
            ends: now + SESSION_LASTS,
            ended: None,
        });
        let shown = &practice.shown;
        shown.note(SecretKind::ConsoleRefreshToken, &refresh);
        shown.note(SecretKind::ConsoleKey, &key.secret_part);
        let whole = ends.replace_nanosecond(0).unwrap_or(ends);
        let cache = json!({
            "accessToken": {
                "accessKeyId": keys.id,
                "secretAccessKey": keys.secret,
                "sessionToken": keys.token,
                "accountId": account,
                "expiresAt": whole.format(&Rfc3339).unwrap_or_default(),
            },
            "tokenType": "aws_sigv4",
            "refreshToken": refresh,
            "clientId": CLIENT,
            "dpopKey": key.pem,
        });
        Ok(ConsoleSignIn {
            file_name: format!("{}.json", hex::encode(Sha256::digest(&login_session))),
            cache: cache.to_string(),
            login_session,
            refresh,
        })
    }

    /// Ends a session of the console: it can't be renewed any more. `false` where its first refresh token was used
    /// already.
    pub fn end_console(&self, sign_in: &ConsoleSignIn, how: ConsoleEnd) -> bool {
        self.0.signin.end(&sign_in.refresh, how)
    }
}

/// A key of the computer that signed in.
struct KeyPair {
    /// SEC 1, as the AWS CLI keeps it.
    pem: String,
    /// The line of it that the secret is in.
    secret_part: String,
    thumbprint: String,
}

impl KeyPair {
    fn fresh() -> Self {
        let secret = loop {
            let random = Sha256::digest(format!("{}{}", ids::fresh_hex(), ids::fresh_hex()));
            // One in 2^32 is not a key on this curve.
            if let Ok(secret) = SecretKey::from_slice(&random) {
                break secret;
            }
        };
        let point = secret.public_key().to_encoded_point(false);
        let half = |half: Option<&p256::FieldBytes>| {
            half.map(|half| URL_SAFE_NO_PAD.encode(half))
                .unwrap_or_default()
        };
        let pem = pem(&secret.to_bytes(), point.as_bytes());
        Self {
            secret_part: pem.lines().nth(1).unwrap_or_default().to_owned(),
            pem,
            thumbprint: dpop::thumbprint(&half(point.x()), &half(point.y())),
        }
    }
}

/// An `ECPrivateKey` on P-256, with the curve's name in it, which the AWS CLI asks for. Source: RFC 5915, 3.
fn pem(secret: &[u8], point: &[u8]) -> String {
    // A sequence of the version 1, the secret (32 bytes), the curve's id, and the point (65 bytes) as a bit string.
    const BEFORE_SECRET: &[u8] = &[0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
    const BEFORE_POINT: &[u8] = &[
        0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0xa1, 0x44, 0x03,
        0x42, 0x00,
    ];
    let der = [BEFORE_SECRET, secret, BEFORE_POINT, point].concat();
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN EC PRIVATE KEY-----\n".to_owned();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, next) = rest.split_at_checked(64).unwrap_or((rest, ""));
        pem.push_str(line);
        pem.push('\n');
        rest = next;
    }
    pem.push_str("-----END EC PRIVATE KEY-----\n");
    pem
}
