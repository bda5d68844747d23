//! What is configured on a bucket, each part with its value or why that is unknown.

use lockdown::ids::AccountId;
use lockdown::inventory::{Bucket, Encryption, NotificationTarget};
use lockdown::known::Known;

use super::unknown::Place;
use crate::api::FactView;

/// Tags that are shown; the rest is counted.
const SHOWN: usize = 5;

pub(super) fn facts(bucket: &Bucket, account: &AccountId, place: &Place<'_>) -> Vec<FactView> {
    let name = &bucket.name;
    let fact = |what: &str, value: Known<String>, subject: &str| FactView {
        what: what.to_owned(),
        unknown: place.of(&value, &format!("{subject} of `{name}`")),
        value: value.value().cloned(),
    };
    vec![
        fact(
            "owner",
            bucket
                .owner(account)
                .map(|owner| format!("{owner}, this account")),
            "the owner",
        ),
        fact(
            "encryption",
            bucket.encryption.clone().map(encryption),
            "the encryption",
        ),
        fact(
            "public",
            bucket.policy_is_public.clone().map(|public| {
                if public {
                    "Public, says AWS".to_owned()
                } else {
                    "Not public, says AWS".to_owned()
                }
            }),
            "whether the policy is public: the policy status",
        ),
        fact(
            "tags",
            bucket.tags.clone().map(|tags| {
                listed(tags.iter().map(|(key, value)| {
                    if value.is_empty() {
                        key.clone()
                    } else {
                        format!("{key}={value}")
                    }
                }))
            }),
            "the tags",
        ),
        fact(
            "replication",
            bucket
                .replication_role
                .clone()
                .map(|role| role.map_or_else(none, |role| format!("By the role {}", role.name()))),
            "the replication",
        ),
        fact(
            "notifications",
            bucket
                .notification_targets
                .clone()
                .map(|targets| listed(targets.iter().map(told))),
            "the notifications",
        ),
        fact(
            "logging",
            bucket
                .logs_to
                .clone()
                .map(|target| target.map_or_else(none, |target| format!("To {target}"))),
            "the access logging",
        ),
    ]
}

fn told(target: &NotificationTarget) -> String {
    match target {
        NotificationTarget::Arn(arn) => arn.to_string(),
        NotificationTarget::EventBridge => "Amazon EventBridge, of every event".to_owned(),
    }
}

fn none() -> String {
    "None".to_owned()
}

fn encryption(encryption: Encryption) -> String {
    match encryption {
        Encryption::S3 => "Keys that S3 keeps (SSE-S3)".to_owned(),
        Encryption::Kms { key: Some(key) } => format!("KMS key {key}"),
        Encryption::Kms { key: None } => "KMS, with AWS's own key for S3".to_owned(),
        Encryption::Other { algorithm } => algorithm,
    }
}

fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let all = items.len();
    if all == 0 {
        return none();
    }
    let shown: Vec<String> = items.take(SHOWN).collect();
    let more = all - shown.len();
    let text = shown.join(", ");
    if more == 0 {
        text
    } else {
        format!("{text} and {more} more")
    }
}
