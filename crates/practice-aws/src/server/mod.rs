//! The door: one port for all services and for Connect's own pages.
//!
//! The credential scope of the signature says which service is meant; a request without one is an anonymous S3
//! request, unless its form says otherwise. For every call, in this order: who signed, which troubles are met, what
//! the service answers, and the headers that AWS puts on every answer.

mod met;
mod route;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use time::OffsetDateTime;
use time::macros::format_description;
use tower::ServiceExt as _;

use crate::call::{Call, Caller, Service};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::sigv4::{self, Now, SignatureError, Signed};
use crate::{
    cloudtrail, connect, firehose, iam, ids, kinesis, kms, lambda, metadata, page, refusal, s3,
    signin, sso, sts,
};

/// The largest body that is read: 64 MiB, many times the longest recording of the seed.
const LARGEST_BODY: usize = 64 << 20;
/// How long a silent Region keeps a connection open.
const SILENCE: Duration = Duration::from_mins(10);

/// The connection is to be cut without an answer.
#[derive(Debug, Error)]
#[error("the connection is cut, as the trouble wants it")]
pub(crate) struct Cut;

/// Everything that answers.
#[derive(Clone)]
pub(crate) struct Server {
    practice: Arc<Practice>,
    s3: s3s::service::S3Service,
    connect: axum::Router,
    lambda: axum::Router,
    page: axum::Router,
    sso: axum::Router,
    signin: axum::Router,
    metadata: axum::Router,
}

impl Server {
    /// A server for a practice account.
    pub(crate) fn new(practice: Arc<Practice>) -> Self {
        Self {
            s3: s3::service(Arc::clone(&practice)),
            connect: connect::router(Arc::clone(&practice)),
            lambda: lambda::router(Arc::clone(&practice)),
            page: page::router(Arc::clone(&practice)),
            sso: sso::router(Arc::clone(&practice)),
            signin: signin::router(Arc::clone(&practice)),
            metadata: metadata::router(Arc::clone(&practice)),
            practice,
        }
    }

