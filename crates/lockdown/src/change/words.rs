//! The states in words, for the window and for the history.

use super::{ChangeState, Standing, TargetState, Write};

impl TargetState {
    /// A stable short name: `untouched`, `running`, `on_trial`, `done`, `rolled_back`, `stopped`,
    /// `failed`, `needs_you`, `trial_ended`, `nothing_to_do` or `left`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "untouched",
            Self::BackedUp | Self::Writing { .. } | Self::Checking { .. } => "running",
            Self::Unclear { .. } | Self::Foreign => "needs_you",
            Self::OnTrial { .. } => "on_trial",
            Self::TrialEnded { .. } => "trial_ended",
            Self::Done => "done",
            Self::RolledBack => "rolled_back",
            Self::NothingToDo => "nothing_to_do",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Left => "left",
        }
    }

    /// The state in a sentence.
    pub fn words(self) -> String {
        match self {
            Self::Planned => "Nothing was done here yet.".to_owned(),
            Self::BackedUp => "What is there is backed up. Nothing was written yet.".to_owned(),
            Self::Writing { write, .. } => format!("Writing {}.", write.words()),
            Self::Checking { write, accepted: true, .. } => {
                format!("AWS accepted {}. Reading the policy back.", write.words())
            }
            Self::Checking { write, accepted: false, .. } => format!(
                "The answer to writing {} was lost. Reading the policy to find out what is there.",
                write.words()
            ),
            Self::Unclear { write, over, accepted: true } => format!(
                "AWS accepted {}, but it was not seen there. Before, there was {}.",
                write.words(),
                over.words()
            ),
            Self::Unclear { write, over, accepted: false } => format!(
                "It is not clear whether {} is there. Before, there was {}.",
                write.words(),
                over.words()
            ),
            Self::OnTrial { ends } => {
                format!("On trial until {ends}. The bucket is not locked for good yet.")
            }
            Self::TrialEnded { ended } => format!(
                "The trial ended at {ended}: the bucket is as open as before. The statement that no longer applies is still in the policy."
            ),
            Self::Done => "What was planned is in place.".to_owned(),
            Self::RolledBack => "What was there before the change is in place again.".to_owned(),
            Self::NothingToDo => "What was planned was there already. Nothing was written.".to_owned(),
            Self::Stopped => "Stopped before anything was written.".to_owned(),
            Self::Failed => {
                "The write did not take effect. What was there before the change is in place.".to_owned()
            }
            Self::Foreign => {
                "Something is there that this change did not write. Nothing is done until you decide."
                    .to_owned()
            }
            Self::Left => "Left as it was found.".to_owned(),
        }
    }
}

impl Write {
    /// The write in words, as an object: "the lock on trial until …".
    pub fn words(self) -> String {
        match self {
            Self::Trial { ends } => format!("the lock on trial until {ends}"),
            Self::Extend { ends } => format!("the longer trial until {ends}"),
            Self::Permanent => "the planned policy".to_owned(),
            Self::RollBack => "the policy from before the change".to_owned(),
        }
    }
}

impl Standing {
    /// In words: "the trial until …".
    pub fn words(self) -> String {
        match self {
            Self::Before => "the policy from before the change".to_owned(),
            Self::Trial { ends } => format!("the trial until {ends}"),
            Self::Expired { ended } => format!("the trial that ended at {ended}"),
            Self::After => "the planned policy".to_owned(),
            Self::Foreign => "a policy that this change did not write".to_owned(),
        }
    }
}

impl ChangeState {
    /// A stable short name: `running`, `on_trial`, `done`, `rolled_back`, `stopped`, `failed`,
    /// `needs_you`, `trial_ended`, `left` or `mixed`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::NeedsYou => "needs_you",
            Self::OnTrial => "on_trial",
            Self::TrialEnded => "trial_ended",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::RolledBack => "rolled_back",
            Self::Done => "done",
            Self::Left => "left",
            Self::Mixed => "mixed",
        }
    }

    /// The state in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Running => "The change is under way.",
            Self::NeedsYou => {
                "What is there is not what this change wrote, or can't be told. You decide."
            }
            Self::OnTrial => "The lock is on trial: it ends by itself unless you keep it.",
            Self::TrialEnded => "The trial ended by itself: the bucket is as open as before.",
            Self::Failed => "The change failed. What was done and what was not is listed.",
            Self::Stopped => "The change was stopped before anything was written to what is named.",
            Self::RolledBack => "The change was rolled back.",
            Self::Done => "The change is done.",
            Self::Left => "It was left as it was found.",
            Self::Mixed => {
                "The change did not end the same everywhere: one part may be as planned and another not. What is where is listed."
            }
        }
    }
}
