//! The inventory as the overview shows it.

use std::collections::BTreeSet;

use journal::JournalError;
use lockdown::bucket_state::{BucketState, bucket_state};
use lockdown::guess;
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::{
    Bucket, Instance, InstanceKey, Inventory, LivePolicy, NotificationTarget, ServiceRoleKind,
    StorageConfig, StorageTarget,
};
use lockdown::known::{Known, Unknown, UnknownReason};
use lockdown::meaning::Meaning;
use lockdown::principals::Principals;
use time::OffsetDateTime;

use super::blocks::blocks;
use super::facts::facts;
use super::unknown::Place;
use super::{labels, pretty, time as time_text, unknown};
use crate::api::{
    BucketDetailsView, BucketUseView, BucketView, InstanceView, NoteView, RegionView,
    RoleGuessView, ServiceRoleView, StorageView,
};

/// What the history knows about a bucket.
pub(crate) struct BucketHistory {
    /// The meaning of what Strongroom last left there.
    pub(crate) last_written: Option<Meaning>,
    /// The change that is open on it.
    pub(crate) open_change: Option<String>,
}

/// An instance's key in the window: account/Region/id.
pub(crate) fn key(key: &InstanceKey) -> String {
    format!("{}/{}/{}", key.account, key.region, key.id)
}

/// The name by which people know an instance.
pub(crate) fn name(instance: &Instance) -> String {
    instance
        .alias
        .clone()
        .unwrap_or_else(|| instance.key.id.to_string())
}

/// The Regions; `own` are those that the user added, `slowed` those in which AWS slows the calls down.
pub(crate) fn regions(
    inventory: &Inventory,
    own: &BTreeSet<Region>,
    slowed: &BTreeSet<Region>,
) -> Vec<RegionView> {
    let place = place(inventory, None);
    inventory
        .regions
        .iter()
        .map(|(region, found)| RegionView {
            region: region.to_string(),
            state: match found {
                Known::Value(_) => "read",
                Known::Unknown(Unknown {
                    reason: UnknownReason::NotReadYet,
                    ..
                }) => "asking",
                Known::Unknown(Unknown {
                    reason: UnknownReason::RegionNotEnabled,
                    ..
                }) => "not_enabled",
                Known::Unknown(_) => "unknown",
            }
            .to_owned(),
            own: own.contains(region),
            slowed: slowed.contains(region),
            read_at: inventory
                .regions_read_at
                .get(region)
                .copied()
                .map(time_text),
            instances: found
                .value()
                .map_or(0, |list| u32::try_from(list.len()).unwrap_or(u32::MAX)),
            unknown: place.of(found, &format!("the Region {region}")),
        })
        .collect()
}

/// The instances; a service role that is unknown is guessed from the account's roles, where those are
/// known.
pub(crate) fn instances(
    inventory: &Inventory,
    principals: Option<&Principals>,
) -> Vec<InstanceView> {
    let mut views: Vec<InstanceView> = inventory
        .instances()
        .map(|one| InstanceView {
            role_guess: role_guess(one, principals),
            ..instance(inventory, one)
        })
        .collect();
    views.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    views
}

fn role_guess(instance: &Instance, principals: Option<&Principals>) -> Option<RoleGuessView> {
    let reason = instance.service_role.unknown()?.reason;
    if reason == UnknownReason::NotReadYet {
        return None;
    }
    let guess = guess::service_role(instance, principals?)?;
    let created = guess.apart.map(|apart| match apart.whole_minutes() {
        0 => "it was created in the same minute as the instance".to_owned(),
        1 => "it was created a minute from the instance".to_owned(),
        minutes if minutes < 60 => format!("it was created {minutes} minutes from the instance"),
        _ => "it was not created together with the instance".to_owned(),
    });
    let named = guess
        .bucket
        .as_ref()
        .map(|bucket| format!("its policies name `{bucket}`"));
    let why: Vec<String> = named.into_iter().chain(created).collect();
    let others = match guess.others {
        0 => String::new(),
        1 => " Another role fits too.".to_owned(),
        more => format!(" {more} other roles fit too."),
    };
    Some(RoleGuessView {
        name: guess.arn.name().to_owned(),
        arn: guess.arn.to_string(),
        id: guess.unique_id.to_string(),
        words: format!(
            "A guess: {}.{others} No plan counts on it.",
            why.join(", and ")
        ),
    })
}

