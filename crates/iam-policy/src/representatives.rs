//! Values that stand for all values: for the tests that are made of a key, a finite set of values such
//! that every way the tests can come out together is shown by one of them.

use crate::condition::{ConditionTest, Matcher, Network, Slot, Type, date_text};
use crate::pattern::{Item, Pattern};
use crate::symbolic::{LONGEST, SHORTEST, closure, in_session_name, step};
use crate::template::{Instance, Resolved, Template};
use std::collections::{BTreeSet, HashSet, VecDeque};

/// More ways than this are not looked at.
const MOST_STATES: usize = 20_000;
/// The most elements of a multivalued key whose subsets are all tried.
const MOST_ELEMENTS: usize = 6;

/// Which texts a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain<'a> {
    /// Any text.
    Any,
    /// This prefix and any session name.
    Session(&'a str),
}

/// Keys that every request has.
///
/// Source: "AWS global condition context keys": "This key is included in all requests".
pub(crate) fn is_always_there(key: &str) -> bool {
    matches!(
        key,
        "aws:currenttime"
            | "aws:epochtime"
            | "aws:userid"
            | "aws:principaltype"
            | "aws:principalaccount"
    )
}

/// What a key may be, as far as these tests can tell: slots, `None` for absent. `None` instead of a list
/// where no finite set is known to be complete. `listed`: texts to be told apart besides.
pub(crate) fn of_key<'r>(
    key: &str,
    tests: &[&ConditionTest],
    listed: &BTreeSet<String>,
    resolve: &impl Fn(&str) -> Resolved<'r>,
) -> Option<Vec<Option<Slot>>> {
    let sets = tests
        .iter()
        .filter_map(|test| test.operator)
        .any(|operator| operator.quantifier != crate::condition::Quantifier::One);
    let elements = of_one_value(tests, listed, Domain::Any, resolve)?;
    let mut slots: Vec<Option<Slot>> = Vec::new();
    if !is_always_there(key) {
        slots.push(None);
    }
    if sets {
        if elements.len() > MOST_ELEMENTS {
            return None;
        }
        for chosen in 1..1_usize << elements.len() {
            let values = elements
                .iter()
                .enumerate()
                .filter(|(index, _)| chosen >> index & 1 == 1)
                .map(|(_, value)| value.clone())
                .collect();
            slots.push(Some(Slot::Values(values)));
        }
    } else {
        slots.extend(
            elements
                .into_iter()
                .map(|value| Some(Slot::Values([value].into()))),
        );
    }
    Some(slots)
}

/// Single values that show every way the tests can come out.
/// `listed`: texts to be told apart besides.
pub(crate) fn of_one_value<'r>(
    tests: &[&ConditionTest],
    listed: &BTreeSet<String>,
    domain: Domain<'_>,
    resolve: &impl Fn(&str) -> Resolved<'r>,
) -> Option<Vec<String>> {
    let mut patterns: Vec<(Pattern, bool)> = listed
        .iter()
        .map(|text| (Pattern::Exact(text.as_str().into()), false))
        .collect();
    let mut number_points: Vec<String> = Vec::new();
    let mut date_points: Vec<i128> = Vec::new();
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut kinds = HashSet::new();
    if !listed.is_empty() {
        kinds.insert("text");
    }
    for test in tests {
        let operator = test.operator?;
        match &test.matcher {
            Matcher::Patterns(templates) => {
                kinds.insert("text");
                for template in templates {
                    match template {
                        Template::Fixed(pattern) => {
                            patterns.push((pattern.clone(), operator.kind == Type::TextNoCase));
                        }
                        Template::Malformed => {}
                        open @ Template::Open { .. } => match open.instantiate(resolve) {
                            Instance::Pattern(pattern) => {
                                patterns.push((pattern, operator.kind == Type::TextNoCase));
                            }
                            Instance::Nothing => {}
                            Instance::AtMost(_) => return None,
                        },
                    }
                }
            }
            Matcher::Numbers(values) => {
                kinds.insert("number");
                number_points.extend(values.iter().flatten().map(crate::condition::Decimal::text));
            }
            Matcher::Dates(values) => {
                kinds.insert("date");
                date_points.extend(values.iter().flatten());
            }
            // For Null it only matters whether the key is there.
            Matcher::Bools(_) if operator.kind == Type::Null => {}
            Matcher::Bools(_) => {
                kinds.insert("boolean");
                found.extend(["true".to_owned(), "false".to_owned()]);
            }
            Matcher::Addresses(values) => {
                kinds.insert("address");
                found.extend(addresses(values.iter().flatten()));
            }
            Matcher::Bytes(_) | Matcher::Unreadable => return None,
        }
    }
    if kinds.len() > 1 {
        return None;
    }
    if kinds.contains("number") {
        return numbers(number_points).map(|all| all.into_iter().collect());
    }
    if kinds.contains("date") {
        return Some(dates(date_points).into_iter().collect());
    }
    if found.is_empty() {
        return texts(&patterns, domain);
    }
    Some(found.into_iter().collect())
}

