//! CloudTrail's event history: who wrote which bucket policy, over the last 90 days, by Region.
//!
//! [`record`] takes the writes down as they are done or refused; [`lookup`] answers `LookupEvents`. An event shows up
//! late, as in life: a second after the call here, fifteen minutes where the trouble `trail-late` is on.

mod lookup;
mod record;

use axum::response::Response;

use crate::aws_json;
use crate::call::Call;
use crate::practice::Practice;

pub(crate) use record::{refused, somebody_else, take_down};

/// How long CloudTrail remembers events without a trail. Source: AWS CloudTrail User Guide, "Working with CloudTrail
/// event history".
const REMEMBERED: time::Duration = time::Duration::days(90);

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let result = match call.operation.as_str() {
        "LookupEvents" => lookup::answer(practice, call, body),
        _ => Err(aws_json::unknown(call)),
    };
    aws_json::respond(call, result)
}
