//! One call, judged under all policies of the role or user, before and after the limit.
//!
//! - `set`: the policies of one side, and one question to them

mod set;

use iam_policy::{Decision, Named, Outcome, Policy, Principal, Reason};
use time::OffsetDateTime;

use super::attempt::{Call, ResourceOf};
use super::existing::Existing;
use super::find::{LimitPlace, is_limit};
use super::intent::LimitIntent;
use super::matrix::MatrixInput;
use crate::directory::Directory;
use crate::inventory::{Inventory, LivePolicy};
use crate::known::Unknown;
use set::{Asked, Set};

/// Which of the two a call is judged under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// One call with what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallVerdict {
    /// The call.
    pub call: Call,
    /// The answer.
    pub outcome: Outcome,
    /// What decided, the most decisive first; never empty.
    pub because: Vec<Reason>,
    /// The answer of the identity's policies and its permissions boundary alone, as AWS's simulator
    /// gives it.
    pub identity_only: Outcome,
}

pub(crate) struct Judge<'a> {
    who: Option<Principal>,
    before: Set,
    after: Set,
    /// Why the identity's policies are not all known.
    pub(crate) unreadable: Option<String>,
    inventory: &'a Inventory,
    existing: &'a Existing,
    intent: &'a LimitIntent,
    now: OffsetDateTime,
}

const DEFAULT_KEY_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"ACCOUNT"},"Action":"kms:*","Resource":"*"}]}"#;

/// What may be the case where a resource's own policy was not read: it says nothing, allows, denies.
const WHATEVER: [&str; 2] = [
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#,
];

impl<'a> Judge<'a> {
    /// `limit` is the policy of the limit.
    pub(crate) fn new(
        input: &MatrixInput<'a>,
        directory: Result<&Directory<'_>, &Unknown>,
        limit: &Policy,
    ) -> Self {
        let intent = input.intent;
        let mut judge = Self {
            who: None,
            before: Set::new(Vec::new(), Vec::new()),
            after: Set::new(Vec::new(), Vec::new()),
            unreadable: None,
            inventory: input.inventory,
            existing: input.existing,
            intent,
            now: input.now,
        };
        let arn = intent.principal().arn();
        let directory = match directory {
            Ok(directory) => directory,
            Err(unknown) => {
                judge.unreadable = Some(format!(
                    "the account's roles and users could not be read: {}",
                    unknown.detail
                ));
                return judge;
            }
        };
        let Some(info) = directory.by_arn(arn) else {
            judge.unreadable = Some(format!("`{arn}` was not found in the account"));
            return judge;
        };
        let own = directory.policies_of(info);
        judge.unreadable = own.unreadable;
        judge.who = Principal::from_arn(arn.as_str(), Some(info.id())).ok();
        let own_name = own_name(intent);
        let old = input.replaces.map(LimitPlace::listed_name);
        let goes = |named: &Named| {
            let is_named = named.name == own_name || old == Some(named.name.as_str());
            is_named && is_limit(&named.policy)
        };
        let mut after: Vec<Named> = own
            .identity
            .iter()
            .filter(|named| !goes(named))
            .cloned()
            .collect();
        after.push(Named::new(own_name, limit.clone()));
        judge.before = Set::new(own.identity, own.boundaries.clone());
        judge.after = Set::new(after, own.boundaries);
        judge
    }

    /// The identity policies of one side, each with its name.
    pub(crate) fn identity(&self, side: Side) -> &[Named] {
        &self.side(side).identity
    }

    /// The permissions boundary.
    pub(crate) fn boundaries(&self) -> &[Named] {
        &self.after.boundaries
    }

