//! From a policy to the intent that it says.

use iam_policy::{Policy, ResourceElement, Statement};

use super::intent::{
    LimitDelivery, LimitDraft, LimitIntent, LimitStyle, OtherInstances, StorageDraft, instance,
};
use super::principal::LimitPrincipal;
use super::render::{FUNCTIONS_OF, name_of};
use super::resource_type::{StorageResourceType, TargetKind};
use crate::inventory::InstanceKey;

/// Why a limit of ours can't be read back; in words.
pub(crate) type Problem = String;

/// The intent that a limit's policy says. A type gets every target that its kind allows: the policy
/// does not tell them apart (nor does AWS).
pub(crate) fn read_back(
    policy: &Policy,
    principal: &LimitPrincipal,
    delivery: LimitDelivery,
    policy_name: &str,
) -> Result<LimitIntent, Problem> {
    let named = |name: &str| statement(policy, name);
    let allow = ["Associate", "AssociateFunction", "FunctionsAsWritten"]
        .iter()
        .find_map(|name| named(name));
    let deny = ["DenyTypes", "DenyInstances", "DenyFunctions"]
        .iter()
        .find_map(|name| named(name))
        .or_else(|| functions_of(policy));
    let reader = match (allow, deny) {
        (Some(statement), None) => Reader::new(policy, instance_in(statement)?, false),
        (None, Some(statement)) => Reader::new(policy, instance_of_deny(policy, statement)?, true),
        (Some(_), Some(_)) => return Err("it has statements of both styles".to_owned()),
        (None, None) => return Err("no statement names the instance".to_owned()),
    };
    let draft = LimitDraft {
        instance_arn: reader.instance.clone(),
        service_role: reader.service_role(),
        principal_arn: principal.arn().to_string(),
        storage: reader.storage(),
        kms_keys: reader.resources(&["Keys", "DenyKeys"]),
        functions: reader.functions(),
        style: reader.style(),
        delivery,
        policy_name: policy_name.to_owned(),
    };
    LimitIntent::read(&draft).map_err(|problem| problem.to_string())
}

fn statement<'p>(policy: &'p Policy, name: &str) -> Option<&'p Statement> {
    policy
        .statements()
        .iter()
        .find(|statement| name_of(statement) == Some(name))
}

/// The statement whose Sid says the instance.
fn functions_of(policy: &Policy) -> Option<&Statement> {
    policy
        .statements()
        .iter()
        .find(|statement| name_of(statement).is_some_and(|name| name.starts_with(FUNCTIONS_OF)))
}

/// The instance that a statement's resources name.
fn instance_in(statement: &Statement) -> Result<String, Problem> {
    let mut patterns = statement.resource().patterns().iter();
    patterns
        .find(|pattern| instance(pattern).is_some())
        .cloned()
        .ok_or_else(|| format!("its statement `{}` names no instance", sid(statement)))
}

fn instance_of_deny(policy: &Policy, statement: &Statement) -> Result<String, Problem> {
    let in_sid = functions_of(policy)
        .and_then(name_of)
        .and_then(|name| name.strip_prefix(FUNCTIONS_OF))
        .and_then(|text| String::from_utf8(hex::decode(text).ok()?).ok());
    in_sid.map_or_else(|| instance_in(statement), Ok)
}

fn sid(statement: &Statement) -> &str {
    statement.sid().unwrap_or_default()
}

struct Reader<'p> {
    policy: &'p Policy,
    instance: String,
    home: Option<InstanceKey>,
    denies: bool,
}

impl<'p> Reader<'p> {
    fn new(policy: &'p Policy, instance_arn: String, denies: bool) -> Self {
        Self {
            policy,
            home: instance(&instance_arn).map(|(key, _)| key),
            instance: instance_arn,
            denies,
        }
    }

