//! The Condition block.

use super::{At, PolicyKind, table};
use crate::condition::{ConditionTest, Matcher, Type};
use crate::template::Template;
use std::collections::HashSet;

pub(super) fn check(at: &mut At<'_>) {
    let mut seen = HashSet::new();
    for condition in at.statement.conditions() {
        let (operator, key) = (&condition.operator, &condition.key);
        let test = ConditionTest::compile(condition, at.version);
        if !seen.insert((operator.to_ascii_lowercase(), key.to_ascii_lowercase())) {
            at.error(
                "repeated-condition",
                "Condition",
                format!("`{operator} {key}` stands there more than once"),
            );
        }
        if !key.contains(':') || key.starts_with(':') || key.ends_with(':') {
            at.error(
                "invalid-condition-key",
                "Condition",
                format!("`{key}` is no condition key: expected `service:key`"),
            );
        }
        check_known(at, key);
        if condition.values.is_empty() {
            at.warning(
                "empty-condition",
                "Condition",
                format!("`{operator} {key}` has no value"),
            );
        }
        let Some(parsed) = test.operator else {
            at.error(
                "invalid-operator",
                "Condition",
                format!("AWS has no condition operator `{operator}`"),
            );
            continue;
        };
        if parsed.kind == Type::Null && parsed.if_exists {
            at.error(
                "null-if-exists",
                "Condition",
                "`Null` can't have `IfExists`".to_owned(),
            );
        }
        for value in unreadable(&test, &condition.values) {
            at.error(
                "invalid-condition-value",
                "Condition",
                format!("`{value}` is no value that `{operator}` can compare"),
            );
        }
    }
}

/// S3 answers "Policy has an invalid condition key"; IAM takes keys that do not exist.
fn check_known(at: &mut At<'_>, key: &str) {
    let lower = key.to_ascii_lowercase();
    if !(lower.starts_with("aws:") || lower.starts_with("s3:")) || table::knows_key(key) {
        return;
    }
    let message = format!("AWS has no condition key `{key}` that is known here");
    if at.kind == PolicyKind::Bucket {
        at.error("unknown-condition-key", "Condition", message);
    } else {
        at.warning("unknown-condition-key", "Condition", message);
    }
}

/// The values that the operator can't read.
fn unreadable<'a>(test: &ConditionTest, raw: &'a [String]) -> Vec<&'a str> {
    fn missing<'a, T>(values: &[Option<T>], raw: &'a [String]) -> Vec<&'a str> {
        values
            .iter()
            .zip(raw)
            .filter(|(value, _)| value.is_none())
            .map(|(_, raw)| raw.as_str())
            .collect()
    }
    match &test.matcher {
        Matcher::Patterns(templates) => templates
            .iter()
            .zip(raw)
            .filter(|(template, _)| matches!(template, Template::Malformed))
            // AWS's own examples write a lone `*` for an ARN.
            .filter(|(_, raw)| raw.as_str() != "*")
            .map(|(_, raw)| raw.as_str())
            .collect(),
        Matcher::Numbers(values) => missing(values, raw),
        Matcher::Dates(values) => missing(values, raw),
        Matcher::Bools(values) => missing(values, raw),
        Matcher::Bytes(values) => missing(values, raw),
        Matcher::Addresses(values) => missing(values, raw),
        Matcher::Unreadable => Vec::new(),
    }
}
