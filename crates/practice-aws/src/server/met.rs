//! The troubles that a call meets at the door, before and after it takes effect.

use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http_body_util::{BodyExt as _, Collected};
use serde_json::Value;

use super::{Cut, Server};
use crate::call::{Call, Service};
use crate::fault::{self, Fault};
use crate::sigv4::SignatureError;
use crate::trouble::{Kind, Trouble};
use crate::{cloudtrail, refusal};

impl Server {
    /// Troubles before the call takes effect: a fault ends it, a cut ends the connection.
    pub(super) async fn before(&self, call: &Call, met: &[Trouble]) -> Result<Option<Fault>, Cut> {
        if let (Some(throttle), Service::Connect | Service::CloudTrail) =
            (&self.practice.throttle, call.service)
            && !throttle.admits(&call.operation, &call.region, Instant::now())
        {
            return Ok(Some(throttled(call.service)));
        }
        for trouble in met {
            match trouble.kind {
                Kind::Latency => tokio::time::sleep(trouble.duration()).await,
                Kind::Throttling => return Ok(Some(throttled(call.service))),
                Kind::ServerError => return Ok(Some(server_error(call.service))),
                Kind::ExpiringSession => {
                    return Ok(Some(refusal::signature(
                        call.service,
                        &SignatureError::Expired,
                    )));
                }
                Kind::CutBefore => return Err(Cut),
                Kind::ConcurrentEdit if !trouble.after => self.edit(call, trouble),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Troubles after it took effect.
    pub(super) async fn after(
        &self,
        call: &Call,
        met: &[Trouble],
        before: Option<Value>,
        status: StatusCode,
    ) -> Result<(), Cut> {
        for trouble in met {
            match trouble.kind {
                Kind::StaleReads if status.is_success() && writes_policy(call) => {
                    if let Some(bucket) = &call.bucket {
                        self.practice.troubles.make_stale(
                            bucket,
                            before.clone(),
                            trouble.duration(),
                        );
                    }
                }
                Kind::ConcurrentEdit if trouble.after => self.edit(call, trouble),
                Kind::DelayedAnswer => tokio::time::sleep(trouble.duration()).await,
                Kind::CutAfter => return Err(Cut),
                _ => {}
            }
        }
        Ok(())
    }

    /// A write of a bucket policy that S3 refused is in CloudTrail too; what was done is taken down where it is
    /// done.
    pub(super) async fn take_down_refusal(
        &self,
        call: &Call,
        sent: &[u8],
        response: Response,
    ) -> Response {
        let Some(bucket) = call
            .bucket
            .as_deref()
            .filter(|_| writes_policy(call) && response.status().is_client_error())
        else {
            return response;
        };
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map(Collected::to_bytes)
            .unwrap_or_default();
        let (code, message) = fault::read_s3(&body);
        let policy = serde_json::from_slice(sent).ok();
        let taken_down = self.practice.store.change(|world| {
            cloudtrail::refused(world, call, bucket, policy.as_ref(), (&code, &message));
            Ok::<_, Fault>(())
        });
        if let Err(error) = taken_down {
            tracing::error!(message = error.message, "a refusal was not taken down");
        }
        Response::from_parts(parts, Body::from(body))
    }

    fn edit(&self, call: &Call, trouble: &Trouble) {
        if let Some(bucket) = &call.bucket
            && let Err(error) =
                crate::control::edit_policy(&self.practice, bucket, trouble.policy.as_ref())
        {
            tracing::warn!(
                bucket,
                message = error.message,
                "the concurrent edit could not be made"
            );
        }
    }

    pub(super) fn stored_policy(&self, call: &Call) -> Option<Value> {
        let bucket = call.bucket.as_deref().filter(|_| writes_policy(call))?;
        self.practice.store.read(|world| {
            world
                .buckets
                .get(bucket)
                .and_then(|bucket| bucket.policy.clone())
        })
    }
}

/// Whether a call puts or deletes a bucket policy.
fn writes_policy(call: &Call) -> bool {
    call.service == Service::S3
        && matches!(
            call.operation.as_str(),
            "PutBucketPolicy" | "DeleteBucketPolicy"
        )
}

/// Too many calls. Sources: S3 API reference, `SlowDown`; IAM and STS common errors; Amazon Connect quotas;
/// the Lambda and Kinesis API references' errors; Firehose and AWS KMS common errors.
fn throttled(service: Service) -> Fault {
    match service {
        Service::S3 => Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "SlowDown",
            "Please reduce your request rate.",
        ),
        Service::Sts | Service::Iam => Fault::bad("Throttling", "Rate exceeded"),
        Service::Connect => Fault::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequestsException",
            "Too Many Requests",
        ),
        Service::Lambda => Fault::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequestsException",
            "Rate exceeded",
        ),
        Service::Kinesis => Fault::bad(
            "LimitExceededException",
            "Rate exceeded for the account in this Region.",
        ),
        Service::Firehose | Service::Kms | Service::CloudTrail => {
            Fault::bad("ThrottlingException", "Rate exceeded")
        }
    }
}

fn server_error(service: Service) -> Fault {
    let (code, message) = match service {
        Service::S3 => (
            "InternalError",
            "We encountered an internal error. Please try again.",
        ),
        Service::Sts | Service::Iam => (
            "ServiceFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        Service::Connect => (
            "InternalServiceException",
            "Request processing failed because of an error or failure with the service.",
        ),
        Service::Lambda => (
            "ServiceException",
            "An error occurred and the request can't be processed.",
        ),
        Service::Kinesis | Service::Firehose | Service::CloudTrail => (
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        Service::Kms => (
            "KMSInternalException",
            "The request was rejected because an internal exception occurred. The request can be retried.",
        ),
    };
    Fault::new(StatusCode::INTERNAL_SERVER_ERROR, code, message)
}
