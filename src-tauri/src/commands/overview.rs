//! Discovery.

use strongroom::api::{BucketDetailsView, DiscoveryEvent, OverviewView};
use tauri::ipc::Channel;

use super::{Answer, Strongroom};

#[tauri::command]
pub(crate) async fn start_discovery(
    app: Strongroom<'_>,
    on_event: Channel<DiscoveryEvent>,
) -> Answer<()> {
    // A page that went away takes no more messages; the look goes on and can be asked for.
    app.start_discovery(move |event| drop(on_event.send(event)))
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
