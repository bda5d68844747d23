//! The world of the practice account: what there is, and what AWS would remember about it.
//!
//! Plain data with a stable JSON form: the state file and `--seed` hold exactly a [`World`].

mod account;
mod bucket;
mod connect;
mod kms;
mod lambda;
mod principals;
pub(crate) mod recording;
pub(crate) mod seed;
mod streams;
mod trail;

pub(crate) use account::{AccessKey, Account, KeyOwner, MfaDevice, Profile, Regions};
pub(crate) use bucket::{
    Body, Bucket, LambdaNotification, Logging, Object, PublicAccessBlock, Replication,
    ReplicationRule, Tag,
};
pub(crate) use connect::{
    AssociatedFunction, Contact, Instance, RecordingPlace, Storage, StorageTarget,
};
pub(crate) use kms::{Grant, Key, default_policy as default_key_policy};
pub(crate) use lambda::Function;
pub(crate) use principals::{Group, Inline, ManagedPolicy, PolicyVersion, Role, User};
pub(crate) use streams::{DataStream, DeliveryStream};
pub(crate) use trail::TrailEvent;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// The version of the JSON form. A state file with another one is refused.
pub(crate) const FORMAT: u32 = 1;

/// Everything in the account, and the foreign buckets and keys that matter to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    /// [`FORMAT`].
    pub(crate) format: u32,
    /// When the seed was made, in practice time.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) seeded: OffsetDateTime,
    /// How many seconds the practice clock was ahead of real time when this was written.
    #[serde(default)]
    pub(crate) clock_ahead_seconds: i64,
    pub(crate) account: Account,
    pub(crate) regions: Regions,
    #[serde(default)]
    pub(crate) users: Vec<User>,
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    #[serde(default)]
    pub(crate) roles: Vec<Role>,
    /// Managed policies, AWS's own and the customer's.
    #[serde(default)]
    pub(crate) policies: Vec<ManagedPolicy>,
    #[serde(default)]
    pub(crate) keys: Vec<AccessKey>,
    #[serde(default)]
    pub(crate) profiles: Vec<Profile>,
    #[serde(default)]
    pub(crate) buckets: BTreeMap<String, Bucket>,
    #[serde(default)]
    pub(crate) instances: Vec<Instance>,
    #[serde(default)]
    pub(crate) contacts: Vec<Contact>,
    #[serde(default)]
    pub(crate) functions: Vec<Function>,
    #[serde(default)]
    pub(crate) data_streams: Vec<DataStream>,
    #[serde(default)]
    pub(crate) delivery_streams: Vec<DeliveryStream>,
    /// KMS keys; one that is named elsewhere and not here has the default policy.
    #[serde(default)]
    pub(crate) kms_keys: Vec<Key>,
    /// CloudTrail's event history, oldest first.
    #[serde(default)]
    pub(crate) trail: Vec<TrailEvent>,
}

impl World {
    /// The access blocks that count for a bucket: its own and, where this account owns it, the account's.
    pub(crate) fn public_access_blocks(
        &self,
        bucket: &Bucket,
    ) -> impl Iterator<Item = PublicAccessBlock> {
        let ours = bucket.owner == self.account.id;
        let of_account = self.account.public_access_block.filter(|_| ours);
        bucket.public_access_block.into_iter().chain(of_account)
    }

    /// The role with this name; names are unique in an account whatever the path.
    pub(crate) fn role(&self, name: &str) -> Option<&Role> {
        self.roles
            .iter()
            .find(|role| role.name.eq_ignore_ascii_case(name))
    }

    /// The role with this ARN, path included.
    pub(crate) fn role_by_arn(&self, arn: &str) -> Option<&Role> {
        self.roles
            .iter()
            .find(|role| role.arn(&self.account.id) == arn)
    }

    /// The user with this name.
    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.name.eq_ignore_ascii_case(name))
    }

    /// The managed policy with this ARN.
    pub(crate) fn policy(&self, arn: &str) -> Option<&ManagedPolicy> {
        self.policies.iter().find(|policy| policy.arn == arn)
    }

    /// Keeps the keys of a new session. Those of sessions that ended are known for a day more, to be told that they
    /// are over.
    pub(crate) fn keep_key(&mut self, key: AccessKey) {
        let yesterday = OffsetDateTime::now_utc() - Duration::days(1);
        self.keys
            .retain(|key| key.expires.is_none_or(|end| end > yesterday));
        self.keys.push(key);
    }

    /// The access key with this id.
    pub(crate) fn key(&self, id: &str) -> Option<&AccessKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The instance with this id in this Region. Replicas share their id across Regions, hence both.
    pub(crate) fn instance(&self, region: &str, id: &str) -> Option<&Instance> {
        self.instances
            .iter()
            .find(|instance| instance.region == region && instance.id == id)
    }

    /// The function with this ARN, without a version.
    pub(crate) fn function(&self, arn: &str) -> Option<&Function> {
        self.functions
            .iter()
            .find(|function| function.arn(&self.account.id) == arn)
    }

    /// The KMS key with this ARN.
    pub(crate) fn kms_key(&self, arn: &str) -> Option<&Key> {
        self.kms_keys
            .iter()
            .find(|key| key.arn(&self.account.id) == arn)
    }

    /// The ARN that a unique id (`AROA…`, `AIDA…`) stands for, while its owner exists.
    pub(crate) fn arn_of_id(&self, id: &str) -> Option<String> {
        let account = &self.account.id;
        let role = self
            .roles
            .iter()
            .find(|role| role.id == id)
            .map(|role| role.arn(account));
        role.or_else(|| {
            self.users
                .iter()
                .find(|user| user.id == id)
                .map(|user| user.arn(account))
        })
    }

    /// The unique id behind the ARN of a user or role of this account.
    pub(crate) fn id_of_arn(&self, arn: &str) -> Option<&str> {
        let account = &self.account.id;
        let role = self.role_by_arn(arn).map(|role| role.id.as_str());
        role.or_else(|| {
            self.users
                .iter()
                .find(|user| user.arn(account) == arn)
                .map(|user| user.id.as_str())
        })
    }

    /// How far the practice clock ran ahead when this world was written.
    pub(crate) fn clock_ahead(&self) -> Duration {
        Duration::seconds(self.clock_ahead_seconds)
    }
}
