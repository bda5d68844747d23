//! A value that was read, or the reason why it is unknown. Unknown is never shown as safe.

use serde::{Deserialize, Serialize};

/// What was asked of AWS: the value, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// AWS answered.
    Value(T),
    /// AWS did not answer, or not with a value.
    Unknown(Unknown),
}

/// Why something is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The situation.
    pub reason: UnknownReason,
    /// The IAM action that was refused, such as `s3:GetBucketPolicy`.
    pub missing_permission: Option<String>,
    /// AWS's own words, or the cause at the network border.
    pub detail: String,
    /// AWS's request id, where there is one.
    pub request_id: Option<String>,
}

/// The situations in which something stays unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownReason {
    /// Not read yet.
    NotReadYet,
    /// AWS refused the call.
    Refused,
    /// The Region is not enabled in this account: a quiet state, nothing can be there.
    RegionNotEnabled,
    /// No answer in time.
    NoAnswer,
    /// AWS slowed the caller down and the retries were used up.
    Throttled,
    /// The user cancelled.
    Cancelled,
    /// The session expired or its credentials are not valid.
    NotSignedIn,
    /// The thing belongs to another account.
    OtherAccount,
    /// The thing does not exist (any more).
    Missing,
    /// AWS answered with something that can't be understood.
    NotUnderstood,
    /// Anything else; the detail says what.
    Failed,
}

impl<T> Known<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// The reason, if there is no value.
    pub fn unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Value(_) => None,
            Self::Unknown(unknown) => Some(unknown),
        }
    }

    /// The same, with the value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(change(value)),
            Self::Unknown(unknown) => Known::Unknown(unknown),
        }
    }

    /// What was not read yet never will be: the look was cancelled.
    pub fn give_up_unread(&mut self) {
        if let Self::Unknown(Unknown { reason, .. }) = self
            && *reason == UnknownReason::NotReadYet
        {
            *reason = UnknownReason::Cancelled;
        }
    }

    /// Unknown because it was not read yet.
    pub fn not_read_yet() -> Self {
        Self::Unknown(Unknown {
            reason: UnknownReason::NotReadYet,
            missing_permission: None,
            detail: String::new(),
            request_id: None,
        })
    }
}
