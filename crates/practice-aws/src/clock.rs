//! The practice clock: what `aws:CurrentTime` and the `Date` header say.
//!
//! It runs at the speed of real time, at a distance from it that `--now` or the control API sets. The
//! end of a session is *not* judged by it but by real time, because the client's computer lives there; the date of a
//! signature may follow either, because clients set their clocks by the `Date` header.

use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

/// A clock that runs beside the real one.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Practice time minus real time.
    ahead: Mutex<Duration>,
}

impl Clock {
    /// A clock that runs `ahead` of real time.
    pub(crate) fn ahead_by(ahead: Duration) -> Self {
        Self {
            ahead: Mutex::new(ahead),
        }
    }

    /// Practice time.
    pub(crate) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + self.ahead()
    }

    /// How far practice time is ahead of real time.
    pub(crate) fn ahead(&self) -> Duration {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes it `now` at this moment.
    pub(crate) fn set(&self, now: OffsetDateTime) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) =
            now - OffsetDateTime::now_utc();
    }

    /// Moves the clock on (or back).
    pub(crate) fn advance(&self, by: Duration) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}
