//! A draft's parts, checked one by one.

use std::collections::BTreeSet;
use std::fmt;

use super::error::LimitError;
use super::{StorageDraft, StorageRule};
use crate::ids::{AccountId, Arn, BucketName, InstanceId, Region};
use crate::inventory::InstanceKey;
use crate::limit::principal::LimitPrincipal;
use crate::limit::resource_type::{StorageResourceType, TargetKind};
use crate::limit::targets::{DeliveryStreamArn, LimitTarget, StreamArn, is_partition};

/// What the instance's ARN says about everything else.
pub(super) struct Home<'a> {
    pub(super) partition: &'a str,
    pub(super) account: &'a AccountId,
    pub(super) region: &'a Region,
}

/// The key in an instance's ARN.
pub(crate) fn instance(text: &str) -> Option<(InstanceKey, Arn)> {
    let arn: Arn = text.parse().ok()?;
    let id = arn.resource().strip_prefix("instance/")?;
    let key = InstanceKey {
        account: arn.account()?,
        region: arn.region().parse().ok()?,
        id: id.parse::<InstanceId>().ok()?,
    };
    (arn.service() == "connect" && is_partition(arn.partition())).then_some((key, arn))
}

pub(super) fn principal(
    text: &str,
    home: Option<&Home<'_>>,
    wrong: &mut Vec<LimitError>,
) -> Option<LimitPrincipal> {
    let parsed = text
        .parse::<Arn>()
        .ok()
        .and_then(|arn| LimitPrincipal::try_from(arn).ok());
    let Some(principal) = parsed else {
        let text = text.to_owned();
        wrong.push(LimitError::NotAPrincipal { text });
        return None;
    };
    same_account(principal.arn(), home, wrong);
    Some(principal)
}

pub(super) fn service_role(
    text: &str,
    home: Option<&Home<'_>>,
    wrong: &mut Vec<LimitError>,
) -> Option<Arn> {
    let parsed = text
        .parse::<Arn>()
        .ok()
        .and_then(|arn| LimitPrincipal::try_from(arn).ok())
        .filter(|role| !role.is_user());
    let Some(role) = parsed else {
        let text = text.to_owned();
        wrong.push(LimitError::NotAServiceRole { text });
        return None;
    };
    same_account(role.arn(), home, wrong);
    Some(role.into())
}

fn same_account(arn: &Arn, home: Option<&Home<'_>>, wrong: &mut Vec<LimitError>) {
    let Some(home) = home else { return };
    same_partition(arn.as_str(), arn.partition(), home, wrong);
    if arn.account().as_ref() != Some(home.account) {
        wrong.push(LimitError::OtherAccount {
            text: arn.to_string(),
            account: home.account.clone(),
        });
    }
}

fn same_partition(text: &str, partition: &str, home: &Home<'_>, wrong: &mut Vec<LimitError>) {
    if partition != home.partition {
        wrong.push(LimitError::OtherPartition {
            text: text.to_owned(),
            partition: home.partition.to_owned(),
        });
    }
}

pub(super) fn storage(
    drafts: &[StorageDraft],
    home: Option<&Home<'_>>,
    wrong: &mut Vec<LimitError>,
) -> Vec<StorageRule> {
    let mut rules: Vec<StorageRule> = Vec::new();
    for draft in drafts {
        let Ok(resource_type) = draft.resource_type.parse::<StorageResourceType>() else {
            let text = draft.resource_type.clone();
            wrong.push(LimitError::NotAResourceType { text });
            continue;
        };
        if rules.iter().any(|rule| rule.resource_type == resource_type) {
            wrong.push(LimitError::RepeatedResourceType { resource_type });
            continue;
        }
        let targets: BTreeSet<LimitTarget> = draft
            .targets
            .iter()
            .filter_map(|text| target(text, &resource_type, home, wrong))
            .collect();
        if draft.targets.is_empty() && !resource_type.is_media() {
            wrong.push(LimitError::NoTarget {
                resource_type: resource_type.clone(),
            });
        }
        rules.push(StorageRule {
            resource_type,
            targets: targets.into_iter().collect(),
        });
    }
    rules.sort_by(|a, b| a.resource_type.cmp(&b.resource_type));
    rules
}

fn target(
    text: &str,
    resource_type: &StorageResourceType,
    home: Option<&Home<'_>>,
    wrong: &mut Vec<LimitError>,
) -> Option<LimitTarget> {
    let kinds = resource_type.kinds();
    let Some((target, partition)) = kinds.iter().find_map(|kind| of_kind(*kind, text)) else {
        let expected: Vec<&str> = kinds.iter().map(|kind| kind.with_article()).collect();
        wrong.push(LimitError::NotATarget {
            resource_type: resource_type.clone(),
            text: text.to_owned(),
            expected: expected.join(" or "),
        });
        return None;
    };
    let home = home?;
    if let Some(partition) = partition {
        same_partition(text, &partition, home, wrong);
    }
    let place = match &target {
        LimitTarget::Stream(arn) => Some((arn.account(), arn.region())),
        LimitTarget::DeliveryStream(arn) => Some((arn.account(), arn.region())),
        LimitTarget::Bucket(_) | LimitTarget::VideoStream(_) => None,
    };
    if let Some((account, region)) = place {
        if account != home.account.as_str() {
            wrong.push(LimitError::OtherAccount {
                text: text.to_owned(),
                account: home.account.clone(),
            });
        }
        if region != home.region.as_str() {
            wrong.push(LimitError::OtherRegion {
                text: text.to_owned(),
                region: home.region.clone(),
            });
        }
    }
    Some(target)
}

/// The text as a target of this kind, with the partition that its ARN names.
fn of_kind(kind: TargetKind, text: &str) -> Option<(LimitTarget, Option<String>)> {
    match kind {
        TargetKind::Bucket => match text.parse::<Arn>() {
            Ok(arn) => {
                let plain = arn.service() == "s3"
                    && is_partition(arn.partition())
                    && text == format!("arn:{}:s3:::{}", arn.partition(), arn.resource());
                let name: BucketName = arn.resource().parse().ok()?;
                plain.then(|| (LimitTarget::Bucket(name), Some(arn.partition().to_owned())))
            }
            Err(_) => Some((LimitTarget::Bucket(text.parse().ok()?), None)),
        },
        TargetKind::Stream => {
            let arn: StreamArn = text.parse().ok()?;
            let partition = arn.partition().to_owned();
            Some((LimitTarget::Stream(arn), Some(partition)))
        }
        TargetKind::DeliveryStream => {
            let arn: DeliveryStreamArn = text.parse().ok()?;
            let partition = arn.partition().to_owned();
            Some((LimitTarget::DeliveryStream(arn), Some(partition)))
        }
        TargetKind::VideoStream => Some((LimitTarget::VideoStream(text.parse().ok()?), None)),
    }
}

pub(super) fn list<T: std::str::FromStr + Ord + fmt::Display>(
    texts: &[String],
    home: Option<&Home<'_>>,
    wrong: &mut Vec<LimitError>,
    error: impl Fn(String) -> LimitError,
    partition: impl Fn(&T) -> &str,
) -> Vec<T> {
    let mut found = BTreeSet::new();
    for text in texts {
        match text.parse::<T>() {
            Ok(one) => {
                if let Some(home) = home {
                    same_partition(text, partition(&one), home, wrong);
                }
                found.insert(one);
            }
            Err(_) => wrong.push(error(text.clone())),
        }
    }
    found.into_iter().collect()
}
