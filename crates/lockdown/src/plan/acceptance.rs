//! Whether S3 would take the policy: principals that no longer exist, public access blocks, and what
//! its own validation refuses. Seen before, explained, not tried.

use std::collections::BTreeSet;

use iam_policy::{
    Effect, Policy, PolicyKind, PrincipalElement, PrincipalEntry, PrincipalIds, ReadError,
    Severity, Statement, ValidationContext,
};

use super::PlanKind;
use super::blocker::Blocker;
use super::draft::{Draft, Ready};
use super::warning::Warning;
use crate::ids::{AccountId, Arn, UniqueId};
use crate::known::Known;
use crate::lock::shape::names_everyone;

/// Adds a blocker for each reason for which S3 would refuse the new policy.
pub(crate) fn check(draft: &mut Draft<'_>, ready: &Ready<'_>, new: Option<&Policy>) {
    let Some(new) = new else { return };
    let bucket = ready.bucket.name.clone();
    let origin = match draft.kind {
        // A lock only adds to the live policy, and an unlock only takes from it.
        PlanKind::Lock | PlanKind::Unlock => Origin::Live,
        // The other kinds write no bucket's policy but a backup.
        PlanKind::Restore | PlanKind::Limit | PlanKind::Unlimit => Origin::Backup,
    };
    let dead = dead_principals(new, origin, &draft.ids, draft.directory.account());
    let has_dead = !dead.is_empty();
    if has_dead {
        draft.blockers.push(Blocker::DeadPrincipals {
            bucket: bucket.clone(),
            principals: dead,
        });
    }
    let problems = refused(draft, ready, new, has_dead);
    if !problems.is_empty() {
        draft.blockers.push(Blocker::WouldBeMalformed {
            bucket: bucket.clone(),
            problems,
        });
    }
    let public = match (draft.kind, &ready.bucket.policy_is_public) {
        // A lock adds nothing but Denies, which never make a policy public or private.
        (PlanKind::Lock | PlanKind::Unlock, Known::Value(public)) => *public,
        _ => is_public(new),
    };
    match draft.directory.inventory.blocks_public_policy(ready.bucket) {
        Known::Value(true) if public => draft.blockers.push(Blocker::PublicUnderBlock { bucket }),
        Known::Unknown(_) if public => draft.warnings.push(Warning::PublicUncertain { bucket }),
        _ => {}
    }
}

/// What AWS's validation would refuse in the new policy and did not refuse in the live one.
fn refused(draft: &Draft<'_>, ready: &Ready<'_>, new: &Policy, has_dead: bool) -> Vec<String> {
    let world = ValidationContext {
        account: Some(draft.directory.account().as_str()),
        bucket: Some(ready.bucket.name.as_str()),
        ids: None,
        caller: None,
    };
    let errors = |policy: &Policy| {
        let findings = policy.validate(PolicyKind::Bucket, world).into_iter();
        findings
            .filter(|finding| finding.severity == Severity::Error)
            .collect::<Vec<_>>()
    };
    let old: BTreeSet<&str> = ready
        .policy
        .as_ref()
        .map(errors)
        .unwrap_or_default()
        .iter()
        .map(|f| f.code)
        .collect();
    errors(new)
        .into_iter()
        .filter(|finding| !old.contains(finding.code))
        // The size and dead principals have blockers of their own.
        .filter(|finding| finding.code != "too-long")
        .filter(|finding| !(has_dead && finding.code.contains("principal")))
        .map(|finding| finding.message)
        .collect()
}

/// Where a policy comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// As S3 shows it now.
    Live,
    /// As S3 showed it once.
    Backup,
}

