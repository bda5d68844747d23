//! History and backups.

use strongroom::api::{HistoryView, OpenedBackup, SavedFile, VerifiedView};
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

#[tauri::command]
pub(crate) async fn save_report(
    handle: AppHandle,
    app: Strongroom<'_>,
    change: String,
) -> Answer<SavedFile> {
    let file = app.report_file(&change)?;
    dialogs::save(&handle, file).await
}

#[tauri::command]
pub(crate) async fn verify_backup(app: Strongroom<'_>, backup: String) -> Answer<VerifiedView> {
    app.verify_backup(&backup)
}

#[tauri::command]
pub(crate) async fn open_backup_file(
    handle: AppHandle,
    app: Strongroom<'_>,
) -> Answer<Option<OpenedBackup>> {
    match dialogs::open(&handle).await? {
        Some((path, text)) => app.open_backup_file(&path, &text).map(Some),
        None => Ok(None),
    }
}
