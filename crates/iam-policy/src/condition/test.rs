//! One condition, compiled, and its test against what a request knows of the key.

use super::operator::{Operator, Quantifier, Type};
use super::value::{Decimal, Network, instant};
use crate::document::{Condition, Version};
use crate::pattern::Dialect;
use crate::symbolic::matches_any_session;
use crate::template::{Instance, Resolved, Template};
use crate::tri::Tri;
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a request knows of a key that it has. A key without a slot is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Its values, at least one.
    Values(Box<[String]>),
    /// Any value, or none.
    Unknown,
    /// `aws:userid` of a session with any name: this prefix (`AROA…:`) and the name.
    AnySession(String),
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(crate) struct ConditionTest {
    /// None for an operator that AWS does not have: it can't be told what it would do.
    pub(crate) operator: Option<Operator>,
    /// The key in lower case.
    pub(crate) key: Box<str>,
    /// The key as it was written, for words.
    pub(crate) written_key: Box<str>,
    pub(crate) matcher: Matcher,
}

/// The values of a condition, read once. `None` is a value that the operator can't read: it matches nothing.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    Patterns(Box<[Template]>),
    Numbers(Box<[Option<Decimal>]>),
    Dates(Box<[Option<i128>]>),
    Bools(Box<[Option<bool>]>),
    Bytes(Box<[Option<Box<[u8]>>]>),
    Addresses(Box<[Option<Network>]>),
    /// The texts under an unknown operator.
    Unreadable,
}

impl ConditionTest {
    pub(crate) fn compile(condition: &Condition, version: Version) -> Self {
        let operator = Operator::parse(&condition.operator);
        let values = &condition.values;
        let patterns = |dialect, fold| {
            Matcher::Patterns(
                values
                    .iter()
                    .map(|value| Template::new(value, version, dialect, fold))
                    .collect(),
            )
        };
        let matcher = match operator.map(|operator| operator.kind) {
            None => Matcher::Unreadable,
            Some(Type::Text) => patterns(Dialect::Exact, false),
            Some(Type::TextNoCase) => patterns(Dialect::Exact, true),
            Some(Type::Like) => patterns(Dialect::Like, false),
            Some(Type::Arn) => patterns(Dialect::Arn, false),
            Some(Type::Number(_)) => {
                Matcher::Numbers(values.iter().map(|v| Decimal::parse(v)).collect())
            }
            Some(Type::Date(_)) => Matcher::Dates(values.iter().map(|v| instant(v)).collect()),
            Some(Type::Bool | Type::Null) => {
                Matcher::Bools(values.iter().map(|v| boolean(v)).collect())
            }
            Some(Type::Binary) => Matcher::Bytes(values.iter().map(|v| bytes(v)).collect()),
            Some(Type::Address) => {
                Matcher::Addresses(values.iter().map(|v| Network::parse(v)).collect())
            }
        };
        Self {
            operator,
            key: condition.key.to_ascii_lowercase().into(),
            written_key: condition.key.as_str().into(),
            matcher,
        }
    }

