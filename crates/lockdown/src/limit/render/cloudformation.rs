//! A limit as a CloudFormation template (JSON).

use iam_policy::ReadError;
use serde_json::{Map, Value, json};

use super::limit_policy;
use crate::limit::intent::{LimitDelivery, LimitIntent};

/// The template: an `AWS::IAM::ManagedPolicy` with the role or user it is attached to, or an
/// `AWS::IAM::RolePolicy` / `AWS::IAM::UserPolicy` for an inline policy. It names what it makes, so it is
/// deployed with `CAPABILITY_NAMED_IAM`.
///
/// # Errors
/// As [`limit_policy`].
pub fn cloudformation(intent: &LimitIntent) -> Result<String, ReadError> {
    let policy = limit_policy(intent)?.to_json();
    // Reading back what the policy language wrote can't fail; its text takes part instead if it did.
    let document: Value = serde_json::from_str(&policy).unwrap_or(Value::String(policy));
    let principal = intent.principal();
    let mut properties = Map::new();
    let kind = match intent.delivery() {
        LimitDelivery::Managed => {
            properties.insert("ManagedPolicyName".to_owned(), json!(intent.policy_name()));
            properties.insert("Description".to_owned(), json!(super::description(intent)));
            let list = if principal.is_user() {
                "Users"
            } else {
                "Roles"
            };
            properties.insert(list.to_owned(), json!([principal.name()]));
            "AWS::IAM::ManagedPolicy"
        }
        LimitDelivery::Inline => {
            properties.insert("PolicyName".to_owned(), json!(intent.policy_name()));
            let (name, kind) = if principal.is_user() {
                ("UserName", "AWS::IAM::UserPolicy")
            } else {
                ("RoleName", "AWS::IAM::RolePolicy")
            };
            properties.insert(name.to_owned(), json!(principal.name()));
            kind
        }
    };
    properties.insert("PolicyDocument".to_owned(), document);
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": super::description(intent),
        "Resources": {
            "AssociationLimit": { "Type": kind, "Properties": properties },
        },
    });
    Ok(format!("{template:#}\n"))
}
