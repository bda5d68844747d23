//! A lock merged into an existing policy, and taken out of it again. Other statements keep their
//! text and their order.

use iam_policy::{Policy, ReadError, Statement};
use time::OffsetDateTime;

use super::build::SID_PREFIX;
use super::shape::{LockShape, Window, lock_shape};
use super::text::LockText;
use crate::inventory::LivePolicy;

const NOW: &str = "aws:CurrentTime";
const UNTIL: &str = "DateLessThan";
const FROM: &str = "DateGreaterThanEquals";

/// An existing policy with a lock in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// With the lock on trial.
    pub trial: LockText,
    /// With the lock for good.
    pub permanent: Policy,
}

/// Why a lock can't be merged; neither happens for a lock that this app builds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// An edited statement could not be read back.
    #[error("a statement could not be read back")]
    Statement(#[from] ReadError),
    /// No statement of the lock could carry an end: it would never be lifted.
    #[error("the lock on trial would have no end")]
    NoHole,
}

/// Merges a lock into a policy. Locks of ours that are in it give way; on trial, one that applies now
/// stays from the end of the trial on, so that the end never opens what was locked.
///
/// `base` is the policy that the lock goes into: the existing one, or the existing one with stale ids
/// mended. Where it differs, the trial holds the old statement from its end on and the mended one
/// until then, so that the end leaves exactly the old policy's effect.
///
/// # Errors
/// See [`MergeError`].
pub fn lock_policy(
    existing: Option<&Policy>,
    base: Option<&Policy>,
    lock: &[Statement],
    now: OffsetDateTime,
) -> Result<Merged, MergeError> {
    let old = existing.map(Policy::statements).unwrap_or_default();
    let lock = with_free_sids(lock, old)?;
    let permanent = put_in(base, &lock);

    let marker = free_marker(existing, &lock);
    let mut on_trial = Vec::new();
    for (index, (statement, shape)) in our_locks(old).enumerate() {
        let stays =
            matches!(shape.window, Window::Always | Window::From(_)) && shape.window.holds(now);
        if stays {
            let kept = statement
                .with_sid(Some(&format!("{SID_PREFIX}Before{}", index + 1)))?
                .with_condition_value(UNTIL, NOW, &[])?;
            on_trial.push(from(&kept, &marker)?);
        }
    }
    for statement in &lock {
        on_trial.push(until(statement, &marker)?);
    }
    let on_trial = with_free_sids(&on_trial, old)?;
    let text = put_in(both(existing, base, &marker)?.as_ref(), &on_trial).to_json();
    let pieces: Vec<String> = text.split(&marker).map(str::to_owned).collect();
    let trial = LockText::from_pieces(pieces).ok_or(MergeError::NoHole)?;
    Ok(Merged { trial, permanent })
}

/// The base with the mended statements limited to the trial and the old ones from its end on.
fn both(
    existing: Option<&Policy>,
    base: Option<&Policy>,
    marker: &str,
) -> Result<Option<Policy>, ReadError> {
    let (Some(existing), Some(base)) = (existing, base) else {
        return Ok(base.cloned());
    };
    let old: Vec<&Statement> = existing
        .statements()
        .iter()
        .filter(|s| !base.statements().contains(s))
        .collect();
    if old.is_empty() {
        return Ok(Some(base.clone()));
    }
    let mut statements = Vec::new();
    let mut number = 0;
    for statement in base.statements() {
        if existing.statements().contains(statement) || has_times(statement) {
            statements.push(statement.clone());
        } else {
            number += 1;
            // A Sid may stand only once: the old statement keeps its own.
            let sid = format!("Mended{number}");
            statements.push(until(&statement.with_sid(Some(&sid))?, marker)?);
        }
    }
    for statement in old.into_iter().filter(|statement| !has_times(statement)) {
        statements.push(from(statement, marker)?);
    }
    Ok(Some(base.with_statements(statements)))
}

