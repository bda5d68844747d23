//! Kinesis data streams and Firehose delivery streams.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A Kinesis data stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DataStream {
    pub(crate) name: String,
    pub(crate) region: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// `ON_DEMAND` or `PROVISIONED`.
    pub(crate) mode: String,
    /// How many shards are open.
    pub(crate) shards: u32,
    /// Hours.
    pub(crate) retention: u32,
    /// The full ARN of the KMS key; `None` is not encrypted.
    #[serde(default)]
    pub(crate) kms_key: Option<String>,
}

impl DataStream {
    /// Its ARN.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!(
            "arn:aws:kinesis:{}:{account}:stream/{}",
            self.region, self.name
        )
    }
}

/// A Firehose delivery stream that delivers into a bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryStream {
    pub(crate) name: String,
    pub(crate) region: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// The ARN of the role that delivers.
    pub(crate) role: String,
    /// The name of the bucket.
    pub(crate) bucket: String,
    /// What its objects' keys begin with.
    #[serde(default)]
    pub(crate) prefix: String,
}

impl DeliveryStream {
    /// Its ARN.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!(
            "arn:aws:firehose:{}:{account}:deliverystream/{}",
            self.region, self.name
        )
    }
}