    /// Whether the condition holds.
    pub(crate) fn holds<'a>(
        &self,
        slot: Option<&Slot>,
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let Some(operator) = self.operator else {
            return Tri::Unknown;
        };
        if operator.kind == Type::Null {
            let absent = match slot {
                None => Tri::True,
                Some(Slot::Unknown) => Tri::Unknown,
                Some(Slot::Values(_) | Slot::AnySession(_)) => Tri::False,
            };
            return self.null(absent);
        }
        match slot {
            None => Self::absent(operator),
            Some(Slot::Unknown) => Tri::Unknown,
            Some(Slot::AnySession(prefix)) => self.any_session(operator, prefix, resolve),
            Some(Slot::Values(values)) => match (operator.quantifier, &**values) {
                (Quantifier::One, [value]) => self.one(operator, value, resolve),
                (Quantifier::One, many) => self.many_for_one(operator, many, resolve),
                (quantifier, many) => self.set(operator, quantifier, many, resolve),
            },
        }
    }

    /// The rules for a key that the request does not have.
    ///
    /// Source: "Condition operators": a negated operator is true for a missing key, and so is every
    /// operator with `IfExists`; "Set operators": `ForAllValues` is true, `ForAnyValue` is false.
    fn absent(operator: Operator) -> Tri {
        Tri::from(match operator.quantifier {
            _ if operator.if_exists => true,
            Quantifier::One => operator.negated,
            Quantifier::All => true,
            Quantifier::Any => false,
        })
    }

    fn null(&self, absent: Tri) -> Tri {
        let Matcher::Bools(wanted) = &self.matcher else {
            return Tri::Unknown;
        };
        wanted.iter().fold(Tri::False, |found, wanted| {
            found.or(match wanted {
                Some(true) => absent,
                Some(false) => !absent,
                None => Tri::False,
            })
        })
    }

    fn one<'a>(
        &self,
        operator: Operator,
        value: &str,
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let matches = self.matches(operator, value, resolve);
        if operator.negated { !matches } else { matches }
    }

    /// An operator for one value meets several: AWS does not say which of them counts, so the answer is
    /// known only where it is the same for all.
    ///
    /// Source: "Multivalued context keys": "you must use the `ForAllValues` or `ForAnyValue` set operators".
    fn many_for_one<'a>(
        &self,
        operator: Operator,
        values: &[String],
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let mut all = Tri::True;
        let mut any = Tri::False;
        for value in values {
            let found = self.one(operator, value, resolve);
            all = all.and(found);
            any = any.or(found);
        }
        if all == any { all } else { Tri::Unknown }
    }

    /// Source: "Set operators": a key that "resolves to a null dataset, such as an empty string" is as
    /// good as missing.
    fn set<'a>(
        &self,
        operator: Operator,
        quantifier: Quantifier,
        values: &[String],
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        if values.iter().all(String::is_empty) {
            return Self::absent(operator);
        }
        let each = values
            .iter()
            .map(|value| self.one(operator, value, resolve));
        match quantifier {
            Quantifier::Any => each.fold(Tri::False, Tri::or),
            Quantifier::All | Quantifier::One => each.fold(Tri::True, Tri::and),
        }
    }

    fn any_session<'a>(
        &self,
        operator: Operator,
        prefix: &str,
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let Matcher::Patterns(patterns) = &self.matcher else {
            return Tri::Unknown;
        };
        let fold = operator.kind == Type::TextNoCase;
        let found = patterns.iter().fold(Tri::False, |found, template| {
            found.or(match template {
                Template::Fixed(pattern) => matches_any_session(pattern, prefix, fold),
                open => match open.instantiate(resolve) {
                    Instance::Pattern(pattern) => matches_any_session(&pattern, prefix, fold),
                    Instance::Nothing => Tri::False,
                    Instance::AtMost(pattern) => {
                        matches_any_session(&pattern, prefix, fold).and(Tri::Unknown)
                    }
                },
            })
        });
        if operator.negated { !found } else { found }
    }

    /// Whether any of the policy's values matches this one of the request; before any negation.
    pub(crate) fn matches<'a>(
        &self,
        operator: Operator,
        value: &str,
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let known = match (&self.matcher, operator.kind) {
            (Matcher::Patterns(patterns), kind) => {
                return Self::patterns(patterns, kind == Type::TextNoCase, value, resolve);
            }
            (Matcher::Numbers(wanted), Type::Number(how)) => {
                any(wanted, Decimal::parse(value), |wanted, found| {
                    how.holds(found.cmp(wanted))
                })
            }
            (Matcher::Dates(wanted), Type::Date(how)) => {
                any(wanted, instant(value), |wanted, found| {
                    how.holds(found.cmp(wanted))
                })
            }
            (Matcher::Bools(wanted), _) => {
                any(wanted, boolean(value), |wanted, found| wanted == found)
            }
            (Matcher::Bytes(wanted), _) => {
                any(wanted, bytes(value), |wanted, found| wanted == found)
            }
            (Matcher::Addresses(wanted), _) => {
                any(wanted, Network::parse(value), Network::contains)
            }
            (Matcher::Numbers(_) | Matcher::Dates(_) | Matcher::Unreadable, _) => {
                return Tri::Unknown;
            }
        };
        Tri::from(known)
    }

    fn patterns<'a>(
        patterns: &[Template],
        fold: bool,
        value: &str,
        resolve: &impl Fn(&str) -> Resolved<'a>,
    ) -> Tri {
        let folded;
        let value = if fold {
            folded = value.to_lowercase();
            &folded
        } else {
            value
        };
        let mut found = Tri::False;
        for template in patterns {
            let one = match template {
                Template::Fixed(pattern) => Tri::from(pattern.matches(value)),
                open => open.instantiate(resolve).matches(value),
            };
            if one == Tri::True {
                return Tri::True;
            }
            found = found.or(one);
        }
        found
    }
}

fn any<T>(wanted: &[Option<T>], found: Option<T>, test: impl Fn(&T, &T) -> bool) -> bool {
    found.is_some_and(|found| wanted.iter().flatten().any(|wanted| test(wanted, &found)))
}

/// `true` or `false` in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn bytes(text: &str) -> Option<Box<[u8]>> {
    BASE64.decode(text).ok().map(Vec::into_boxed_slice)
}