    fn named(&self, name: &str) -> Option<&'p Statement> {
        statement(self.policy, name)
    }

    fn style(&self) -> LimitStyle {
        if self.denies {
            let other_instances = match self.named("DenyInstances") {
                Some(_) => OtherInstances::Forbid,
                None => OtherInstances::Leave,
            };
            return LimitStyle::Deny { other_instances };
        }
        let attaches = |statement: &Statement| {
            let mut actions = statement.action().patterns().iter();
            actions.any(|action| action.eq_ignore_ascii_case("iam:AttachRolePolicy"))
        };
        let as_written = self.named("FunctionsAsWritten").is_some();
        let storage = self.role_statement();
        LimitStyle::Allow {
            to_the_letter: as_written || storage.is_some_and(|statement| !attaches(statement)),
        }
    }

    /// The statement that grants the writing of the service role's policies.
    fn role_statement(&self) -> Option<&'p Statement> {
        ["Buckets", "Streams", "DeliveryStreams", "ServiceRole"]
            .iter()
            .find_map(|name| self.named(name))
    }

    /// The service role, where the policy names one and not a pattern of Connect's.
    fn service_role(&self) -> Option<String> {
        let patterns = self.role_statement()?.resource().patterns();
        patterns
            .iter()
            .find(|pattern| pattern.contains(":iam:") && !pattern.ends_with('*'))
            .cloned()
    }

    fn resources(&self, names: &[&str]) -> Vec<String> {
        let found = names.iter().filter_map(|name| self.named(name));
        found
            .flat_map(|statement| match statement.resource() {
                // Every one is denied: none is excepted.
                ResourceElement::Resource(list) if self.denies && list == &["*"] => Vec::new(),
                other => other.patterns().to_vec(),
            })
            .filter(|pattern| !pattern.contains(":iam:") && !pattern.contains(":connect:"))
            .map(|pattern| self.at_home(&pattern))
            .collect()
    }

    /// A pattern of the page, `*` for the Region and the account, with the instance's own.
    fn at_home(&self, pattern: &str) -> String {
        let Some(home) = &self.home else {
            return pattern.to_owned();
        };
        let mut parts: Vec<&str> = pattern.splitn(6, ':').collect();
        if let Some(region) = parts.get_mut(3).filter(|region| **region == "*") {
            *region = home.region.as_str();
        }
        if let Some(account) = parts.get_mut(4).filter(|account| **account == "*") {
            *account = home.account.as_str();
        }
        parts.join(":")
    }

    fn functions(&self) -> Vec<String> {
        let mut found = self.resources(&["Functions", "FunctionsAsWritten", "DenyFunctions"]);
        if let Some(name) = functions_of(self.policy).and_then(name_of) {
            found.extend(self.resources(&[name]));
        }
        found
    }

    fn storage(&self) -> Vec<StorageDraft> {
        let Some(statement) = self.named(if self.denies {
            "DenyTypes"
        } else {
            "Associate"
        }) else {
            return Vec::new();
        };
        let mut conditions = statement.conditions().iter();
        let types = conditions
            .find(|c| c.key.eq_ignore_ascii_case("connect:StorageResourceType"))
            .map(|c| c.values.clone())
            .unwrap_or_default();
        types
            .into_iter()
            .map(|resource_type| {
                let kinds = resource_type
                    .parse::<StorageResourceType>()
                    .map_or(TargetKind::ALL.as_slice(), |found| found.kinds());
                let targets = kinds.iter().flat_map(|kind| self.targets(*kind)).collect();
                StorageDraft {
                    resource_type,
                    targets,
                }
            })
            .collect()
    }

    fn targets(&self, kind: TargetKind) -> Vec<String> {
        let names: [&str; 2] = match kind {
            TargetKind::Bucket => ["Buckets", "DenyBuckets"],
            TargetKind::Stream => ["Streams", "DenyStreams"],
            TargetKind::DeliveryStream => ["DeliveryStreams", "DenyDeliveryStreams"],
            TargetKind::VideoStream => return Vec::new(),
        };
        self.resources(&names)
    }
}
