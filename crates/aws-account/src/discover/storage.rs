//! One storage association, from Connect's shape to ours.

use aws_sdk_connect::types::{EncryptionConfig, InstanceStorageConfig, StorageType};
use lockdown::ids::Arn;
use lockdown::inventory::{StorageConfig, StorageTarget};

/// The association's target by the storage type that Connect returned; no map from resource type to
/// storage type is assumed.
///
/// # Errors
/// In words, when Connect leaves out what the type promises, or names a bucket that can't be one.
pub(super) fn storage_config(config: InstanceStorageConfig) -> Result<StorageConfig, String> {
    let lacks = |part: &str| format!("a storage association lacks its {part}");
    let target = match config.storage_type {
        StorageType::S3 => {
            let s3 = config.s3_config.ok_or_else(|| lacks("S3Config"))?;
            StorageTarget::S3 {
                bucket: s3.bucket_name.parse().map_err(|error| format!("{error}"))?,
                prefix: s3.bucket_prefix,
                kms_key: s3.encryption_config.as_ref().map(kms_key).transpose()?,
            }
        }
        StorageType::KinesisStream => {
            let stream = config
                .kinesis_stream_config
                .ok_or_else(|| lacks("KinesisStreamConfig"))?;
            StorageTarget::KinesisStream {
                arn: stream.stream_arn,
            }
        }
        StorageType::KinesisFirehose => {
            let stream = config
                .kinesis_firehose_config
                .ok_or_else(|| lacks("KinesisFirehoseConfig"))?;
            StorageTarget::Firehose {
                arn: stream.firehose_arn,
            }
        }
        StorageType::KinesisVideoStream => {
            let stream = config
                .kinesis_video_stream_config
                .ok_or_else(|| lacks("KinesisVideoStreamConfig"))?;
            StorageTarget::VideoStream {
                prefix: stream.prefix,
            }
        }
        other => StorageTarget::Other {
            storage_type: other.as_str().to_owned(),
        },
    };
    Ok(StorageConfig {
        association_id: config.association_id.unwrap_or_default(),
        target,
    })
}

fn kms_key(encryption: &EncryptionConfig) -> Result<Arn, String> {
    encryption
        .key_id
        .parse()
        .map_err(|error| format!("the KMS key: {error}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use aws_sdk_connect::types::{EncryptionType, S3Config};

    use super::*;

    fn s3(bucket: &str, key: Option<&str>) -> InstanceStorageConfig {
        let encryption = key.map(|key| {
            EncryptionConfig::builder()
                .encryption_type(EncryptionType::Kms)
                .key_id(key)
                .build()
                .unwrap()
        });
        let s3 = S3Config::builder()
            .bucket_name(bucket)
            .bucket_prefix("connect/acme")
            .set_encryption_config(encryption)
            .build()
            .unwrap();
        InstanceStorageConfig::builder()
            .association_id("a1")
            .storage_type(StorageType::S3)
            .s3_config(s3)
            .build()
            .unwrap()
    }

    #[test]
    fn the_storage_type_that_is_returned_counts() {
        let key = "arn:aws:kms:eu-west-2:123456789012:key/1";
        assert_eq!(
            storage_config(s3("acme-recordings", Some(key))),
            Ok(StorageConfig {
                association_id: "a1".to_owned(),
                target: StorageTarget::S3 {
                    bucket: "acme-recordings".parse().unwrap(),
                    prefix: "connect/acme".to_owned(),
                    kms_key: Some(key.parse().unwrap()),
                },
            })
        );
    }

    #[test]
    fn a_kind_of_storage_that_is_new_is_kept_by_name() {
        let config = InstanceStorageConfig::builder()
            .storage_type(StorageType::from("TAPE"))
            .build()
            .unwrap();
        let target = storage_config(config).unwrap().target;
        assert_eq!(
            target,
            StorageTarget::Other {
                storage_type: "TAPE".to_owned()
            }
        );
    }

    #[test]
    fn a_bucket_that_is_none_is_not_passed_over() {
        assert!(
            storage_config(s3("data--use1-az4--x-s3", None))
                .unwrap_err()
                .contains("--x-s3")
        );
        let config = InstanceStorageConfig::builder()
            .storage_type(StorageType::S3)
            .build()
            .unwrap();
        assert!(storage_config(config).is_err());
    }
}
