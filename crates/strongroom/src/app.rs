//! The app's state: where it keeps things, the practice account's profiles, and the account that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use aws_account::{Budgets, ProfileFiles};
use journal::Journal;
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::api::{ErrorCode, ErrorView};
use crate::session::{Session, held};
use crate::settings::Settings;
use crate::sign_in::SignIns;

/// Strongroom without a window. One for each process; the journal's claims keep two processes apart.
pub struct App {
    data: PathBuf,
    settings: Settings,
    practice: watch::Sender<Option<Result<ProfileFiles, ErrorView>>>,
    session: RwLock<Option<Arc<Session>>>,
    sign_ins: SignIns,
    /// What AWS's budgets have left, of every account that was opened.
    budgets: Budgets,
    /// When it was started, by this computer's clock.
    started: OffsetDateTime,
    /// The histories of accounts that are not open: real ones and the practice account's.
    others: Mutex<BTreeMap<bool, Arc<Journal>>>,
    /// What the desktop was told already.
    told: Mutex<BTreeSet<String>>,
}

impl App {
    /// An app that keeps its history below `data` (made when the first account is opened).
    pub fn new(data: PathBuf, settings: Settings) -> Self {
        Self {
            data,
            started: (settings.here)(),
            settings,
            practice: watch::Sender::new(None),
            session: RwLock::new(None),
            sign_ins: SignIns::default(),
            budgets: Budgets::default(),
            others: Mutex::default(),
            told: Mutex::default(),
        }
    }

    pub(crate) fn sign_ins(&self) -> &SignIns {
        &self.sign_ins
    }

    pub(crate) fn budgets(&self) -> &Budgets {
        &self.budgets
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn started(&self) -> OffsetDateTime {
        self.started
    }

    /// The journal of accounts that are not open, opened once.
    pub(crate) fn other_journal(
        &self,
        practice: bool,
        open: impl FnOnce(&Path) -> Option<Arc<Journal>>,
    ) -> Option<Arc<Journal>> {
        let mut others = held(&self.others);
        if let Some(journal) = others.get(&practice) {
            return Some(Arc::clone(journal));
        }
        let journal = open(&self.journal_dir(practice))?;
        others.insert(practice, Arc::clone(&journal));
        Some(journal)
    }

    /// Whether this was not told before; from now on it was.
    pub(crate) fn tell_once(&self, what: String) -> bool {
        held(&self.told).insert(what)
    }

    /// The usual folder: `strongroom` in the user's data folder. None without a home folder.
    pub fn default_data_dir() -> Option<PathBuf> {
        dirs::data_dir().map(|folder| folder.join("strongroom"))
    }

    /// The practice account is up, with its profiles in these files, or could not be started.
    pub fn practice_started(&self, files: Result<ProfileFiles, ErrorView>) {
        self.practice.send_replace(Some(files));
    }

    /// The practice account's profile files, once it is up.
    pub(crate) async fn practice_files(&self) -> Result<ProfileFiles, ErrorView> {
        let mut watcher = self.practice.subscribe();
        let ready = watcher.wait_for(Option::is_some).await;
        match ready.ok().and_then(|started| started.clone()) {
            Some(files) => files,
            None => Err(ErrorView {
                code: ErrorCode::Other,
                message: "The practice account was not started.".to_owned(),
                help: Some("Close Strongroom and start it again.".to_owned()),
                detail: None,
                request_id: None,
            }),
        }
    }

    /// The folder of what is kept for an account: that of the practice account is apart from the others'.
    pub(crate) fn settings_dir(&self, practice: bool) -> PathBuf {
        let base: &Path = &self.data;
        if practice {
            base.join("practice")
        } else {
            base.to_owned()
        }
    }

    /// The folder of the history that belongs to an account.
    pub(crate) fn journal_dir(&self, practice: bool) -> PathBuf {
        self.settings_dir(practice).join("history")
    }

    /// The open account, or the error that says that there is none.
    pub(crate) fn session(&self) -> Result<Arc<Session>, ErrorView> {
        self.open_session().ok_or_else(|| ErrorView {
            code: ErrorCode::NoAccount,
            message: "No account is open.".to_owned(),
            help: Some("Choose an account first.".to_owned()),
            detail: None,
            request_id: None,
        })
    }

    pub(crate) fn open_session(&self) -> Option<Arc<Session>> {
        self.session
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn replace_session(&self, session: Option<Arc<Session>>) {
        let old = std::mem::replace(
            &mut *self.session.write().unwrap_or_else(PoisonError::into_inner),
            session,
        );
        if let Some(old) = old {
            old.stop();
        }
    }
}
