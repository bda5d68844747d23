//! A bucket's state, read from its policy: open, on trial, locked, stale …

use iam_policy::{Policy, PrincipalIds};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::inventory::LivePolicy;
use crate::known::{Known, Unknown, UnknownReason};
use crate::lock::TrialEnd;
use crate::lock::shape::{LockPurpose, LockShape, Window, locks_in};
use crate::meaning::Meaning;
use crate::plan::facts::dead_ids;

/// A bucket's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum BucketState {
    /// No lock.
    Open,
    /// A lock of ours that ends by itself.
    OnTrial {
        /// When.
        ends: TrialEnd,
    },
    /// A lock of ours that stays.
    Locked,
    /// A lock of ours whose end has passed: the bucket is open.
    TrialEnded {
        /// When.
        ended: TrialEnd,
    },
    /// A lock that Strongroom did not make.
    LockedBySomethingElse,
    /// The policy is not what Strongroom last wrote.
    ChangedOutside,
    /// A lock names ids that belong to nobody any more.
    Stale {
        /// The ids.
        dead: Vec<String>,
    },
    /// The policy could not be read, or not be understood.
    NotReadable {
        /// Why.
        unknown: Unknown,
    },
}

/// The state of a bucket with this policy at `now` (AWS's clock).
///
/// `last_written` is the meaning of what Strongroom last left in the bucket, where the history says
/// so; `ids` are the account's principals: ids are called dead only where all of them are known.
pub fn bucket_state(
    policy: &Known<LivePolicy>,
    last_written: Option<&Meaning>,
    ids: &PrincipalIds,
    now: OffsetDateTime,
) -> BucketState {
    let live = match policy {
        Known::Value(live) => live,
        Known::Unknown(unknown) => {
            return BucketState::NotReadable {
                unknown: unknown.clone(),
            };
        }
    };
    let parsed = match live.text().map(Policy::parse) {
        None => None,
        Some(Ok(policy)) => Some(policy),
        Some(Err(problem)) => {
            let unknown = Unknown {
                reason: UnknownReason::NotUnderstood,
                missing_permission: None,
                detail: problem.to_string(),
                request_id: None,
            };
            return BucketState::NotReadable { unknown };
        }
    };
    if last_written.is_some_and(|written| Meaning::of(live, ids) != *written) {
        return BucketState::ChangedOutside;
    }
    let locks: Vec<LockShape> = parsed
        .iter()
        .flat_map(locks_in)
        .map(|(_, shape)| shape)
        .collect();
    from_locks(&locks, ids, now)
}

fn from_locks(locks: &[LockShape], ids: &PrincipalIds, now: OffsetDateTime) -> BucketState {
    let holding: Vec<&LockShape> = locks
        .iter()
        .filter(|lock| lock.purpose == LockPurpose::Lock && lock.window.holds(now))
        .collect();
    let mut dead: Vec<String> = holding
        .iter()
        .flat_map(|lock| dead_ids(lock, ids))
        .map(str::to_owned)
        .collect();
    dead.sort();
    dead.dedup();
    let ours = |lock: &&&LockShape| lock.ours;
    // The trial of a change is told first: it is what needs attention.
    let trial = holding
        .iter()
        .filter(ours)
        .find_map(|lock| match lock.window {
            Window::Until(ends) => Some(ends),
            _ => None,
        });
    if let Some(ends) = trial {
        return BucketState::OnTrial { ends };
    }
    if !dead.is_empty() {
        return BucketState::Stale { dead };
    }
    if holding.iter().any(|lock| lock.ours) {
        return BucketState::Locked;
    }
    if !holding.is_empty() {
        return BucketState::LockedBySomethingElse;
    }
    let ended = locks
        .iter()
        .filter(|lock| lock.ours)
        .find_map(|lock| match lock.window {
            Window::Until(ended) => Some(ended),
            _ => None,
        });
    ended.map_or(BucketState::Open, |ended| BucketState::TrialEnded { ended })
}

impl BucketState {
    /// A stable name: `open`, `on_trial`, `locked`, `trial_ended`, `locked_by_something_else`,
    /// `changed_outside`, `stale` or `not_readable`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OnTrial { .. } => "on_trial",
            Self::Locked => "locked",
            Self::TrialEnded { .. } => "trial_ended",
            Self::LockedBySomethingElse => "locked_by_something_else",
            Self::ChangedOutside => "changed_outside",
            Self::Stale { .. } => "stale",
            Self::NotReadable { .. } => "not_readable",
        }
    }

    /// The state in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Open => "Open: no lock.".to_owned(),
            Self::OnTrial { ends } => format!("On trial until {ends}: not locked for good yet."),
            Self::Locked => "Locked.".to_owned(),
            Self::TrialEnded { ended } => format!("The trial ended at {ended}: open."),
            Self::LockedBySomethingElse => "Locked, but not by Strongroom.".to_owned(),
            Self::ChangedOutside => {
                "Changed outside Strongroom since it last wrote here.".to_owned()
            }
            Self::Stale { dead } => format!(
                "Stale: the lock names {} that {} to nobody any more.",
                crate::plan::blocker::count(dead.len(), "id", "ids"),
                if dead.len() == 1 { "belongs" } else { "belong" }
            ),
            Self::NotReadable { unknown } => unknown.missing_permission.as_ref().map_or_else(
                || "The policy can't be read.".to_owned(),
                |action| format!("The policy can't be read: {action} is missing."),
            ),
        }
    }
}
