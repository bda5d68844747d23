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
    /// The start URL of the practice account's Identity Center, once it is up.
    pub practice_start_url: Option<String>,
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
    /// Whether it, or what it starts from, is signed in to with Identity Center.
    pub identity_center: bool,
    /// What is missing or odd, or what it is for (practice profiles).
    pub note: Option<String>,
}

/// How a session is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RenewalView {
    /// By signing in to Identity Center; by itself while that sign-in lasts.
    IdentityCenter,
    /// By a one-time code.
    Code,
    /// By the tool that made the credentials.
    Elsewhere,
}

/// How a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProfileStateCode {
    /// It signs in as it is.
    Ready,
    /// It signs in once a one-time code is given.
    CodeNeeded,
    /// Nobody has signed in.
    SignedOut,
    /// There was a session that is over.
    Expired,
    /// It can't sign in as it is written, or AWS refuses it.
    Broken,
    /// It was not, or could not be, found out.
    NotChecked,
}

/// What was found out about a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileStateView {
    /// How it stands.
    pub state: ProfileStateCode,
    /// Why, in a sentence, unless it is ready.
    pub why: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The account that AWS names, if it was asked.
    pub account: Option<String>,
    /// The caller in a few words, if AWS was asked: "role Admin, session asha".
    pub who: Option<String>,
    /// When the session ends, where that is known.
    pub session_ends: Option<String>,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
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
    /// Whether the session renews itself then; if not, it is over.
    pub renews_itself: bool,
    /// How the session is renewed.
    pub renewal: RenewalView,
    /// Whether changes may be written.
    pub writable: bool,
    /// Why not.
    pub read_only_reason: Option<String>,
}
