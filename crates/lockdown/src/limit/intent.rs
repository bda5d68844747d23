//! What is asked for, parsed; and what is wrong with it, all of it at once.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::principal::LimitPrincipal;
use super::resource_type::{StorageResourceType, TargetKind};
use super::targets::{FunctionArn, KeyArn, LimitTarget, is_partition};
use crate::ids::{AccountId, Arn, BucketName, InstanceId, PolicyName, Region};
use crate::inventory::InstanceKey;

/// What happens on the account's other instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherInstances {
    /// Connect's own actions stay as the other policies say. The dependent actions don't name the
    /// instance, so the targets are limited there as well.
    #[default]
    Leave,
    /// What is limited may not be associated with any other instance at all.
    Forbid,
}

/// How a limit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "style")]
pub enum LimitStyle {
    /// Statements that allow, as in the AWS page: any broader Allow elsewhere defeats them.
    Allow {
        /// Exactly the page's statements, its gaps included, with Region, account and names filled in.
        to_the_letter: bool,
    },
    /// Statements that deny, which no Allow defeats. They grant nothing.
    Deny {
        /// What happens on other instances.
        other_instances: OtherInstances,
    },
}

impl LimitStyle {
    /// The AWS page's style with its gaps mended.
    pub const ALLOW: Self = Self::Allow {
        to_the_letter: false,
    };
    /// The style that holds, other instances left alone as far as that is possible.
    pub const DENY: Self = Self::Deny {
        other_instances: OtherInstances::Leave,
    };

    /// Whether it is the style that denies.
    pub fn denies(self) -> bool {
        matches!(self, Self::Deny { .. })
    }
}

/// How the policy reaches the role or user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitDelivery {
    /// A customer-managed policy that is attached.
    #[default]
    Managed,
    /// An inline policy.
    Inline,
}

/// What is asked for as it is typed or chosen: texts, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitDraft {
    /// `arn:aws:connect:REGION:ACCOUNT:instance/ID`.
    pub instance_arn: String,
    /// The instance's service role; none for whichever Connect's service-linked role it is.
    pub service_role: Option<String>,
    /// The role or user.
    pub principal_arn: String,
    /// What is limited in storage.
    pub storage: Vec<StorageDraft>,
    /// The KMS keys that may be used; none: keys are not limited (and with the Allow style not granted).
    pub kms_keys: Vec<String>,
    /// The functions that may be associated; none: functions are not limited.
    pub functions: Vec<String>,
    /// How it is written.
    pub style: LimitStyle,
    /// How it reaches the role or user.
    pub delivery: LimitDelivery,
    /// The policy's name.
    pub policy_name: String,
}

/// One storage resource type with what it may be stored in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageDraft {
    /// `CALL_RECORDINGS` …
    pub resource_type: String,
    /// Buckets by name or ARN, streams by ARN, a prefix of video streams.
    pub targets: Vec<String>,
}

/// One storage resource type with what it may be stored in, parsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageRule {
    /// The type.
    pub resource_type: StorageResourceType,
    /// The allowed targets, sorted; empty for media streams alone.
    pub targets: Vec<LimitTarget>,
}

