//! Pacing between discovery and the wire: a token bucket for each API and Region.
//!
//! AWS allows 2 requests a second with a burst of 5 for each Connect API, account and Region (domain:
//! Connect, throttling), and 2 a second of CloudTrail's look-ups. A call waits here for its turn; an answer "slow down" empties the bucket
//! and lowers its rate, which recovers with each call that goes through.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lockdown::ids::Region;
use tokio::time::Instant;

/// A little below AWS's 2 a second: the two clocks tick apart, and a call that comes early by a
/// network's jitter costs a retry.
const RATE: f64 = 1.97;
const BURST: f64 = 5.0;
/// CloudTrail's look-ups have no burst beyond their two a second.
const BURST_OF_LOOKUPS: f64 = 2.0;
const SLOWEST: f64 = 0.4;
const SLOWED_BY: f64 = 0.6;
const RECOVERED_BY: f64 = 0.05;

#[derive(Debug)]
struct Bucket {
    /// Calls that may go now; below zero are those that already wait.
    tokens: f64,
    rate: f64,
    burst: f64,
    filled: Instant,
}

impl Bucket {
    fn new(now: Instant, burst: f64) -> Self {
        Self {
            tokens: burst,
            rate: RATE,
            burst,
            filled: now,
        }
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
        self.filled = now;
    }

    /// Takes one token and says how long to wait for it.
    fn take(&mut self, now: Instant) -> Duration {
        self.refill(now);
        self.tokens -= 1.0;
        let wait = if self.tokens >= 0.0 {
            0.0
        } else {
            -self.tokens / self.rate
        };
        self.rate = (self.rate + RECOVERED_BY).min(RATE);
        Duration::from_secs_f64(wait)
    }

    fn slow(&mut self, now: Instant) {
        self.refill(now);
        self.tokens = self.tokens.min(0.0);
        self.rate = (self.rate * SLOWED_BY).max(SLOWEST);
    }
}

/// How many calls of an API may go at once.
fn burst(api: &str) -> f64 {
    if api == "LookupEvents" {
        BURST_OF_LOOKUPS
    } else {
        BURST
    }
}

/// The token buckets of one account.
#[derive(Debug, Default)]
pub(crate) struct Pacer {
    buckets: Mutex<HashMap<(String, Region), Bucket>>,
}

impl Pacer {
    /// Waits until a call of this API may go out in this Region. Calls go in the order in which
    /// they asked.
    pub(crate) async fn turn(&self, api: &str, region: &Region) {
        let wait = self.with(api, region, Bucket::take);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Counts a call that goes out without asking: the SDK's own retry.
    pub(crate) fn count(&self, api: &str, region: &Region) {
        self.with(api, region, |bucket, now| {
            bucket.refill(now);
            bucket.tokens -= 1.0;
        });
    }

    /// AWS said "too many requests".
    pub(crate) fn slow(&self, api: &str, region: &Region) {
        self.with(api, region, Bucket::slow);
    }

    fn with<T>(
        &self,
        api: &str,
        region: &Region,
        act: impl FnOnce(&mut Bucket, Instant) -> T,
    ) -> T {
        let now = Instant::now();
        // A panic can't leave a bucket half changed: the numbers in it are plain.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry((api.to_owned(), region.clone()))
            .or_insert_with(|| Bucket::new(now, burst(api)));
        act(bucket, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls that all ask at once, `n` of them: when the last one goes, in seconds.
    fn last_of(bucket: &mut Bucket, n: u32, now: Instant) -> f64 {
        (0..n)
            .map(|_| bucket.take(now).as_secs_f64())
            .fold(0.0, f64::max)
    }

    #[test]
    fn five_go_at_once_and_then_two_a_second() {
        let now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        assert!(last_of(&mut bucket, 5, now) < 1e-9);
        let last = last_of(&mut bucket, 10, now);
        assert!((5.0..5.2).contains(&last), "{last}");
    }

    #[test]
    fn an_idle_bucket_fills_up_to_the_burst_and_no_further() {
        let now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        last_of(&mut bucket, 5, now);
        let later = now + Duration::from_mins(1);
        assert!(last_of(&mut bucket, 5, later) < 1e-9);
        assert!(last_of(&mut bucket, 1, later) > 0.4);
    }

    #[test]
    fn a_429_empties_the_bucket_and_slows_it() {
        let now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        bucket.slow(now);
        let wait = bucket.take(now).as_secs_f64();
        assert!((0.7..1.0).contains(&wait), "{wait}");
    }

    #[test]
    fn a_slowed_bucket_recovers() {
        let mut now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        for _ in 0..10 {
            bucket.slow(now);
        }
        for _ in 0..60 {
            now += bucket.take(now);
        }
        let last = last_of(&mut bucket, 10, now);
        assert!(last < 5.3, "{last}");
    }

    #[tokio::test]
    async fn apis_and_regions_have_budgets_of_their_own() -> Result<(), lockdown::ids::InvalidId> {
        let pacer = Pacer::default();
        let began = Instant::now();
        for api in ["ListInstances", "DescribeInstance"] {
            for name in ["eu-west-2", "us-east-1"] {
                for _ in 0..5 {
                    pacer.turn(api, &name.parse()?).await;
                }
            }
        }
        assert!(began.elapsed() < Duration::from_millis(400));
        Ok(())
    }
}
