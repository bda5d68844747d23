//! Regions that are added to a look, or taken off it, while it runs.

use std::collections::HashMap;

use futures::stream::{FuturesUnordered, StreamExt as _};
use lockdown::ids::{BucketName, Region};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::board::Board;
use super::roles::Roles;
use crate::account::Account;

/// What changes about a look that is under way.
#[derive(Debug)]
pub enum Steer {
    /// Look at this Region too.
    Add(Region),
    /// Leave this Region alone. One in which instances were found stays: the answer says whether it is off.
    Remove(Region, oneshot::Sender<bool>),
}

impl Account {
    pub(super) async fn all_regions(
        &self,
        regions: Vec<Region>,
        mut steer: UnboundedReceiver<Steer>,
        board: &Board<'_>,
        found: UnboundedSender<BucketName>,
    ) {
        let roles = Roles::default();
        let mut stops = HashMap::new();
        // Not by `map`: the future would be `Send` for one lifetime alone, and could not be spawned.
        let mut looks = FuturesUnordered::new();
        for region in regions {
            let stop = CancellationToken::new();
            stops.insert(region.clone(), stop.clone());
            looks.push(self.region_until(stop, region, board, &roles, &found));
        }
        loop {
            let turn = tokio::select! {
                biased;
                Some(turn) = steer.recv() => turn,
                done = looks.next() => {
                    if done.is_some() {
                        continue;
                    }
                    // Every Region was read: what was sent until now is taken in, and nothing more.
                    steer.close();
                    match steer.recv().await {
                        Some(turn) => turn,
                        None => return,
                    }
                }
            };
            match turn {
                Steer::Add(region) => {
                    if board.add_region(&region) {
                        let stop = CancellationToken::new();
                        stops.insert(region.clone(), stop.clone());
                        looks.push(self.region_until(stop, region, board, &roles, &found));
                    }
                }
                Steer::Remove(region, told) => {
                    // Nothing of it is polled between these two: it can't answer in the meantime.
                    let off = board.remove_region(&region);
                    if off && let Some(stop) = stops.remove(&region) {
                        stop.cancel();
                    }
                    // Whoever asked may have gone away; the Region is off all the same.
                    let _ = told.send(off);
                }
            }
        }
    }

    async fn region_until(
        &self,
        stop: CancellationToken,
        region: Region,
        board: &Board<'_>,
        roles: &Roles,
        found: &UnboundedSender<BucketName>,
    ) {
        tokio::select! {
            biased;
            () = stop.cancelled() => (),
            () = self.one_region(&region, board, roles, found) => (),
        }
    }
}
