//! STS: who am I, and may I become somebody else?

mod assume;
mod one_time_code;
mod web_identity;

pub(crate) use one_time_code::UsedCodes;
pub(crate) use web_identity::WebTokens;

use axum::response::Response;

use crate::call::{Call, Service};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::query::{self, Form};

/// The one operation that nobody signs: the token says who calls.
pub(crate) const WITHOUT_SIGNATURE: &str = "AssumeRoleWithWebIdentity";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let form = Form::read(body);
    if let Some(code) = form.get("TokenCode") {
        practice.shown.one_time_code(code);
    }
    let result = match call.operation.as_str() {
        // Needs no permission. Source: STS API reference, GetCallerIdentity.
        "GetCallerIdentity" => Ok(caller_identity(practice, call)),
        "AssumeRole" => assume::role(practice, call, &form),
        WITHOUT_SIGNATURE => web_identity::role(practice, call, &form),
        action => Err(Fault::bad(
            "InvalidAction",
            format!("Could not find operation {action} for version 2011-06-15"),
        )),
    };
    result.unwrap_or_else(|fault| fault.into_response(Service::Sts, &call.request_id))
}

fn caller_identity(practice: &Practice, call: &Call) -> Response {
    let account = practice.store.read(|world| world.account.id.clone());
    query::respond("GetCallerIdentity", NAMESPACE, &call.request_id, |xml| {
        xml.text("Arn", &call.caller.arn);
        xml.text("UserId", &call.caller.user_id);
        xml.text("Account", &account);
    })
}
