//! Elements that are missing, repeated, unknown or too long.

use super::{Findings, PolicyKind, Severity};
use crate::document::{ActionElement, Policy, PrincipalElement, ResourceElement, Version};
use crate::json::{Json, Member};
use std::collections::HashSet;

const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: [&str; 9] = [
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

/// The most characters a policy of the kind may have.
///
/// Sources: "Bucket policies and user policies" (20 KB); "IAM and AWS STS quotas" (managed policies and
/// boundaries 6,144, trust policies 2,048, session policies 2,048, white space not counted); "Quotas for
/// AWS Organizations" (10,240 for service control, 5,120 for resource control policies); "Amazon VPC
/// quotas" (endpoint policies 20,480).
fn most(kind: PolicyKind) -> Option<usize> {
    match kind {
        PolicyKind::Bucket | PolicyKind::Endpoint => Some(20_480),
        PolicyKind::Identity | PolicyKind::Boundary => Some(6_144),
        PolicyKind::Trust | PolicyKind::Session => Some(2_048),
        PolicyKind::ServiceControl => Some(10_240),
        PolicyKind::ResourceControl => Some(5_120),
        PolicyKind::Resource => None,
    }
}

pub(super) fn check(policy: &Policy, kind: PolicyKind, found: &mut Findings) {
    let size = policy.to_json().len();
    if let Some(most) = most(kind).filter(|most| size > *most) {
        found.policy(
            Severity::Error,
            "too-long",
            format!("the policy has {size} bytes, AWS takes at most {most}"),
        );
    }
    if let Json::Object(members) = &policy.source().value {
        names(members, &POLICY_ELEMENTS, "the policy", found);
        if !members
            .iter()
            .any(|member| member.name.eq_ignore_ascii_case("Version"))
        {
            found.policy(
                Severity::Warning,
                "missing-version",
                "the policy has no `Version`, so AWS reads it as 2008-10-17, without variables"
                    .to_owned(),
            );
        }
    }
    if policy.statements().is_empty() {
        found.policy(
            Severity::Error,
            "missing-statement",
            "the policy has no statement".to_owned(),
        );
    }
    let mut sids = HashSet::new();
    for (index, statement) in policy.statements().iter().enumerate() {
        let what = format!("statement {}", index + 1);
        if let Json::Object(members) = &statement.source().value {
            names(members, &STATEMENT_ELEMENTS, &what, found);
            exclusive(members, &what, found);
        }
        if let Some(sid) = statement.sid().filter(|sid| !sid.is_empty()) {
            if !sids.insert(sid) {
                found.policy(
                    Severity::Error,
                    "repeated-sid",
                    format!("{what}: the Sid `{sid}` is used twice"),
                );
            }
            let plain = sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !plain && !kind.names_principals() {
                found.policy(
                    Severity::Error,
                    "invalid-sid",
                    format!("{what}: the Sid `{sid}` holds more than letters and digits"),
                );
            }
        }
        missing(statement, kind, &what, found);
        variables(policy, statement, &what, found);
    }
}

fn names(members: &[Member], known: &[&str], what: &str, found: &mut Findings) {
    let mut seen: HashSet<String> = HashSet::new();
    for member in members {
        let name = member.name.as_str();
        if !seen.insert(name.to_ascii_lowercase()) {
            found.policy(
                Severity::Error,
                "repeated-element",
                format!("{what} has the element `{name}` more than once"),
            );
        }
        if known.contains(&name) {
            continue;
        }
        match known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            Some(exact) => found.policy(
                Severity::Error,
                "element-case",
                format!("{what}: the element `{name}` is written `{exact}`"),
            ),
            None => found.policy(
                Severity::Error,
                "unknown-element",
                format!("{what} has the element `{name}`, which AWS does not know"),
            ),
        }
    }
}

fn exclusive(members: &[Member], what: &str, found: &mut Findings) {
    let has = |name: &str| {
        members
            .iter()
            .any(|member| member.name.eq_ignore_ascii_case(name))
    };
    for element in ["Principal", "Action", "Resource"] {
        let not = format!("Not{element}");
        if has(element) && has(&not) {
            found.policy(
                Severity::Error,
                "both-elements",
                format!("{what} has both `{element}` and `{not}`"),
            );
        }
    }
}

fn missing(
    statement: &crate::document::Statement,
    kind: PolicyKind,
    what: &str,
    found: &mut Findings,
) {
    let mut error = |code: &'static str, message: String| {
        found.policy(Severity::Error, code, message);
    };
    match statement.principal() {
        PrincipalElement::Absent if kind.names_principals() => {
            error("missing-principal", format!("{what} has no `Principal`"));
        }
        PrincipalElement::Principal(_) | PrincipalElement::NotPrincipal(_)
            if !kind.names_principals() =>
        {
            error(
                "unsupported-principal",
                format!("{what} has a `Principal`, which a policy of this kind can't have"),
            );
        }
        PrincipalElement::Principal(entries) | PrincipalElement::NotPrincipal(entries)
            if entries.is_empty() =>
        {
            error("empty-element", format!("{what}: the `Principal` is empty"));
        }
        _ => {}
    }
    match statement.action() {
        ActionElement::Absent => error("missing-action", format!("{what} has no `Action`")),
        action if action.patterns().is_empty() => {
            error("empty-element", format!("{what}: the `Action` is empty"));
        }
        _ => {}
    }
    match statement.resource() {
        ResourceElement::Absent if kind == PolicyKind::Trust => {}
        ResourceElement::Absent => error("missing-resource", format!("{what} has no `Resource`")),
        _ if kind == PolicyKind::Trust => error(
            "unsupported-resource",
            format!("{what} has a `Resource`, which a trust policy can't have"),
        ),
        resource if resource.patterns().is_empty() => {
            error("empty-element", format!("{what}: the `Resource` is empty"));
        }
        _ => {}
    }
}

/// Source: "Variables and tags": without version 2012-10-17 variables are plain text.
fn variables(
    policy: &Policy,
    statement: &crate::document::Statement,
    what: &str,
    found: &mut Findings,
) {
    let texts = statement.resource().patterns().iter().chain(
        statement
            .conditions()
            .iter()
            .flat_map(|condition| &condition.values),
    );
    for text in texts.filter(|text| text.contains("${")) {
        if policy.version() == Version::V2008 {
            found.policy(
                Severity::Warning,
                "variable-without-version",
                format!("{what}: `{text}` is plain text, as the version is not 2012-10-17"),
            );
        } else if text.matches("${").count() != text.matches('}').count() {
            found.policy(
                Severity::Error,
                "open-variable",
                format!("{what}: `{text}` opens a variable and does not close it"),
            );
        }
    }
}
