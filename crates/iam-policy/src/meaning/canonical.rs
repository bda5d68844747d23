//! The one form that all spellings of a meaning share.
//!
//! A statement is spelled out into atoms (one principal, one action pattern, one resource pattern, the
//! conditions); an atom that another one covers is dropped. So order, arrays, case, repetition, and how
//! statements are split do not count.

use super::covering::{covers, covers_who, follows, minimal};
use crate::arn;
use crate::condition::{ConditionTest, Matcher, Quantifier, Type, date_text};
use crate::condition::{Decimal, Network};
use crate::document::{
    ActionElement, Condition, Effect, Policy, PrincipalElement, PrincipalEntry, ResourceElement,
    Statement, Version,
};
use crate::ids::PrincipalIds;
use crate::pattern::{Dialect, Item, Pattern};
use crate::template::{Part, Template};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A statement that would be spelled out into more atoms than this stays together.
const MOST_ATOMS: usize = 512;
/// Atoms beyond this many are not compared with each other.
const MOST_COMPARED: usize = 600;

/// What a set of patterns is for: everything in it, or everything but it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Set {
    Absent,
    Is(BTreeSet<String>),
    Not(BTreeSet<String>),
}

/// A condition: operator, key and values in their canonical spelling.
pub(super) type Test = (String, String, BTreeSet<String>);

/// A statement's meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meaning {
    pub(super) effect: Effect,
    pub(super) who: Set,
    pub(super) action: Set,
    pub(super) resource: Set,
    pub(super) conditions: BTreeSet<Test>,
}

/// The atoms of a whole policy, sorted.
pub(super) fn policy(policy: &Policy, ids: &PrincipalIds) -> Vec<String> {
    let mut atoms: BTreeSet<Meaning> = BTreeSet::new();
    for statement in policy.statements() {
        atoms.extend(Meaning::new(statement, policy.version(), ids).atoms());
    }
    lines(atoms)
}

/// Whether `new` allows nothing that `old` does not, as far as statements cover each other: each Allow of
/// the new one is covered by one of the old, and each Deny of the old by one of the new.
pub(super) fn only_narrows(new: &Policy, old: &Policy, ids: &PrincipalIds) -> bool {
    let atoms = |policy: &Policy| -> Vec<Meaning> {
        policy
            .statements()
            .iter()
            .flat_map(|statement| Meaning::new(statement, policy.version(), ids).atoms())
            .collect()
    };
    let (new, old) = (atoms(new), atoms(old));
    let covered = |effect: Effect, narrow: &[Meaning], wide: &[Meaning]| {
        narrow
            .iter()
            .filter(|atom| atom.effect == effect)
            .all(|atom| wide.iter().any(|other| other.covers(atom)))
    };
    covered(Effect::Allow, &new, &old) && covered(Effect::Deny, &old, &new)
}

/// The atoms of one statement, sorted.
pub(super) fn statement(
    statement: &Statement,
    version: Version,
    ids: &PrincipalIds,
) -> Vec<String> {
    lines(
        Meaning::new(statement, version, ids)
            .atoms()
            .into_iter()
            .collect(),
    )
}

fn lines(atoms: BTreeSet<Meaning>) -> Vec<String> {
    let atoms: Vec<Meaning> = atoms.into_iter().collect();
    let compared = atoms.len() <= MOST_COMPARED;
    let kept = atoms.iter().enumerate().filter(|(index, atom)| {
        !compared
            || !atoms.iter().enumerate().any(|(other_index, other)| {
                other_index != *index
                    && other.covers(atom)
                    // Of two that cover each other the first stays.
                    && !(atom.covers(other) && *index < other_index)
            })
    });
    kept.map(|(_, atom)| atom.line()).collect()
}

impl Meaning {
    pub(super) fn new(statement: &Statement, version: Version, ids: &PrincipalIds) -> Self {
        Self {
            effect: statement.effect(),
            who: who(statement.principal(), ids),
            action: match statement.action() {
                ActionElement::Absent => Set::Absent,
                ActionElement::Action(patterns) => Set::Is(actions(patterns)),
                ActionElement::NotAction(patterns) => Set::Not(actions(patterns)),
            },
            resource: match statement.resource() {
                ResourceElement::Absent => Set::Absent,
                ResourceElement::Resource(patterns) => Set::Is(resources(patterns, version)),
                ResourceElement::NotResource(patterns) => Set::Not(resources(patterns, version)),
            },
            conditions: conditions(statement.conditions(), version),
        }
    }

