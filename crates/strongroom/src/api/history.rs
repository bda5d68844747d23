//! History and backups.

use serde::Serialize;
use ts_rs::TS;

/// Every change and every backup, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    /// The folder that holds the history.
    pub folder: String,
    /// The changes.
    pub changes: Vec<ChangeRow>,
    /// The backups.
    pub backups: Vec<BackupRow>,
}

/// A change in the list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRow {
    /// Its id.
    pub id: String,
    /// `lock` or `restore`.
    pub kind: String,
    /// As in `ChangeView::state`.
    pub state: String,
    /// The state in a sentence.
    pub state_words: String,
    /// When it began.
    pub started_at: String,
    /// The caller's ARN.
    pub who: String,
    /// The account.
    pub account_id: String,
    /// What it is about: short names of buckets and policies.
    pub names: Vec<String>,
    /// Whether it wrote over somebody else's write, by CloudTrail.
    pub wrote_over: bool,
}

/// A backup in the list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupRow {
    /// Its id.
    pub id: String,
    /// What it is: `bucket_policy`, `inline_policy`, `managed_policy` or `attachment`.
    pub target: String,
    /// Its short name: the bucket; a policy, and whose it is.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// The account.
    pub account_id: String,
    /// When it was taken.
    pub taken_at: String,
    /// Whether there was no policy.
    pub no_policy: bool,
    /// The policy, laid out for reading.
    pub policy: Option<String>,
    /// The SHA-256 of the exact text.
    pub sha256: String,
    /// The change it was taken for.
    pub change: String,
}

/// A file that was saved, or that the user decided not to save.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Its path; none where the user cancelled.
    pub path: Option<String>,
}

/// A backup file that was opened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedBackup {
    /// By which it is restored.
    pub id: String,
    /// The file.
    pub path: String,
    /// What it is: `bucket_policy`, `inline_policy`, `managed_policy` or `attachment`.
    pub target: String,
    /// Its short name: the bucket; a policy, and whose it is.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// The account.
    pub account_id: String,
    /// When it was taken.
    pub taken_at: String,
    /// Whether there was no policy.
    pub no_policy: bool,
    /// The policy, laid out for reading.
    pub policy: Option<String>,
    /// The SHA-256 that the file names.
    pub sha256: String,
    /// Whether the text has that digest.
    pub intact: bool,
}

/// Whether a backup is intact.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedView {
    /// Whether the stored text has the digest that was taken of it.
    pub intact: bool,
    /// The same in a sentence.
    pub words: String,
}
