//! Buckets: the list, their policies and their settings.

use http::StatusCode;
use s3s::dto::{
    Bucket as ListedBucket, BucketLocationConstraint, DeleteBucketPolicyOutput,
    DeleteMarkerReplication, DeleteMarkerReplicationStatus, DeletePublicAccessBlockOutput,
    Destination, GetBucketEncryptionOutput, GetBucketLocationOutput, GetBucketLoggingOutput,
    GetBucketPolicyOutput, GetBucketPolicyStatusOutput, GetBucketReplicationOutput,
    GetBucketTaggingOutput, GetPublicAccessBlockOutput, HeadBucketOutput, ListBucketsInput,
    ListBucketsOutput, LoggingEnabled, Owner, PolicyStatus, PublicAccessBlockConfiguration,
    PutBucketPolicyOutput, PutPublicAccessBlockInput, PutPublicAccessBlockOutput,
    ReplicationConfiguration, ReplicationRule, ReplicationRuleFilter, ReplicationRuleStatus,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
    Tag,
};

use super::objects::algorithm;
use crate::bucket_policy::{self, public};
use crate::call::Call;
use crate::cloudtrail;
use crate::fault::Fault;
use crate::ids;
use crate::practice::{Practice, no_such_bucket};
use crate::refusal;
use crate::world::{Bucket, PublicAccessBlock, World};

/// The account's own buckets, by name.
pub(super) fn list(practice: &Practice, input: &ListBucketsInput) -> ListBucketsOutput {
    let most = input
        .max_buckets
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(10_000)
        .max(1);
    practice.store.read(|world| {
        let mut found: Vec<(&String, &Bucket)> = world
            .buckets
            .iter()
            .filter(|(_, bucket)| bucket.owner == world.account.id)
            .filter(|(name, _)| {
                input
                    .prefix
                    .as_ref()
                    .is_none_or(|prefix| name.starts_with(prefix.as_str()))
            })
            .filter(|(_, bucket)| {
                input
                    .bucket_region
                    .as_ref()
                    .is_none_or(|region| bucket.region == *region)
            })
            // The token is the last name of the page before.
            .filter(|(name, _)| {
                input
                    .continuation_token
                    .as_ref()
                    .is_none_or(|after| *name > after)
            })
            .collect();
        let more = found.len() > most;
        found.truncate(most);
        let token = found
            .last()
            .filter(|_| more)
            .map(|(name, _)| (*name).clone());
        ListBucketsOutput {
            buckets: Some(
                found
                    .into_iter()
                    .map(|(name, bucket)| ListedBucket {
                        bucket_region: Some(bucket.region.clone()),
                        creation_date: Some(bucket.created.into()),
                        name: Some(name.clone()),
                    })
                    .collect(),
            ),
            continuation_token: token,
            owner: Some(Owner {
                id: Some(canonical_user(world)),
                display_name: None,
            }),
            prefix: input.prefix.clone(),
        }
    })
}

/// The account's canonical user id: 64 hexadecimal digits.
pub(super) fn canonical_user(world: &World) -> String {
    ids::hex_digits(&format!("canonical/{}", world.account.id), 64)
}

pub(super) fn head(practice: &Practice, name: &str) -> Result<HeadBucketOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        Ok(HeadBucketOutput {
            bucket_region: Some(bucket.region.clone()),
            ..Default::default()
        })
    })
}

/// The Region; `us-east-1` is told by saying nothing.
pub(super) fn location(practice: &Practice, name: &str) -> Result<GetBucketLocationOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        let region = (bucket.region != "us-east-1")
            .then(|| BucketLocationConstraint::from(bucket.region.clone()));
        Ok(GetBucketLocationOutput {
            location_constraint: region,
        })
    })
}

pub(super) fn get_policy(practice: &Practice, name: &str) -> Result<GetBucketPolicyOutput, Fault> {
    practice.with_bucket(name, |world, bucket| {
        let policy = practice
            .policy_in_force(world, name, bucket)
            .ok_or_else(no_such_policy)?;
        Ok(GetBucketPolicyOutput {
            policy: Some(policy.to_string()),
        })
    })
}

pub(super) fn put_policy(
    practice: &Practice,
    call: &Call,
    name: &str,
    text: &str,
) -> Result<PutBucketPolicyOutput, Fault> {
    practice.store.change(|world| {
        let policy = bucket_policy::check(world, name, text)?;
        let stored = bucket_policy::stored(world, &policy);
        let bucket = world.buckets.get(name).ok_or_else(no_such_bucket)?;
        let blocked = world
            .public_access_blocks(bucket)
            .any(|block| block.block_public_policy);
        if blocked && public::is_public(&policy) {
            return Err(refusal::denied(
                call.service,
                &call.caller,
                "s3:PutBucketPolicy",
                &format!("arn:aws:s3:::{name}"),
                "because public policies are blocked by the BlockPublicPolicy setting in S3 Block Public Access",
                true,
            ));
        }
        let bucket = world.buckets.get_mut(name).ok_or_else(no_such_bucket)?;
        bucket.policy = Some(stored);
        cloudtrail::take_down(world, call, name, Some(&policy));
        Ok(PutBucketPolicyOutput::default())
    })
}

/// Deleting what is not there is no error.
pub(super) fn delete_policy(
    practice: &Practice,
    call: &Call,
    name: &str,
) -> Result<DeleteBucketPolicyOutput, Fault> {
    practice.store.change(|world| {
        world
            .buckets
            .get_mut(name)
            .ok_or_else(no_such_bucket)?
            .policy = None;
        cloudtrail::take_down(world, call, name, None);
        Ok(DeleteBucketPolicyOutput::default())
    })
}

