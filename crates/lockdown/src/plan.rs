//! What a change will do: immutable, bound to the policies it was made from, confirmed by its digest.
//!
//! - [`intent`]: what the user asks for
//! - [`blocker`]: what makes a plan impossible to apply
//! - [`warning`]: what to know before applying it, and what a lock does not cover
//! - [`note`]: the words of those
//! - [`target`]: what happens to one bucket

pub mod blocker;
pub mod intent;
pub mod note;
pub mod target;
pub mod warning;

use iam_policy::PrincipalIds;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use blocker::{Blocker, Moment};
pub use intent::{Intent, Mend, RestoreIntent, Rules, UnlockIntent};
pub use note::Note;
pub use target::{Basis, DiffLine, LineKind, SIZE_LIMIT, StatementLine, Target, TargetPlan};
pub use warning::{NotCovered, Warning};

use crate::change::Write;
use crate::ids::{AccountId, Arn, Region};
use crate::inventory::{Inventory, LivePolicy};
use crate::keep::KeepEntry;
use crate::known::Known;
use crate::lock::{LockForm, TrialLength};
use crate::meaning::PrincipalMap;
use crate::permit::BackupData;
use crate::principals::Principals;

/// The kinds of plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    /// A lock is added or changed.
    Lock,
    /// A lock of ours is taken off.
    Unlock,
    /// A backup goes back.
    Restore,
}

impl PlanKind {
    /// `lock`, `unlock` or `restore`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Restore => "restore",
        }
    }
}

/// What a change will do. Nothing in it can be changed; it is confirmed by its [`digest`](Self::digest).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    kind: PlanKind,
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
    account: AccountId,
    caller: Arn,
    caller_user_id: String,
    targets: Vec<TargetPlan>,
    keep: Vec<KeepEntry>,
    form: Option<LockForm>,
    trial: Option<TrialLength>,
    no_trial_reason: Option<String>,
    no_second_way_reason: Option<String>,
    accepted_regions: Vec<Region>,
    principals: PrincipalMap,
    blockers: Vec<Blocker>,
    warnings: Vec<Warning>,
    not_covered: Vec<NotCovered>,
}

/// Plans a lock.
///
/// `principals` are the account's roles and users, where they could be read; `now` is AWS's clock.
/// What stands in the way is in [`Plan::blockers`]; targets that can't be planned at all (no known
/// policy, for example) are left out of [`Plan::targets`] and named there.
pub fn plan_lock(
    inventory: &Inventory,
    principals: Known<&Principals>,
    intent: &Intent,
    now: OffsetDateTime,
) -> Plan {
    todo!("{inventory:?} {principals:?} {intent:?} {now}")
}

/// Plans taking off the locks that Strongroom made; everything else in the policies stays.
pub fn plan_unlock(
    inventory: &Inventory,
    principals: Known<&Principals>,
    intent: &UnlockIntent,
    now: OffsetDateTime,
) -> Plan {
    todo!("{inventory:?} {principals:?} {intent:?} {now}")
}

/// Plans putting a backup back, over whatever is in the bucket now (`inventory` holds it as it was
/// just read).
pub fn plan_restore(
    inventory: &Inventory,
    principals: Known<&Principals>,
    backup: &BackupData,
    intent: &RestoreIntent,
    now: OffsetDateTime,
) -> Plan {
    todo!("{inventory:?} {principals:?} {backup:?} {intent:?} {now}")
}

impl Plan {
    /// What kind of plan it is.
    pub fn kind(&self) -> PlanKind {
        self.kind
    }

    /// When it was made.
    pub fn made_at(&self) -> OffsetDateTime {
        self.made_at
    }

    /// The account that owns the targets.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Who made it: the ARN that `GetCallerIdentity` named.
    pub fn caller(&self) -> &Arn {
        &self.caller
    }

    /// The caller's `aws:userId`: a change is carried out by the same identity.
    pub fn caller_user_id(&self) -> &str {
        &self.caller_user_id
    }

    /// What happens to each target.
    pub fn targets(&self) -> &[TargetPlan] {
        &self.targets
    }

    /// What happens to this target.
    pub fn target(&self, target: &Target) -> Option<&TargetPlan> {
        self.targets.iter().find(|plan| plan.target == *target)
    }

    /// Who keeps access; empty for a restore.
    pub fn keep(&self) -> &[KeepEntry] {
        &self.keep
    }

    /// The lock's form; none for a restore.
    pub fn form(&self) -> Option<LockForm> {
        self.form
    }

    /// How long the trial lasts; none where there is none.
    pub fn trial(&self) -> Option<TrialLength> {
        self.trial
    }

    /// Why there is no trial, as it was typed.
    pub fn no_trial_reason(&self) -> Option<&str> {
        self.no_trial_reason.as_deref()
    }

    /// Why there is no second way in, as it was typed.
    pub fn no_second_way_reason(&self) -> Option<&str> {
        self.no_second_way_reason.as_deref()
    }

    /// Regions that could not be read and were accepted in writing.
    pub fn accepted_regions(&self) -> &[Region] {
        &self.accepted_regions
    }

    /// What makes it impossible to apply.
    pub fn blockers(&self) -> &[Blocker] {
        &self.blockers
    }

    /// What to know before applying it.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// What the lock does not cover.
    pub fn not_covered(&self) -> &[NotCovered] {
        &self.not_covered
    }

    /// Whether every target already has what is planned.
    pub fn nothing_to_do(&self) -> bool {
        !self.targets.is_empty() && self.targets.iter().all(|target| target.nothing_to_do)
    }

    /// Whether it may be confirmed: it has targets and no blockers, and there is something to do.
    pub fn can_be_applied(&self) -> bool {
        self.blockers.is_empty() && !self.targets.is_empty() && !self.nothing_to_do()
    }

    /// The pairs of ARN and id that the plan's policies name, for comparing by meaning later on.
    pub fn principal_ids(&self) -> PrincipalIds {
        self.principals.to_ids()
    }

    /// The digest that the user confirms: SHA-256 over the targets with their basis and every text
    /// that may be written (the hole marked as such), the trial's length, the keep list and the
    /// accepted Regions. 64 hexadecimal digits.
    pub fn digest(&self) -> String {
        todo!()
    }

    /// Exactly what a write of this plan puts on a target: the filled trial, the permanent policy, or
    /// the backup. None where the plan has no such target, or no trial.
    pub fn content(
        &self,
        target: &Target,
        write: Write,
        backup: &LivePolicy,
    ) -> Option<LivePolicy> {
        let plan = self.target(target)?;
        match write {
            Write::Trial { ends } | Write::Extend { ends } => {
                Some(LivePolicy::Text(plan.trial.as_ref()?.fill(ends)))
            }
            Write::Permanent => Some(plan.permanent.clone()),
            Write::RollBack => Some(backup.clone()),
        }
    }
}
