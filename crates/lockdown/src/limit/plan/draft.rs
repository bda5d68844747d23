//! A plan in the making: the checks that plans to make and to take off have in common.

use iam_policy::{Policy, PolicyKind, Severity, ValidationContext};

use super::caution::LimitWarning;
use super::obstacle::LimitBlocker;
use super::{LimitPlanInput, USUAL_ATTACHMENTS};
use crate::ids::Arn;
use crate::inventory::LivePolicy;
use crate::known::Known;
use crate::limit::existing::Existing;
use crate::limit::find::{LimitPlace, find_limits, sources_of};
use crate::limit::intent::{LimitDelivery, LimitIntent};
use crate::limit::principal::{LimitPrincipal, PrincipalKind};
use crate::limit::render::{MANAGED_LIMIT, ROLE_INLINE_LIMIT, USER_INLINE_LIMIT, size};
use crate::limit::versions::PolicyVersion;
use crate::plan::{
    Blocker, IdentityChange, IdentityPlan, Plan, PlanKind, Target, Warning, plan_identity,
};
use crate::principals::{NamedPolicy, Principals};

/// A plan in the making.
pub(super) struct Draft<'a> {
    pub(super) input: &'a LimitPlanInput<'a>,
    pub(super) principal: &'a LimitPrincipal,
    pub(super) changes: Vec<IdentityChange>,
    blockers: Vec<Blocker>,
    warnings: Vec<Warning>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(input: &'a LimitPlanInput<'a>, principal: &'a LimitPrincipal) -> Self {
        Self {
            input,
            principal,
            changes: Vec::new(),
            blockers: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn block(&mut self, limit: LimitBlocker) {
        self.blockers.push(Blocker::Limit { limit });
    }

    pub(super) fn warn(&mut self, limit: LimitWarning) {
        self.warnings.push(Warning::Limit { limit });
    }

    /// Whether the principal's policies are its account's to change, and it is there.
    pub(super) fn may_be_changed(&mut self) {
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

    pub(super) fn own_policies(&self) -> Option<&'a [NamedPolicy]> {
        policies(self.input.principals.ok()?, self.principal)
    }

    /// Whether IAM would take the policy: its elements and its size.
    pub(super) fn fits(&mut self, intent: &LimitIntent, policy: &Policy) {
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
    pub(super) fn other_inline(&self, intent: &LimitIntent) -> usize {
        let name = intent.policy_name().as_str();
        self.own_policies()
            .unwrap_or_default()
            .iter()
            .filter(|policy| !policy.name.starts_with("arn:") && policy.name != name)
            .map(|policy| size(&policy.text))
            .sum()
    }

    /// What there is now, where it was read; a blocker otherwise.
    pub(super) fn live(&mut self, target: &Target) -> Option<LivePolicy> {
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

    /// The versions of a managed policy that is there; a blocker where they are not known, as no write
    /// goes out without them.
    pub(super) fn versions(&mut self, target: &Target) -> &'a [PolicyVersion] {
        let mut all = self.input.versions.iter();
        let read = all.find(|(known, _)| known == target);
        let unread = Known::<()>::not_read_yet();
        let unknown = match read {
            Some((_, Known::Value(versions))) => return versions,
            Some((_, Known::Unknown(unknown))) => Some(unknown),
            None => unread.unknown(),
        };
        let Some(unknown) = unknown.cloned() else {
            return &[];
        };
        self.block(LimitBlocker::TargetUnknown {
            target: target.clone(),
            unknown,
        });
        &[]
    }

    /// Warns of the versions that a write costs a managed policy that is there.
    pub(super) fn costs_versions(
        &mut self,
        target: &Target,
        live: &LivePolicy,
        wanted: &LivePolicy,
    ) {
        let Target::ManagedPolicy { arn } = target else {
            return;
        };
        if *live == LivePolicy::None {
            return;
        }
        let there = self.versions(target);
        if let Some(warning) = LimitWarning::of_versions(arn.name(), there, wanted) {
            self.warn(warning);
        }
    }

    /// What else the identity has, and who else has this policy.
    pub(super) fn beside_others(&mut self, intent: &LimitIntent, replaces: Option<&LimitPlace>) {
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
            if other.place == own || Some(&other.place) == replaces {
                continue;
            }
            let name = other.place.name().to_owned();
            let denies = |one: &LimitIntent| one.style().denies();
            if same_instance {
                self.warn(LimitWarning::AnotherLimit { name });
            } else if denies(intent) && other.intent.as_ref().is_ok_and(denies) {
                self.warn(LimitWarning::OtherInstance { name });
            }
        }
    }

    /// Who else a managed policy is attached to, as far as the account was read.
    pub(super) fn also_attached(&self, arn: &str) -> Vec<Arn> {
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

    pub(super) fn finish(self, kind: PlanKind) -> Plan {
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
