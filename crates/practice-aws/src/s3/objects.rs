//! Objects: listing, reading (whole or a range), writing.

use bytes::Bytes;
use futures::TryStreamExt as _;
use http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    CommonPrefix, ETag, EncodingType, GetObjectInput, GetObjectOutput, HeadObjectInput,
    HeadObjectOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    Object as ListedObject, ObjectStorageClass, Owner, PutObjectInput, PutObjectOutput, Range,
    ServerSideEncryption, StreamingBlob,
};

use super::buckets::canonical_user;
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::{Practice, no_such_bucket};
use crate::world::{Body, Object};

/// What `encoding-type=url` leaves as it is.
const LISTED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

/// One page of a listing, in the order of keys.
pub(super) fn list(
    practice: &Practice,
    input: &ListObjectsV2Input,
) -> Result<ListObjectsV2Output, Fault> {
    let most = usize::try_from(input.max_keys.unwrap_or(1_000))
        .unwrap_or(0)
        .min(1_000);
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input
        .delimiter
        .as_deref()
        .filter(|delimiter| !delimiter.is_empty());
    // The token is the last key or common prefix of the page before, in hexadecimal.
    let after = match &input.continuation_token {
        Some(token) => hex::decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| {
                Fault::bad(
                    "InvalidArgument",
                    "The continuation token provided is incorrect",
                )
            })?,
        None => input.start_after.clone().unwrap_or_default(),
    };
    let encoded = input
        .encoding_type
        .as_ref()
        .is_some_and(|encoding| encoding.as_str() == EncodingType::URL);
    let written = |text: &str| {
        if encoded {
            utf8_percent_encode(text, LISTED).to_string()
        } else {
            text.to_owned()
        }
    };
    practice.with_bucket(&input.bucket, |world, bucket| {
        let owner = input
            .fetch_owner
            .unwrap_or(false)
            .then(|| canonical_user(world));
        let mut contents = Vec::new();
        let mut prefixes: Vec<CommonPrefix> = Vec::new();
        let mut last = String::new();
        let mut more = false;
        for (key, object) in bucket
            .objects
            .iter()
            .filter(|(key, _)| key.starts_with(prefix))
        {
            let common = delimiter.and_then(|delimiter| {
                let rest = key.get(prefix.len()..)?;
                let end = rest.find(delimiter)? + delimiter.len();
                rest.get(..end).map(|rest| format!("{prefix}{rest}"))
            });
            let place = common.as_ref().unwrap_or(key);
            if *place <= after || common.is_some() && *place == last {
                continue;
            }
            if contents.len() + prefixes.len() >= most {
                more = true;
                break;
            }
            last.clone_from(place);
            match common {
                Some(common) => prefixes.push(CommonPrefix {
                    prefix: Some(written(&common)),
                }),
                None => contents.push(listed(&written(key), object, owner.as_deref())),
            }
        }
        Ok(ListObjectsV2Output {
            name: Some(input.bucket.clone()),
            prefix: Some(written(prefix)),
            max_keys: Some(i32::try_from(most).unwrap_or(1_000)),
            key_count: i32::try_from(contents.len() + prefixes.len()).ok(),
            continuation_token: input.continuation_token.clone(),
            is_truncated: Some(more),
            next_continuation_token: (more && !last.is_empty()).then(|| hex::encode(&last)),
            contents: (!contents.is_empty()).then_some(contents),
            common_prefixes: (!prefixes.is_empty()).then_some(prefixes),
            delimiter: input.delimiter.as_deref().map(written),
            encoding_type: input.encoding_type.clone(),
            start_after: input.start_after.as_deref().map(written),
            request_charged: None,
        })
    })
}

/// The older listing, which begins after a marker.
pub(super) fn list_by_marker(
    practice: &Practice,
    input: ListObjectsInput,
) -> Result<ListObjectsOutput, Fault> {
    let page = list(
        practice,
        &ListObjectsV2Input {
            bucket: input.bucket,
            delimiter: input.delimiter,
            encoding_type: input.encoding_type,
            fetch_owner: Some(true),
            max_keys: input.max_keys,
            prefix: input.prefix,
            start_after: input.marker.clone(),
            ..Default::default()
        },
    )?;
    // Only with a delimiter is the next marker told; else it is the last key.
    let next = page
        .next_continuation_token
        .filter(|_| page.delimiter.is_some());
    Ok(ListObjectsOutput {
        name: page.name,
        prefix: page.prefix,
        marker: Some(input.marker.unwrap_or_default()),
        max_keys: page.max_keys,
        is_truncated: page.is_truncated,
        contents: page.contents,
        common_prefixes: page.common_prefixes,
        delimiter: page.delimiter,
        next_marker: next.and_then(|token| String::from_utf8(hex::decode(token).ok()?).ok()),
        encoding_type: page.encoding_type,
        request_charged: None,
    })
}

fn listed(key: &str, object: &Object, owner: Option<&str>) -> ListedObject {
    ListedObject {
        checksum_algorithm: None,
        checksum_type: None,
        e_tag: Some(ETag::Strong(object.body.etag())),
        key: Some(key.to_owned()),
        last_modified: Some(object.modified.into()),
        owner: owner.map(|id| Owner {
            id: Some(id.to_owned()),
            display_name: None,
        }),
        restore_status: None,
        size: i64::try_from(object.body.size()).ok(),
        storage_class: Some(ObjectStorageClass::from_static(
            ObjectStorageClass::STANDARD,
        )),
    }
}

