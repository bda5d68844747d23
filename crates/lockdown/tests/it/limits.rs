//! Association limits: what they say, what they hold, and what defeats them.

mod drifts;
mod golden;
mod inputs;
mod matrices;
mod page;
mod plans;

use std::collections::BTreeMap;

use iam_policy::Policy;
use lockdown::inventory::{Inventory, LivePolicy};
use lockdown::known::Known;
use lockdown::limit::{
    Existing, LimitDelivery, LimitDraft, LimitIntent, LimitStyle, MatrixInput, Seen, StorageDraft,
};
use lockdown::principals::{NamedPolicy, Principals, RoleInfo, UserInfo};

use crate::account::{NOW, arn, inventory};

pub(crate) const INSTANCE: &str =
    "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555";
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/ops/ContactCentre";
pub(crate) const USER: &str = "arn:aws:iam::111122223333:user/ben";
pub(crate) const RECORDINGS: &str = "acme-recordings";
pub(crate) const CHATS: &str = "acme-chats";
pub(crate) const STREAM: &str = "arn:aws:kinesis:eu-west-2:111122223333:stream/contact-records";
pub(crate) const OTHER_STREAM: &str = "arn:aws:kinesis:eu-west-2:111122223333:stream/other";
pub(crate) const DELIVERY: &str = "arn:aws:firehose:eu-west-2:111122223333:deliverystream/records";
pub(crate) const FUNCTION: &str = "arn:aws:lambda:eu-west-2:111122223333:function:route-call";
pub(crate) const OTHER_FUNCTION: &str = "arn:aws:lambda:eu-west-2:111122223333:function:other";
pub(crate) const KEY: &str =
    "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// `AmazonConnect_FullAccess`, version 4, as AWS publishes it.
pub(crate) const FULL_ACCESS: &str = include_str!("limits/AmazonConnect_FullAccess.json");
pub(crate) const FULL_ACCESS_ARN: &str = "arn:aws:iam::aws:policy/AmazonConnect_FullAccess";

pub(crate) fn storage(resource_type: &str, targets: &[&str]) -> StorageDraft {
    StorageDraft {
        resource_type: resource_type.to_owned(),
        targets: targets.iter().map(|t| (*t).to_owned()).collect(),
    }
}

pub(crate) fn draft(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        instance_arn: INSTANCE.to_owned(),
        service_role: None,
        principal_arn: ROLE.to_owned(),
        storage: Vec::new(),
        kms_keys: Vec::new(),
        functions: Vec::new(),
        style,
        delivery: LimitDelivery::Managed,
        policy_name: "limit".to_owned(),
    }
}

pub(crate) fn recordings(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        storage: vec![storage("CALL_RECORDINGS", &[RECORDINGS])],
        ..draft(style)
    }
}

pub(crate) fn streams(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        storage: vec![storage("CONTACT_TRACE_RECORDS", &[STREAM])],
        ..draft(style)
    }
}

pub(crate) fn functions(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        functions: vec![FUNCTION.to_owned()],
        ..draft(style)
    }
}

/// Recordings, contact records and functions at once.
pub(crate) fn everything(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        storage: vec![
            storage("CALL_RECORDINGS", &[RECORDINGS]),
            storage("CONTACT_TRACE_RECORDS", &[STREAM, DELIVERY]),
        ],
        functions: vec![FUNCTION.to_owned()],
        ..draft(style)
    }
}

pub(crate) fn read(draft: &LimitDraft) -> LimitIntent {
    LimitIntent::read(draft).unwrap()
}

pub(crate) fn written(draft: &LimitDraft) -> Policy {
    lockdown::limit::limit_policy(&read(draft)).unwrap()
}

fn seen<T>(what: T) -> Seen<T> {
    Seen {
        what,
        policy: Known::Value(LivePolicy::None),
    }
}

/// What there is, everything read, nothing with a policy of its own.
pub(crate) fn existing() -> Existing {
    Existing {
        buckets: Known::Value(
            [RECORDINGS, "payroll", CHATS]
                .map(|name| seen(name.parse().unwrap()))
                .to_vec(),
        ),
        streams: Known::Value(vec![STREAM.parse().unwrap(), OTHER_STREAM.parse().unwrap()]),
        delivery_streams: Known::Value(vec![DELIVERY.parse().unwrap()]),
        functions: Known::Value(
            [FUNCTION, OTHER_FUNCTION]
                .map(|arn| seen(arn.parse().unwrap()))
                .to_vec(),
        ),
        keys: Known::Value(vec![seen(KEY.parse().unwrap())]),
        instances: Known::Value(vec![arn(INSTANCE)]),
    }
}

/// An account with the role and the user, both with these policies.
pub(crate) struct World {
    pub(crate) inventory: Inventory,
    pub(crate) principals: Principals,
    pub(crate) existing: Existing,
}

impl World {
    pub(crate) fn with(policies: &[(&str, &str)]) -> Self {
        let policies: Vec<NamedPolicy> = policies
            .iter()
            .map(|(name, text)| NamedPolicy {
                name: (*name).to_owned(),
                text: (*text).into(),
            })
            .collect();
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#;
        let mut principals = crate::account::principals();
        principals.roles.push(RoleInfo {
            arn: arn(ROLE),
            unique_id: "AROACONTACTCENTRE0001".parse().unwrap(),
            created: None,
            last_used: None,
            trust_policy: Some(trust.into()),
            policies: policies.clone(),
            boundary: None,
            tags: BTreeMap::new(),
        });
        principals.users.push(UserInfo {
            arn: arn(USER),
            unique_id: "AIDABENBENBENBENBEN01".parse().unwrap(),
            created: None,
            last_used: None,
            policies,
            boundary: None,
            tags: BTreeMap::new(),
        });
        Self {
            inventory: inventory(LivePolicy::None),
            principals,
            existing: existing(),
        }
    }

    pub(crate) fn input<'a>(&'a self, intent: &'a LimitIntent) -> MatrixInput<'a> {
        MatrixInput {
            inventory: &self.inventory,
            principals: Ok(&self.principals),
            existing: &self.existing,
            intent,
            replaces: None,
            now: NOW,
        }
    }

    pub(crate) fn role_mut(&mut self) -> &mut RoleInfo {
        let roles = self.principals.roles.iter_mut();
        roles
            .into_iter()
            .find(|role| role.arn.as_str() == ROLE)
            .unwrap()
    }
}
