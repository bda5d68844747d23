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

/// How far this computer's clock is off: "this computer's clock is 10 minutes behind AWS's". `ahead` is how far AWS's
/// is ahead of it, where that is known.
pub fn clock_words(ahead: Option<Duration>) -> String {
    let Some(ahead) = ahead else {
        return "this computer's clock and AWS's are too far apart".to_owned();
    };
    // Rounded: the answer was on its way for a moment.
    let minutes = (ahead.whole_seconds().abs() + 30) / 60;
    let far = match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    let way = if ahead.is_negative() {
        "ahead of"
    } else {
        "behind"
    };
    format!("this computer's clock is {far} {way} AWS's")
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

    #[test]
    fn a_clock_is_told_by_how_far_and_which_way() {
        let told = |seconds| clock_words(Some(Duration::seconds(seconds)));
        assert_eq!(
            told(599),
            "this computer's clock is 10 minutes behind AWS's"
        );
        assert_eq!(
            told(-601),
            "this computer's clock is 10 minutes ahead of AWS's"
        );
        assert_eq!(told(3_600), "this computer's clock is 1 h behind AWS's");
        assert_eq!(
            told(-86_400 * 2 - 300),
            "this computer's clock is 48 h 5 min ahead of AWS's"
        );
        assert!(clock_words(None).contains("too far apart"));
    }
}
