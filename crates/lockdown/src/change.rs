//! The states of a change and the legal moves between them: one enum, one function. The journal
//! stores it, the runner drives it, the window shows it. The table is drawn in `docs/states.md`.

mod moves;
mod settle;
mod words;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use moves::{IllegalMove, next};
pub use settle::{Recorded, Settled, settle};

use crate::lock::TrialEnd;

/// A write of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "write")]
pub enum Write {
    /// The plan's text with its end: the trial begins.
    Trial {
        /// The end.
        ends: TrialEnd,
    },
    /// The same text with a later end.
    Extend {
        /// The new end.
        ends: TrialEnd,
    },
    /// The plan's permanent policy: keeping the lock, or the only write of a plan without a trial.
    Permanent,
    /// The backup goes back.
    RollBack,
}

/// What stood in the bucket before a write, as far as the change knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// What the plan was made from.
    Before,
    /// The trial.
    Trial {
        /// Its end.
        ends: TrialEnd,
    },
    /// The trial, after its end: the old policy's effect.
    Expired {
        /// When it ended.
        ended: TrialEnd,
    },
    /// The permanent policy.
    After,
    /// Something that this change did not write.
    Foreign,
}

/// Where one target of a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum TargetState {
    /// Confirmed; nothing was done yet.
    Planned,
    /// The backup is durable; nothing was written yet.
    BackedUp,
    /// The step's row is durable and the write may have been sent; no answer yet.
    Writing {
        /// The write.
        write: Write,
        /// What it goes over.
        over: Standing,
    },
    /// The write was answered, or its answer was lost: the bucket is read until that is clear.
    Checking {
        /// The write.
        write: Write,
        /// What it went over.
        over: Standing,
        /// Whether AWS accepted the write; otherwise its answer was lost.
        accepted: bool,
    },
    /// Reading did not make it clear (yet): the bucket can't be read, or still shows what was there
    /// before although AWS accepted the write.
    Unclear {
        /// The write.
        write: Write,
        /// What it went over.
        over: Standing,
        /// Whether AWS accepted the write: then it may still appear, however often the bucket shows
        /// what was there before. Rows from before this was kept say nothing about it.
        #[serde(default)]
        accepted: bool,
    },
    /// The lock holds until its end.
    OnTrial {
        /// The end.
        ends: TrialEnd,
    },
    /// The trial ended by itself: the bucket is as open as before; the inert statement is still there.
    TrialEnded {
        /// When.
        ended: TrialEnd,
    },
    /// The permanent policy is in the bucket.
    Done,
    /// The backup is in the bucket again.
    RolledBack,
    /// The bucket already had what was planned.
    NothingToDo,
    /// Stopped before anything was written.
    Stopped,
    /// A write was refused or had no effect; the bucket has what it had before.
    Failed,
    /// The bucket has something that this change did not write: the user decides.
    Foreign,
    /// The user left the bucket as it is.
    Left,
}

/// What happens to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The backup is durable and was read back.
    BackedUp,
    /// The live policy already means what was planned.
    NothingToDo,
    /// The live policy, re-read right before a write, is not what the change expects.
    PolicyChanged,
    /// A write is about to be sent.
    Write {
        /// Which.
        write: Write,
        /// The time, by AWS's clock: a trial that ended can neither be kept nor extended.
        #[serde(with = "time::serde::rfc3339")]
        now: OffsetDateTime,
    },
    /// AWS accepted the write.
    Accepted,
    /// AWS refused the write, or it was certainly never sent: nothing changed.
    Refused,
    /// The write may or may not have taken effect.
    AnswerLost,
    /// The live policy was read and compared.
    Settled(Settled),
    /// The bucket can't be read, or patience ended.
    GaveUp,
    /// The user stopped, or an earlier bucket failed, or the app starts again and nothing was written.
    Stop,
    /// The user leaves the bucket as it is.
    Leave,
}

/// Where a change is, all of its targets taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// At least one target is being worked on.
    Running,
    /// At least one target waits for the user: something else is in the bucket, or it is unclear.
    NeedsYou,
    /// The lock holds until its end, and waits for the user.
    OnTrial,
    /// The trial ended by itself.
    TrialEnded,
    /// A target failed; the others are rolled back or untouched.
    Failed,
    /// It was stopped before anything was written.
    Stopped,
    /// Everything was put back.
    RolledBack,
    /// Everything is as planned.
    Done,
    /// The user left something as it is.
    Left,
    /// The targets ended differently: some may have the planned policy and others not.
    Mixed,
}

impl TargetState {
    /// Whether nothing is left to be settled or decided.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done
                | Self::RolledBack
                | Self::NothingToDo
                | Self::Stopped
                | Self::Failed
                | Self::Left
        )
    }

    /// The end of the trial, while it is on trial.
    pub fn trial_ends(self) -> Option<TrialEnd> {
        match self {
            Self::OnTrial { ends } => Some(ends),
            _ => None,
        }
    }
}

impl ChangeState {
    /// All targets taken together: what needs attention first decides.
    pub fn of(targets: &[TargetState]) -> Self {
        let any = |wanted: fn(&TargetState) -> bool| targets.iter().any(wanted);
        if any(|t| matches!(t, TargetState::Foreign | TargetState::Unclear { .. })) {
            Self::NeedsYou
        } else if any(|t| {
            matches!(
                t,
                TargetState::Writing { .. } | TargetState::Checking { .. } | TargetState::BackedUp
            )
        }) {
            Self::Running
        } else if any(|t| matches!(t, TargetState::OnTrial { .. })) {
            Self::OnTrial
        } else if any(|t| matches!(t, TargetState::TrialEnded { .. })) {
            Self::TrialEnded
        } else if any(|t| matches!(t, TargetState::Planned)) {
            Self::Running
        } else if ended_differently(targets) {
            Self::Mixed
        } else if any(|t| matches!(t, TargetState::Failed)) {
            Self::Failed
        } else if any(|t| matches!(t, TargetState::Stopped)) {
            Self::Stopped
        } else if any(|t| matches!(t, TargetState::Left)) {
            Self::Left
        } else if any(|t| matches!(t, TargetState::RolledBack)) {
            Self::RolledBack
        } else {
            Self::Done
        }
    }

    /// Whether nothing is left to be settled or decided.
    pub fn is_final(self) -> bool {
        !matches!(
            self,
            Self::Running | Self::NeedsYou | Self::OnTrial | Self::TrialEnded
        )
    }
}

/// Whether no single word is true of all targets, each of them final: the planned policy is in one
/// bucket and not in another, or one was left with whatever it had and another was not. A bucket in
/// which nothing was to be done fits any end.
fn ended_differently(targets: &[TargetState]) -> bool {
    let any = |wanted: fn(&TargetState) -> bool| targets.iter().any(wanted);
    let done = any(|t| matches!(t, TargetState::Done));
    let left = any(|t| matches!(t, TargetState::Left));
    let not_done = any(|t| {
        matches!(
            t,
            TargetState::RolledBack | TargetState::Stopped | TargetState::Failed
        )
    });
    usize::from(done) + usize::from(left) + usize::from(not_done) > 1
}
