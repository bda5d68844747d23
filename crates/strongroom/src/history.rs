//! The history: every change and every backup.

use journal::{BackupRecord, ChangeSummary};
use lockdown::inventory::LivePolicy;

use crate::App;
use crate::api::{BackupRow, ChangeRow, ErrorView, HistoryView};
use crate::session::Session;
use crate::view::{error, pretty, time};

impl App {
    /// Every change and every backup of the open account's history, newest first.
    ///
    /// # Errors
    /// When no account is open or the history can't be read.
    pub fn history(&self) -> Result<HistoryView, ErrorView> {
        let session = self.session()?;
        let failed = |failed| error::caused("The history can't be read.", "", &failed);
        let changes = session.journal.changes().map_err(failed)?;
        let backups = session.journal.backups().map_err(failed)?;
        let wrote_over = session.journal.went_over_others().map_err(failed)?;
        Ok(HistoryView {
            folder: session.journal.folder().display().to_string(),
            changes: changes
                .iter()
                .map(|change| change_row(change, wrote_over.contains(&change.id)))
                .collect(),
            backups: backups.iter().map(backup_row).collect(),
        })
    }
}

impl Session {
    pub(crate) fn backup(&self, id: &str) -> Result<BackupRecord, ErrorView> {
        let missing = |bad: &dyn std::error::Error| {
            error::caused("There is no such backup in the history.", "", bad)
        };
        let id = id
            .parse()
            .map_err(|bad: journal::record::InvalidNumber| missing(&bad))?;
        self.journal.backup(id).map_err(|failed| missing(&failed))
    }
}

fn change_row(change: &ChangeSummary, wrote_over: bool) -> ChangeRow {
    ChangeRow {
        id: change.id.to_string(),
        kind: change.kind.code().to_owned(),
        state: change.state.code().to_owned(),
        state_words: change.state.words().to_owned(),
        started_at: time(change.started_at),
        who: change.who.to_string(),
        account_id: change.account.to_string(),
        wrote_over,
        names: change
            .targets
            .iter()
            .map(|(target, _)| target.to_string())
            .collect(),
    }
}

fn backup_row(backup: &BackupRecord) -> BackupRow {
    let data = &backup.data;
    BackupRow {
        id: backup.id.to_string(),
        target: data.target.code().to_owned(),
        name: data.target.to_string(),
        region: data.region.to_string(),
        account_id: data.account.to_string(),
        taken_at: time(data.taken_at),
        no_policy: data.policy == LivePolicy::None,
        policy: data.policy.text().map(pretty),
        sha256: data.sha256.clone(),
        change: backup.change.to_string(),
    }
}
