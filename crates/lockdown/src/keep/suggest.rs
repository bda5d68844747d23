//! Principals that seem to need the buckets, and everyone else.

use std::collections::{BTreeMap, BTreeSet};

use iam_policy::{Effect, Policy, PrincipalEntry};

use super::required::required_in;
use super::{KeepEntry, KeepReason, second_way};
use crate::directory::{Directory, Info};
use crate::ids::{Arn, BucketName};
use crate::inventory::{Bucket, Inventory, NotificationTarget};
use crate::lock::shape::locks_in;
use crate::principals::Principals;

/// Words in a name or tag that mark a principal for emergencies.
const EMERGENCY: [&str; 4] = ["breakglass", "break-glass", "break_glass", "emergency"];

/// Principals that seem to need the buckets, each with the reason. None of them is required.
pub fn suggestions(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Vec<KeepEntry> {
    suggestions_in(&Directory::new(inventory, principals), buckets)
}

pub(crate) fn suggestions_in(directory: &Directory<'_>, buckets: &[BucketName]) -> Vec<KeepEntry> {
    let mut found = Suggested {
        directory,
        reasons: BTreeMap::new(),
    };
    for bucket in buckets
        .iter()
        .filter_map(|name| directory.inventory.buckets.get(name))
    {
        found.look_at(bucket);
    }
    found.look_for_emergencies();
    let taken = required_in(directory, buckets).entries;
    let is_taken = |entry: &KeepEntry| {
        taken
            .iter()
            .any(|known| known.arn == entry.arn || (known.id.is_some() && known.id == entry.id))
    };
    let mut entries = Vec::new();
    for (arn, why) in found.reasons {
        if let Some(mut entry) = directory.entry(&arn).filter(|entry| !is_taken(entry)) {
            entry.why = why.into_iter().collect();
            second_way::describe(&mut entry, directory, buckets);
            entries.push(entry);
        }
    }
    entries
}

/// Everyone who can be kept and is neither required nor suggested: root first, then roles and users
/// by ARN.
pub fn others(
    inventory: &Inventory,
    principals: Option<&Principals>,
    buckets: &[BucketName],
) -> Vec<KeepEntry> {
    let directory = Directory::new(inventory, principals);
    let mut taken: BTreeSet<Arn> = required_in(&directory, buckets)
        .entries
        .into_iter()
        .map(|entry| entry.arn)
        .collect();
    taken.extend(
        suggestions_in(&directory, buckets)
            .into_iter()
            .map(|entry| entry.arn),
    );
    let roles = principals
        .into_iter()
        .flat_map(|all| all.roles.iter().map(|role| &role.arn));
    let users = principals
        .into_iter()
        .flat_map(|all| all.users.iter().map(|user| &user.arn));
    let mut arns: Vec<Arn> = roles.chain(users).cloned().collect();
    arns.sort();
    arns.dedup();
    directory
        .root_arn()
        .into_iter()
        .chain(arns)
        .filter(|arn| !taken.contains(arn))
        .filter_map(|arn| {
            let mut entry = directory.entry(&arn)?;
            second_way::describe(&mut entry, &directory, buckets);
            Some(entry)
        })
        .collect()
}

struct Suggested<'a> {
    directory: &'a Directory<'a>,
    reasons: BTreeMap<Arn, BTreeSet<KeepReason>>,
}

