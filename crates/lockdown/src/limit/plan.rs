//! Plans to make a limit, to change it and to take it off: changes like any other, without a trial.
//!
//! - `obstacle`: what stands in the way; `caution`: what to know before

mod caution;
mod obstacle;

use iam_policy::{Policy, PolicyKind, Severity, ValidationContext};
use time::OffsetDateTime;

pub use caution::LimitWarning;
pub use obstacle::LimitBlocker;

use super::existing::Existing;
use super::find::{LimitPlace, find_limits, is_limit, sources_of};
use super::intent::{LimitDelivery, LimitIntent};
use super::principal::{LimitPrincipal, PrincipalKind};
use super::render::{MANAGED_LIMIT, ROLE_INLINE_LIMIT, USER_INLINE_LIMIT, limit_policy, size};
use crate::ids::{Arn, PolicyName, Region};
use crate::inventory::{Identity, LivePolicy};
use crate::known::{Known, Unknown};
use crate::plan::{
    Blocker, IdentityChange, IdentityPlan, Plan, PlanKind, Target, Warning, plan_identity,
};
use crate::principals::{NamedPolicy, Principals};

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

/// A plan in the making.
struct Draft<'a> {
    input: &'a LimitPlanInput<'a>,
    principal: &'a LimitPrincipal,
    changes: Vec<IdentityChange>,
    blockers: Vec<Blocker>,
    warnings: Vec<Warning>,
}

