//! How long to wait for AWS.

use std::time::Duration;

use aws_smithy_types::timeout::TimeoutConfig;

/// How long to wait before a call counts as unanswered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For one attempt of a call, connection included.
    pub attempt: Duration,
    /// For a call with all of its retries.
    pub call: Duration,
    /// For a write, which is not repeated when the answer is lost.
    pub write: Duration,
    /// For signing in; programs and browsers may be part of it.
    pub sign_in: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(4),
            attempt: Duration::from_secs(8),
            call: Duration::from_secs(20),
            write: Duration::from_secs(30),
            sign_in: Duration::from_mins(1),
        }
    }
}

impl Timeouts {
    pub(crate) fn for_reads(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.call)
            .build()
    }

    pub(crate) fn for_writes(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.write)
            .operation_timeout(self.write)
            .build()
    }
}