    fn atoms(self) -> Vec<Self> {
        let count = |set: &Set| match set {
            Set::Is(values) => values.len(),
            Set::Absent | Set::Not(_) => 1,
        };
        let alternatives: Vec<_> = self.conditions.iter().map(alternatives).collect();
        let product = alternatives
            .iter()
            .map(Vec::len)
            .chain([count(&self.who), count(&self.action), count(&self.resource)])
            .fold(1, usize::saturating_mul);
        if product > MOST_ATOMS {
            return vec![self];
        }
        let mut conditions = vec![BTreeSet::new()];
        for tests in &alternatives {
            conditions = conditions
                .iter()
                .flat_map(|chosen| {
                    tests.iter().map(move |test| {
                        let mut chosen: BTreeSet<Test> = chosen.clone();
                        chosen.insert(test.clone());
                        chosen
                    })
                })
                .collect();
        }
        let mut atoms = Vec::with_capacity(product);
        for who in single(&self.who) {
            for action in single(&self.action) {
                for resource in single(&self.resource) {
                    for conditions in &conditions {
                        atoms.push(Self {
                            effect: self.effect,
                            who: who.clone(),
                            action: action.clone(),
                            resource: resource.clone(),
                            conditions: conditions.clone(),
                        });
                    }
                }
            }
        }
        atoms
    }

    /// The atom as one text. Every part is written with its length, so that no two atoms have the same;
    /// digests are kept, so this form must not change.
    fn line(&self) -> String {
        let mut line = self.effect.to_string();
        for set in [&self.who, &self.action, &self.resource] {
            match set {
                Set::Absent => line.push_str(" absent"),
                Set::Is(values) => write_all(" is", values, &mut line),
                Set::Not(values) => write_all(" not", values, &mut line),
            }
        }
        for (operator, key, values) in &self.conditions {
            let name = BTreeSet::from([format!("{operator} {key}")]);
            write_all(" where", &name, &mut line);
            write_all("", values, &mut line);
        }
        line
    }

    /// Whether everything that `other` matches is matched by this too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.effect == other.effect
            && self
                .conditions
                .iter()
                .all(|wide| other.conditions.iter().any(|narrow| follows(wide, narrow)))
            && covers_who(&self.who, &other.who)
            && covers(&self.action, &other.action, Dialect::Like)
            && covers(&self.resource, &other.resource, Dialect::Resource)
    }
}

fn write_all(what: &str, values: &BTreeSet<String>, line: &mut String) {
    // Writing to a String can't fail.
    let _ = write!(line, "{what} {}", values.len());
    for value in values {
        let _ = write!(line, " {}:{value}", value.len());
    }
}

/// Before the name of an operator that AWS does not have.
const UNKNOWN: &str = "unknown ";

/// A test that holds for any of its values is as good as one statement for each of them; `ForAllValues` and
/// negated tests are not.
fn alternatives(test: &Test) -> Vec<Test> {
    let (name, key, values) = test;
    if name.starts_with("ForAllValues:")
        || name.starts_with(UNKNOWN)
        || name.contains("Not")
        || values.len() < 2
    {
        return vec![test.clone()];
    }
    values
        .iter()
        .map(|value| (name.clone(), key.clone(), BTreeSet::from([value.clone()])))
        .collect()
}

fn single(set: &Set) -> Vec<Set> {
    match set {
        Set::Is(values) => values
            .iter()
            .map(|value| Set::Is(BTreeSet::from([value.clone()])))
            .collect(),
        other => vec![other.clone()],
    }
}

fn who(element: &PrincipalElement, ids: &PrincipalIds) -> Set {
    let names = |entries: &[PrincipalEntry]| -> BTreeSet<String> {
        let all: BTreeSet<String> = entries.iter().map(|entry| entry_name(entry, ids)).collect();
        if all.contains("*") {
            BTreeSet::from(["*".to_owned()])
        } else {
            all
        }
    };
    match element {
        PrincipalElement::Absent => Set::Absent,
        PrincipalElement::Principal(entries) => Set::Is(names(entries)),
        PrincipalElement::NotPrincipal(entries) => Set::Not(names(entries)),
    }
}

fn entry_name(entry: &PrincipalEntry, ids: &PrincipalIds) -> String {
    match entry {
        PrincipalEntry::Anyone => "*".to_owned(),
        PrincipalEntry::Aws(value) => match arn::whole_account(value) {
            Some(account) => format!("account {account}"),
            None => format!("aws {}", ids.id_of(value).unwrap_or(value)),
        },
        PrincipalEntry::Service(value) => format!("service {}", value.to_ascii_lowercase()),
        PrincipalEntry::Federated(value) => format!("federated {value}"),
        PrincipalEntry::CanonicalUser(value) => format!("canonical {value}"),
        PrincipalEntry::Other { kind, value } => format!("other {kind} {value}"),
    }
}

