//! Association limits: what may be associated with an instance, and by whom.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NoteView, PlanView, UnknownView};

/// The limits that Strongroom made, found again.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    /// One for each limit and whom it is for.
    pub limits: Vec<LimitRow>,
    /// When the account's roles and users, and so their policies, were read.
    pub read_at: Option<String>,
    /// Why the account's roles and users could not be read: there may be limits that are not shown.
    pub unknown: Option<UnknownView>,
}

/// A limit that was found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitRow {
    /// What names it to the app.
    pub key: String,
    /// The policy's name.
    pub name: String,
    /// How it reaches the role or user.
    pub delivery: LimitDelivery,
    /// The role's or user's ARN.
    pub principal_arn: String,
    /// Its name.
    pub principal_name: String,
    /// As in [`PrincipalChoice::kind`].
    pub principal_kind: String,
    /// The instance's name and Region; none where the policy can't be read back.
    pub instance: Option<String>,
    /// The style; none where the policy can't be read back.
    pub style: Option<LimitStyle>,
    /// What it allows, a line for each kind: "call recordings: acme-recordings".
    pub allows: Vec<String>,
    /// What is not as it should be: changed outside Strongroom, not attached, a target that is gone.
    pub drift: Vec<NoteView>,
    /// The same as a request, for changing it; none where the policy can't be read back.
    pub request: Option<LimitRequest>,
    /// Its text, laid out for reading.
    pub policy: String,
}

/// How a limit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitStyle {
    /// Statements that allow, as in the AWS page, its gaps mended.
    Allow,
    /// Exactly the page's statements.
    AllowToTheLetter,
    /// Statements that deny, which no Allow defeats.
    Deny,
    /// The same, and what is limited may not be associated with any other instance.
    DenyElsewhereToo,
}

/// How a limit reaches the role or user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitDelivery {
    /// A customer-managed policy that is attached.
    Managed,
    /// An inline policy.
    Inline,
}

/// What the user asks for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitRequest {
    /// The instance's key, as in the overview.
    pub instance: String,
    /// The role's or user's ARN.
    pub principal: String,
    /// What is limited in storage, and to what.
    pub storage: Vec<StorageLimit>,
    /// The KMS keys that may be used; none: keys are not limited.
    pub kms_keys: Vec<String>,
    /// The functions that may be associated; none: functions are not limited.
    pub functions: Vec<String>,
    /// How it is written.
    pub style: LimitStyle,
    /// How it reaches the role or user.
    pub delivery: LimitDelivery,
    /// The policy's name.
    pub policy_name: String,
    /// The limit that this one takes the place of, as [`LimitRow::key`].
    pub replaces: Option<String>,
}

/// One storage resource type, and where it may be stored.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StorageLimit {
    /// `CALL_RECORDINGS` …
    pub resource_type: String,
    /// Buckets by name or ARN, streams by ARN, a prefix of video streams.
    pub targets: Vec<String>,
}

/// What can be chosen for an instance.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitChoicesView {
    /// The instance's key.
    pub instance: String,
    /// Its name.
    pub instance_name: String,
    /// Its Region: streams, functions and keys are those of this Region.
    pub region: String,
    /// What can be limited in storage.
    pub resource_types: Vec<ResourceTypeChoice>,
    /// The account's buckets.
    pub buckets: TargetList,
    /// Kinesis data streams.
    pub streams: TargetList,
    /// Firehose delivery streams.
    pub delivery_streams: TargetList,
    /// Lambda functions.
    pub functions: TargetList,
    /// KMS keys, by alias where they have one.
    pub keys: TargetList,
    /// Roles and users.
    pub principals: Vec<PrincipalChoice>,
    /// Why they could not be listed.
    pub principals_unknown: Option<UnknownView>,
}

/// One storage resource type.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResourceTypeChoice {
    /// `CALL_RECORDINGS` …
    pub code: String,
    /// What people call it: "call recordings".
    pub words: String,
    /// What may take it: `bucket`, `stream`, `delivery_stream`, `video_stream`.
    pub kinds: Vec<String>,
    /// Where the instance stores it now, as [`TargetChoice::value`]; empty where nothing is set.
    pub stored_in: Vec<String>,
}

