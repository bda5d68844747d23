//! What discovery found in one account: instances, their service roles and storage, and the buckets.
//! Everything that later steps need is in here, each part a [`Known`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::ids::{AccountId, Arn, BucketName, InstanceId, Region, UniqueId};
use crate::known::Known;

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

/// A bucket that at least one instance stores something in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: BucketName,
    /// Where it is.
    pub region: Known<Region>,
    /// Its policy, or that it has none.
    pub policy: Known<LivePolicy>,
    /// The bucket's and the account's public access block, taken together: whether a public policy
    /// would be rejected.
    pub blocks_public_policy: Known<bool>,
    /// Whether AWS calls the present policy public.
    pub policy_is_public: Known<bool>,
    /// What encrypts new objects unless the writer says otherwise.
    pub encryption: Known<Encryption>,
    /// Its tags.
    pub tags: Known<BTreeMap<String, String>>,
    /// The role that replicates out of it.
    pub replication_role: Known<Option<Arn>>,
    /// The functions, queues and topics that are told of new objects.
    pub notification_targets: Known<Vec<Arn>>,
    /// The bucket that this one's access logs go to.
    pub logs_to: Known<Option<BucketName>>,
    /// Which instances use it for what; complete only for the Regions that could be read.
    pub uses: Vec<BucketUse>,
    /// When the last answer about it came, by this computer's clock.
    #[serde(with = "time::serde::rfc3339::option")]
    pub read_at: Option<OffsetDateTime>,
}

/// A bucket's default encryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// Keys that S3 keeps (SSE-S3).
    S3,
    /// A KMS key, once or in two layers.
    Kms {
        /// Its ARN, id or alias, as it was configured; none for AWS's own key of the account.
        key: Option<String>,
    },
    /// A kind that this version does not know.
    Other {
        /// AWS's name of it.
        algorithm: String,
    },
}

/// One use of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketUse {
    /// The instance.
    pub instance: InstanceKey,
    /// Connect's resource type, such as `CALL_RECORDINGS`.
    pub resource_type: String,
    /// The prefix.
    pub prefix: String,
    /// The KMS key, if any.
    pub kms_key: Option<Arn>,
}

/// The policy of a bucket, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LivePolicy {
    /// `NoSuchBucketPolicy`: a state of its own; its restore is `DeleteBucketPolicy`.
    None,
    /// The exact text that S3 returned.
    Text(String),
}

impl LivePolicy {
    /// The text, if there is a policy.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Text(text) => Some(text),
        }
    }
}

impl Inventory {
    /// All instances that were found, in the order of their Regions.
    pub fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.regions.values().filter_map(Known::value).flatten()
    }

    /// The instance with this key.
    pub fn instance(&self, key: &InstanceKey) -> Option<&Instance> {
        self.instances().find(|instance| instance.key == *key)
    }
}

impl Bucket {
    /// The account that owns it: this one, where anything about it was answered, because each call names
    /// the owner that it expects. S3 has no call that tells another owner's account id.
    pub fn owner(&self, own: &AccountId) -> Known<AccountId> {
        let answered = self.policy.value().is_some()
            || self.tags.value().is_some()
            || self.encryption.value().is_some()
            || self.policy_is_public.value().is_some()
            || self.replication_role.value().is_some()
            || self.notification_targets.value().is_some()
            || self.logs_to.value().is_some();
        match self.policy.unknown() {
            Some(unknown) if !answered => Known::Unknown(unknown.clone()),
            _ => Known::Value(own.clone()),
        }
    }

    /// The ARNs of the KMS keys that encrypt what instances store in it, and of its default key.
    pub fn keys(&self) -> std::collections::BTreeSet<String> {
        let mut keys: std::collections::BTreeSet<String> = self
            .uses
            .iter()
            .filter_map(|one| one.kms_key.as_ref().map(ToString::to_string))
            .collect();
        if let Known::Value(Encryption::Kms { key: Some(key) }) = &self.encryption
            && key.starts_with("arn:")
        {
            keys.insert(key.clone());
        }
        keys
    }

    /// Whether call recordings are stored in it.
    pub fn holds_call_recordings(&self) -> bool {
        self.uses
            .iter()
            .any(|u| u.resource_type == "CALL_RECORDINGS")
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
