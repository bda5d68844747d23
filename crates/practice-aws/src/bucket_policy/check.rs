//! What S3 refuses as `MalformedPolicy`, in its words.

use iam_policy::{Policy, PolicyKind, Severity, ValidationContext};
use serde_json::{Map, Value};

use super::{actions, statements, texts};
use crate::fault::Fault;
use crate::trouble::like;
use crate::world::World;

/// S3 User Guide, "Bucket policies": at most 20 KB.
const LARGEST: usize = 20_480;

/// Reads a policy that is to be put on a bucket, or says why S3 would not take it.
pub(crate) fn check(world: &World, bucket: &str, text: &str) -> Result<Value, Fault> {
    if text.len() > LARGEST {
        return malformed(&format!(
            "Policy exceeds the maximum allowed document size of {LARGEST} bytes."
        ));
    }
    if !text.starts_with('{') {
        return malformed("Policies must be valid JSON and the first byte must be '{'");
    }
    let Ok(policy) = serde_json::from_str::<Value>(text) else {
        return malformed("This policy contains invalid Json");
    };
    if let Some(version) = policy.get("Version")
        && !matches!(version.as_str(), Some("2012-10-17" | "2008-10-17"))
    {
        return malformed("The policy must contain a valid version string");
    }
    if let Some(unknown) = unknown_field(policy.as_object(), &["Version", "Id", "Statement"]) {
        return malformed(&format!("Unknown field {unknown}"));
    }
    let statements = statements(&policy);
    if statements.is_empty() {
        return malformed("Missing required field Statement");
    }
    for statement in statements {
        self::statement(world, bucket, statement)?;
    }
    // What is left is for the policy language itself to say.
    let read = match Policy::parse(text) {
        Ok(read) => read,
        Err(error) => return malformed(&error.to_string()),
    };
    let place = ValidationContext {
        bucket: Some(bucket),
        ..ValidationContext::default()
    };
    let findings = read.validate(PolicyKind::Bucket, place);
    match findings
        .into_iter()
        .find(|finding| finding.severity == Severity::Error)
    {
        Some(finding) => malformed(&finding.message),
        None => Ok(policy),
    }
}

fn statement(world: &World, bucket: &str, statement: &Map<String, Value>) -> Result<(), Fault> {
    let known = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    if let Some(unknown) = unknown_field(Some(statement), &known) {
        return malformed(&format!("Unknown field {unknown}"));
    }
    for (one, other) in [
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    ] {
        if !statement.contains_key(one) && !statement.contains_key(other) {
            return malformed(&format!("Missing required field {one}"));
        }
        if statement.contains_key(one) && statement.contains_key(other) {
            return malformed(&format!("Policy has both {one} and {other}"));
        }
    }
    match statement.get("Effect").and_then(Value::as_str) {
        None => return malformed("Missing required field Effect"),
        Some("Allow" | "Deny") => {}
        Some(other) => return malformed(&format!("Invalid effect: {other}")),
    }
    let principal = statement.get("Principal").or(statement.get("NotPrincipal"));
    if !principal.is_some_and(|principal| is_principal(world, principal)) {
        return malformed("Invalid principal in policy");
    }
    let actions = texts(statement.get("Action").or(statement.get("NotAction")));
    if actions.is_empty() || !actions.iter().all(|action| actions::is_known(action)) {
        return malformed("Policy has invalid action");
    }
    let resources = texts(statement.get("Resource").or(statement.get("NotResource")));
    if resources.is_empty()
        || !resources
            .iter()
            .all(|resource| is_of_bucket(resource, bucket))
    {
        return malformed("Policy has invalid resource");
    }
    if statement.contains_key("Action")
        && statement.contains_key("Resource")
        && !actions.iter().all(|action| {
            resources
                .iter()
                .any(|resource| actions::applies(action, resource))
        })
    {
        return malformed("Action does not apply to any resource(s) in statement");
    }
    Ok(())
}

fn is_principal(world: &World, principal: &Value) -> bool {
    match principal {
        Value::String(text) => text == "*",
        Value::Object(kinds) if !kinds.is_empty() => kinds.iter().all(|(kind, values)| {
            let values = texts(Some(values));
            !values.is_empty()
                && match kind.as_str() {
                    "AWS" => values.iter().all(|value| is_aws_principal(world, value)),
                    "Service" => values.iter().all(|value| {
                        value.strip_suffix(".amazonaws.com").is_some_and(|name| {
                            !name.is_empty()
                                && name
                                    .bytes()
                                    .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
                        })
                    }),
                    "Federated" => values.iter().all(|value| !value.is_empty()),
                    "CanonicalUser" => values.iter().all(|value| {
                        value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
                    }),
                    _ => false,
                }
        }),
        _ => false,
    }
}

