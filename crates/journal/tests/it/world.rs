//! A journal in a folder of its own, and plans for it.

use journal::{ChangeId, Journal, Step};
use lockdown::change::{Event, Settled, TargetState, Write};
use lockdown::inventory::LivePolicy;
use lockdown::lock::TrialEnd;
use lockdown::plan::{Intent, Plan, Target};
use tempfile::TempDir;
use time::Duration;

use crate::account::{self, NOW, TLS_ONLY};

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) journal: Journal,
    pub(crate) target: Target,
}

pub(crate) fn world() -> World {
    let folder = TempDir::new().unwrap();
    let journal = Journal::open(folder.path()).unwrap();
    World {
        folder,
        journal,
        target: target(),
    }
}

pub(crate) fn target() -> Target {
    Target::bucket_policy(account::bucket_name())
}

pub(crate) fn before() -> LivePolicy {
    account::policy(TLS_ONLY)
}

/// A lock on trial of a bucket whose policy is [`before`].
pub(crate) fn plan() -> Plan {
    account::locked(before(), &account::intent())
}

/// The same without a trial.
pub(crate) fn plan_at_once() -> Plan {
    let reason = Some("a test".to_owned());
    let intent = Intent {
        trial_minutes: None,
        no_trial_reason: reason,
        ..account::intent()
    };
    account::locked(before(), &intent)
}

pub(crate) fn ends() -> TrialEnd {
    TrialEnd::at(NOW + Duration::minutes(15))
}

impl World {
    /// Opened anew, as after a restart.
    pub(crate) fn reopened(&self) -> Journal {
        Journal::open(self.folder.path()).unwrap()
    }

    pub(crate) fn record(&self, change: ChangeId, event: Event) -> TargetState {
        self.journal
            .record(change, &self.target, &Step::of(event), NOW)
            .unwrap()
    }

    /// Begun, backed up, written and seen: on trial.
    pub(crate) fn on_trial(&self) -> ChangeId {
        let change = self.journal.begin(&plan(), "admin", NOW).unwrap();
        self.journal
            .back_up(change, &self.target, &before(), NOW)
            .unwrap();
        self.write(
            change,
            Write::Trial { ends: ends() },
            Settled::Trial { ends: ends() },
        );
        change
    }

    pub(crate) fn write(&self, change: ChangeId, write: Write, found: Settled) {
        self.journal
            .permit_write(change, &self.target, write, NOW)
            .unwrap();
        self.record(change, Event::Accepted);
        self.record(change, Event::Settled(found));
    }
}
