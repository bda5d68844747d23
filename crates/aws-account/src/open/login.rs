//! The ways to sign in to an account.

use std::fmt;

use lockdown::ids::{AccountId, Region};

use crate::portal::Portal;

/// How to sign in.
#[derive(Debug, Clone)]
pub enum Login {
    /// As the profile says.
    Profile,
    /// As the profile says, with this one-time code.
    Code(OneTimeCode),
    /// By a sign-in of Identity Center, without a profile; the source's profile is only a name for it.
    Portal(PortalRole),
}

/// A one-time code. Its `Debug` does not show it.
#[derive(Clone)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// The digits, without the spaces that people type.
    pub fn new(text: &str) -> Self {
        Self(
            text.chars()
                .filter(|letter| !letter.is_whitespace())
                .collect(),
        )
    }

    pub(super) fn digits(&self) -> String {
        self.0.clone()
    }

    /// Whether it looks like one: six digits.
    pub fn is_plausible(&self) -> bool {
        self.0.len() == 6 && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode")
    }
}

/// A role that a sign-in of Identity Center leads to.
#[derive(Debug, Clone)]
pub struct PortalRole {
    /// Where the sign-in is.
    pub portal: Portal,
    /// The practice account's address; none for AWS.
    pub practice: Option<String>,
    /// The account.
    pub account: AccountId,
    /// The role's name in the portal.
    pub role: String,
    /// The Region for questions that are not about one.
    pub region: Region,
}
