//! What discovery found in one account: instances, their service roles and storage, and the buckets.
//! Everything that later steps need is in here, each part a [`Known`].

mod bucket;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::ids::{AccountId, Arn, BucketName, InstanceId, Region, UniqueId};
use crate::known::{Known, UnknownReason};

pub use bucket::{
    Bucket, BucketUse, Encryption, Keys, LivePolicy, NotificationTarget, PublicAccessBlock,
};

/// Who is signed in: the answer of `sts:GetCallerIdentity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// The ARN of the user, of root or of the role session (a session's ARN drops the role's path).
    pub arn: Arn,
    /// Exactly the value that `aws:userId` will have: `AROA…:session`, `AIDA…` or the account id.
    pub user_id: String,
    /// The role's own ARN with its path, for a role session (from `iam:GetRole`).
    pub role_arn: Known<Option<Arn>>,
    /// The account's alias, if it has one.
    pub alias: Known<Option<String>>,
}

/// One account, seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Who looked.
    pub identity: Identity,
    /// When the look began, by AWS's clock where it is known.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// Every Region looked at, with what was found there.
    pub regions: BTreeMap<Region, Known<Vec<Instance>>>,
    /// When each Region's list was answered, by this computer's clock; none for one that is still asked.
    #[serde(default)]
    pub regions_read_at: BTreeMap<Region, OffsetDateTime>,
    /// The account's own public access block, which holds for all of its buckets.
    pub public_access_block: Known<PublicAccessBlock>,
    /// Every bucket that an instance stores something in.
    pub buckets: BTreeMap<BucketName, Bucket>,
}

/// What tells one Connect instance from another: replicas share the id across Regions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InstanceKey {
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The id.
    pub id: InstanceId,
}

/// A Connect instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Account, Region and id.
    pub key: InstanceKey,
    /// The instance's ARN.
    pub arn: Arn,
    /// Its alias; instances with a directory of their own may have none.
    pub alias: Option<String>,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339::option")]
    pub created: Option<OffsetDateTime>,
    /// `ACTIVE`, `CREATION_IN_PROGRESS` … as AWS says it.
    pub status: String,
    /// Where people sign in to it, such as `https://alias.my.connect.aws`.
    pub access_url: Option<String>,
    /// The role by which Connect reads and writes the bucket.
    pub service_role: Known<ServiceRole>,
    /// What it stores where, by resource type.
    pub storage: BTreeMap<String, Known<Vec<StorageConfig>>>,
    /// When the last answer about it came, by this computer's clock.
    #[serde(with = "time::serde::rfc3339::option")]
    pub read_at: Option<OffsetDateTime>,
}

/// The role of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRole {
    /// The role's full ARN.
    pub arn: Arn,
    /// Where it comes from.
    pub kind: ServiceRoleKind,
    /// Its unique id (`iam:GetRole`).
    pub unique_id: Known<UniqueId>,
}

/// Where a service role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceRoleKind {
    /// `AWSServiceRoleForAmazonConnect_…`, made by AWS.
    ServiceLinked,
    /// `connect-access-role-…`, from before 17 October 2018.
    BeforeServiceLinkedRoles,
    /// Anything else.
    Other,
}

/// One storage association of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageConfig {
    /// Its id.
    pub association_id: String,
    /// Where it points.
    pub target: StorageTarget,
}

/// Where an instance stores something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum StorageTarget {
    /// An S3 bucket.
    S3 {
        /// The bucket.
        bucket: BucketName,
        /// The prefix, such as `connect/acme`.
        prefix: String,
        /// The KMS key that encrypts what is stored.
        kms_key: Option<Arn>,
    },
    /// A Kinesis data stream.
    KinesisStream {
        /// Its ARN.
        arn: String,
    },
    /// A Firehose delivery stream.
    Firehose {
        /// Its ARN.
        arn: String,
    },
    /// Kinesis video streams.
    VideoStream {
        /// The prefix of the streams' names.
        prefix: String,
    },
    /// A kind that this version does not know.
    Other {
        /// AWS's name of the kind.
        storage_type: String,
    },
}

