//! Amazon Connect instances, what they store where, and their contacts.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// An Amazon Connect instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instance {
    /// A UUID.
    pub(crate) id: String,
    pub(crate) region: String,
    pub(crate) alias: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// The full ARN of the service role.
    pub(crate) service_role: String,
    /// `SAML`, `CONNECT_MANAGED` or `EXISTING_DIRECTORY`.
    pub(crate) identity_management: String,
    #[serde(default)]
    pub(crate) storage: Vec<Storage>,
    /// Ids of the Connect users who take calls; also the names of the service role's sessions.
    #[serde(default)]
    pub(crate) agents: Vec<String>,
    /// The id of the queue that calls come from.
    pub(crate) queue: String,
}

impl Instance {
    /// The instance's ARN.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!(
            "arn:aws:connect:{}:{account}:instance/{}",
            self.region, self.id
        )
    }

    /// Where call recordings go: bucket and prefix.
    pub(crate) fn call_recordings(&self) -> Option<(&str, &str)> {
        let is_meant = |storage: &&Storage| storage.resource_type == "CALL_RECORDINGS";
        match &self.storage.iter().find(is_meant)?.target {
            StorageTarget::S3 { bucket, prefix, .. } => Some((bucket, prefix)),
            _ => None,
        }
    }

    /// The name of the service role, the last part of its ARN.
    pub(crate) fn service_role_name(&self) -> &str {
        self.service_role.rsplit('/').next().unwrap_or_default()
    }
}

/// One association of an instance with a place to store things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Storage {
    /// One of the types of `ListInstanceStorageConfigs`.
    pub(crate) resource_type: String,
    pub(crate) association_id: String,
    pub(crate) target: StorageTarget,
}

impl Storage {
    /// The bucket, if it is one.
    pub(crate) fn bucket(&self) -> Option<&str> {
        match &self.target {
            StorageTarget::S3 { bucket, .. } => Some(bucket),
            _ => None,
        }
    }
}

/// The place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum StorageTarget {
    /// A bucket and a prefix in it, encrypted with a KMS key (full ARN) or not.
    S3 {
        /// The bucket's name.
        bucket: String,
        /// Without a slash at its end.
        prefix: String,
        /// The full ARN of the KMS key.
        #[serde(default)]
        kms_key: Option<String>,
    },
    /// A Kinesis data stream.
    KinesisStream {
        /// Its ARN.
        arn: String,
    },
    /// A Firehose delivery stream.
    KinesisFirehose {
        /// Its ARN.
        arn: String,
    },
    /// Kinesis video streams below a prefix.
    KinesisVideoStream {
        /// The prefix of their names.
        prefix: String,
        /// Hours.
        retention: u32,
        /// The full ARN of the KMS key.
        kms_key: String,
    },
}

/// A contact, here always a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    /// A UUID.
    pub(crate) id: String,
    /// The instance's id.
    pub(crate) instance: String,
    pub(crate) region: String,
    /// `INBOUND` or `OUTBOUND`.
    pub(crate) initiation: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) initiated: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) disconnected: OffsetDateTime,
    /// The Connect user who took it.
    pub(crate) agent: String,
    /// Where its recording is; not every call is recorded.
    #[serde(default)]
    pub(crate) recording: Option<RecordingPlace>,
}

/// An object that holds a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordingPlace {
    pub(crate) bucket: String,
    pub(crate) key: String,
}
