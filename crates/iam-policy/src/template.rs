//! Patterns with policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.
//!
//! Source: "IAM policy elements: Variables and tags".

use crate::document::Version;
use crate::pattern::{Dialect, Pattern, mark_literal, unmark};
use crate::tri::Tri;

/// A pattern, or what it is made of once the request is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Template {
    /// Without variables.
    Fixed(Pattern),
    /// With variables.
    Open {
        parts: Box<[Part]>,
        dialect: Dialect,
        fold: bool,
    },
    /// Not what the operator compares with (no ARN): matches nothing.
    Malformed,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text whose wildcards count, literal ones marked.
    Text(Box<str>),
    /// A variable: its key in lower case, and its default.
    Variable {
        key: Box<str>,
        default: Option<Box<str>>,
    },
}

/// What a variable stands for in a request.
pub(crate) enum Resolved<'a> {
    Value(&'a str),
    /// The key is not there, or has several values.
    Nothing,
    /// Any value that begins so.
    Starts(&'a str),
    Unknown,
}

/// What a template comes to in a request.
pub(crate) enum Instance {
    Pattern(Pattern),
    /// A variable has no value: "There is no equal or like value."
    Nothing,
    /// A variable is not known: what this does not match can't match whatever it is.
    AtMost(Pattern),
}

impl Instance {
    /// Whether a text matches.
    pub(crate) fn matches(&self, text: &str) -> Tri {
        match self {
            Self::Pattern(pattern) => Tri::from(pattern.matches(text)),
            Self::AtMost(pattern) if pattern.matches(text) => Tri::Unknown,
            Self::Nothing | Self::AtMost(_) => Tri::False,
        }
    }
}

impl Template {
    /// Compiles a text. Variables exist only in version 2012-10-17.
    pub(crate) fn new(text: &str, version: Version, dialect: Dialect, fold: bool) -> Self {
        let parts = match version {
            Version::V2012 => split(text),
            Version::V2008 => vec![Part::Text(mark_controls(text).into())],
        };
        if parts
            .iter()
            .any(|part| matches!(part, Part::Variable { .. }))
        {
            return Self::Open {
                parts: parts.into(),
                dialect,
                fold,
            };
        }
        let mut marked = String::new();
        for part in &parts {
            if let Part::Text(text) = part {
                marked.push_str(text);
            }
        }
        match Pattern::compile(&folded(marked, fold), dialect) {
            Some(pattern) => Self::Fixed(pattern),
            None => Self::Malformed,
        }
    }

    /// Puts the values in.
    pub(crate) fn instantiate<'a>(&self, resolve: impl Fn(&str) -> Resolved<'a>) -> Instance {
        let (parts, dialect, fold) = match self {
            Self::Fixed(pattern) => return Instance::Pattern(pattern.clone()),
            Self::Malformed => return Instance::Nothing,
            Self::Open {
                parts,
                dialect,
                fold,
            } => (parts, *dialect, *fold),
        };
        let mut marked = String::new();
        // The same, as a pattern that matches at least as much, with `*` for what is not known.
        let mut at_most = String::new();
        let mut known = true;
        for part in parts {
            match part {
                Part::Text(text) => {
                    marked.push_str(text);
                    if dialect == Dialect::Exact {
                        mark_literal(&unmark(text), &mut at_most);
                    } else {
                        at_most.push_str(text);
                    }
                }
                Part::Variable { key, default } => {
                    let value = match (resolve(key), default) {
                        (Resolved::Value(value), _) => value,
                        (Resolved::Nothing, Some(default)) => default,
                        (Resolved::Nothing, None) => return Instance::Nothing,
                        (Resolved::Starts(start), _) => {
                            mark_literal(start, &mut at_most);
                            at_most.push('*');
                            known = false;
                            continue;
                        }
                        (Resolved::Unknown, _) => {
                            at_most.push('*');
                            known = false;
                            continue;
                        }
                    };
                    mark_literal(value, &mut marked);
                    mark_literal(value, &mut at_most);
                }
            }
        }
        if !known {
            // Missing parts of a resource are filled up, so anything may follow.
            if dialect == Dialect::Resource {
                at_most.push('*');
            }
            return match Pattern::compile(&folded(at_most, fold), Dialect::Like) {
                Some(pattern) => Instance::AtMost(pattern),
                None => Instance::AtMost(Pattern::All),
            };
        }
        match Pattern::compile(&folded(marked, fold), dialect) {
            Some(pattern) => Instance::Pattern(pattern),
            None => Instance::Nothing,
        }
    }

    /// The key of the variable that is all of it, where a value is compared letter by letter.
    pub(crate) fn whole_variable(&self) -> Option<&str> {
        match self {
            Self::Open {
                parts,
                dialect: Dialect::Exact | Dialect::Like,
                fold: false,
            } => match &**parts {
                [Part::Variable { key, .. }] => Some(key),
                _ => None,
            },
            _ => None,
        }
    }

    /// The keys of its variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        let parts: &[Part] = match self {
            Self::Open { parts, .. } => parts,
            Self::Fixed(_) | Self::Malformed => &[],
        };
        parts.iter().filter_map(|part| match part {
            Part::Variable { key, .. } => Some(&**key),
            Part::Text(_) => None,
        })
    }
}

fn folded(marked: String, fold: bool) -> String {
    if fold { marked.to_lowercase() } else { marked }
}

/// Marks control characters only: the wildcards of the text count.
fn mark_controls(text: &str) -> String {
    use crate::pattern::{LITERAL, RUN};
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if (RUN..=LITERAL).contains(&c) {
            out.push(LITERAL);
        }
        out.push(c);
    }
    out
}

/// Splits a text of version 2012-10-17 at its variables. What opens and never closes is plain text.
pub(crate) fn split(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        let body = from.get(2..).unwrap_or_default();
        let Some(end) = body.find('}') else {
            break;
        };
        plain.push_str(&mark_controls(before));
        let inner = body.get(..end).unwrap_or_default();
        rest = body.get(end + 1..).unwrap_or_default();
        match inner {
            "*" | "?" | "$" => mark_literal(inner, &mut plain),
            _ => {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain).into()));
                }
                parts.push(variable(inner));
            }
        }
    }
    plain.push_str(&mark_controls(rest));
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain.into()));
    }
    parts
}

fn variable(inner: &str) -> Part {
    let (key, default) = match inner.split_once(',') {
        Some((key, rest)) => {
            let default = rest
                .trim()
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''));
            (key, default)
        }
        None => (inner, None),
    };
    Part::Variable {
        key: key.trim().to_ascii_lowercase().into(),
        default: default.map(Into::into),
    }
}
