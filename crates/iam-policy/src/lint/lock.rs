//! What makes a lock hit somebody it should not.

use super::principal::is_user_or_role_id;
use super::{At, Findings, PolicyKind, Severity, ValidationContext};
use crate::arn::UniqueId;
use crate::context::Context;
use crate::decision::Outcome;
use crate::document::{Effect, Policy, PrincipalElement, PrincipalEntry};
use crate::evaluate::evaluate;
use crate::request::{Named, Policies, Request};

/// The values of `aws:userid`: a role's id never stands alone there.
///
/// Source: "Variables and tags", table "Principal key values"; domain facts, section 4.
pub(super) fn check_statement(at: &mut At<'_>) {
    for condition in at.statement.conditions() {
        if !condition.key.eq_ignore_ascii_case("aws:userid") {
            continue;
        }
        for value in &condition.values {
            let (id, rest) = match value.find([':', '*', '?']) {
                Some(index) => value.split_at(index),
                None => (value.as_str(), ""),
            };
            let Some(kind) = is_user_or_role_id(id) else {
                continue;
            };
            match (kind, rest) {
                (UniqueId::Role, "") => at.warning(
                    "role-id-without-session",
                    "Condition",
                    format!("`{value}` never matches: a role's `aws:userid` is `{id}:` and the session's name; write `{id}:*`"),
                ),
                (UniqueId::Role, rest) if !rest.starts_with(':') => at.warning(
                    "role-id-without-colon",
                    "Condition",
                    format!("`{value}` is open beyond the role's own id; write `{id}:*`"),
                ),
                (UniqueId::User, rest) if !rest.is_empty() => at.warning(
                    "user-id-with-session",
                    "Condition",
                    format!("`{value}`: a user's `aws:userid` is `{id}` alone"),
                ),
                _ => {}
            }
            if at.world.ids.is_some_and(|ids| ids.is_unresolved(id)) {
                at.warning(
                    "stale-id",
                    "Condition",
                    format!("`{id}` belongs to no user or role that exists"),
                );
            }
        }
    }
}

/// A bucket policy that opens the bucket to everyone, or locks out who saves it.
pub(super) fn check_policy(
    policy: &Policy,
    kind: PolicyKind,
    world: ValidationContext<'_>,
    found: &mut Findings,
) {
    if kind != PolicyKind::Bucket {
        return;
    }
    for (index, statement) in policy.statements().iter().enumerate() {
        let everyone = matches!(
            statement.principal(),
            PrincipalElement::Principal(entries) if entries.contains(&PrincipalEntry::Anyone)
        );
        if statement.effect() == Effect::Allow && everyone && statement.conditions().is_empty() {
            found.policy(
                Severity::Warning,
                "public-allow",
                format!(
                    "statement {} allows everyone, without any condition",
                    index + 1
                ),
            );
        }
    }
    locks_out_caller(policy, world, found);
}

fn locks_out_caller(policy: &Policy, world: ValidationContext<'_>, found: &mut Findings) {
    let (Some(caller), Some(account), Some(bucket)) = (world.caller, world.account, world.bucket)
    else {
        return;
    };
    let Ok(everything) = Policy::parse(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    ) else {
        return;
    };
    let partition = caller
        .principal_arn()
        .as_deref()
        .and_then(crate::arn::Arn::split)
        .map_or_else(|| "aws".to_owned(), |arn| arn.partition.to_owned());
    let policies = Policies {
        identity: vec![Named::new("", everything)],
        resource: Some(policy.clone()),
        ..Policies::default()
    };
    for action in [
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
    ] {
        let request = Request {
            principal: caller.clone(),
            action: action.to_owned(),
            resource: format!("arn:{partition}:s3:::{bucket}"),
            resource_account: account.to_owned(),
            context: Context::new(),
        };
        let outcome = evaluate(&request, &policies).outcome;
        let how = match outcome {
            Outcome::Allowed => continue,
            Outcome::Unknown => "may refuse",
            Outcome::ImplicitlyDenied | Outcome::ExplicitlyDenied => "refuses",
        };
        found.policy(
            Severity::Warning,
            "locks-caller-out",
            format!("the policy {how} `{action}` to `{caller}`, who is about to save it"),
        );
    }
}
