//! What is asked for, parsed; and what is wrong with it, all of it at once.
//!
//! - `check`: a draft's parts; `error`: what is wrong with them

mod check;
mod error;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::principal::LimitPrincipal;
use super::resource_type::{StorageResourceType, TargetKind};
use super::targets::{FunctionArn, KeyArn, LimitTarget};
use crate::ids::{Arn, PolicyName};
use crate::inventory::InstanceKey;

pub(crate) use check::instance;
use check::{Home, list, principal, service_role, storage};
pub use error::{InvalidLimit, LimitError};

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