    fn side(&self, side: Side) -> &Set {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    /// The call's answer.
    pub(crate) fn call(&self, side: Side, call: &Call) -> CallVerdict {
        let set = self.side(side);
        let by_identity = self.decide(set, call, self.assumed_policy(call).as_ref());
        let decision = match self.resource_policy(call) {
            Ok(None) => by_identity.clone(),
            Ok(Some(policy)) => self.decide(set, call, Some(&policy)),
            Err(missing) => self.whatever_it_says(set, call, &by_identity, &missing),
        };
        let (outcome, because) = self.as_far_as_known(decision);
        let (identity_only, _) = self.as_far_as_known(by_identity);
        CallVerdict {
            call: call.clone(),
            outcome,
            because,
            identity_only,
        }
    }

    /// The answer of one policy by itself, whatever others say.
    pub(crate) fn alone(&self, policy: &Policy, call: &Call) -> Outcome {
        let named = Named::new("alone", policy.clone());
        let set = Set::new(vec![named], Vec::new());
        self.decide(&set, call, self.assumed_policy(call).as_ref())
            .outcome
    }

    /// The answer to a question that is no call of Connect's, such as whether the identity may change
    /// its own policies.
    pub(crate) fn question(
        &self,
        side: Side,
        action: &str,
        resource: &str,
        resource_policy: Option<&Policy>,
    ) -> Decision {
        let asked = Asked {
            action,
            resource,
            region: None,
            direct: true,
            context: &[],
            resource_policy,
        };
        let decision = self.evaluate(self.side(side), &asked);
        let (outcome, because) = self.as_far_as_known(decision);
        Decision { outcome, because }
    }

    /// A policy that can't be read may allow or deny anything: only an explicit denial is certain then.
    fn as_far_as_known(&self, decision: Decision) -> (Outcome, Vec<Reason>) {
        let Some(problem) = &self.unreadable else {
            return (decision.outcome, decision.because);
        };
        if decision.outcome == Outcome::ExplicitlyDenied {
            return (decision.outcome, decision.because);
        }
        (Outcome::Unknown, vec![words(problem.clone())])
    }

    /// The resource's own policy: none where it has none; an error naming it where it was not read.
    fn resource_policy(&self, call: &Call) -> Result<Option<Policy>, String> {
        let live = match &call.resource_of {
            ResourceOf::None => return Ok(None),
            _ if call.is_made_up => return Ok(self.assumed_policy(call)),
            ResourceOf::Bucket(name) => self
                .inventory
                .buckets
                .get(name)
                .and_then(|bucket| bucket.policy.value())
                .or_else(|| self.existing.policy_of(&call.resource_of)),
            _ => self.existing.policy_of(&call.resource_of),
        };
        let name = &call.resource;
        match live {
            None => Err(format!("the policy of `{name}`, which was not read")),
            // A key always has a policy.
            Some(LivePolicy::None) => Ok(self.assumed_policy(call)),
            Some(LivePolicy::Text(text)) => Policy::parse(text)
                .map(Some)
                .map_err(|error| format!("the policy of `{name}`, which can't be read: {error}")),
        }
    }

    /// The key policy that lets the account's own policies decide, for calls about keys: without one a
    /// key would let nobody in.
    fn assumed_policy(&self, call: &Call) -> Option<Policy> {
        matches!(call.resource_of, ResourceOf::Key(_))
            .then(|| self.default_key_policy())
            .flatten()
    }

    /// The policy that KMS gives a key by default.
    pub(crate) fn default_key_policy(&self) -> Option<Policy> {
        let partition = self.intent.partition();
        let root = format!("arn:{partition}:iam::{}:root", self.account());
        Policy::parse(&DEFAULT_KEY_POLICY.replace("ACCOUNT", &root)).ok()
    }

    /// The answer where the resource's own policy is not known: certain only if it is the same
    /// whatever that policy says. What is allowed by the identity's policies is said to be, as a Deny
    /// there would only take away.
    fn whatever_it_says(
        &self,
        set: &Set,
        call: &Call,
        by_identity: &Decision,
        missing: &str,
    ) -> Decision {
        let same = WHATEVER.iter().all(|text| {
            Policy::parse(text).is_ok_and(|policy| {
                self.decide(set, call, Some(&policy)).outcome == by_identity.outcome
            })
        });
        if same {
            return by_identity.clone();
        }
        if by_identity.outcome == Outcome::Allowed {
            let mut decision = by_identity.clone();
            decision
                .because
                .push(words(format!("unless it is denied by {missing}")));
            return decision;
        }
        Decision {
            outcome: Outcome::Unknown,
            because: vec![words(format!("it hangs on {missing}"))],
        }
    }

    fn decide(&self, set: &Set, call: &Call, resource: Option<&Policy>) -> Decision {
        let region = match &call.resource_of {
            ResourceOf::Bucket(name) => self
                .inventory
                .buckets
                .get(name)
                .and_then(|bucket| bucket.region.value())
                .map(crate::ids::Region::as_str),
            _ => None,
        };
        self.evaluate(
            set,
            &Asked {
                action: call.action,
                resource: &call.resource,
                region,
                direct: call.is_direct(),
                context: &call.context,
                resource_policy: resource,
            },
        )
    }

    fn evaluate(&self, set: &Set, asked: &Asked<'_>) -> Decision {
        let Some(who) = &self.who else {
            let problem = self.unreadable.clone().unwrap_or_default();
            return Decision {
                outcome: Outcome::Unknown,
                because: vec![words(problem)],
            };
        };
        set.decide(who, self.account(), self.now, asked)
    }

    fn account(&self) -> &str {
        self.intent.instance().account.as_str()
    }
}

/// The name under which the limit's policy is listed among the identity's: its ARN, or its name where it
/// is inline.
pub(crate) fn own_name(intent: &LimitIntent) -> String {
    match intent.delivery() {
        super::LimitDelivery::Managed => intent.policy_arn(),
        super::LimitDelivery::Inline => intent.policy_name().to_string(),
    }
}

pub(crate) fn words(words: String) -> Reason {
    Reason {
        source: None,
        policy: None,
        statement: None,
        sid: None,
        words,
    }
}
