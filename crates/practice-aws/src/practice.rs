//! What all parts of the server share.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use crate::bucket_policy;
use crate::call::Log;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::metadata::Metadata;
use crate::secrets::Shown;
use crate::signin;
use crate::sso::Desk;
use crate::store::{Store, StoreError};
use crate::sts::{UsedCodes, WebTokens};
use crate::throttle::Throttle;
use crate::trouble::Troubles;
use crate::world::{Bucket, World, seed};

/// The practice account while it runs.
#[derive(Debug)]
pub(crate) struct Practice {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) troubles: Troubles,
    /// IAM Identity Center.
    pub(crate) sso: Desk,
    /// The sign-in service of the console.
    pub(crate) signin: signin::Desk,
    /// What a machine of AWS tells the programs on it.
    pub(crate) metadata: Metadata,
    /// One-time codes that were used.
    pub(crate) codes: UsedCodes,
    /// Tokens of the web identity provider.
    pub(crate) web_tokens: WebTokens,
    /// What callers showed that has to stay secret.
    pub(crate) shown: Shown,
    /// The real budgets of the Connect APIs, if they are to be kept to.
    pub(crate) throttle: Option<Throttle>,
    /// How long every answer waits.
    pub(crate) latency: Duration,
    /// `http://127.0.0.1:PORT`, known once the port is bound.
    pub(crate) url: OnceLock<String>,
    /// The world that was given by `--seed`, for a reset.
    pub(crate) own_seed: Option<World>,
}

impl Practice {
    /// The server's own address, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        self.url.get().map_or("", String::as_str)
    }

    /// The world to begin with.
    pub(crate) fn seed(&self, now: OffsetDateTime) -> World {
        self.own_seed.clone().unwrap_or_else(|| seed::world(now))
    }

    /// A bucket, or S3's answer where there is none.
    pub(crate) fn with_bucket<T>(
        &self,
        name: &str,
        look: impl FnOnce(&World, &Bucket) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.store.read(|world| {
            let bucket = world.buckets.get(name).ok_or_else(no_such_bucket)?;
            look(world, bucket)
        })
    }

    /// The policy of a bucket as it is in force now, with ARNs; the one before, while S3 still settles.
    pub(crate) fn policy_in_force(
        &self,
        world: &World,
        name: &str,
        bucket: &Bucket,
    ) -> Option<Value> {
        let stored = self.troubles.read_policy(name, bucket.policy.as_ref());
        stored.map(|stored| bucket_policy::shown(world, &stored))
    }
}

/// S3's answer for a bucket that does not exist.
pub(crate) fn no_such_bucket() -> Fault {
    Fault::not_found("NoSuchBucket", "The specified bucket does not exist")
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the state can't be kept");
        Self::new(
            http::StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            error.to_string(),
        )
    }
}
