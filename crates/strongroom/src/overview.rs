//! Looking at the account: discovery in the background, and what it has found so far.

use std::sync::PoisonError;

use journal::{ChangeSummary, JournalError};
use lockdown::ids::BucketName;
use lockdown::plan::{PlanKind, Target};

use crate::App;
use crate::api::{BucketDetailsView, DiscoveryEvent, ErrorCode, ErrorView, OverviewView};
use crate::look::{Look, look};
use crate::session::{Session, held};
use crate::view::overview::{self, BucketHistory};
use crate::view::{error, time};

impl App {
    /// Starts a look at all Regions; what was found before is replaced as answers come. A look that is
    /// under way is stopped first.
    ///
    /// # Errors
    /// When no account is open, or the user's own Regions can't be read.
    pub fn start_discovery(
        &self,
        on_event: impl Fn(DiscoveryEvent) + Send + Sync + 'static,
    ) -> Result<(), ErrorView> {
        let session = self.session()?;
        let regions = self.regions_to_look_at(&session)?;
        let ticket = session.begin_look(regions);
        tokio::spawn(look(session, ticket, on_event));
        Ok(())
    }

    /// Stops the look, at once. What was not read stays unknown, and is named.
    ///
    /// # Errors
    /// When no account is open.
    pub fn cancel_discovery(&self) -> Result<(), ErrorView> {
        self.session()?.cancel_look();
        Ok(())
    }

    /// The name of an instance that was found, by its key (account/Region/id).
    ///
    /// # Errors
    /// When no account is open or no such instance was found.
    pub fn instance_name(&self, key: &str) -> Result<String, ErrorView> {
        let inventory = self.session()?.inventory()?;
        let instance = inventory
            .instances()
            .find(|one| overview::key(&one.key) == key);
        instance.map(overview::name).ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                format!("The instance `{key}` was not found in this account."),
                "",
            )
        })
    }

    /// What was found so far.
    ///
    /// # Errors
    /// When no account is open or the history can't be read.
    pub fn overview(&self) -> Result<OverviewView, ErrorView> {
        let session = self.session()?;
        let seen = session.seen.read().unwrap_or_else(PoisonError::into_inner);
        let empty = OverviewView {
            state: match seen.look {
                Look::Idle => "idle",
                Look::Running => "running",
                Look::Finished => "finished",
                Look::Cancelled => "cancelled",
            }
            .to_owned(),
            done: seen.done,
            total: seen.total,
            taken_at: None,
            regions: Vec::new(),
            instances: Vec::new(),
            buckets: Vec::new(),
        };
        let Some(inventory) = &seen.inventory else {
            return Ok(empty);
        };
        let principals = session.principals_so_far();
        // A history that can't be read is said so: a bucket's state hangs on it.
        let unreadable = |failed| error::caused("The history can't be read.", "", &failed);
        let unfinished = session.unfinished().map_err(unreadable)?;
        let buckets = overview::buckets(
            inventory,
            &session.known_ids(),
            session.account.aws_now(),
            |bucket| session.bucket_history(&unfinished, bucket),
        );
        Ok(OverviewView {
            taken_at: Some(time(inventory.taken_at)),
            regions: overview::regions(inventory, &held(&session.own_regions), &seen.slowed),
            instances: overview::instances(
                inventory,
                principals.as_ref().and_then(|known| known.value()),
            ),
            buckets: buckets.map_err(unreadable)?,
            ..empty
        })
    }

    /// What is known of one bucket besides the overview's row, as far as the look has come.
    ///
    /// # Errors
    /// When no account is open, or the bucket was not found.
    pub fn bucket_details(&self, name: &str) -> Result<BucketDetailsView, ErrorView> {
        let session = self.session()?;
        let seen = session.seen.read().unwrap_or_else(PoisonError::into_inner);
        let found = seen.inventory.as_ref().and_then(|inventory| {
            let mut buckets = inventory.buckets.values();
            let bucket = buckets.find(|bucket| bucket.name.as_str() == name)?;
            Some(overview::bucket_details(inventory, bucket))
        });
        found.ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                format!("No instance that was found uses a bucket `{name}`."),
                "Look at the account again.",
            )
        })
    }
}

impl Session {
    /// What the history knows about a bucket; `unfinished` are the changes that are not final.
    fn bucket_history(
        &self,
        unfinished: &[ChangeSummary],
        bucket: &BucketName,
    ) -> Result<BucketHistory, JournalError> {
        let account = &self.account.identity().account;
        let last = self
            .journal
            .last_written(account, &Target::bucket_policy(bucket.clone()))?;
        let open = unfinished.iter().find(|change| {
            change
                .targets
                .iter()
                .any(|(target, _)| target.bucket() == Some(bucket))
        });
        Ok(BucketHistory {
            last_written: last
                .filter(|last| last.kind == PlanKind::Lock)
                .map(|last| last.meaning),
            open_change: open.map(|change| change.id.to_string()),
        })
    }
}