/// A list of targets to choose from.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetList {
    /// What there is.
    pub rows: Vec<TargetChoice>,
    /// Why it could not be listed.
    pub unknown: Option<UnknownView>,
}

/// Something that may be allowed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetChoice {
    /// What a request names it by: a bucket's name, an ARN.
    pub value: String,
    /// Its name.
    pub name: String,
}

/// A role or user.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalChoice {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `role`, `user`, `identity_center_role` or `aws_owned_role`.
    pub kind: String,
    /// Why no limit can be put on it from here, where that is so.
    pub cannot: Option<String>,
}

/// A limit for review: the plan, and what it permits and forbids.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitPlanView {
    /// The plan, confirmed as any other.
    pub plan: PlanView,
    /// What may be tried, before and after.
    pub attempts: Vec<AttemptRow>,
    /// Which policies could not be read: their effect is unknown.
    pub unreadable: Option<String>,
    /// AWS's own simulator beside our answers.
    pub simulator: SimulatorView,
    /// What defeats the limit, by name; empty where nothing that is known does.
    pub defeats: Vec<String>,
    /// The ways out of that.
    pub ways_out: Vec<String>,
    /// How the identity could rid itself of the limit or get around it.
    pub escapes: Vec<EscapeRow>,
    /// What the limit can't say, whichever way it is written.
    pub gaps: Vec<NoteView>,
    /// What it forbids besides.
    pub besides: Vec<NoteView>,
    /// The same for other tools, and where it would hold better.
    pub texts: Vec<LimitText>,
    /// What to do instead, for a role of an Identity Center permission set.
    pub steps: Vec<String>,
}

/// One attempt, before and after the limit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttemptRow {
    /// What is tried: "Associate `acme-recordings` for call recordings".
    pub words: String,
    /// What is done: `associate`, `update` or `disassociate`.
    pub verb: String,
    /// The instance's ARN.
    pub instance_arn: String,
    /// The storage resource type; none for a function.
    pub resource_type: Option<String>,
    /// The bucket's name, the stream's or function's ARN, the prefix of video streams.
    pub target: Option<String>,
    /// The KMS key that is to encrypt it.
    pub key: Option<String>,
    /// Whether something in it is made up to stand for others.
    pub example: bool,
    /// Whether it is on another instance.
    pub other_instance: bool,
    /// What the limit is to do with it: `permit`, `forbid`, `cannot_be_said` or `untouched`.
    pub wanted: String,
    /// As things are.
    pub before: VerdictView,
    /// With the limit.
    pub after: VerdictView,
    /// Whether the limit does what it is to do: `as_wanted`, `defeated`, `not_granted`, `cannot_tell`,
    /// `untouched` or `changed_besides`.
    pub holds: String,
}

/// The answer to an attempt.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// `allowed`, `implicitly_denied`, `explicitly_denied` or `unknown`.
    pub outcome: String,
    /// The deciding call and statement.
    pub why: String,
}

/// AWS's own simulator beside our answers, from identity policies and boundaries alone.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SimulatorView {
    /// Answers that are the same.
    pub agree: u32,
    /// Answers that differ: both are shown, and neither is taken for certain.
    pub differ: Vec<SimulatorDifference>,
    /// Questions that only one side answered.
    pub one_sided: u32,
    /// Why it was not asked.
    pub unknown: Option<UnknownView>,
}

/// Two answers that differ.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SimulatorDifference {
    /// The IAM action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// Whether it is about the policies with the limit.
    pub after: bool,
    /// Our answer, as in [`VerdictView::outcome`].
    pub ours: String,
    /// AWS's, in the same words.
    pub theirs: String,
}

/// One way around a limit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscapeRow {
    /// What can be done: "take the limit off itself".
    pub words: String,
    /// The IAM action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// Whether it certainly can.
    pub certain: bool,
}

/// A limit as text for another tool or place.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitText {
    /// `json`, `cloudformation`, `terraform`, `boundary`, `service_control_policy` or `permission_set`.
    pub format: String,
    /// The text.
    pub text: String,
}