/// What is asked for. Everything in it is of one partition, account and Region, as far as AWS demands
/// it; at least one thing is limited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "LimitDraft", into = "LimitDraft")]
pub struct LimitIntent {
    // INVARIANT: `instance_arn` names exactly `instance`; all lists are sorted and without repetition.
    instance: InstanceKey,
    instance_arn: Arn,
    service_role: Option<Arn>,
    principal: LimitPrincipal,
    storage: Vec<StorageRule>,
    kms_keys: Vec<KeyArn>,
    functions: Vec<FunctionArn>,
    style: LimitStyle,
    delivery: LimitDelivery,
    policy_name: PolicyName,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not the ARN of an instance.
    #[error(
        "`{text}` is not the ARN of a Connect instance (`arn:aws:connect:REGION:ACCOUNT:instance/ID`)"
    )]
    NotAnInstance {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a role or user.
    #[error("`{text}` is not the ARN of a role or user")]
    NotAPrincipal {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a role.
    #[error("`{text}` is not the ARN of the instance's service role")]
    NotAServiceRole {
        /// What was given.
        text: String,
    },
    /// No name that IAM would take.
    #[error("`{text}` is not the name of an IAM policy (1 to 128 letters, digits and `+=,.@_-`)")]
    NotAPolicyName {
        /// What was given.
        text: String,
    },
    /// Neither storage nor functions are limited.
    #[error("nothing is limited: choose at least one kind of storage, or a function")]
    NothingLimited,
    /// Not a resource type.
    #[error("`{text}` is not a storage resource type such as `CALL_RECORDINGS`")]
    NotAResourceType {
        /// What was given.
        text: String,
    },
    /// A resource type is given twice.
    #[error("`{resource_type}` is given twice")]
    RepeatedResourceType {
        /// The type.
        resource_type: StorageResourceType,
    },
    /// A resource type without an allowed target.
    #[error(
        "no target is allowed for `{resource_type}`: choose at least one, or leave the type out"
    )]
    NoTarget {
        /// The type.
        resource_type: StorageResourceType,
    },
    /// A text that is none of the targets that the type takes.
    #[error("`{text}` is not {expected}, which `{resource_type}` is stored in")]
    NotATarget {
        /// The type.
        resource_type: StorageResourceType,
        /// What was given.
        text: String,
        /// "a bucket", "a Kinesis data stream or a Firehose delivery stream" …
        expected: String,
    },
    /// Not the ARN of a function.
    #[error("`{text}` is not the ARN of a Lambda function")]
    NotAFunction {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a key.
    #[error("`{text}` is not the ARN of a KMS key (an alias can't stand in a policy)")]
    NotAKey {
        /// What was given.
        text: String,
    },
    /// Something of another partition than the instance.
    #[error("`{text}` is not in the instance's partition `{partition}`")]
    OtherPartition {
        /// What was given.
        text: String,
        /// The instance's partition.
        partition: String,
    },
    /// Something of another account than the instance.
    #[error("`{text}` is not in the instance's account {account}")]
    OtherAccount {
        /// What was given.
        text: String,
        /// The instance's account.
        account: AccountId,
    },
    /// A stream of another Region than the instance.
    #[error("`{text}` is not in the instance's Region {region}")]
    OtherRegion {
        /// What was given.
        text: String,
        /// The instance's Region.
        region: Region,
    },
}

/// Everything that is wrong with a draft; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLimit(pub Vec<LimitError>);

impl fmt::Display for InvalidLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for InvalidLimit {}

