//! Errors and unknowns, as the window shows them.

use serde::Serialize;
use ts_rs::TS;

/// A code only where the window acts on it; the rest is [`ErrorCode::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No account is open.
    NoAccount,
    /// The session ended; signing in again is the way on.
    SessionExpired,
    /// The profile is not signed in to Identity Center; signing in here is the way on.
    SignInNeeded,
    /// The role wants a one-time code, or the one that was given was not taken.
    CodeNeeded,
    /// The live policy no longer is what the plan was made from: make a new plan.
    PolicyChanged,
    /// The plan has blockers, or is not known (any more).
    PlanRefused,
    /// What was typed is not what was asked for.
    ConfirmationWrong,
    /// Writing to real accounts is off, or this profile may only look.
    ReadOnly,
    /// Another change is under way on this bucket.
    Busy,
    /// The user cancelled; not an error, shown quietly.
    Cancelled,
    /// Anything else; the message says what.
    Other,
}

/// What failed, on what, why, what was not changed and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct ErrorView {
    /// What the window may act on.
    pub code: ErrorCode,
    /// What failed, on what and why, and what was not changed: whole sentences.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// AWS's own words, or the cause below.
    pub detail: Option<String>,
    /// AWS's request id.
    pub request_id: Option<String>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnknownView {
    /// The situation: `refused`, `no_answer`, `region_not_enabled` …
    pub reason: String,
    /// The situation in a sentence.
    pub words: String,
    /// The IAM action that is missing.
    pub missing_permission: Option<String>,
    /// The identity policy that grants it, ready to be copied; none where a policy denies it by name.
    pub policy: Option<String>,
    /// AWS's own words.
    pub detail: Option<String>,
    /// AWS's request id.
    pub request_id: Option<String>,
}

/// A sentence or two with a heading: a warning, a blocker, a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// A stable name of the kind of note, for tests and for the window's own handling
    /// (`region_unread`, `caller_locked_out`, `cloudformation_owned` …).
    pub code: String,
    /// The note in one sentence.
    pub title: String,
    /// More, if there is more to say.
    pub text: Option<String>,
    /// What it is about: a Region, a bucket, a principal's ARN.
    pub subject: Option<String>,
}
