//! What a live policy is, compared with what a change recorded.

use iam_policy::PrincipalIds;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Standing, Write};
use crate::inventory::LivePolicy;
use crate::lock::{LockText, TrialEnd};
use crate::meaning::Meaning;

/// What a change recorded about one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The backup.
    pub before: LivePolicy,
    /// The trial's text.
    pub trial: Option<LockText>,
    /// Every end that was written, or was about to be.
    pub ends: Vec<TrialEnd>,
    /// The permanent policy.
    pub after: LivePolicy,
}

/// What is in the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "settled")]
pub enum Settled {
    /// What was there before the change.
    Before,
    /// The trial.
    Trial {
        /// Its end.
        ends: TrialEnd,
    },
    /// The trial, after its end.
    Expired {
        /// When it ended.
        ended: TrialEnd,
    },
    /// The permanent policy.
    After,
    /// Something else: someone changed it.
    Foreign,
}

impl Settled {
    /// The same as what a write would go over.
    pub fn standing(self) -> Standing {
        match self {
            Self::Before => Standing::Before,
            Self::Trial { ends } => Standing::Trial { ends },
            Self::Expired { ended } => Standing::Expired { ended },
            Self::After => Standing::After,
            Self::Foreign => Standing::Foreign,
        }
    }

    /// Whether this is what `write` puts there.
    pub fn is_what(self, write: Write) -> bool {
        match (self, write) {
            (
                Self::Trial { ends: found } | Self::Expired { ended: found },
                Write::Trial { ends } | Write::Extend { ends },
            ) => found == ends,
            (Self::Before, Write::RollBack) | (Self::After, Write::Permanent) => true,
            _ => false,
        }
    }

    /// Whether the text is the one that stood there before; a trial that ended meanwhile is the same text.
    pub fn is_still(self, over: Standing) -> bool {
        match (self, over) {
            (
                Self::Trial { ends: found } | Self::Expired { ended: found },
                Standing::Trial { ends } | Standing::Expired { ended: ends },
            ) => found == ends,
            _ => self.standing() == over,
        }
    }
}

/// What `live` is, by meaning. Where the permanent policy means the same as the one before, it is
/// the permanent one. The trial is found with any end that was recorded.
pub fn settle(
    recorded: &Recorded,
    live: &LivePolicy,
    ids: &PrincipalIds,
    now: OffsetDateTime,
) -> Settled {
    let found = Meaning::of(live, ids);
    if found == Meaning::of(&recorded.after, ids) {
        return Settled::After;
    }
    if found == Meaning::of(&recorded.before, ids) {
        return Settled::Before;
    }
    let Some(text) = &recorded.trial else {
        return Settled::Foreign;
    };
    recorded
        .ends
        .iter()
        .rev()
        .find(|end| found == Meaning::of(&LivePolicy::Text(text.fill(**end)), ids))
        .map_or(Settled::Foreign, |end| {
            if end.has_passed(now) {
                Settled::Expired { ended: *end }
            } else {
                Settled::Trial { ends: *end }
            }
        })
}
