//! A look at the account, in the background: one at a time, each with a number. What an earlier one still
//! has to say counts for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLockWriteGuard};

use aws_account::discover::{Event, Found, Steer};
use lockdown::ids::Region;
use lockdown::inventory::Inventory;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::api::DiscoveryEvent;
use crate::session::{Session, held};

/// How the look at the account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Idle,
    Running,
    Finished,
    Cancelled,
}

/// What discovery found so far.
pub(crate) struct Seen {
    pub(crate) look: Look,
    /// Calls answered, and calls known to be needed so far.
    pub(crate) done: u32,
    pub(crate) total: u32,
    /// Regions in which AWS slowed the calls of this look down.
    pub(crate) slowed: BTreeSet<Region>,
    pub(crate) inventory: Option<Arc<Inventory>>,
    /// Which look this is.
    number: u64,
    /// Stops it.
    stop: CancellationToken,
    /// Adds Regions to it and takes them off.
    steer: Option<mpsc::UnboundedSender<Steer>>,
    /// Regions that were added, or taken off (`false`), when the look took no more: its pictures don't know.
    beside: BTreeMap<Region, bool>,
    /// The account was closed: no look begins any more.
    closed: bool,
}

/// A look that is to be carried out.
pub(crate) struct Ticket {
    number: u64,
    regions: Vec<Region>,
    stop: CancellationToken,
    steer: mpsc::UnboundedReceiver<Steer>,
}

impl Seen {
    pub(crate) fn nothing() -> Self {
        Self {
            look: Look::Idle,
            done: 0,
            total: 0,
            slowed: BTreeSet::new(),
            inventory: None,
            number: 0,
            stop: CancellationToken::new(),
            steer: None,
            beside: BTreeMap::new(),
            closed: false,
        }
    }

    /// Repeats on a new picture what was done past the look.
    fn apply_beside(&mut self) {
        let Some(inventory) = self.inventory.as_mut().filter(|_| !self.beside.is_empty()) else {
            return;
        };
        let inventory = Arc::make_mut(inventory);
        for (region, added) in &self.beside {
            // What was found in one that is taken off was looked at before.
            let _ = if *added {
                inventory.add_unread(region)
            } else {
                inventory.take_off(region)
            };
        }
    }

    /// Stops the look at once: what was not read is unknown, because cancelled.
    fn cancel(&mut self) {
        self.stop.cancel();
        if self.look == Look::Running {
            self.look = Look::Cancelled;
            if let Some(inventory) = &mut self.inventory {
                Arc::make_mut(inventory).give_up_unread();
            }
        }
    }
}

impl Session {
    /// Begins a look. The one before is stopped, and counts for nothing from here on.
    pub(crate) fn begin_look(&self, regions: Vec<Region>) -> Ticket {
        let (sender, steer) = mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let mut seen = self.seen_to_write();
        std::mem::replace(&mut seen.stop, stop.clone()).cancel();
        seen.number += 1;
        seen.steer = Some(sender);
        seen.look = Look::Running;
        (seen.done, seen.total) = (0, 0);
        seen.slowed.clear();
        seen.beside.clear();
        let nothing = Inventory::not_read_yet(
            self.account.identity().clone(),
            self.account.aws_now(),
            regions.iter().cloned(),
        );
        seen.inventory = Some(Arc::new(nothing));
        if seen.closed {
            seen.cancel();
        }
        Ticket {
            number: seen.number,
            regions,
            stop,
            steer,
        }
    }

    /// Stops the look that is under way, if there is one. It counts as cancelled from here on, whatever is
    /// still on its way.
    pub(crate) fn cancel_look(&self) {
        let own = held(&self.own_regions).clone();
        let mut seen = self.seen_to_write();
        if seen.look == Look::Running
            && let Some(inventory) = &mut seen.inventory
        {
            // One that was added in this very moment is not forgotten.
            let inventory = Arc::make_mut(inventory);
            for region in own {
                inventory.add_unread(&region);
            }
        }
        seen.cancel();
    }

