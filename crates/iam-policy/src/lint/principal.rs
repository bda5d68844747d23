//! The values of Principal and `NotPrincipal`.

use super::{At, PolicyKind};
use crate::arn::{self, Arn, UniqueId};
use crate::document::{Effect, PrincipalElement, PrincipalEntry};
use crate::evaluate::Who;
use crate::json::Json;

pub(super) fn check(at: &mut At<'_>) {
    let (entries, name, negated) = match at.statement.principal() {
        PrincipalElement::Absent => return,
        PrincipalElement::Principal(entries) => (entries, "Principal", false),
        PrincipalElement::NotPrincipal(entries) => (entries, "NotPrincipal", true),
    };
    if !at.kind.names_principals() {
        return;
    }
    check_form(at, name);
    if negated {
        check_negated(at);
    }
    if at.kind == PolicyKind::ResourceControl && *entries != [PrincipalEntry::Anyone] {
        at.error(
            "unsupported-principal",
            name,
            "a resource control policy names `\"*\"` alone".to_owned(),
        );
    }
    for entry in entries {
        check_entry(at, name, entry);
    }
}

/// Source: "Grammar": `("Principal" | "NotPrincipal") : ("*" | <principal_map>)`.
fn check_form(at: &mut At<'_>, name: &str) {
    let Json::Object(members) = &at.statement.source().value else {
        return;
    };
    let written = members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(name));
    let fine = match written.map(|member| &member.node.value) {
        Some(Json::String(text)) => text == "*",
        Some(Json::Object(_)) => true,
        _ => false,
    };
    if !fine {
        at.error(
            "invalid-principal",
            name,
            format!("`{name}` is written as `\"*\"` or as an object with the kinds of principals"),
        );
    }
}

/// Sources: "NotPrincipal": "must be used with Effect Deny", "not … in an IAM role trust policy", and its
/// Important box.
fn check_negated(at: &mut At<'_>) {
    if at.statement.effect() == Effect::Allow {
        at.error(
            "allow-not-principal",
            "NotPrincipal",
            "`NotPrincipal` with `Allow` is not supported".to_owned(),
        );
    } else if matches!(at.kind, PolicyKind::Trust | PolicyKind::ResourceControl) {
        at.error(
            "unsupported-principal",
            "NotPrincipal",
            "`NotPrincipal` is not supported in a policy of this kind".to_owned(),
        );
    } else {
        at.warning(
            "deny-not-principal",
            "NotPrincipal",
            "`NotPrincipal` with `Deny` spares a session only if its ARN, its role and its account are \
             all listed, and never one with a permissions boundary; `aws:PrincipalArn` in a condition is safer"
                .to_owned(),
        );
    }
}

fn check_entry(at: &mut At<'_>, name: &str, entry: &PrincipalEntry) {
    match entry {
        PrincipalEntry::Other { kind, .. } => at.error(
            "invalid-principal",
            name,
            format!("`{kind}` is no kind of principal"),
        ),
        PrincipalEntry::Service(service) if !is_service(service) => at.error(
            "invalid-principal",
            name,
            format!("`{service}` is not the name of an AWS service"),
        ),
        PrincipalEntry::Federated(provider) if provider.contains('*') => at.error(
            "invalid-principal",
            name,
            format!("`{provider}` holds a wildcard"),
        ),
        PrincipalEntry::Aws(value) => check_aws(at, name, value, entry),
        _ => {}
    }
}

fn is_service(name: &str) -> bool {
    name.contains('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn check_aws(at: &mut At<'_>, name: &str, value: &str, entry: &PrincipalEntry) {
    match Who::new(entry) {
        Who::Nobody(_) if value.contains(['*', '?']) => at.error(
            "invalid-principal",
            name,
            format!("`{value}` holds a wildcard, which matches no part of a principal"),
        ),
        Who::Nobody(_) => at.error(
            "invalid-principal",
            name,
            format!("`{value}` is no account, user, role or session"),
        ),
        // AWS shows an id where the principal it kept is gone, and does not take it back.
        Who::UserId(_) | Who::RoleId(_) => {
            let gone = at.world.ids.is_some_and(|ids| ids.is_unresolved(value));
            let why = if gone {
                "belongs to nobody any more"
            } else {
                "is an id"
            };
            at.error(
                "principal-id",
                name,
                format!("`{value}` {why}; AWS takes ARNs and accounts as principals"),
            );
        }
        Who::Account(account) if !arn::is_account_id(&account) => at.error(
            "invalid-principal",
            name,
            format!("`{value}` names no account of twelve digits"),
        ),
        Who::Account(account) => {
            let own = at.world.account == Some(&*account);
            if own && at.statement.effect() == Effect::Deny && name == "Principal" {
                at.warning(
                    "deny-own-account",
                    name,
                    format!("a `Deny` on `{value}` hits every principal of the account, not its root user alone"),
                );
            }
        }
        Who::User { .. } | Who::Role { .. } => check_exists(at, name, value),
        _ => {}
    }
}

/// AWS refuses the ARN of a user or role that does not exist.
fn check_exists(at: &mut At<'_>, name: &str, value: &str) {
    let Some(ids) = at.world.ids else {
        return;
    };
    let account = Arn::split(value).map_or("", |arn| arn.account);
    if ids.is_complete(account) && ids.id_of(value).is_none() {
        at.error(
            "unknown-principal",
            name,
            format!("`{value}` does not exist"),
        );
    }
}

/// Whether a text is the unique id of a user or role.
pub(super) fn is_user_or_role_id(text: &str) -> Option<UniqueId> {
    // A real id has at least 16 characters; a word that begins like one is no id.
    arn::unique_id(text).filter(|kind| *kind != UniqueId::Other && text.len() >= 16)
}