impl Suggested<'_> {
    fn add(&mut self, arn: &Arn, reason: KeepReason) {
        self.reasons.entry(arn.clone()).or_default().insert(reason);
    }

    fn look_at(&mut self, bucket: &Bucket) {
        let name = bucket.name.clone();
        if let Some(Some(role)) = bucket.replication_role.value() {
            self.add(
                role,
                KeepReason::Replicates {
                    bucket: name.clone(),
                },
            );
        }
        let targets = bucket.notification_targets.value().into_iter().flatten();
        for function in targets.filter_map(NotificationTarget::function) {
            for role in self.roles_named_like(function) {
                let reason = KeepReason::Notified {
                    bucket: name.clone(),
                    function: function.clone(),
                };
                self.add(&role, reason);
            }
        }
        for role in self.delivery_roles(&name) {
            self.add(&role, KeepReason::Delivers);
        }
        let text = bucket.policy.value().and_then(|policy| policy.text());
        if let Some(policy) = text.and_then(|text| Policy::parse(text).ok()) {
            for (arn, statement) in self.named_in(&policy) {
                self.add(
                    &arn,
                    KeepReason::NamedInPolicy {
                        bucket: name.clone(),
                        statement,
                    },
                );
            }
        }
    }

    /// Execution roles that only Lambda can become and whose name holds the function's, or the other
    /// way round: which role a function has is not read, so this is a guess, and only a suggestion.
    fn roles_named_like(&self, function: &Arn) -> Vec<Arn> {
        let function = function
            .resource()
            .split(':')
            .nth(1)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let alike = |name: &str| {
            let name = name.to_ascii_lowercase();
            !function.is_empty() && (name.contains(&function) || function.contains(&name))
        };
        self.roles_of_service("lambda.amazonaws.com")
            .filter(|arn| alike(arn.name()))
            .collect()
    }

    /// Roles that Firehose can become and whose own policies name the bucket.
    fn delivery_roles(&self, bucket: &BucketName) -> Vec<Arn> {
        let bucket_arn = self.directory.bucket_arn(bucket);
        let names_bucket = |arn: &Arn| {
            let Some(info) = self.directory.by_arn(arn) else {
                return false;
            };
            self.directory
                .policies_of(info)
                .identity
                .iter()
                .any(|named| {
                    named.policy.statements().iter().any(|statement| {
                        statement.effect() == Effect::Allow
                            && statement.resource().patterns().iter().any(|pattern| {
                                pattern == &bucket_arn
                                    || pattern.starts_with(&format!("{bucket_arn}/"))
                            })
                    })
                })
        };
        self.roles_of_service("firehose.amazonaws.com")
            .filter(|arn| names_bucket(arn))
            .collect()
    }

    fn roles_of_service(&self, service: &'static str) -> impl Iterator<Item = Arn> {
        let roles = self
            .directory
            .principals
            .into_iter()
            .flat_map(|all| &all.roles);
        roles
            .filter(move |role| {
                role.trust_policy
                    .as_ref()
                    .is_some_and(|text| text.contains(service))
            })
            .map(|role| role.arn.clone())
    }

    /// Principals of this account that a policy names: in Allow statements, and on the lists of locks.
    fn named_in(&self, policy: &Policy) -> Vec<(Arn, String)> {
        let mut named = Vec::new();
        for (index, statement) in policy.statements().iter().enumerate() {
            if statement.effect() != Effect::Allow {
                continue;
            }
            for entry in statement.principal().entries() {
                let PrincipalEntry::Aws(value) = entry else {
                    continue;
                };
                let arn = value
                    .parse::<Arn>()
                    .ok()
                    .filter(|arn| arn.resource() != "root");
                let arn =
                    arn.or_else(|| self.directory.by_id(value).map(|info| info.arn().clone()));
                named.extend(arn.map(|arn| (arn, statement_name(statement.sid(), index))));
            }
        }
        for (index, shape) in locks_in(policy) {
            let sid = policy
                .statements()
                .get(index)
                .and_then(|statement| statement.sid());
            let by_id = shape.unique_ids().filter_map(|id| self.directory.by_id(id));
            let by_arn = shape.arns.iter().filter_map(|arn| arn.parse::<Arn>().ok());
            let arns = by_id.map(|info| info.arn().clone()).chain(by_arn);
            named.extend(arns.map(|arn| (arn, statement_name(sid, index))));
        }
        named
    }

    fn look_for_emergencies(&mut self) {
        let Some(principals) = self.directory.principals else {
            return;
        };
        let roles = principals.roles.iter().map(Info::Role);
        let users = principals.users.iter().map(Info::User);
        for info in roles.chain(users) {
            let in_tags = info
                .tags()
                .iter()
                .any(|(key, value)| is_emergency(key) || is_emergency(value));
            if in_tags || is_emergency(info.arn().name()) {
                self.add(info.arn(), KeepReason::BreakGlass);
            }
        }
    }
}

fn is_emergency(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    EMERGENCY.iter().any(|word| text.contains(word))
}

/// A statement's name: its Sid, or its number from 1.
pub(crate) fn statement_name(sid: Option<&str>, index: usize) -> String {
    sid.filter(|sid| !sid.is_empty())
        .map_or_else(|| (index + 1).to_string(), |sid| format!("`{sid}`"))
}
