//! The style that holds: statements that deny, which no Allow defeats. They grant nothing.
//!
//! Which call carries what decides what can be said:
//! - Connect's own actions carry the instance (as their resource) and the storage type (as a key), and
//!   nothing of the target. So they say which types, on which instance.
//! - The dependent actions carry the target and neither instance nor type. So they say which targets,
//!   for every instance and for whatever else the identity does with these actions.
//!
//! Other instances are told by `NotResource` and not by `connect:InstanceId`: replicas in other Regions
//! share the id, and a Deny by resource needs no key to be there.

use iam_policy::{ReadError, Statement};

use super::allow::CONNECT;
use super::statement::{Parts, Resources};
use crate::limit::intent::{LimitIntent, OtherInstances};
use crate::limit::resource_type::TargetKind;

const DENY: &str = "Deny";
const STORAGE: [&str; 2] = [
    "connect:AssociateInstanceStorageConfig",
    "connect:UpdateInstanceStorageConfig",
];
const FUNCTION: &str = "connect:AssociateLambdaFunction";

/// What stands before the instance in the Sid of a statement that is otherwise about functions alone.
pub(crate) const FUNCTIONS_OF: &str = "DenyFunctionsOf";

pub(super) fn statements(
    intent: &LimitIntent,
    others: OtherInstances,
) -> Result<Vec<Statement>, ReadError> {
    let instance = [intent.instance_arn().to_string()];
    let mut all = Vec::new();
    if !intent.storage().is_empty() {
        // A missing key makes the negated operator true: what names no type is denied as well.
        let types = intent.types();
        let parts = Parts {
            name: "DenyTypes",
            effect: DENY,
            actions: &STORAGE,
            resource: Resources::Only(&instance),
            condition: Some(("StringNotEquals", "connect:StorageResourceType", &types)),
        };
        all.push(parts.write()?);
    }
    if others == OtherInstances::Forbid {
        let mut actions = Vec::new();
        if !intent.storage().is_empty() {
            actions.extend(STORAGE);
        }
        if !intent.functions().is_empty() {
            actions.push(FUNCTION);
        }
        let parts = Parts {
            name: "DenyInstances",
            effect: DENY,
            actions: &actions,
            resource: Resources::AllBut(&instance),
            condition: None,
        };
        all.push(parts.write()?);
    }
    targets(intent, &mut all)?;
    if !intent.kms_keys().is_empty() {
        let keys: Vec<String> = intent.kms_keys().iter().map(ToString::to_string).collect();
        let parts = Parts {
            name: "DenyKeys",
            effect: DENY,
            actions: &["kms:CreateGrant", "kms:DescribeKey"],
            resource: Resources::AllBut(&keys),
            condition: None,
        };
        all.push(parts.write()?);
    }
    if !intent.functions().is_empty() {
        functions(intent, others, &mut all)?;
    }
    Ok(all)
}

/// One statement for each kind of place that a limited type may be stored in: also where no target of
/// that kind is allowed, or the type would get out that way.
fn targets(intent: &LimitIntent, all: &mut Vec<Statement>) -> Result<(), ReadError> {
    for kind in intent.kinds() {
        let name = match kind {
            TargetKind::Bucket => "DenyBuckets",
            TargetKind::Stream => "DenyStreams",
            TargetKind::DeliveryStream => "DenyDeliveryStreams",
            // No call of the caller carries a video stream.
            TargetKind::VideoStream => continue,
        };
        let parts = Parts {
            name,
            effect: DENY,
            actions: kind.dependent_actions(),
            resource: Resources::AllBut(&intent.arns(kind)),
            condition: None,
        };
        all.push(parts.write()?);
    }
    Ok(())
}

fn functions(
    intent: &LimitIntent,
    others: OtherInstances,
    all: &mut Vec<Statement>,
) -> Result<(), ReadError> {
    let functions: Vec<String> = intent.functions().iter().map(ToString::to_string).collect();
    // With functions alone and other instances left, nothing else in the policy says the instance.
    let name = if intent.storage().is_empty() && others == OtherInstances::Leave {
        format!("{FUNCTIONS_OF}{}", instance_in_sid(intent))
    } else {
        "DenyFunctions".to_owned()
    };
    let other = Parts {
        name: &name,
        effect: DENY,
        actions: &["lambda:AddPermission"],
        resource: Resources::AllBut(&functions),
        condition: None,
    };
    all.push(other.write()?);
    let connect = [CONNECT.to_owned()];
    let parts = Parts {
        name: "DenyFunctionPrincipals",
        effect: DENY,
        actions: &["lambda:AddPermission"],
        resource: Resources::Only(&functions),
        condition: Some(("StringNotEquals", "lambda:Principal", &connect)),
    };
    all.push(parts.write()?);
    Ok(())
}

/// The instance's ARN in hexadecimal: a Sid takes letters and digits alone.
fn instance_in_sid(intent: &LimitIntent) -> String {
    hex::encode(intent.instance_arn().as_str())
}
