//! Amazon Connect instances, what they store where, and their contacts.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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
    /// The Lambda functions that its flows may call.
    #[serde(default)]
    pub(crate) functions: Vec<AssociatedFunction>,
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

    /// Whether its service role is a service-linked one, as of every instance made since 2018-10-17.
    pub(crate) fn has_linked_role(&self) -> bool {
        self.service_role.contains(":role/aws-service-role/")
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
    /// What the caller named the request, so that a second try is not a second association.
    #[serde(default)]
    pub(crate) client_token: Option<String>,
}

/// A Lambda function associated with an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssociatedFunction {
    pub(crate) arn: String,
    #[serde(default)]
    pub(crate) client_token: Option<String>,
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

impl StorageTarget {
    /// The KMS key that is named, by its full ARN.
    pub(crate) fn kms_key(&self) -> Option<&str> {
        match self {
            Self::S3 { kms_key, .. } => kms_key.as_deref(),
            Self::KinesisVideoStream { kms_key, .. } => Some(kms_key),
            Self::KinesisStream { .. } | Self::KinesisFirehose { .. } => None,
        }
    }

    /// The inline policy that Amazon Connect puts on an instance's service role for this place: its name and
    /// document. None is needed for a bucket named `amazon-connect-…`, which the managed policy of service-linked
    /// roles covers. Source: Amazon Connect Administrator Guide, "Use service-linked roles" and "Restrict AWS
    /// resources that can be associated with Amazon Connect"; the names are this account's own.
    pub(crate) fn role_policy(&self, linked_role: bool) -> Option<(String, Value)> {
        let allow = |actions: &[&str], resource: &str| json!({"Effect": "Allow", "Action": actions, "Resource": resource});
        let (name, statements) = match self {
            Self::S3 { bucket, .. } if linked_role && bucket.starts_with("amazon-connect-") => {
                return None;
            }
            Self::S3 { bucket, .. } => {
                let objects = [
                    "s3:GetObject",
                    "s3:GetObjectAcl",
                    "s3:PutObject",
                    "s3:PutObjectAcl",
                    "s3:DeleteObject",
                ];
                let itself = ["s3:GetBucketLocation", "s3:GetBucketAcl"];
                let statements = json!([
                    allow(&objects, &format!("arn:aws:s3:::{bucket}/*")),
                    allow(&itself, &format!("arn:aws:s3:::{bucket}")),
                ]);
                (format!("AmazonConnectStorage-{bucket}"), statements)
            }
            Self::KinesisStream { arn } => {
                let actions = [
                    "kinesis:DescribeStream",
                    "kinesis:PutRecord",
                    "kinesis:PutRecords",
                ];
                let name = format!("AmazonConnectStream-{}", last_part(arn));
                (name, json!([allow(&actions, arn)]))
            }
            Self::KinesisFirehose { arn } => {
                let actions = [
                    "firehose:DescribeDeliveryStream",
                    "firehose:PutRecord",
                    "firehose:PutRecordBatch",
                ];
                let name = format!("AmazonConnectDeliveryStream-{}", last_part(arn));
                (name, json!([allow(&actions, arn)]))
            }
            Self::KinesisVideoStream { prefix, .. } => {
                let actions = [
                    "kinesisvideo:CreateStream",
                    "kinesisvideo:DescribeStream",
                    "kinesisvideo:GetDataEndpoint",
                    "kinesisvideo:PutMedia",
                ];
                let resource = format!("arn:aws:kinesisvideo:*:*:stream/{prefix}*");
                let name = format!("AmazonConnectMediaStreams-{prefix}");
                (name, json!([allow(&actions, &resource)]))
            }
        };
        Some((
            name,
            json!({"Version": "2012-10-17", "Statement": statements}),
        ))
    }
}

fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
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
