//! What a machine of AWS tells the programs on it: the instance metadata service (version 2) and the credentials of a
//! container. No machine has a role until a test gives it one.
//!
//! Sources: Amazon EC2 User Guide, "Use `IMDSv2`", "Retrieve security credentials from instance metadata"; AWS SDKs and
//! Tools Reference Guide, "Container credential provider".

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::control::{Control, ControlError};
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::secrets::SecretKind;
use crate::world::{AccessKey, KeyOwner};

const TOKEN: &str = "x-aws-ec2-metadata-token";
const TOKEN_SECONDS: &str = "x-aws-ec2-metadata-token-ttl-seconds";
const CONTAINER: &str = "/container/credentials";
/// Sessions of an instance's role are named after the instance.
const INSTANCE: &str = "i-0f3a9c52d7e8b1640";

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Metadata(Mutex<Machine>);

#[derive(Debug, Default)]
struct Machine {
    /// The role, and keys of a session of it.
    role: Option<(String, AccessKey)>,
    /// What a container has to show.
    container_token: Option<String>,
    /// What was given out for asking, and until when that is good.
    tokens: Vec<(String, OffsetDateTime)>,
}

impl Metadata {
    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control {
    /// Gives the machine a role for six hours. Answers what a container shows (`AWS_CONTAINER_AUTHORIZATION_TOKEN`) to
    /// get its keys at [`Control::container_url`].
    ///
    /// # Errors
    /// When there is no such role.
    pub fn give_machine_role(&self, role: &str) -> Result<String, ControlError> {
        let owner = KeyOwner::Session {
            role: role.to_owned(),
            session: INSTANCE.to_owned(),
            mfa: false,
            policies: Vec::new(),
        };
        let key = AccessKey::fresh(owner, Duration::hours(6));
        self.0.store.change(|world| {
            if world.role(role).is_none() {
                let message = format!("there is no role called {role}");
                return Err(Fault::not_found("NoSuchEntity", message));
            }
            world.keep_key(key.clone());
            Ok(())
        })?;
        let token = format!("practice-container-{}", ids::fresh_hex());
        self.0.shown.note(SecretKind::ContainerToken, &token);
        let mut machine = self.0.metadata.machine();
        machine.role = Some((role.to_owned(), key));
        machine.container_token = Some(token.clone());
        Ok(token)
    }

    /// Where a container finds its keys (`AWS_CONTAINER_CREDENTIALS_FULL_URI`).
    pub fn container_url(&self) -> String {
        format!("{}{CONTAINER}", self.0.url())
    }
}

/// Whether a request is for the machine. A signed request for such a path is S3's.
pub(crate) fn is_mine(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let signed = parts
        .headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"));
    !signed
        && (path == CONTAINER
            || path == "/latest/api/token"
            || path.starts_with("/latest/meta-data/"))
}

/// The routes.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    Router::new()
        .route("/latest/api/token", put(token))
        .route("/latest/meta-data/iam/security-credentials/", get(role))
        .route(
            "/latest/meta-data/iam/security-credentials/{role}",
            get(credentials),
        )
        .route(CONTAINER, get(container))
        .with_state(practice)
}

async fn token(State(practice): State<Arc<Practice>>, headers: HeaderMap) -> Response {
    let seconds: Option<i64> = headers
        .get(TOKEN_SECONDS)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok())
        .filter(|seconds| (1..=21_600).contains(seconds));
    let Some(seconds) = seconds else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let token = format!("practice-metadata-{}", ids::fresh_hex());
    practice.shown.note(SecretKind::MetadataToken, &token);
    let until = OffsetDateTime::now_utc() + Duration::seconds(seconds);
    practice
        .metadata
        .machine()
        .tokens
        .push((token.clone(), until));
    ([(TOKEN_SECONDS, seconds.to_string())], token).into_response()
}

/// The machine's role and its keys, for whoever shows a token; the answer to others.
fn asked(practice: &Practice, headers: &HeaderMap) -> Result<(String, AccessKey), StatusCode> {
    let now = OffsetDateTime::now_utc();
    let shown = headers.get(TOKEN).and_then(|value| value.to_str().ok());
    let machine = practice.metadata.machine();
    let known = machine
        .tokens
        .iter()
        .any(|(token, until)| Some(token.as_str()) == shown && *until > now);
    if !known {
        return Err(StatusCode::UNAUTHORIZED);
    }
    machine.role.clone().ok_or(StatusCode::NOT_FOUND)
}

async fn role(State(practice): State<Arc<Practice>>, headers: HeaderMap) -> Response {
    match asked(&practice, &headers) {
        Ok((role, _)) => role.into_response(),
        Err(status) => status.into_response(),
    }
}

async fn credentials(
    State(practice): State<Arc<Practice>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match asked(&practice, &headers) {
        Ok((role, key)) if role == name => Json(json!({
            "Code": "Success",
            "LastUpdated": OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
            "Type": "AWS-HMAC",
            "AccessKeyId": key.id,
            "SecretAccessKey": key.secret,
            "Token": key.token,
            "Expiration": key.ends(),
        }))
        .into_response(),
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(status) => status.into_response(),
    }
}

async fn container(State(practice): State<Arc<Practice>>, headers: HeaderMap) -> Response {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let machine = practice.metadata.machine();
    let (Some((role, key)), Some(token)) = (&machine.role, &machine.container_token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if shown != Some(token.as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let arn = practice
        .store
        .read(|world| world.role(role).map(|role| role.arn(&world.account.id)));
    Json(json!({
        "RoleArn": arn,
        "AccessKeyId": key.id,
        "SecretAccessKey": key.secret,
        "Token": key.token,
        "Expiration": key.ends(),
    }))
    .into_response()
}
