//! How an identity stands to an action, and which of several standings counts.

use iam_policy::{Decision, Outcome};

use crate::ask;

/// How the identity stands to one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its own policies allow it, and nothing that was read stands in the way.
    Allowed,
    /// It lacks it.
    Lacking {
        /// The reason.
        why: String,
        /// Whether a policy denies it by name: no grant helps.
        denied_by_name: bool,
    },
    /// It can't be told: the reason.
    Unknown(String),
    /// Nothing that was found needs it.
    NotNeeded,
}

impl Standing {
    /// The same, with the place before the reason.
    pub(super) fn placed(self, place: &str) -> Self {
        match self {
            Self::Lacking {
                why,
                denied_by_name,
            } => Self::Lacking {
                why: format!("{place}: {why}"),
                denied_by_name,
            },
            Self::Unknown(why) => Self::Unknown(format!("{place}: {why}")),
            other => other,
        }
    }
}

pub(super) fn of_decision(decision: &Decision) -> Standing {
    match decision.outcome {
        Outcome::Allowed => Standing::Allowed,
        Outcome::Unknown => Standing::Unknown(format!("it hangs on {}", ask::why(decision))),
        Outcome::ImplicitlyDenied => Standing::Lacking {
            why: "nothing in your own policies allows it".to_owned(),
            denied_by_name: false,
        },
        Outcome::ExplicitlyDenied => Standing::Lacking {
            why: ask::why(decision),
            denied_by_name: true,
        },
    }
}

/// One that lacks, else one that can't be told, else the first; nothing was asked where nothing needs it.
pub(super) fn worst(standings: Vec<Standing>) -> Standing {
    let rank = |standing: &Standing| match standing {
        Standing::Lacking { .. } => 0,
        Standing::Unknown(_) => 1,
        Standing::Allowed | Standing::NotNeeded => 2,
    };
    standings
        .into_iter()
        .min_by_key(rank)
        .unwrap_or(Standing::NotNeeded)
}
