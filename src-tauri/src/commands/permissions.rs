//! What the app needs in AWS.

use strongroom::api::{PermissionsView, PreflightView, SavedFile};
use tauri::AppHandle;

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn permissions(app: Strongroom<'_>) -> Answer<PermissionsView> {
    app.permissions().await
}

#[tauri::command]
pub(crate) async fn preflight(app: Strongroom<'_>, buckets: Vec<String>) -> Answer<PreflightView> {
    app.preflight(&buckets).await
}

#[tauri::command]
pub(crate) async fn save_permissions(
    handle: AppHandle,
    app: Strongroom<'_>,
    uses: Vec<String>,
) -> Answer<SavedFile> {
    let file = app.permissions_file(&uses)?;
    dialogs::save(&handle, file).await
}
