//! Where another instance may use the bucket: Regions and storage that could not be read.

use crate::ids::Region;
use crate::inventory::{Instance, Inventory};
use crate::known::{Known, Unknown, UnknownReason};
use crate::plan::Blocker;

/// A Region that could not be read in whole: an instance there may use any bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRegion {
    /// The Region; typing its name accepts it.
    pub region: Region,
    /// Why it could not be read.
    pub unknown: Unknown,
    /// What is missing: the whole Region, or one instance's storage.
    pub blocker: Blocker,
}

/// Regions (and single storage types) that could not be read: each must be accepted in writing.
/// "Not enabled" is a quiet state: nothing can be there.
pub fn unread_regions(inventory: &Inventory) -> Vec<UnreadRegion> {
    let mut unread = Vec::new();
    for (region, found) in &inventory.regions {
        match found {
            Known::Unknown(unknown) if unknown.reason == UnknownReason::RegionNotEnabled => {}
            Known::Unknown(unknown) => unread.push(UnreadRegion {
                region: region.clone(),
                unknown: unknown.clone(),
                blocker: Blocker::RegionUnread {
                    region: region.clone(),
                    unknown: unknown.clone(),
                },
            }),
            Known::Value(instances) => unread.extend(instances.iter().flat_map(unread_storage)),
        }
    }
    unread
}

fn unread_storage(instance: &Instance) -> impl Iterator<Item = UnreadRegion> {
    instance
        .storage
        .iter()
        .filter_map(|(resource_type, storage)| {
            let unknown = storage.unknown()?;
            Some(UnreadRegion {
                region: instance.key.region.clone(),
                unknown: unknown.clone(),
                blocker: Blocker::StorageUnread {
                    instance: instance.key.clone(),
                    name: instance.name().to_owned(),
                    resource_type: resource_type.clone(),
                    unknown: unknown.clone(),
                },
            })
        })
}
