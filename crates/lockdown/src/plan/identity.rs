//! A plan for identity policies and what they are attached to: no trial, since IAM policies carry no
//! end that would undo them, and no impact on buckets.

use iam_policy::{Policy, PrincipalIds};
use time::OffsetDateTime;

use super::blocker::Blocker;
use super::diff::{diff_lines, statement_lines};
use super::draft::added;
use super::target::{Basis, Target, TargetPlan};
use super::warning::Warning;
use super::{Plan, PlanKind};
use crate::ids::Region;
use crate::impact::Impact;
use crate::inventory::{Identity, LivePolicy};
use crate::meaning::{Meaning, PrincipalMap};

/// What happens to one target of an identity plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityChange {
    /// The target; not the policy of a bucket.
    pub target: Target,
    /// What is there now, as it was just read.
    pub live: LivePolicy,
    /// What is to be there; `None` removes it.
    pub wanted: LivePolicy,
    /// What is done, in a sentence: "attaches the policy `x` to the role `y`".
    pub summary: String,
}

/// What an identity plan is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityPlan {
    /// `Limit`, `Unlimit` or `Restore`.
    pub kind: PlanKind,
    /// The targets in the order in which they are written; a roll back goes the other way.
    pub changes: Vec<IdentityChange>,
    /// What stands in the way.
    pub blockers: Vec<Blocker>,
    /// What to know before.
    pub warnings: Vec<Warning>,
}

/// The plan, made by `identity`; `region` is the account's own, since IAM has none.
pub fn plan_identity(
    identity: &Identity,
    region: &Region,
    parts: IdentityPlan,
    now: OffsetDateTime,
) -> Plan {
    let targets: Vec<TargetPlan> = parts
        .changes
        .into_iter()
        .map(|change| target(change, region))
        .collect();
    Plan {
        kind: parts.kind,
        made_at: now,
        account: identity.account.clone(),
        caller: identity.arn.clone(),
        caller_user_id: identity.user_id.clone(),
        targets,
        keep: Vec::new(),
        form: None,
        trial: None,
        no_trial_reason: None,
        no_second_way_reason: None,
        accepted_regions: Vec::new(),
        principals: PrincipalMap::default(),
        blockers: parts.blockers,
        warnings: parts.warnings,
        not_covered: Vec::new(),
    }
}

fn target(change: IdentityChange, region: &Region) -> TargetPlan {
    // Identity policies name no principals, so no ids are needed to compare them.
    let ids = PrincipalIds::default();
    let meaning = Meaning::of(&change.live, &ids);
    let nothing_to_do = Meaning::of(&change.wanted, &ids) == meaning;
    let read = |policy: &LivePolicy| policy.text().and_then(|text| Policy::parse(text).ok());
    let (old, new) = (read(&change.live), read(&change.wanted));
    TargetPlan {
        target: change.target,
        region: region.clone(),
        diff: diff_lines(&change.live, &change.wanted),
        statements: statement_lines(&change.live, &change.wanted, &ids),
        added: added(old.as_ref(), new.as_ref()),
        basis: Basis {
            policy: change.live,
            meaning,
        },
        trial: None,
        size: change.wanted.text().map_or(0, str::len),
        permanent: change.wanted,
        nothing_to_do,
        summary: if nothing_to_do {
            "changes nothing: it is so already".to_owned()
        } else {
            change.summary
        },
        impact: Impact::default(),
    }
}
