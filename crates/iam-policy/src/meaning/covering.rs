//! When does one pattern, set or test cover another?

use super::canonical::{Set, Test, VARIABLE};
use crate::condition::Network;
use crate::document::Version;
use crate::pattern::{Dialect, Pattern};
use crate::representatives::{Domain, texts};
use crate::template::Template;
use std::collections::BTreeSet;

/// Whether everyone of the one set is in the other, as far as can be told.
pub(super) fn covers_who(a: &Set, b: &Set) -> bool {
    a == b || matches!((a, b), (Set::Is(all), Set::Is(_)) if all.contains("*"))
}

/// Whether what the one set of patterns matches is matched by the other.
pub(super) fn covers(a: &Set, b: &Set, dialect: Dialect) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Set::Is(wide), Set::Is(narrow)) => narrow
            .iter()
            .all(|n| wide.iter().any(|w| text_covers(w, n, dialect))),
        (Set::Not(wide), Set::Not(narrow)) => wide
            .iter()
            .all(|w| narrow.iter().any(|n| text_covers(n, w, dialect))),
        (Set::Is(wide), Set::Not(_)) => wide.contains("*"),
        _ => false,
    }
}

/// Whether canonical pattern texts cover each other. A text with a variable covers only itself.
fn text_covers(wide: &str, narrow: &str, dialect: Dialect) -> bool {
    if wide == narrow || wide == "*" {
        return true;
    }
    if !wide.contains(['*', '?']) || [wide, narrow].iter().any(|text| text.contains(VARIABLE)) {
        return false;
    }
    let start = |text: &str| {
        text.split(['*', '?', '$'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    if !narrow.starts_with(&start(wide)) {
        return false;
    }
    let read = |text: &str| match Template::new(text, Version::V2012, dialect, false) {
        Template::Fixed(pattern) => Some(pattern),
        Template::Open { .. } | Template::Malformed => None,
    };
    match (read(wide), read(narrow)) {
        (Some(wide), Some(narrow)) => pattern_covers(&wide, &narrow),
        _ => false,
    }
}

/// Whether every text that `narrow` matches is matched by `wide`; false also where it can't be told.
fn pattern_covers(wide: &Pattern, narrow: &Pattern) -> bool {
    if let Pattern::Exact(text) = narrow {
        return wide.matches(text);
    }
    let both = [(wide.clone(), false), (narrow.clone(), false)];
    texts(&both, Domain::Any).is_some_and(|texts| {
        texts
            .iter()
            .all(|text| !narrow.matches(text) || wide.matches(text))
    })
}

/// Drops patterns that another one covers.
pub(super) fn minimal(patterns: BTreeSet<String>, dialect: Dialect) -> BTreeSet<String> {
    let all: Vec<String> = patterns.into_iter().collect();
    all.iter()
        .enumerate()
        .filter(|(index, narrow)| {
            !all.iter().enumerate().any(|(other, wide)| {
                other != *index
                    && text_covers(wide, narrow, dialect)
                    && !(text_covers(narrow, wide, dialect) && *index < other)
            })
        })
        .map(|(_, text)| text.clone())
        .collect()
}

/// Whether a test holds wherever another one does.
pub(super) fn follows(wide: &Test, narrow: &Test) -> bool {
    if wide == narrow {
        return true;
    }
    if wide.0 != narrow.0 || wide.1 != narrow.1 {
        return false;
    }
    let name = wide.0.as_str();
    let dialect = if name.contains("Arn") {
        Dialect::Arn
    } else {
        Dialect::Like
    };
    let text =
        name.contains("StringLike") || name.contains("StringNotLike") || name.contains("Arn");
    let addresses = name.contains("IpAddress");
    let within = |wide: &str, narrow: &str| match (Network::parse(wide), Network::parse(narrow)) {
        (Some(wide), Some(narrow)) => addresses && wide.contains(&narrow),
        _ => false,
    };
    let covered = |narrow: &BTreeSet<String>, wide: &BTreeSet<String>| {
        narrow.iter().all(|n| {
            wide.iter()
                .any(|w| n == w || (text && text_covers(w, n, dialect)) || within(w, n))
        })
    };
    if name.contains("Not") {
        // None of few is true wherever none of many is.
        covered(&wide.2, &narrow.2)
    } else {
        covered(&narrow.2, &wide.2)
    }
}