/// `*`, an account, or a principal that exists. Another account's can't be looked up here: their form is enough.
fn is_aws_principal(world: &World, value: &str) -> bool {
    let is_account =
        |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if value == "*" || is_account(value) {
        return true;
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let ["arn", "aws", service, "", account, resource] = parts.as_slice() else {
        return false;
    };
    if !is_account(account) || value.contains('*') || value.contains('?') {
        return false;
    }
    let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
    match (*service, kind) {
        ("iam", "root") => name.is_empty(),
        ("iam", "user" | "role") if *account == world.account.id => {
            world.id_of_arn(value).is_some()
        }
        ("iam", "user" | "role") | ("sts", "federated-user") => !name.is_empty(),
        ("sts", "assumed-role") => match name.split_once('/') {
            Some((role, session)) => {
                !session.is_empty() && (*account != world.account.id || world.role(role).is_some())
            }
            None => false,
        },
        _ => false,
    }
}

/// Whether a resource is the bucket or something in it; the bucket's name may be written as a pattern.
fn is_of_bucket(resource: &str, bucket: &str) -> bool {
    resource.strip_prefix("arn:aws:s3:::").is_some_and(|path| {
        let pattern = path.split_once('/').map_or(path, |(pattern, _)| pattern);
        like(pattern, bucket)
    })
}

fn unknown_field<'a>(object: Option<&'a Map<String, Value>>, known: &[&str]) -> Option<&'a str> {
    object?
        .keys()
        .map(String::as_str)
        .find(|name| !known.contains(name))
}

fn malformed<T>(message: &str) -> Result<T, Fault> {
    Err(Fault::bad("MalformedPolicy", message))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::world::seed;
    use serde_json::json;
    use time::OffsetDateTime;

    fn refused(change: impl FnOnce(&mut Value)) -> String {
        let world = seed::world(OffsetDateTime::now_utc());
        let mut policy = json!({"Version": "2012-10-17", "Statement": [{
            "Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
        }]});
        change(&mut policy);
        check(&world, "b", &policy.to_string())
            .err()
            .map(|fault| fault.message)
            .unwrap_or_default()
    }

    #[test]
    fn a_lock_is_taken() {
        assert_eq!(refused(|_| {}), "");
    }

    #[test]
    fn what_is_refused_is_named() {
        let set = |pointer: &'static str, value: Value| {
            refused(move |policy| *policy.pointer_mut(pointer).unwrap() = value)
        };
        let without = |name: &'static str| {
            refused(move |policy| {
                policy
                    .pointer_mut("/Statement/0")
                    .unwrap()
                    .as_object_mut()
                    .unwrap()
                    .remove(name);
            })
        };
        assert_eq!(without("Effect"), "Missing required field Effect");
        assert_eq!(without("Principal"), "Missing required field Principal");
        assert_eq!(without("Action"), "Missing required field Action");
        assert_eq!(without("Resource"), "Missing required field Resource");
        assert_eq!(
            set("/Version", json!("2020-01-01")),
            "The policy must contain a valid version string"
        );
        assert_eq!(
            set("/Statement/0/Effect", json!("Forbid")),
            "Invalid effect: Forbid"
        );
        assert_eq!(
            set("/Statement/0/Resource", json!("arn:aws:s3:::other/*")),
            "Policy has invalid resource"
        );
        assert_eq!(
            set("/Statement/0/Action", json!("ec2:RunInstances")),
            "Policy has invalid action"
        );
        assert_eq!(
            set("/Statement/0/Action", json!("s3:GetObjekt")),
            "Policy has invalid action"
        );
        for nobody in [
            "arn:aws:iam::604712903388:role/Nobody",
            "AROAAAAAAAAAAAAAAAAAA",
            "arn:aws:iam::604712903388:user/*",
        ] {
            assert_eq!(
                set("/Statement/0/Principal", json!({"AWS": nobody})),
                "Invalid principal in policy"
            );
        }
        assert_eq!(set("/Statement/0/Sid", json!("A")), "");
        let mut long = vec![format!("arn:aws:s3:::b/{}", "x".repeat(900)); 30];
        long.dedup();
        assert_eq!(long.len(), 1);
        let many: Vec<String> = (0..30)
            .map(|n| format!("arn:aws:s3:::b/{n}{}", "x".repeat(900)))
            .collect();
        assert!(set("/Statement/0/Resource", json!(many)).contains("20480"));
    }

    #[test]
    fn what_is_not_json_is_told_apart() {
        let world = seed::world(OffsetDateTime::now_utc());
        let message = |text: &str| check(&world, "b", text).unwrap_err().message;
        assert_eq!(
            message(" {}"),
            "Policies must be valid JSON and the first byte must be '{'"
        );
        assert_eq!(
            message("{\"Version\":"),
            "This policy contains invalid Json"
        );
        assert_eq!(message("{}"), "Missing required field Statement");
    }
}