/// Each number, one between each two, one below and one above. `None` where they are too fine to halve.
fn numbers(points: Vec<String>) -> Option<BTreeSet<String>> {
    let mut sorted: Vec<f64> = Vec::new();
    let mut all = BTreeSet::new();
    for text in points {
        let value: f64 = text.parse().ok()?;
        if !value.is_finite() || value.abs() > 1e15 || text.len() > 15 {
            return None;
        }
        sorted.push(value);
        all.insert(text);
    }
    sorted.sort_by(f64::total_cmp);
    for pair in sorted.windows(2) {
        if let [a, b] = pair {
            all.insert(format!("{}", a.midpoint(*b)));
        }
    }
    if let (Some(first), Some(last)) = (sorted.first(), sorted.last()) {
        all.insert(format!("{}", first - 1.0));
        all.insert(format!("{}", last + 1.0));
    }
    Some(all)
}

/// Each moment, one between each two, one before and one after.
fn dates(mut sorted: Vec<i128>) -> BTreeSet<String> {
    const SECOND: i128 = 1_000_000_000;
    sorted.sort_unstable();
    sorted.dedup();
    let mut all: Vec<i128> = sorted.clone();
    for pair in sorted.windows(2) {
        if let [a, b] = pair {
            all.push(a + (b - a) / 2);
        }
    }
    if let (Some(first), Some(last)) = (sorted.first(), sorted.last()) {
        all.push(first - SECOND);
        all.push(last + SECOND);
    }
    all.into_iter().map(date_text).collect()
}

/// The first address of every stretch that the networks cut the addresses into, in both families.
fn addresses<'a>(networks: impl Iterator<Item = &'a Network>) -> BTreeSet<String> {
    let mut all = BTreeSet::from([Network::address(0, false), Network::address(0, true)]);
    for network in networks {
        all.insert(Network::address(network.first, network.v6));
        let top = if network.v6 {
            u128::MAX
        } else {
            u128::from(u32::MAX)
        };
        if network.last < top {
            all.insert(Network::address(network.last + 1, network.v6));
        }
    }
    all
}

/// A text for every way the patterns can match together, found by walking all patterns at once.
pub(crate) fn texts(patterns: &[(Pattern, bool)], domain: Domain<'_>) -> Option<Vec<String>> {
    let walk = Walk::new(patterns, domain);
    walk.run()
}

struct Walk<'a> {
    items: Vec<(Vec<Item>, bool)>,
    domain: Domain<'a>,
    /// A character that no pattern names.
    other: char,
}

/// Where each pattern stands that can still match, and how long the text is (as far as it matters).
type State = (Vec<(usize, usize)>, usize);

impl<'a> Walk<'a> {
    fn new(patterns: &[(Pattern, bool)], domain: Domain<'a>) -> Self {
        let items: Vec<(Vec<Item>, bool)> = patterns
            .iter()
            .map(|(pattern, fold)| (pattern.items(), *fold))
            .collect();
        let named: HashSet<char> = items
            .iter()
            .flat_map(|(items, _)| items)
            .filter_map(|item| match item {
                Item::Char(c) => Some(*c),
                _ => None,
            })
            .flat_map(|c| c.to_lowercase().chain(c.to_uppercase()).chain([c]))
            .collect();
        let candidates = "xyzwvutsrqponmlkjihgfedcba0123456789XYZWVUTSRQPONMLKJIHGFEDCBA_-=+,.@";
        let other = candidates
            .chars()
            .find(|c| !named.contains(c))
            .unwrap_or('\u{e000}');
        Self {
            items,
            domain,
            other,
        }
    }

