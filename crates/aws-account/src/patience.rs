//! Calls of S3 and IAM while AWS slows them down. Their budgets are large and nowhere told, so there is nothing to
//! pace by: a call that used up the SDK's own tries is made again after a while.

use std::time::Duration;

use lockdown::known::UnknownReason;

use crate::call::CallError;

/// Before the next round; each is twice as long. After the last one it is unknown, because throttled.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Rounds, each with the SDK's own tries.
const ROUNDS: u32 = 5;

/// Makes a call, and again while AWS slows it down; `slowed` hears of that each time.
pub(crate) async fn patiently<T, F>(
    slowed: impl Fn() + Send,
    call: impl Fn() -> F + Send,
) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>> + Send,
{
    let mut wait = FIRST_WAIT;
    for _ in 1..ROUNDS {
        match call().await {
            Err(error) if error.reason == UnknownReason::Throttled => {
                slowed();
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            answer => return answer,
        }
    }
    call().await
}
