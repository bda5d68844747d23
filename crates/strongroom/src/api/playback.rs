//! The playback check.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::UnknownView;

/// The newest recordings of a bucket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordingsView {
    /// The bucket.
    pub bucket: String,
    /// The recordings, newest first.
    pub recordings: Vec<RecordingView>,
    /// What could not be searched.
    pub unknown: Vec<UnknownView>,
}

/// One recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordingView {
    /// Bucket and key, as the app refers to it.
    pub id: String,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The contact, where Connect names it.
    pub contact_id: Option<String>,
    /// account/Region/id of the instance.
    pub instance_key: Option<String>,
    /// The instance's alias.
    pub instance: Option<String>,
    /// Bytes.
    pub size: Option<u32>,
    /// When it was recorded or last written.
    pub recorded_at: Option<String>,
    /// The contact's page in Connect.
    pub contact_url: Option<String>,
}

/// How far a recording has come.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FetchProgress {
    /// Bytes so far.
    pub done: u32,
    /// Bytes in all.
    pub total: Option<u32>,
}

/// What the window's player saw.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlayerReport {
    /// The recording.
    pub recording: String,
    /// Seconds that the player gave as the duration.
    pub duration: f64,
    /// The furthest second reached.
    pub reached: f64,
    /// The media error, if any.
    pub error: Option<String>,
}

/// Whether a recording played.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlayedView {
    /// No media error, time went past half a second, the duration is the file's.
    pub played: bool,
    /// The same in a sentence.
    pub words: String,
}

/// A contact's page that was opened in the browser.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedPage {
    /// Its address.
    pub url: String,
    /// Whether a browser took it; otherwise the address is shown to be copied.
    pub opened: bool,
}

/// What another profile met.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TriedView {
    /// The profile.
    pub profile: String,
    /// Its ARN, where known.
    pub arn: Option<String>,
    /// `refused_by_lock`, `refused_otherwise`, `read` or `failed`.
    pub outcome: String,
    /// Whether it proves that the lock bites.
    pub proves_lock: bool,
    /// What happened, in a sentence.
    pub words: String,
    /// AWS's own words.
    pub detail: Option<String>,
}
