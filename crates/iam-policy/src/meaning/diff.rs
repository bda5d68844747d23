//! Two policies, statement by statement.

use super::canonical::{self, Meaning};
use super::words;
use crate::document::{Condition, Policy, Statement};
use crate::ids::PrincipalIds;

/// What became of one statement. Statements are given as indented JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementChange {
    /// Only in the new policy.
    Added {
        /// Its place in the new policy, from 0.
        index: usize,
        /// The statement.
        statement: String,
        /// In words.
        words: String,
    },
    /// Only in the old policy.
    Removed {
        /// Its place in the old policy, from 0.
        index: usize,
        /// The statement.
        statement: String,
        /// In words.
        words: String,
    },
    /// In both, with another meaning.
    Changed {
        /// Its place in the old policy, from 0.
        old_index: usize,
        /// Its place in the new policy, from 0.
        new_index: usize,
        /// The old statement.
        old: String,
        /// The new statement.
        new: String,
        /// What changed, in words, one sentence each; never empty.
        words: Vec<String>,
    },
    /// In both, with the same meaning.
    Untouched {
        /// Its place in the old policy, from 0.
        old_index: usize,
        /// Its place in the new policy, from 0.
        new_index: usize,
        /// The statement as it is in the new policy.
        statement: String,
        /// In words.
        words: String,
    },
}

/// The difference of two policies, statement by statement, in the new policy's order, removed ones last.
/// A statement is untouched when it means the same, and changed when its Sid is the same, or most of it.
pub fn diff(old: &Policy, new: &Policy, ids: &PrincipalIds) -> Vec<StatementChange> {
    let olds = old.statements();
    let news = new.statements();
    let old_meanings: Vec<_> = olds
        .iter()
        .map(|s| canonical::statement(s, old.version(), ids))
        .collect();
    let new_meanings: Vec<_> = news
        .iter()
        .map(|s| canonical::statement(s, new.version(), ids))
        .collect();
    // For each new statement the old one it comes from.
    let mut partner: Vec<Option<(usize, bool)>> = vec![None; news.len()];
    let mut taken = vec![false; olds.len()];
    let mut pair = |same: bool, fits: &dyn Fn(usize, usize) -> bool| {
        for (index, slot) in partner.iter_mut().enumerate() {
            if slot.is_some() {
                continue;
            }
            let found =
                (0..olds.len()).find(|old| taken.get(*old) == Some(&false) && fits(*old, index));
            if let Some(found) = found {
                if let Some(taken) = taken.get_mut(found) {
                    *taken = true;
                }
                *slot = Some((found, same));
            }
        }
    };
    pair(true, &|a, b| old_meanings.get(a) == new_meanings.get(b));
    pair(false, &|a, b| match (olds.get(a), news.get(b)) {
        (Some(a), Some(b)) => {
            a.sid().is_some_and(|sid| !sid.is_empty())
                && a.sid() == b.sid()
                && a.effect() == b.effect()
        }
        _ => false,
    });
    pair(false, &|a, b| match (olds.get(a), news.get(b)) {
        (Some(a), Some(b)) => alike(
            &Meaning::new(a, old.version(), ids),
            &Meaning::new(b, new.version(), ids),
        ),
        _ => false,
    });
    let mut changes = Vec::with_capacity(news.len());
    for (index, (statement, partner)) in news.iter().zip(&partner).enumerate() {
        changes.push(match partner {
            None => StatementChange::Added {
                index,
                statement: statement.to_json_pretty(),
                words: words::sentence(statement),
            },
            Some((old_index, true)) => StatementChange::Untouched {
                old_index: *old_index,
                new_index: index,
                statement: statement.to_json_pretty(),
                words: words::sentence(statement),
            },
            Some((old_index, false)) => {
                let Some(before) = olds.get(*old_index) else {
                    continue;
                };
                StatementChange::Changed {
                    old_index: *old_index,
                    new_index: index,
                    old: before.to_json_pretty(),
                    new: statement.to_json_pretty(),
                    words: changed(before, statement),
                }
            }
        });
    }
    for (index, statement) in olds.iter().enumerate() {
        if taken.get(index) == Some(&false) {
            changes.push(StatementChange::Removed {
                index,
                statement: statement.to_json_pretty(),
                words: words::sentence(statement),
            });
        }
    }
    changes
}

