//! The history: every change and every backup.

use journal::{BackupRecord, ChangeSummary};
use lockdown::ids::AccountId;
use lockdown::inventory::LivePolicy;

use crate::App;
use crate::api::{BackupRow, ChangeRow, ErrorCode, ErrorView, HistoryView};
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
        // One history holds all real accounts; a page shows the one that is open.
        let account = &session.account.identity().account;
        let wrote_over = session.journal.went_over_others().map_err(failed)?;
        Ok(HistoryView {
            folder: session.journal.folder().display().to_string(),
            changes: changes
                .iter()
                .filter(|change| change.account == *account)
                .map(|change| change_row(change, wrote_over.contains(&change.id)))
                .collect(),
            backups: backups
                .iter()
                .filter(|backup| backup.data.account == *account)
                .map(backup_row)
                .collect(),
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
        let backup = self.journal.backup(id).map_err(|failed| missing(&failed))?;
        self.mine(&backup.data.account)?;
        Ok(backup)
    }

    /// One history holds all real accounts; nothing of another one is shown or used.
    pub(crate) fn mine(&self, account: &AccountId) -> Result<(), ErrorView> {
        if account == &self.account.identity().account {
            return Ok(());
        }
        Err(error::plain(
            ErrorCode::Other,
            format!(
                "This belongs to the account {account}, which is not open. Nothing was changed."
            ),
            "Open that account to see it.",
        ))
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
