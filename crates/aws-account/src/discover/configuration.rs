//! What is configured on a bucket, each part by a call of its own: a value, none, or why it is unknown.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{ServerSideEncryption, ServerSideEncryptionConfiguration};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lockdown::ids::{Arn, BucketName};
use lockdown::inventory::{Encryption, NotificationTarget, PublicAccessBlock};

use super::account_block::{self, switches};
use crate::call::CallError;

/// A bucket that is asked, in its Region.
pub(super) struct Asked<'a> {
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) name: &'a str,
    pub(super) owner: &'a str,
}

/// One call, with the owner that is expected.
macro_rules! ask {
    ($asked:expr, $call:ident) => {
        $asked
            .s3
            .$call()
            .bucket($asked.name)
            .expected_bucket_owner($asked.owner)
            .send()
            .await
    };
}

impl Asked<'_> {
    /// The bucket's own block; the account's is asked once ([`super::account_block`]).
    pub(super) async fn public_access_block(&self) -> Result<PublicAccessBlock, CallError> {
        self.read(
            "s3:GetBucketPublicAccessBlock",
            ask!(self, get_public_access_block),
            &[account_block::NONE],
            |answer| Ok(switches!(answer.public_access_block_configuration)),
        )
    }

    pub(super) async fn policy_is_public(&self) -> Result<bool, CallError> {
        self.read(
            "s3:GetBucketPolicyStatus",
            ask!(self, get_bucket_policy_status),
            &["NoSuchBucketPolicy"],
            |answer| {
                Ok(answer
                    .policy_status
                    .and_then(|status| status.is_public)
                    .unwrap_or(false))
            },
        )
    }

    /// Every bucket has a default since January 2023, and S3 answers one for each; "there is none" is what
    /// S3 said before, and means the same as S3's own keys now (S3 user guide, "Default encryption FAQ").
    pub(super) async fn encryption(&self) -> Result<Encryption, CallError> {
        let found = self.read(
            "s3:GetEncryptionConfiguration",
            ask!(self, get_bucket_encryption),
            &["ServerSideEncryptionConfigurationNotFoundError"],
            |answer| {
                Ok(answer
                    .server_side_encryption_configuration
                    .and_then(default_of))
            },
        )?;
        Ok(found.unwrap_or(Encryption::S3))
    }

    pub(super) async fn tags(&self) -> Result<BTreeMap<String, String>, CallError> {
        self.read(
            "s3:GetBucketTagging",
            ask!(self, get_bucket_tagging),
            &["NoSuchTagSet"],
            |answer| {
                let tags = answer.tag_set.into_iter();
                Ok(tags.map(|tag| (tag.key, tag.value)).collect())
            },
        )
    }

    pub(super) async fn replication_role(&self) -> Result<Option<Arn>, CallError> {
        self.read(
            "s3:GetReplicationConfiguration",
            ask!(self, get_bucket_replication),
            &["ReplicationConfigurationNotFoundError"],
            |answer| {
                let replication = answer.replication_configuration;
                parsed(replication.map(|replication| replication.role))
            },
        )
    }

    pub(super) async fn notification_targets(&self) -> Result<Vec<NotificationTarget>, CallError> {
        self.read(
            "s3:GetBucketNotification",
            ask!(self, get_bucket_notification_configuration),
            &[],
            |answer| {
                let functions = answer.lambda_function_configurations.unwrap_or_default();
                let queues = answer.queue_configurations.unwrap_or_default();
                let topics = answer.topic_configurations.unwrap_or_default();
                // Its element is empty: that it is there says that EventBridge hears of everything.
                let event_bridge = answer.event_bridge_configuration;
                functions
                    .into_iter()
                    .map(|told| told.lambda_function_arn)
                    .chain(queues.into_iter().map(|told| told.queue_arn))
                    .chain(topics.into_iter().map(|told| told.topic_arn))
                    .map(|arn| {
                        let arn = arn.parse().map_err(|error| format!("{error}"))?;
                        Ok(NotificationTarget::Arn(arn))
                    })
                    .chain(event_bridge.map(|_| Ok(NotificationTarget::EventBridge)))
                    .collect()
            },
        )
    }

    pub(super) async fn logs_to(&self) -> Result<Option<BucketName>, CallError> {
        self.read(
            "s3:GetBucketLogging",
            ask!(self, get_bucket_logging),
            &[],
            |answer| parsed(answer.logging_enabled.map(|logging| logging.target_bucket)),
        )
    }

    /// An answer as a value. `none` are the error codes by which S3 says that there is none.
    fn read<A, E, T: Default>(
        &self,
        action: &str,
        answer: Result<A, SdkError<E, HttpResponse>>,
        none: &[&str],
        value: impl FnOnce(A) -> Result<T, String>,
    ) -> Result<T, CallError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        match answer {
            Ok(answer) => {
                value(answer).map_err(|words| CallError::not_understood(action, self.name, words))
            }
            Err(error) => or_none(CallError::new(action, self.name, &error), none),
        }
    }
}

fn or_none<T: Default>(error: CallError, none: &[&str]) -> Result<T, CallError> {
    if error.has_code(none) {
        Ok(T::default())
    } else {
        Err(error)
    }
}

fn parsed<T>(text: Option<String>) -> Result<Option<T>, String>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| text.parse())
        .transpose()
        .map_err(|error: T::Err| error.to_string())
}

fn default_of(configuration: ServerSideEncryptionConfiguration) -> Option<Encryption> {
    let rule = configuration.rules.into_iter().next()?;
    let default = rule.apply_server_side_encryption_by_default?;
    Some(match default.sse_algorithm {
        ServerSideEncryption::Aes256 => Encryption::S3,
        ServerSideEncryption::AwsKms | ServerSideEncryption::AwsKmsDsse => Encryption::Kms {
            key: default.kms_master_key_id,
        },
        other => Encryption::Other {
            algorithm: other.as_str().to_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_told_from_refused() {
        let error = |code: &str| CallError {
            code: Some(code.to_owned()),
            ..CallError::not_understood("s3:GetBucketTagging", "b", "")
        };
        assert_eq!(
            or_none::<Option<u8>>(error("NoSuchTagSet"), &["NoSuchTagSet"]),
            Ok(None)
        );
        assert!(or_none::<Option<u8>>(error("AccessDenied"), &["NoSuchTagSet"]).is_err());
    }
}
