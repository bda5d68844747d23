//! Trials that ended by themselves while the app runs, in the account that is open and in those that are not.

use std::sync::Arc;

use journal::{ChangeSummary, Journal};
use lockdown::change::TargetState;
use lockdown::lock::TrialEnd;
use lockdown::plan::Target;
use time::OffsetDateTime;

use crate::App;
use crate::api::NoteView;
use crate::session::Session;

impl App {
    /// Trials whose end has come since this was last asked, a note for each target, for the desktop. Those of the
    /// open account are read again and recorded as what they are; of the others it is told what their histories say.
    pub async fn ended_trials(&self) -> Vec<NoteView> {
        let session = self.open_session();
        let mut notes = Vec::new();
        if let Some(session) = &session {
            notes.extend(self.ended_here(session).await);
        }
        notes.extend(self.ended_elsewhere(session.as_deref()));
        notes
    }

    async fn ended_here(&self, session: &Session) -> Vec<NoteView> {
        let now = session.account.aws_now();
        let mut notes = Vec::new();
        for change in session.unfinished().unwrap_or_default() {
            if trials(&change).all(|(_, ends)| !ends.has_passed(now)) {
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
            notes.extend(ended.map(|entry| {
                note(
                    &entry.target,
                    "The bucket is as open as before. To lock it, start a new trial.".to_owned(),
                )
            }));
        }
        notes
    }

    /// By the recorded ends and this computer's clock: those buckets can't be read now.
    fn ended_elsewhere(&self, open: Option<&Session>) -> Vec<NoteView> {
        let now = (self.settings().here)();
        let mut notes = Vec::new();
        for practice in [true, false] {
            let same = open.filter(|session| session.view.practice == practice);
            let Some(journal) = same.map_or_else(
                || self.known_journal(practice),
                |session| Some(Arc::clone(&session.journal)),
            ) else {
                continue;
            };
            for change in journal.unfinished().unwrap_or_default() {
                if same.is_some_and(|open| open.account.identity().account == change.account) {
                    continue;
                }
                for (target, ends) in trials(&change) {
                    if self.is_news(practice, &change, target, ends, now) {
                        notes.push(note(
                            target,
                            format!(
                                "Its end was recorded for {ends}; AWS applies it no longer, so the bucket is as open as \
                                 before. The account {} is not open here, so it can't be read now. Open it to see.",
                                change.account
                            ),
                        ));
                    }
                }
            }
        }
        notes
    }

    /// Whether a trial ended since the app was started, and nobody was told yet.
    fn is_news(
        &self,
        practice: bool,
        change: &ChangeSummary,
        target: &Target,
        ends: TrialEnd,
        now: OffsetDateTime,
    ) -> bool {
        ends.has_passed(now)
            && !ends.has_passed(self.started())
            && self.tell_once(format!("{practice}/{}/{}/{ends}", change.id, target.key()))
    }

    /// The history of accounts that are not open, where there is one.
    fn known_journal(&self, practice: bool) -> Option<Arc<Journal>> {
        self.other_journal(practice, |folder| {
            // Nothing is made for an account that was never opened.
            if !Journal::is_in(folder) {
                return None;
            }
            match Journal::open(folder) {
                Ok(journal) => Some(Arc::new(journal)),
                Err(failed) => {
                    // Whoever opens such an account is told.
                    tracing::info!("a history can't be read: {failed}");
                    None
                }
            }
        })
    }
}

/// The targets of a change that are on trial, as its history has them.
fn trials(change: &ChangeSummary) -> impl Iterator<Item = (&Target, TrialEnd)> {
    change
        .targets
        .iter()
        .filter_map(|(target, state)| Some((target, state.trial_ends()?)))
}

fn note(target: &Target, text: String) -> NoteView {
    NoteView {
        code: "trial_ended".to_owned(),
        title: format!("The trial on {target} has ended"),
        text: Some(text),
        subject: Some(target.to_string()),
    }
}
