//! A policy text with one hole, the end of its trial.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::format_description::FormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

const FORMAT: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// When a trial ends: a whole second in UTC, as it stands in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrialEnd(OffsetDateTime);

/// A text that is no end of a trial.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time such as `2026-11-22T04:30:00Z`")]
pub struct InvalidEnd(pub String);

impl TrialEnd {
    /// The end at this time, rounded up to a whole second.
    pub fn at(time: OffsetDateTime) -> Self {
        let time = time.to_offset(UtcOffset::UTC);
        let whole = time.replace_nanosecond(0).unwrap_or(time);
        Self(if whole < time {
            whole + Duration::SECOND
        } else {
            whole
        })
    }

    /// The end of a trial of this length that starts at `now` (by AWS's clock).
    pub fn after(now: OffsetDateTime, length: TrialLength) -> Self {
        Self::at(now + length.duration())
    }

    /// The same trial, longer.
    #[must_use]
    pub fn extended(self, by: Duration) -> Self {
        Self::at(self.0 + by)
    }

    /// The moment.
    pub fn time(self) -> OffsetDateTime {
        self.0
    }

    /// Whether it has passed at `now`: `DateLessThan` no longer holds at the end itself.
    pub fn has_passed(self, now: OffsetDateTime) -> bool {
        now >= self.0
    }

    /// Reads an end as it stands in a policy; other spellings of a time are no end of ours.
    ///
    /// # Errors
    /// When the text is not `YYYY-MM-DDThh:mm:ssZ`.
    pub fn parse(text: &str) -> Result<Self, InvalidEnd> {
        PrimitiveDateTime::parse(text, FORMAT)
            .map(|time| Self(time.assume_utc()))
            .map_err(|_| InvalidEnd(text.to_owned()))
    }
}

impl fmt::Display for TrialEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(FORMAT).map_err(|_| fmt::Error)?)
    }
}

impl TryFrom<String> for TrialEnd {
    type Error = InvalidEnd;

    fn try_from(text: String) -> Result<Self, InvalidEnd> {
        Self::parse(&text)
    }
}

impl From<TrialEnd> for String {
    fn from(end: TrialEnd) -> Self {
        end.to_string()
    }
}

/// How long a trial lasts: 5 to 120 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct TrialLength(u32);

/// A length that no trial may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a trial lasts 5 to 120 minutes, not `{0}`")]
pub struct InvalidLength(pub u32);

impl TrialLength {
    /// The usual length, in minutes.
    pub const DEFAULT_MINUTES: u32 = 15;

    /// The minutes, 5 to 120.
    pub fn minutes(self) -> u32 {
        self.0
    }

    /// The same as a duration.
    pub fn duration(self) -> Duration {
        Duration::minutes(i64::from(self.0))
    }
}

impl TryFrom<u32> for TrialLength {
    type Error = InvalidLength;

    fn try_from(minutes: u32) -> Result<Self, InvalidLength> {
        if (5..=120).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(InvalidLength(minutes))
        }
    }
}

impl From<TrialLength> for u32 {
    fn from(length: TrialLength) -> Self {
        length.0
    }
}

/// A policy text with one hole, its end. The hole may stand in several places (the new lock's
/// `DateLessThan` and the old lock's `DateGreaterThanEquals`); all of them are filled with the same
/// end, so two different ends can't come to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockText {
    // INVARIANT: at least two pieces; each piece ends inside the quotes of a condition's value.
    pieces: Vec<String>,
}

impl LockText {
    /// The text whose pieces stand before, between and after the places of the hole; none where
    /// there would be no hole.
    pub(crate) fn from_pieces(pieces: Vec<String>) -> Option<Self> {
        (pieces.len() >= 2).then_some(Self { pieces })
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The policy with this end.
    pub fn fill(&self, end: TrialEnd) -> String {
        self.pieces.join(&end.to_string())
    }

    /// The end with which `text` is exactly this policy; none where it is another text.
    pub fn end_in(&self, text: &str) -> Option<TrialEnd> {
        let first = self.pieces.first()?;
        let rest = text.strip_prefix(first.as_str())?;
        let end = TrialEnd::parse(rest.get(..20)?).ok()?;
        (self.fill(end) == text).then_some(end)
    }

    /// The size of the filled text in bytes; every end is equally long.
    pub fn size(&self) -> usize {
        let places = self.pieces.len().saturating_sub(1);
        self.pieces.iter().map(String::len).sum::<usize>() + places * 20
    }
}
