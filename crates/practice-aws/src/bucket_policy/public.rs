//! Whether S3 calls a bucket policy public.
//!
//! Source: S3 User Guide, "The meaning of 'public'": an Allow for everybody is public unless a condition holds it to
//! fixed values of certain keys. A Deny never makes a policy public.

use serde_json::{Map, Value};

use super::{statements, texts};

/// Keys whose fixed values make an Allow for everybody not public.
const NARROWING: [&str; 12] = [
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "aws:userid",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/// Whether a policy grants anything to everybody.
pub(crate) fn is_public(policy: &Value) -> bool {
    statements(policy).into_iter().any(|statement| {
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && is_everybody(statement)
            && !is_narrowed(statement.get("Condition"))
    })
}

fn is_everybody(statement: &Map<String, Value>) -> bool {
    // Everybody but a few is nearly everybody.
    if statement.contains_key("NotPrincipal") {
        return true;
    }
    match statement.get("Principal") {
        Some(Value::String(text)) => text == "*",
        Some(Value::Object(kinds)) => texts(kinds.get("AWS")).contains(&"*"),
        _ => false,
    }
}

fn is_narrowed(condition: Option<&Value>) -> bool {
    let Some(Value::Object(operators)) = condition else {
        return false;
    };
    operators.iter().any(|(operator, keys)| {
        let Value::Object(keys) = keys else {
            return false;
        };
        keys.iter().any(|(key, values)| {
            let key = key.to_ascii_lowercase();
            let values = texts(Some(values));
            NARROWING.contains(&key.as_str())
                && !values.is_empty()
                && is_positive(operator)
                && values.iter().all(|value| is_fixed(&key, value))
        })
    })
}

/// Only operators that demand a value narrow; `…IfExists` lets requests without the key in.
fn is_positive(operator: &str) -> bool {
    let operator = operator
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(
        operator.as_str(),
        "stringequals"
            | "stringlike"
            | "stringequalsignorecase"
            | "arnequals"
            | "arnlike"
            | "ipaddress"
    )
}

fn is_fixed(key: &str, value: &str) -> bool {
    if value.contains("${") {
        return false;
    }
    match key {
        // A range wider than a /8 is as good as everybody.
        "aws:sourceip" => match value.split_once('/') {
            Some((address, length)) => {
                let least = if address.contains(':') { 32 } else { 8 };
                length.parse::<u8>().is_ok_and(|length| length >= least)
            }
            None => true,
        },
        // `AROAID:*` is one role's sessions.
        "aws:userid" => value
            .strip_suffix(":*")
            .unwrap_or(value)
            .bytes()
            .all(|byte| byte != b'*' && byte != b'?'),
        // The account in the ARN must be fixed.
        "aws:sourcearn" | "aws:principalarn" | "s3:dataaccesspointarn" => {
            let account = value.split(':').nth(4).unwrap_or_default();
            let bucket = value.starts_with("arn:aws:s3:::") && !value.contains('*');
            bucket || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
        }
        _ => !value.contains('*') && !value.contains('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn public(effect: &str, principal: &Value, condition: &Value) -> bool {
        is_public(&json!({"Version": "2012-10-17", "Statement": [{
            "Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
            "Condition": condition,
        }]}))
    }

    #[test]
    fn everybody_is_public_unless_held_to_fixed_values() {
        let none = json!({});
        assert!(public("Allow", &json!("*"), &none));
        assert!(public("Allow", &json!({"AWS": ["*"]}), &none));
        assert!(!public("Deny", &json!("*"), &none));
        assert!(!public(
            "Allow",
            &json!({"Service": "logging.s3.amazonaws.com"}),
            &none
        ));
        assert!(!public(
            "Allow",
            &json!("*"),
            &json!({"StringEquals": {"aws:PrincipalOrgID": "o-k2v7m4p9xq"}})
        ));
        assert!(public(
            "Allow",
            &json!("*"),
            &json!({"StringLike": {"aws:PrincipalOrgID": "o-*"}})
        ));
        assert!(public(
            "Allow",
            &json!("*"),
            &json!({"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}})
        ));
        assert!(public(
            "Allow",
            &json!("*"),
            &json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})
        ));
        assert!(!public(
            "Allow",
            &json!("*"),
            &json!({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})
        ));
        assert!(!public(
            "Allow",
            &json!("*"),
            &json!({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}})
        ));
        assert!(public(
            "Allow",
            &json!("*"),
            &json!({"Bool": {"aws:SecureTransport": "true"}})
        ));
    }
}
