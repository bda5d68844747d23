//! What every S3 request passes before it is done: does the bucket exist, here, with that owner, and may the
//! caller do this to it?

use std::sync::Arc;

use http::StatusCode;
use s3s::access::{S3Access, S3AccessContext};
use s3s::path::S3Path;
use s3s::{S3Result, s3_error};
use url::form_urlencoded;

use crate::authorize::{self, Ask};
use crate::call::{Call, CallerKind};
use crate::fault::Fault;
use crate::practice::{Practice, no_such_bucket};
use crate::world::World;

/// The check.
pub(super) struct Access(pub(super) Arc<Practice>);

#[async_trait::async_trait]
impl S3Access for Access {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let call = context.extensions_mut().get::<Call>().cloned();
        let call = call.ok_or_else(|| s3_error!(InternalError, "the call was lost"))?;
        let operation = context.s3_op().name();
        let expected = context
            .headers()
            .get("x-amz-expected-bucket-owner")
            .and_then(|value| value.to_str().ok());
        let query = context.uri().query().unwrap_or_default();
        let (bucket, key) = match context.s3_path() {
            S3Path::Root => (None, None),
            S3Path::Bucket { bucket } => (Some(&**bucket), None),
            S3Path::Object { bucket, key } => (Some(&**bucket), Some(&**key)),
        };
        let subject = Subject {
            operation,
            bucket,
            key,
            expected_owner: expected,
            query,
        };
        self.0
            .store
            .read(|world| admit(&self.0, world, &call, &subject))
            .map_err(Into::into)
    }
}

/// What is to be done to what.
struct Subject<'a> {
    operation: &'a str,
    bucket: Option<&'a str>,
    key: Option<&'a str>,
    expected_owner: Option<&'a str>,
    query: &'a str,
}

fn admit(
    practice: &Practice,
    world: &World,
    call: &Call,
    subject: &Subject<'_>,
) -> Result<(), Fault> {
    let action = action(subject.operation).ok_or_else(|| {
        Fault::new(
            StatusCode::NOT_IMPLEMENTED,
            "NotImplemented",
            format!("A header or operation you provided implies functionality that is not implemented: {}", subject.operation),
        )
    })?;
    let Some(name) = subject.bucket else {
        return authorize::check(practice, world, call, &Ask::new(action, "*"));
    };
    let bucket = world.buckets.get(name).ok_or_else(no_such_bucket)?;
    let anonymous = call.caller.kind == CallerKind::Anonymous;
    // Any Region's endpoint knows where a bucket is; everything else must be asked of the right one.
    if !anonymous && call.region != bucket.region && subject.operation != "GetBucketLocation" {
        return Err(Fault::new(
            StatusCode::MOVED_PERMANENTLY,
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified endpoint. \
             Please send all future requests to this endpoint.",
        )
        .with_header("x-amz-bucket-region", bucket.region.clone()));
    }
    if subject
        .expected_owner
        .is_some_and(|expected| expected != bucket.owner)
    {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Access Denied",
        ));
    }
    let resource = match subject.key {
        Some(key) => format!("arn:aws:s3:::{name}/{key}"),
        None => format!("arn:aws:s3:::{name}"),
    };
    let ask = Ask {
        bucket: Some(name),
        keys: keys(action, subject.query),
        ..Ask::new(action, resource)
    };
    authorize::check(practice, world, call, &ask)?;
    // A bucket's policy belongs to the owner's account, whoever else may be allowed.
    // Source: S3 API reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy.
    let of_policy = matches!(
        subject.operation,
        "GetBucketPolicy" | "PutBucketPolicy" | "DeleteBucketPolicy"
    );
    if of_policy && (anonymous || bucket.owner != world.account.id) {
        return Err(Fault::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            "The specified method is not allowed against this resource.",
        ));
    }
    Ok(())
}

/// The action that an operation needs. Source: S3 User Guide, "Required permissions for Amazon S3 API operations".
fn action(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "ListBuckets" => "s3:ListAllMyBuckets",
        "HeadBucket" | "ListObjects" | "ListObjectsV2" => "s3:ListBucket",
        "GetBucketLocation" => "s3:GetBucketLocation",
        "GetBucketPolicy" => "s3:GetBucketPolicy",
        "PutBucketPolicy" => "s3:PutBucketPolicy",
        "DeleteBucketPolicy" => "s3:DeleteBucketPolicy",
        "GetBucketPolicyStatus" => "s3:GetBucketPolicyStatus",
        "GetPublicAccessBlock" => "s3:GetBucketPublicAccessBlock",
        "PutPublicAccessBlock" | "DeletePublicAccessBlock" => "s3:PutBucketPublicAccessBlock",
        "GetBucketTagging" => "s3:GetBucketTagging",
        "GetBucketReplication" => "s3:GetReplicationConfiguration",
        "GetBucketNotificationConfiguration" => "s3:GetBucketNotification",
        "PutBucketNotificationConfiguration" => "s3:PutBucketNotification",
        "GetBucketLogging" => "s3:GetBucketLogging",
        "GetBucketEncryption" => "s3:GetEncryptionConfiguration",
        "GetObject" | "HeadObject" => "s3:GetObject",
        "PutObject" => "s3:PutObject",
        _ => return None,
    })
}

/// Condition keys of a listing.
fn keys(action: &str, query: &str) -> Vec<(&'static str, String)> {
    if action != "s3:ListBucket" {
        return Vec::new();
    }
    form_urlencoded::parse(query.as_bytes())
        .filter_map(|(name, value)| {
            let key = match name.as_ref() {
                "prefix" => "s3:prefix",
                "delimiter" => "s3:delimiter",
                "max-keys" => "s3:max-keys",
                _ => return None,
            };
            Some((key, value.into_owned()))
        })
        .collect()
}
