//! What S3 does to a bucket policy between Put and Get.
//!
//! Put: the policy is checked ([`check`]), users and roles of the account become unique ids ([`stored`]).
//! Get: ids become ARNs again as long as their owner exists, arrays of one element become the element
//! ([`shown`]). Text order and unknown values are kept. Sources: S3 User Guide, "Bucket policies"; IAM User Guide,
//! "AWS JSON policy elements: Principal".

mod actions;
mod check;
pub(crate) mod public;

pub(crate) use check::check;

use serde_json::{Map, Value};

use crate::world::World;

/// Does something to every principal value (`Principal` and `NotPrincipal`, key `AWS`) of a policy.
fn map_principals(policy: &Value, map: &impl Fn(&str) -> String) -> Value {
    let mut policy = policy.clone();
    for statement in statements_mut(&mut policy) {
        for element in ["Principal", "NotPrincipal"] {
            let Some(aws) = statement
                .get_mut(element)
                .and_then(|principal| principal.get_mut("AWS"))
            else {
                continue;
            };
            match aws {
                Value::String(text) => *text = map(text),
                Value::Array(items) => {
                    for item in items {
                        if let Value::String(text) = item {
                            *text = map(text);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    policy
}

/// The statements, whether they are written as one object or as an array.
fn statements_mut(policy: &mut Value) -> Vec<&mut Map<String, Value>> {
    match policy.get_mut("Statement") {
        Some(Value::Array(statements)) => statements
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .collect(),
        Some(Value::Object(statement)) => vec![statement],
        _ => Vec::new(),
    }
}

/// The statements, whether they are written as one object or as an array.
pub(crate) fn statements(policy: &Value) -> Vec<&Map<String, Value>> {
    match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(statement)) => vec![statement],
        _ => Vec::new(),
    }
}

/// The texts of a value that is a text or an array of texts.
pub(crate) fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The form that S3 keeps: ARNs of the account's users and roles become unique ids, twelve digits the account's
/// root, a single statement an array of one.
pub(crate) fn stored(world: &World, policy: &Value) -> Value {
    let mut policy = map_principals(policy, &|text| {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return format!("arn:aws:iam::{text}:root");
        }
        world
            .id_of_arn(text)
            .map_or_else(|| text.to_owned(), str::to_owned)
    });
    sort_principals(&mut policy);
    if let Some(statement) = policy
        .get_mut("Statement")
        .filter(|statement| statement.is_object())
    {
        *statement = Value::Array(vec![statement.take()]);
    }
    policy
}

/// A list of principals is a set: it comes back in the order of the ids.
fn sort_principals(policy: &mut Value) {
    for statement in statements_mut(policy) {
        for element in ["Principal", "NotPrincipal"] {
            let aws = statement
                .get_mut(element)
                .and_then(|principal| principal.get_mut("AWS"));
            if let Some(items) = aws.and_then(Value::as_array_mut) {
                items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                items.dedup();
            }
        }
    }
}

/// The form that S3 gives back.
pub(crate) fn shown(world: &World, stored: &Value) -> Value {
    let mut policy = map_principals(stored, &|text| {
        world.arn_of_id(text).unwrap_or_else(|| text.to_owned())
    });
    for statement in statements_mut(&mut policy) {
        for (name, value) in statement.iter_mut() {
            match name.as_str() {
                "Action" | "NotAction" | "Resource" | "NotResource" => collapse(value),
                "Principal" | "NotPrincipal" => each_value(value, &collapse),
                "Condition" => each_value(value, &|keys| each_value(keys, &collapse)),
                _ => {}
            }
        }
    }
    policy
}

/// An array of one becomes its element.
fn collapse(value: &mut Value) {
    if let Value::Array(items) = value
        && items.len() == 1
        && let Some(item) = items.pop()
    {
        *value = item;
    }
}

fn each_value(value: &mut Value, change: &impl Fn(&mut Value)) {
    if let Value::Object(map) = value {
        map.values_mut().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::world::seed;
    use serde_json::json;
    use time::OffsetDateTime;

    fn policy(principal: &Value) -> Value {
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": principal,
               "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::b/*"],
               "Condition": {"StringEquals": {"aws:PrincipalTag/x": ["1"]}}}})
    }

    #[test]
    fn principals_become_ids_and_come_back_until_they_are_gone() {
        let mut world = seed::world(OffsetDateTime::now_utc());
        let admin = world.role("Admin").unwrap();
        let (arn, id) = (admin.arn(seed::ACCOUNT), admin.id.clone());
        let kept = stored(&world, &policy(&json!({"AWS": [arn]})));
        assert_eq!(
            kept.pointer("/Statement/0/Principal/AWS/0"),
            Some(&json!(id))
        );
        let back = shown(&world, &kept);
        assert_eq!(
            back.pointer("/Statement/0/Principal/AWS"),
            Some(&json!(arn))
        );
        assert_eq!(
            back.pointer("/Statement/0/Action"),
            Some(&json!("s3:GetObject"))
        );
        assert_eq!(
            back.pointer("/Statement/0/Condition/StringEquals/aws:PrincipalTag~1x"),
            Some(&json!("1"))
        );
        world.roles.retain(|role| role.name != "Admin");
        assert_eq!(
            shown(&world, &kept).pointer("/Statement/0/Principal/AWS"),
            Some(&json!(id))
        );
        assert_eq!(
            check(&world, "b", &shown(&world, &kept).to_string())
                .unwrap_err()
                .message,
            "Invalid principal in policy"
        );
    }

    #[test]
    fn a_list_of_principals_is_a_set() {
        let world = seed::world(OffsetDateTime::now_utc());
        let arns: Vec<String> = world
            .roles
            .iter()
            .map(|role| role.arn(seed::ACCOUNT))
            .collect();
        let mut ids: Vec<&str> = world.roles.iter().map(|role| role.id.as_str()).collect();
        ids.sort_unstable();
        let twice: Vec<&String> = arns.iter().chain(&arns).collect();
        let kept = stored(&world, &policy(&json!({"AWS": twice})));
        assert_eq!(
            kept.pointer("/Statement/0/Principal/AWS"),
            Some(&json!(ids))
        );
    }

    #[test]
    fn an_account_becomes_its_root() {
        let world = seed::world(OffsetDateTime::now_utc());
        let kept = stored(&world, &policy(&json!({"AWS": "111122223333"})));
        assert_eq!(
            kept.pointer("/Statement/0/Principal/AWS"),
            Some(&json!("arn:aws:iam::111122223333:root"))
        );
    }
}
