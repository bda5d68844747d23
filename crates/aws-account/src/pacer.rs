//! Pacing between discovery and the wire: a token bucket for each API and Region.
//!
//! AWS allows 2 requests a second with a burst of 5 for each Connect API, account and Region (domain:
//! Connect, throttling), and 2 a second of CloudTrail's look-ups. A call waits here for its turn; an answer "slow down" empties the bucket
//! and lowers its rate, which recovers with each call that goes through. Calls wait in a queue and the
//! first of them looks again whenever it wakes, so that a slowing holds for those that wait already.
//!
//! AWS's bucket begins to fill when the first call of a burst arrives there, not when it leaves here: what
//! the first answer says about that is taken off. A slow first connection costs no refusals that way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lockdown::ids::{AccountId, Region};
use tokio::time::Instant;

/// A little below AWS's 2 a second: the two clocks tick apart, and a call that comes early by a
/// network's jitter costs a retry.
const RATE: f64 = 1.97;
const BURST: f64 = 5.0;
/// CloudTrail's look-ups have no burst beyond their two a second.
const BURST_OF_LOOKUPS: f64 = 2.0;
const SLOWEST: f64 = 0.4;
const SLOWED_BY: f64 = 0.6;
const RECOVERED_BY: f64 = 0.1;
/// No wait is shorter.
const SHORTEST_WAIT: Duration = Duration::from_micros(1);
/// An answer that took longer says nothing about when its call arrived.
const LONGEST_WAY: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Bucket {
    /// Calls that may go now; below zero after calls that went without asking.
    tokens: f64,
    rate: f64,
    burst: f64,
    filled: Instant,
    /// When the first call of a burst went, until the first answer comes.
    unanswered: Option<Instant>,
    /// How often AWS said "too many requests".
    slowed: u32,
}

impl Bucket {
    fn new(now: Instant, burst: f64) -> Self {
        Self {
            tokens: burst,
            rate: RATE,
            burst,
            filled: now,
            unanswered: None,
            slowed: 0,
        }
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
        self.filled = now;
    }

    /// Takes one token, or says how long to wait before asking again.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.refill(now);
        if self.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - self.tokens) / self.rate);
            // What is missing may be less than a nanosecond fills: asking again at once would never end.
            return Err(wait.max(SHORTEST_WAIT));
        }
        if self.tokens >= self.burst {
            self.unanswered = Some(now);
        }
        self.tokens -= 1.0;
        self.rate = (self.rate + RECOVERED_BY).min(RATE);
        Ok(())
    }

    /// An answer came: the first one of a burst says when AWS's own bucket began to fill at the latest.
    fn answered(&mut self, now: Instant) {
        if let Some(went) = self.unanswered.take() {
            self.refill(now);
            let way = now.saturating_duration_since(went).min(LONGEST_WAY);
            self.tokens -= way.as_secs_f64() * self.rate;
        }
    }

    fn slow(&mut self, now: Instant) {
        self.refill(now);
        self.tokens = self.tokens.min(0.0);
        self.rate = (self.rate * SLOWED_BY).max(SLOWEST);
        self.slowed += 1;
    }
}

/// One API in one Region: its bucket, and the queue before it.
#[derive(Debug)]
struct Gate {
    bucket: Mutex<Bucket>,
    /// Held by the call that is next; tokio's mutex is fair, so calls go in the order in which they asked.
    queue: tokio::sync::Mutex<()>,
}

impl Gate {
    fn with<T>(&self, act: impl FnOnce(&mut Bucket, Instant) -> T) -> T {
        // A panic can't leave a bucket half changed: the numbers in it are plain.
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut bucket, Instant::now())
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

/// The token buckets of every account that was opened, by account id: AWS counts by account, however
/// often and by whomever it is opened. Held by whoever opens accounts; copies share the buckets.
#[derive(Debug, Clone, Default)]
pub struct Budgets {
    accounts: Arc<Mutex<HashMap<AccountId, Arc<Pacer>>>>,
}

impl Budgets {
    pub(crate) fn of(&self, account: &AccountId) -> Arc<Pacer> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(accounts.entry(account.clone()).or_default())
    }
}

/// The token buckets of one account.
#[derive(Debug, Default)]
pub(crate) struct Pacer {
    gates: Mutex<HashMap<(String, Region), Arc<Gate>>>,
}

