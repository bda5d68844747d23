//! Plans to make a limit, to change it and to take it off: changes like any other, without a trial.
//!
//! - `draft`: a plan in the making; `making`, `removal`: what it writes
//! - `obstacle`: what stands in the way; `caution`: what to know before

mod caution;
mod draft;
mod making;
mod obstacle;
mod removal;

use time::OffsetDateTime;

pub use caution::LimitWarning;
pub use obstacle::LimitBlocker;

use super::find::LimitPlace;
use super::intent::{LimitDelivery, LimitIntent};
use super::principal::LimitPrincipal;
use super::render::limit_policy;
use super::versions::PolicyVersion;
use crate::ids::{Arn, PolicyName, Region};
use crate::inventory::{Identity, LivePolicy};
use crate::known::{Known, Unknown};
use crate::plan::{Plan, PlanKind, Target};
use crate::principals::Principals;
use draft::Draft;

/// How many managed policies a role or user takes unless AWS raised it.
///
/// Source: "IAM and AWS STS quotas".
const USUAL_ATTACHMENTS: usize = 10;

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct LimitPlanInput<'a> {
    /// Who is signed in.
    pub identity: &'a Identity,
    /// The account's own Region: IAM has none.
    pub region: &'a Region,
    /// The account's roles and users.
    pub principals: Result<&'a Principals, &'a Unknown>,
    /// Each of the targets as it was just read: those of [`limit_targets`], or of [`place_targets`].
    pub live: &'a [(Target, Known<LivePolicy>)],
    /// The versions of each managed policy among the targets, as they were just read; none where there is
    /// no such policy.
    pub versions: &'a [(Target, Known<Vec<PolicyVersion>>)],
    /// The time, by AWS's clock.
    pub now: OffsetDateTime,
}

/// What a limit writes to, in order: the managed policy and then its attachment, or the inline policy.
/// Where it takes the place of a limit that is somewhere else, that one goes last.
pub fn limit_targets(intent: &LimitIntent, replaces: Option<&LimitPlace>) -> Vec<Target> {
    let mut targets = own_targets(intent);
    let old = replaces.into_iter();
    for target in old.flat_map(|place| place_targets(intent.principal(), place)) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}

/// What taking a limit off writes to, in order: the attachment and then the managed policy, or the
/// inline policy. Empty where the place names nothing that IAM could hold.
pub fn place_targets(principal: &LimitPrincipal, place: &LimitPlace) -> Vec<Target> {
    let who = principal.arn().clone();
    match place {
        LimitPlace::Inline { name } => match name.parse::<PolicyName>() {
            Ok(name) => vec![Target::InlinePolicy {
                principal: who,
                name,
            }],
            Err(_) => Vec::new(),
        },
        LimitPlace::Managed { arn } => match arn.parse::<Arn>() {
            Ok(arn) => vec![
                Target::Attachment {
                    policy: arn.clone(),
                    principal: who,
                },
                Target::ManagedPolicy { arn },
            ],
            Err(_) => Vec::new(),
        },
    }
}

fn own_targets(intent: &LimitIntent) -> Vec<Target> {
    let place = match intent.delivery() {
        LimitDelivery::Inline => LimitPlace::Inline {
            name: intent.policy_name().to_string(),
        },
        LimitDelivery::Managed => LimitPlace::Managed {
            arn: intent.policy_arn(),
        },
    };
    let mut targets = place_targets(intent.principal(), &place);
    // The policy has to be there before it is attached.
    targets.reverse();
    targets
}

/// The plan to make a limit, or to change the one that `replaces` names. What is to be known of it
/// besides (what defeats it, what gets around it) is in the matrix and its neighbours.
pub fn plan_limit(
    input: &LimitPlanInput<'_>,
    intent: &LimitIntent,
    replaces: Option<&LimitPlace>,
) -> Plan {
    let mut draft = Draft::new(input, intent.principal());
    draft.may_be_changed();
    if input.identity.account != intent.instance().account {
        draft.block(LimitBlocker::OtherAccount {
            account: intent.instance().account.clone(),
        });
    }
    match limit_policy(intent) {
        Ok(policy) => {
            draft.fits(intent, &policy);
            draft.write(intent, &policy);
            draft.beside_others(intent, replaces);
        }
        Err(problem) => draft.block(LimitBlocker::WouldBeMalformed {
            problems: vec![problem.to_string()],
        }),
    }
    if let Some(place) = replaces {
        let own = own_targets(intent);
        draft.remove(place, &own);
    }
    draft.finish(PlanKind::Limit)
}

/// The plan to take a limit off. A managed policy that is attached elsewhere as well is detached and
/// stays.
pub fn plan_unlimit(
    input: &LimitPlanInput<'_>,
    principal: &LimitPrincipal,
    place: &LimitPlace,
) -> Plan {
    let mut draft = Draft::new(input, principal);
    draft.may_be_changed();
    draft.remove(place, &[]);
    draft.finish(PlanKind::Unlimit)
}