    /// Answers one request, or cuts the connection.
    pub(crate) async fn handle(
        self,
        peer: SocketAddr,
        request: Request<Incoming>,
    ) -> Result<Response, Cut> {
        let (parts, body) = request.into_parts();
        let request_id = ids::fresh_hex()
            .to_ascii_uppercase()
            .chars()
            .take(16)
            .collect::<String>();
        if page::is_mine(parts.uri.path()) {
            let request = Request::from_parts(parts, Body::new(body));
            return Ok(infallible(self.page.oneshot(request).await));
        }
        if sso::is_mine(&parts) {
            let request = Request::from_parts(parts, Body::new(body));
            return Ok(infallible(self.sso.oneshot(request).await));
        }
        if signin::is_mine(&parts) {
            let request = Request::from_parts(parts, Body::new(body));
            return Ok(infallible(self.signin.oneshot(request).await));
        }
        if metadata::is_mine(&parts) {
            let request = Request::from_parts(parts, Body::new(body));
            return Ok(infallible(self.metadata.oneshot(request).await));
        }
        let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
            let fault = Fault::bad(
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size",
            );
            return Ok(self.finish(
                fault.into_response(Service::S3, &request_id),
                Service::S3,
                &request_id,
            ));
        };
        let body = body.to_bytes();
        let service = match route::service_of(&parts, &body) {
            Ok(service) => service,
            Err(name) => {
                return Ok(self.finish(no_such_service(&name), Service::Connect, &request_id));
            }
        };
        let call = match self.identify(&parts, &body, service, peer, &request_id) {
            Ok(call) => call,
            Err(fault) => {
                tracing::debug!(code = fault.code, "refused at the door");
                return Ok(self.finish(
                    fault.into_response(service, &request_id),
                    service,
                    &request_id,
                ));
            }
        };
        self.answer(call, parts, body).await
    }

    /// Who calls, and what. Unknown keys, wrong signatures, ended sessions and closed Regions end here.
    fn identify(
        &self,
        parts: &Parts,
        body: &Bytes,
        service: Service,
        peer: SocketAddr,
        request_id: &str,
    ) -> Result<Call, Fault> {
        let practice = &self.practice;
        let signed = Signed::read(parts).map_err(|error| refusal::signature(service, &error))?;
        if let Some(signed) = &signed {
            practice.shown.signature(&signed.signature);
        }
        let off = practice.troubles.clock_off();
        let now = Now {
            real: OffsetDateTime::now_utc() + off,
            practice: practice.clock.now() + off,
        };
        let operation = route::operation(service, parts, body);
        let by_token = service == Service::Sts && operation == sts::WITHOUT_SIGNATURE;
        let caller = match &signed {
            None if service == Service::S3 || by_token => Caller::anonymous(),
            None => return Err(refusal::unsigned(service)),
            Some(signed) => practice.store.read(|world| {
                if world.regions.not_enabled.contains(&signed.scope.region) {
                    return Err(refusal::region_not_enabled(service));
                }
                let key = world.key(&signed.access_key);
                if let Some(key) = key {
                    practice.shown.key(key);
                }
                sigv4::verify(signed, parts, &hex::encode(Sha256::digest(body)), key, now)
                    .and_then(|()| {
                        key.and_then(|key| Caller::of_key(world, key))
                            .ok_or(SignatureError::UnknownKey)
                    })
                    .map_err(|error| refusal::signature(service, &error))
            })?,
        };
        let (bucket, key) = if service == Service::S3 {
            s3::route::bucket_and_key(parts.uri.path())
        } else {
            (None, None)
        };
        Ok(Call {
            request_id: request_id.to_owned(),
            service,
            operation,
            region: signed
                .as_ref()
                .map(|signed| signed.scope.region.clone())
                .unwrap_or_default(),
            caller,
            now: now.practice,
            source: peer.ip(),
            user_agent: parts
                .headers
                .get(header::USER_AGENT)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            presigned_age: signed
                .filter(|signed| signed.expires.is_some())
                .map(|signed| {
                    i64::try_from((now.real - signed.date).whole_milliseconds()).unwrap_or(i64::MAX)
                }),
            bucket,
            key,
        })
    }

    /// The call's way through its troubles to the service and back.
    async fn answer(self, call: Call, parts: Parts, body: Bytes) -> Result<Response, Cut> {
        let met = self.practice.troubles.meet(&call);
        self.practice.log.begin(
            &call,
            met.iter()
                .map(|trouble| trouble.kind.name().to_owned())
                .collect(),
        );
        tokio::time::sleep(self.practice.latency).await;
        let (service, request_id) = (call.service, call.request_id.clone());
        if service == Service::Connect && self.is_silent(&call.region) {
            tokio::time::sleep(SILENCE).await;
            return Err(Cut);
        }
        let response = if let Some(fault) = self.before(&call, &met).await? {
            if s3::is_control(parts.uri.path()) {
                s3::refuse_control(fault, &call)
            } else {
                fault.into_response(service, &request_id)
            }
        } else {
            let before = self.stored_policy(&call);
            let response = self
                .clone()
                .dispatch(call.clone(), parts, body.clone())
                .await;
            let response = self.take_down_refusal(&call, &body, response).await;
            self.after(&call, &met, before, response.status()).await?;
            response
        };
        self.practice
            .log
            .end(&request_id, response.status().as_u16());
        Ok(self.finish(response, service, &request_id))
    }

    fn is_silent(&self, region: &str) -> bool {
        self.practice
            .store
            .read(|world| world.regions.silent.iter().any(|silent| silent == region))
    }

    async fn dispatch(self, call: Call, parts: Parts, body: Bytes) -> Response {
        match call.service {
            Service::S3 => s3::answer(&self.practice, &self.s3, call, parts, body).await,
            Service::Sts => sts::answer(&self.practice, &call, &body),
            Service::Iam => iam::answer(&self.practice, &call, &body),
            Service::CloudTrail => cloudtrail::answer(&self.practice, &call, &body),
            Service::Connect => {
                let mut request = Request::from_parts(parts, Body::from(body));
                request.extensions_mut().insert(call);
                infallible(self.connect.oneshot(request).await)
            }
            Service::Lambda => {
                let mut request = Request::from_parts(parts, Body::from(body));
                request.extensions_mut().insert(call);
                infallible(self.lambda.oneshot(request).await)
            }
            Service::Kinesis => kinesis::answer(&self.practice, &call, &body),
            Service::Firehose => firehose::answer(&self.practice, &call, &body),
            Service::Kms => kms::answer(&self.practice, &call, &body),
        }
    }

    /// The headers that every answer has.
    fn finish(&self, mut response: Response, service: Service, request_id: &str) -> Response {
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        let now = self.practice.clock.now() + self.practice.troubles.clock_off();
        put(header::DATE, &http_date(now));
        if service == Service::S3 {
            put(HeaderName::from_static("x-amz-request-id"), request_id);
            put(
                HeaderName::from_static("x-amz-id-2"),
                &ids::hex_digits(request_id, 64),
            );
            put(header::SERVER, "AmazonS3");
        } else {
            put(HeaderName::from_static("x-amzn-requestid"), request_id);
            put(HeaderName::from_static("x-amz-request-id"), request_id);
        }
        response
    }
}

/// A call to a service that is not simulated here.
fn no_such_service(name: &str) -> Response {
    let message = format!("the practice account does not have the service `{name}`");
    Fault::bad("UnknownOperationException", message).into_response(Service::Connect, "")
}

/// `Sun, 22 Nov 2026 04:05:06 GMT`, RFC 9110 section 5.6.7.
pub(crate) fn http_date(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    ))
    .unwrap_or_default()
}

pub(crate) fn infallible(result: Result<Response, Infallible>) -> Response {
    match result {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
