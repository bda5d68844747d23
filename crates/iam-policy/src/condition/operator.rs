//! The name of an operator and what it says.
//!
//! Source: "IAM JSON policy elements: Condition operators".

use super::value::Compare;

/// What the operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// Exact text.
    Text,
    /// Exact text without regard to case.
    TextNoCase,
    /// Text with wildcards.
    Like,
    /// ARNs by their parts.
    Arn,
    Number(Compare),
    Date(Compare),
    Bool,
    Binary,
    Address,
    Null,
}

/// How many values of a multivalued key must match.
///
/// Source: "Set operators for multivalued context keys".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Quantifier {
    /// The key has one value.
    One,
    /// `ForAllValues:`; true also for a key that is not there.
    All,
    /// `ForAnyValue:`; false for a key that is not there.
    Any,
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Operator {
    pub(crate) quantifier: Quantifier,
    pub(crate) kind: Type,
    /// `Not…`: true where no value matches.
    pub(crate) negated: bool,
    pub(crate) if_exists: bool,
}

impl Operator {
    /// Reads an operator's name in any case; `None` for one that AWS does not have.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (quantifier, rest) = match lower.split_once(':') {
            None => (Quantifier::One, lower.as_str()),
            Some(("forallvalues", rest)) => (Quantifier::All, rest),
            Some(("foranyvalue", rest)) => (Quantifier::Any, rest),
            Some(_) => return None,
        };
        let (rest, if_exists) = match rest.strip_suffix("ifexists") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (kind, negated) = match rest {
            "stringequals" => (Type::Text, false),
            "stringnotequals" => (Type::Text, true),
            "stringequalsignorecase" => (Type::TextNoCase, false),
            "stringnotequalsignorecase" => (Type::TextNoCase, true),
            "stringlike" => (Type::Like, false),
            "stringnotlike" => (Type::Like, true),
            "arnequals" | "arnlike" => (Type::Arn, false),
            "arnnotequals" | "arnnotlike" => (Type::Arn, true),
            "numericequals" => (Type::Number(Compare::Equal), false),
            "numericnotequals" => (Type::Number(Compare::Equal), true),
            "numericlessthan" => (Type::Number(Compare::Less), false),
            "numericlessthanequals" => (Type::Number(Compare::AtMost), false),
            "numericgreaterthan" => (Type::Number(Compare::Greater), false),
            "numericgreaterthanequals" => (Type::Number(Compare::AtLeast), false),
            "dateequals" => (Type::Date(Compare::Equal), false),
            "datenotequals" => (Type::Date(Compare::Equal), true),
            "datelessthan" => (Type::Date(Compare::Less), false),
            "datelessthanequals" => (Type::Date(Compare::AtMost), false),
            "dategreaterthan" => (Type::Date(Compare::Greater), false),
            "dategreaterthanequals" => (Type::Date(Compare::AtLeast), false),
            "bool" => (Type::Bool, false),
            "binaryequals" => (Type::Binary, false),
            "ipaddress" => (Type::Address, false),
            "notipaddress" => (Type::Address, true),
            "null" => (Type::Null, false),
            _ => return None,
        };
        Some(Self {
            quantifier,
            kind,
            negated,
            if_exists,
        })
    }

    /// The operator in AWS's own spelling, `ArnEquals` and `ArnLike` being the same ("behave identically").
    pub(crate) fn name(self) -> String {
        let compare = |what: &str, compare: Compare| {
            let end = match compare {
                Compare::Equal => "Equals",
                Compare::Less => "LessThan",
                Compare::AtMost => "LessThanEquals",
                Compare::Greater => "GreaterThan",
                Compare::AtLeast => "GreaterThanEquals",
            };
            if self.negated {
                format!("{what}NotEquals")
            } else {
                format!("{what}{end}")
            }
        };
        let not = if self.negated { "Not" } else { "" };
        let core = match self.kind {
            Type::Text => format!("String{not}Equals"),
            Type::TextNoCase => format!("String{not}EqualsIgnoreCase"),
            Type::Like => format!("String{not}Like"),
            Type::Arn => format!("Arn{not}Like"),
            Type::Number(how) => compare("Numeric", how),
            Type::Date(how) => compare("Date", how),
            Type::Bool => "Bool".to_owned(),
            Type::Binary => "BinaryEquals".to_owned(),
            Type::Address => format!("{not}IpAddress"),
            Type::Null => "Null".to_owned(),
        };
        let quantifier = match self.quantifier {
            Quantifier::One => "",
            Quantifier::All => "ForAllValues:",
            Quantifier::Any => "ForAnyValue:",
        };
        let if_exists = if self.if_exists { "IfExists" } else { "" };
        format!("{quantifier}{core}{if_exists}")
    }
}
