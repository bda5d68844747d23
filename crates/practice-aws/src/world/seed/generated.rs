//! Worlds of any size, for measuring: Northwind's people and policies, with other instances, buckets and roles.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::documents::{allow, document, trust_principal};
use super::{ACCOUNT, access, buckets, instances, roles, world};
use crate::ids;
use crate::world::{Inline, Instance, Regions, Role, Storage, StorageTarget, World};

/// The types that an instance may store in a bucket, call recordings first.
const TYPES: [&str; 12] = [
    "CALL_RECORDINGS",
    "CHAT_TRANSCRIPTS",
    "SCREEN_RECORDINGS",
    "ATTACHMENTS",
    "EMAIL_MESSAGES",
    "CONTACT_EVALUATIONS",
    "SCHEDULED_REPORTS",
    "CONTACT_TRACE_RECORDS",
    "AGENT_EVENTS",
    "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
];

/// How much there is to be of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// How many instances in which Region.
    pub instances: Vec<(String, usize)>,
    /// Buckets that each instance stores something in, one type in each; at most twelve.
    pub buckets_each: usize,
    /// Roles besides Northwind's own.
    pub roles: usize,
}

/// A world of this size, in which every Region answers.
pub(crate) fn of_size(now: OffsetDateTime, size: &Size) -> World {
    let base = world(now);
    let template = base.instances.first().cloned();
    let mut all = Vec::new();
    for (region, count) in &size.instances {
        for _ in 0..*count {
            let number = all.len() + 1;
            all.extend(
                template
                    .clone()
                    .map(|template| instance(template, region, number, size.buckets_each)),
            );
        }
    }
    let mut found = std::collections::BTreeMap::new();
    for one in &all {
        for (at, storage) in one.storage.iter().enumerate() {
            if let StorageTarget::S3 { bucket: name, .. } = &storage.target {
                let mut bucket = buckets::bucket(&one.region, one.created);
                // Two of three have a policy: what is read is not always the same.
                bucket.policy = (at % 3 != 0).then(|| tls_only(name));
                found.insert(name.clone(), bucket);
            }
        }
    }
    let mut people = roles::all(&all);
    people.extend((0..size.roles).map(|number| team(now, number)));
    World {
        regions: Regions::default(),
        keys: access::keys(&all),
        roles: people,
        instances: all,
        buckets: found,
        contacts: Vec::new(),
        ..base
    }
}

fn instance(template: Instance, region: &str, number: usize, buckets: usize) -> Instance {
    let alias = format!("centre-{number:03}");
    let suffix = ids::letters(&format!("{alias}/role"), 20);
    let storage = TYPES
        .iter()
        .take(buckets)
        .map(|resource_type| Storage {
            resource_type: (*resource_type).to_owned(),
            association_id: ids::hex_digits(&format!("{alias}/{resource_type}"), 64),
            client_token: None,
            target: StorageTarget::S3 {
                bucket: format!("{alias}-{}", resource_type.to_lowercase().replace('_', "-")),
                prefix: format!("connect/{alias}"),
                kms_key: Some(instances::kms_key(region)),
            },
        })
        .collect();
    Instance {
        id: ids::uuid(&alias),
        region: region.to_owned(),
        service_role: format!(
            "arn:aws:iam::{ACCOUNT}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_{suffix}"
        ),
        storage,
        alias,
        ..template
    }
}

fn tls_only(bucket: &str) -> serde_json::Value {
    document(json!([{
        "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }]))
}

/// A team's role: each with a policy of its own, as accounts that grew have them.
fn team(now: OffsetDateTime, number: usize) -> Role {
    let name = format!("team-{number:05}");
    Role {
        path: "/teams/".to_owned(),
        id: ids::unique("AROA", &format!("role/{name}")),
        created: now - Duration::days(400),
        description: None,
        trust: trust_principal(&format!("arn:aws:iam::{ACCOUNT}:root")),
        inline: vec![Inline {
            name: "Own".to_owned(),
            document: document(json!([
                allow(
                    "s3:GetObject s3:ListBucket",
                    &format!("arn:aws:s3:::{name}-*")
                ),
                allow("logs:*", "*"),
            ])),
        }],
        attached: Vec::new(),
        boundary: None,
        max_session: 3_600,
        tags: Vec::new(),
        name,
    }
}