impl Inventory {
    /// What is known before the first answer: which Regions will be asked, and nothing else.
    pub fn not_read_yet(
        identity: Identity,
        taken_at: OffsetDateTime,
        regions: impl IntoIterator<Item = Region>,
    ) -> Self {
        Self {
            identity,
            taken_at,
            regions: regions
                .into_iter()
                .map(|region| (region, Known::not_read_yet()))
                .collect(),
            regions_read_at: BTreeMap::new(),
            public_access_block: Known::not_read_yet(),
            buckets: BTreeMap::new(),
        }
    }

    /// One more Region, not read yet, unless it is there already; whether it is new.
    pub fn add_unread(&mut self, region: &Region) -> bool {
        let is_new = !self.regions.contains_key(region);
        if is_new {
            self.regions.insert(region.clone(), Known::not_read_yet());
        }
        is_new
    }

    /// Takes a Region off, unless instances were found in it; whether it is off.
    pub fn take_off(&mut self, region: &Region) -> bool {
        let found = self.regions.get(region).and_then(Known::value);
        if found.is_some_and(|instances| !instances.is_empty()) {
            return false;
        }
        self.regions.remove(region);
        self.regions_read_at.remove(region);
        true
    }

    /// Whether every Region answered, or is switched off.
    pub fn all_regions_read(&self) -> bool {
        self.regions.values().all(|found| {
            found
                .unknown()
                .is_none_or(|why| why.reason == UnknownReason::RegionNotEnabled)
        })
    }

    /// All instances that were found, in the order of their Regions.
    pub fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.regions.values().filter_map(Known::value).flatten()
    }

    /// Whether a public policy on this bucket would be rejected: by the bucket's own block, or by the
    /// account's. Off only where both are known to be.
    /// Source: S3 user guide, "Blocking public access to your Amazon S3 storage": the most restrictive
    /// combination of the two applies.
    pub fn blocks_public_policy(&self, bucket: &Bucket) -> Known<bool> {
        let (own, account) = (&bucket.public_access_block, &self.public_access_block);
        let on = |block: &Known<PublicAccessBlock>| {
            block.value().is_some_and(|block| block.block_public_policy)
        };
        if on(own) || on(account) {
            return Known::Value(true);
        }
        match own.unknown().or_else(|| account.unknown()) {
            Some(unknown) => Known::Unknown(unknown.clone()),
            None => Known::Value(false),
        }
    }

    /// The look was cancelled: what was not read yet never will be.
    pub fn give_up_unread(&mut self) {
        for instances in self.regions.values_mut() {
            instances.give_up_unread();
            let Known::Value(instances) = instances else {
                continue;
            };
            for instance in instances {
                instance.service_role.give_up_unread();
                if let Known::Value(role) = &mut instance.service_role {
                    role.unique_id.give_up_unread();
                }
                for storage in instance.storage.values_mut() {
                    storage.give_up_unread();
                }
            }
        }
        self.public_access_block.give_up_unread();
        for bucket in self.buckets.values_mut() {
            bucket.give_up_unread();
        }
    }

    /// The instance with this key.
    pub fn instance(&self, key: &InstanceKey) -> Option<&Instance> {
        self.instances().find(|instance| instance.key == *key)
    }
}

impl Instance {
    /// Its alias, or its id where it has none.
    pub fn name(&self) -> &str {
        self.alias.as_deref().unwrap_or(self.key.id.as_str())
    }

    /// The buckets it stores something in, each with the resource type.
    pub fn buckets(&self) -> impl Iterator<Item = (&str, &BucketName)> {
        self.storage.iter().flat_map(|(resource_type, storage)| {
            storage
                .value()
                .into_iter()
                .flatten()
                .filter_map(move |config| match &config.target {
                    StorageTarget::S3 { bucket, .. } => Some((resource_type.as_str(), bucket)),
                    _ => None,
                })
        })
    }
}
