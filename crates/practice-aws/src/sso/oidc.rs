//! The OIDC half: clients and tokens. Source: service model `sso-oidc` 2019-06-10.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use time::OffsetDateTime;

use super::desk::{INTERVAL, NoToken, Token};
use super::start_url;
use crate::ids;
use crate::practice::Practice;

const BY_DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// An error in the form of `sso-oidc`: the shape's name in a header, OAuth's own name in the body.
struct Refusal {
    status: StatusCode,
    shape: &'static str,
    error: &'static str,
    words: &'static str,
}

impl Refusal {
    fn bad(shape: &'static str, error: &'static str, words: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            shape,
            error,
            words,
        }
    }

    fn request(words: &'static str) -> Self {
        Self::bad("InvalidRequestException", "invalid_request", words)
    }

    fn into_response(self) -> Response {
        let headers = [
            (
                HeaderName::from_static("x-amzn-errortype"),
                HeaderValue::from_static(self.shape),
            ),
            (
                HeaderName::from_static("x-amzn-requestid"),
                HeaderValue::from_str(&ids::fresh_uuid())
                    .unwrap_or_else(|_| HeaderValue::from_static("unknown")),
            ),
        ];
        let body = json!({"error": self.error, "error_description": self.words});
        (self.status, headers, Json(body)).into_response()
    }
}

impl From<NoToken> for Refusal {
    fn from(why: NoToken) -> Self {
        match why {
            NoToken::InvalidClient => Self {
                status: StatusCode::UNAUTHORIZED,
                ..Self::bad(
                    "InvalidClientException",
                    "invalid_client",
                    "Invalid client provided",
                )
            },
            NoToken::UnauthorizedClient => Self::bad(
                "UnauthorizedClientException",
                "unauthorized_client",
                "Client is not registered for this grant type",
            ),
            NoToken::InvalidGrant => Self::bad(
                "InvalidGrantException",
                "invalid_grant",
                "Invalid grant provided",
            ),
            NoToken::Pending => Self::bad(
                "AuthorizationPendingException",
                "authorization_pending",
                "Authorization pending",
            ),
            NoToken::SlowDown => Self::bad("SlowDownException", "slow_down", "Slow down"),
            NoToken::Denied => Self::bad(
                "AccessDeniedException",
                "access_denied",
                "Access denied by the user",
            ),
            NoToken::Expired => {
                Self::bad("ExpiredTokenException", "expired_token", "Token expired")
            }
        }
    }
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::request("The request body is not valid"))
}

fn answer(result: Result<serde_json::Value, Refusal>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    client_name: String,
    client_type: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    grant_types: Vec<String>,
    issuer_url: Option<String>,
}

pub(super) async fn register(State(practice): State<Arc<Practice>>, body: Bytes) -> Response {
    answer(registered(&practice, &body))
}

fn registered(practice: &Practice, body: &Bytes) -> Result<serde_json::Value, Refusal> {
    let asked: Registration = read(body)?;
    if asked.client_type != "public" {
        return Err(Refusal::bad(
            "InvalidClientMetadataException",
            "invalid_client_metadata",
            "Only the client type public is supported",
        ));
    }
    let by_code = asked
        .grant_types
        .iter()
        .any(|grant| grant == "authorization_code");
    if by_code {
        let loopback = |uri: &String| {
            url::Url::parse(uri)
                .is_ok_and(|url| url.scheme() == "http" && url.host_str() == Some("127.0.0.1"))
        };
        if asked.redirect_uris.is_empty() || !asked.redirect_uris.iter().all(loopback) {
            return Err(Refusal::bad(
                "InvalidRedirectUriException",
                "invalid_redirect_uri",
                "The redirect URI must be a loopback address",
            ));
        }
        if asked.issuer_url.as_deref() != Some(start_url(practice.url()).as_str()) {
            return Err(Refusal::request("Invalid issuer URL provided"));
        }
    }
    let now = OffsetDateTime::now_utc();
    let client = practice.sso.state().register(
        &asked.client_name,
        asked.redirect_uris,
        asked.grant_types,
        asked.scopes,
        now,
    );
    Ok(json!({
        "clientId": client.id,
        "clientSecret": client.secret,
        "clientIdIssuedAt": client.issued.unix_timestamp(),
        "clientSecretExpiresAt": client.expires.unix_timestamp(),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeviceStart {
    client_id: String,
    client_secret: String,
    start_url: String,
}

pub(super) async fn start_device(State(practice): State<Arc<Practice>>, body: Bytes) -> Response {
    answer(device_started(&practice, &body))
}

fn device_started(practice: &Practice, body: &Bytes) -> Result<serde_json::Value, Refusal> {
    let asked: DeviceStart = read(body)?;
    if asked.start_url.trim_end_matches(['/', '#']) != start_url(practice.url()) {
        return Err(Refusal::request("Invalid startUrl provided"));
    }
    let now = OffsetDateTime::now_utc();
    let mut state = practice.sso.state();
    let client = state.client(&asked.client_id, &asked.client_secret, now)?;
    let device = state.start_device(&client, now);
    let page = format!("{}/device", practice.url());
    Ok(json!({
        "deviceCode": device.secret,
        "userCode": device.user_code,
        "verificationUri": page,
        "verificationUriComplete": format!("{page}?user_code={}", device.user_code),
        "expiresIn": (device.expires - now).whole_seconds(),
        "interval": INTERVAL,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenRequest {
    client_id: String,
    client_secret: String,
    grant_type: String,
    device_code: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

pub(super) async fn create_token(State(practice): State<Arc<Practice>>, body: Bytes) -> Response {
    answer(token(&practice, &body).map(|token| {
        json!({
            "accessToken": token.access,
            "tokenType": "Bearer",
            "expiresIn": token.seconds,
            "refreshToken": token.refresh,
        })
    }))
}

fn token(practice: &Practice, body: &Bytes) -> Result<Token, Refusal> {
    let asked: TokenRequest = read(body)?;
    let now = OffsetDateTime::now_utc();
    let mut state = practice.sso.state();
    let client = state.client(&asked.client_id, &asked.client_secret, now)?;
    // A client that named its grant types may use no other.
    if !client.grant_types.is_empty() && !client.grant_types.contains(&asked.grant_type) {
        return Err(NoToken::UnauthorizedClient.into());
    }
    let missing = || Refusal::request("A parameter of the grant is missing");
    match asked.grant_type.as_str() {
        BY_DEVICE => {
            let code = asked.device_code.ok_or_else(missing)?;
            Ok(state.by_device(&client, &code, now)?)
        }
        "authorization_code" => {
            let code = asked.code.ok_or_else(missing)?;
            let redirect = asked.redirect_uri.ok_or_else(missing)?;
            let verifier = asked.code_verifier.ok_or_else(missing)?;
            practice.shown.code_verifier(&verifier);
            Ok(state.by_code(&client, &code, &redirect, &verifier, now)?)
        }
        "refresh_token" => {
            let refresh = asked.refresh_token.ok_or_else(missing)?;
            Ok(state.by_refresh(&client, &refresh, now)?)
        }
        _ => Err(Refusal::bad(
            "UnsupportedGrantTypeException",
            "unsupported_grant_type",
            "Unsupported grant type",
        )),
    }
}
