//! What CloudTrail remembers of the account: the event history of each Region.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

/// A management event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrailEvent {
    /// When the call came, in practice time. The record itself has whole seconds.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    /// The Region whose history has it: the bucket's.
    pub(crate) region: String,
    /// The name of the user or of the session, `root` for the account's root.
    pub(crate) username: String,
    /// The bucket that it was about.
    pub(crate) bucket: String,
    /// The record, as CloudTrail writes it.
    pub(crate) record: Value,
}
