//! What discovery found.

use serde::Serialize;
use ts_rs::TS;

use super::{NoteView, UnknownView};

/// A small message while discovery runs; the window asks for [`OverviewView`] again when one comes.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscoveryEvent {
    /// Calls answered.
    pub done: u32,
    /// Calls known to be needed so far.
    pub total: u32,
    /// What came last: "eu-west-2: 2 instances".
    pub line: String,
    /// Whether this is the last message.
    pub finished: bool,
}

/// Everything that was found so far.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OverviewView {
    /// `idle`, `running`, `finished` or `cancelled`.
    pub state: String,
    /// Calls answered.
    pub done: u32,
    /// Calls known to be needed so far.
    pub total: u32,
    /// When the look began.
    pub taken_at: Option<String>,
    /// Every Region that is looked at.
    pub regions: Vec<RegionView>,
    /// The instances, by Region and alias.
    pub instances: Vec<InstanceView>,
    /// The buckets, those with call recordings first.
    pub buckets: Vec<BucketView>,
}

/// One Region.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionView {
    /// `eu-west-2` …
    pub region: String,
    /// `asking`, `read`, `not_enabled` or `unknown`.
    pub state: String,
    /// Whether the user added it to the known ones.
    pub own: bool,
    /// Whether AWS slows the calls down there; they go on at a lower pace.
    pub slowed: bool,
    /// When its list was answered.
    pub read_at: Option<String>,
    /// How many instances it has, once read.
    pub instances: u32,
    /// Why it is unknown.
    pub unknown: Option<UnknownView>,
}

/// One instance.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstanceView {
    /// account/Region/id.
    pub key: String,
    /// The id.
    pub id: String,
    /// The Region.
    pub region: String,
    /// The alias, or the id where it has none.
    pub name: String,
    /// When it was created.
    pub created: Option<String>,
    /// As AWS says it.
    pub status: String,
    /// Its service role.
    pub role: Option<ServiceRoleView>,
    /// Why the role is unknown.
    pub role_unknown: Option<UnknownView>,
    /// A role that may be it, where it is unknown. Never used in a plan.
    pub role_guess: Option<RoleGuessView>,
    /// When the last answer about it came.
    pub read_at: Option<String>,
    /// What it stores where.
    pub storage: Vec<StorageView>,
}

/// A service role.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRoleView {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// "service-linked role", "role from before 2018" …
    pub kind: String,
    /// `AROA…`.
    pub id: Option<String>,
    /// Why the id is unknown.
    pub id_unknown: Option<UnknownView>,
}

/// A role that may be an instance's service role.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoleGuessView {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `AROA…`.
    pub id: String,
    /// What speaks for it, in sentences.
    pub words: String,
}

/// One storage type of an instance.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StorageView {
    /// `CALL_RECORDINGS` …
    pub resource_type: String,
    /// "Call recordings" …
    pub label: String,
    /// The bucket's name or the stream's ARN; none where nothing is stored.
    pub place: Option<String>,
    /// The bucket, where it is one.
    pub bucket: Option<String>,
    /// The prefix in it.
    pub prefix: Option<String>,
    /// The KMS key.
    pub kms_key: Option<String>,
    /// Why it is unknown.
    pub unknown: Option<UnknownView>,
}

/// One bucket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BucketView {
    /// Its name.
    pub name: String,
    /// Its Region.
    pub region: Option<String>,
    /// Whether call recordings are in it.
    pub call_recordings: bool,
    /// `open`, `on_trial`, `locked`, `trial_ended`, `locked_by_something_else`, `changed_outside`,
    /// `stale`, `not_readable` or `asking`.
    pub state: String,
    /// The state in a sentence.
    pub state_words: String,
    /// When the trial ends.
    pub trial_ends: Option<String>,
    /// The change that the trial belongs to, if it was made here.
    pub change: Option<String>,
    /// Who uses it for what.
    pub uses: Vec<BucketUseView>,
    /// When the last answer about it came.
    pub read_at: Option<String>,
    /// What to know about it: owned by CloudFormation, replicated, public …
    pub notes: Vec<NoteView>,
    /// Whether a lock can be planned for it; the reason where not.
    pub cannot_lock: Option<String>,
}

/// What a bucket's own page shows besides: too much for a list of hundreds.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BucketDetailsView {
    /// The policy, laid out for reading; none where there is none.
    pub policy: Option<String>,
    /// Why the policy is unknown.
    pub policy_unknown: Option<UnknownView>,
    /// The four switches of S3 Block Public Access, for the bucket and the account taken together:
    /// `block_public_acls`, `ignore_public_acls`, `block_public_policy` and `restrict_public_buckets`. One that is
    /// off for the bucket may have the account's as unknown besides.
    pub blocks: Vec<FactView>,
    /// What is configured on it, each with its value or why that is unknown.
    pub facts: Vec<FactView>,
}

/// One thing that is configured on a bucket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    /// `owner`, `encryption`, `public`, `tags`, `replication`, `notifications` or
    /// `logging`.
    pub what: String,
    /// The value in a few words; none where it is unknown.
    pub value: Option<String>,
    /// Why it is unknown.
    pub unknown: Option<UnknownView>,
}

/// One use of a bucket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BucketUseView {
    /// account/Region/id.
    pub instance_key: String,
    /// The instance's alias.
    pub instance: String,
    /// Its Region.
    pub region: String,
    /// "Call recordings" …
    pub label: String,
    /// The prefix.
    pub prefix: String,
}