    /// The account is closed.
    pub(crate) fn stop_looking_for_good(&self) {
        let mut seen = self.seen_to_write();
        seen.closed = true;
        seen.cancel();
    }

    /// Takes one more Region into the look that is under way; whether there is one that takes it. Where there
    /// is none, the Region counts as not read.
    pub(crate) fn look_at_too(&self, region: &Region) -> bool {
        let mut seen = self.seen_to_write();
        let steer = seen.steer.clone().filter(|_| seen.look == Look::Running);
        if steer.is_some_and(|steer| steer.send(Steer::Add(region.clone())).is_ok()) {
            seen.beside.remove(region);
            return true;
        }
        if let Some(inventory) = &mut seen.inventory {
            Arc::make_mut(inventory).add_unread(region);
            seen.beside.insert(region.clone(), true);
        }
        false
    }

    /// Takes a Region out of what is looked at, unless instances were found in it; whether it is out.
    pub(crate) async fn look_away_from(&self, region: &Region) -> bool {
        let (tell, told) = oneshot::channel();
        let running = {
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            let steer = seen.steer.as_ref().filter(|_| seen.look == Look::Running);
            steer.is_some_and(|steer| steer.send(Steer::Remove(region.clone(), tell)).is_ok())
        };
        if running && let Ok(out) = told.await {
            if out {
                self.seen_to_write().beside.remove(region);
            }
            return out;
        }
        // The look is over, or ended before it came to this.
        let mut seen = self.seen_to_write();
        let Some(inventory) = &mut seen.inventory else {
            return true;
        };
        let off = Arc::make_mut(inventory).take_off(region);
        if off {
            seen.beside.insert(region.clone(), false);
        }
        off
    }

    /// Writes down what a look found, if it still counts.
    fn heard(&self, number: u64, event: &Event) -> bool {
        let mut seen = self.seen_to_write();
        if seen.number != number || seen.look != Look::Running {
            return false;
        }
        (seen.done, seen.total) = (event.done, event.total);
        seen.inventory = Some(Arc::clone(&event.inventory));
        seen.apply_beside();
        if let Found::Slowed(region) = &event.found {
            seen.slowed.insert(region.clone());
        }
        true
    }

    /// The look is over: how many calls were answered, of how many.
    fn finish_look(&self, number: u64) -> (u32, u32) {
        let mut seen = self.seen_to_write();
        if seen.number == number && seen.look == Look::Running {
            seen.look = Look::Finished;
        }
        (seen.done, seen.total)
    }

    fn seen_to_write(&self) -> RwLockWriteGuard<'_, Seen> {
        self.seen.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries a look out. `on_event` hears of it as long as it counts, and of its end in any case.
pub(crate) async fn look(
    session: Arc<Session>,
    ticket: Ticket,
    on_event: impl Fn(DiscoveryEvent) + Send + Sync + 'static,
) {
    let Ticket {
        number,
        regions,
        stop,
        steer,
    } = ticket;
    // Roles and users are read beside the Regions: the buckets' states need to know which ids are dead.
    let (reader, stopped) = (Arc::clone(&session), stop.clone());
    let principals = tokio::spawn(async move {
        tokio::select! {
            biased;
            () = stopped.cancelled() => (),
            _ = reader.principals() => (),
        }
    });
    let watched = Arc::clone(&session);
    session
        .account
        .discover_steered(regions, steer, stop, |progress| {
            if watched.heard(number, &progress) {
                on_event(DiscoveryEvent {
                    done: progress.done,
                    total: progress.total,
                    line: progress.line(),
                    finished: false,
                });
            }
        })
        .await;
    drop(principals.await);
    let (done, total) = session.finish_look(number);
    on_event(DiscoveryEvent {
        done,
        total,
        line: String::new(),
        finished: true,
    });
}
