//! AWS's clock, learned from the Date header of its answers.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use time::{Duration, OffsetDateTime};

use crate::wire_time::http_date;

/// Answers that took longer are not used to set the clock.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(4);
const HALF_A_SECOND: Duration = Duration::milliseconds(500);

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

    /// Takes the Date header of an answer that just came (`Sun, 22 Nov 2026 04:05:06 GMT`), and how
    /// long it took from sending. The header has whole seconds and is from somewhere within that time:
    /// half of each is taken, and an answer that was long on its way says nothing about the time.
    pub(crate) fn hear(&self, date: &str, took: std::time::Duration) {
        if took > LONGEST {
            return;
        }
        let Some(date) = http_date(date) else {
            return;
        };
        let then = self.here() - took / 2;
        let ahead = (date + HALF_A_SECOND - then).whole_milliseconds();
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

    const AT_ONCE: std::time::Duration = std::time::Duration::ZERO;

    fn noon() -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::hours(12)
    }

    #[test]
    fn the_date_header_sets_the_clock() {
        let clock = Clock::new(noon);
        assert_eq!(clock.ahead(), None);
        assert_eq!(clock.aws_now(), noon());
        clock.hear("Thu, 01 Jan 1970 12:10:00 GMT", AT_ONCE);
        let ten = Duration::minutes(10) + HALF_A_SECOND;
        assert_eq!(clock.ahead(), Some(ten));
        assert_eq!(clock.aws_now(), noon() + ten);
        clock.hear("not a date", AT_ONCE);
        assert_eq!(clock.ahead(), Some(ten));
        clock.hear("Thu, 01 Jan 1970 11:59:00 GMT", AT_ONCE);
        assert_eq!(clock.ahead(), Some(HALF_A_SECOND - Duration::minutes(1)));
    }

    #[test]
    fn a_late_answer_does_not_set_it() {
        let clock = Clock::new(noon);
        clock.hear(
            "Thu, 01 Jan 1970 12:00:00 GMT",
            std::time::Duration::from_secs(2),
        );
        assert_eq!(clock.ahead(), Some(HALF_A_SECOND + Duration::seconds(1)));
        clock.hear(
            "Thu, 01 Jan 1970 11:00:00 GMT",
            std::time::Duration::from_secs(30),
        );
        assert_eq!(clock.ahead(), Some(HALF_A_SECOND + Duration::seconds(1)));
    }
}