impl LimitIntent {
    /// Checks a draft.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn read(draft: &LimitDraft) -> Result<Self, InvalidLimit> {
        let mut wrong = Vec::new();
        let instance = instance(&draft.instance_arn).or_else(|| {
            let text = draft.instance_arn.clone();
            wrong.push(LimitError::NotAnInstance { text });
            None
        });
        let home = instance.as_ref().map(|(key, arn)| Home {
            partition: arn.partition(),
            account: &key.account,
            region: &key.region,
        });
        let principal = principal(&draft.principal_arn, home.as_ref(), &mut wrong);
        let service_role = draft
            .service_role
            .as_deref()
            .and_then(|text| service_role(text, home.as_ref(), &mut wrong));
        let storage = storage(&draft.storage, home.as_ref(), &mut wrong);
        let functions = list(
            &draft.functions,
            home.as_ref(),
            &mut wrong,
            |text| LimitError::NotAFunction { text },
            FunctionArn::partition,
        );
        let kms_keys = list(
            &draft.kms_keys,
            home.as_ref(),
            &mut wrong,
            |text| LimitError::NotAKey { text },
            KeyArn::partition,
        );
        let policy_name = draft.policy_name.parse::<PolicyName>().map_err(|_| {
            let text = draft.policy_name.clone();
            wrong.push(LimitError::NotAPolicyName { text });
        });
        if draft.storage.is_empty() && draft.functions.is_empty() {
            wrong.push(LimitError::NothingLimited);
        }
        match (instance, principal, policy_name) {
            (Some((instance, instance_arn)), Some(principal), Ok(policy_name))
                if wrong.is_empty() =>
            {
                Ok(Self {
                    instance,
                    instance_arn,
                    service_role,
                    principal,
                    storage,
                    kms_keys,
                    functions,
                    style: draft.style,
                    delivery: draft.delivery,
                    policy_name,
                })
            }
            _ => Err(InvalidLimit(wrong)),
        }
    }

    /// The instance.
    pub fn instance(&self) -> &InstanceKey {
        &self.instance
    }

    /// The instance's ARN.
    pub fn instance_arn(&self) -> &Arn {
        &self.instance_arn
    }

    /// The instance's service role, where it is given.
    pub fn service_role(&self) -> Option<&Arn> {
        self.service_role.as_ref()
    }

    /// The role or user.
    pub fn principal(&self) -> &LimitPrincipal {
        &self.principal
    }

    /// What is limited in storage, by type.
    pub fn storage(&self) -> &[StorageRule] {
        &self.storage
    }

    /// The rule for this type.
    pub fn rule(&self, resource_type: &StorageResourceType) -> Option<&StorageRule> {
        self.storage
            .iter()
            .find(|rule| rule.resource_type == *resource_type)
    }

    /// The KMS keys that may be used; empty where keys are not limited.
    pub fn kms_keys(&self) -> &[KeyArn] {
        &self.kms_keys
    }

    /// The functions that may be associated; empty where functions are not limited.
    pub fn functions(&self) -> &[FunctionArn] {
        &self.functions
    }

    /// How it is written.
    pub fn style(&self) -> LimitStyle {
        self.style
    }

    /// How it reaches the role or user.
    pub fn delivery(&self) -> LimitDelivery {
        self.delivery
    }

    /// The policy's name.
    pub fn policy_name(&self) -> &PolicyName {
        &self.policy_name
    }

    /// The instance's partition, which is everything's.
    pub fn partition(&self) -> &str {
        self.instance_arn.partition()
    }

    /// The ARN that the policy has, or will have, as a customer-managed one.
    pub fn policy_arn(&self) -> String {
        format!(
            "arn:{}:iam::{}:policy/{}",
            self.partition(),
            self.instance.account,
            self.policy_name
        )
    }

    /// The allowed targets of all types together: the dependent actions don't carry the type.
    pub fn targets(&self) -> BTreeSet<&LimitTarget> {
        self.storage.iter().flat_map(|rule| &rule.targets).collect()
    }

    /// The kinds of places that the limited types may be stored in.
    pub fn kinds(&self) -> BTreeSet<TargetKind> {
        self.storage
            .iter()
            .flat_map(|rule| rule.resource_type.kinds())
            .copied()
            .collect()
    }

    /// The ARNs of the allowed targets of this kind, sorted.
    pub(crate) fn arns(&self, kind: TargetKind) -> Vec<String> {
        self.targets()
            .into_iter()
            .filter(|target| target.kind() == kind)
            .filter_map(|target| target.arn(self.partition()))
            .collect()
    }

    /// The limited types, sorted.
    pub(crate) fn types(&self) -> Vec<String> {
        self.storage
            .iter()
            .map(|rule| rule.resource_type.to_string())
            .collect()
    }

    /// The same as a draft.
    pub fn to_draft(&self) -> LimitDraft {
        let texts = |list: &[LimitTarget]| list.iter().map(|t| t.as_str().to_owned()).collect();
        LimitDraft {
            instance_arn: self.instance_arn.to_string(),
            service_role: self.service_role.as_ref().map(ToString::to_string),
            principal_arn: self.principal.arn().to_string(),
            storage: self
                .storage
                .iter()
                .map(|rule| StorageDraft {
                    resource_type: rule.resource_type.to_string(),
                    targets: texts(&rule.targets),
                })
                .collect(),
            kms_keys: self.kms_keys.iter().map(ToString::to_string).collect(),
            functions: self.functions.iter().map(ToString::to_string).collect(),
            style: self.style,
            delivery: self.delivery,
            policy_name: self.policy_name.to_string(),
        }
    }
}

impl TryFrom<LimitDraft> for LimitIntent {
    type Error = InvalidLimit;

    fn try_from(draft: LimitDraft) -> Result<Self, InvalidLimit> {
        Self::read(&draft)
    }
}

impl From<LimitIntent> for LimitDraft {
    fn from(intent: LimitIntent) -> Self {
        intent.to_draft()
    }
}

/// A name for the policy of an instance's limit, from the instance's alias or id.
pub fn suggested_name(instance: &str) -> String {
    let kept: String = instance
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .take(80)
        .collect();
    format!("StrongroomLimit-{kept}")
}

/// What the instance's ARN says about everything else.
struct Home<'a> {
    partition: &'a str,
    account: &'a AccountId,
    region: &'a Region,
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

fn principal(
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

fn service_role(text: &str, home: Option<&Home<'_>>, wrong: &mut Vec<LimitError>) -> Option<Arn> {
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

fn storage(
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
            let arn: super::StreamArn = text.parse().ok()?;
            let partition = arn.partition().to_owned();
            Some((LimitTarget::Stream(arn), Some(partition)))
        }
        TargetKind::DeliveryStream => {
            let arn: super::DeliveryStreamArn = text.parse().ok()?;
            let partition = arn.partition().to_owned();
            Some((LimitTarget::DeliveryStream(arn), Some(partition)))
        }
        TargetKind::VideoStream => Some((LimitTarget::VideoStream(text.parse().ok()?), None)),
    }
}

fn list<T: std::str::FromStr + Ord + fmt::Display>(
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
