//! Tells the desktop when a trial has ended: the window may be behind others, or on another page.

use std::sync::Arc;
use std::time::Duration;

use notify_rust::Notification;
use strongroom::App;

/// Between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(5);

/// Watches for ended trials as long as the app runs.
pub(crate) async fn watch(app: Arc<App>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        for note in app.ended_trials().await {
            let shown = tauri::async_runtime::spawn_blocking(move || {
                Notification::new()
                    .appname("Strongroom")
                    .summary(&note.title)
                    .body(note.text.as_deref().unwrap_or_default())
                    .show()
                    .map(drop)
            });
            // A desktop without notifications: the pages say it as well.
            if let Ok(Err(error)) = shown.await {
                tracing::info!(%error, "the desktop takes no notifications");
            }
        }
    }
}