impl Pacer {
    /// Waits until a call of this API may go out in this Region. Calls go in the order in which
    /// they asked.
    pub(crate) async fn turn(&self, api: &str, region: &Region) {
        let gate = self.gate(api, region);
        let _next = gate.queue.lock().await;
        while let Err(wait) = gate.with(Bucket::take) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Counts a call that goes out without asking: the SDK's own retry.
    pub(crate) fn count(&self, api: &str, region: &Region) {
        self.gate(api, region).with(|bucket, now| {
            bucket.refill(now);
            bucket.tokens -= 1.0;
        });
    }

    /// AWS answered a call.
    pub(crate) fn answered(&self, api: &str, region: &Region) {
        self.gate(api, region).with(Bucket::answered);
    }

    /// AWS said "too many requests".
    pub(crate) fn slow(&self, api: &str, region: &Region) {
        self.gate(api, region).with(Bucket::slow);
    }

    /// How often AWS has slowed this API down in this Region.
    pub(crate) fn slowed(&self, api: &str, region: &Region) -> u32 {
        self.gate(api, region).with(|bucket, _| bucket.slowed)
    }

    fn gate(&self, api: &str, region: &Region) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates
            .entry((api.to_owned(), region.clone()))
            .or_insert_with(|| {
                Arc::new(Gate {
                    bucket: Mutex::new(Bucket::new(Instant::now(), burst(api))),
                    queue: tokio::sync::Mutex::new(()),
                })
            });
        Arc::clone(gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` calls, each as soon as it may go: when the last one goes, in seconds from `now`.
    fn last_of(bucket: &mut Bucket, n: u32, now: Instant) -> f64 {
        let mut at = now;
        for _ in 0..n {
            while let Err(wait) = bucket.take(at) {
                at += wait;
            }
        }
        (at - now).as_secs_f64()
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
    fn a_slow_first_answer_moves_what_comes_after_the_burst() {
        let now = Instant::now();
        let way = Duration::from_millis(300);
        let mut bucket = Bucket::new(now, BURST);
        last_of(&mut bucket, 5, now);
        bucket.answered(now + way);
        // The other answers of the burst say nothing more.
        bucket.answered(now + way * 2);
        let sixth = last_of(&mut bucket, 1, now + way * 2) + (way * 2).as_secs_f64();
        assert!((0.8..0.82).contains(&sixth), "{sixth}");
        // An answer that never came, but for one long after, does not stop everything.
        let mut bucket = Bucket::new(now, BURST);
        last_of(&mut bucket, 1, now);
        let late = now + Duration::from_mins(1);
        bucket.answered(late);
        assert!(last_of(&mut bucket, 3, late) < 1e-9);
    }

    #[test]
    fn a_429_empties_the_bucket_and_slows_it() {
        let now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        bucket.slow(now);
        let wait = last_of(&mut bucket, 1, now);
        assert!((0.7..1.0).contains(&wait), "{wait}");
    }

    #[test]
    fn a_slowed_bucket_recovers() {
        let now = Instant::now();
        let mut bucket = Bucket::new(now, BURST);
        for _ in 0..10 {
            bucket.slow(now);
        }
        let slow = last_of(&mut bucket, 60, now);
        let last = last_of(&mut bucket, 10, now + Duration::from_secs_f64(slow));
        assert!(last < 5.3, "{last}");
    }

    #[tokio::test]
    async fn a_slowing_holds_for_those_that_wait_already() -> Result<(), lockdown::ids::InvalidId> {
        let pacer = Arc::new(Pacer::default());
        let region: Region = "eu-west-2".parse()?;
        for _ in 0..5 {
            pacer.turn("ListInstances", &region).await;
        }
        let (waiting, there) = (Arc::clone(&pacer), region.clone());
        let began = Instant::now();
        let next = tokio::spawn(async move { waiting.turn("ListInstances", &there).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        for _ in 0..6 {
            pacer.slow("ListInstances", &region);
        }
        assert!(next.await.is_ok());
        // Half a second at full pace; two and a half at the slowest.
        assert!(
            began.elapsed() > Duration::from_secs(2),
            "{:?}",
            began.elapsed()
        );
        Ok(())
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
