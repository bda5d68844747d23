//! Mending stale ids in statements that are not ours: only those that the user names.

use iam_policy::{Policy, ReadError, Statement};

use super::blocker::Blocker;
use super::intent::Mend;
use crate::ids::{BucketName, UniqueId};
use crate::lock::merge::is_ours;

/// The policy with its stale ids mended, and what could not be mended.
pub(crate) fn mended(
    policy: &Policy,
    bucket: &BucketName,
    mends: &[Mend],
) -> Result<(Policy, Vec<Blocker>), ReadError> {
    let mut blockers = Vec::new();
    let mut statements = policy.statements().to_vec();
    for mend in mends.iter().filter(|mend| mend.bucket == *bucket) {
        let mut found = false;
        for statement in statements
            .iter_mut()
            .filter(|statement| !is_ours(statement))
        {
            if let Some(edited) = mend_statement(statement, mend, &mut blockers)? {
                *statement = edited;
                found = true;
            }
        }
        if !found
            && !blockers.iter().any(
                |b| matches!(b, Blocker::MendLeavesNone { id, .. } if id == mend.dead.as_str()),
            )
        {
            let id = mend.dead.to_string();
            blockers.push(Blocker::MendNotFound {
                bucket: bucket.clone(),
                id,
            });
        }
    }
    Ok((policy.with_statements(statements), blockers))
}

fn mend_statement(
    statement: &Statement,
    mend: &Mend,
    blockers: &mut Vec<Blocker>,
) -> Result<Option<Statement>, ReadError> {
    let mut edited: Option<Statement> = None;
    for condition in statement.conditions() {
        let names = |value: &String| value.split(':').next() == Some(mend.dead.as_str());
        if !condition.key.eq_ignore_ascii_case("aws:userId") || !condition.values.iter().any(names)
        {
            continue;
        }
        let mut values = Vec::new();
        for value in &condition.values {
            if !names(value) {
                values.push(value.clone());
            } else if let Some(new) = mend.replacement.as_ref().map(pattern)
                && !condition.values.contains(&new)
                && !values.contains(&new)
            {
                values.push(new);
            }
        }
        if values.is_empty() {
            // Without any value the condition would go, and the statement would deny everyone.
            blockers.push(Blocker::MendLeavesNone {
                bucket: mend.bucket.clone(),
                id: mend.dead.to_string(),
            });
            continue;
        }
        let from = edited.as_ref().unwrap_or(statement);
        edited = Some(from.with_condition_value(&condition.operator, &condition.key, &values)?);
    }
    Ok(edited)
}

fn pattern(id: &UniqueId) -> String {
    if id.is_role() {
        format!("{id}:*")
    } else {
        id.to_string()
    }
}