/// The same effect, and at least two of principal, action and resource; or all three but the effect.
fn alike(a: &Meaning, b: &Meaning) -> bool {
    let same = [
        a.who == b.who,
        a.action == b.action,
        a.resource == b.resource,
    ];
    let count = same.iter().filter(|same| **same).count();
    a.effect == b.effect && count >= 2
}

/// What differs, element by element.
fn changed(old: &Statement, new: &Statement) -> Vec<String> {
    let mut found = Vec::new();
    if old.effect() != new.effect() {
        found.push(format!(
            "the effect is `{}` instead of `{}`",
            new.effect(),
            old.effect()
        ));
    }
    if old.principal() != new.principal() {
        let names = |statement: &Statement| -> Vec<String> {
            statement
                .principal()
                .entries()
                .iter()
                .map(words::entry)
                .collect()
        };
        lists(
            "principals",
            &names(old),
            &names(new),
            kind_changed(
                matches!(old.principal(), crate::PrincipalElement::NotPrincipal(_)),
                matches!(new.principal(), crate::PrincipalElement::NotPrincipal(_)),
            ),
            &mut found,
        );
    }
    if old.action() != new.action() {
        lists(
            "actions",
            &ticked(old.action().patterns()),
            &ticked(new.action().patterns()),
            kind_changed(
                matches!(old.action(), crate::ActionElement::NotAction(_)),
                matches!(new.action(), crate::ActionElement::NotAction(_)),
            ),
            &mut found,
        );
    }
    if old.resource() != new.resource() {
        lists(
            "resources",
            &ticked(old.resource().patterns()),
            &ticked(new.resource().patterns()),
            kind_changed(
                matches!(old.resource(), crate::ResourceElement::NotResource(_)),
                matches!(new.resource(), crate::ResourceElement::NotResource(_)),
            ),
            &mut found,
        );
    }
    conditions(old.conditions(), new.conditions(), &mut found);
    if found.is_empty() {
        found.push("the version of the policy gives it another meaning".to_owned());
    }
    found
}

fn ticked(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| format!("`{text}`")).collect()
}

fn kind_changed(old_not: bool, new_not: bool) -> Option<&'static str> {
    match (old_not, new_not) {
        (false, true) => Some("all but the listed instead of the listed"),
        (true, false) => Some("the listed instead of all but the listed"),
        _ => None,
    }
}

fn lists(what: &str, old: &[String], new: &[String], kind: Option<&str>, found: &mut Vec<String>) {
    if let Some(kind) = kind {
        found.push(format!("{what}: {kind}"));
    }
    let missing = |from: &[String], of: &[String]| -> Vec<String> {
        of.iter()
            .filter(|text| !from.contains(text))
            .cloned()
            .collect()
    };
    let added = missing(old, new);
    let removed = missing(new, old);
    if !added.is_empty() {
        found.push(format!("{what}: {} added", added.join(", ")));
    }
    if !removed.is_empty() {
        found.push(format!("{what}: {} removed", removed.join(", ")));
    }
}

fn conditions(old: &[Condition], new: &[Condition], found: &mut Vec<String>) {
    let same_test = |a: &Condition, b: &Condition| {
        a.operator.eq_ignore_ascii_case(&b.operator) && a.key.eq_ignore_ascii_case(&b.key)
    };
    for condition in new {
        match old.iter().find(|other| same_test(other, condition)) {
            None => found.push(format!("condition {} added", words::test(condition))),
            Some(before) if before.values != condition.values => lists(
                &format!("condition `{} {}`", condition.operator, condition.key),
                &ticked(&before.values),
                &ticked(&condition.values),
                None,
                found,
            ),
            Some(_) => {}
        }
    }
    for condition in old {
        if !new.iter().any(|other| same_test(other, condition)) {
            found.push(format!("condition {} removed", words::test(condition)));
        }
    }
}
