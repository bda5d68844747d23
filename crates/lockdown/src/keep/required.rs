//! The caller and Connect: who can't be taken off.

use std::collections::{BTreeMap, BTreeSet};

use super::{KeepEntry, KeepId, KeepKind, KeepReason, second_way};
use crate::directory::Directory;
use crate::ids::{Arn, BucketName, UniqueId};
use crate::inventory::{Identity, Instance, Inventory, ServiceRole};
use crate::known::Known;
use crate::plan::Blocker;
use crate::principals::Principals;

/// Who must be on the keep list, and what stands in the way of knowing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Required {
    /// The caller, then the service roles of every instance that stores something in the buckets.
    pub entries: Vec<KeepEntry>,
    /// A service role that is unknown or without a readable id, and a caller that can't be kept.
    /// Regions that could not be read are in [`unread_regions`](super::unread_regions).
    pub blockers: Vec<Blocker>,
}

/// The caller and Connect: the entries that can't be taken off, each matched as recommended.
pub fn required(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Required {
    required_in(&Directory::new(inventory, principals), buckets)
}

pub(crate) fn required_in(directory: &Directory<'_>, buckets: &[BucketName]) -> Required {
    let inventory = directory.inventory;
    let mut required = Required::default();
    match caller(&inventory.identity) {
        Some(entry) => required.add(entry),
        None => required.blockers.push(Blocker::CallerCannotBeKept {
            caller: inventory.identity.arn.clone(),
        }),
    }
    for (instance, uses) in users_of(inventory, buckets) {
        required.add_instance(instance, &uses);
    }
    for entry in &mut required.entries {
        entry.required = true;
        second_way::describe(entry, directory, buckets);
    }
    required
}

impl Required {
    fn add_instance(&mut self, instance: &Instance, uses: &Uses) {
        let role = match &instance.service_role {
            Known::Value(role) => role,
            Known::Unknown(unknown) => {
                self.blockers.push(Blocker::ServiceRoleUnknown {
                    instance: instance.key.clone(),
                    name: instance.name().to_owned(),
                    unknown: unknown.clone(),
                });
                return;
            }
        };
        if let Known::Unknown(unknown) = &role.unique_id {
            self.blockers.push(Blocker::ServiceRoleIdUnknown {
                instance: instance.key.clone(),
                name: instance.name().to_owned(),
                role: role.arn.clone(),
                unknown: unknown.clone(),
            });
        }
        let mut entry = service_role_entry(role);
        for (bucket, types) in uses {
            entry.why.push(KeepReason::ServiceRole {
                instance: instance.key.clone(),
                name: instance.name().to_owned(),
                bucket: bucket.clone(),
                resource_types: types.iter().cloned().collect(),
            });
        }
        self.add(entry);
    }

    /// One entry for a principal, with all of the reasons: the caller may be anyone.
    fn add(&mut self, entry: KeepEntry) {
        let same = |known: &&mut KeepEntry| {
            known.arn == entry.arn || (known.id.is_some() && known.id == entry.id)
        };
        match self.entries.iter_mut().find(same) {
            Some(known) => {
                known.why.extend(entry.why);
                if entry.arn_is_exact && !known.arn_is_exact {
                    known.arn = entry.arn;
                    known.arn_is_exact = true;
                    known.match_by = entry.match_by;
                    known.recommended = entry.recommended;
                }
            }
            None => self.entries.push(entry),
        }
    }
}

/// What an instance stores, by bucket.
type Uses = BTreeMap<BucketName, BTreeSet<String>>;

/// Every instance that stores something in one of the buckets, over all Regions that were read: by
/// the instance's own storage, and by the bucket's list of uses.
fn users_of<'a>(inventory: &'a Inventory, buckets: &[BucketName]) -> Vec<(&'a Instance, Uses)> {
    inventory
        .instances()
        .filter_map(|instance| {
            let mut uses = Uses::new();
            for (resource_type, bucket) in instance.buckets() {
                if buckets.contains(bucket) {
                    uses.entry(bucket.clone())
                        .or_default()
                        .insert(resource_type.to_owned());
                }
            }
            for name in buckets {
                let listed = inventory
                    .buckets
                    .get(name)
                    .map(|bucket| bucket.uses.as_slice());
                for used in listed.unwrap_or_default() {
                    if used.instance == instance.key {
                        uses.entry(name.clone())
                            .or_default()
                            .insert(used.resource_type.clone());
                    }
                }
            }
            (!uses.is_empty()).then_some((instance, uses))
        })
        .collect()
}

pub(crate) fn service_role_entry(role: &ServiceRole) -> KeepEntry {
    let id = role.unique_id.value().cloned().map(KeepId::Unique);
    KeepEntry::new(role.arn.clone(), id, KeepKind::Role)
}

/// The caller as an entry; none for a kind of identity that can't be kept.
fn caller(identity: &Identity) -> Option<KeepEntry> {
    let mut entry = match identity.arn.resource().split_once('/') {
        None if identity.arn.resource() == "root" => {
            let id = KeepId::Account(identity.account.clone());
            KeepEntry::new(identity.arn.clone(), Some(id), KeepKind::Root)
        }
        Some(("user", _)) => {
            let id: UniqueId = identity.user_id.parse().ok()?;
            KeepEntry::new(
                identity.arn.clone(),
                Some(KeepId::Unique(id)),
                KeepKind::User,
            )
        }
        Some(("assumed-role", session)) => {
            let (id, _) = identity.user_id.split_once(':')?;
            let id = KeepId::Unique(id.parse().ok()?);
            if let Known::Value(Some(role)) = &identity.role_arn {
                KeepEntry::new(role.clone(), Some(id), KeepKind::Role)
            } else {
                // The session's ARN drops the path: the role is known by its id alone.
                let mut entry = KeepEntry::new(
                    role_without_path(identity, session)?,
                    Some(id),
                    KeepKind::Role,
                );
                entry.arn_is_exact = false;
                entry
            }
        }
        _ => return None,
    };
    entry.why.push(KeepReason::Caller);
    Some(entry)
}

fn role_without_path(identity: &Identity, session: &str) -> Option<Arn> {
    let (role, _) = session.split_once('/')?;
    format!(
        "arn:{}:iam::{}:role/{role}",
        identity.arn.partition(),
        identity.account
    )
    .parse()
    .ok()
}
