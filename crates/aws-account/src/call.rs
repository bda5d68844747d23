//! A call to AWS that did not bring what was asked for: what failed, on what, why, and whether it
//! ever reached AWS.

mod answer;
mod help;

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use lockdown::known::{Known, Unknown, UnknownReason};
use time::OffsetDateTime;

use answer::{is_clock_off, reached, reason_of};

pub(crate) use answer::find;
pub(crate) use help::SET_THE_CLOCK;

use crate::clock::clock_words;
use crate::wire_time::http_date;
use crate::words::{chain, without_secrets};

/// How far a call that failed had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It never left this computer.
    NotSent,
    /// AWS answered.
    Answered,
    /// It may have reached AWS, and no answer came back.
    Unsure,
}

/// A call to AWS that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// The IAM action, such as `s3:GetBucketPolicy`.
    pub action: String,
    /// What it was about: a bucket, a Region, an instance.
    pub on: String,
    /// The situation.
    pub reason: UnknownReason,
    /// AWS's error code, such as `AccessDenied`.
    pub code: Option<String>,
    /// AWS's own words, or the cause at the network border.
    pub message: String,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// How far it had come.
    pub reached: Reached,
    /// The Region that S3 says the bucket is in, where the call went to another one.
    pub(crate) right_region: Option<String>,
    /// AWS's time, by the Date header of its answer.
    pub(crate) answered_at: Option<OffsetDateTime>,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            action,
            on,
            message,
            ..
        } = self;
        match self.reason {
            UnknownReason::Refused => write!(f, "AWS refused `{action}` on `{on}`"),
            UnknownReason::RegionNotEnabled => {
                write!(f, "the Region `{on}` is not enabled in this account")
            }
            UnknownReason::NoAnswer => write!(f, "no answer to `{action}` on `{on}`"),
            UnknownReason::Throttled => write!(
                f,
                "AWS slowed down `{action}` on `{on}`, and the retries were used up"
            ),
            UnknownReason::Cancelled => write!(f, "`{action}` on `{on}` was cancelled"),
            UnknownReason::NotSignedIn => write!(
                f,
                "`{action}` on `{on}` failed: the session has ended or its credentials are not valid"
            ),
            UnknownReason::OtherAccount => write!(f, "`{on}` belongs to another account"),
            UnknownReason::Missing => write!(f, "`{on}` does not exist"),
            UnknownReason::NotUnderstood => write!(
                f,
                "AWS's answer to `{action}` on `{on}` can't be understood"
            ),
            UnknownReason::Failed if self.is_clock_off() => {
                write!(f, "`{action}` on `{on}` failed: {}", clock_words(None))
            }
            UnknownReason::NotReadYet | UnknownReason::Failed => {
                write!(f, "`{action}` on `{on}` failed")
            }
        }?;
        if message.is_empty() {
            Ok(())
        } else {
            write!(f, ": {message}")
        }
    }
}

impl Error for CallError {}

