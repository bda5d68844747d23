//! What AWS refused in a look, and the policy that would grant it.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use super::policy::{document, statement};
use crate::inventory::{Bucket, Instance, Inventory};
use crate::known::{Known, Unknown, UnknownReason};
use crate::principals::Principals;

/// An action that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The IAM action.
    pub action: String,
    /// What was being read: a Region, an instance, a bucket.
    pub place: String,
    /// The ARN, where the action takes one.
    pub resource: Option<String>,
    /// Whether a policy denies it by name: no grant helps.
    pub denied_by_name: bool,
}

/// Every action that was refused in a look, with what it was refused on.
pub fn refusals(inventory: &Inventory, principals: &Known<&Principals>) -> Vec<Refusal> {
    let mut found = Found::default();
    let everywhere = None;
    found.note(principals, "the account's roles and users", everywhere);
    found.note(&inventory.identity.alias, "the account", everywhere);
    found.note(&inventory.identity.role_arn, "the account", everywhere);
    for (region, instances) in &inventory.regions {
        found.note(instances, region.as_str(), everywhere);
        for instance in instances.value().into_iter().flatten() {
            found.instance(instance);
        }
    }
    found.note(&inventory.public_access_block, "the account", everywhere);
    let partition = inventory.identity.arn.partition();
    for bucket in inventory.buckets.values() {
        found.bucket(bucket, &format!("arn:{partition}:s3:::{}", bucket.name));
    }
    found.refusals
}

/// One policy that grants what was refused; none where nothing was, or where a grant would not help.
pub fn missing(inventory: &Inventory, principals: &Known<&Principals>) -> Option<String> {
    let scope = Scope::of(inventory);
    let mut groups: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
    let mut on: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for refusal in refusals(inventory, principals) {
        if refusal.denied_by_name {
            continue;
        }
        let resources = scope.resources_of(&refusal.action, refusal.resource.as_deref());
        on.entry(refusal.action).or_default().extend(resources);
    }
    for (action, resources) in on {
        groups.entry(resources).or_default().insert(action);
    }
    if groups.is_empty() {
        return None;
    }
    let statements: Vec<serde_json::Value> = groups
        .into_iter()
        .enumerate()
        .map(|(at, (resources, actions))| {
            statement(
                &format!("StrongroomMissing{}", at + 1),
                actions.iter().map(String::as_str),
                &resources.into_iter().collect::<Vec<_>>(),
            )
        })
        .collect::<Vec<_>>();
    Some(document(&statements))
}

#[derive(Default)]
struct Found {
    refusals: Vec<Refusal>,
}

impl Found {
    fn note<T>(&mut self, known: &Known<T>, place: &str, resource: Option<&str>) {
        if let Known::Unknown(Unknown {
            reason: UnknownReason::Refused,
            missing_permission: Some(action),
            detail,
            ..
        }) = known
        {
            let refusal = Refusal {
                action: action.clone(),
                place: place.to_owned(),
                resource: resource.map(str::to_owned),
                denied_by_name: is_denied_by_name(detail),
            };
            if !self.refusals.contains(&refusal) {
                self.refusals.push(refusal);
            }
        }
    }

    fn instance(&mut self, instance: &Instance) {
        let arn = Some(instance.arn.as_str());
        self.note(&instance.service_role, instance.name(), arn);
        if let Known::Value(role) = &instance.service_role {
            self.note(&role.unique_id, instance.name(), Some(role.arn.as_str()));
        }
        for storage in instance.storage.values() {
            self.note(storage, instance.name(), arn);
        }
    }

    fn bucket(&mut self, bucket: &Bucket, arn: &str) {
        let (place, arn) = (bucket.name.as_str(), Some(arn));
        self.note(&bucket.region, place, arn);
        self.note(&bucket.policy, place, arn);
        self.note(&bucket.public_access_block, place, arn);
        self.note(&bucket.policy_is_public, place, arn);
        self.note(&bucket.encryption, place, arn);
        self.note(&bucket.tags, place, arn);
        self.note(&bucket.replication_role, place, arn);
        self.note(&bucket.notification_targets, place, arn);
        self.note(&bucket.logs_to, place, arn);
    }
}

/// Whether AWS's words name a Deny ("Troubleshoot access denied error messages").
pub fn is_denied_by_name(detail: &str) -> bool {
    detail.contains("explicit deny")
}
