//! Signing in with IAM Identity Center. Device codes, tokens and client secrets stay in Rust.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountChoice, ErrorView};

/// How to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInWay {
    /// In the browser of this computer, which brings the answer by itself.
    Browser,
    /// With a code that is compared or typed in a browser anywhere.
    Code,
}

/// What to sign in to: a profile, or a start URL and its Region.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInRequest {
    /// The practice account rather than AWS.
    pub practice: bool,
    /// A profile that is signed in to with Identity Center.
    pub profile: Option<String>,
    /// A start URL, for someone without a profile.
    pub start_url: Option<String>,
    /// The Region of Identity Center, with a start URL.
    pub region: Option<String>,
    /// How.
    pub way: SignInWay,
}

/// How a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// It waits for somebody to allow it in the browser.
    Waiting,
    /// It is done.
    SignedIn,
    /// It failed; the error says why.
    Failed,
    /// The user cancelled it.
    Cancelled,
}

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// What the other commands name it by.
    pub id: String,
    /// The start URL.
    pub start_url: String,
    /// The Region of Identity Center.
    pub region: String,
    /// How; by a code also where the browser was asked for and what is signed in to does not offer that.
    pub way: SignInWay,
    /// The page to allow it on.
    pub page: String,
    /// The code to compare with the one in the browser, or to type there.
    pub user_code: Option<String>,
    /// Until when it waits.
    pub ends: String,
    /// How it stands.
    pub state: SignInState,
    /// Why it failed.
    pub error: Option<ErrorView>,
}

/// An account that the portal lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalAccountView {
    /// The 12 digits.
    pub id: String,
    /// Its name, where the portal tells it.
    pub name: Option<String>,
    /// Its root user's address, where the portal tells it.
    pub email: Option<String>,
}

/// A role to be used, and the profile it may be saved as.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoleRequest {
    /// The sign-in.
    pub sign_in: String,
    /// The 12 digits.
    pub account: String,
    /// The role's name in the portal.
    pub role: String,
    /// The Region for questions that are not about one.
    pub region: String,
    /// The profile's name; one that is free where none is given.
    pub name: Option<String>,
}

/// A profile as it would be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfilePreview {
    /// Its name.
    pub name: String,
    /// The file.
    pub path: String,
    /// Whether the file is there already; it is copied first then.
    pub exists: bool,
    /// What is added at its end.
    pub lines: String,
}

/// A profile that was written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedProfile {
    /// To open it.
    pub choice: AccountChoice,
    /// The file.
    pub path: String,
    /// The copy of what the file was before.
    pub backup: Option<String>,
}