/// Where something is, for the policy that grants what is missing.
fn place(inventory: &Inventory, resource: Option<String>) -> Place<'_> {
    Place {
        partition: inventory.identity.arn.partition(),
        resource,
    }
}

fn instance(inventory: &Inventory, instance: &Instance) -> InstanceView {
    let title = name(instance);
    let here = place(inventory, Some(instance.arn.to_string()));
    InstanceView {
        key: key(&instance.key),
        id: instance.key.id.to_string(),
        region: instance.key.region.to_string(),
        created: instance.created.map(time_text),
        status: instance.status.clone(),
        role: instance.service_role.value().map(|role| ServiceRoleView {
            arn: role.arn.to_string(),
            name: role.arn.name().to_owned(),
            kind: match role.kind {
                ServiceRoleKind::ServiceLinked => "service-linked role",
                ServiceRoleKind::BeforeServiceLinkedRoles => {
                    "role from before service-linked roles"
                }
                ServiceRoleKind::Other => "other role",
            }
            .to_owned(),
            id: role.unique_id.value().map(ToString::to_string),
            id_unknown: place(inventory, Some(role.arn.to_string())).of(
                &role.unique_id,
                &format!("the id of the service role of `{title}`"),
            ),
        }),
        role_unknown: here.of(
            &instance.service_role,
            &format!("the service role of `{title}`"),
        ),
        storage: instance
            .storage
            .iter()
            .flat_map(|(kind, configs)| storage(kind, configs, &title, &here))
            .collect(),
        role_guess: None,
        read_at: instance.read_at.map(time_text),
        name: title,
    }
}

fn storage(
    kind: &str,
    configs: &Known<Vec<StorageConfig>>,
    instance: &str,
    here: &Place<'_>,
) -> Vec<StorageView> {
    let label = labels::resource_type(kind);
    let nothing = StorageView {
        resource_type: kind.to_owned(),
        label: label.clone(),
        place: None,
        bucket: None,
        prefix: None,
        kms_key: None,
        unknown: None,
    };
    match configs {
        Known::Unknown(why) => {
            let what = format!("where `{instance}` stores {}", label.to_lowercase());
            vec![StorageView {
                unknown: Some(here.view(why, &what)),
                ..nothing
            }]
        }
        Known::Value(configs) if configs.is_empty() => vec![nothing],
        Known::Value(configs) => configs
            .iter()
            .map(|config| placed(nothing.clone(), &config.target))
            .collect(),
    }
}

fn placed(view: StorageView, target: &StorageTarget) -> StorageView {
    match target {
        StorageTarget::S3 {
            bucket,
            prefix,
            kms_key,
        } => StorageView {
            place: Some(bucket.to_string()),
            bucket: Some(bucket.to_string()),
            prefix: Some(prefix.clone()),
            kms_key: kms_key.as_ref().map(ToString::to_string),
            ..view
        },
        StorageTarget::KinesisStream { arn } | StorageTarget::Firehose { arn } => StorageView {
            place: Some(arn.clone()),
            ..view
        },
        StorageTarget::VideoStream { prefix } => StorageView {
            place: Some(format!("video streams {prefix}…")),
            ..view
        },
        StorageTarget::Other { storage_type } => StorageView {
            place: Some(storage_type.clone()),
            ..view
        },
    }
}

/// Everything about the buckets that is worked out for the window; `history` is asked for each.
///
/// # Errors
/// When the history can't be read.
pub(crate) fn buckets(
    inventory: &Inventory,
    ids: &iam_policy::PrincipalIds,
    now: OffsetDateTime,
    history: impl Fn(&BucketName) -> Result<BucketHistory, JournalError>,
) -> Result<Vec<BucketView>, JournalError> {
    let mut views = Vec::new();
    for bucket in inventory.buckets.values() {
        views.push(bucket_view(
            inventory,
            bucket,
            ids,
            now,
            history(&bucket.name)?,
        ));
    }
    views.sort_by(|a, b| (!a.call_recordings, &a.name).cmp(&(!b.call_recordings, &b.name)));
    Ok(views)
}

