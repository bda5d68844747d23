//! The control API over HTTP: each route is one function of [`Control`].

use axum::extract::{Path, Query, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::{Control, ControlError, edit_policy, place};
use crate::trouble::{Kind, Trouble};

/// The routes of the control port.
pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route(
            "/world",
            get(|State(control): State<Control>| async move { json(&control.world()) }),
        )
        .route("/buckets/{name}/policy", get(get_policy).put(put_policy))
        .route(
            "/clock",
            get(|State(control): State<Control>| async move { clock(&control) }).put(put_clock),
        )
        .route(
            "/troubles",
            get(get_troubles).post(post_trouble).delete(clear_troubles),
        )
        .route("/troubles/{name}", delete(delete_trouble))
        .route("/calls", post(post_call))
        .route("/log", get(get_log).delete(delete_log))
        .route("/principals/{name}/code", get(get_code))
        .route("/principals/{name}", delete(delete_principal))
        .route(
            "/secrets",
            get(|State(control): State<Control>| async move { Json(control.secrets()) }),
        )
        .route(
            "/reset",
            post(|State(control): State<Control>| async move { done(control.reset()) }),
        )
        .merge(crate::sso::control::router())
        .layer(middleware::from_fn(no_browsers))
        .with_state(control)
}

/// Refuses what a web page makes a browser send: browsers name the page in `Origin`.
async fn no_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "not for web pages\n").into_response();
    }
    next.run(request).await
}

fn json(value: &Value) -> Response {
    let headers = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    )];
    (headers, value.to_string()).into_response()
}

fn done(result: Result<(), ControlError>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(&error.to_string()),
    }
}

fn refused(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": why}))).into_response()
}

async fn get_policy(State(control): State<Control>, Path(name): Path<String>) -> Response {
    let policy = control
        .bucket_policy(&name)
        .and_then(|text| serde_json::from_str(&text).ok());
    json(&policy.unwrap_or(Value::Null))
}

async fn put_policy(
    State(control): State<Control>,
    Path(name): Path<String>,
    Json(policy): Json<Value>,
) -> Response {
    done(edit_policy(&control.0, &name, Some(&policy)).map_err(Into::into))
}

fn clock(control: &Control) -> Response {
    json(&json!({
        "now": control.now().format(&Rfc3339).unwrap_or_default(),
        "ahead_seconds": control.0.clock.ahead().whole_seconds(),
    }))
}

/// What `PUT /clock` takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Set {
    Now(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
    AdvanceSeconds(i64),
}

async fn put_clock(State(control): State<Control>, Json(set): Json<Set>) -> Response {
    let result = match set {
        Set::Now(now) => control.set_now(now),
        Set::AdvanceSeconds(seconds) => control.advance(Duration::seconds(seconds)),
    };
    match result {
        Ok(()) => clock(&control),
        Err(error) => refused(&error.to_string()),
    }
}

async fn get_troubles(State(control): State<Control>) -> Response {
    Json(json!({"kinds": control.troubles().list(), "active": control.troubles().active()}))
        .into_response()
}

async fn post_trouble(State(control): State<Control>, Json(trouble): Json<Trouble>) -> Response {
    control.troubles().switch_on(trouble);
    StatusCode::NO_CONTENT.into_response()
}

async fn clear_troubles(State(control): State<Control>) -> Response {
    control.troubles().clear();
    StatusCode::NO_CONTENT.into_response()
}

async fn delete_trouble(State(control): State<Control>, Path(name): Path<String>) -> Response {
    match Kind::named(&name) {
        Some(kind) => {
            control.troubles().switch_off(kind);
            StatusCode::NO_CONTENT.into_response()
        }
        None => refused(&format!("there is no trouble called `{name}`")),
    }
}

/// What `POST /calls` takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming {
    /// The alias.
    instance: String,
}

async fn post_call(State(control): State<Control>, Json(incoming): Json<Incoming>) -> Response {
    match place(&control.0, &incoming.instance) {
        Ok(contact) => Json(contact).into_response(),
        Err(fault) => (fault.status, Json(json!({"error": fault.message}))).into_response(),
    }
}

/// The query of `GET /log`.
#[derive(Debug, Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn get_log(State(control): State<Control>, Query(query): Query<After>) -> Response {
    Json(control.seen_after(query.after)).into_response()
}

async fn delete_log(State(control): State<Control>) -> Response {
    control.0.log.clear();
    StatusCode::NO_CONTENT.into_response()
}

async fn get_code(State(control): State<Control>, Path(name): Path<String>) -> Response {
    match control.one_time_code(&name) {
        Some(code) => json(&json!({"code": code})),
        None => refused(&format!("{name} is no user with a device for codes")),
    }
}

async fn delete_principal(State(control): State<Control>, Path(name): Path<String>) -> Response {
    done(control.delete_principal(&name))
}
