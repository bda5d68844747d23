//! The JSON 1.1 protocol of Kinesis, Firehose, KMS and CloudTrail: `POST /`, the operation in `X-Amz-Target`, JSON in and out.
//! Source: the service models' `json` protocol, as botocore reads it; times are seconds since 1970.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;

use crate::call::{Call, Service};
use crate::fault::Fault;

/// What requests and answers are.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

fn target(parts: &Parts) -> Option<(&str, &str)> {
    parts
        .headers
        .get("x-amz-target")?
        .to_str()
        .ok()?
        // CloudTrail's has more dots before the operation.
        .rsplit_once('.')
}

/// The service that an unsigned request is for, if it is one of these.
pub(crate) fn service(parts: &Parts) -> Option<Service> {
    match target(parts)?.0 {
        "Kinesis_20131202" => Some(Service::Kinesis),
        "Firehose_20150804" => Some(Service::Firehose),
        "TrentService" => Some(Service::Kms),
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101" => Some(Service::CloudTrail),
        _ => None,
    }
}

/// The operation's name.
pub(crate) fn operation(parts: &Parts) -> &str {
    target(parts).map_or("Unknown", |(_, operation)| operation)
}

/// Reads a request.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body)
        .map_err(|error| Fault::bad("SerializationException", error.to_string()))
}

/// An operation that is not simulated here.
pub(crate) fn unknown(call: &Call) -> Fault {
    Fault::bad(
        "UnknownOperationException",
        format!(
            "the practice account does not know the operation {}",
            call.operation
        ),
    )
}

/// An answer; `Null` is one without a body.
pub(crate) fn respond(call: &Call, result: Result<Value, Fault>) -> Response {
    match result {
        Ok(value) => {
            let body = if value.is_null() {
                Body::empty()
            } else {
                Body::from(value.to_string())
            };
            let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE))];
            (StatusCode::OK, headers, body).into_response()
        }
        Err(fault) => fault.into_response(call.service, &call.request_id),
    }
}

/// Seconds since 1970, with milliseconds.
pub(crate) fn seconds(time: OffsetDateTime) -> Value {
    let milliseconds = i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    let (whole, rest) = (
        milliseconds.div_euclid(1_000),
        milliseconds.rem_euclid(1_000),
    );
    // Written as text first: no rounding.
    serde_json::from_str(&format!("{whole}.{rest:03}")).unwrap_or(Value::Null)
}
