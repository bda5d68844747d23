//! What AWS's answer, or its absence, says about the situation.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use lockdown::known::UnknownReason;

use super::Reached;

/// The situation by AWS's code, else by the status. Connect answers with codes that its model does
/// not name (`AccessDeniedException`), so codes are matched as texts.
pub(super) fn reason_of(code: Option<&str>, status: Option<u16>) -> UnknownReason {
    let by_code = code.and_then(|code| {
        Some(match code {
            "AccessDenied"
            | "AccessDeniedException"
            | "UnauthorizedOperation"
            | "AuthorizationError"
            | "AllAccessDisabled"
            | "NotAuthorized" => UnknownReason::Refused,
            "ExpiredToken"
            | "ExpiredTokenException"
            | "RequestExpired"
            | "TokenRefreshRequired"
            | "InvalidClientTokenId"
            | "UnrecognizedClientException"
            | "InvalidAccessKeyId"
            | "InvalidToken"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "InvalidIdentityToken"
            | "IDPRejectedClaim" => UnknownReason::NotSignedIn,
            "RequestTimeTooSkewed" => UnknownReason::Failed,
            "RegionDisabledException" => UnknownReason::RegionNotEnabled,
            "TooManyRequestsException"
            | "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "SlowDown"
            | "RequestLimitExceeded"
            | "BandwidthLimitExceeded"
            | "TooManyRequests" => UnknownReason::Throttled,
            "RequestTimeout" | "RequestTimeoutException" | "IDPCommunicationError" => {
                UnknownReason::NoAnswer
            }
            "NoSuchBucket"
            | "NoSuchKey"
            | "NoSuchEntity"
            | "ResourceNotFoundException"
            | "NotFound" => UnknownReason::Missing,
            _ => return None,
        })
    });
    by_code.unwrap_or(match status {
        Some(401 | 403) => UnknownReason::Refused,
        Some(404) => UnknownReason::Missing,
        Some(408 | 504) => UnknownReason::NoAnswer,
        Some(429) => UnknownReason::Throttled,
        _ => UnknownReason::Failed,
    })
}

/// Whether a refusal is about the date of the signature. S3 has a code of its own for that, the others say it in their
/// words alone: "Signature expired: …", "Signature not yet current: …" (IAM User Guide, "Troubleshoot signed requests
/// for AWS APIs").
pub(super) fn is_clock_off(code: Option<&str>, message: &str) -> bool {
    match code {
        Some("RequestTimeTooSkewed") => true,
        Some("SignatureDoesNotMatch" | "InvalidSignatureException") => {
            message.starts_with("Signature expired")
                || message.starts_with("Signature not yet current")
        }
        _ => false,
    }
}

/// How far the call had come. A refused connection is the one network failure that proves that
/// nothing was sent; resets and timeouts prove nothing.
pub(super) fn reached<E>(error: &SdkError<E, HttpResponse>) -> Reached
where
    E: Error + 'static,
{
    let never_connected = || {
        find::<std::io::Error>(error).is_some_and(|cause| {
            use std::io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
            matches!(
                cause.kind(),
                ConnectionRefused | HostUnreachable | NetworkUnreachable
            )
        })
    };
    match error {
        SdkError::ServiceError(_) => Reached::Answered,
        SdkError::ConstructionFailure(_) => Reached::NotSent,
        SdkError::DispatchFailure(_) if never_connected() => Reached::NotSent,
        _ if find::<CredentialsError>(error).is_some() => Reached::NotSent,
        _ => Reached::Unsure,
    }
}

/// The first error of this type in the chain of causes.
pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// `s3:GetBucketPolicy` in "… is not authorized to perform: s3:GetBucketPolicy on resource …".
pub(super) fn action_named_in(message: &str) -> Option<String> {
    let (_, after) = message.split_once("is not authorized to perform: ")?;
    let action = after
        .split(|c: char| c.is_whitespace() || c == ',')
        .next()?;
    let (service, name) = action.split_once(':')?;
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (plain(service) && plain(name)).then(|| action.to_owned())
}
