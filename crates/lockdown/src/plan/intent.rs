//! What the user asks for.

use crate::ids::{BucketName, UniqueId};
use crate::keep::KeepChoice;
use crate::lock::LockForm;

/// Which rules hold for plans. The default is all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// A lock without a trial takes a typed reason; otherwise it is only possible.
    pub no_trial_needs_reason: bool,
    /// A lock without a second way in takes a typed reason; otherwise it is only warned of.
    pub no_second_way_needs_reason: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            no_trial_needs_reason: true,
            no_second_way_needs_reason: true,
        }
    }
}

/// What the user asks for when locking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intent {
    /// The buckets.
    pub buckets: Vec<BucketName>,
    /// Who keeps access besides those who must.
    pub keep: Vec<KeepChoice>,
    /// How the required principals are matched, where it differs from the recommendation.
    pub required_match: Vec<KeepChoice>,
    /// What the lock covers and what happens to AWS services.
    pub form: LockForm,
    /// The trial's length in minutes (5 to 120); none for a lock that holds at once.
    pub trial_minutes: Option<u32>,
    /// Why there is no trial, where there is none.
    pub no_trial_reason: Option<String>,
    /// Why there is no second way in, where there is none.
    pub no_second_way_reason: Option<String>,
    /// Regions that could not be read and are accepted: what the user typed for each.
    pub accepted_regions: Vec<String>,
    /// Stale ids in locks that are not ours, to be replaced or dropped.
    pub mend: Vec<Mend>,
    /// Leave out principals that no longer exist: S3 would refuse the policy with them.
    pub without_dead_principals: bool,
    /// Which rules hold.
    pub rules: Rules,
}

/// A stale id in a condition on `aws:userId`, and what takes its place. The only way in which a plan
/// changes a statement that is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The bucket.
    pub bucket: BucketName,
    /// The id that belongs to nobody any more.
    pub dead: UniqueId,
    /// The id that takes its place; none drops it.
    pub replacement: Option<UniqueId>,
}

/// What the user asks for when restoring a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestoreIntent {
    /// Leave out principals that no longer exist (ids are never reused, so that grants nothing).
    pub without_dead_principals: bool,
    /// Regions that could not be read and are accepted: what the user typed for each.
    pub accepted_regions: Vec<String>,
}

/// What the user asks for when taking a lock of ours off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnlockIntent {
    /// The buckets.
    pub buckets: Vec<BucketName>,
}
