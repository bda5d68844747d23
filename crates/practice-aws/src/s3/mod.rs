//! S3, on the wire of the `s3s` crate.
//!
//! The door has verified the signature and knows the caller; `s3s` verifies it a second time (for the sake of
//! chunked and trailing bodies, which it decodes), reads the operation and writes its answer. Time is judged at the
//! door alone. Every operation passes [`access`] before it is looked at. What is about the account and not about a
//! bucket is S3 Control's, another service with the same signing name: [`control`].

mod access;
mod buckets;
mod control;
mod notifications;
mod objects;
pub(crate) mod route;

pub(crate) use control::{is_mine as is_control, refuse as refuse_control};

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{Request, StatusCode};
use s3s::auth::{S3Auth, SecretKey};
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::dto::{
    DeleteBucketPolicyInput, DeleteBucketPolicyOutput, DeletePublicAccessBlockInput,
    DeletePublicAccessBlockOutput, GetBucketEncryptionInput, GetBucketEncryptionOutput,
    GetBucketLocationInput, GetBucketLocationOutput, GetBucketLoggingInput, GetBucketLoggingOutput,
    GetBucketNotificationConfigurationInput, GetBucketNotificationConfigurationOutput,
    GetBucketPolicyInput, GetBucketPolicyOutput, GetBucketPolicyStatusInput,
    GetBucketPolicyStatusOutput, GetBucketReplicationInput, GetBucketReplicationOutput,
    GetBucketTaggingInput, GetBucketTaggingOutput, GetObjectInput, GetObjectOutput,
    GetPublicAccessBlockInput, GetPublicAccessBlockOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput, ListObjectsInput,
    ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    PutBucketNotificationConfigurationInput, PutBucketNotificationConfigurationOutput,
    PutBucketPolicyInput, PutBucketPolicyOutput, PutObjectInput, PutObjectOutput,
    PutPublicAccessBlockInput, PutPublicAccessBlockOutput,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};

use crate::call::{Call, Service};
use crate::fault::Fault;
use crate::practice::Practice;

/// The service for a practice account.
pub(crate) fn service(practice: Arc<Practice>) -> S3Service {
    let mut config = S3Config::default();
    config.presigned_url_max_skew_time_secs = u32::MAX;
    let mut builder = S3ServiceBuilder::new(Buckets(Arc::clone(&practice)));
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    builder.set_auth(Keys(Arc::clone(&practice)));
    builder.set_access(access::Access(practice));
    builder.build()
}

/// Answers a call whose signature was verified.
pub(crate) async fn answer(
    practice: &Practice,
    service: &S3Service,
    call: Call,
    parts: Parts,
    body: Bytes,
) -> Response {
    if control::is_mine(parts.uri.path()) {
        return control::answer(practice, &call, &parts);
    }
    let request_id = call.request_id.clone();
    let mut request = Request::from_parts(parts, s3s::Body::from(body));
    request.extensions_mut().insert(call);
    match service.call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::error!(?error, "S3 could not answer");
            let fault = Fault::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalError",
                "the answer can't be written",
            );
            fault.into_response(Service::S3, &request_id)
        }
    }
}

/// The secrets behind the keys.
struct Keys(Arc<Practice>);

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.0
            .store
            .read(|world| {
                world
                    .key(access_key)
                    .map(|key| SecretKey::from(key.secret.as_str()))
            })
            .ok_or_else(|| s3_error!(InvalidAccessKeyId))
    }
}

/// The operations, each in a line; [`buckets`], [`notifications`] and [`objects`] do them.
struct Buckets(Arc<Practice>);

/// The call that came through the door.
fn call<T>(request: &S3Request<T>) -> S3Result<Call> {
    request
        .extensions
        .get::<Call>()
        .cloned()
        .ok_or_else(|| s3_error!(InternalError, "the call was lost"))
}

/// An answer out of what an operation returned.
fn done<T>(result: Result<T, Fault>) -> S3Result<S3Response<T>> {
    Ok(S3Response::new(result?))
}

