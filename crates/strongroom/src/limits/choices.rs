//! What can be chosen for an instance: targets, keys, functions, and whom to limit.

use std::collections::HashMap;

use lockdown::ids::Arn;
use lockdown::inventory::{Instance, StorageTarget};
use lockdown::known::Known;
use lockdown::limit::{
    Existing, KeyArn, LimitPrincipal, PrincipalKind, Seen, StorageResourceType, TargetKind,
};
use lockdown::principals::Principals;

use super::{instance, instance_arns};
use crate::api::{
    ErrorView, LimitChoicesView, PrincipalChoice, ResourceTypeChoice, TargetChoice, TargetList,
};
use crate::session::Session;
use crate::view::{overview, unknown};

impl Session {
    pub(super) async fn limit_choices(&self, key: &str) -> Result<LimitChoicesView, ErrorView> {
        let inventory = self.inventory()?;
        let instance = instance(&inventory, key)?;
        let region = &instance.key.region;
        let (existing, aliases, principals) = tokio::join!(
            self.account.existing(region, instance_arns(&inventory)),
            self.account.key_aliases(region),
            self.principals(),
        );
        // A key without its alias can still be chosen by its id.
        let aliases: HashMap<KeyArn, String> = aliases.unwrap_or_default().into_iter().collect();
        Ok(LimitChoicesView {
            instance: key.to_owned(),
            instance_name: overview::name(instance),
            region: region.to_string(),
            resource_types: resource_types(instance),
            buckets: buckets(&existing),
            streams: list(&existing.streams, "the Kinesis data streams", |arn| {
                (arn.to_string(), arn.name().to_owned())
            }),
            delivery_streams: list(
                &existing.delivery_streams,
                "the Firehose delivery streams",
                |arn| (arn.to_string(), arn.name().to_owned()),
            ),
            functions: list(&existing.functions, "the Lambda functions", |seen| {
                (seen.what.to_string(), seen.what.name().to_owned())
            }),
            keys: list(&existing.keys, "the KMS keys", |seen: &Seen<KeyArn>| {
                let name = aliases.get(&seen.what);
                let name = name.map_or_else(|| seen.what.name().to_owned(), String::clone);
                (seen.what.to_string(), name)
            }),
            principals: principals.value().map(people).unwrap_or_default(),
            principals_unknown: unknown::of(&principals, "the account's roles and users"),
        })
    }
}

fn buckets(existing: &Existing) -> TargetList {
    list(&existing.buckets, "the account's buckets", |seen| {
        (seen.what.to_string(), seen.what.to_string())
    })
}

/// A list as the window shows it; `named` gives the value and the name of each.
fn list<T>(
    known: &Known<Vec<T>>,
    what: &str,
    named: impl Fn(&T) -> (String, String),
) -> TargetList {
    let mut rows: Vec<TargetChoice> = known
        .value()
        .into_iter()
        .flatten()
        .map(|one| {
            let (value, name) = named(one);
            TargetChoice { value, name }
        })
        .collect();
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    TargetList {
        rows,
        unknown: unknown::of(known, what),
    }
}

fn resource_types(instance: &Instance) -> Vec<ResourceTypeChoice> {
    let mut types = StorageResourceType::known();
    // A type that this version does not know, and that the instance stores all the same.
    for code in instance.storage.keys() {
        if let Ok(one) = code.parse::<StorageResourceType>()
            && !types.contains(&one)
        {
            types.push(one);
        }
    }
    types
        .into_iter()
        .map(|one| ResourceTypeChoice {
            code: one.to_string(),
            words: one.words(),
            kinds: one.kinds().iter().map(|kind| kind_code(*kind)).collect(),
            stored_in: stored_in(instance, one.as_str()),
        })
        .collect()
}

fn kind_code(kind: TargetKind) -> String {
    match kind {
        TargetKind::Bucket => "bucket",
        TargetKind::Stream => "stream",
        TargetKind::DeliveryStream => "delivery_stream",
        TargetKind::VideoStream => "video_stream",
    }
    .to_owned()
}

fn stored_in(instance: &Instance, code: &str) -> Vec<String> {
    let storage = instance.storage.get(code).and_then(Known::value);
    let configs = storage.into_iter().flatten();
    let mut found: Vec<String> = configs
        .filter_map(|config| match &config.target {
            StorageTarget::S3 { bucket, .. } => Some(bucket.to_string()),
            StorageTarget::KinesisStream { arn } | StorageTarget::Firehose { arn } => {
                Some(arn.clone())
            }
            StorageTarget::VideoStream { prefix } => Some(prefix.clone()),
            StorageTarget::Other { .. } => None,
        })
        .collect();
    found.dedup();
    found
}

fn people(principals: &Principals) -> Vec<PrincipalChoice> {
    let roles = principals.roles.iter().map(|role| &role.arn);
    let users = principals.users.iter().map(|user| &user.arn);
    let mut list: Vec<PrincipalChoice> = roles.chain(users).filter_map(person).collect();
    list.sort_by(|one, other| (&one.cannot, &one.name).cmp(&(&other.cannot, &other.name)));
    list
}

fn person(arn: &Arn) -> Option<PrincipalChoice> {
    let principal = LimitPrincipal::try_from(arn.clone()).ok()?;
    Some(PrincipalChoice {
        arn: arn.to_string(),
        name: principal.name().to_owned(),
        kind: principal_code(&principal).to_owned(),
        cannot: match principal.kind() {
            PrincipalKind::Role | PrincipalKind::User | PrincipalKind::IdentityCenterRole => None,
            PrincipalKind::AwsOwnedRole => {
                Some("AWS owns this role: nobody else may change its policies.".to_owned())
            }
        },
    })
}

/// `role`, `user`, `identity_center_role` or `aws_owned_role`.
pub(super) fn principal_code(principal: &LimitPrincipal) -> &'static str {
    match principal.kind() {
        PrincipalKind::Role => "role",
        PrincipalKind::User => "user",
        PrincipalKind::IdentityCenterRole => "identity_center_role",
        PrincipalKind::AwsOwnedRole => "aws_owned_role",
    }
}