impl CallError {
    /// From the SDK's error, with the IAM action and what it was about.
    pub(crate) fn new<E>(
        action: &str,
        on: impl Into<String>,
        error: &SdkError<E, HttpResponse>,
    ) -> Self
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        let answer = error.raw_response();
        let status = answer.map(|answer| answer.status().as_u16());
        let header = |name: &str| {
            answer
                .and_then(|a| a.headers().get(name))
                .map(str::to_owned)
        };
        let meta = error.as_service_error().map(ProvideErrorMetadata::meta);
        let code = meta.and_then(|meta| meta.code()).map(str::to_owned);
        let message = meta
            .and_then(|meta| meta.message())
            .map_or_else(|| without_secrets(&chain(error)), str::to_owned);
        let reached = reached(error);
        let reason = match error {
            SdkError::ServiceError(_) if is_clock_off(code.as_deref(), &message) => {
                UnknownReason::Failed
            }
            SdkError::ServiceError(_) => reason_of(code.as_deref(), status),
            SdkError::ResponseError(_) => match status {
                Some(status) if status >= 300 => reason_of(None, Some(status)),
                _ => UnknownReason::NotUnderstood,
            },
            _ if find::<CredentialsError>(error).is_some() => UnknownReason::NotSignedIn,
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => UnknownReason::NoAnswer,
            _ => UnknownReason::Failed,
        };
        Self {
            action: action.to_owned(),
            on: on.into(),
            reason,
            code,
            message,
            request_id: error.request_id().map(str::to_owned),
            status,
            reached,
            right_region: header("x-amz-bucket-region"),
            answered_at: header("date").as_deref().and_then(http_date),
        }
    }

    /// An answer that is not what the API promises.
    pub(crate) fn not_understood(
        action: &str,
        on: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            action: action.to_owned(),
            on: on.into(),
            reason: UnknownReason::NotUnderstood,
            code: None,
            message: message.into(),
            request_id: None,
            status: None,
            reached: Reached::Answered,
            right_region: None,
            answered_at: None,
        }
    }

    /// A call that AWS would have refused, and that was not sent.
    pub(crate) fn refused_beforehand(
        action: &str,
        on: impl Into<String>,
        code: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            reason: UnknownReason::Failed,
            code: Some(code.to_owned()),
            reached: Reached::NotSent,
            ..Self::not_understood(action, on, message)
        }
    }

    /// A call that the user cancelled.
    pub(crate) fn cancelled(action: &str, on: impl Into<String>) -> Self {
        Self {
            reason: UnknownReason::Cancelled,
            reached: Reached::Unsure,
            ..Self::not_understood(action, on, "")
        }
    }

    /// The same as an unknown value.
    pub fn unknown(&self) -> Unknown {
        let detail = match &self.code {
            Some(code) if self.message.is_empty() => code.clone(),
            Some(code) => format!("{code}: {}", self.message),
            None => self.message.clone(),
        };
        Unknown {
            reason: self.reason,
            missing_permission: self.missing_permission(),
            detail,
            request_id: self.request_id.clone(),
        }
    }

    /// The same as an unknown value of any type.
    pub(crate) fn known<T>(&self) -> Known<T> {
        Known::Unknown(self.unknown())
    }

    pub(crate) fn has_code(&self, codes: &[&str]) -> bool {
        self.code
            .as_deref()
            .is_some_and(|code| codes.contains(&code))
    }
}

