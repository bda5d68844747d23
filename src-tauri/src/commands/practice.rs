//! Trouble in the practice account, and calls that bring new recordings.

use strongroom::api::TroubleView;

use super::{Answer, Strongroom};
use crate::practice::Practice;

type PracticeState<'a> = tauri::State<'a, Practice>;

#[tauri::command]
pub(crate) async fn practice_troubles(practice: PracticeState<'_>) -> Answer<Vec<TroubleView>> {
    practice.troubles()
}

#[tauri::command]
pub(crate) async fn set_practice_trouble(
    practice: PracticeState<'_>,
    name: String,
    on: bool,
) -> Answer<Vec<TroubleView>> {
    practice.set_trouble(&name, on)
}

#[tauri::command]
pub(crate) async fn reset_practice(practice: PracticeState<'_>) -> Answer<()> {
    practice.reset()
}

#[tauri::command]
pub(crate) async fn place_test_call(
    app: Strongroom<'_>,
    practice: PracticeState<'_>,
    instance_key: String,
) -> Answer<()> {
    practice.place_call(&app.instance_name(&instance_key)?)
}

#[tauri::command]
pub(crate) async fn practice_code(practice: PracticeState<'_>) -> Answer<Option<String>> {
    practice.code()
}