/// An object, and the key that it is encrypted with; for whoever may not list the bucket a missing one is a refusal.
/// Source: S3 API reference, `GetObject`, "Permissions".
fn find(
    practice: &Practice,
    call: &Call,
    bucket: &str,
    key: &str,
) -> Result<(Object, Option<String>), Fault> {
    practice.with_bucket(bucket, |world, found| {
        if let Some(object) = found.objects.get(key) {
            authorize::check_key(practice, world, call, bucket, "kms:Decrypt")?;
            return Ok((object.clone(), found.encryption.clone()));
        }
        let ask = Ask {
            bucket: Some(bucket),
            ..Ask::new("s3:ListBucket", format!("arn:aws:s3:::{bucket}"))
        };
        authorize::check(practice, world, call, &ask)?;
        Err(Fault::not_found(
            "NoSuchKey",
            "The specified key does not exist.",
        ))
    })
}

/// The part of an object that a range means: its bytes' bounds, and the `Content-Range`.
fn part(object: &Object, range: Option<Range>) -> Result<(u64, u64, Option<String>), Fault> {
    let size = object.body.size();
    match range {
        None => Ok((0, size, None)),
        Some(range) => {
            let part = range.check(size).map_err(|_| {
                Fault::new(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    "InvalidRange",
                    "The requested range is not satisfiable",
                )
                .with_header("content-range", format!("bytes */{size}"))
            })?;
            let content_range =
                format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
            Ok((part.start, part.end, Some(content_range)))
        }
    }
}

pub(super) fn get(
    practice: &Practice,
    call: &Call,
    input: &GetObjectInput,
) -> Result<GetObjectOutput, Fault> {
    let (object, key) = find(practice, call, &input.bucket, &input.key)?;
    let (start, end, content_range) = part(&object, input.range)?;
    let bytes = slice(&object.body.bytes(), start, end);
    Ok(GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        content_length: i64::try_from(bytes.len()).ok(),
        body: Some(StreamingBlob::from(s3s::Body::from(bytes))),
        content_range,
        content_type: Some(object.content_type.clone()),
        e_tag: Some(ETag::Strong(object.body.etag())),
        last_modified: Some(object.modified.into()),
        metadata: (!object.metadata.is_empty())
            .then(|| object.metadata.clone().into_iter().collect()),
        server_side_encryption: Some(algorithm(key.as_deref())),
        ssekms_key_id: key,
        ..Default::default()
    })
}

pub(super) fn head(
    practice: &Practice,
    call: &Call,
    input: &HeadObjectInput,
) -> Result<HeadObjectOutput, Fault> {
    let (object, key) = find(practice, call, &input.bucket, &input.key)?;
    let (start, end, content_range) = part(&object, input.range)?;
    Ok(HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        content_length: i64::try_from(end - start).ok(),
        content_range,
        content_type: Some(object.content_type.clone()),
        e_tag: Some(ETag::Strong(object.body.etag())),
        last_modified: Some(object.modified.into()),
        metadata: (!object.metadata.is_empty())
            .then(|| object.metadata.clone().into_iter().collect()),
        server_side_encryption: Some(algorithm(key.as_deref())),
        ssekms_key_id: key,
        ..Default::default()
    })
}

pub(super) async fn put(
    practice: &Practice,
    call: &Call,
    input: PutObjectInput,
) -> Result<PutObjectOutput, Fault> {
    let mut bytes = Vec::new();
    if let Some(mut body) = input.body {
        while let Some(piece) = body
            .try_next()
            .await
            .map_err(|error| Fault::bad("IncompleteBody", error.to_string()))?
        {
            bytes.extend_from_slice(&piece);
        }
    }
    let body = Body::of_upload(&bytes);
    let etag = body.etag();
    let object = Object {
        modified: call.now,
        content_type: input
            .content_type
            .unwrap_or_else(|| "binary/octet-stream".to_owned()),
        body,
        metadata: input.metadata.unwrap_or_default().into_iter().collect(),
    };
    let key = practice.store.change(|world| {
        authorize::check_key(practice, world, call, &input.bucket, "kms:GenerateDataKey")?;
        let bucket = world
            .buckets
            .get_mut(&input.bucket)
            .ok_or_else(no_such_bucket)?;
        bucket.objects.insert(input.key.clone(), object);
        Ok::<_, Fault>(bucket.encryption.clone())
    })?;
    Ok(PutObjectOutput {
        e_tag: Some(ETag::Strong(etag)),
        server_side_encryption: Some(algorithm(key.as_deref())),
        ssekms_key_id: key,
        ..Default::default()
    })
}

/// How an object is encrypted: with the KMS key, or with S3's own.
pub(super) fn algorithm(key: Option<&str>) -> ServerSideEncryption {
    let name = if key.is_some() {
        ServerSideEncryption::AWS_KMS
    } else {
        ServerSideEncryption::AES256
    };
    ServerSideEncryption::from_static(name)
}

fn slice(bytes: &Bytes, start: u64, end: u64) -> Bytes {
    let bound = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(bound(start)..bound(end).max(bound(start)))
}