/// A result as a known or unknown value.
pub fn known<T>(result: Result<T, CallError>) -> Known<T> {
    match result {
        Ok(value) => Known::Value(value),
        Err(error) => error.known(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;
    use aws_smithy_types::error::metadata::ErrorMetadata as Meta;

    use super::*;

    #[derive(Debug)]
    struct Refusal(ErrorMetadata);

    impl fmt::Display for Refusal {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}", self.0)
        }
    }

    impl Error for Refusal {}

    impl ProvideErrorMetadata for Refusal {
        fn meta(&self) -> &ErrorMetadata {
            &self.0
        }
    }

    fn answer(status: u16) -> HttpResponse {
        let mut answer = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
        answer.headers_mut().insert("x-amz-request-id", "R1");
        answer
    }

    fn refusal(code: &str, message: &str, status: u16) -> CallError {
        let meta = Meta::builder().code(code).message(message).build();
        let error = SdkError::service_error(Refusal(meta), answer(status));
        CallError::new("s3:GetBucketPolicy", "acme-recordings", &error)
    }

    #[test]
    fn a_refusal_names_the_action_that_aws_names() {
        let error = refusal(
            "AccessDenied",
            "User: arn:aws:sts::123456789012:assumed-role/R/s is not authorized to perform: kms:Decrypt on the \
             resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action",
            403,
        );
        assert_eq!(error.reason, UnknownReason::Refused);
        assert_eq!(error.missing_permission().as_deref(), Some("kms:Decrypt"));
        assert_eq!(error.request_id.as_deref(), Some("R1"));
        assert_eq!(error.status, Some(403));
        assert_eq!(error.reached, Reached::Answered);
        assert!(!error.is_deny_in_resource_policy());
    }

    #[test]
    fn a_bare_refusal_names_the_action_that_was_called() {
        let error = refusal("AccessDenied", "Access Denied", 403);
        assert_eq!(
            error.missing_permission().as_deref(),
            Some("s3:GetBucketPolicy")
        );
        assert_eq!(
            error.to_string(),
            "AWS refused `s3:GetBucketPolicy` on `acme-recordings`: Access Denied"
        );
    }

    #[test]
    fn situations_are_told_apart() {
        for (code, status, reason) in [
            ("ExpiredToken", 400, UnknownReason::NotSignedIn),
            (
                "UnrecognizedClientException",
                403,
                UnknownReason::NotSignedIn,
            ),
            ("InvalidIdentityToken", 400, UnknownReason::NotSignedIn),
            ("RequestTimeTooSkewed", 403, UnknownReason::Failed),
            ("SlowDown", 503, UnknownReason::Throttled),
            ("TooManyRequestsException", 429, UnknownReason::Throttled),
            ("NoSuchBucket", 404, UnknownReason::Missing),
            ("SomethingNew", 403, UnknownReason::Refused),
            ("SomethingNew", 500, UnknownReason::Failed),
        ] {
            assert_eq!(refusal(code, "", status).reason, reason, "{code}");
        }
    }

    #[test]
    fn a_date_that_aws_does_not_take_is_no_wrong_signature() {
        let wrong = refusal(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match",
            403,
        );
        assert!(!wrong.is_clock_off());
        assert_eq!(wrong.reason, UnknownReason::NotSignedIn);
        for words in [
            "Signature expired: 20261126T093000Z is now earlier than 20261126T093500Z (20261126T094000Z - 5 min.)",
            "Signature not yet current: 20261126T095000Z is still later than 20261126T094500Z (20261126T094000Z + 5 min.)",
        ] {
            for code in ["SignatureDoesNotMatch", "InvalidSignatureException"] {
                let off = refusal(code, words, 403);
                assert!(off.is_clock_off(), "{words}");
                assert_eq!(off.reason, UnknownReason::Failed);
                assert!(off.to_string().contains("this computer's clock"), "{off}");
                assert_eq!(off.help().as_deref(), Some(SET_THE_CLOCK));
            }
        }
    }

    #[test]
    fn only_a_refused_connection_proves_that_nothing_was_sent() {
        for (kind, reached) in [
            (std::io::ErrorKind::ConnectionRefused, Reached::NotSent),
            (std::io::ErrorKind::ConnectionReset, Reached::Unsure),
            (std::io::ErrorKind::TimedOut, Reached::Unsure),
        ] {
            let cause = std::io::Error::from(kind);
            let error: SdkError<Refusal, HttpResponse> =
                SdkError::dispatch_failure(ConnectorError::io(Box::new(cause)));
            let error = CallError::new("s3:PutBucketPolicy", "b", &error);
            assert_eq!(
                (error.reason, error.reached),
                (UnknownReason::NoAnswer, reached)
            );
        }
        let error: SdkError<Refusal, HttpResponse> = SdkError::timeout_error("8 s");
        assert_eq!(
            CallError::new("s3:PutBucketPolicy", "b", &error).reached,
            Reached::Unsure
        );
    }

    #[test]
    fn missing_credentials_are_not_a_network_failure() {
        let cause = CredentialsError::not_loaded("no credentials");
        let error: SdkError<Refusal, HttpResponse> =
            SdkError::dispatch_failure(ConnectorError::other(Box::new(cause), None));
        let error = CallError::new("s3:PutBucketPolicy", "b", &error);
        assert_eq!(
            (error.reason, error.reached),
            (UnknownReason::NotSignedIn, Reached::NotSent)
        );
    }
}
