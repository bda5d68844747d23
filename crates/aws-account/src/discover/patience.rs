//! [`patience`](crate::patience) in a look: a Region in which AWS slows calls down is told.

use lockdown::ids::Region;

use super::board::Board;
use super::event::Found;
use crate::call::CallError;
use crate::patience;

/// Makes a call, and again while AWS slows it down; `region` is told as slowed then.
pub(super) async fn patiently<T, F>(
    board: &Board<'_>,
    region: Option<&Region>,
    call: impl Fn() -> F + Send,
) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>> + Send,
{
    let slowed = || {
        if let Some(region) = region {
            board.tell(0, 0, Found::Slowed(region.clone()), |_| ());
        }
    };
    patience::patiently(slowed, call).await
}
