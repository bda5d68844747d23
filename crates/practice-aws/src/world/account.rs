//! The account itself: who may sign, and where.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::ids;

use super::bucket::PublicAccessBlock;

/// The account's own facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// Twelve digits.
    pub(crate) id: String,
    pub(crate) alias: Option<String>,
    /// `o-…`, the organization the account is a member of.
    pub(crate) organization: Option<String>,
    /// The Region that profiles start in.
    pub(crate) home_region: String,
    /// The account's own S3 Block Public Access; `None` is "no configuration".
    #[serde(default)]
    pub(crate) public_access_block: Option<PublicAccessBlock>,
}

/// Regions that behave unusually; all others answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Regions {
    /// Not opted in: every call is answered as for an unknown key.
    #[serde(default)]
    pub(crate) not_enabled: Vec<String>,
    /// Amazon Connect's API never answers here: the connection stays open until the client gives up.
    #[serde(default)]
    pub(crate) silent: Vec<String>,
}

/// A pair of keys, with a session token where it is temporary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessKey {
    /// `AKIA…` (long-term) or `ASIA…` (session).
    pub(crate) id: String,
    pub(crate) secret: String,
    /// A session's token, absent for long-term keys.
    #[serde(default)]
    pub(crate) token: Option<String>,
    pub(crate) owner: KeyOwner,
    /// When the session ends, in *real* time; `None` is never.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub(crate) expires: Option<OffsetDateTime>,
}

impl AccessKey {
    /// The keys of a new session. It ends in real time, to the second: the client's computer compares the end with
    /// its own clock.
    pub(crate) fn fresh(owner: KeyOwner, lasting: Duration) -> Self {
        let now = OffsetDateTime::now_utc();
        Self {
            id: format!("ASIA{}", ids::letters(&ids::fresh_hex(), 16)),
            secret: format!("{}practice", ids::fresh_hex()),
            token: Some(format!(
                "IQoJpractice{}{}",
                ids::fresh_hex(),
                ids::fresh_hex()
            )),
            owner,
            expires: Some(now.replace_nanosecond(0).unwrap_or(now) + lasting),
        }
    }

    /// When the session ends, as AWS's answers say it; nothing for keys that stay.
    pub(crate) fn ends(&self) -> String {
        self.expires
            .and_then(|end| end.format(&Rfc3339).ok())
            .unwrap_or_default()
    }
}

/// Whom a key speaks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum KeyOwner {
    /// The account's root user.
    Root,
    /// An IAM user.
    User {
        /// Its name.
        name: String,
    },
    /// A session of a role of this account.
    Session {
        /// The role's name.
        role: String,
        /// The session's name.
        session: String,
        /// Whether a one-time code was given when the session was made.
        #[serde(default)]
        mfa: bool,
        /// Session policies, each a document.
        #[serde(default)]
        policies: Vec<Value>,
    },
}

/// A device for one-time codes (RFC 6238: SHA-1, 30 s, six digits).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MfaDevice {
    /// The device's ARN.
    pub(crate) serial: String,
    /// The shared secret, in base 32 without padding.
    pub(crate) secret: String,
}

/// A profile to be written into an AWS configuration folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) name: String,
    /// The id of the key it uses.
    pub(crate) key: String,
    pub(crate) region: String,
}
