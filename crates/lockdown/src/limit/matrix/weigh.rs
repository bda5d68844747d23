//! What the limit is to do with an attempt, and whether it does.

use iam_policy::Outcome;
use serde::{Deserialize, Serialize};

use crate::limit::attempt::{Attempt, FunctionVerb, StorageVerb, What};
use crate::limit::intent::{LimitIntent, LimitStyle, OtherInstances};
use crate::limit::targets::LimitTarget;

/// What the limit is to do with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// It is to stay possible.
    Permit,
    /// It is to be impossible.
    Forbid,
    /// It should be impossible, and no policy can say so: the target is allowed for another type, and
    /// the calls don't tell the types apart; or it is a prefix of video streams, which no call carries.
    CannotBeSaid,
    /// It is not what the limit is about.
    Untouched,
}

/// Whether a limit does what it is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It does.
    AsWanted,
    /// It is to be impossible, and is possible.
    Defeated,
    /// It is to be possible, and something else is missing or denies it.
    NotGranted,
    /// It can't be told.
    CannotTell,
    /// Not what the limit is about, and not changed by it.
    Untouched,
    /// Not what the limit is about, and changed by it all the same.
    ChangedBesides,
}

impl Wanted {
    pub(crate) fn of(intent: &LimitIntent, attempt: &Attempt) -> Self {
        if attempt.instance != *intent.instance_arn() {
            return Self::elsewhere(intent, attempt);
        }
        match &attempt.what {
            What::Function { verb, .. }
                if *verb == FunctionVerb::Disassociate || intent.functions().is_empty() =>
            {
                Self::Untouched
            }
            What::Function { function, .. } => {
                if intent.functions().contains(function) {
                    Self::Permit
                } else {
                    Self::Forbid
                }
            }
            What::Storage { verb, .. }
                if *verb == StorageVerb::Disassociate || intent.storage().is_empty() =>
            {
                Self::Untouched
            }
            What::Storage {
                resource_type,
                target,
                key,
                ..
            } => {
                let Some(rule) = intent.rule(resource_type) else {
                    return if intent.style().denies() {
                        Self::Forbid
                    } else {
                        Self::Untouched
                    };
                };
                let keys = intent.kms_keys();
                if !keys.is_empty() && key.as_ref().is_some_and(|key| !keys.contains(key)) {
                    return Self::Forbid;
                }
                match target {
                    Some(target) if !rule.targets.contains(target) => {
                        Self::not_listed(intent, rule.targets.is_empty(), target)
                    }
                    _ => Self::Permit,
                }
            }
        }
    }

    fn not_listed(intent: &LimitIntent, none_listed: bool, target: &LimitTarget) -> Self {
        match target {
            LimitTarget::VideoStream(_) if none_listed => Self::Permit,
            LimitTarget::VideoStream(_) => Self::CannotBeSaid,
            _ if intent.targets().contains(target) => Self::CannotBeSaid,
            _ => Self::Forbid,
        }
    }

    fn elsewhere(intent: &LimitIntent, attempt: &Attempt) -> Self {
        let forbids = matches!(
            intent.style(),
            LimitStyle::Deny {
                other_instances: OtherInstances::Forbid
            }
        );
        let limited = match &attempt.what {
            What::Storage { verb, .. } => {
                *verb != StorageVerb::Disassociate && !intent.storage().is_empty()
            }
            What::Function { verb, .. } => {
                *verb == FunctionVerb::Associate && !intent.functions().is_empty()
            }
        };
        if forbids && limited {
            Self::Forbid
        } else {
            Self::Untouched
        }
    }
}

impl Holds {
    pub(crate) fn of(wanted: Wanted, before: Outcome, after: Outcome) -> Self {
        match (wanted, after) {
            (Wanted::Untouched, _) if before == after => Self::Untouched,
            (Wanted::Untouched, _) => Self::ChangedBesides,
            (_, Outcome::Unknown) => Self::CannotTell,
            (Wanted::Permit, Outcome::Allowed) => Self::AsWanted,
            (Wanted::Permit, _) => Self::NotGranted,
            (Wanted::Forbid | Wanted::CannotBeSaid, Outcome::Allowed) => Self::Defeated,
            (Wanted::Forbid | Wanted::CannotBeSaid, _) => Self::AsWanted,
        }
    }
}
