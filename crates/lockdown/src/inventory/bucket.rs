//! A bucket: its policy, what is configured on it, and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Identity, InstanceKey};
use crate::ids::{AccountId, Arn, BucketName, Region};
use crate::known::{Known, Unknown, UnknownReason};

/// A bucket that at least one instance stores something in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: BucketName,
    /// Where it is.
    pub region: Known<Region>,
    /// Its policy, or that it has none.
    pub policy: Known<LivePolicy>,
    /// Its own public access block; the account's counts besides ([`Inventory::blocks_public_policy`](super::Inventory::blocks_public_policy)).
    pub public_access_block: Known<PublicAccessBlock>,
    /// Whether AWS calls the present policy public.
    pub policy_is_public: Known<bool>,
    /// What encrypts new objects unless the writer says otherwise.
    pub encryption: Known<Encryption>,
    /// Its tags.
    pub tags: Known<BTreeMap<String, String>>,
    /// The role that replicates out of it.
    pub replication_role: Known<Option<Arn>>,
    /// Who is told of new objects.
    pub notification_targets: Known<Vec<NotificationTarget>>,
    /// The bucket that this one's access logs go to.
    pub logs_to: Known<Option<BucketName>>,
    /// Which instances use it for what; complete only for the Regions that could be read.
    pub uses: Vec<BucketUse>,
    /// When the last answer about it came, by this computer's clock.
    #[serde(with = "time::serde::rfc3339::option")]
    pub read_at: Option<OffsetDateTime>,
}

/// The four switches of S3 Block Public Access, of a bucket or of an account. Where there is no
/// configuration, all of them are off.
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are AWS's four switches"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`: public ACLs are rejected when they are written.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`: public ACLs count for nothing.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`: public policies are rejected when they are written.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`: a bucket with a public policy is open to the account and AWS services alone.
    pub restrict_public_buckets: bool,
}

/// Who is told of new objects in a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationTarget {
    /// A function, queue or topic.
    Arn(Arn),
    /// Amazon `EventBridge`, which hears of everything; what its rules start is not read.
    EventBridge,
}

impl NotificationTarget {
    /// The Lambda function, where it is one.
    pub fn function(&self) -> Option<&Arn> {
        match self {
            Self::Arn(arn) => Some(arn).filter(|arn| arn.service() == "lambda"),
            Self::EventBridge => None,
        }
    }
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

/// The KMS keys of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The ARNs of those that are known.
    pub arns: BTreeSet<String>,
    /// Why there may be others: half a sentence.
    pub unsure: Option<&'static str>,
}

impl Keys {
    /// A key as S3 and Connect name it: by its ARN, by its id alone, or by an alias, which no policy can name.
    fn add(&mut self, named: &str, bucket: &Bucket, identity: &Identity) {
        let name = named.rsplit(':').next().unwrap_or(named);
        if name.starts_with("alias/") {
            self.unsure = Some("its key is named by an alias");
        } else if named.starts_with("arn:") {
            self.arns.insert(named.to_owned());
        } else if let Some(region) = bucket.region.value() {
            let (partition, account) = (identity.arn.partition(), &identity.account);
            self.arns.insert(format!(
                "arn:{partition}:kms:{region}:{account}:key/{named}"
            ));
        } else {
            self.unsure = Some("its key's Region is not known");
        }
    }
}

impl Bucket {
    /// One of which nothing but the name is known yet.
    pub fn not_read_yet(name: BucketName) -> Self {
        Self {
            name,
            region: Known::not_read_yet(),
            policy: Known::not_read_yet(),
            public_access_block: Known::not_read_yet(),
            policy_is_public: Known::not_read_yet(),
            encryption: Known::not_read_yet(),
            tags: Known::not_read_yet(),
            replication_role: Known::not_read_yet(),
            notification_targets: Known::not_read_yet(),
            logs_to: Known::not_read_yet(),
            uses: Vec::new(),
            read_at: None,
        }
    }

    /// What was not read yet never will be.
    pub fn give_up_unread(&mut self) {
        self.region.give_up_unread();
        self.policy.give_up_unread();
        self.public_access_block.give_up_unread();
        self.policy_is_public.give_up_unread();
        self.encryption.give_up_unread();
        self.tags.give_up_unread();
        self.replication_role.give_up_unread();
        self.notification_targets.give_up_unread();
        self.logs_to.give_up_unread();
    }

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

    /// Whether it is known to belong to another account, or not to exist.
    pub fn is_elsewhere(&self) -> bool {
        let elsewhere = |why: &Unknown| {
            matches!(
                why.reason,
                UnknownReason::OtherAccount | UnknownReason::Missing
            )
        };
        self.policy.unknown().is_some_and(elsewhere)
    }

    /// The KMS keys that encrypt what instances store in it, and its default key.
    pub fn keys(&self, identity: &Identity) -> Keys {
        let mut keys = Keys::default();
        for named in self.uses.iter().filter_map(|one| one.kms_key.as_ref()) {
            keys.add(named.as_str(), self, identity);
        }
        match &self.encryption {
            Known::Value(Encryption::Kms { key: Some(key) }) => keys.add(key, self, identity),
            // S3's own key of the account lets in whoever S3 lets in.
            Known::Value(_) => {}
            Known::Unknown(_) => keys.unsure = Some("its default encryption could not be read"),
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
