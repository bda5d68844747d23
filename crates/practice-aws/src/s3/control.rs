//! S3 Control: what is about the account and not about a bucket. Of it, the account's own public access block.
//!
//! Source: S3 API reference, `GetPublicAccessBlock` of S3 Control: `GET /v20180820/configuration/publicAccessBlock`
//! with the account in `x-amz-account-id`. Its errors are wrapped (`ErrorResponse`), unlike S3's own.

use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{Method, StatusCode, header};

use crate::authorize::{self, Ask};
use crate::call::{Call, CallerKind};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::refusal;
use crate::xml::Xml;

/// What every path begins with: the API's version. A bucket of this name could not be asked for.
const PATHS: &str = "/v20180820/";
const BLOCK: &str = "/v20180820/configuration/publicAccessBlock";
const NAMESPACE: &str = "http://awss3control.amazonaws.com/doc/2018-08-20/";

/// Whether a path is S3 Control's.
pub(crate) fn is_mine(path: &str) -> bool {
    path.starts_with(PATHS)
}

/// The operation's name, for the log and for troubles; S3 has one of the same name for a bucket's.
pub(super) fn operation(method: &Method, path: &str) -> &'static str {
    if path == BLOCK && method == Method::GET {
        "GetAccountPublicAccessBlock"
    } else {
        "Unknown"
    }
}

/// Answers a call whose signature was verified.
pub(super) fn answer(practice: &Practice, call: &Call, parts: &Parts) -> Response {
    let account = parts
        .headers
        .get("x-amz-account-id")
        .and_then(|value| value.to_str().ok());
    match block(practice, call, account) {
        Ok(xml) => {
            let headers = [(header::CONTENT_TYPE, "application/xml")];
            (headers, xml).into_response()
        }
        Err(fault) => refuse(fault, call),
    }
}

/// An error in S3 Control's form.
pub(crate) fn refuse(fault: Fault, call: &Call) -> Response {
    fault.into_wrapped_response(NAMESPACE, &call.request_id)
}

fn block(practice: &Practice, call: &Call, account: Option<&str>) -> Result<String, Fault> {
    if call.operation != "GetAccountPublicAccessBlock" {
        return Err(Fault::new(
            StatusCode::NOT_IMPLEMENTED,
            "NotImplemented",
            "the practice account does not have this operation of S3 Control",
        ));
    }
    if call.caller.kind == CallerKind::Anonymous {
        return Err(refusal::unsigned(call.service));
    }
    practice.store.read(|world| {
        if account != Some(world.account.id.as_str()) {
            return Err(Fault::new(
                StatusCode::FORBIDDEN,
                "AccessDenied",
                "Access Denied",
            ));
        }
        let ask = Ask::new("s3:GetAccountPublicAccessBlock", "*");
        authorize::check(practice, world, call, &ask)?;
        let block = world.account.public_access_block.ok_or_else(|| {
            Fault::not_found(
                "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found",
            )
        })?;
        let mut xml = Xml::document();
        xml.open_with("PublicAccessBlockConfiguration", NAMESPACE);
        for (name, on) in [
            ("BlockPublicAcls", block.block_public_acls),
            ("IgnorePublicAcls", block.ignore_public_acls),
            ("BlockPublicPolicy", block.block_public_policy),
            ("RestrictPublicBuckets", block.restrict_public_buckets),
        ] {
            xml.text(name, if on { "true" } else { "false" });
        }
        xml.close("PublicAccessBlockConfiguration");
        Ok(xml.finish())
    })
}
