//! Keep list, plan and review.

use strongroom::api::{KeepListView, LockRequest, PlanView, RestoreRequest, SavedFile};
use tauri::AppHandle;

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn keep_list(app: Strongroom<'_>, buckets: Vec<String>) -> Answer<KeepListView> {
    app.keep_list(&buckets).await
}

#[tauri::command]
pub(crate) async fn plan_lock(app: Strongroom<'_>, request: LockRequest) -> Answer<PlanView> {
    app.plan_lock(request).await
}

#[tauri::command]
pub(crate) async fn plan_restore(app: Strongroom<'_>, request: RestoreRequest) -> Answer<PlanView> {
    app.plan_restore(request).await
}

#[tauri::command]
pub(crate) async fn plan_unlock(app: Strongroom<'_>, buckets: Vec<String>) -> Answer<PlanView> {
    app.plan_unlock(&buckets).await
}

#[tauri::command]
pub(crate) async fn save_recovery_card(
    handle: AppHandle,
    app: Strongroom<'_>,
    digest: String,
) -> Answer<SavedFile> {
    let file = app.recovery_card(&digest)?;
    dialogs::save(&handle, file).await
}

#[tauri::command]
pub(crate) async fn save_plan_policy(
    handle: AppHandle,
    app: Strongroom<'_>,
    digest: String,
    bucket: String,
) -> Answer<SavedFile> {
    let file = app.policy_file(&digest, &bucket)?;
    dialogs::save(&handle, file).await
}
