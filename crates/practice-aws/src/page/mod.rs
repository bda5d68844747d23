//! Amazon Connect's own pages, as far as a playback check needs them: contact search, a contact with its
//! recording, and a button that places a test call.
//!
//! They are what a Connect user would open in the browser. Recordings are read as a session of the instance's
//! service role, named after a Connect user, and decided like any other read: a lock that leaves Connect out
//! shows here. The pages have no sign-in; they are served on loopback only.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::Range;

use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::connect;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Contact, Instance, World};

/// Where the pages are.
const ROOT: &str = "/practice-connect/";
/// What is encoded in an alias.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// Whether a path is one of these pages.
pub(crate) fn is_mine(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// The address of an instance, as `InstanceAccessUrl` tells it.
pub(crate) fn access_url(practice: &Practice, alias: &str) -> String {
    format!(
        "{}{ROOT}{}",
        practice.url(),
        utf8_percent_encode(alias, IN_PATH)
    )
}

/// The routes.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    Router::new()
        .route("/practice-connect/{alias}", get(search))
        .route("/practice-connect/{alias}/contact-search", get(search))
        .route("/practice-connect/{alias}/test-call", post(test_call))
        .route(
            "/practice-connect/{alias}/contact-trace-records/details/{contact}",
            get(contact),
        )
        .route(
            "/practice-connect/{alias}/recordings/{contact}",
            get(recording),
        )
        .layer(middleware::from_fn_with_state(
            Arc::clone(&practice),
            same_host,
        ))
        .with_state(practice)
}

/// Refuses requests that another site makes a browser send: the `Host` and, where there is one, the `Origin` must be
/// the server's own.
pub(crate) async fn same_host(
    State(practice): State<Arc<Practice>>,
    request: Request,
    next: Next,
) -> Response {
    if is_own(practice.url(), request.headers()) {
        return next.run(request).await;
    }
    (
        StatusCode::FORBIDDEN,
        "This page answers only at its own address.\n",
    )
        .into_response()
}

fn is_own(own: &str, headers: &HeaderMap) -> bool {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let host = header(header::HOST).is_some_and(|host| own.strip_prefix("http://") == Some(host));
    host && header(header::ORIGIN).is_none_or(|origin| origin == own)
}

async fn search(State(practice): State<Arc<Practice>>, Path(alias): Path<String>) -> Response {
    practice.store.read(|world| match find(world, &alias) {
        Some(instance) => {
            let mut contacts: Vec<&Contact> = world
                .contacts
                .iter()
                .filter(|contact| {
                    contact.instance == instance.id && contact.region == instance.region
                })
                .collect();
            contacts.sort_by_key(|contact| std::cmp::Reverse(contact.initiated));
            page(
                StatusCode::OK,
                html::search(&access_url(&practice, &alias), instance, &contacts),
            )
        }
        None => missing(&alias),
    })
}

async fn contact(
    State(practice): State<Arc<Practice>>,
    Path((alias, id)): Path<(String, String)>,
) -> Response {
    let found = practice.store.read(|world| {
        find(world, &alias).and_then(|instance| {
            contact_of(world, instance, &id).map(|contact| (instance.clone(), contact.clone()))
        })
    });
    let Some((instance, contact)) = found else {
        return missing(&id);
    };
    // Connect finds out whether the recording can be had when the page is opened.
    let sound = contact
        .recording
        .as_ref()
        .map(|_| read(&practice, &instance, &contact).map(|_| ()));
    let status = match &sound {
        Some(Err(fault)) => fault.status,
        _ => StatusCode::OK,
    };
    page(
        status,
        html::contact(
            &access_url(&practice, &alias),
            &instance,
            &contact,
            sound.as_ref(),
        ),
    )
}

