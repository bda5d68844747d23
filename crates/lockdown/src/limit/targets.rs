//! What may be allowed: buckets, streams, functions, keys. Each is parsed, so that neither a wildcard
//! nor a policy variable ever gets into a policy by way of a name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::resource_type::TargetKind;
use crate::ids::{BucketName, InvalidId, text_id};

text_id!(
    /// A Kinesis data stream: `arn:aws:kinesis:REGION:ACCOUNT:stream/NAME`.
    StreamArn, "the ARN of a Kinesis data stream", is_stream
);
text_id!(
    /// A Firehose delivery stream: `arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME`.
    DeliveryStreamArn, "the ARN of a Firehose delivery stream", is_delivery_stream
);
text_id!(
    /// A Lambda function: `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with or without a version or
    /// alias.
    FunctionArn, "the ARN of a Lambda function", is_function
);
text_id!(
    /// A KMS key: `arn:aws:kms:REGION:ACCOUNT:key/ID`. An alias can't stand in a policy's Resource.
    KeyArn, "the ARN of a KMS key (an alias can't stand in a policy)", is_key
);
text_id!(
    /// The prefix of the names of Kinesis video streams: 1 to 128 characters.
    VideoPrefix, "a prefix of Kinesis video streams (letters, digits, `.`, `_`, `-`)", is_video_prefix
);

/// The name in `arn:PARTITION:SERVICE:REGION:ACCOUNT:START` + NAME; none where it is something else.
fn name_in<'a>(text: &'a str, service: &str, start: &str) -> Option<&'a str> {
    let mut parts = text.splitn(6, ':');
    let (arn, partition, found) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = arn == "arn"
        && found == service
        && is_partition(partition)
        && region.parse::<crate::ids::Region>().is_ok()
        && account.parse::<crate::ids::AccountId>().is_ok();
    plain.then(|| resource.strip_prefix(start)).flatten()
}

/// `aws`, `aws-us-gov`, `aws-cn` …
pub(crate) fn is_partition(text: &str) -> bool {
    text.starts_with("aws") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn is_name(text: &str, longest: usize, besides: &[u8]) -> bool {
    (1..=longest).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || besides.contains(&b))
}

fn is_stream(text: &str) -> bool {
    name_in(text, "kinesis", "stream/").is_some_and(|name| is_name(name, 128, b"_.-"))
}

fn is_delivery_stream(text: &str) -> bool {
    name_in(text, "firehose", "deliverystream/").is_some_and(|name| is_name(name, 64, b"_.-"))
}

fn is_function(text: &str) -> bool {
    name_in(text, "lambda", "function:").is_some_and(|rest| {
        let (name, qualifier) = rest
            .split_once(':')
            .map_or((rest, None), |(name, qualifier)| (name, Some(qualifier)));
        is_name(name, 64, b"_-") && qualifier.is_none_or(|text| is_name(text, 128, b"_-"))
    })
}

fn is_key(text: &str) -> bool {
    name_in(text, "kms", "key/").is_some_and(|name| is_name(name, 128, b"-"))
}

fn is_video_prefix(text: &str) -> bool {
    is_name(text, 128, b"_.-")
}

/// Something that a stream, function or key's ARN says; the checks above make sure that it is there.
fn part(text: &str, index: usize) -> &str {
    text.splitn(6, ':').nth(index).unwrap_or_default()
}

macro_rules! arn_parts {
    ($($name:ident),*) => {
        $(impl $name {
            /// `aws`, `aws-us-gov` or `aws-cn`.
            pub fn partition(&self) -> &str {
                part(self.as_str(), 1)
            }

            /// The Region.
            pub fn region(&self) -> &str {
                part(self.as_str(), 3)
            }

            /// The account: twelve digits.
            pub fn account(&self) -> &str {
                part(self.as_str(), 4)
            }

            /// The name without what stands before it: of the stream, the function with its version or
            /// alias, the key's id.
            pub fn name(&self) -> &str {
                let resource = part(self.as_str(), 5);
                resource
                    .split_once(['/', ':'])
                    .map_or(resource, |(_, name)| name)
            }
        })*
    };
}

arn_parts!(StreamArn, DeliveryStreamArn, FunctionArn, KeyArn);

/// Where something may be stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum LimitTarget {
    /// A bucket.
    Bucket(BucketName),
    /// A Kinesis data stream.
    Stream(StreamArn),
    /// A Firehose delivery stream.
    DeliveryStream(DeliveryStreamArn),
    /// Kinesis video streams with this prefix.
    VideoStream(VideoPrefix),
}

impl LimitTarget {
    /// Its kind.
    pub fn kind(&self) -> TargetKind {
        match self {
            Self::Bucket(_) => TargetKind::Bucket,
            Self::Stream(_) => TargetKind::Stream,
            Self::DeliveryStream(_) => TargetKind::DeliveryStream,
            Self::VideoStream(_) => TargetKind::VideoStream,
        }
    }

    /// As it is written: a bucket's name, an ARN, a prefix.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Bucket(name) => name.as_str(),
            Self::Stream(arn) => arn.as_str(),
            Self::DeliveryStream(arn) => arn.as_str(),
            Self::VideoStream(prefix) => prefix.as_str(),
        }
    }

    /// The ARN that its dependent actions carry; none for video streams.
    pub fn arn(&self, partition: &str) -> Option<String> {
        match self {
            Self::Bucket(name) => Some(bucket_arn(partition, name)),
            Self::Stream(arn) => Some(arn.to_string()),
            Self::DeliveryStream(arn) => Some(arn.to_string()),
            Self::VideoStream(_) => None,
        }
    }

    /// A short name for people: the bucket, the stream's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Bucket(name) => name.as_str(),
            Self::Stream(arn) => arn.name(),
            Self::DeliveryStream(arn) => arn.name(),
            Self::VideoStream(prefix) => prefix.as_str(),
        }
    }
}

pub(crate) fn bucket_arn(partition: &str, name: &BucketName) -> String {
    format!("arn:{partition}:s3:::{name}")
}
