//! The inventory as far as it is known, the count of calls, and telling the caller.

use std::sync::{Arc, Mutex, PoisonError};

use lockdown::ids::{BucketName, Region};
use lockdown::inventory::{
    Bucket, BucketUse, Instance, InstanceKey, Inventory, PublicAccessBlock, StorageConfig,
    StorageTarget,
};
use lockdown::known::{Known, UnknownReason};

use super::event::{Event, Found};
use crate::account::Account;

struct State {
    inventory: Arc<Inventory>,
    done: u32,
    total: u32,
}

/// What all parts of a look write on.
pub(super) struct Board<'a> {
    account: &'a Account,
    state: Mutex<State>,
    on: &'a (dyn Fn(Event) + Send + Sync),
}

impl<'a> Board<'a> {
    pub(super) fn new<'r>(
        account: &'a Account,
        regions: impl Iterator<Item = &'r Region>,
        on: &'a (dyn Fn(Event) + Send + Sync),
    ) -> Self {
        let inventory = Inventory::not_read_yet(
            account.identity().clone(),
            account.aws_now(),
            regions.cloned(),
        );
        // Each Region's list, and the account's block.
        let total = u32::try_from(inventory.regions.len() + 1).unwrap_or(u32::MAX);
        let board = Self {
            account,
            state: Mutex::new(State {
                inventory: Arc::new(inventory),
                done: 0,
                total,
            }),
            on,
        };
        board.tell(0, 0, Found::Begun, |_| ());
        board
    }

    pub(super) fn inventory(&self) -> Arc<Inventory> {
        Arc::clone(&self.lock().inventory)
    }

    /// Writes something down and tells the caller. `done` calls were answered, `more` are to come.
    pub(super) fn tell<T>(
        &self,
        done: u32,
        more: u32,
        found: Found,
        write: impl FnOnce(&mut Inventory) -> T,
    ) -> T {
        let (written, event) = {
            let mut state = self.lock();
            state.done += done;
            state.total += more;
            let written = write(Arc::make_mut(&mut state.inventory));
            let inventory = Arc::clone(&state.inventory);
            (
                written,
                Event {
                    done: state.done,
                    total: state.total,
                    found,
                    inventory,
                },
            )
        };
        (self.on)(event);
        written
    }

    /// The account's own public access block.
    pub(super) fn account_block(&self, block: Known<PublicAccessBlock>) {
        self.tell(1, 0, Found::AccountBlock, |inventory| {
            inventory.public_access_block = block;
        });
    }

    /// One more Region to look at, unless it is looked at already.
    pub(super) fn add_region(&self, region: &Region) -> bool {
        if self.lock().inventory.regions.contains_key(region) {
            return false;
        }
        self.tell(0, 1, Found::Region(region.clone()), |inventory| {
            inventory.add_unread(region);
        });
        true
    }

    /// Takes a Region off, unless instances were found in it: whether it is off. Whoever asks it has to
    /// stop first.
    pub(super) fn remove_region(&self, region: &Region) -> bool {
        let unanswered = match self.lock().inventory.regions.get(region) {
            None => return true,
            Some(Known::Value(instances)) if !instances.is_empty() => return false,
            Some(Known::Unknown(why)) if why.reason == UnknownReason::NotReadYet => 1,
            Some(_) => 0,
        };
        self.tell(unanswered, 0, Found::Region(region.clone()), |inventory| {
            inventory.take_off(region)
        })
    }

    /// A Region's instances, each with what it will be asked marked as not read yet.
    pub(super) fn region(&self, region: &Region, instances: Known<Vec<Instance>>, more: u32) {
        let now = self.account.here_now();
        self.tell(1, more, Found::Region(region.clone()), |inventory| {
            inventory.regions_read_at.insert(region.clone(), now);
            inventory.regions.insert(region.clone(), instances);
        });
    }

    /// Changes one instance.
    pub(super) fn instance(
        &self,
        key: &InstanceKey,
        done: u32,
        found: Found,
        change: impl FnOnce(&mut Instance),
    ) {
        let now = self.account.here_now();
        self.tell(done, 0, found, |inventory| {
            if let Some(instance) = find(inventory, key) {
                instance.read_at = Some(now);
                change(instance);
            }
        });
    }

    /// What an instance stores of one type; returns the buckets that were not known before. `calls`
    /// is how many calls a new bucket will take.
    pub(super) fn storage(
        &self,
        key: &InstanceKey,
        kind: &str,
        configs: Known<Vec<StorageConfig>>,
        calls: u32,
    ) -> Vec<BucketName> {
        let uses = uses(key, kind, &configs);
        let now = self.account.here_now();
        let new: Vec<BucketName> = self.tell(
            1,
            0,
            Found::Storage(key.clone(), kind.to_owned()),
            |inventory| {
                if let Some(instance) = find(inventory, key) {
                    instance.read_at = Some(now);
                    instance.storage.insert(kind.to_owned(), configs);
                }
                let mut new = Vec::new();
                for (name, used) in uses {
                    let bucket = inventory.buckets.entry(name).or_insert_with_key(|name| {
                        new.push(name.clone());
                        Bucket::not_read_yet(name.clone())
                    });
                    bucket.uses.push(used);
                }
                new
            },
        );
        let more = calls.saturating_mul(u32::try_from(new.len()).unwrap_or(u32::MAX));
        self.lock().total += more;
        new
    }

    /// Changes one bucket.
    pub(super) fn bucket(&self, name: &BucketName, done: u32, change: impl FnOnce(&mut Bucket)) {
        let now = self.account.here_now();
        self.tell(done, 0, Found::Bucket(name.clone()), |inventory| {
            if let Some(bucket) = inventory.buckets.get_mut(name) {
                bucket.read_at = Some(now);
                change(bucket);
            }
        });
    }

    pub(super) fn finished(&self) {
        self.tell(0, 0, Found::Finished, |_| ());
    }

    /// What was not read yet never will be.
    pub(super) fn cancelled(&self) {
        self.tell(0, 0, Found::Cancelled, Inventory::give_up_unread);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // What is written under the lock can't panic half way: it is moves into maps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find<'i>(inventory: &'i mut Inventory, key: &InstanceKey) -> Option<&'i mut Instance> {
    match inventory.regions.get_mut(&key.region)? {
        Known::Value(instances) => instances.iter_mut().find(|instance| instance.key == *key),
        Known::Unknown(_) => None,
    }
}

fn uses(
    key: &InstanceKey,
    kind: &str,
    configs: &Known<Vec<StorageConfig>>,
) -> Vec<(BucketName, BucketUse)> {
    let configs = configs.value().map(Vec::as_slice).unwrap_or_default();
    configs
        .iter()
        .filter_map(|config| match &config.target {
            StorageTarget::S3 {
                bucket,
                prefix,
                kms_key,
            } => Some((
                bucket.clone(),
                BucketUse {
                    instance: key.clone(),
                    resource_type: kind.to_owned(),
                    prefix: prefix.clone(),
                    kms_key: kms_key.clone(),
                },
            )),
            _ => None,
        })
        .collect()
}