fn bucket_view(
    inventory: &Inventory,
    bucket: &Bucket,
    ids: &iam_policy::PrincipalIds,
    now: OffsetDateTime,
    history: BucketHistory,
) -> BucketView {
    let state = bucket_state(&bucket.policy, history.last_written.as_ref(), ids, now);
    let asking = bucket
        .policy
        .unknown()
        .is_some_and(|why| why.reason == UnknownReason::NotReadYet);
    BucketView {
        name: bucket.name.to_string(),
        region: bucket.region.value().map(ToString::to_string),
        call_recordings: bucket.holds_call_recordings(),
        state: if asking { "asking" } else { state.code() }.to_owned(),
        state_words: if asking {
            "Reading the policy.".to_owned()
        } else {
            state.words()
        },
        trial_ends: match &state {
            BucketState::OnTrial { ends } => Some(time_text(ends.time())),
            _ => None,
        },
        change: history.open_change,
        uses: bucket
            .uses
            .iter()
            .map(|one| BucketUseView {
                instance_key: key(&one.instance),
                instance: inventory
                    .instance(&one.instance)
                    .map_or_else(|| one.instance.id.to_string(), name),
                region: one.instance.region.to_string(),
                label: labels::resource_type(&one.resource_type),
                prefix: one.prefix.clone(),
            })
            .collect(),
        read_at: bucket.read_at.map(time_text),
        notes: notes(bucket),
        cannot_lock: cannot_lock(bucket),
    }
}

/// What a bucket's own page shows besides.
pub(crate) fn bucket_details(inventory: &Inventory, bucket: &Bucket) -> BucketDetailsView {
    let what = format!("the policy of `{}`", bucket.name);
    let partition = inventory.identity.arn.partition();
    let here = place(
        inventory,
        Some(format!("arn:{partition}:s3:::{}", bucket.name)),
    );
    BucketDetailsView {
        policy: bucket.policy.value().and_then(LivePolicy::text).map(pretty),
        policy_unknown: here.of(&bucket.policy, &what),
        blocks: blocks(inventory, bucket, &here),
        facts: facts(bucket, &inventory.identity.account, &here),
    }
}

fn cannot_lock(bucket: &Bucket) -> Option<String> {
    let why = bucket
        .policy
        .unknown()
        .or_else(|| bucket.region.unknown())?;
    Some(unknown::view(why, &format!("`{}`", bucket.name)).words)
}

fn notes(bucket: &Bucket) -> Vec<NoteView> {
    let mut notes = Vec::new();
    let mut note = |code: &str, title: String, text: Option<&str>| {
        notes.push(NoteView {
            code: code.to_owned(),
            title,
            text: text.map(str::to_owned),
            subject: Some(bucket.name.to_string()),
        });
    };
    if let Some(stack) = bucket
        .tags
        .value()
        .and_then(|tags| tags.get("aws:cloudformation:stack-name"))
    {
        note(
            "cloudformation_owned",
            format!("The CloudFormation stack `{stack}` owns this bucket."),
            Some("An update of the stack may overwrite a policy that was set here."),
        );
    }
    if let Some(Some(role)) = bucket.replication_role.value() {
        note(
            "replicated",
            format!(
                "Objects are replicated to another bucket by `{}`.",
                role.name()
            ),
            Some("Copies made before a lock are outside of it. The role needs to be kept."),
        );
    }
    if bucket.policy_is_public.value() == Some(&true) {
        note(
            "public",
            "AWS calls the present policy public.".to_owned(),
            None,
        );
    }
    if let Some(Some(target)) = bucket.logs_to.value() {
        note("logged", format!("Access logs go to `{target}`."), None);
    }
    if let Some(targets) = bucket.notification_targets.value()
        && !targets.is_empty()
    {
        let all_to_bus = targets
            .iter()
            .all(|one| *one == NotificationTarget::EventBridge);
        let told = if all_to_bus {
            "EventBridge is told of new objects."
        } else {
            "Other services are told of new objects."
        };
        note("notifies", told.to_owned(), None);
    }
    notes
}
