//! Policies made from the table: identity policies, to be attached to whoever uses the app.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{On, Permission, TABLE, Use, permission};
use crate::ids::{AccountId, BucketName};
use crate::inventory::Inventory;

/// What a policy's resources are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// `aws`, `aws-us-gov` …
    pub partition: String,
    /// The account; none stands for any.
    pub account: Option<AccountId>,
    /// The buckets to lock and to play from; none stands for any.
    pub buckets: BTreeSet<BucketName>,
    /// ARNs of the keys that encrypt what is in them; none stands for any key of the account.
    pub keys: BTreeSet<String>,
}

impl Scope {
    /// The account's own buckets that were found, with their keys.
    pub fn of(inventory: &Inventory) -> Self {
        // One whose policy can't be read is no less the account's own.
        let own = inventory
            .buckets
            .values()
            .filter(|bucket| !bucket.is_elsewhere());
        let mut scope = Self {
            partition: inventory.identity.arn.partition().to_owned(),
            account: Some(inventory.identity.account.clone()),
            buckets: BTreeSet::new(),
            keys: BTreeSet::new(),
        };
        let mut unsure = false;
        for bucket in own {
            scope.buckets.insert(bucket.name.clone());
            let keys = bucket.keys(&inventory.identity);
            unsure |= keys.unsure.is_some();
            scope.keys.extend(keys.arns);
        }
        if unsure {
            // A policy that names some of the keys alone would leave out what it is for.
            scope.keys.clear();
        }
        scope
    }

    /// Everything of this partition.
    pub fn wide(partition: &str) -> Self {
        Self {
            partition: partition.to_owned(),
            account: None,
            buckets: BTreeSet::new(),
            keys: BTreeSet::new(),
        }
    }

    /// The ARNs that stand for something in a statement.
    pub(super) fn resources(&self, on: On) -> Vec<String> {
        let partition = &self.partition;
        let account = self.account.as_ref().map_or("*", AccountId::as_str);
        let iam = |what: &str| vec![format!("arn:{partition}:iam::{account}:{what}/*")];
        match on {
            On::Everything => vec!["*".to_owned()],
            On::Instances => vec![format!("arn:{partition}:connect:*:{account}:instance/*")],
            On::Contacts => vec![format!(
                "arn:{partition}:connect:*:{account}:instance/*/contact/*"
            )],
            On::Roles => iam("role"),
            On::Users => iam("user"),
            On::Policies => iam("policy"),
            On::AnyBucket => vec![format!("arn:{partition}:s3:::*")],
            On::Buckets => self.of_buckets(""),
            On::Objects => self.of_buckets("/*"),
            On::Keys if !self.keys.is_empty() => self.keys.iter().cloned().collect(),
            On::Keys | On::AnyKey => vec![format!("arn:{partition}:kms:*:{account}:key/*")],
            On::Functions => vec![format!("arn:{partition}:lambda:*:{account}:function:*")],
            On::MemberRoot => vec![format!("arn:{partition}:iam::*:root")],
        }
    }

    /// What a statement for this action names: the resource that was asked about, where the action takes
    /// such a one.
    pub(super) fn resources_of(&self, action: &str, resource: Option<&str>) -> Vec<String> {
        let on = permission(action).map_or(On::Everything, |row| row.on);
        match (on, resource) {
            (On::AnyBucket | On::Buckets | On::Instances | On::Roles, Some(resource)) => {
                vec![resource.to_owned()]
            }
            _ => self.resources(on),
        }
    }

    fn of_buckets(&self, end: &str) -> Vec<String> {
        let partition = &self.partition;
        if self.buckets.is_empty() {
            return vec![format!("arn:{partition}:s3:::*{end}")];
        }
        self.buckets
            .iter()
            .map(|bucket| format!("arn:{partition}:s3:::{bucket}{end}"))
            .collect()
    }
}

/// The least identity policy for these uses, as JSON laid out for reading.
pub fn least_policy(uses: &[Use], scope: &Scope) -> String {
    policy_of(
        TABLE.iter().filter(|row| uses.contains(&row.needed_for)),
        scope,
    )
}

/// An identity policy that allows these rows. A statement for each use and kind of resource; its Sid says
/// which.
pub fn policy_of<'a>(rows: impl IntoIterator<Item = &'a Permission>, scope: &Scope) -> String {
    let mut groups: BTreeMap<(Use, On), Vec<&Permission>> = BTreeMap::new();
    for row in rows {
        groups
            .entry((row.needed_for, row.on))
            .or_default()
            .push(row);
    }
    let statements: Vec<Value> = groups
        .into_iter()
        .map(|((needed_for, on), rows)| {
            statement(
                &format!("StrongroomNeeds{needed_for:?}{on:?}"),
                rows.iter().map(|row| row.action),
                &scope.resources(on),
            )
        })
        .collect::<Vec<_>>();
    document(&statements)
}

/// The policy that grants one missing action. `resource` is the ARN that was asked about.
pub fn grant(action: &str, resource: Option<&str>, partition: &str) -> String {
    let resources = Scope::wide(partition).resources_of(action, resource);
    document(&[statement("StrongroomMissing", [action], &resources)])
}

pub(super) fn statement<'a>(
    sid: &str,
    actions: impl IntoIterator<Item = &'a str>,
    resources: &[String],
) -> Value {
    let actions: Vec<&str> = actions.into_iter().collect();
    json!({
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
    })
}

pub(super) fn document(statements: &[Value]) -> String {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    // Writing a value of texts and lists can't fail.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}
