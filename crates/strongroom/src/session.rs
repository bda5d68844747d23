//! The account that is open, with what was found in it, the plans made from that and its history.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use aws_account::Account;
use aws_account::recordings::Recording;
use iam_policy::PrincipalIds;
use journal::{ChangeId, ChangeSummary, Journal, JournalError};
use lockdown::ids::Region;
use lockdown::inventory::Inventory;
use lockdown::known::Known;
use lockdown::permit::BackupData;
use lockdown::plan::Plan;
use lockdown::principals::Principals;
use time::OffsetDateTime;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::api::{AccountView, ErrorCode, ErrorView, LimitText};
use crate::look::{Look, Seen};
use crate::playback;
use crate::settings::Settings;
use crate::view::{self, error};

/// How old the list of roles and users may be.
const FRESH: Duration = Duration::from_mins(1);

/// A recording that was listed, and its length once it was fetched.
struct Listed {
    recording: Recording,
    seconds: Option<f64>,
}

/// An open account. Replaced whole when another one is opened, so nothing of one account can show up
/// in another's pages.
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) account: Arc<Account>,
    pub(crate) view: AccountView,
    pub(crate) journal: Arc<Journal>,
    pub(crate) seen: RwLock<Seen>,
    pub(crate) fetching: Mutex<CancellationToken>,
    principals: tokio::sync::Mutex<Option<(Instant, Arc<Known<Principals>>)>>,
    ids: RwLock<Arc<PrincipalIds>>,
    /// The roles and users as they were read last, and when by this computer's clock.
    latest: RwLock<Option<(OffsetDateTime, Arc<Known<Principals>>)>>,
    /// The Regions that the user added, as they were read last.
    pub(crate) own_regions: Mutex<BTreeSet<Region>>,
    plans: Mutex<HashMap<String, Arc<Plan>>>,
    opened_backups: Mutex<HashMap<String, BackupData>>,
    limit_texts: Mutex<HashMap<String, Vec<LimitText>>>,
    recordings: Mutex<HashMap<String, Listed>>,
    /// Changes of an earlier start that are still being found out about.
    settling: watch::Sender<BTreeSet<ChangeId>>,
    /// When CloudTrail was asked about a change.
    asked_trail: Mutex<HashMap<ChangeId, Instant>>,
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(crate) fn new(
        settings: Settings,
        account: Arc<Account>,
        view: AccountView,
        journal: Arc<Journal>,
    ) -> Self {
        Self {
            settings,
            account,
            view,
            journal,
            seen: RwLock::new(Seen::nothing()),
            fetching: Mutex::new(CancellationToken::new()),
            principals: tokio::sync::Mutex::new(None),
            ids: RwLock::default(),
            latest: RwLock::new(None),
            own_regions: Mutex::new(BTreeSet::new()),
            plans: Mutex::new(HashMap::new()),
            opened_backups: Mutex::new(HashMap::new()),
            limit_texts: Mutex::new(HashMap::new()),
            recordings: Mutex::new(HashMap::new()),
            settling: watch::Sender::new(BTreeSet::new()),
            asked_trail: Mutex::default(),
        }
    }

    /// Every change of this account that is not final, oldest first.
    pub(crate) fn unfinished(&self) -> Result<Vec<ChangeSummary>, JournalError> {
        let mut all = self.journal.unfinished()?;
        all.retain(|change| change.account == self.account.identity().account);
        Ok(all)
    }

    /// These changes are going to be settled.
    pub(crate) fn will_settle(&self, changes: impl IntoIterator<Item = ChangeId>) {
        self.settling.send_modify(|waiting| waiting.extend(changes));
    }

    /// This change is settled, or can't be.
    pub(crate) fn has_settled(&self, change: ChangeId) {
        self.settling.send_modify(|waiting| {
            waiting.remove(&change);
        });
    }

    /// Whether it is still being found out how this change stands.
    pub(crate) fn is_settling(&self, change: ChangeId) -> bool {
        self.settling.borrow().contains(&change)
    }

    /// Waits until nothing of an earlier start is being found out about.
    pub(crate) async fn settled(&self) {
        // The sender lives as long as the session does.
        let _ = self.settling.subscribe().wait_for(BTreeSet::is_empty).await;
    }

    /// Whether CloudTrail is to be asked about a change, by when it was asked last; if so, it counts as asked now.
    pub(crate) fn asked_trail(
        &self,
        change: ChangeId,
        is_due: impl FnOnce(Option<Instant>) -> bool,
    ) -> bool {
        let mut asked = held(&self.asked_trail);
        let due = is_due(asked.get(&change).copied());
        if due {
            asked.insert(change, Instant::now());
        }
        due
    }

    /// Stops whatever is being read.
    pub(crate) fn stop(&self) {
        self.stop_looking_for_good();
        held(&self.fetching).cancel();
    }

    /// What was found, once the look is over.
    pub(crate) fn inventory(&self) -> Result<Arc<Inventory>, ErrorView> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        match (&seen.inventory, seen.look) {
            (Some(inventory), Look::Finished | Look::Cancelled) => Ok(Arc::clone(inventory)),
            _ => Err(error::plain(
                ErrorCode::Other,
                "The look at the account is not over yet. Nothing was changed.",
                "Wait until every Region has answered or was given up, or cancel it: Regions that were not read are then named.",
            )),
        }
    }

    /// The account's roles and users, as they were read at most [`FRESH`] ago. What could not be read is
    /// asked again: an id is called dead only by a list that is complete and new.
    pub(crate) async fn principals(&self) -> Arc<Known<Principals>> {
        let mut held = self.principals.lock().await;
        if let Some((at, known)) = &*held
            && at.elapsed() < FRESH
            && known.value().is_some()
        {
            return Arc::clone(known);
        }
        let known = Arc::new(self.account.principals().await);
        let ids = known
            .value()
            .map(|all| all.ids(&self.account.identity().account));
        *self.ids.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(ids.unwrap_or_default());
        let read = (self.account.here_now(), Arc::clone(&known));
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = Some(read);
        *held = Some((Instant::now(), Arc::clone(&known)));
        known
    }

    /// The account's roles and users as they were read last, however long ago; none before that.
    pub(crate) fn principals_so_far(&self) -> Option<Arc<Known<Principals>>> {
        let latest = self.latest.read().unwrap_or_else(PoisonError::into_inner);
        latest.as_ref().map(|(_, known)| Arc::clone(known))
    }

    /// When that was; none where they could not be read.
    pub(crate) fn principals_read_at(&self) -> Option<String> {
        let latest = self.latest.read().unwrap_or_else(PoisonError::into_inner);
        let (at, known) = latest.as_ref()?;
        known.value().map(|_| view::time(*at))
    }

    /// The ids of those roles and users that are known so far.
    pub(crate) fn known_ids(&self) -> Arc<PrincipalIds> {
        Arc::clone(&self.ids.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn keep_plan(&self, plan: Plan) -> Arc<Plan> {
        let plan = Arc::new(plan);
        held(&self.plans).insert(plan.digest(), Arc::clone(&plan));
        plan
    }

    pub(crate) fn plan(&self, digest: &str) -> Result<Arc<Plan>, ErrorView> {
        held(&self.plans).get(digest).cloned().ok_or_else(|| {
            error::plain(
                ErrorCode::PlanRefused,
                "This plan is not known any more. Nothing was changed.",
                "Make the plan again and review it.",
            )
        })
    }

    /// The texts of a planned limit, by the plan's digest.
    pub(crate) fn keep_limit_texts(&self, digest: &str, texts: &[LimitText]) {
        held(&self.limit_texts).insert(digest.to_owned(), texts.to_vec());
    }

    pub(crate) fn limit_texts(&self, digest: &str) -> Result<Vec<LimitText>, ErrorView> {
        held(&self.limit_texts)
            .get(digest)
            .cloned()
            .ok_or_else(|| crate::plan::refused("This limit is not known any more."))
    }

    /// Forgets the list of roles and users: it was just changed.
    pub(crate) async fn forget_principals(&self) {
        *self.principals.lock().await = None;
    }

    pub(crate) fn remember_backup(&self, id: String, data: BackupData) {
        held(&self.opened_backups).insert(id, data);
    }

    /// A backup of the history, one that was opened from a file, or a policy that CloudTrail remembers.
    pub(crate) fn backup_data(&self, id: &str) -> Result<BackupData, ErrorView> {
        let opened = held(&self.opened_backups).get(id).cloned();
        let known = opened.or_else(|| self.trail_backup(id));
        known.map_or_else(|| self.backup(id).map(|record| record.data), Ok)
    }

    pub(crate) fn remember_recordings(&self, recordings: &[Recording]) {
        let mut known = held(&self.recordings);
        for recording in recordings {
            known
                .entry(playback::id(recording))
                .or_insert_with(|| Listed {
                    recording: recording.clone(),
                    seconds: None,
                });
        }
    }

    pub(crate) fn recording(&self, id: &str) -> Result<Recording, ErrorView> {
        held(&self.recordings)
            .get(id)
            .map(|listed| listed.recording.clone())
            .ok_or_else(|| {
                error::plain(
                    ErrorCode::Other,
                    "This recording is not in the list any more.",
                    "List the recordings again.",
                )
            })
    }

    /// The length of a recording that was fetched, by its own header.
    pub(crate) fn duration(&self, id: &str) -> Option<f64> {
        held(&self.recordings).get(id)?.seconds
    }

    pub(crate) fn remember_duration(&self, id: &str, seconds: Option<f64>) {
        if let Some(listed) = held(&self.recordings).get_mut(id) {
            listed.seconds = seconds;
        }
    }
}
