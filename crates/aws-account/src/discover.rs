//! Discovery: every Region at once, rows as they come.
//!
//! - [`event`]: what the caller hears of it
//! - `board`: the inventory as far as it is known, and the count of calls
//! - `instances`: one Region's instances, their service roles and storage
//! - `storage`: one storage association
//! - `roles`: `iam:GetRole`, once for each role
//! - `buckets`: one bucket: where it is and its policy
//! - `configuration`: what else is asked of it
//!
//! Every Connect call waits for its turn at the pacer, in order: call recordings of every instance
//! first, so that the list of recording buckets is complete long before the rest. S3 and IAM have
//! budgets large enough to go without.

mod board;
mod buckets;
mod configuration;
pub mod event;
mod instances;
mod roles;
mod storage;

use std::sync::Arc;

use futures::stream::{FuturesUnordered, StreamExt as _};
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::Inventory;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::board::Board;
use self::buckets::OwnBuckets;
pub use self::event::{Event, Found};
use self::roles::Roles;
use crate::account::Account;

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
        let board = Board::new(self, regions.iter(), &on);
        let look = async {
            let (found, buckets) = mpsc::unbounded_channel();
            tokio::join!(
                self.all_regions(&regions, &board, found),
                self.all_buckets(buckets, &board)
            );
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => board.cancelled(),
            () = look => board.finished(),
        }
        board.inventory()
    }

    async fn all_regions(
        &self,
        regions: &[Region],
        board: &Board<'_>,
        found: mpsc::UnboundedSender<BucketName>,
    ) {
        let roles = Roles::default();
        // Not by `map`: the future would be `Send` for one lifetime alone, and could not be spawned.
        let mut looks = FuturesUnordered::new();
        for region in regions {
            looks.push(self.one_region(region, board, &roles, &found));
        }
        while looks.next().await.is_some() {}
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
