//! The values of Resource and `NotResource`.

use super::{At, PolicyKind, table};
use crate::arn::Arn;
use crate::document::{ActionElement, ResourceElement};

pub(super) fn check(at: &mut At<'_>) {
    let (patterns, name) = match at.statement.resource() {
        ResourceElement::Absent => return,
        ResourceElement::Resource(patterns) => (patterns, "Resource"),
        ResourceElement::NotResource(patterns) => (patterns, "NotResource"),
    };
    match at.kind {
        PolicyKind::Trust => {}
        PolicyKind::Bucket => {
            for pattern in patterns {
                check_in_bucket(at, name, pattern);
            }
            check_applies(at);
        }
        _ => {
            for pattern in patterns {
                if pattern != "*" && !pattern.starts_with("arn:") && !pattern.starts_with("${") {
                    at.error(
                        "invalid-resource",
                        name,
                        format!("`{pattern}` is neither an ARN nor `*`"),
                    );
                }
            }
        }
    }
}

/// A bucket policy is about its own bucket and the objects in it: S3 answers "Policy has invalid resource".
fn check_in_bucket(at: &mut At<'_>, name: &str, pattern: &str) {
    let Some(arn) = Arn::split(pattern).filter(|arn| arn.service == "s3") else {
        at.error(
            "invalid-resource",
            name,
            format!("`{pattern}` is not the ARN of a bucket or object"),
        );
        return;
    };
    let bucket = arn.resource.split('/').next().unwrap_or_default();
    let wanted = at.world.bucket;
    let wrong = match wanted {
        Some(wanted) => bucket != wanted,
        None => bucket.is_empty() || bucket.contains(['*', '?', '$']),
    };
    if wrong || !arn.region.is_empty() || !arn.account.is_empty() {
        let whose = wanted.map_or_else(String::new, |bucket| format!(" of `{bucket}`"));
        at.error(
            "invalid-resource",
            name,
            format!("`{pattern}` is outside the bucket{whose}"),
        );
    }
}

/// S3 answers "Action does not apply to any resource(s) in statement" where actions about objects stand
/// with buckets alone, or the other way round.
fn check_applies(at: &mut At<'_>) {
    let (ActionElement::Action(actions), ResourceElement::Resource(resources)) =
        (at.statement.action(), at.statement.resource())
    else {
        return;
    };
    let is_object =
        |pattern: &String| Arn::split(pattern).is_some_and(|arn| arn.resource.contains('/'));
    let objects = resources.iter().any(is_object);
    let buckets = resources.iter().any(|pattern| !is_object(pattern));
    if objects && buckets {
        return;
    }
    let Some(names) = table::service("s3") else {
        return;
    };
    for action in actions {
        let Some((_, action_name)) = action.split_once(':') else {
            continue;
        };
        let mut matched = table::matching(names, action_name).peekable();
        if matched.peek().is_none() {
            continue;
        }
        let applies = matched.any(|about| {
            (about.object && objects)
                || (about.bucket && buckets)
                || (!about.object && !about.bucket)
        });
        if !applies {
            at.error(
                "action-without-resource",
                "Action",
                format!("`{action}` applies to none of the resources of the statement"),
            );
        }
    }
}
