//! What is asked of each bucket: where it is, its policy, and what else bears on a lock.

use std::collections::{BTreeMap, BTreeSet};

use lockdown::ids::{Arn, BucketName, Region};
use lockdown::inventory::Bucket;
use lockdown::known::{Known, Unknown, UnknownReason};
use tokio::sync::OnceCell;

use super::board::Board;
use crate::account::Account;
use crate::call::{CallError, known};
use crate::regions;

/// Location, policy, and the six others below.
pub(super) const CALLS_FOR_A_BUCKET: u32 = 8;

/// The account's own buckets, asked when one can't be found.
#[derive(Default)]
pub(super) struct OwnBuckets {
    names: OnceCell<Result<BTreeSet<String>, CallError>>,
}

impl Account {
    pub(super) async fn one_bucket(&self, name: &BucketName, own: &OwnBuckets, board: &Board<'_>) {
        let region = match self.bucket_region(name, own).await {
            Ok(region) => region,
            Err(error) => {
                let unknown = error.unknown();
                board.bucket(name, CALLS_FOR_A_BUCKET, |bucket| {
                    all_unknown(bucket, &unknown);
                });
                return;
            }
        };
        let policy = known(self.bucket_policy(name, &region).await).map(|read| read.policy);
        board.bucket(name, 2, |bucket| {
            bucket.region = Known::Value(region.clone());
            bucket.policy = policy;
        });
        let rest = Asked {
            s3: self.clients(&region).s3,
            name: name.as_str(),
            owner: self.owner(),
        };
        let (blocks, public, tags, replication, notified, logs) = tokio::join!(
            rest.blocks_public_policy(),
            rest.policy_is_public(),
            rest.tags(),
            rest.replication_role(),
            rest.notification_targets(),
            rest.logs_to(),
        );
        board.bucket(name, CALLS_FOR_A_BUCKET - 2, |bucket| {
            bucket.blocks_public_policy = blocks;
            bucket.policy_is_public = known(public);
            bucket.tags = known(tags);
            bucket.replication_role = known(replication);
            bucket.notification_targets = known(notified);
            bucket.logs_to = known(logs);
        });
    }

    /// Where a bucket is. S3 answers this for every Region of the partition in its first one; where
    /// the answer is refused, the header of a refused HEAD still says it.
    ///
    /// # Errors
    /// With the reason "other account" where the bucket is not in the list of the account's own.
    pub async fn region_of_bucket(&self, name: &BucketName) -> Result<Region, CallError> {
        self.bucket_region(name, &OwnBuckets::default()).await
    }

    async fn bucket_region(
        &self,
        name: &BucketName,
        own: &OwnBuckets,
    ) -> Result<Region, CallError> {
        let action = "s3:GetBucketLocation";
        let first = regions::default_region(self.partition());
        let home: Region = first.parse().map_err(|error| {
            CallError::not_understood(action, name.as_str(), format!("{error}"))
        })?;
        let s3 = self.clients(&home).s3;
        let answer = s3
            .get_bucket_location()
            .bucket(name.as_str())
            .expected_bucket_owner(self.owner())
            .send()
            .await;
        let error = match answer {
            Ok(answer) => {
                let constraint = answer
                    .location_constraint
                    .as_ref()
                    .map_or("", |place| place.as_str());
                return location(constraint, first).parse().map_err(|error| {
                    CallError::not_understood(action, name.as_str(), format!("{error}"))
                });
            }
            Err(error) => CallError::new(action, name.as_str(), &error),
        };
        if error.reason == UnknownReason::Refused
            && let Ok(names) = own.names.get_or_init(|| self.own_buckets()).await
            && !names.contains(name.as_str())
        {
            return Err(CallError {
                reason: UnknownReason::OtherAccount,
                ..error
            });
        }
        let named = match error.right_region.clone() {
            Some(region) => Some(region),
            None if error.status.is_some() => self.region_by_head(name, &s3).await,
            None => None,
        };
        named.and_then(|region| region.parse().ok()).ok_or(error)
    }

    async fn region_by_head(&self, name: &BucketName, s3: &aws_sdk_s3::Client) -> Option<String> {
        let head = s3
            .head_bucket()
            .bucket(name.as_str())
            .expected_bucket_owner(self.owner())
            .send()
            .await;
        match head {
            Ok(answer) => answer.bucket_region,
            Err(error) => CallError::new("s3:ListBucket", name.as_str(), &error).right_region,
        }
    }

    async fn own_buckets(&self) -> Result<BTreeSet<String>, CallError> {
        let mut names = BTreeSet::new();
        let mut pages = self
            .home()
            .s3
            .list_buckets()
            .max_buckets(1000)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page =
                page.map_err(|error| CallError::new("s3:ListAllMyBuckets", self.owner(), &error))?;
            names.extend(
                page.buckets
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|bucket| bucket.name),
            );
        }
        Ok(names)
    }
}

/// `GetBucketLocation` says nothing for the first Region, and `EU` for buckets made before 2010.
fn location<'a>(constraint: &'a str, first: &'a str) -> &'a str {
    match constraint {
        "" => first,
        "EU" => "eu-west-1",
        other => other,
    }
}

