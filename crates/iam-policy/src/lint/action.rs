//! The values of Action and `NotAction`.

use super::{At, PolicyKind, table};
use crate::document::{ActionElement, Effect};

pub(super) fn check(at: &mut At<'_>) {
    let (patterns, name) = match at.statement.action() {
        ActionElement::Absent => return,
        ActionElement::Action(patterns) => (patterns, "Action"),
        ActionElement::NotAction(patterns) => (patterns, "NotAction"),
    };
    for pattern in patterns {
        check_pattern(at, name, pattern);
    }
    if at.kind == PolicyKind::ResourceControl {
        check_resource_control(at, name, patterns);
    }
}

/// Source: "RCP syntax": customers write Deny alone, no `NotAction`, and no `*` for every service.
fn check_resource_control(at: &mut At<'_>, name: &str, patterns: &[String]) {
    if at.statement.effect() == Effect::Allow {
        at.error(
            "unsupported-effect",
            "Effect",
            "a resource control policy can only deny".to_owned(),
        );
    }
    if name == "NotAction" || patterns.iter().any(|pattern| pattern == "*") {
        at.error(
            "unsupported-action",
            name,
            "a resource control policy names the actions of a service".to_owned(),
        );
    }
}

fn check_pattern(at: &mut At<'_>, name: &str, pattern: &str) {
    if pattern == "*" {
        if at.kind == PolicyKind::Trust {
            at.error(
                "invalid-action",
                name,
                "a trust policy is about actions of `sts` alone".to_owned(),
            );
        }
        return;
    }
    let Some((service, action)) = pattern.split_once(':') else {
        at.error(
            "invalid-action",
            name,
            format!("`{pattern}` is not written `service:Action`"),
        );
        return;
    };
    let well_formed = !service.is_empty()
        && !action.is_empty()
        && service
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && action
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'?' | b'-'));
    if !well_formed {
        at.error(
            "invalid-action",
            name,
            format!("`{pattern}` is not written `service:Action`"),
        );
        return;
    }
    // A policy on a resource is about the resource's own service, and AWS knows its actions.
    let only = match at.kind {
        PolicyKind::Bucket => Some("s3"),
        PolicyKind::Trust => Some("sts"),
        _ => None,
    };
    if let Some(only) = only.filter(|only| !service.eq_ignore_ascii_case(only)) {
        at.error(
            "invalid-action",
            name,
            format!("`{pattern}` is no action of `{only}`, which a policy of this kind is about"),
        );
        return;
    }
    let unknown = match table::service(service) {
        None => Some(format!("AWS has no service `{service}` that is known here")),
        Some(names) if table::matching(names, action).next().is_none() => Some(format!(
            "`{service}` has no action `{action}` that is known here"
        )),
        Some(_) => None,
    };
    if let Some(message) = unknown {
        if only.is_some() {
            at.error("unknown-action", name, message);
        } else {
            at.warning("unknown-action", name, message);
        }
    }
}
