//! What is asked of each bucket: where it is, its policy, and what else bears on a lock.

use std::collections::BTreeSet;

use lockdown::ids::{BucketName, Region};
use lockdown::inventory::Bucket;
use lockdown::known::{Known, Unknown, UnknownReason};
use tokio::sync::OnceCell;

use super::board::Board;
use super::configuration::Asked;
use super::patience::patiently;
use crate::account::Account;
use crate::call::{CallError, known};
use crate::patience;
use crate::regions;

/// Location, policy, and the seven others of `configuration`.
pub(super) const CALLS_FOR_A_BUCKET: u32 = 9;

/// The account's own buckets, asked when one can't be found.
#[derive(Default)]
pub(super) struct OwnBuckets {
    names: OnceCell<Result<BTreeSet<String>, CallError>>,
}

impl OwnBuckets {
    async fn names(&self, account: &Account) -> &Result<BTreeSet<String>, CallError> {
        self.names
            .get_or_init(|| patience::patiently(|| (), || account.own_buckets()))
            .await
    }
}

impl Account {
    pub(super) async fn one_bucket(&self, name: &BucketName, own: &OwnBuckets, board: &Board<'_>) {
        let region = match patiently(board, None, || self.bucket_region(name, own)).await {
            Ok(region) => region,
            Err(error) => {
                let unknown = error.unknown();
                board.bucket(name, CALLS_FOR_A_BUCKET, |bucket| {
                    all_unknown(bucket, &unknown);
                });
                return;
            }
        };
        board.bucket(name, 1, |bucket| {
            bucket.region = Known::Value(region.clone());
        });
        // The policy is written down as soon as it is there: the bucket's state hangs on it.
        let policy = async {
            let read = patiently(board, Some(&region), || self.bucket_policy(name, &region)).await;
            let policy = known(read).map(|read| read.policy);
            board.bucket(name, 1, |bucket| bucket.policy = policy);
        };
        tokio::join!(policy, self.configuration(name, &region, board));
    }

    async fn configuration(&self, name: &BucketName, region: &Region, board: &Board<'_>) {
        let asked = Asked {
            s3: self.clients(region).s3,
            name: name.as_str(),
            owner: self.owner(),
        };
        let (blocks, public, encryption, tags, replication, notified, logs) = tokio::join!(
            patiently(board, Some(region), || asked.public_access_block()),
            patiently(board, Some(region), || asked.policy_is_public()),
            patiently(board, Some(region), || asked.encryption()),
            patiently(board, Some(region), || asked.tags()),
            patiently(board, Some(region), || asked.replication_role()),
            patiently(board, Some(region), || asked.notification_targets()),
            patiently(board, Some(region), || asked.logs_to()),
        );
        board.bucket(name, CALLS_FOR_A_BUCKET - 2, |bucket| {
            bucket.public_access_block = known(blocks);
            bucket.policy_is_public = known(public);
            bucket.encryption = known(encryption);
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
            && let Ok(names) = own.names(self).await
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
    bucket.public_access_block = Known::Unknown(unknown());
    bucket.policy_is_public = Known::Unknown(unknown());
    bucket.encryption = Known::Unknown(unknown());
    bucket.tags = Known::Unknown(unknown());
    bucket.replication_role = Known::Unknown(unknown());
    bucket.notification_targets = Known::Unknown(unknown());
    bucket.logs_to = Known::Unknown(unknown());
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
}
