//! Buckets and what is in them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::recording::Recording;
use crate::ids;

/// A tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bucket {
    pub(crate) region: String,
    /// The account that owns it, twelve digits.
    pub(crate) owner: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// As S3 keeps it: users and roles of the account as unique ids. `None` is "no policy".
    #[serde(default)]
    pub(crate) policy: Option<Value>,
    #[serde(default)]
    pub(crate) public_access_block: Option<PublicAccessBlock>,
    /// The full ARN of the KMS key that objects are encrypted with; `None` is S3's own key, which needs no permission.
    #[serde(default)]
    pub(crate) encryption: Option<String>,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
    #[serde(default)]
    pub(crate) replication: Option<Replication>,
    #[serde(default)]
    pub(crate) notifications: Vec<LambdaNotification>,
    /// Whether every event goes to Amazon `EventBridge`.
    #[serde(default)]
    pub(crate) event_bridge: bool,
    #[serde(default)]
    pub(crate) logging: Option<Logging>,
    #[serde(default)]
    pub(crate) objects: BTreeMap<String, Object>,
}

/// The four switches of S3 Block Public Access.
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are AWS's four switches"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicAccessBlock {
    pub(crate) block_public_acls: bool,
    pub(crate) ignore_public_acls: bool,
    pub(crate) block_public_policy: bool,
    pub(crate) restrict_public_buckets: bool,
}

/// A replication configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replication {
    /// The ARN of the role that copies.
    pub(crate) role: String,
    pub(crate) rules: Vec<ReplicationRule>,
}

/// One rule of it; enabled, for objects below a prefix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplicationRule {
    pub(crate) id: String,
    pub(crate) priority: i32,
    pub(crate) prefix: String,
    /// The ARN of the bucket that receives.
    pub(crate) destination: String,
}

/// A Lambda function told about new objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LambdaNotification {
    pub(crate) id: String,
    pub(crate) function: String,
    pub(crate) events: Vec<String>,
    pub(crate) suffix: Option<String>,
}

/// Server access logging.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Logging {
    pub(crate) bucket: String,
    pub(crate) prefix: String,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Object {
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) modified: OffsetDateTime,
    pub(crate) content_type: String,
    pub(crate) body: Body,
    #[serde(default)]
    pub(crate) metadata: BTreeMap<String, String>,
}

/// An object's bytes, kept small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Body {
    /// Synthesised anew each time it is read.
    Recording(Recording),
    /// Text as it is.
    Text(String),
    /// Bytes in base 64, as uploads are kept, with the `ETag` they were given.
    Base64 {
        /// The bytes.
        data: String,
        /// Their MD5 in hexadecimal.
        etag: String,
        /// How many bytes.
        size: u64,
    },
}

impl Body {
    /// Keeps uploaded bytes.
    pub(crate) fn of_upload(bytes: &[u8]) -> Self {
        use md5::Digest as _;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self::Base64 {
            data: STANDARD.encode(bytes),
            etag: hex::encode(md5::Md5::digest(bytes)),
            size,
        }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Self::Recording(recording) => Bytes::from(recording.wav()),
            Self::Text(text) => Bytes::from(text.clone()),
            // A damaged state file shows here as an object that is empty.
            Self::Base64 { data, .. } => Bytes::from(STANDARD.decode(data).unwrap_or_default()),
        }
    }

    /// How many bytes, without making them.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Recording(recording) => recording.size(),
            Self::Text(text) => u64::try_from(text.len()).unwrap_or(u64::MAX),
            Self::Base64 { size, .. } => *size,
        }
    }

    /// The `ETag` without quotes. S3 promises no meaning; MD5 only where it is at hand.
    pub(crate) fn etag(&self) -> String {
        match self {
            Self::Recording(recording) => ids::hex_digits(&format!("{recording:?}"), 32),
            Self::Text(text) => ids::hex_digits(text, 32),
            Self::Base64 { etag, .. } => etag.clone(),
        }
    }
}
