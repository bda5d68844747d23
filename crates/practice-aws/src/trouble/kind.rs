//! The kinds of trouble: their names, and what a person is told about them.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The call is refused because there were too many.
    Throttling,
    /// The call is answered with a server error; nothing was done.
    ServerError,
    /// The call waits before it is looked at.
    Latency,
    /// The connection is cut before the call takes effect.
    CutBefore,
    /// The connection is cut after the call took effect.
    CutAfter,
    /// The answer is held back after the call took effect.
    DelayedAnswer,
    /// After a write of a bucket policy, reads and decisions still follow the old one.
    StaleReads,
    /// Somebody else changes the bucket policy around the call.
    ConcurrentEdit,
    /// The caller's session has ended.
    ExpiringSession,
    /// The server's clock differs from this computer's.
    ClockOff,
    /// One action is denied whatever the policies say.
    DenyAction,
    /// Recordings don't play in Connect.
    PlaybackFails,
    /// CloudTrail delivers its events late.
    TrailLate,
}

impl Kind {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 13] = [
        Self::DenyAction,
        Self::ConcurrentEdit,
        Self::Throttling,
        Self::ServerError,
        Self::Latency,
        Self::CutBefore,
        Self::CutAfter,
        Self::DelayedAnswer,
        Self::StaleReads,
        Self::ExpiringSession,
        Self::ClockOff,
        Self::PlaybackFails,
        Self::TrailLate,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttling => "throttling",
            Self::ServerError => "server-error",
            Self::Latency => "latency",
            Self::CutBefore => "cut-before",
            Self::CutAfter => "cut-after",
            Self::DelayedAnswer => "delayed-answer",
            Self::StaleReads => "stale-reads",
            Self::ConcurrentEdit => "concurrent-edit",
            Self::ExpiringSession => "expiring-session",
            Self::ClockOff => "clock-off",
            Self::DenyAction => "deny-action",
            Self::PlaybackFails => "playback-fails",
            Self::TrailLate => "trail-late",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What happens when it is switched on by name alone, in a sentence for a person.
    pub fn description(self) -> &'static str {
        match self {
            Self::Throttling => "Calls are refused because there were too many of them.",
            Self::ServerError => "AWS answers with a server error, and nothing was done.",
            Self::Latency => "Every call takes two seconds longer.",
            Self::CutBefore => {
                "The connection breaks when a policy is written, before the write took effect."
            }
            Self::CutAfter => {
                "The connection breaks when a policy is written, after the write took effect."
            }
            Self::DelayedAnswer => "The answer to the write of a policy comes two minutes late.",
            Self::StaleReads => {
                "For 20 seconds after a policy is written, AWS still follows the old one."
            }
            Self::ConcurrentEdit => {
                "Somebody else changes the policy right after the next write, once."
            }
            Self::ExpiringSession => "The session has ended.",
            Self::ClockOff => "AWS's clock is 40 minutes ahead of this computer's.",
            Self::DenyAction => "Writing a bucket policy is denied.",
            Self::PlaybackFails => "Recordings don't play in Connect.",
            Self::TrailLate => "CloudTrail shows what was done 15 minutes later.",
        }
    }

    /// Milliseconds where none are given: a wait, how long reads stay stale, how far the clock is ahead, how late events come.
    pub(crate) fn default_milliseconds(self) -> i64 {
        match self {
            Self::Latency => 2_000,
            Self::DelayedAnswer => 120_000,
            Self::StaleReads => 20_000,
            Self::ClockOff => 40 * 60_000,
            Self::TrailLate => 15 * 60_000,
            _ => 0,
        }
    }

    /// The operation (for [`Self::DenyAction`] the action) that is meant where none is given.
    pub(crate) fn default_operation(self) -> Option<&'static str> {
        match self {
            Self::CutBefore
            | Self::CutAfter
            | Self::DelayedAnswer
            | Self::ConcurrentEdit
            | Self::DenyAction => Some("s3:PutBucketPolicy"),
            Self::StaleReads => Some("s3:*BucketPolicy"),
            _ => None,
        }
    }

    /// Whether the server meets it once for each call, rather than asking at one place.
    pub(crate) fn is_of_calls(self) -> bool {
        !matches!(
            self,
            Self::DenyAction | Self::PlaybackFails | Self::ClockOff | Self::TrailLate
        )
    }
}
