//! Keep list, plan and review.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NoteView, UnknownView};

/// Who can be kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeepListView {
    /// The buckets it is for.
    pub buckets: Vec<String>,
    /// Connect's roles and the caller: can't be taken off.
    pub required: Vec<KeepRow>,
    /// Principals that seem to need the bucket, each with the reason.
    pub suggested: Vec<KeepRow>,
    /// Everyone else in the account.
    pub others: Vec<KeepRow>,
    /// When the account's roles and users were read.
    pub read_at: Option<String>,
    /// Why the account's roles and users could not be listed.
    pub others_unknown: Option<UnknownView>,
    /// Regions that could not be read: each must be named and accepted in writing.
    pub unread_regions: Vec<RegionToAccept>,
    /// What stands in the way of any plan.
    pub blockers: Vec<NoteView>,
}

/// A Region that could not be read.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionToAccept {
    /// The Region; typing its name accepts it.
    pub region: String,
    /// Why it could not be read.
    pub unknown: UnknownView,
}

/// One principal.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeepRow {
    /// The role's or user's ARN (its own, with the path).
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `role`, `user` or `root`.
    pub kind: String,
    /// `AROA…`, `AIDA…`, or the account id for root.
    pub id: Option<String>,
    /// Why it is on the list or suggested, a sentence each.
    pub why: Vec<String>,
    /// Who can become it, in words, where that is known.
    pub who_can_become_it: Option<String>,
    /// The way to match it that is marked as the better choice.
    pub recommended: MatchBy,
    /// Whether it is a person's role, or a break-glass user, in the app's judgement: a second way in.
    pub second_way: bool,
}

/// How a principal is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// By its unique id in `aws:userId`: the AWS article's way.
    Id,
    /// By its ARN in `aws:PrincipalArn`.
    Arn,
    /// By both: either is enough.
    Both,
}

/// What the lock covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockScope {
    /// `s3:*`: the AWS article's way.
    Everything,
    /// Everything but reading the bucket's configuration.
    AllButConfiguration,
}

/// What happens to AWS services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AwsServices {
    /// They are cut off, as the article's lock does.
    CutOff,
    /// They are kept where they act for this account.
    KeepForThisAccount,
}

/// What the user asks for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockRequest {
    /// The buckets.
    pub buckets: Vec<String>,
    /// Who keeps access besides those who must.
    pub keep: Vec<KeepChoice>,
    /// How the required principals are matched where it differs from the recommendation, by ARN.
    pub required_match: Vec<KeepChoice>,
    /// What the lock covers.
    pub scope: LockScope,
    /// What happens to AWS services.
    pub services: AwsServices,
    /// The trial's length in minutes (5 to 120); none for a lock that holds at once.
    pub trial_minutes: Option<u32>,
    /// Why there is no trial, where there is none.
    pub no_trial_reason: Option<String>,
    /// Why there is no second way in, where there is none.
    pub no_second_way_reason: Option<String>,
    /// Regions that could not be read and are accepted: what the user typed for each.
    pub accepted_regions: Vec<String>,
    /// Leave out principals that no longer exist: S3 takes no policy that names one.
    pub without_dead_principals: bool,
}

/// What the user asks for when a backup is to be put back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoreRequest {
    /// The backup.
    pub backup: String,
    /// Regions that could not be read and are accepted: what the user typed for each.
    pub accepted_regions: Vec<String>,
    /// Leave out principals that no longer exist: S3 takes no policy that names one.
    pub without_dead_principals: bool,
}

/// One principal that is kept, and how.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeepChoice {
    /// Its ARN.
    pub arn: String,
    /// How it is matched.
    pub match_by: MatchBy,
}

/// A plan, for review. It is confirmed by its digest.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// The digest of everything that will be written.
    pub digest: String,
    /// `lock` or `restore`.
    pub kind: String,
    /// When it was made.
    pub made_at: String,
    /// What happens to each bucket.
    pub targets: Vec<TargetView>,
    /// Who keeps access.
    pub keep: Vec<KeepRow>,
    /// What makes it impossible to apply.
    pub blockers: Vec<NoteView>,
    /// What to know before applying it.
    pub warnings: Vec<NoteView>,
    /// What the lock does not cover.
    pub not_covered: Vec<NoteView>,
    /// The trial's length in minutes, if it starts as a trial.
    pub trial_minutes: Option<u32>,
    /// What is to be typed: "Type `confirm` to write this to 1 bucket of the practice account".
    pub confirmation_prompt: String,
    /// Whether it may be applied with this account; the reason where not.
    pub cannot_apply: Option<String>,
}

/// What a plan does to one bucket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    /// What it is: `bucket_policy`, `inline_policy`, `managed_policy` or `attachment`.
    pub target: String,
    /// Its short name: the bucket; a policy, and whose it is.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// What will be done, in a sentence: "adds 1 statement to the policy", "removes the policy" …
    pub summary: String,
    /// The statements that are added, laid out for reading.
    pub added: Vec<String>,
    /// The difference, line by line.
    pub diff: Vec<DiffRow>,
    /// The size of the new policy in bytes; 0 where it is removed.
    pub size: u32,
    /// S3's limit in bytes.
    pub size_limit: u32,
    /// Whether nothing changes: the live policy already means this.
    pub nothing_to_do: bool,
    /// Who loses and who keeps.
    pub impact: ImpactView,
}

/// One line of a difference.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiffRow {
    /// `same`, `added` or `removed`.
    pub kind: String,
    /// The line's number in the old text.
    pub old_line: Option<u32>,
    /// The line's number in the new text.
    pub new_line: Option<u32>,
    /// The line.
    pub text: String,
}

/// Who loses access and who keeps it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImpactView {
    /// Principals that can do something now and can't afterwards.
    pub loses: Vec<ImpactRow>,
    /// Principals that can do something now and still can afterwards.
    pub keeps: Vec<ImpactRow>,
    /// Principals that gain something (a restore may open).
    pub gains: Vec<ImpactRow>,
    /// Principals for which it can't be told.
    pub cannot_tell: Vec<ImpactRow>,
    /// Why the account's principals could not be read.
    pub unknown: Option<UnknownView>,
    /// AWS features that break or go blind.
    pub features: Vec<NoteView>,
}

/// One principal in the impact.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImpactRow {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `role`, `user`, `service`, `root`.
    pub kind: String,
    /// What is lost, kept or unknown, in words: "read objects", "change the policy" …
    pub what: Vec<String>,
    /// The deciding statement and condition.
    pub why: String,
}
