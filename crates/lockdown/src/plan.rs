//! What a change will do: immutable, bound to the policies it was made from, confirmed by its digest.
//!
//! - [`intent`]: what the user asks for
//! - [`blocker`]: what makes a plan impossible to apply
//! - [`warning`]: what to know before applying it, and what a lock does not cover
//! - [`note`]: the words of those
//! - [`target`]: what happens to one bucket
//! - `lock`, `unlock`, `restore`: from an inventory and an intent to a plan
//! - `draft`: what those have in common; `access`, `acceptance`: the checks that block
//! - `identity`: a plan for identity policies and what they are attached to
//! - `facts`: what the bucket's own settings warn of; `diff`: the difference, line by line

pub mod blocker;
pub mod intent;
pub mod note;
pub mod target;
pub mod warning;

mod acceptance;
mod access;
mod diff;
pub(crate) mod draft;
pub(crate) mod facts;
mod identity;
mod lock;
mod mend;
mod restore;
mod unlock;

use iam_policy::PrincipalIds;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use blocker::{Blocker, LOOK_LASTS, Moment};
pub use diff::diff_lines;
pub(crate) use diff::statement_lines;
pub use identity::{IdentityChange, IdentityPlan, plan_identity};
pub use intent::{Intent, Mend, RestoreIntent, Rules, UnlockIntent};
pub use lock::plan_lock;
pub use note::Note;
pub use restore::plan_restore;
pub use target::{Basis, DiffLine, LineKind, SIZE_LIMIT, StatementLine, Target, TargetPlan};
pub use unlock::plan_unlock;
pub use warning::{NotCovered, Warning};

use crate::change::Write;
use crate::ids::{AccountId, Arn, Region};
use crate::inventory::LivePolicy;
use crate::keep::{KeepEntry, KeepId, MatchBy};
use crate::lock::{LockForm, LockText, TrialLength};
use crate::meaning::{Meaning, PrincipalMap};
use crate::permit::sha256_hex;

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
    /// An association limit is made or changed.
    Limit,
    /// An association limit is taken off.
    Unlimit,
}

impl PlanKind {
    /// `lock`, `unlock`, `restore`, `limit` or `unlimit`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Restore => "restore",
            Self::Limit => "limit",
            Self::Unlimit => "unlimit",
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
        let targets = self.targets.iter().map(|plan| ConfirmedTarget {
            target: &plan.target,
            region: &plan.region,
            basis: &plan.basis,
            trial: plan.trial.as_ref().map(LockText::pieces),
            permanent: &plan.permanent,
        });
        let confirmed = Confirmed {
            format: 1,
            kind: self.kind,
            account: &self.account,
            caller: &self.caller_user_id,
            targets: targets.collect(),
            keep: self
                .keep
                .iter()
                .map(|e| (&e.arn, e.id.as_ref(), e.match_by))
                .collect(),
            form: self.form,
            trial: self.trial,
            accepted_regions: &self.accepted_regions,
            reasons: [self.no_trial_reason(), self.no_second_way_reason()],
        };
        // Serialising plain data can't fail; a constant would make every plan alike, so the error's
        // text takes part instead.
        let text = serde_json::to_string(&confirmed)
            .unwrap_or_else(|error| format!("{error} {confirmed:?}"));
        sha256_hex(&text)
    }

    /// Whether `live` still means what the plan was made from.
    pub fn is_basis(&self, target: &Target, live: &LivePolicy) -> bool {
        self.target(target).is_some_and(|plan| {
            let ids = self.principal_ids();
            plan.basis.policy == *live
                || Meaning::of(&plan.basis.policy, &ids) == Meaning::of(live, &ids)
        })
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

/// What the user confirms.
#[derive(Debug, Serialize)]
struct Confirmed<'a> {
    format: u32,
    kind: PlanKind,
    account: &'a AccountId,
    caller: &'a str,
    targets: Vec<ConfirmedTarget<'a>>,
    keep: Vec<(&'a Arn, Option<&'a KeepId>, MatchBy)>,
    form: Option<LockForm>,
    trial: Option<TrialLength>,
    accepted_regions: &'a [Region],
    reasons: [Option<&'a str>; 2],
}

#[derive(Debug, Serialize)]
struct ConfirmedTarget<'a> {
    target: &'a Target,
    region: &'a Region,
    basis: &'a Basis,
    trial: Option<&'a [String]>,
    permanent: &'a LivePolicy,
}
