//! What the app needs in AWS, and how the signed-in identity stands to it.

use serde::Serialize;
use ts_rs::TS;

/// The permissions page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PermissionsView {
    /// Who is signed in, in a few words.
    pub who: String,
    /// Whether a look at the account is over: policies then name its buckets, and refusals are known.
    pub looked: bool,
    /// What the identity's standing was told by.
    pub judged_by: Judge,
    /// When the account's roles and users were read; none where they were not.
    pub policies_read_at: Option<String>,
    /// Each use with its actions.
    pub uses: Vec<UseView>,
    /// One policy that grants what AWS refused in the look; none where nothing was refused.
    pub missing: Option<String>,
}

/// What tells how an identity stands to an action that AWS did not refuse yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Judge {
    /// Its own policies, evaluated here.
    OwnPolicies,
    /// AWS's policy simulator: they could not be read.
    Simulator,
    /// Nobody: neither could they be read nor the simulator be asked.
    Nobody,
    /// The account's root user may do everything.
    Root,
}

/// One use of the app.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UseView {
    /// `look`, `lock`, `playback`, `limits` or `recovery`.
    pub code: String,
    /// The least identity policy for it, as JSON laid out for reading.
    pub policy: String,
    /// Its actions.
    pub rows: Vec<PermissionRow>,
}

/// One action.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PermissionRow {
    /// The IAM action.
    pub action: String,
    /// What goes missing without it: half a sentence.
    pub why: String,
    /// `allowed`, `lacking`, `unknown`, `not_needed`, or `elsewhere` for what another identity has to do.
    pub standing: String,
    /// Why it is lacking or unknown: half a sentence.
    pub reason: Option<String>,
}

/// What the signed-in identity lacks for locking some buckets.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreflightView {
    /// What it lacks.
    pub lacking: Vec<PermissionRow>,
    /// What can't be told.
    pub unknown: Vec<PermissionRow>,
    /// One policy that grants what it lacks; none where no grant helps.
    pub policy: Option<String>,
}
