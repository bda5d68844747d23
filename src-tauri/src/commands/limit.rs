//! Association limits.

use strongroom::api::{
    LimitChoicesView, LimitPlanView, LimitRequest, LimitsView, PlanView, SavedFile,
};
use tauri::AppHandle;

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn limits(app: Strongroom<'_>) -> Answer<LimitsView> {
    app.limits().await
}

#[tauri::command]
pub(crate) async fn limit_choices(
    app: Strongroom<'_>,
    instance: String,
) -> Answer<LimitChoicesView> {
    app.limit_choices(&instance).await
}

#[tauri::command]
pub(crate) async fn plan_limit(
    app: Strongroom<'_>,
    request: LimitRequest,
) -> Answer<LimitPlanView> {
    app.plan_limit(request).await
}

#[tauri::command]
pub(crate) async fn plan_unlimit(app: Strongroom<'_>, key: String) -> Answer<PlanView> {
    app.plan_unlimit(&key).await
}

#[tauri::command]
pub(crate) async fn save_limit_text(
    handle: AppHandle,
    app: Strongroom<'_>,
    digest: String,
    format: String,
) -> Answer<SavedFile> {
    let file = app.limit_file(&digest, &format)?;
    dialogs::save(&handle, file).await
}
