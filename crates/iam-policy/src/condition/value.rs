//! Numbers, dates, addresses and bytes as AWS compares them.

use std::cmp::Ordering;
use std::net::IpAddr;
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// How two ordered values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Compare {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Compare {
    /// Whether a value of the request that stands so to the policy's value passes.
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// A decimal number of any length, compared exactly.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without leading zeros; empty for less than one.
    whole: Box<str>,
    /// Without trailing zeros.
    fraction: Box<str>,
}

impl Decimal {
    /// Reads an integer or decimal number, also with an exponent of at most three digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
            None => (rest, 0),
        };
        if exponent.unsigned_abs() > 999 {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
            return None;
        }
        let (whole, fraction) = shift(whole, fraction, exponent);
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        Some(Self {
            negative: negative && !(whole.is_empty() && fraction.is_empty()),
            whole: whole.into(),
            fraction: fraction.into(),
        })
    }

    /// The number in its shortest form.
    pub(crate) fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() {
            "0"
        } else {
            &self.whole
        };
        if self.fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{}", self.fraction)
        }
    }
}

fn shift(whole: &str, fraction: &str, exponent: i16) -> (String, String) {
    let by = usize::from(exponent.unsigned_abs());
    if exponent >= 0 {
        let padded = format!(
            "{fraction}{}",
            "0".repeat(by.saturating_sub(fraction.len()))
        );
        let (moved, rest) = padded.split_at_checked(by).unwrap_or((&padded, ""));
        (format!("{whole}{moved}"), rest.to_owned())
    } else {
        let padded = format!("{}{whole}", "0".repeat(by.saturating_sub(whole.len())));
        let at = padded.len() - by;
        let (rest, moved) = padded.split_at_checked(at).unwrap_or(("", &padded));
        (rest.to_owned(), format!("{moved}{fraction}"))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            a.whole
                .len()
                .cmp(&b.whole.len())
                .then_with(|| a.whole.cmp(&b.whole))
                .then_with(|| a.fraction.cmp(&b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A moment in nanoseconds since 1970 UTC: an ISO 8601 date or date and time (W3C profile), or seconds
/// since 1970.
///
/// Source: "Condition operators", Date: "one of the W3C implementations of the ISO 8601 date formats or in
/// epoch (UNIX) time".
pub(crate) fn instant(text: &str) -> Option<i128> {
    const SECOND: i128 = 1_000_000_000;
    let text = text.trim();
    if text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text
            .parse::<i64>()
            .ok()
            .map(|seconds| i128::from(seconds) * SECOND);
    }
    let (date, clock) = match text.split_once(['T', 't']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    if parts.next().is_some() || (clock.is_some() && date.len() != 10) {
        return None;
    }
    let date = Date::from_calendar_date(
        i32::try_from(year).ok()?,
        Month::try_from(u8::try_from(month).ok()?).ok()?,
        u8::try_from(day).ok()?,
    )
    .ok()?;
    let Some(clock) = clock else {
        return Some(date.midnight().assume_utc().unix_timestamp_nanos());
    };
    let (clock, offset) = split_offset(clock)?;
    let (clock, nanos) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, fraction_nanos(fraction)?),
        None => (clock, 0),
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |part| digits(part, 2))?;
    if parts.next().is_some() {
        return None;
    }
    let time = Time::from_hms_nano(
        u8::try_from(hour).ok()?,
        u8::try_from(minute).ok()?,
        u8::try_from(second).ok()?,
        nanos,
    )
    .ok()?;
    Some(OffsetDateTime::new_in_offset(date, time, offset).unix_timestamp_nanos())
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn fraction_nanos(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").get(..9)?.parse().ok()
}

/// The clock and the offset; none means UTC.
fn split_offset(clock: &str) -> Option<(&str, UtcOffset)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, UtcOffset::UTC));
    }
    let Some(at) = clock.rfind(['+', '-']) else {
        return Some((clock, UtcOffset::UTC));
    };
    let (clock, offset) = clock.split_at_checked(at)?;
    let sign: i8 = if offset.starts_with('-') { -1 } else { 1 };
    let plain = offset.get(1..)?.replace(':', "");
    let hours = i8::try_from(digits(plain.get(..2)?, 2)?).ok()?;
    let minutes = match plain.get(2..)? {
        "" => 0,
        rest => i8::try_from(digits(rest, 2)?).ok()?,
    };
    Some((
        clock,
        UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?,
    ))
}

/// A range of addresses in CIDR notation; a bare address is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Network {
    /// The first address, as bits; the family decides how many count.
    pub(crate) first: u128,
    pub(crate) last: u128,
    pub(crate) v6: bool,
    prefix: u8,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => {
                let plain = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
                (
                    address,
                    plain
                        .then(|| prefix.parse::<u8>().ok())
                        .flatten()
                        .map(Some)?,
                )
            }
            None => (text.trim(), None),
        };
        let (bits, width, v6) = match address.parse::<IpAddr>().ok()? {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32_u8, false),
            IpAddr::V6(v6) => (v6.to_bits(), 128, true),
        };
        let prefix = prefix.unwrap_or(width);
        if prefix > width {
            return None;
        }
        let host = u32::from(width - prefix);
        let mask = if host == 128 {
            u128::MAX
        } else {
            (1_u128 << host) - 1
        };
        Some(Self {
            first: bits & !mask,
            last: bits | mask,
            v6,
            prefix,
        })
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.v6 == other.v6 && self.first <= other.first && other.last <= self.last
    }

    /// The range in its shortest form.
    pub(crate) fn text(&self) -> String {
        format!("{}/{}", Self::address(self.first, self.v6), self.prefix)
    }

    /// An address from its bits.
    pub(crate) fn address(bits: u128, v6: bool) -> String {
        if v6 {
            std::net::Ipv6Addr::from_bits(bits).to_string()
        } else {
            std::net::Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(u32::MAX)).to_string()
        }
    }
}

/// A moment as AWS writes it, in UTC, with a fraction only where there is one.
pub(crate) fn date_text(nanos: i128) -> String {
    use time::format_description::well_known::Rfc3339;
    OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| nanos.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_an_exponent_of_at_most_three_digits() {
        for text in ["1e999", "1e-999", "1e0"] {
            assert!(Decimal::parse(text).is_some(), "{text}");
        }
        for text in ["1e1000", "1e-1000", "1e", "1e99999"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_clock_needs_a_whole_date() {
        for text in [
            "2026",
            "2026-11",
            "2026-11-22",
            "2026-11-22T06:00Z",
            "20260",
        ] {
            assert!(instant(text).is_some(), "{text}");
        }
        for text in ["2026-11-22-01", "2026-11-22-01T06:00Z", "2026-11T06:00Z"] {
            assert!(instant(text).is_none(), "{text}");
        }
        // Four digits are a year, five are seconds.
        assert_eq!(instant("1970"), Some(0));
        assert_eq!(instant("00001"), Some(1_000_000_000));
    }
}
