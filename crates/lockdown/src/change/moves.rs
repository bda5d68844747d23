//! The legal moves: from a state, by an event, to a state.

use super::{Event, Settled, Standing, TargetState, Write};

/// A move that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{event:?}` is no move from `{state:?}`")]
pub struct IllegalMove {
    /// Where the target is.
    pub state: TargetState,
    /// What was to happen.
    pub event: Event,
}

/// The state after `event`.
///
/// # Errors
/// When there is no such move; the state then stays what it was.
#[expect(
    clippy::match_same_arms,
    reason = "each row of the table stands by itself, with its own reason"
)]
pub fn next(state: TargetState, event: Event) -> Result<TargetState, IllegalMove> {
    use TargetState as S;
    let to = match (state, event) {
        // A retry goes by way of a fresh backup as well.
        (S::Planned | S::BackedUp | S::Stopped | S::Failed, Event::BackedUp) => S::BackedUp,
        // The foreign policy is kept before it may be written over.
        (S::Foreign, Event::BackedUp) => S::Foreign,
        (S::Planned | S::BackedUp, Event::NothingToDo) => S::NothingToDo,

        // Nothing of ours was written: whatever is in the bucket now, this change did not put it there.
        (S::Planned | S::BackedUp, Event::PolicyChanged | Event::Stop | Event::Settled(_)) => {
            S::Stopped
        }
        // A retry that finds another policy, or can't read it, wrote nothing either.
        (S::Stopped, Event::PolicyChanged | Event::Stop) => S::Stopped,
        (S::Failed, Event::PolicyChanged) => S::Stopped,
        (S::Failed, Event::Stop) => S::Failed,
        (S::OnTrial { .. } | S::TrialEnded { .. } | S::Done, Event::PolicyChanged) => S::Foreign,

        (_, Event::Write { write, now }) => match standing(state) {
            Some(over) if may_write(over, write, now) => S::Writing { write, over },
            _ => return Err(IllegalMove { state, event }),
        },

        (S::Writing { write, over }, Event::Accepted) => S::Checking {
            write,
            over,
            accepted: true,
        },
        (S::Writing { write, over }, Event::AnswerLost) => S::Checking {
            write,
            over,
            accepted: false,
        },
        (S::Writing { over, .. }, Event::Refused) => resting(over),
        (S::Writing { write, over }, Event::GaveUp) => S::Unclear {
            write,
            over,
            accepted: false,
        },
        (
            S::Checking {
                write,
                over,
                accepted,
            },
            Event::GaveUp,
        ) => S::Unclear {
            write,
            over,
            accepted,
        },
        (S::Unclear { .. }, Event::GaveUp) => state,

        // AWS accepted the write, and still the bucket shows what was there before: a stale read, or
        // a second writer. Neither may be told as a failure, however often it is read.
        (
            S::Checking {
                write,
                over,
                accepted: true,
            }
            | S::Unclear {
                write,
                over,
                accepted: true,
            },
            Event::Settled(found),
        ) if found.is_still(over) && !found.is_what(write) => S::Unclear {
            write,
            over,
            accepted: true,
        },
        (
            S::Writing { over, .. } | S::Checking { over, .. } | S::Unclear { over, .. },
            Event::Settled(found),
        ) => match (over, found) {
            (Standing::Before, Settled::Before) => S::Failed,
            (_, Settled::Before) => S::RolledBack,
            (_, other) => resting(other.standing()),
        },

        (S::OnTrial { .. } | S::TrialEnded { .. } | S::Foreign, Event::Settled(found)) => {
            match found {
                Settled::Before => S::RolledBack,
                other => resting(other.standing()),
            }
        }
        // The permanent policy was seen in the bucket: whatever is there now instead, a trial of this
        // change included, was put there by someone since.
        (S::Done, Event::Settled(found)) => match found {
            Settled::After => S::Done,
            Settled::Before => S::RolledBack,
            Settled::Trial { .. } | Settled::Expired { .. } | Settled::Foreign => S::Foreign,
        },
        (S::TrialEnded { .. } | S::Foreign | S::Unclear { .. }, Event::Leave) => S::Left,
        _ => return Err(IllegalMove { state, event }),
    };
    Ok(to)
}

/// What is in the bucket in a state from which a write may start.
fn standing(state: TargetState) -> Option<Standing> {
    match state {
        TargetState::BackedUp => Some(Standing::Before),
        TargetState::OnTrial { ends } => Some(Standing::Trial { ends }),
        TargetState::TrialEnded { ended } => Some(Standing::Expired { ended }),
        TargetState::Done => Some(Standing::After),
        TargetState::Foreign => Some(Standing::Foreign),
        _ => None,
    }
}

#[expect(
    clippy::match_same_arms,
    reason = "each row of the table stands by itself"
)]
fn may_write(over: Standing, write: Write, now: time::OffsetDateTime) -> bool {
    match (over, write) {
        (Standing::Before, Write::Trial { ends }) => !ends.has_passed(now),
        (Standing::Trial { ends }, Write::Extend { ends: later }) => {
            !ends.has_passed(now) && later > ends
        }
        (Standing::Trial { ends }, Write::Permanent) => !ends.has_passed(now),
        (Standing::Before, Write::Permanent)
        | (
            Standing::Trial { .. } | Standing::Expired { .. } | Standing::After | Standing::Foreign,
            Write::RollBack,
        ) => true,
        _ => false,
    }
}

/// The state in which `over` is in the bucket and nothing is under way.
fn resting(over: Standing) -> TargetState {
    match over {
        Standing::Before => TargetState::Failed,
        Standing::Trial { ends } => TargetState::OnTrial { ends },
        Standing::Expired { ended } => TargetState::TrialEnded { ended },
        Standing::After => TargetState::Done,
        Standing::Foreign => TargetState::Foreign,
    }
}
