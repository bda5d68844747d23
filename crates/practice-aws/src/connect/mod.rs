//! Amazon Connect's API: REST with JSON, routed by axum.
//! Source: Amazon Connect API reference; times are seconds since 1970.

mod associate;
mod contacts;
mod forwarded;
mod functions;
mod instances;
mod new_call;
mod storage;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use axum::{Extension, Router};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use crate::authorize::Ask;
use crate::aws_json::seconds;
use crate::call::{Call, Service};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Instance, World};

pub(crate) use new_call::{place_call, service_session};

/// The routes; each call carries its [`Call`] as an extension.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    Router::new()
        .route("/instance", get(list_instances))
        .route("/instance/{instance}", get(describe_instance))
        .route("/instance/{instance}/storage-configs", get(list_storage))
        .route(
            "/instance/{instance}/storage-config",
            put(associate_storage),
        )
        .route(
            "/instance/{instance}/storage-config/{association}",
            get(describe_storage)
                .post(update_storage)
                .delete(disassociate_storage),
        )
        .route("/instance/{instance}/lambda-functions", get(list_functions))
        .route(
            "/instance/{instance}/lambda-function",
            put(associate_function).delete(disassociate_function),
        )
        .route("/search-contacts", post(search_contacts))
        .route("/contacts/{instance}/{contact}", get(describe_contact))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .with_state(practice)
}

/// The operation's name, for the log and for troubles.
pub(crate) fn operation(method: &Method, path: &str) -> &'static str {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["instance"]) => "ListInstances",
        ("GET", ["instance", _]) => "DescribeInstance",
        ("GET", ["instance", _, "storage-configs"]) => "ListInstanceStorageConfigs",
        ("PUT", ["instance", _, "storage-config"]) => "AssociateInstanceStorageConfig",
        ("GET", ["instance", _, "storage-config", _]) => "DescribeInstanceStorageConfig",
        ("POST", ["instance", _, "storage-config", _]) => "UpdateInstanceStorageConfig",
        ("DELETE", ["instance", _, "storage-config", _]) => "DisassociateInstanceStorageConfig",
        ("GET", ["instance", _, "lambda-functions"]) => "ListLambdaFunctions",
        ("PUT", ["instance", _, "lambda-function"]) => "AssociateLambdaFunction",
        ("DELETE", ["instance", _, "lambda-function"]) => "DisassociateLambdaFunction",
        ("POST", ["search-contacts"]) => "SearchContacts",
        ("GET", ["contacts", _, _]) => "DescribeContact",
        _ => "Unknown",
    }
}

/// The query of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listing {
    next_token: Option<String>,
    max_results: Option<String>,
    resource_type: Option<String>,
    function_arn: Option<String>,
}

impl Listing {
    /// Where the page begins and ends, out of what there is; `most` items at most.
    fn bounds(&self, most: usize, total: usize) -> Result<(usize, usize, Option<String>), Fault> {
        let size = match &self.max_results {
            None => most,
            Some(text) => text
                .parse()
                .ok()
                .filter(|size| (1..=most).contains(size))
                .ok_or_else(|| {
                    Fault::bad(
                        "InvalidRequestException",
                        format!("maxResults must be between 1 and {most}"),
                    )
                })?,
        };
        page(self.next_token.as_deref(), size, total)
    }
}

/// A page's beginning, end, and the token of the next one.
fn page(
    token: Option<&str>,
    size: usize,
    total: usize,
) -> Result<(usize, usize, Option<String>), Fault> {
    let start = match token {
        None => 0,
        Some(token) => token
            .strip_prefix("AQ")
            .and_then(|digits| usize::from_str_radix(digits, 16).ok())
            .ok_or_else(|| Fault::bad("InvalidRequestException", "Invalid nextToken"))?,
    };
    let end = start.saturating_add(size).min(total);
    Ok((
        start.min(total),
        end,
        (end < total).then(|| format!("AQ{end:016x}")),
    ))
}

async fn list_instances(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Query(listing): Query<Listing>,
) -> Response {
    answer(&call, instances::list(&practice, &call, &listing))
}

