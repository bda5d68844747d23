//! Conditions: an operator, a key and values, compiled once and tested against many requests.
//!
//! - `operator`: what an operator's name says: type, negation, quantifier, `IfExists`.
//! - `value`: numbers, dates, addresses and bytes as AWS compares them.
//! - `test`: one condition against what a request knows of its key.

mod operator;
mod test;
mod value;

pub(crate) use operator::{Quantifier, Type};
pub(crate) use test::{ConditionTest, Matcher, Slot};
pub(crate) use value::{Decimal, Network, date_text};