/// Principals that a policy names and that no longer exist: a bare unique id (S3 shows a living
/// principal by its ARN and a deleted one by its id), or, in a backup, an ARN of this account that
/// is not among its known users and roles: it may have been deleted since.
///
/// An ARN in the live policy is alive even where it is not among them: the list may be older than
/// the principal.
/// Source: "AWS JSON policy elements: Principal", on deleted users and roles.
pub(crate) fn dead_principals(
    policy: &Policy,
    origin: Origin,
    ids: &PrincipalIds,
    account: &AccountId,
) -> Vec<String> {
    let mut dead: Vec<String> = policy
        .statements()
        .iter()
        .flat_map(|statement| statement.principal().entries())
        .filter_map(|entry| match entry {
            PrincipalEntry::Aws(value) if is_dead(value, origin, ids, account) => {
                Some(value.clone())
            }
            _ => None,
        })
        .collect();
    dead.sort();
    dead.dedup();
    dead
}

fn is_dead(value: &str, origin: Origin, ids: &PrincipalIds, account: &AccountId) -> bool {
    if value.parse::<UniqueId>().is_ok() {
        return ids.arn_of(value).is_none();
    }
    if origin == Origin::Live {
        return false;
    }
    let Ok(arn) = value.parse::<Arn>() else {
        return false;
    };
    let listed = arn.resource().starts_with("role/") || arn.resource().starts_with("user/");
    listed
        && arn.service() == "iam"
        && arn.account().as_ref() == Some(account)
        && ids.is_complete(account.as_str())
        && ids.id_of(value).is_none()
}

/// The policy without those principals; a statement that names nobody else is left out. Unique ids
/// are never reused, so this grants nothing and takes nothing from anyone who exists.
///
/// None where that can't be done without changing the meaning: a `NotPrincipal` would be left empty.
pub(crate) fn without_principals(
    policy: &Policy,
    dead: &[String],
) -> Result<Option<Policy>, ReadError> {
    let mut kept = Vec::new();
    for statement in policy.statements() {
        let named = statement.principal().entries();
        let is_gone =
            |entry: &PrincipalEntry| matches!(entry, PrincipalEntry::Aws(v) if dead.contains(v));
        if !named.iter().any(is_gone) {
            kept.push(statement.clone());
        } else if named.iter().all(is_gone) {
            if matches!(statement.principal(), PrincipalElement::NotPrincipal(_)) {
                return Ok(None);
            }
        } else {
            kept.push(without(statement, dead)?);
        }
    }
    Ok(Some(policy.with_statements(kept)))
}

fn without(statement: &Statement, dead: &[String]) -> Result<Statement, ReadError> {
    statement.map_principals(|entry| match entry {
        PrincipalEntry::Anyone => Some("*".to_owned()),
        PrincipalEntry::Aws(value) => (!dead.contains(value)).then(|| value.clone()),
        PrincipalEntry::Service(value)
        | PrincipalEntry::Federated(value)
        | PrincipalEntry::CanonicalUser(value)
        | PrincipalEntry::Other { value, .. } => Some(value.clone()),
    })
}

/// Keys that, compared with fixed values, keep a policy from counting as public.
/// Source: "Blocking public access to your Amazon S3 storage", "The meaning of 'public'".
const FIXED: [&str; 15] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourceip",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:userid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/// Whether S3 would call the policy public: an Allow for everyone that no fixed value limits. Where
/// AWS's own answer is not known; it errs towards public.
pub(crate) fn is_public(policy: &Policy) -> bool {
    policy.statements().iter().any(|statement| {
        let everyone = names_everyone(statement.principal())
            || matches!(statement.principal(), PrincipalElement::NotPrincipal(_));
        let limited = statement.conditions().iter().any(|condition| {
            let operator = condition.operator.to_ascii_lowercase();
            FIXED.contains(&condition.key.to_ascii_lowercase().as_str())
                && !operator.contains("not")
                && !operator.ends_with("ifexists")
                && condition.values.iter().all(|value| {
                    !value.starts_with('*')
                        && !value.starts_with("0.0.0.0/")
                        && !value.contains("${")
                })
        });
        statement.effect() == Effect::Allow && everyone && !limited
    })
}