pub(super) fn policy_status(
    practice: &Practice,
    name: &str,
) -> Result<GetBucketPolicyStatusOutput, Fault> {
    practice.with_bucket(name, |world, bucket| {
        let policy = practice
            .policy_in_force(world, name, bucket)
            .ok_or_else(no_such_policy)?;
        let status = PolicyStatus {
            is_public: Some(public::is_public(&policy)),
        };
        Ok(GetBucketPolicyStatusOutput {
            policy_status: Some(status),
        })
    })
}

fn no_such_policy() -> Fault {
    Fault::not_found("NoSuchBucketPolicy", "The bucket policy does not exist")
}

pub(super) fn get_public_access_block(
    practice: &Practice,
    name: &str,
) -> Result<GetPublicAccessBlockOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        let block = bucket.public_access_block.ok_or_else(|| {
            Fault::not_found(
                "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found",
            )
        })?;
        Ok(GetPublicAccessBlockOutput {
            public_access_block_configuration: Some(PublicAccessBlockConfiguration {
                block_public_acls: Some(block.block_public_acls),
                ignore_public_acls: Some(block.ignore_public_acls),
                block_public_policy: Some(block.block_public_policy),
                restrict_public_buckets: Some(block.restrict_public_buckets),
            }),
        })
    })
}

pub(super) fn put_public_access_block(
    practice: &Practice,
    input: &PutPublicAccessBlockInput,
) -> Result<PutPublicAccessBlockOutput, Fault> {
    let wanted = &input.public_access_block_configuration;
    practice.store.change(|world| {
        let bucket = world
            .buckets
            .get_mut(&input.bucket)
            .ok_or_else(no_such_bucket)?;
        bucket.public_access_block = Some(PublicAccessBlock {
            block_public_acls: wanted.block_public_acls.unwrap_or_default(),
            ignore_public_acls: wanted.ignore_public_acls.unwrap_or_default(),
            block_public_policy: wanted.block_public_policy.unwrap_or_default(),
            restrict_public_buckets: wanted.restrict_public_buckets.unwrap_or_default(),
        });
        Ok(PutPublicAccessBlockOutput::default())
    })
}

pub(super) fn delete_public_access_block(
    practice: &Practice,
    name: &str,
) -> Result<DeletePublicAccessBlockOutput, Fault> {
    practice.store.change(|world| {
        world
            .buckets
            .get_mut(name)
            .ok_or_else(no_such_bucket)?
            .public_access_block = None;
        Ok(DeletePublicAccessBlockOutput::default())
    })
}

pub(super) fn tagging(practice: &Practice, name: &str) -> Result<GetBucketTaggingOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        if bucket.tags.is_empty() {
            return Err(Fault::not_found(
                "NoSuchTagSet",
                "The TagSet does not exist",
            ));
        }
        let tag_set = bucket
            .tags
            .iter()
            .map(|tag| Tag {
                key: Some(tag.key.clone()),
                value: Some(tag.value.clone()),
            })
            .collect();
        Ok(GetBucketTaggingOutput { tag_set })
    })
}

pub(super) fn replication(
    practice: &Practice,
    name: &str,
) -> Result<GetBucketReplicationOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        let replication = bucket.replication.as_ref().ok_or_else(|| {
            Fault::new(
                StatusCode::NOT_FOUND,
                "ReplicationConfigurationNotFoundError",
                "The replication configuration was not found",
            )
        })?;
        let rules = replication
            .rules
            .iter()
            .map(|rule| ReplicationRule {
                delete_marker_replication: Some(DeleteMarkerReplication {
                    status: Some(DeleteMarkerReplicationStatus::from_static(
                        DeleteMarkerReplicationStatus::DISABLED,
                    )),
                }),
                destination: Destination {
                    access_control_translation: None,
                    account: None,
                    bucket: rule.destination.clone(),
                    encryption_configuration: None,
                    metrics: None,
                    replication_time: None,
                    storage_class: None,
                },
                existing_object_replication: None,
                filter: Some(ReplicationRuleFilter {
                    prefix: Some(rule.prefix.clone()),
                    ..Default::default()
                }),
                id: Some(rule.id.clone()),
                prefix: None,
                priority: Some(rule.priority),
                source_selection_criteria: None,
                status: ReplicationRuleStatus::from_static(ReplicationRuleStatus::ENABLED),
            })
            .collect();
        Ok(GetBucketReplicationOutput {
            replication_configuration: Some(ReplicationConfiguration {
                role: replication.role.clone(),
                rules,
            }),
        })
    })
}

pub(super) fn logging(practice: &Practice, name: &str) -> Result<GetBucketLoggingOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        Ok(GetBucketLoggingOutput {
            logging_enabled: bucket.logging.as_ref().map(|logging| LoggingEnabled {
                target_bucket: logging.bucket.clone(),
                target_grants: None,
                target_object_key_format: None,
                target_prefix: logging.prefix.clone(),
            }),
        })
    })
}

/// Every bucket has a configuration; where nothing was chosen it is S3's own key.
pub(super) fn encryption(
    practice: &Practice,
    name: &str,
) -> Result<GetBucketEncryptionOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        let by_default = ServerSideEncryptionByDefault {
            kms_master_key_id: bucket.encryption.clone(),
            sse_algorithm: algorithm(bucket.encryption.as_deref()),
        };
        let rule = ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(by_default),
            bucket_key_enabled: Some(bucket.encryption.is_some()),
        };
        Ok(GetBucketEncryptionOutput {
            server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration {
                rules: vec![rule],
            }),
        })
    })
}
