//! What a refusal is called, and AWS's words for it, service by service.
//!
//! Sources: S3 API reference, "Error responses"; IAM User Guide, "Troubleshoot access denied error messages";
//! the query and REST-JSON services' common errors.

use http::StatusCode;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::call::{Caller, CallerKind, Protocol, Service};
use crate::fault::Fault;
use crate::sigv4::SignatureError;

/// A signature that is not accepted.
pub(crate) fn signature(service: Service, error: &SignatureError) -> Fault {
    let fault = match service.protocol() {
        Protocol::S3 => signature_of_s3(error),
        Protocol::Query => signature_elsewhere(
            error,
            [
                "InvalidClientTokenId",
                "SignatureDoesNotMatch",
                "ExpiredToken",
            ],
        ),
        Protocol::RestJson | Protocol::Json => signature_elsewhere(
            error,
            [
                "UnrecognizedClientException",
                "InvalidSignatureException",
                "ExpiredTokenException",
            ],
        ),
    };
    with_status_of(service, fault)
}

/// The services of JSON 1.1 say 400 where the others say 403. Source: "Common Errors" of the Kinesis, Firehose and
/// AWS KMS API references.
fn with_status_of(service: Service, mut fault: Fault) -> Fault {
    if service.protocol() == Protocol::Json {
        fault.status = StatusCode::BAD_REQUEST;
    }
    fault
}

/// No signature where one is needed.
pub(crate) fn unsigned(service: Service) -> Fault {
    let code = match service.protocol() {
        Protocol::RestJson | Protocol::Json => "MissingAuthenticationTokenException",
        Protocol::S3 | Protocol::Query => "MissingAuthenticationToken",
    };
    with_status_of(
        service,
        Fault::new(
            StatusCode::FORBIDDEN,
            code,
            "Request is missing Authentication Token",
        ),
    )
}

/// The Region is not enabled for the account: its endpoint does not know any of the account's keys.
/// Source: IAM User Guide, "Managing AWS STS in an AWS Region"; AWS General Reference, "Enable a Region".
pub(crate) fn region_not_enabled(service: Service) -> Fault {
    match service {
        Service::S3 => Fault::bad(
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
        ),
        _ => signature(service, &SignatureError::UnknownKey),
    }
}

fn signature_of_s3(error: &SignatureError) -> Fault {
    let forbidden = |code: &str, message: &str| Fault::new(StatusCode::FORBIDDEN, code, message);
    match error {
        SignatureError::Malformed(why) => Fault::bad(
            "AuthorizationHeaderMalformed",
            format!("The authorization header is malformed; {why}."),
        ),
        SignatureError::OldVersion => Fault::bad(
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        ),
        SignatureError::UnknownKey => forbidden(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        SignatureError::WrongToken => Fault::bad(
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
        ),
        SignatureError::Expired => Fault::bad("ExpiredToken", "The provided token has expired."),
        SignatureError::Skewed { .. } => forbidden(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        SignatureError::PresignedExpired => forbidden("AccessDenied", "Request has expired"),
        SignatureError::OtherBody => Fault::bad(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        SignatureError::Mismatch => forbidden(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. \
             Check your key and signing method.",
        ),
    }
}

/// `codes`: an unknown key, a wrong signature, an ended session.
fn signature_elsewhere(error: &SignatureError, codes: [&str; 3]) -> Fault {
    let [unknown, mismatch, expired] = codes;
    let forbidden = |code: &str, message: String| Fault::new(StatusCode::FORBIDDEN, code, message);
    match error {
        SignatureError::Malformed(why) => {
            let code = if unknown == "InvalidClientTokenId" { "IncompleteSignature" } else { "IncompleteSignatureException" };
            forbidden(code, format!("The authorization header is incomplete; {why}."))
        }
        SignatureError::OldVersion => forbidden(
            mismatch,
            "Only AWS4-HMAC-SHA256 is supported.".to_owned(),
        ),
        SignatureError::UnknownKey | SignatureError::WrongToken => {
            forbidden(unknown, "The security token included in the request is invalid.".to_owned())
        }
        SignatureError::Expired => {
            forbidden(expired, "The security token included in the request is expired".to_owned())
        }
        SignatureError::Skewed { signed, server } => {
            let (relation, verb) = if signed < server { ("earlier", "expired") } else { ("later", "not yet current") };
            forbidden(
                mismatch,
                format!(
                    "Signature {verb}: {} is now {relation} than {} ({} +/- 5 min.)",
                    compact(*signed),
                    compact(*server),
                    compact(*server)
                ),
            )
        }
        SignatureError::PresignedExpired => forbidden(mismatch, "Signature expired".to_owned()),
        SignatureError::Mismatch | SignatureError::OtherBody => forbidden(
            mismatch,
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details."
                .to_owned(),
        ),
    }
}

/// A call that the policies refuse. `because` is AWS's closing phrase, such as `with an explicit deny in a
/// resource-based policy`; `told` says whether AWS tells the caller (same account or organization).
pub(crate) fn denied(
    service: Service,
    caller: &Caller,
    action: &str,
    resource: &str,
    because: &str,
    told: bool,
) -> Fault {
    let code = match service.protocol() {
        Protocol::RestJson | Protocol::Json => "AccessDeniedException",
        Protocol::S3 | Protocol::Query => "AccessDenied",
    };
    if service == Service::S3 && (!told || caller.kind == CallerKind::Anonymous) {
        return Fault::new(StatusCode::FORBIDDEN, code, "Access Denied");
    }
    let on = match (service, resource) {
        (Service::S3 | Service::CloudTrail, "*") => String::new(),
        (Service::S3, resource) if resource.starts_with("arn:aws:s3:") => {
            format!(" on resource: \"{resource}\"")
        }
        (_, resource) => format!(" on resource: {resource}"),
    };
    let message = format!(
        "User: {} is not authorized to perform: {action}{on} {because}",
        caller.arn
    );
    with_status_of(service, Fault::new(StatusCode::FORBIDDEN, code, message))
}

/// `20261122T040506Z`
fn compact(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[year][month][day]T[hour][minute][second]Z"
    ))
    .unwrap_or_default()
}