impl<'a> Draft<'a> {
    fn new(input: &'a LimitPlanInput<'a>, principal: &'a LimitPrincipal) -> Self {
        Self {
            input,
            principal,
            changes: Vec::new(),
            blockers: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn block(&mut self, limit: LimitBlocker) {
        self.blockers.push(Blocker::Limit { limit });
    }

    fn warn(&mut self, limit: LimitWarning) {
        self.warnings.push(Warning::Limit { limit });
    }

    /// Whether the principal's policies are its account's to change, and it is there.
    fn may_be_changed(&mut self) {
        let arn = self.principal.arn();
        match self.principal.kind() {
            PrincipalKind::AwsOwnedRole => self.block(LimitBlocker::AwsOwnedRole {
                principal: arn.clone(),
            }),
            PrincipalKind::IdentityCenterRole => self.block(LimitBlocker::IdentityCenterRole {
                principal: arn.clone(),
                permission_set: self.principal.permission_set().map(str::to_owned),
            }),
            PrincipalKind::Role | PrincipalKind::User => {}
        }
        match self.input.principals {
            Ok(principals) if policies(principals, self.principal).is_none() => {
                self.block(LimitBlocker::PrincipalNotFound {
                    principal: arn.clone(),
                });
            }
            Ok(_) => {}
            Err(unknown) => self.warnings.push(Warning::PrincipalsUnknown {
                unknown: unknown.clone(),
            }),
        }
        let caller = self.input.identity;
        let own = caller.role_arn.value().and_then(Option::as_ref);
        if caller.arn == *arn || own == Some(arn) {
            self.warn(LimitWarning::LimitsYourself);
        }
    }

    fn own_policies(&self) -> Option<&'a [NamedPolicy]> {
        policies(self.input.principals.ok()?, self.principal)
    }

    /// Whether IAM would take the policy: its elements and its size.
    fn fits(&mut self, intent: &LimitIntent, policy: &Policy) {
        let found = policy.validate(PolicyKind::Identity, ValidationContext::default());
        let problems: Vec<String> = found
            .into_iter()
            // The size has a blocker of its own, which knows how the policy is delivered.
            .filter(|finding| finding.severity == Severity::Error && finding.code != "too-long")
            .map(|finding| finding.message)
            .collect();
        if !problems.is_empty() {
            self.block(LimitBlocker::WouldBeMalformed { problems });
        }
        let own = size(&policy.to_json());
        let (most, others) = match (intent.delivery(), self.principal.is_user()) {
            (LimitDelivery::Managed, _) => (MANAGED_LIMIT, 0),
            (LimitDelivery::Inline, false) => (ROLE_INLINE_LIMIT, self.other_inline(intent)),
            (LimitDelivery::Inline, true) => (USER_INLINE_LIMIT, self.other_inline(intent)),
        };
        if own > most || (own + others > most && !self.principal.is_user()) {
            self.block(LimitBlocker::TooLarge {
                size: own + others,
                most,
            });
        } else if own + others > most {
            // A user's list holds the inline policies of its groups as well, which count elsewhere.
            self.warn(LimitWarning::MayBeTooLarge {
                size: own + others,
                most,
            });
        }
    }

    /// The size of the other inline policies, which IAM counts together with the new one.
    fn other_inline(&self, intent: &LimitIntent) -> usize {
        let name = intent.policy_name().as_str();
        self.own_policies()
            .unwrap_or_default()
            .iter()
            .filter(|policy| !policy.name.starts_with("arn:") && policy.name != name)
            .map(|policy| size(&policy.text))
            .sum()
    }

    /// The targets of the limit itself.
    fn write(&mut self, intent: &LimitIntent, policy: &Policy) {
        for target in own_targets(intent) {
            let Some(live) = self.live(&target) else {
                continue;
            };
            let (noun, who) = (self.principal.noun(), self.principal.name());
            let name = intent.policy_name();
            let (wanted, summary) = if let Target::Attachment { policy, .. } = &target {
                (
                    LivePolicy::Text(policy.to_string()),
                    format!("attaches the policy `{name}` to the {noun} `{who}`"),
                )
            } else {
                self.is_free(&target, &live);
                let summary = match (&target, &live) {
                    (Target::ManagedPolicy { .. }, LivePolicy::None) => {
                        format!("makes the policy `{name}`")
                    }
                    (Target::ManagedPolicy { .. }, LivePolicy::Text(_)) => {
                        format!("puts a new version of the policy `{name}` in force")
                    }
                    (_, LivePolicy::None) => {
                        format!("writes the policy `{name}` into the {noun} `{who}`")
                    }
                    (_, LivePolicy::Text(_)) => {
                        format!("changes the policy `{name}` in the {noun} `{who}`")
                    }
                };
                (LivePolicy::Text(policy.to_json()), summary)
            };
            self.changes.push(IdentityChange {
                target,
                live,
                wanted,
                summary,
            });
        }
    }

    /// The name is not taken by a policy that is not ours. IAM takes a name once, whatever the path and
    /// the case.
    fn is_free(&mut self, target: &Target, live: &LivePolicy) {
        let Some(text) = live.text() else {
            if let Some(arn) = self.same_name(target) {
                self.block(LimitBlocker::NameTaken {
                    target: Target::ManagedPolicy { arn },
                });
            }
            return;
        };
        if !Policy::parse(text).is_ok_and(|policy| is_limit(&policy)) {
            self.block(LimitBlocker::NameTaken {
                target: target.clone(),
            });
        }
    }

    /// A customer-managed policy of the same name at another path, as far as policies were listed.
    fn same_name(&self, target: &Target) -> Option<Arn> {
        let Target::ManagedPolicy { arn } = target else {
            return None;
        };
        let principals = self.input.principals.ok()?;
        let of_roles = principals.roles.iter().flat_map(|role| &role.policies);
        let of_users = principals.users.iter().flat_map(|user| &user.policies);
        of_roles
            .chain(of_users)
            .filter_map(|policy| policy.name.parse::<Arn>().ok())
            .find(|other| {
                other != arn
                    && other.account() == arn.account()
                    && other.name().eq_ignore_ascii_case(arn.name())
            })
    }

    /// What there is now, where it was read; a blocker otherwise.
    fn live(&mut self, target: &Target) -> Option<LivePolicy> {
        let read = self.input.live.iter().find(|(known, _)| known == target);
        let unread = Known::not_read_yet();
        match read.map_or(&unread, |(_, live)| live) {
            Known::Value(live) => Some(live.clone()),
            Known::Unknown(unknown) => {
                self.block(LimitBlocker::TargetUnknown {
                    target: target.clone(),
                    unknown: unknown.clone(),
                });
                None
            }
        }
    }

    /// Everything of a limit goes, except what `kept` is written to.
    fn remove(&mut self, place: &LimitPlace, kept: &[Target]) {
        let targets = place_targets(self.principal, place);
        if targets.is_empty() {
            self.block(LimitBlocker::NotFound {
                name: place.name().to_owned(),
            });
        }
        let elsewhere = match place {
            LimitPlace::Managed { arn } => self.also_attached(arn),
            LimitPlace::Inline { .. } => Vec::new(),
        };
        let (noun, who) = (self.principal.noun(), self.principal.name());
        let name = place.name();
        let mut found = false;
        for target in targets {
            if kept.contains(&target) {
                found = true;
                continue;
            }
            let Some(live) = self.live(&target) else {
                found = true;
                continue;
            };
            let Some(text) = live.text() else {
                continue;
            };
            found = true;
            let is_attachment = matches!(target, Target::Attachment { .. });
            if !is_attachment && !Policy::parse(text).is_ok_and(|policy| is_limit(&policy)) {
                self.block(LimitBlocker::NotOurs {
                    target: target.clone(),
                });
                continue;
            }
            if matches!(target, Target::ManagedPolicy { .. }) && !elsewhere.is_empty() {
                self.warn(LimitWarning::StaysElsewhere {
                    name: name.to_owned(),
                    principals: elsewhere.clone(),
                });
                continue;
            }
            let summary = match &target {
                Target::Attachment { .. } => {
                    format!("detaches the policy `{name}` from the {noun} `{who}`")
                }
                Target::ManagedPolicy { .. } => format!("deletes the policy `{name}`"),
                _ => format!("deletes the policy `{name}` from the {noun} `{who}`"),
            };
            self.changes.push(IdentityChange {
                target,
                live,
                wanted: LivePolicy::None,
                summary,
            });
        }
        if !found {
            self.block(LimitBlocker::NotFound {
                name: name.to_owned(),
            });
        }
    }

    /// What else the identity has, and who else has this policy.
    fn beside_others(&mut self, intent: &LimitIntent, replaces: Option<&LimitPlace>) {
        let Ok(principals) = self.input.principals else {
            return;
        };
        let policies = self.own_policies().unwrap_or_default();
        if intent.delivery() == LimitDelivery::Managed {
            let arn = intent.policy_arn();
            let elsewhere = self.also_attached(&arn);
            if !elsewhere.is_empty() {
                self.warn(LimitWarning::ChangesOthers {
                    principals: elsewhere,
                });
            }
            let managed = policies.iter().filter(|p| p.name.starts_with("arn:"));
            let is_new = !policies.iter().any(|policy| policy.name == arn);
            let attached = managed.count();
            if is_new && attached >= USUAL_ATTACHMENTS {
                self.warn(LimitWarning::ManyAttached { attached });
            }
        }
        for policy in policies {
            if let Err(problem) = Policy::parse(&policy.text) {
                self.warn(LimitWarning::PolicyUnreadable {
                    name: policy.name.clone(),
                    problem: problem.to_string(),
                });
            }
        }
        let own = match intent.delivery() {
            LimitDelivery::Managed => LimitPlace::Managed {
                arn: intent.policy_arn(),
            },
            LimitDelivery::Inline => LimitPlace::Inline {
                name: intent.policy_name().to_string(),
            },
        };
        let sources = sources_of(principals, self.principal);
        let others = find_limits(self.principal, &sources, &Existing::not_read());
        for other in others {
            let same_instance = other
                .intent
                .as_ref()
                .map_or(true, |other| other.instance() == intent.instance());
            if same_instance && other.place != own && Some(&other.place) != replaces {
                self.warn(LimitWarning::AnotherLimit {
                    name: other.place.name().to_owned(),
                });
            }
        }
    }

    /// Who else a managed policy is attached to, as far as the account was read.
    fn also_attached(&self, arn: &str) -> Vec<Arn> {
        let Ok(principals) = self.input.principals else {
            return Vec::new();
        };
        let has = |policies: &[NamedPolicy]| policies.iter().any(|policy| policy.name == arn);
        let roles = principals.roles.iter().filter(|role| has(&role.policies));
        let users = principals.users.iter().filter(|user| has(&user.policies));
        roles
            .map(|role| role.arn.clone())
            .chain(users.map(|user| user.arn.clone()))
            .filter(|other| other != self.principal.arn())
            .collect()
    }

    fn finish(self, kind: PlanKind) -> Plan {
        plan_identity(
            self.input.identity,
            self.input.region,
            IdentityPlan {
                kind,
                changes: self.changes,
                blockers: self.blockers,
                warnings: self.warnings,
            },
            self.input.now,
        )
    }
}

fn policies<'p>(
    principals: &'p Principals,
    principal: &LimitPrincipal,
) -> Option<&'p [NamedPolicy]> {
    if principal.is_user() {
        let user = principals.user(principal.arn())?;
        Some(&user.policies)
    } else {
        let role = principals.role(principal.arn())?;
        Some(&role.policies)
    }
}
