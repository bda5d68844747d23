//! Choosing an account and seeing who is signed in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, UnknownView};

/// What can be chosen on the first page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountChoices {
    /// The practice account's profiles, the first one being the one to start with.
    pub practice: Vec<ProfileRow>,
    /// The profiles of the AWS config files, sorted by name.
    pub profiles: Vec<ProfileRow>,
    /// The files that were looked at, whether or not they exist.
    pub files: Vec<String>,
    /// What is wrong with the files, if anything: file and line are named.
    pub problem: Option<ErrorView>,
}

/// One profile.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// Its name.
    pub name: String,
    /// What kind of sign-in it is, in words: "access keys", "Identity Center" …
    pub kind: String,
    /// Its Region, if it names one.
    pub region: Option<String>,
    /// The account it names, if it names one.
    pub account: Option<String>,
    /// The role it names, if it names one.
    pub role: Option<String>,
    /// What is missing or odd, or what it is for (practice profiles).
    pub note: Option<String>,
}

/// What the user chose.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountChoice {
    /// The practice account rather than a profile of the AWS files.
    pub practice: bool,
    /// The profile's name.
    pub profile: String,
}

/// The account that is open; shown on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Whether this is the practice account.
    pub practice: bool,
    /// The profile it was opened with.
    pub profile: String,
    /// The 12 digits.
    pub account_id: String,
    /// The account's alias, if it has one and it could be read.
    pub alias: Option<String>,
    /// Why the alias is unknown.
    pub alias_unknown: Option<UnknownView>,
    /// The caller's ARN.
    pub arn: String,
    /// The caller in a few words: "role Admin, session asha".
    pub who: String,
    /// When the session ends, where that is known.
    pub session_ends: Option<String>,
    /// Whether changes may be written.
    pub writable: bool,
    /// Why not.
    pub read_only_reason: Option<String>,
}
