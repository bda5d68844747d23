//! The access portal: which accounts and roles a person has, and keys for them. Source: service model `sso` 2019-06-10.
//!
//! Whoever signs in is [`PERSON`], who has every permission set of the account. Lists come in pages of two, so that
//! clients have to ask for the next one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::ids;
use crate::practice::Practice;
use crate::secrets::halves;
use crate::store::StoreError;
use crate::world::{AccessKey, KeyOwner, Role, World};

/// Who signs in; sessions are named after them.
pub(super) const PERSON: &str = "dana.hartley@northwind.example";
/// Begins the names of roles that a permission set became, and their path.
const RESERVED: &str = "AWSReservedSSO_";
const RESERVED_PATH: &str = "/aws-reserved/sso.amazonaws.com/";
const PAGE: usize = 2;
const TOKEN: &str = "x-amz-sso_bearer_token";

struct Refusal {
    status: StatusCode,
    shape: &'static str,
    message: String,
}

impl Refusal {
    fn unauthorized() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            shape: "UnauthorizedException",
            message: "Session token not found or invalid".to_owned(),
        }
    }

    /// Not assigned. The model has no name for it; this is what the service says.
    fn no_access() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            shape: "ForbiddenException",
            message: "No access".to_owned(),
        }
    }
}

fn answer(result: Result<Value, Refusal>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(refusal) => {
            let headers = [
                (
                    HeaderName::from_static("x-amzn-errortype"),
                    HeaderValue::from_static(refusal.shape),
                ),
                (
                    HeaderName::from_static("x-amzn-requestid"),
                    HeaderValue::from_str(&ids::fresh_uuid())
                        .unwrap_or_else(|_| HeaderValue::from_static("unknown")),
                ),
            ];
            let body = json!({"message": refusal.message, "__type": refusal.shape});
            (refusal.status, headers, Json(body)).into_response()
        }
    }
}

/// The access token, if it is good.
fn signed_in(practice: &Practice, headers: &HeaderMap) -> Result<String, Refusal> {
    headers
        .get(TOKEN)
        .and_then(|value| value.to_str().ok())
        .filter(|token| practice.sso.state().knows(token, OffsetDateTime::now_utc()))
        .map(str::to_owned)
        .ok_or_else(Refusal::unauthorized)
}

#[derive(Deserialize)]
pub(super) struct Asked {
    account_id: Option<String>,
    role_name: Option<String>,
    next_token: Option<String>,
}

/// The name of the permission set behind a role.
fn permission_set(role: &Role) -> Option<&str> {
    if !role.path.starts_with(RESERVED_PATH) {
        return None;
    }
    let (set, _suffix) = role.name.strip_prefix(RESERVED)?.rsplit_once('_')?;
    Some(set)
}

fn page(all: &[Value], asked: &Asked, name: &str) -> Value {
    let start = asked
        .next_token
        .as_deref()
        .and_then(|token| token.strip_prefix("after-"))
        .and_then(|number| number.parse::<usize>().ok())
        .unwrap_or(0);
    let end = (start + PAGE).min(all.len());
    let items = all.get(start..end).unwrap_or_default();
    let next = (end < all.len()).then(|| format!("after-{end}"));
    json!({name: items, "nextToken": next})
}

pub(super) async fn accounts(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    answer(signed_in(&practice, &headers).map(|_| {
        let all = practice.store.read(|world| {
            vec![json!({
                "accountId": world.account.id,
                "accountName": world.account.alias,
                "emailAddress": "aws@northwind.example",
            })]
        });
        page(&all, &asked, "accountList")
    }))
}

pub(super) async fn roles(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let listed = signed_in(&practice, &headers).and_then(|_| {
        practice.store.read(|world| {
            let account = asked.account_id.as_deref();
            if account != Some(world.account.id.as_str()) {
                return Err(Refusal::no_access());
            }
            let all: Vec<Value> = world
                .roles
                .iter()
                .filter_map(permission_set)
                .map(|set| json!({"roleName": set, "accountId": account}))
                .collect();
            Ok(page(&all, &asked, "roleList"))
        })
    });
    answer(listed)
}

pub(super) async fn credentials(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    answer(signed_in(&practice, &headers).and_then(|_| keys(&practice, &asked)))
}

/// Keys of a new session of the permission set's role.
fn keys(practice: &Practice, asked: &Asked) -> Result<Value, Refusal> {
    let key = practice
        .store
        .change(|world| -> Result<Option<AccessKey>, StoreError> {
            let Some(role) = assigned(world, asked) else {
                return Ok(None);
            };
            let owner = KeyOwner::Session {
                role,
                session: PERSON.to_owned(),
                mfa: false,
                policies: Vec::new(),
            };
            let key = AccessKey::fresh(owner, Duration::hours(1));
            world.keep_key(key.clone());
            Ok(Some(key))
        })
        .map_err(|error| Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            shape: "InternalServerException",
            message: error.to_string(),
        })?
        .ok_or_else(Refusal::no_access)?;
    practice.sso.state().remember_secrets(halves(&key));
    Ok(json!({"roleCredentials": {
        "accessKeyId": key.id,
        "secretAccessKey": key.secret,
        "sessionToken": key.token,
        "expiration": key.expires.map_or(0, |end| end.unix_timestamp() * 1_000),
    }}))
}

fn assigned(world: &World, asked: &Asked) -> Option<String> {
    if asked.account_id.as_deref() != Some(world.account.id.as_str()) {
        return None;
    }
    world
        .roles
        .iter()
        .find(|role| {
            permission_set(role).is_some() && permission_set(role) == asked.role_name.as_deref()
        })
        .map(|role| role.name.clone())
}

pub(super) async fn logout(State(practice): State<Arc<Practice>>, headers: HeaderMap) -> Response {
    match signed_in(&practice, &headers) {
        Ok(token) => {
            practice.sso.state().forget(&token);
            StatusCode::OK.into_response()
        }
        Err(refusal) => answer(Err(refusal)),
    }
}
