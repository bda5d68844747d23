//! Lambda: functions as far as they are looked at, and their policies. Source: AWS Lambda API reference.

mod functions;
mod policy;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get};
use axum::{Extension, Router};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use crate::authorize::{self, Ask};
use crate::call::{Call, Service};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Function, World};

pub(crate) use policy::{add, remove};

/// The routes; each call carries its [`Call`] as an extension.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    let functions = "/2015-03-31/functions";
    let function = format!("{functions}/{{function}}");
    Router::new()
        .route(functions, get(list))
        .route(&format!("{functions}/"), get(list))
        .route(&function, get(describe))
        .route(&format!("{function}/configuration"), get(configuration))
        .route(
            &format!("{function}/policy"),
            get(get_policy).post(add_permission),
        )
        .route(
            &format!("{function}/policy/{{statement}}"),
            delete(remove_permission),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .with_state(practice)
}

/// The operation's name, for the log and for troubles.
pub(crate) fn operation(method: &Method, path: &str) -> &'static str {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", [_, "functions"]) => "ListFunctions",
        ("GET", [_, "functions", _]) => "GetFunction",
        ("GET", [_, "functions", _, "configuration"]) => "GetFunctionConfiguration",
        ("GET", [_, "functions", _, "policy"]) => "GetPolicy",
        ("POST", [_, "functions", _, "policy"]) => "AddPermission",
        ("DELETE", [_, "functions", _, "policy", _]) => "RemovePermission",
        _ => "Unknown",
    }
}

/// The query of a call; each operation has its own part of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    marker: Option<String>,
    max_items: Option<String>,
    function_version: Option<String>,
    qualifier: Option<String>,
    revision_id: Option<String>,
}

async fn list(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Query(options): Query<Options>,
) -> Response {
    let result = functions::list(&practice, &call, &options);
    answer(&call, StatusCode::OK, result)
}

async fn describe(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(function): Path<String>,
    Query(options): Query<Options>,
) -> Response {
    let result = functions::describe(&practice, &call, &function, &options);
    answer(&call, StatusCode::OK, result)
}

async fn configuration(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(function): Path<String>,
    Query(options): Query<Options>,
) -> Response {
    let result = functions::configuration(&practice, &call, &function, &options);
    answer(&call, StatusCode::OK, result)
}

async fn get_policy(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(function): Path<String>,
    Query(options): Query<Options>,
) -> Response {
    let result = policy::get(&practice, &call, &function, &options);
    answer(&call, StatusCode::OK, result)
}

async fn add_permission(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(function): Path<String>,
    Query(options): Query<Options>,
    body: Bytes,
) -> Response {
    let result = policy::add_permission(&practice, &call, &function, &options, &body);
    answer(&call, StatusCode::CREATED, result)
}

async fn remove_permission(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path((function, statement)): Path<(String, String)>,
    Query(options): Query<Options>,
) -> Response {
    let result = policy::remove_permission(&practice, &call, &function, &statement, &options);
    answer(&call, StatusCode::NO_CONTENT, result)
}

async fn unknown(Extension(call): Extension<Call>) -> Response {
    let fault = Fault::not_found(
        "UnknownOperationException",
        "the practice account does not know this operation",
    );
    fault.into_response(Service::Lambda, &call.request_id)
}

/// An answer; `Null` is one without a body.
fn answer(call: &Call, status: StatusCode, result: Result<Value, Fault>) -> Response {
    match result {
        Ok(Value::Null) => status.into_response(),
        Ok(value) => {
            let json = HeaderValue::from_static("application/json");
            let headers = [(header::CONTENT_TYPE, json)];
            (status, headers, Body::from(value.to_string())).into_response()
        }
        Err(fault) => fault.into_response(Service::Lambda, &call.request_id),
    }
}

/// The ARN of the function that a call names: by name, by `account:function:name`, or by ARN. A version or alias,
/// there or in the query, must be `$LATEST`: this account has no others.
fn arn_of(
    world: &World,
    call: &Call,
    name: &str,
    qualifier: Option<&str>,
) -> Result<String, Fault> {
    let local = match name.rsplit_once("function:") {
        Some((before, local)) => {
            let own = format!("{}:{}:", call.region, world.account.id);
            let here = before.is_empty()
                || before == format!("{}:", world.account.id)
                || before == format!("arn:aws:lambda:{own}");
            if !here {
                return Err(not_found(name));
            }
            local
        }
        None => name,
    };
    let (bare, inside) = match local.split_once(':') {
        Some((bare, qualifier)) => (bare, Some(qualifier)),
        None => (local, None),
    };
    let arn = format!(
        "arn:aws:lambda:{}:{}:function:{bare}",
        call.region, world.account.id
    );
    match qualifier.or(inside) {
        None | Some("$LATEST") => Ok(arn),
        Some(other) => Err(not_found(&format!("{arn}:{other}"))),
    }
}

fn not_found(arn: &str) -> Fault {
    Fault::not_found(
        "ResourceNotFoundException",
        format!("Function not found: {arn}"),
    )
}

/// The function that a call names, if the caller may do this to it.
fn find<'a>(
    practice: &Practice,
    world: &'a World,
    call: &Call,
    name: &str,
    options: &Options,
) -> Result<&'a Function, Fault> {
    let arn = arn_of(world, call, name, options.qualifier.as_deref())?;
    let action = format!("lambda:{}", call.operation);
    authorize::check(practice, world, call, &of_function(world, &action, &arn))?;
    world.function(&arn).ok_or_else(|| not_found(&arn))
}

/// An action on a function, with the function's policy.
pub(crate) fn of_function<'a>(world: &World, action: &'a str, arn: &str) -> Ask<'a> {
    Ask {
        resource_policy: world.function(arn).and_then(Function::policy),
        ..Ask::new(action, arn)
    }
}