#[async_trait::async_trait]
impl S3 for Buckets {
    async fn list_buckets(
        &self,
        request: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        done(Ok(buckets::list(&self.0, &request.input)))
    }

    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        done(buckets::head(&self.0, &request.input.bucket))
    }

    async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        done(buckets::location(&self.0, &request.input.bucket))
    }

    async fn get_bucket_policy(
        &self,
        request: S3Request<GetBucketPolicyInput>,
    ) -> S3Result<S3Response<GetBucketPolicyOutput>> {
        done(buckets::get_policy(&self.0, &request.input.bucket))
    }

    async fn put_bucket_policy(
        &self,
        request: S3Request<PutBucketPolicyInput>,
    ) -> S3Result<S3Response<PutBucketPolicyOutput>> {
        let call = call(&request)?;
        done(buckets::put_policy(
            &self.0,
            &call,
            &request.input.bucket,
            &request.input.policy,
        ))
    }

    async fn delete_bucket_policy(
        &self,
        request: S3Request<DeleteBucketPolicyInput>,
    ) -> S3Result<S3Response<DeleteBucketPolicyOutput>> {
        let call = call(&request)?;
        done(buckets::delete_policy(
            &self.0,
            &call,
            &request.input.bucket,
        ))
    }

    async fn get_bucket_policy_status(
        &self,
        request: S3Request<GetBucketPolicyStatusInput>,
    ) -> S3Result<S3Response<GetBucketPolicyStatusOutput>> {
        done(buckets::policy_status(&self.0, &request.input.bucket))
    }

    async fn get_public_access_block(
        &self,
        request: S3Request<GetPublicAccessBlockInput>,
    ) -> S3Result<S3Response<GetPublicAccessBlockOutput>> {
        done(buckets::get_public_access_block(
            &self.0,
            &request.input.bucket,
        ))
    }

    async fn put_public_access_block(
        &self,
        request: S3Request<PutPublicAccessBlockInput>,
    ) -> S3Result<S3Response<PutPublicAccessBlockOutput>> {
        done(buckets::put_public_access_block(&self.0, &request.input))
    }

    async fn delete_public_access_block(
        &self,
        request: S3Request<DeletePublicAccessBlockInput>,
    ) -> S3Result<S3Response<DeletePublicAccessBlockOutput>> {
        done(buckets::delete_public_access_block(
            &self.0,
            &request.input.bucket,
        ))
    }

    async fn get_bucket_tagging(
        &self,
        request: S3Request<GetBucketTaggingInput>,
    ) -> S3Result<S3Response<GetBucketTaggingOutput>> {
        done(buckets::tagging(&self.0, &request.input.bucket))
    }

    async fn get_bucket_replication(
        &self,
        request: S3Request<GetBucketReplicationInput>,
    ) -> S3Result<S3Response<GetBucketReplicationOutput>> {
        done(buckets::replication(&self.0, &request.input.bucket))
    }

    async fn get_bucket_notification_configuration(
        &self,
        request: S3Request<GetBucketNotificationConfigurationInput>,
    ) -> S3Result<S3Response<GetBucketNotificationConfigurationOutput>> {
        done(notifications::get(&self.0, &request.input.bucket))
    }

    async fn put_bucket_notification_configuration(
        &self,
        request: S3Request<PutBucketNotificationConfigurationInput>,
    ) -> S3Result<S3Response<PutBucketNotificationConfigurationOutput>> {
        done(notifications::put(&self.0, request.input))
    }

    async fn get_bucket_logging(
        &self,
        request: S3Request<GetBucketLoggingInput>,
    ) -> S3Result<S3Response<GetBucketLoggingOutput>> {
        done(buckets::logging(&self.0, &request.input.bucket))
    }

    async fn get_bucket_encryption(
        &self,
        request: S3Request<GetBucketEncryptionInput>,
    ) -> S3Result<S3Response<GetBucketEncryptionOutput>> {
        done(buckets::encryption(&self.0, &request.input.bucket))
    }

    async fn list_objects(
        &self,
        request: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        done(objects::list_by_marker(&self.0, request.input))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        done(objects::list(&self.0, &request.input))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let call = call(&request)?;
        done(objects::get(&self.0, &call, &request.input))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let call = call(&request)?;
        done(objects::head(&self.0, &call, &request.input))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let call = call(&request)?;
        done(objects::put(&self.0, &call, request.input).await)
    }
}
