//! The sign-in service of the console, for what `aws login` leaves behind: `CreateOAuth2Token` with a refresh token,
//! which brings keys of the session for a quarter of an hour.
//!
//! A request is not signed: it shows a refresh token and proves with `DPoP` that it holds the key which the token
//! was made for. The first sign-in, in a browser, is not simulated: [`control`] leaves behind what `aws login` would.
//! Sources: service model `signin` 2023-01-01; RFC 9449.

pub(crate) mod control;
mod desk;
mod dpop;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::ids;
use crate::practice::Practice;
use crate::secrets::SecretKind;
use crate::store::StoreError;
use crate::world::{AccessKey, KeyOwner};

pub(crate) use desk::Desk;

const PATH: &str = "/v1/token";
/// The program that signed in: the AWS CLI on the same computer as the browser.
const CLIENT: &str = "arn:aws:signin:::devtools/same-device";
/// How long keys live. Source: `CreateOAuth2TokenResponseBody.expiresIn`, "Maximum value is 900 seconds".
const KEYS_LIVE: Duration = Duration::minutes(15);

/// Whether a request is for the sign-in service.
pub(crate) fn is_mine(parts: &Parts) -> bool {
    parts.uri.path() == PATH && parts.method == Method::POST
}

/// The routes.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    Router::new()
        .route(PATH, post(create_token))
        .with_state(practice)
}

/// An error in the form of `signin`: the shape's name in a header, the code in the body.
struct Refusal {
    status: StatusCode,
    shape: &'static str,
    error: &'static str,
    message: String,
}

impl Refusal {
    fn denied(error: &'static str, message: &str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            shape: "AccessDeniedException",
            error,
            message: message.to_owned(),
        }
    }

    fn request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            shape: "ValidationException",
            error: "INVALID_REQUEST",
            message: message.into(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            shape: "InternalServerException",
            error: "server_error",
            message: error.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    client_id: String,
    grant_type: String,
    refresh_token: Option<String>,
}

async fn create_token(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    tokio::time::sleep(practice.latency).await;
    let id = HeaderValue::from_str(&ids::fresh_uuid())
        .unwrap_or_else(|_| HeaderValue::from_static("unknown"));
    let id = (HeaderName::from_static("x-amzn-requestid"), id);
    match token(&practice, &headers, &body) {
        Ok(value) => ([id], Json(value)).into_response(),
        Err(refusal) => {
            let shape = (
                HeaderName::from_static("x-amzn-errortype"),
                HeaderValue::from_static(refusal.shape),
            );
            let body = json!({"error": refusal.error, "message": refusal.message});
            (refusal.status, [id, shape], Json(body)).into_response()
        }
    }
}

fn token(practice: &Practice, headers: &HeaderMap, body: &Bytes) -> Result<Value, Refusal> {
    let now = OffsetDateTime::now_utc();
    let asked: Asked = serde_json::from_slice(body)
        .map_err(|_| Refusal::request("The request body is not valid"))?;
    let proof = dpop::verify(headers, &format!("{}{PATH}", practice.url()), now)
        .map_err(|why| Refusal::request(format!("Invalid DPoP proof: {why}")))?;
    if asked.client_id != CLIENT {
        return Err(Refusal::request("Unknown client"));
    }
    if asked.grant_type != "refresh_token" {
        return Err(Refusal {
            error: "unsupported_grant_type",
            ..Refusal::request("Unsupported grant type")
        });
    }
    let refresh = asked
        .refresh_token
        .ok_or_else(|| Refusal::request("A parameter of the grant is missing"))?;
    let (session, refresh) = practice.signin.renew(&refresh, &proof, now)?;
    practice
        .shown
        .note(SecretKind::ConsoleRefreshToken, &refresh);
    let owner = KeyOwner::Session {
        role: session.role,
        session: session.name,
        mfa: true,
        policies: Vec::new(),
    };
    let key = AccessKey::fresh(owner, KEYS_LIVE);
    practice.store.change(|world| {
        world.keep_key(key.clone());
        Ok::<_, StoreError>(())
    })?;
    Ok(json!({
        "accessToken": {
            "accessKeyId": key.id,
            "secretAccessKey": key.secret,
            "sessionToken": key.token,
        },
        "tokenType": "aws_sigv4",
        "expiresIn": KEYS_LIVE.whole_seconds(),
        "refreshToken": refresh,
    }))
}
