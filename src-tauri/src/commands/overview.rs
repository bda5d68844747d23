//! Discovery.

use strongroom::api::{BucketDetailsView, DiscoveryEvent, OverviewView};
use tauri::ipc::Channel;

use super::{Answer, Strongroom};
use crate::latest;

#[tauri::command]
pub(crate) async fn start_discovery(
    app: Strongroom<'_>,
    on_event: Channel<DiscoveryEvent>,
) -> Answer<()> {
    app.start_discovery(latest::only(on_event))
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