    fn start(&self) -> Vec<(usize, usize)> {
        let mut alive = Vec::new();
        for (index, (items, fold)) in self.items.iter().enumerate() {
            let mut states = closure(items, vec![0]);
            if let Domain::Session(prefix) = self.domain {
                let prefix = if *fold {
                    prefix.to_lowercase()
                } else {
                    prefix.to_owned()
                };
                for c in prefix.chars() {
                    states = step(items, &states, c);
                }
            }
            alive.extend(states.into_iter().map(|state| (index, state)));
        }
        alive
    }

    fn step(&self, alive: &[(usize, usize)], c: char) -> Vec<(usize, usize)> {
        let mut next = Vec::new();
        let mut rest = alive;
        while let Some((index, _)) = rest.first().copied() {
            let count = rest.iter().take_while(|(other, _)| *other == index).count();
            let (own, after) = rest.split_at(count);
            rest = after;
            let Some((items, fold)) = self.items.get(index) else {
                continue;
            };
            let states: Vec<usize> = own.iter().map(|(_, state)| *state).collect();
            let c = if *fold {
                c.to_lowercase().next().unwrap_or(c)
            } else {
                c
            };
            next.extend(
                step(items, &states, c)
                    .into_iter()
                    .map(|state| (index, state)),
            );
        }
        next
    }

    /// The characters that can make a difference from here.
    fn characters(&self, alive: &[(usize, usize)]) -> BTreeSet<char> {
        let mut all = BTreeSet::from([self.other]);
        for (index, state) in alive {
            let Some((items, fold)) = self.items.get(*index) else {
                continue;
            };
            match items.get(*state) {
                Some(Item::Char(c)) => {
                    all.insert(*c);
                    if *fold {
                        all.extend(c.to_uppercase());
                    }
                }
                Some(Item::Run { colon: false } | Item::One { colon: false }) => {
                    all.insert(':');
                }
                _ => {}
            }
        }
        if let Domain::Session(_) = self.domain {
            all.retain(|c| in_session_name(*c));
        }
        all
    }

    /// Which patterns match the text that led here.
    fn accepted(&self, alive: &[(usize, usize)]) -> Vec<usize> {
        alive
            .iter()
            .filter(|(index, state)| {
                self.items
                    .get(*index)
                    .is_some_and(|(items, _)| *state == items.len())
            })
            .map(|(index, _)| *index)
            .collect()
    }

    fn run(&self) -> Option<Vec<String>> {
        let session = matches!(self.domain, Domain::Session(_));
        let mut found: Vec<String> = Vec::new();
        let mut ways: HashSet<Vec<usize>> = HashSet::new();
        let mut seen: HashSet<State> = HashSet::new();
        let mut queue: VecDeque<(State, String)> = VecDeque::new();
        let first = (self.start(), 0);
        seen.insert(first.clone());
        queue.push_back((first, String::new()));
        while let Some(((alive, length), text)) = queue.pop_front() {
            let count = text.chars().count();
            if (!session || count >= SHORTEST) && ways.insert(self.accepted(&alive)) {
                found.push(match self.domain {
                    Domain::Any => text.clone(),
                    Domain::Session(prefix) => format!("{prefix}{text}"),
                });
            }
            if session && count >= LONGEST {
                continue;
            }
            for c in self.characters(&alive) {
                let length = if session {
                    (length + 1).min(SHORTEST)
                } else {
                    0
                };
                let next = (self.step(&alive, c), length);
                if seen.insert(next.clone()) {
                    if seen.len() > MOST_STATES {
                        return None;
                    }
                    let mut text = text.clone();
                    text.push(c);
                    queue.push_back((next, text));
                }
            }
        }
        Some(found)
    }
}
