//! What the journal returns, and what it is given.

use std::fmt;
use std::str::FromStr;

use lockdown::change::{ChangeState, Event, TargetState};
use lockdown::ids::{AccountId, Arn, BucketName, Region};
use lockdown::inventory::{InstanceKey, LivePolicy};
use lockdown::lock::TrialEnd;
use lockdown::meaning::Meaning;
use lockdown::permit::{BackupData, WriteToken};
use lockdown::plan::{Plan, PlanKind, Target};
use lockdown::trail::TrailFinding;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A text that is no id of the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number from the history")]
pub struct InvalidNumber(pub String);

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub(crate) i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidNumber;

            fn from_str(text: &str) -> Result<Self, InvalidNumber> {
                text.parse().map(Self).map_err(|_| InvalidNumber(text.to_owned()))
            }
        }
    };
}

number_id!(
    /// A change: 1, 2, 3 … in the order in which they were begun; never used twice.
    ChangeId
);
number_id!(
    /// A backup: 1, 2, 3 … in the order in which they were taken; never used twice.
    BackupId
);
number_id!(
    /// Something that CloudTrail told: 1, 2, 3 … in the order in which it was found; never used twice.
    TrailId
);

/// The permission for a write and what is to be written: the plan's own text, to the byte.
pub struct Permitted {
    /// The token that the write call takes.
    pub token: WriteToken,
    /// What is to be put; `None` deletes the policy.
    pub content: LivePolicy,
    /// The state of the target from now on.
    pub state: TargetState,
}

/// What happened to a target, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The move.
    pub event: Event,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// What was found there, where it is neither what was nor what was confirmed: both
    /// versions are kept.
    pub found: Option<LivePolicy>,
}

impl Step {
    /// A step without anything else to say.
    pub fn of(event: Event) -> Self {
        Self {
            event,
            request_id: None,
            error: None,
            found: None,
        }
    }

    /// The same step with AWS's request id.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.request_id = id;
        self
    }

    /// The same step with what went wrong.
    #[must_use]
    pub fn with_error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// The same step with the policy that was found.
    #[must_use]
    pub fn with_found(mut self, policy: LivePolicy) -> Self {
        self.found = Some(policy);
        self
    }
}

/// A recorded step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRecord {
    /// When, as it was passed in.
    pub at: OffsetDateTime,
    /// The move.
    pub event: Event,
    /// The state after it.
    pub state: TargetState,
    /// What it was, in words.
    pub words: String,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What was about to be written, for a write.
    pub content: Option<LivePolicy>,
    /// What was found there.
    pub found: Option<LivePolicy>,
}

/// One target of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRecord {
    /// The target.
    pub target: Target,
    /// The bucket's Region; for IAM, the account's own.
    pub region: Region,
    /// Where it is.
    pub state: TargetState,
    /// The backup that a roll back puts back: the first one taken for it since it was last untouched.
    pub backup: Option<BackupId>,
    /// Every end of a trial that was written or was about to be, in order.
    pub ends: Vec<TrialEnd>,
    /// Every step, in order.
    pub steps: Vec<StepRecord>,
}

/// A change in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSummary {
    /// Its id.
    pub id: ChangeId,
    /// Its kind.
    pub kind: PlanKind,
    /// All of its targets taken together.
    pub state: ChangeState,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// When its last step was, once it is final.
    pub ended_at: Option<OffsetDateTime>,
    /// The caller's ARN.
    pub who: Arn,
    /// The profile it was begun with.
    pub profile: String,
    /// The account.
    pub account: AccountId,
    /// Its targets, each with its state.
    pub targets: Vec<(Target, TargetState)>,
}

/// A change, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// As in the list.
    pub summary: ChangeSummary,
    /// The plan as it was confirmed.
    pub plan: Plan,
    /// The digest that was confirmed.
    pub digest: String,
    /// Its targets.
    pub targets: Vec<TargetRecord>,
}

/// What a change left on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWritten {
    /// The change.
    pub change: ChangeId,
    /// Its kind.
    pub kind: PlanKind,
    /// The meaning of what it left.
    pub meaning: Meaning,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRecord {
    /// Its id.
    pub id: BackupId,
    /// The change it was taken for.
    pub change: ChangeId,
    /// What was there.
    pub data: BackupData,
}

/// What CloudTrail told about a step of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRecord {
    /// Its id.
    pub id: TrailId,
    /// The change.
    pub change: ChangeId,
    /// The target's key.
    pub key: String,
    /// Which step of the target it is about, from 0.
    pub step: usize,
    /// When it was looked up.
    pub at: OffsetDateTime,
    /// What was found.
    pub finding: TrailFinding,
}

/// Someone said that something played, or that it did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The change.
    pub change: ChangeId,
    /// The bucket.
    pub bucket: BucketName,
    /// The instance whose recording it was.
    pub instance: Option<InstanceKey>,
    /// What was confirmed: `played_in_app`, `played_in_connect`, `new_recording`, `refused` …
    pub what: String,
    /// In words, with the recording's name.
    pub words: String,
    /// Whether it was good news.
    pub good: bool,
    /// When.
    pub at: OffsetDateTime,
}

/// Something that could not be had and was waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The change.
    pub change: ChangeId,
    /// The bucket.
    pub bucket: BucketName,
    /// The instance.
    pub instance: Option<InstanceKey>,
    /// What was waived: `played_in_connect`, `new_recording` …
    pub what: String,
    /// The typed reason.
    pub reason: String,
    /// When.
    pub at: OffsetDateTime,
}
