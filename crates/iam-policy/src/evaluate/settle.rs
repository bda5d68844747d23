//! Where something is unknown: does it matter?
//!
//! The unknown keys and "any session name" are replaced by values that stand for all values they can
//! have; if the answer is the same for each combination, it is the answer.

mod groups;

use super::combine::{self, Silent};
use super::compile::{Compiled, CompiledPolicy, CompiledStatement, ResourceTest};
use super::prepare::Prepared;
use super::special;
use super::who::WhoTest;
use crate::condition::{ConditionTest, Matcher, Slot};
use crate::decision::Outcome;
use crate::principal::{Principal, SessionName};
use crate::representatives::{Domain, of_key, of_one_value};
use crate::tri::Tri;
use std::collections::{BTreeMap, BTreeSet};

/// More combinations than this are not tried.
const MOST_COMBINATIONS: usize = 20_000;

/// What is left after the unknown was looked at from every side.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) outcome: Outcome,
    /// What was looked at from every side, and does not matter.
    pub(super) keys: Vec<String>,
}

impl Settled {
    pub(super) fn same(outcome: Outcome) -> Self {
        Self {
            outcome,
            keys: Vec::new(),
        }
    }
}

#[derive(Clone)]
/// One thing that is unknown, and the requests' changes that show all it can be.
struct Unknown {
    name: String,
    /// In lower case; `aws:userid` for the session's name where the user id hangs on it.
    key: String,
    /// Whether it is the session's name, which a statement's principal may name too.
    session: bool,
    choices: Vec<Choice>,
}

#[derive(Clone)]
enum Choice {
    Key(String, Option<Slot>),
    /// The session's name, and the user id that goes with it where the role's id is known.
    Session(String, Option<String>),
    /// Several at once.
    All(Vec<Choice>),
}

impl Choice {
    fn apply(&self, request: &Prepared) -> Prepared {
        match self {
            Self::Key(key, slot) => request.with(key, slot.clone()),
            Self::Session(name, None) => request.with_session(name),
            Self::Session(name, Some(user_id)) => request
                .with_session(name)
                .with("aws:userid", Some(Slot::Values([user_id.clone()].into()))),
            Self::All(choices) => choices
                .iter()
                .fold(request.clone(), |request, choice| choice.apply(&request)),
        }
    }
}

/// Decides by looking at every way the unknown can be.
pub(super) fn settle(compiled: &Compiled, request: &Prepared) -> Settled {
    let unknowns = unknowns(compiled, request);
    if unknowns.is_empty() {
        return Settled::same(Outcome::Unknown);
    }
    let outcome = if combinations(&unknowns) <= MOST_COMBINATIONS {
        let mut seen = BTreeSet::new();
        visit(compiled, request, &unknowns, &mut seen);
        agree(&seen)
    } else {
        groups::settle(compiled, request, &unknowns, MOST_COMBINATIONS)
    };
    Settled {
        outcome,
        keys: unknowns.into_iter().map(|unknown| unknown.name).collect(),
    }
}

/// How many combinations there are, as far as that can be counted.
fn combinations(unknowns: &[Unknown]) -> usize {
    unknowns.iter().fold(1, |product, unknown| {
        product.saturating_mul(unknown.choices.len())
    })
}

/// Tries every combination; false as soon as the answers can't agree any more.
fn visit(
    compiled: &Compiled,
    request: &Prepared,
    unknowns: &[Unknown],
    seen: &mut BTreeSet<Outcome>,
) -> bool {
    let Some((unknown, rest)) = unknowns.split_first() else {
        seen.insert(combine::decide(compiled, request, &mut Silent).outcome);
        return agree(seen) != Outcome::Unknown;
    };
    unknown
        .choices
        .iter()
        .all(|choice| visit(compiled, &choice.apply(request), rest, seen))
}

/// The one answer. A mixture of denials is a denial: nothing allows, or something denies.
fn agree(seen: &BTreeSet<Outcome>) -> Outcome {
    let mut all = seen.iter().copied();
    match (all.next(), all.next(), all.next()) {
        (Some(only), None, _) => only,
        (Some(Outcome::ImplicitlyDenied), Some(Outcome::ExplicitlyDenied), None) => {
            Outcome::ImplicitlyDenied
        }
        _ => Outcome::Unknown,
    }
}