fn all_unknown(bucket: &mut Bucket, why: &Unknown) {
    let unknown = || why.clone();
    bucket.region = Known::Unknown(unknown());
    bucket.policy = Known::Unknown(unknown());
    bucket.blocks_public_policy = Known::Unknown(unknown());
    bucket.policy_is_public = Known::Unknown(unknown());
    bucket.tags = Known::Unknown(unknown());
    bucket.replication_role = Known::Unknown(unknown());
    bucket.notification_targets = Known::Unknown(unknown());
    bucket.logs_to = Known::Unknown(unknown());
}

/// A bucket that is asked, in its Region.
struct Asked<'a> {
    s3: aws_sdk_s3::Client,
    name: &'a str,
    owner: &'a str,
}

impl Asked<'_> {
    /// The bucket's own block. Where it has none, the account's decides, which is another service's
    /// call (`s3:GetAccountPublicAccessBlock`) that this version does not make: unknown.
    async fn blocks_public_policy(&self) -> Known<bool> {
        let answer = self
            .s3
            .get_public_access_block()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await;
        let blocked = match answer {
            Ok(answer) => answer
                .public_access_block_configuration
                .and_then(|block| block.block_public_policy)
                .unwrap_or(false),
            Err(error) => {
                let error = CallError::new("s3:GetBucketPublicAccessBlock", self.name, &error);
                if !error.has_code(&["NoSuchPublicAccessBlockConfiguration"]) {
                    return error.known();
                }
                false
            }
        };
        if blocked {
            return Known::Value(true);
        }
        Known::Unknown(Unknown {
            reason: UnknownReason::Failed,
            missing_permission: None,
            detail: "the bucket itself does not block public policies; the account's own block was not asked".to_owned(),
            request_id: None,
        })
    }

    async fn policy_is_public(&self) -> Result<bool, CallError> {
        let answer = self
            .s3
            .get_bucket_policy_status()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer
                .policy_status
                .and_then(|status| status.is_public)
                .unwrap_or(false)),
            Err(error) => or_none(
                CallError::new("s3:GetBucketPolicyStatus", self.name, &error),
                &["NoSuchBucketPolicy"],
            ),
        }
    }

    async fn tags(&self) -> Result<BTreeMap<String, String>, CallError> {
        let answer = self
            .s3
            .get_bucket_tagging()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer
                .tag_set
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect()),
            Err(error) => or_none(
                CallError::new("s3:GetBucketTagging", self.name, &error),
                &["NoSuchTagSet"],
            ),
        }
    }

    async fn replication_role(&self) -> Result<Option<Arn>, CallError> {
        let action = "s3:GetReplicationConfiguration";
        let answer = self
            .s3
            .get_bucket_replication()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await;
        match answer {
            Ok(answer) => answer
                .replication_configuration
                .map(|replication| replication.role.parse())
                .transpose()
                .map_err(|error| CallError::not_understood(action, self.name, format!("{error}"))),
            Err(error) => or_none(
                CallError::new(action, self.name, &error),
                &["ReplicationConfigurationNotFoundError"],
            ),
        }
    }

    async fn notification_targets(&self) -> Result<Vec<Arn>, CallError> {
        let action = "s3:GetBucketNotification";
        let answer = self
            .s3
            .get_bucket_notification_configuration()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await
            .map_err(|error| CallError::new(action, self.name, &error))?;
        let functions = answer.lambda_function_configurations.unwrap_or_default();
        let queues = answer.queue_configurations.unwrap_or_default();
        let topics = answer.topic_configurations.unwrap_or_default();
        functions
            .into_iter()
            .map(|told| told.lambda_function_arn)
            .chain(queues.into_iter().map(|told| told.queue_arn))
            .chain(topics.into_iter().map(|told| told.topic_arn))
            .map(|arn| {
                arn.parse().map_err(|error| {
                    CallError::not_understood(action, self.name, format!("{error}"))
                })
            })
            .collect()
    }

    async fn logs_to(&self) -> Result<Option<BucketName>, CallError> {
        let action = "s3:GetBucketLogging";
        let answer = self
            .s3
            .get_bucket_logging()
            .bucket(self.name)
            .expected_bucket_owner(self.owner)
            .send()
            .await
            .map_err(|error| CallError::new(action, self.name, &error))?;
        answer
            .logging_enabled
            .map(|logging| logging.target_bucket.parse())
            .transpose()
            .map_err(|error| CallError::not_understood(action, self.name, format!("{error}")))
    }
}

/// S3 says "there is none" by an error code.
fn or_none<T: Default>(error: CallError, none: &[&str]) -> Result<T, CallError> {
    if error.has_code(none) {
        Ok(T::default())
    } else {
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_region_and_the_old_europe_have_names_of_their_own() {
        assert_eq!(location("", "us-east-1"), "us-east-1");
        assert_eq!(location("EU", "us-east-1"), "eu-west-1");
        assert_eq!(location("ap-southeast-2", "us-east-1"), "ap-southeast-2");
    }

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
