//! Discovery: every Region at once, rows as they come.
//!
//! - [`event`]: what the caller hears of it; [`steer`]: Regions that come and go while it runs
//! - `board`: the inventory as far as it is known, and the count of calls
//! - `instances`: one Region's instances, their service roles and storage
//! - `storage`: one storage association
//! - `roles`: `iam:GetRole`, once for each role
//! - `buckets`: one bucket: where it is and its policy
//! - `configuration`: what else is asked of it
//! - `account_block`: the account's own public access block
//! - `patience`: calls that AWS slows down and that have no pacer
//!
//! Every Connect call waits for its turn at the pacer, in order: call recordings of every instance
//! first, so that the list of recording buckets is complete long before the rest. S3 and IAM have
//! budgets large enough to go without.

mod account_block;
mod board;
mod buckets;
mod configuration;
pub mod event;
mod instances;
mod patience;
mod roles;
pub mod steer;
mod storage;

use std::sync::Arc;

use futures::stream::StreamExt as _;
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::Inventory;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::board::Board;
use self::buckets::OwnBuckets;
pub use self::event::{Event, Found};
use self::patience::patiently;
pub use self::steer::Steer;
use crate::account::Account;
use crate::call::known;

/// Buckets that are asked about at the same time.
const BUCKETS_AT_ONCE: usize = 16;

impl Account {
    /// Looks at these Regions and at every bucket that an instance in them stores something in. `on`
    /// hears of each piece as it comes, with the inventory so far. A cancelled look returns what it
    /// has: the rest is unknown, because cancelled.
    pub async fn discover(
        &self,
        regions: Vec<Region>,
        cancel: CancellationToken,
        on: impl Fn(Event) + Send + Sync,
    ) -> Arc<Inventory> {
        let (_, nothing) = mpsc::unbounded_channel();
        self.discover_steered(regions, nothing, cancel, on).await
    }

    /// The same, where Regions may be added and taken off while it runs. Whatever is sent is taken in as
    /// long as a Region is being read; after that sending fails.
    pub async fn discover_steered(
        &self,
        regions: Vec<Region>,
        steer: mpsc::UnboundedReceiver<Steer>,
        cancel: CancellationToken,
        on: impl Fn(Event) + Send + Sync,
    ) -> Arc<Inventory> {
        let board = Board::new(self, regions.iter(), &on);
        let look = async {
            let (found, buckets) = mpsc::unbounded_channel();
            tokio::join!(
                self.all_regions(regions.clone(), steer, &board, found),
                self.all_buckets(buckets, &board),
                async {
                    let block = patiently(&board, None, || self.account_block()).await;
                    board.account_block(known(block));
                }
            );
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => board.cancelled(),
            () = look => board.finished(),
        }
        board.inventory()
    }

    async fn all_buckets(&self, found: mpsc::UnboundedReceiver<BucketName>, board: &Board<'_>) {
        let own = OwnBuckets::default();
        let names = futures::stream::unfold(found, |mut found| async move {
            let name = found.recv().await?;
            Some((name, found))
        });
        names
            .for_each_concurrent(BUCKETS_AT_ONCE, |name| {
                let own = &own;
                async move { Box::pin(self.one_bucket(&name, own, board)).await }
            })
            .await;
    }
}