async fn describe_instance(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
) -> Response {
    answer(&call, instances::describe(&practice, &call, &instance))
}

async fn list_storage(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
    Query(listing): Query<Listing>,
) -> Response {
    answer(&call, storage::list(&practice, &call, &instance, &listing))
}

async fn describe_storage(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path((instance, association)): Path<(String, String)>,
    Query(listing): Query<Listing>,
) -> Response {
    let result = storage::describe(&practice, &call, &instance, &association, &listing);
    answer(&call, result)
}

async fn associate_storage(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
    body: Bytes,
) -> Response {
    let result = associate::associate(&practice, &call, &instance, &body);
    answer(&call, result)
}

async fn update_storage(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path((instance, association)): Path<(String, String)>,
    Query(listing): Query<Listing>,
    body: Bytes,
) -> Response {
    let result = associate::update(&practice, &call, &instance, &association, &listing, &body);
    answer(&call, result)
}

async fn disassociate_storage(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path((instance, association)): Path<(String, String)>,
    Query(listing): Query<Listing>,
) -> Response {
    let result = associate::disassociate(&practice, &call, &instance, &association, &listing);
    answer(&call, result)
}

async fn list_functions(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
    Query(listing): Query<Listing>,
) -> Response {
    answer(
        &call,
        functions::list(&practice, &call, &instance, &listing),
    )
}

async fn associate_function(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
    body: Bytes,
) -> Response {
    let result = functions::associate(&practice, &call, &instance, &body);
    answer(&call, result)
}

async fn disassociate_function(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path(instance): Path<String>,
    Query(listing): Query<Listing>,
) -> Response {
    let result = functions::disassociate(&practice, &call, &instance, &listing);
    answer(&call, result)
}

async fn search_contacts(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    body: Bytes,
) -> Response {
    answer(&call, contacts::search(&practice, &call, &body))
}

async fn describe_contact(
    State(practice): State<Arc<Practice>>,
    Extension(call): Extension<Call>,
    Path((instance, contact)): Path<(String, String)>,
) -> Response {
    answer(
        &call,
        contacts::describe(&practice, &call, &instance, &contact),
    )
}

async fn unknown(Extension(call): Extension<Call>) -> Response {
    let fault = Fault::not_found(
        "UnknownOperationException",
        "the practice account does not know this operation",
    );
    fault.into_response(Service::Connect, &call.request_id)
}

/// An answer; `Null` is one without a body.
fn answer(call: &Call, result: Result<Value, Fault>) -> Response {
    match result {
        Ok(Value::Null) => StatusCode::OK.into_response(),
        Ok(value) => {
            let headers = [(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            )];
            (StatusCode::OK, headers, Body::from(value.to_string())).into_response()
        }
        Err(fault) => fault.into_response(Service::Connect, &call.request_id),
    }
}

/// The instance in the Region of the call, by its id or ARN.
fn find<'a>(world: &'a World, call: &Call, id: &str) -> Result<&'a Instance, Fault> {
    let bare = id.rsplit('/').next().unwrap_or(id);
    world.instance(&call.region, bare).ok_or_else(|| {
        Fault::not_found(
            "ResourceNotFoundException",
            format!("No instance found with id {bare}"),
        )
    })
}

/// An action on an instance: its ARN, and the condition key that all actions on instances have.
/// Source: Service Authorization Reference, "Actions defined by Amazon Connect".
fn of_instance<'a>(world: &World, call: &Call, action: &'a str, id: &str) -> Ask<'a> {
    let bare = id.rsplit('/').next().unwrap_or(id);
    Ask {
        keys: vec![("connect:InstanceId", bare.to_owned())],
        ..Ask::new(action, arn_of(world, call, id))
    }
}

/// An instance's ARN, whether or not it exists: permissions are asked first.
fn arn_of(world: &World, call: &Call, id: &str) -> String {
    let bare = id.rsplit('/').next().unwrap_or(id);
    format!(
        "arn:aws:connect:{}:{}:instance/{bare}",
        call.region, world.account.id
    )
}
