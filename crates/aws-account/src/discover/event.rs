//! What the caller of discovery hears.

use std::sync::Arc;

use lockdown::ids::{BucketName, Region};
use lockdown::inventory::{InstanceKey, Inventory};
use lockdown::known::{Known, UnknownReason};

/// One piece of news.
#[derive(Debug, Clone)]
pub struct Event {
    /// Calls answered.
    pub done: u32,
    /// Calls known to be needed so far; grows as instances and buckets are found.
    pub total: u32,
    /// What came.
    pub found: Found,
    /// The inventory so far; what is not read yet says so.
    pub inventory: Arc<Inventory>,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The look begins.
    Begun,
    /// A Region's list of instances, or why there is none; or that the Region was added or taken off.
    Region(Region),
    /// An instance's description and service role.
    Instance(InstanceKey),
    /// What an instance stores of one resource type.
    Storage(InstanceKey, String),
    /// A bucket's Region and policy, or all the rest of it.
    Bucket(BucketName),
    /// The account's own public access block.
    AccountBlock,
    /// AWS slows the calls down in this Region; they go on at a lower pace.
    Slowed(Region),
    /// Everything was asked.
    Finished,
    /// The user cancelled.
    Cancelled,
}

impl Event {
    /// The news in a few words.
    pub fn line(&self) -> String {
        match &self.found {
            Found::Begun => "asking AWS".to_owned(),
            Found::Region(region) => match self.inventory.regions.get(region) {
                Some(Known::Value(instances)) => match instances.len() {
                    0 => format!("{region}: no instances"),
                    1 => format!("{region}: 1 instance"),
                    more => format!("{region}: {more} instances"),
                },
                Some(Known::Unknown(unknown))
                    if unknown.reason == UnknownReason::RegionNotEnabled =>
                {
                    format!("{region}: not enabled")
                }
                Some(Known::Unknown(unknown)) if unknown.reason == UnknownReason::NotReadYet => {
                    format!("{region}: added")
                }
                None => format!("{region}: taken off"),
                _ => format!("{region}: unknown"),
            },
            Found::Instance(key) => format!("{}: {}", key.region, self.name(key)),
            Found::Storage(key, kind) => format!("{}: {kind}", self.name(key)),
            Found::Bucket(bucket) => bucket.to_string(),
            Found::AccountBlock => "the account's public access block".to_owned(),
            Found::Slowed(region) => format!("{region}: slowed by AWS"),
            Found::Finished => "everything was asked".to_owned(),
            Found::Cancelled => "cancelled".to_owned(),
        }
    }

    fn name(&self, key: &InstanceKey) -> String {
        let instance = self.inventory.instance(key);
        instance
            .and_then(|instance| instance.alias.clone())
            .unwrap_or_else(|| key.id.to_string())
    }
}
