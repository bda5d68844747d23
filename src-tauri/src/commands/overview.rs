//! Discovery.

use std::time::Duration;

use strongroom::api::{BucketDetailsView, DiscoveryEvent, OverviewView};
use tauri::ipc::Channel;
use tokio::sync::watch;

use super::{Answer, Strongroom};

/// A look brings thousands of messages, and each one costs the page a script: only the last one counts.
const MESSAGE_EVERY: Duration = Duration::from_millis(200);

#[tauri::command]
pub(crate) async fn start_discovery(
    app: Strongroom<'_>,
    on_event: Channel<DiscoveryEvent>,
) -> Answer<()> {
    let (last, mut told) = watch::channel(None);
    app.start_discovery(move |event| {
        last.send_replace(Some(event));
    })?;
    tauri::async_runtime::spawn(async move {
        while told.changed().await.is_ok() {
            let event = told.borrow_and_update().clone();
            // A page that went away takes no more messages; the look goes on and can be asked for.
            if event.is_some_and(|event| on_event.send(event).is_err()) {
                return;
            }
            tokio::time::sleep(MESSAGE_EVERY).await;
        }
    });
    Ok(())
}

#[tauri::command]
pub(crate) async fn cancel_discovery(app: Strongroom<'_>) -> Answer<()> {
    app.cancel_discovery()
}

#[tauri::command]
pub(crate) async fn overview(app: Strongroom<'_>) -> Answer<OverviewView> {
    app.overview()
}

#[tauri::command]
pub(crate) async fn bucket_details(
    app: Strongroom<'_>,
    bucket: String,
) -> Answer<BucketDetailsView> {
    app.bucket_details(&bucket)
}

#[tauri::command]
pub(crate) async fn add_region(app: Strongroom<'_>, region: String) -> Answer<bool> {
    app.add_region(&region)
}

#[tauri::command]
pub(crate) async fn remove_region(app: Strongroom<'_>, region: String) -> Answer<()> {
    app.remove_region(&region).await
}
