//! The style of the AWS page: statements that allow.
//!
//! Each statement has the shape that it has in the page's Examples 1, 2 and 3, so that they come out
//! equal by meaning. Mended, unless it is asked for to the letter: `iam:AttachRolePolicy` stands
//! beside `iam:PutRolePolicy`, as the page's own prose has it; streams and functions are named with
//! their Region and account; `lambda:AddPermission` is tied to Connect, else the holder can open the
//! function to anyone; and one statement of its own, `Besides`, grants the dependent and listing
//! actions that the page leaves out.

use iam_policy::{ReadError, Statement};

use super::statement::{Parts, Resources};
use crate::limit::intent::LimitIntent;
use crate::limit::resource_type::TargetKind;

const ALLOW: &str = "Allow";
pub(super) const CONNECT: &str = "connect.amazonaws.com";

/// The statements of the page for one kind of target.
struct Example {
    kind: TargetKind,
    targets: &'static str,
    lists: &'static str,
    list_action: &'static str,
}

const EXAMPLES: [Example; 3] = [
    Example {
        kind: TargetKind::Bucket,
        targets: "Buckets",
        lists: "BucketList",
        list_action: "s3:ListAllMyBuckets",
    },
    Example {
        kind: TargetKind::Stream,
        targets: "Streams",
        lists: "StreamList",
        list_action: "kinesis:ListStreams",
    },
    Example {
        kind: TargetKind::DeliveryStream,
        targets: "DeliveryStreams",
        lists: "DeliveryStreamList",
        list_action: "firehose:ListDeliveryStreams",
    },
];

pub(super) fn statements(
    intent: &LimitIntent,
    to_the_letter: bool,
) -> Result<Vec<Statement>, ReadError> {
    let instance = [intent.instance_arn().to_string()];
    let mut all = Vec::new();
    if !intent.storage().is_empty() {
        let types = intent.types();
        let parts = Parts {
            name: "Associate",
            effect: ALLOW,
            actions: &[
                "connect:UpdateInstanceStorageConfig",
                "connect:AssociateInstanceStorageConfig",
            ],
            resource: Resources::Only(&instance),
            condition: Some(("StringEquals", "connect:StorageResourceType", &types)),
        };
        all.push(parts.write()?);
        storage(intent, to_the_letter, &mut all)?;
    }
    if !intent.functions().is_empty() {
        functions(intent, to_the_letter, &instance, &mut all)?;
    }
    if !intent.kms_keys().is_empty() {
        let keys: Vec<String> = intent.kms_keys().iter().map(ToString::to_string).collect();
        let parts = Parts {
            name: "Keys",
            effect: ALLOW,
            actions: &["kms:DescribeKey", "kms:CreateGrant"],
            resource: Resources::Only(&keys),
            condition: None,
        };
        all.push(parts.write()?);
    }
    let besides = besides(intent, to_the_letter);
    if !besides.is_empty() {
        let parts = Parts {
            name: "Besides",
            effect: ALLOW,
            actions: &besides,
            resource: Resources::Any,
            condition: None,
        };
        all.push(parts.write()?);
    }
    Ok(all)
}

/// Examples 1 and 3, and the like for delivery streams and media streams.
fn storage(
    intent: &LimitIntent,
    to_the_letter: bool,
    all: &mut Vec<Statement>,
) -> Result<(), ReadError> {
    let role = role_pattern(intent, to_the_letter);
    let role_actions: &[&str] = if to_the_letter {
        &["iam:PutRolePolicy"]
    } else {
        &["iam:PutRolePolicy", "iam:AttachRolePolicy"]
    };
    let mut has_role = false;
    for example in &EXAMPLES {
        let targets = intent.arns(example.kind);
        if targets.is_empty() {
            continue;
        }
        has_role = true;
        let mut actions = role_actions.to_vec();
        actions.extend(example.kind.dependent_actions());
        let mut resources = vec![role.clone()];
        resources.extend(targets.into_iter().map(|arn| {
            if to_the_letter && example.kind == TargetKind::Stream {
                any_region(&arn, false)
            } else {
                arn
            }
        }));
        let parts = Parts {
            name: example.targets,
            effect: ALLOW,
            actions: &actions,
            resource: Resources::Only(&resources),
            condition: None,
        };
        all.push(parts.write()?);
        let parts = Parts {
            name: example.lists,
            effect: ALLOW,
            actions: &[example.list_action],
            resource: Resources::Any,
            condition: None,
        };
        all.push(parts.write()?);
    }
    if !has_role {
        // Media streams name no target, but their association writes to the service role as well.
        let parts = Parts {
            name: "ServiceRole",
            effect: ALLOW,
            actions: role_actions,
            resource: Resources::Only(&[role]),
            condition: None,
        };
        all.push(parts.write()?);
    }
    Ok(())
}

/// Example 2.
fn functions(
    intent: &LimitIntent,
    to_the_letter: bool,
    instance: &[String],
    all: &mut Vec<Statement>,
) -> Result<(), ReadError> {
    let functions: Vec<String> = intent.functions().iter().map(ToString::to_string).collect();
    if to_the_letter {
        let mut resources = instance.to_vec();
        resources.extend(functions.iter().map(|arn| any_region(arn, true)));
        let parts = Parts {
            name: "FunctionsAsWritten",
            effect: ALLOW,
            actions: &["connect:AssociateLambdaFunction", "lambda:AddPermission"],
            resource: Resources::Only(&resources),
            condition: None,
        };
        all.push(parts.write()?);
        return Ok(());
    }
    // Apart from each other: Connect's own action has no `lambda:Principal`, so the condition would
    // take it away.
    let associate = Parts {
        name: "AssociateFunction",
        effect: ALLOW,
        actions: &["connect:AssociateLambdaFunction"],
        resource: Resources::Only(instance),
        condition: None,
    };
    all.push(associate.write()?);
    let connect = [CONNECT.to_owned()];
    let parts = Parts {
        name: "Functions",
        effect: ALLOW,
        actions: &["lambda:AddPermission"],
        resource: Resources::Only(&functions),
        condition: Some(("StringEquals", "lambda:Principal", &connect)),
    };
    all.push(parts.write()?);
    Ok(())
}

/// What the page leaves out: a dependent action that Connect's reference lists for storage, and what
/// the console's lists of keys and functions need. None of it changes anything.
fn besides(intent: &LimitIntent, to_the_letter: bool) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if !to_the_letter && !intent.storage().is_empty() {
        actions.push("ds:DescribeDirectories");
    }
    if !intent.kms_keys().is_empty() {
        actions.push("kms:ListAliases");
    }
    if !to_the_letter && !intent.functions().is_empty() {
        actions.push("lambda:ListFunctions");
    }
    actions
}

/// The service role that the association writes to: the one given, or any of Connect's service-linked
/// roles, as on the page. To the letter, the page's pattern stands for every service-linked role.
fn role_pattern(intent: &LimitIntent, to_the_letter: bool) -> String {
    let linked = format!(
        "arn:{}:iam::{}:role/aws-service-role/connect.amazonaws.com/",
        intent.partition(),
        intent.instance().account
    );
    match intent.service_role() {
        Some(role) if !to_the_letter || !role.as_str().starts_with(&linked) => role.to_string(),
        _ => format!("{linked}*"),
    }
}

/// An ARN as on the page: any Region, and for functions any account.
fn any_region(arn: &str, any_account: bool) -> String {
    let mut parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let Some(region) = parts.get_mut(3) {
        *region = "*";
    }
    if let Some(account) = parts.get_mut(4).filter(|_| any_account) {
        *account = "*";
    }
    parts.join(":")
}
