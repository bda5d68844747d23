//! The playback check.

use strongroom::api::{
    AccountChoice, ChangeView, FetchProgress, OpenedPage, PlayedView, PlayerReport, RecordingsView,
    TriedView,
};
use tauri::ipc::{Channel, Response};

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn recordings(app: Strongroom<'_>, bucket: String) -> Answer<RecordingsView> {
    app.recordings(&bucket).await
}

/// The recording's bytes: WebKitGTK plays no custom scheme, so the page makes a Blob of them.
#[tauri::command]
pub(crate) async fn fetch_recording(
    app: Strongroom<'_>,
    recording: String,
    on_progress: Channel<FetchProgress>,
) -> Answer<Response> {
    let bytes = app
        .fetch_recording(&recording, move |progress| drop(on_progress.send(progress)))
        .await?;
    Ok(Response::new(bytes))
}

#[tauri::command]
pub(crate) async fn cancel_fetch(app: Strongroom<'_>) -> Answer<()> {
    app.cancel_fetch();
    Ok(())
}

#[tauri::command]
pub(crate) async fn recording_played(
    app: Strongroom<'_>,
    report: PlayerReport,
) -> Answer<PlayedView> {
    app.recording_played(&report)
}

#[tauri::command]
pub(crate) async fn open_in_connect(app: Strongroom<'_>, recording: String) -> Answer<OpenedPage> {
    let url = app.contact_page(&recording)?;
    Ok(dialogs::open_page(url))
}

#[tauri::command]
pub(crate) async fn said_in_connect(
    app: Strongroom<'_>,
    recording: String,
    played: bool,
) -> Answer<Option<ChangeView>> {
    app.said_in_connect(&recording, played).await
}

#[tauri::command]
pub(crate) async fn try_as(
    app: Strongroom<'_>,
    profile: AccountChoice,
    recording: String,
) -> Answer<TriedView> {
    app.try_as(&profile, &recording).await
}
