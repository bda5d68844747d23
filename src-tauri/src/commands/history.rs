//! History and backups.

use strongroom::api::{HistoryView, SavedFile};
use tauri::AppHandle;

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn history(app: Strongroom<'_>) -> Answer<HistoryView> {
    app.history()
}

#[tauri::command]
pub(crate) async fn save_backup(
    handle: AppHandle,
    app: Strongroom<'_>,
    backup: String,
) -> Answer<SavedFile> {
    let file = app.backup_file(&backup)?;
    dialogs::save(&handle, file).await
}
