//! What is passed in: time, patience and who watches.

use std::sync::Arc;
use std::time::Duration;

use aws_account::{ProfileFiles, Timeouts};
use time::OffsetDateTime;

/// How long to read a policy back until it means what was written: S3 settles in seconds to minutes.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// In all.
    pub total: Duration,
    /// Between two reads.
    pub pause: Duration,
    /// After which a lock counts as in force although no refusal was seen ("seconds to minutes").
    pub bites: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(90),
            pause: Duration::from_secs(2),
            bites: Duration::from_mins(2),
        }
    }
}

/// A moment in a change: just before or just after a row of the journal or a call to AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What is changed: a bucket's name, or a policy's.
    pub target: String,
    /// The step: "read", "back up", "backup stored", "permit", "write", "record",
    /// "confirm" and "waive" (what was seen, and what was gone without).
    pub step: &'static str,
    /// Whether it is over.
    pub after: bool,
}

/// Who is told of each [`Point`], before it goes on.
pub type Watcher = Arc<dyn Fn(&Point) + Send + Sync>;

/// What an [`App`](crate::App) is given.
#[derive(Clone)]
pub struct Settings {
    /// This computer's clock.
    pub here: fn() -> OffsetDateTime,
    /// The AWS config and credentials files.
    pub files: ProfileFiles,
    /// How long to wait for AWS.
    pub timeouts: Timeouts,
    /// How long to read back.
    pub patience: Patience,
    /// How long to wait before CloudTrail is asked about a change again, while it is not old.
    pub trail_pause: Duration,
    /// Who is told of each step of a change.
    pub watcher: Option<Watcher>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            here: OffsetDateTime::now_utc,
            files: ProfileFiles::from_environment(|name| std::env::var(name).ok()),
            timeouts: Timeouts::default(),
            patience: Patience::default(),
            trail_pause: Duration::from_mins(2),
            watcher: None,
        }
    }
}
