//! "Any session name" as one value: does a pattern match all of them, none, or some?
//!
//! Source: "`AssumeRole`", `RoleSessionName`: 2 to 64 characters of `[\w+=,.@-]`.

use crate::pattern::{Item, Pattern};
use crate::tri::Tri;

/// The fewest characters of a session's name.
pub(crate) const SHORTEST: usize = 2;
/// The most characters of a session's name.
pub(crate) const LONGEST: usize = 64;

/// Whether a session's name may hold this character.
pub(crate) fn in_session_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-')
}

/// Whether the pattern matches `prefix` followed by every session name (true), by none (false), or by
/// some (unknown). `fold`: the pattern was folded to lower case.
pub(crate) fn matches_any_session(pattern: &Pattern, prefix: &str, fold: bool) -> Tri {
    let items = pattern.items();
    let mut states = closure(&items, vec![0]);
    let prefix = if fold {
        prefix.to_lowercase()
    } else {
        prefix.to_owned()
    };
    for c in prefix.chars() {
        states = step(&items, &states, c);
    }
    let mut some = false;
    for state in states {
        let rest = items.get(state..).unwrap_or_default();
        if covers_all(rest) {
            return Tri::True;
        }
        some |= covers_some(rest);
    }
    if some { Tri::Unknown } else { Tri::False }
}

/// The states after one more character.
pub(crate) fn step(items: &[Item], states: &[usize], c: char) -> Vec<usize> {
    let mut next = Vec::new();
    for &state in states {
        if let Some(item) = items.get(state).filter(|item| item.takes(c)) {
            next.push(if item.is_run() { state } else { state + 1 });
        }
    }
    closure(items, next)
}

/// The states reached without taking a character: a run may take none.
pub(crate) fn closure(items: &[Item], states: Vec<usize>) -> Vec<usize> {
    let mut all = states;
    let mut index = 0;
    while let Some(&state) = all.get(index) {
        if items.get(state).is_some_and(|item| item.is_run()) {
            all.push(state + 1);
        }
        index += 1;
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn covers_all(rest: &[Item]) -> bool {
    let runs = rest.iter().any(|item| item.is_run());
    let ones = rest.iter().filter(|item| !item.is_run()).count();
    let open = rest.iter().all(|item| !matches!(item, Item::Char(_)));
    open && runs && ones <= SHORTEST
}

fn covers_some(rest: &[Item]) -> bool {
    let runs = rest.iter().any(|item| item.is_run());
    let needed = rest.iter().filter(|item| !item.is_run()).count();
    let legal = rest
        .iter()
        .all(|item| !matches!(item, Item::Char(c) if !in_session_name(*c)));
    legal && needed <= LONGEST && (runs || needed >= SHORTEST)
}
