//! Looks into CloudTrail again and again while the app runs: its events come minutes late.

use std::sync::Arc;
use std::time::Duration;

use strongroom::App;

/// Between two rounds; which changes are due in one is the app's to know.
const PAUSE: Duration = Duration::from_secs(30);

/// Follows the changes of the open account as long as the app runs.
pub(crate) async fn follow(app: Arc<App>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        app.follow_trails().await;
    }
}
