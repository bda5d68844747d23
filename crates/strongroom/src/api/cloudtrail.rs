//! What CloudTrail tells of the writes of others.

use serde::Serialize;
use ts_rs::TS;

use super::{DiffRow, UnknownView};

/// What is known from CloudTrail about one bucket of a change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrailView {
    /// `not_asked`, `unreadable`, `waiting`, `nothing_yet`, `nothing`, `found`.
    pub state: String,
    /// The same in whole sentences.
    pub words: String,
    /// Why CloudTrail can't be read.
    pub unknown: Option<UnknownView>,
    /// Writes of others that matter to the change, oldest first.
    pub writes: Vec<ForeignWriteView>,
}

/// A write of the bucket's policy by somebody else.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForeignWriteView {
    /// By which its policy can be put back, as by a backup's id; none where CloudTrail does not hold its text.
    pub restore: Option<String>,
    /// Who: an ARN, or what CloudTrail names instead.
    pub who: String,
    /// When, to the second.
    pub at: String,
    /// Whether the change wrote over it; otherwise it made the bucket what it is.
    pub overwritten: bool,
    /// What happened, in whole sentences.
    pub words: String,
    /// The difference from what was there before the change to what it put; none where its text is not known.
    pub diff: Option<Vec<DiffRow>>,
    /// AWS's request id.
    pub request_id: Option<String>,
}
