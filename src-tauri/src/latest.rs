//! Messages to a page that come faster than it can use them: only the last one counts.

use std::time::Duration;

use serde::Serialize;
use tauri::ipc::Channel;
use tokio::sync::watch;

/// A look brings thousands of messages, and each one costs the page a script.
const EVERY: Duration = Duration::from_millis(200);

/// Takes messages and sends the last of them on, one in [`EVERY`]. The very last one always goes.
pub(crate) fn only<T>(channel: Channel<T>) -> impl Fn(T) + Send + Sync + 'static
where
    T: Serialize + Clone + Send + Sync + 'static,
{
    let (last, mut told) = watch::channel(None);
    tauri::async_runtime::spawn(async move {
        while told.changed().await.is_ok() {
            let message: Option<T> = told.borrow_and_update().clone();
            // A page that went away takes no more messages; what they are about goes on and can be asked for.
            if message.is_some_and(|message| channel.send(message).is_err()) {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
    });
    move |message| {
        last.send_replace(Some(message));
    }
}
