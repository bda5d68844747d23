//! AWS's clock, learned from the Date header of its answers.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use time::{Duration, OffsetDateTime};

/// This computer's clock, as it was passed in, and how far AWS's is ahead of it.
#[derive(Debug)]
pub(crate) struct Clock {
    here: fn() -> OffsetDateTime,
    ahead_ms: AtomicI64,
    heard: AtomicBool,
}

impl Clock {
    pub(crate) fn new(here: fn() -> OffsetDateTime) -> Self {
        Self {
            here,
            ahead_ms: AtomicI64::new(0),
            heard: AtomicBool::new(false),
        }
    }

    pub(crate) fn here(&self) -> OffsetDateTime {
        (self.here)()
    }

    /// Takes the Date header of an answer that just came (`Sun, 22 Nov 2026 04:05:06 GMT`). It has
    /// whole seconds, so the result is right to about a second and the time the answer was on its way.
    pub(crate) fn hear(&self, date: &str) {
        let format = aws_smithy_types::date_time::Format::HttpDate;
        let Ok(date) = aws_smithy_types::DateTime::from_str(date, format) else {
            return;
        };
        let Ok(date) = OffsetDateTime::from_unix_timestamp(date.secs()) else {
            return;
        };
        let ahead = (date - self.here()).whole_milliseconds();
        self.ahead_ms
            .store(i64::try_from(ahead).unwrap_or(0), Ordering::Relaxed);
        self.heard.store(true, Ordering::Relaxed);
    }

    /// How far AWS's clock is ahead of this computer's; nothing before the first answer.
    pub(crate) fn ahead(&self) -> Option<Duration> {
        self.heard
            .load(Ordering::Relaxed)
            .then(|| Duration::milliseconds(self.ahead_ms.load(Ordering::Relaxed)))
    }

    /// The time by AWS's clock; by this computer's before the first answer.
    pub(crate) fn aws_now(&self) -> OffsetDateTime {
        self.here() + self.ahead().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::hours(12)
    }

    #[test]
    fn the_date_header_sets_the_clock() {
        let clock = Clock::new(noon);
        assert_eq!(clock.ahead(), None);
        assert_eq!(clock.aws_now(), noon());
        clock.hear("Thu, 01 Jan 1970 12:10:00 GMT");
        assert_eq!(clock.ahead(), Some(Duration::minutes(10)));
        assert_eq!(clock.aws_now(), noon() + Duration::minutes(10));
        clock.hear("not a date");
        assert_eq!(clock.ahead(), Some(Duration::minutes(10)));
        clock.hear("Thu, 01 Jan 1970 11:59:00 GMT");
        assert_eq!(clock.ahead(), Some(Duration::minutes(-1)));
    }
}