async fn recording(
    State(practice): State<Arc<Practice>>,
    Path((alias, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = practice.store.read(|world| {
        find(world, &alias).and_then(|instance| {
            contact_of(world, instance, &id).map(|contact| (instance.clone(), contact.clone()))
        })
    });
    let Some((instance, contact)) = found else {
        return missing(&id);
    };
    match read(&practice, &instance, &contact) {
        Ok((bytes, content_type)) => sound(bytes, &content_type, &headers),
        Err(fault) => {
            let text = format!(
                "The recording does not play. {}: {}\n",
                fault.code, fault.message
            );
            (
                fault.status,
                [(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/plain; charset=utf-8"),
                )],
                text,
            )
                .into_response()
        }
    }
}

async fn test_call(State(practice): State<Arc<Practice>>, Path(alias): Path<String>) -> Response {
    let found = practice.store.read(|world| {
        find(world, &alias).map(|instance| (instance.region.clone(), instance.id.clone()))
    });
    let Some((region, id)) = found else {
        return missing(&alias);
    };
    let base = access_url(&practice, &alias);
    match connect::place_call(&practice, &region, &id) {
        Ok(contact) => Redirect::to(&html::details(&base, &contact.id)).into_response(),
        Err(fault) => page(fault.status, html::call_not_recorded(&base, &alias, &fault)),
    }
}

/// Reads a recording as Connect does.
fn read(
    practice: &Practice,
    instance: &Instance,
    contact: &Contact,
) -> Result<(Bytes, String), Fault> {
    let nothing = || Fault::not_found("NoSuchKey", "The specified key does not exist.");
    let place = contact.recording.as_ref().ok_or_else(nothing)?;
    let call = practice.store.read(|world| {
        connect::service_session(practice, world, instance, &contact.agent, "GetObject")
    })?;
    let call = Call {
        bucket: Some(place.bucket.clone()),
        key: Some(place.key.clone()),
        ..call
    };
    practice.log.begin(&call, Vec::new());
    let result = if practice.troubles.fails_playback() {
        Err(Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Access Denied",
        ))
    } else {
        practice.store.read(|world| {
            let resource = format!("arn:aws:s3:::{}/{}", place.bucket, place.key);
            let ask = Ask {
                bucket: Some(&place.bucket),
                ..Ask::new("s3:GetObject", resource)
            };
            authorize::check(practice, world, &call, &ask)?;
            authorize::check_key(practice, world, &call, &place.bucket, "kms:Decrypt")?;
            let object = world
                .buckets
                .get(&place.bucket)
                .and_then(|bucket| bucket.objects.get(&place.key));
            object
                .map(|object| (object.body.clone(), object.content_type.clone()))
                .ok_or_else(nothing)
        })
    };
    let status = result
        .as_ref()
        .map_or_else(|fault| fault.status, |_| StatusCode::OK);
    practice.log.end(&call.request_id, status.as_u16());
    result.map(|(body, content_type)| (body.bytes(), content_type))
}

/// Sound, whole or in the part that the player asks for.
fn sound(bytes: Bytes, content_type: &str, headers: &HeaderMap) -> Response {
    let size = bytes.len();
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| Range::parse(value).ok());
    let mut answer = HeaderMap::new();
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        answer.insert(header::CONTENT_TYPE, content_type);
    }
    let Some(range) = range else {
        return (StatusCode::OK, answer, Body::from(bytes)).into_response();
    };
    let Ok(part) = range.check(u64::try_from(size).unwrap_or_default()) else {
        return (StatusCode::RANGE_NOT_SATISFIABLE, answer).into_response();
    };
    if let Ok(value) = HeaderValue::from_str(&format!(
        "bytes {}-{}/{size}",
        part.start,
        part.end.saturating_sub(1)
    )) {
        answer.insert(header::CONTENT_RANGE, value);
    }
    let bound = |at: u64| usize::try_from(at).unwrap_or(size).min(size);
    (
        StatusCode::PARTIAL_CONTENT,
        answer,
        Body::from(bytes.slice(bound(part.start)..bound(part.end))),
    )
        .into_response()
}

fn find<'a>(world: &'a World, alias: &str) -> Option<&'a Instance> {
    world
        .instances
        .iter()
        .find(|instance| instance.alias == alias)
}

fn contact_of<'a>(world: &'a World, instance: &Instance, id: &str) -> Option<&'a Contact> {
    world
        .contacts
        .iter()
        .find(|contact| contact.id == id && contact.instance == instance.id)
}

fn missing(what: &str) -> Response {
    page(StatusCode::NOT_FOUND, html::missing(what))
}

fn page(status: StatusCode, html: String) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'",
            ),
        ),
    ];
    (status, headers, Body::from(html)).into_response()
}
