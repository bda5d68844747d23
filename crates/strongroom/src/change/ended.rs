//! Trials that ended by themselves while the app runs.

use lockdown::change::TargetState;

use crate::App;
use crate::api::NoteView;

impl App {
    /// Trials of the open account whose end has come since this was last asked: each is read again and
    /// recorded as what it is. A note for each bucket, for the desktop.
    pub async fn ended_trials(&self) -> Vec<NoteView> {
        let Some(session) = self.open_session() else {
            return Vec::new();
        };
        let now = session.account.aws_now();
        let account = &session.account.identity().account;
        let over = |state: TargetState| state.trial_ends().is_some_and(|ends| ends.has_passed(now));
        let unfinished = session.journal.unfinished().unwrap_or_default();
        let mut notes = Vec::new();
        for change in unfinished
            .iter()
            .filter(|change| change.account == *account)
        {
            if !change.targets.iter().any(|(_, state)| over(*state)) {
                continue;
            }
            if let Err(failed) = self.settle_change(&change.id.to_string()).await {
                // Asked again a little later; the page says what could not be read.
                tracing::warn!(change = %change.id, "an ended trial can't be read: {}", failed.message);
                continue;
            }
            let Ok(record) = session.journal.change(change.id) else {
                continue;
            };
            let ended = record
                .targets
                .iter()
                .filter(|entry| matches!(entry.state, TargetState::TrialEnded { .. }));
            notes.extend(ended.map(|entry| NoteView {
                code: "trial_ended".to_owned(),
                title: format!("The trial on {} has ended", entry.target),
                text: Some(
                    "The bucket is as open as before. To lock it, start a new trial.".to_owned(),
                ),
                subject: Some(entry.target.to_string()),
            }));
        }
        notes
    }
}
