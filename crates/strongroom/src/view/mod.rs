//! From the domain's types to what the window shows. Nothing is decided here.

pub(crate) mod account;
mod blocks;
pub(crate) mod change;
pub(crate) mod cloudtrail;
pub(crate) mod error;
mod facts;
pub(crate) mod labels;
pub(crate) mod overview;
pub(crate) mod plan;
pub(crate) mod unknown;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A time as the window gets it: RFC 3339 in UTC, whole seconds.
pub(crate) fn time(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC)
        .replace_nanosecond(0)
        .unwrap_or(at)
        .format(&Rfc3339)
        .unwrap_or_else(|_| at.to_string())
}

/// A policy laid out for reading; a text that is no JSON is shown as it is.
pub(crate) fn pretty(text: &str) -> String {
    iam_policy::Policy::parse(text)
        .map_or_else(|_| text.to_owned(), |policy| policy.to_json_pretty())
}
