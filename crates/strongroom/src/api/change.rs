//! A change under way or ended.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DiffRow, NoteView, TrailView};

/// A confirmed plan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// The plan's digest.
    pub digest: String,
    /// What the user typed.
    pub typed: String,
}

/// A small message while a change runs; the window asks for [`ChangeView`] again when one comes.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeEvent {
    /// The change.
    pub change: String,
    /// What is being done: "connect-25fd0a3be3ef: reading back".
    pub line: String,
}

/// A change, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// Its id.
    pub id: String,
    /// `lock` or `restore`.
    pub kind: String,
    /// `running`, `on_trial`, `done`, `rolled_back`, `stopped`, `failed`, `mixed`, `needs_you`,
    /// `trial_ended`, `left`.
    pub state: String,
    /// The state in a sentence.
    pub state_words: String,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// The caller's ARN.
    pub who: String,
    /// The account.
    pub account_id: String,
    /// The reason that was typed, if one was.
    pub reason: Option<String>,
    /// Its buckets.
    pub targets: Vec<ChangeTargetView>,
    /// The trial, while there is one: of all buckets, or of those that do not wait for the user (`needs_you`).
    pub trial: Option<TrialView>,
    /// Whether it is still being found out how it stands, after a restart.
    pub finding_out: bool,
    /// What of it can be tried again, where something is left.
    pub retry: Option<RetryView>,
}

/// The targets of a change to which nothing was written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetryView {
    /// Their short names.
    pub names: Vec<String>,
    /// Why they can't be tried again by the same plan, if they can't.
    pub refused: Option<String>,
}

/// A lock on trial: it ends by itself unless it is kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrialView {
    /// When AWS stops applying it.
    pub ends: String,
    /// Seconds left by AWS's clock.
    pub seconds_left: u32,
    /// How this computer's clock differs from AWS's, where that matters.
    pub clock_words: Option<String>,
    /// That the session ends before the trial does, where it does.
    pub session: Option<NoteView>,
    /// What has to be seen before it can be kept.
    pub checks: Vec<CheckView>,
    /// Whether everything was seen or waived.
    pub can_keep: bool,
}

/// One thing to be seen before a lock can be kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// `lock_bites`, `heard_in_connect`, `new_recording`.
    pub code: String,
    /// What it is about: an instance's key or a bucket.
    pub subject: String,
    /// What is to be seen, in a sentence.
    pub label: String,
    /// Whether it was seen.
    pub done: bool,
    /// What was seen and when, or what is missing.
    pub words: String,
}

/// A check that the user goes without, and why.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// As in [`CheckView::code`].
    pub code: String,
    /// As in [`CheckView::subject`].
    pub subject: String,
    /// The typed reason; the history keeps it.
    pub reason: String,
}

/// One bucket of a change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeTargetView {
    /// What it is: `bucket_policy`, `inline_policy`, `managed_policy` or `attachment`.
    pub target: String,
    /// Its short name: the bucket; a policy, and whose it is.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// As in [`ChangeView::state`], and `untouched`.
    pub state: String,
    /// The state in a sentence.
    pub state_words: String,
    /// When the trial ends, while it is on trial.
    pub trial_ends: Option<String>,
    /// The backup of what was there before.
    pub backup: Option<String>,
    /// The difference from what was there before to what was confirmed.
    pub diff: Vec<DiffRow>,
    /// Where the live policy is neither what was nor what was confirmed: the difference to it.
    pub foreign_diff: Option<Vec<DiffRow>>,
    /// What CloudTrail tells of the writes of others; none where there is nothing to be asked.
    pub trail: Option<TrailView>,
    /// Every step, in order.
    pub steps: Vec<StepView>,
}

/// One step of a change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// When.
    pub at: String,
    /// What, in words.
    pub words: String,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
}
