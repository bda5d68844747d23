//! The budgets of the Connect APIs: two calls a second, five at once, for each API and Region of an account;
//! and of CloudTrail's look-ups: two a second, and no more at once.
//! Sources: Amazon Connect Administrator Guide, "Amazon Connect API throttling quotas"; AWS CloudTrail API reference,
//! `LookupEvents`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const PER_SECOND: f64 = 2.0;
const BURST: f64 = 5.0;

/// How many calls of an API may come at once.
fn burst(operation: &str) -> f64 {
    if operation == "LookupEvents" {
        PER_SECOND
    } else {
        BURST
    }
}

/// Token buckets by operation and Region.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<(String, String), Tokens>>);

#[derive(Debug, Clone, Copy)]
struct Tokens {
    left: f64,
    at: Instant,
}

impl Throttle {
    /// Whether one more call is within the budget; it counts if so.
    pub(crate) fn admits(&self, operation: &str, region: &str, now: Instant) -> bool {
        let mut budgets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = budgets
            .entry((operation.to_owned(), region.to_owned()))
            .or_insert(Tokens {
                left: burst(operation),
                at: now,
            });
        let since = now.saturating_duration_since(tokens.at).as_secs_f64();
        tokens.left = (tokens.left + since * PER_SECOND).min(burst(operation));
        tokens.at = now;
        if tokens.left < 1.0 {
            return false;
        }
        tokens.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn five_at_once_then_two_a_second() {
        let throttle = Throttle::default();
        let start = Instant::now();
        assert!((0..5).all(|_| throttle.admits("ListInstances", "eu-west-2", start)));
        assert!(!throttle.admits("ListInstances", "eu-west-2", start));
        assert!(throttle.admits("ListInstances", "us-east-1", start));
        assert!(throttle.admits("DescribeInstance", "eu-west-2", start));
        let later = start + Duration::from_millis(500);
        assert!(throttle.admits("ListInstances", "eu-west-2", later));
        assert!(!throttle.admits("ListInstances", "eu-west-2", later));
    }
}