fn actions(patterns: &[String]) -> BTreeSet<String> {
    let all = patterns
        .iter()
        .filter_map(|pattern| Pattern::compile(&pattern.to_ascii_lowercase(), Dialect::Like))
        .map(|pattern| pattern.text())
        .collect();
    minimal(all, Dialect::Like)
}

fn resources(patterns: &[String], version: Version) -> BTreeSet<String> {
    let all = patterns
        .iter()
        .map(|text| {
            template_text(
                &Template::new(text, version, Dialect::Resource, false),
                text,
            )
        })
        .collect();
    minimal(all, Dialect::Resource)
}

/// Marks a variable, so that it differs from the same text under version 2008-10-17.
pub(super) const VARIABLE: char = '\u{6}';

fn template_text(template: &Template, raw: &str) -> String {
    match template {
        Template::Fixed(pattern) => canonical_text(pattern),
        Template::Malformed => format!("unreadable {raw}"),
        Template::Open { parts, fold, .. } => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) if *fold => text.to_lowercase(),
                Part::Text(text) => text.to_string(),
                Part::Variable { key, default } => format!("{VARIABLE}{key} {default:?}{VARIABLE}"),
            })
            .collect(),
    }
}

/// A pattern's text with its literal `*`, `?` and `$` written as variables, so that it reads back as itself.
fn canonical_text(pattern: &Pattern) -> String {
    pattern
        .items()
        .iter()
        .map(|item| match item {
            Item::Char(c @ ('*' | '?' | '$')) => format!("${{{c}}}"),
            Item::Char(c) => c.to_string(),
            Item::Run { .. } => "*".to_owned(),
            Item::One { .. } => "?".to_owned(),
        })
        .collect()
}

fn conditions(conditions: &[Condition], version: Version) -> BTreeSet<Test> {
    // Negated tests of one key join: none of these, and none of those.
    let mut joined: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for condition in conditions {
        let test = ConditionTest::compile(condition, version);
        let key = test.key.to_string();
        let Some(mut operator) = test.operator else {
            let values = condition.values.iter().cloned().collect();
            all.insert((
                format!("{UNKNOWN}{}", condition.operator.to_ascii_lowercase()),
                key,
                values,
            ));
            continue;
        };
        // A negated operator holds for a missing key anyway, and so does `ForAllValues`.
        match operator.quantifier {
            Quantifier::One if operator.negated => operator.if_exists = false,
            Quantifier::All => operator.if_exists = false,
            Quantifier::One | Quantifier::Any => {}
        }
        let values = minimal_values(values(&test, condition), operator.kind);
        // What compares exact text is a comparison with patterns that have no wildcards.
        let name = match operator.kind {
            Type::Text => operator.name().replace("Equals", "Like"),
            _ => operator.name(),
        };
        if operator.negated && operator.quantifier != Quantifier::Any {
            joined.entry((name, key)).or_default().extend(values);
        } else {
            all.insert((name, key, values));
        }
    }
    all.extend(
        joined
            .into_iter()
            .map(|((name, key), values)| (name, key, values)),
    );
    all
}

fn minimal_values(values: BTreeSet<String>, kind: Type) -> BTreeSet<String> {
    match kind {
        Type::Text | Type::Like => minimal(values, Dialect::Like),
        Type::Arn => minimal(values, Dialect::Arn),
        _ => values,
    }
}

fn values(test: &ConditionTest, condition: &Condition) -> BTreeSet<String> {
    fn some<T>(
        values: &[Option<T>],
        raw: &[String],
        text: impl Fn(&T) -> String,
    ) -> BTreeSet<String> {
        values
            .iter()
            .zip(raw)
            .map(|(value, raw)| {
                value
                    .as_ref()
                    .map_or_else(|| format!("unreadable {raw}"), &text)
            })
            .collect()
    }
    let raw = &condition.values;
    match &test.matcher {
        Matcher::Patterns(templates) => templates
            .iter()
            .zip(raw)
            .map(|(template, raw)| template_text(template, raw))
            .collect(),
        Matcher::Numbers(values) => some(values, raw, Decimal::text),
        Matcher::Dates(values) => some(values, raw, |nanos| date_text(*nanos)),
        Matcher::Bools(values) => some(values, raw, ToString::to_string),
        Matcher::Bytes(values) => some(values, raw, |bytes| hex::encode(bytes)),
        Matcher::Addresses(values) => some(values, raw, Network::text),
        Matcher::Unreadable => raw.iter().cloned().collect(),
    }
}