/// What is unknown and may matter, with all it can be; what can't be shown by finitely many values is
/// left out and stays unknown.
fn unknowns(compiled: &Compiled, request: &Prepared) -> Vec<Unknown> {
    let mut tests: BTreeMap<&str, Vec<&ConditionTest>> = BTreeMap::new();
    let mut fixed: BTreeSet<&str> = BTreeSet::new();
    let mut sessions: BTreeSet<String> = BTreeSet::new();
    let mut listed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for policy in compiled.policies() {
        for statement in relevant(policy, request) {
            collect(statement, request, &mut tests, &mut fixed, &mut sessions);
            compared(statement, request, &mut fixed, &mut listed);
        }
    }
    let mut unknowns = Vec::new();
    if let Some(unknown) = session(request, &tests, &fixed, sessions, &listed) {
        unknowns.push(unknown);
    }
    for (key, slot) in request.slots() {
        if *slot != Slot::Unknown || fixed.contains(key) {
            continue;
        }
        let tests = tests.get(key).map(Vec::as_slice).unwrap_or_default();
        let listed = listed.remove(key).unwrap_or_default();
        if tests.is_empty() && listed.is_empty() {
            continue;
        }
        if let Some(slots) = of_key(key, tests, &listed, &|key| request.resolve(key)) {
            unknowns.push(Unknown {
                name: tests
                    .first()
                    .map_or_else(|| key.to_owned(), |test| test.written_key.to_string()),
                key: key.to_owned(),
                session: false,
                choices: slots
                    .into_iter()
                    .map(|slot| Choice::Key(key.to_owned(), slot))
                    .collect(),
            });
        }
    }
    unknowns
}

fn relevant<'a>(
    policy: &'a CompiledPolicy,
    request: &'a Prepared,
) -> impl Iterator<Item = &'a CompiledStatement> {
    policy
        .statements
        .iter()
        .filter(|statement| statement.matches(request, true) != Tri::False)
}

/// Notes which tests a statement makes of unknown keys, and which unknown keys it uses as variables.
fn collect<'a>(
    statement: &'a CompiledStatement,
    request: &Prepared,
    tests: &mut BTreeMap<&'a str, Vec<&'a ConditionTest>>,
    fixed: &mut BTreeSet<&'a str>,
    sessions: &mut BTreeSet<String>,
) {
    if let ResourceTest::Is(templates) | ResourceTest::Not(templates) = &statement.resource {
        fixed.extend(
            templates
                .iter()
                .flat_map(super::super::template::Template::variables),
        );
    }
    for condition in &statement.conditions {
        if matches!(
            request.slot(&condition.key),
            Some(Slot::Unknown | Slot::AnySession(_))
        ) {
            tests.entry(&condition.key).or_default().push(condition);
        }
    }
    if let WhoTest::Is(entries) | WhoTest::Not(entries) = &statement.who {
        sessions.extend(
            entries
                .iter()
                .filter_map(|entry| special::session_of(entry, &request.principal)),
        );
    }
}

/// Notes which unknown keys stand as variables in conditions: those that are a condition's whole value and
/// are compared with known texts need to be told apart from these only; of others nothing finite is known.
fn compared<'a>(
    statement: &'a CompiledStatement,
    request: &Prepared,
    fixed: &mut BTreeSet<&'a str>,
    listed: &mut BTreeMap<&'a str, BTreeSet<String>>,
) {
    for condition in &statement.conditions {
        let Matcher::Patterns(templates) = &condition.matcher else {
            continue;
        };
        for template in templates {
            match (template.whole_variable(), request.slot(&condition.key)) {
                (Some(key), Some(Slot::Values(values))) => {
                    listed
                        .entry(key)
                        .or_default()
                        .extend(values.iter().cloned());
                }
                _ => fixed.extend(template.variables()),
            }
        }
    }
}

/// The name of a session that may have any: the names that policies list, and one for every way the
/// tests of `aws:userid` can come out.
fn session(
    request: &Prepared,
    tests: &BTreeMap<&str, Vec<&ConditionTest>>,
    fixed: &BTreeSet<&str>,
    names: BTreeSet<String>,
    listed: &BTreeMap<&str, BTreeSet<String>>,
) -> Option<Unknown> {
    let Principal::RoleSession {
        session: SessionName::Any,
        ..
    } = &request.principal
    else {
        return None;
    };
    let prefix = match request.slot("aws:userid") {
        Some(Slot::AnySession(prefix)) => Some(prefix.as_str()),
        _ => None,
    };
    if prefix.is_some() && fixed.contains("aws:userid") {
        return None;
    }
    let start = prefix.unwrap_or_default();
    let tests = match prefix {
        Some(_) => tests
            .get("aws:userid")
            .map(Vec::as_slice)
            .unwrap_or_default(),
        None => &[],
    };
    let ids = listed.get("aws:userid").filter(|_| prefix.is_some());
    let told_apart = names
        .into_iter()
        .map(|name| format!("{start}{name}"))
        .chain(ids.into_iter().flatten().cloned())
        .collect();
    let ids = of_one_value(tests, &told_apart, Domain::Session(start), &|key| {
        request.resolve(key)
    })?;
    let names = ids
        .iter()
        .filter_map(|id| id.strip_prefix(start))
        .map(ToOwned::to_owned);
    let choices = names
        .map(|name| {
            let user_id = prefix.map(|prefix| format!("{prefix}{name}"));
            Choice::Session(name, user_id)
        })
        .collect();
    Some(Unknown {
        name: "the session's name".to_owned(),
        key: prefix.map_or_else(String::new, |_| "aws:userid".to_owned()),
        session: true,
        choices,
    })
}