/// Whether a statement has times of its own, which ours must not replace.
fn has_times(statement: &Statement) -> bool {
    statement
        .conditions()
        .iter()
        .any(|condition| condition.key.eq_ignore_ascii_case(NOW))
}

fn until(statement: &Statement, marker: &str) -> Result<Statement, ReadError> {
    statement.with_condition_value(UNTIL, NOW, &[marker.to_owned()])
}

fn from(statement: &Statement, marker: &str) -> Result<Statement, ReadError> {
    statement.with_condition_value(FROM, NOW, &[marker.to_owned()])
}

/// Takes the locks of ours out of a policy: none is left where nothing else was in it.
pub fn unlock_policy(existing: &Policy) -> LivePolicy {
    let others = others(existing.statements());
    if others.is_empty() {
        LivePolicy::None
    } else {
        LivePolicy::Text(existing.with_statements(others).to_json())
    }
}

/// Whether Strongroom made this statement.
pub fn is_ours(statement: &Statement) -> bool {
    lock_shape(statement).is_some_and(|shape| shape.ours)
}

/// Whether a lock of ours changes by itself later on: a trial that has not ended, the old lock beside it
/// that begins at its end, or times that are not ours to understand. A new trial over it could leave the
/// bucket open at its end.
pub(crate) fn has_timed_lock(policy: Option<&Policy>, now: OffsetDateTime) -> bool {
    let statements = policy.map(Policy::statements).unwrap_or_default();
    our_locks(statements).any(|(_, shape)| match shape.window {
        Window::Always => false,
        Window::Until(end) => !end.has_passed(now),
        Window::From(start) => !start.has_passed(now),
        Window::Other => true,
    })
}

fn our_locks(statements: &[Statement]) -> impl Iterator<Item = (&Statement, LockShape)> {
    statements
        .iter()
        .filter_map(|statement| Some((statement, lock_shape(statement)?)))
        .filter(|(_, shape)| shape.ours)
}

fn others(statements: &[Statement]) -> Vec<Statement> {
    statements
        .iter()
        .filter(|statement| !is_ours(statement))
        .cloned()
        .collect()
}

/// The new statements stand where the first of ours stood, or at the end.
fn put_in(existing: Option<&Policy>, new: &[Statement]) -> Policy {
    let Some(policy) = existing else {
        return Policy::new(new.to_vec());
    };
    let place = policy
        .statements()
        .iter()
        .take_while(|statement| !is_ours(statement))
        .count();
    let mut statements = others(policy.statements());
    let at = place.min(statements.len());
    statements.splice(at..at, new.iter().cloned());
    policy.with_statements(statements)
}

/// Sids must differ within a policy: one that a statement of someone else has gets a number.
fn with_free_sids(new: &[Statement], old: &[Statement]) -> Result<Vec<Statement>, ReadError> {
    let mut taken: Vec<String> = old
        .iter()
        .filter(|statement| !is_ours(statement))
        .filter_map(|statement| statement.sid().map(str::to_owned))
        .collect();
    let mut out = Vec::with_capacity(new.len());
    for statement in new {
        let wanted = statement.sid().unwrap_or("StrongroomLock").to_owned();
        let mut sid = wanted.clone();
        let mut number = 2;
        while taken.contains(&sid) {
            sid = format!("{wanted}{number}");
            number += 1;
        }
        out.push(if sid == wanted {
            statement.clone()
        } else {
            statement.with_sid(Some(&sid))?
        });
        taken.push(sid);
    }
    Ok(out)
}

/// A word that stands nowhere in the texts, to mark the hole.
fn free_marker(existing: Option<&Policy>, lock: &[Statement]) -> String {
    let mut texts: Vec<String> = lock.iter().map(Statement::to_json).collect();
    texts.extend(existing.map(Policy::to_json));
    let mut number = 0_u64;
    loop {
        let marker = format!("strongroom-end-{number}-");
        if !texts.iter().any(|text| text.contains(&marker)) {
            return marker;
        }
        number += 1;
    }
}
