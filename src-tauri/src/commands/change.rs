//! A change under way.

use strongroom::api::{ChangeEvent, ChangeView, Confirmation, Waiver};
use tauri::ipc::Channel;

use super::{Answer, Strongroom};

#[tauri::command]
pub(crate) async fn apply_plan(
    app: Strongroom<'_>,
    confirmation: Confirmation,
    on_event: Channel<ChangeEvent>,
) -> Answer<ChangeView> {
    app.apply_plan(confirmation, move |event| drop(on_event.send(event)))
        .await
}

#[tauri::command]
pub(crate) async fn change_status(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.change_status(&change)
}

#[tauri::command]
pub(crate) async fn keep_trial(
    app: Strongroom<'_>,
    change: String,
    waivers: Vec<Waiver>,
) -> Answer<ChangeView> {
    app.keep_trial(&change, waivers).await
}

#[tauri::command]
pub(crate) async fn roll_back(
    app: Strongroom<'_>,
    change: String,
    seen: Option<String>,
) -> Answer<ChangeView> {
    app.roll_back(&change, seen).await
}

#[tauri::command]
pub(crate) async fn extend_trial(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.extend_trial(&change).await
}

#[tauri::command]
pub(crate) async fn settle_change(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.settle_change(&change).await
}

#[tauri::command]
pub(crate) async fn leave_change(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.leave_change(&change)
}

#[tauri::command]
pub(crate) async fn retry_change(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.retry_change(&change).await
}

#[tauri::command]
pub(crate) async fn look_into_trail(app: Strongroom<'_>, change: String) -> Answer<ChangeView> {
    app.look_into_trail(&change).await
}
