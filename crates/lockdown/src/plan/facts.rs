//! What the bucket's own settings warn of, and what a lock does not cover.

use std::collections::BTreeSet;

use iam_policy::{Effect, Policy, PrincipalElement, PrincipalEntry};

use super::draft::{Draft, Ready};
use super::warning::{NotCovered, Warning};
use crate::ids::BucketName;
use crate::inventory::{Bucket, NotificationTarget, StorageTarget};
use crate::keep::statement_name;
use crate::known::{Known, Unknown};
use crate::lock::shape::{LockShape, locks_in};
use crate::lock::{AwsServices, LockForm};

/// The tag that CloudFormation puts on what it owns.
const STACK_TAG: &str = "aws:cloudformation:stack-name";

/// Warnings about one bucket that is to be locked.
pub(crate) fn warn(draft: &mut Draft<'_>, ready: &Ready<'_>, form: LockForm) {
    let name = &ready.bucket.name;
    let mut warnings = settings(draft, ready.bucket);
    if form.services == AwsServices::CutOff {
        let services = ready
            .policy
            .as_ref()
            .map(services_let_in)
            .unwrap_or_default();
        if !services.is_empty() {
            warnings.push(Warning::ServicesCutOff {
                bucket: name.clone(),
                services,
            });
        }
        let from = logged_here(draft, name);
        if !from.is_empty() {
            warnings.push(Warning::LogsDelivered {
                bucket: name.clone(),
                from,
            });
        }
    }
    if let Some(policy) = &ready.policy {
        warnings.extend(in_policy(draft, name, policy));
    }
    draft.warnings.extend(warnings);
}

fn settings(draft: &Draft<'_>, bucket: &Bucket) -> Vec<Warning> {
    let name = &bucket.name;
    let mut warnings = Vec::new();
    if let Some(stack) = bucket.tags.value().and_then(|tags| tags.get(STACK_TAG)) {
        warnings.push(Warning::CloudFormation {
            bucket: name.clone(),
            stack: stack.clone(),
        });
    }
    if let Some(Some(role)) = bucket.replication_role.value()
        && !draft.keep.iter().any(|entry| entry.arn == *role)
    {
        warnings.push(Warning::ReplicationNotKept {
            bucket: name.clone(),
            role: role.clone(),
        });
    }
    let targets = bucket
        .notification_targets
        .value()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let functions: Vec<_> = targets
        .iter()
        .filter_map(NotificationTarget::function)
        .cloned()
        .collect();
    if !functions.is_empty() {
        warnings.push(Warning::Notifications {
            bucket: name.clone(),
            functions,
        });
    }
    if targets.contains(&NotificationTarget::EventBridge) {
        warnings.push(Warning::EventBridge {
            bucket: name.clone(),
        });
    }
    let mut not_read = |what: &str, unknown: Option<&Unknown>| {
        if let Some(unknown) = unknown {
            warnings.push(Warning::NotRead {
                bucket: name.clone(),
                what: what.to_owned(),
                unknown: unknown.clone(),
            });
        }
    };
    not_read("the tags", bucket.tags.unknown());
    not_read(
        "the replication settings",
        bucket.replication_role.unknown(),
    );
    not_read(
        "the notification settings",
        bucket.notification_targets.unknown(),
    );
    not_read(
        "the public access block",
        draft
            .directory
            .inventory
            .blocks_public_policy(bucket)
            .unknown(),
    );
    warnings
}

fn in_policy(draft: &Draft<'_>, name: &BucketName, policy: &Policy) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut stale = BTreeSet::new();
    for (index, shape) in locks_in(policy) {
        stale.extend(dead_ids(&shape, &draft.ids).map(str::to_owned));
        if !shape.ours {
            let sid = policy
                .statements()
                .get(index)
                .and_then(|statement| statement.sid());
            warnings.push(Warning::AnotherLock {
                bucket: name.clone(),
                statement: statement_name(sid, index),
            });
        }
    }
    if !stale.is_empty() {
        warnings.push(Warning::StaleIds {
            bucket: name.clone(),
            ids: stale.into_iter().collect(),
        });
    }
    for (index, statement) in policy.statements().iter().enumerate() {
        let excepts = matches!(statement.principal(), PrincipalElement::NotPrincipal(_));
        if excepts && statement.effect() == Effect::Deny {
            warnings.push(Warning::NotPrincipal {
                bucket: name.clone(),
                statement: statement_name(statement.sid(), index),
            });
        }
    }
    warnings
}

/// The ids on a lock's list that are known to belong to nobody any more.
pub(crate) fn dead_ids<'s>(
    shape: &'s LockShape,
    ids: &iam_policy::PrincipalIds,
) -> impl Iterator<Item = &'s str> {
    shape.unique_ids().filter(|id| ids.is_unresolved(id))
}

/// The AWS services that a policy lets in.
pub(crate) fn services_let_in(policy: &Policy) -> Vec<String> {
    let allows = policy
        .statements()
        .iter()
        .filter(|statement| statement.effect() == Effect::Allow);
    let services: BTreeSet<String> = allows
        .flat_map(|statement| statement.principal().entries())
        .filter_map(|entry| match entry {
            PrincipalEntry::Service(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    services.into_iter().collect()
}

/// The buckets whose access logs are delivered into this one.
pub(crate) fn logged_here(draft: &Draft<'_>, name: &BucketName) -> Vec<BucketName> {
    let buckets = draft.directory.inventory.buckets.values();
    buckets
        .filter(|bucket| matches!(&bucket.logs_to, Known::Value(Some(target)) if target == name))
        .map(|bucket| bucket.name.clone())
        .collect()
}

/// What a lock of these buckets does not cover.
pub(crate) fn not_covered(draft: &mut Draft<'_>, buckets: &[BucketName]) {
    let inventory = draft.directory.inventory;
    let mut keys = BTreeSet::new();
    let mut streams = BTreeSet::new();
    for bucket in buckets
        .iter()
        .filter_map(|name| inventory.buckets.get(name))
    {
        for used in &bucket.uses {
            keys.extend(used.kms_key.clone());
            let Some(instance) = inventory.instance(&used.instance) else {
                continue;
            };
            for config in instance.storage.values().filter_map(Known::value).flatten() {
                match &config.target {
                    StorageTarget::KinesisStream { arn } | StorageTarget::Firehose { arn } => {
                        streams.insert(arn.clone());
                    }
                    StorageTarget::VideoStream { prefix } => {
                        streams.insert(format!("video streams `{prefix}…`"));
                    }
                    StorageTarget::S3 { .. } | StorageTarget::Other { .. } => {}
                }
            }
        }
    }
    draft.not_covered.push(NotCovered::Copies);
    if !keys.is_empty() {
        draft.not_covered.push(NotCovered::KmsKeys {
            keys: keys.into_iter().collect(),
        });
    }
    if !streams.is_empty() {
        draft.not_covered.push(NotCovered::Streams {
            streams: streams.into_iter().collect(),
        });
    }
    draft.not_covered.push(NotCovered::WhoMayBecome);
    draft.not_covered.push(NotCovered::Root);
}
