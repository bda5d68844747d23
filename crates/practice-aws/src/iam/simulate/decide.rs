//! One action on one resource: the decision, what decided it, and what was not known.

use iam_policy::{
    ActionElement, Arn, Context, Named, Outcome, Policies, Policy, PolicySource, Principal,
    Request, Statement, evaluate, is_account_id,
};
use serde_json::json;

use crate::trouble::like;

/// Everything but the action and the resource.
pub(super) struct Question {
    pub(super) policies: Policies,
    pub(super) principal: Principal,
    /// Whether the principal is one of the account's, so that condition keys follow from it.
    pub(super) known: bool,
    pub(super) context: Context,
    /// The account that owns the resources, where it is given.
    pub(super) owner: Option<String>,
    /// The account that the principal is of.
    pub(super) account: String,
}

/// The decision, the strictest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decision {
    Allowed,
    ImplicitDeny,
    ExplicitDeny,
}

impl Decision {
    /// As AWS writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitDeny => "implicitDeny",
            Self::ExplicitDeny => "explicitDeny",
        }
    }
}

/// A statement that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matched {
    pub(super) policy: String,
    /// Line and column in the policy's text, from 1; only where the text is compact JSON.
    pub(super) start: Option<(usize, usize)>,
    pub(super) end: Option<(usize, usize)>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) decision: Decision,
    pub(super) matched: Vec<Matched>,
    /// Condition keys that the policies ask for and nobody gave.
    pub(super) missing: Vec<String>,
    /// Whether the boundary allows it; `None` without one.
    pub(super) allowed_by_boundary: Option<bool>,
}

impl Question {
    /// Asks for one action on one resource.
    pub(super) fn ask(&self, action: &str, resource: &str) -> Answer {
        let owner = self.owner_of(resource);
        let mut policies = self.policies.clone();
        if policies.resource.is_none() {
            policies.resource = leaves_it_to_identities(action, resource, &owner);
        }
        let request = self.request(action, resource, owner);
        let decision = evaluate(&request, &policies);
        let effect = match decision.outcome {
            Outcome::Allowed => Decision::Allowed,
            Outcome::ExplicitlyDenied => Decision::ExplicitDeny,
            Outcome::ImplicitlyDenied | Outcome::Unknown => Decision::ImplicitDeny,
        };
        let matched = if effect == Decision::ImplicitDeny {
            Vec::new()
        } else {
            self.matched(&decision.because)
        };
        Answer {
            decision: effect,
            matched,
            missing: self.missing(action),
            allowed_by_boundary: self.allowed_by_boundary(&request, &policies),
        }
    }

    fn request(&self, action: &str, resource: &str, owner: String) -> Request {
        Request {
            principal: self.principal.clone(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            resource_account: owner,
            context: self.context.clone(),
        }
    }

    fn owner_of(&self, resource: &str) -> String {
        let own = || self.account.clone();
        self.owner.clone().unwrap_or_else(|| {
            Arn::split(resource)
                .map(|arn| arn.account)
                .filter(|account| is_account_id(account))
                .map_or_else(own, str::to_owned)
        })
    }

    fn matched(&self, because: &[iam_policy::Reason]) -> Vec<Matched> {
        because
            .iter()
            .filter_map(|reason| {
                let named = match reason.source? {
                    PolicySource::Identity => &self.policies.identity,
                    PolicySource::Boundary => &self.policies.boundaries,
                    _ => return None,
                };
                let name = reason.policy.as_deref()?;
                let policy = named.iter().find(|named| named.name == name)?;
                let place = place(&policy.policy, reason.statement?);
                Some(Matched {
                    policy: name.to_owned(),
                    start: place.map(|(start, _)| (1, start)),
                    end: place.map(|(_, end)| (1, end)),
                })
            })
            .collect()
    }

    /// Condition keys of the statements about this action that nobody gave and that do not follow from the principal.
    fn missing(&self, action: &str) -> Vec<String> {
        let policies = self
            .policies
            .identity
            .iter()
            .chain(&self.policies.boundaries);
        let mut missing: Vec<String> = policies
            .flat_map(|named| named.policy.statements())
            .filter(|statement| is_about(statement.action(), action))
            .flat_map(Statement::conditions)
            .map(|condition| condition.key.clone())
            .filter(|key| self.context.values(key).is_none())
            .filter(|key| !(self.known && follows(&self.principal, key)))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn allowed_by_boundary(&self, request: &Request, policies: &Policies) -> Option<bool> {
        if self.policies.boundaries.is_empty() {
            return None;
        }
        let everything = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let only = Policies {
            identity: Policy::parse(everything)
                .map(|policy| Named::new("everything", policy))
                .into_iter()
                .collect(),
            boundaries: policies.boundaries.clone(),
            resource: policies.resource.clone(),
            ..Policies::default()
        };
        Some(evaluate(request, &only).outcome == Outcome::Allowed)
    }
}

/// The simulator knows no policies of keys and roles, without which nothing could be done to them: they are taken
/// to leave it to the identities of their account.
fn leaves_it_to_identities(action: &str, resource: &str, owner: &str) -> Option<Policy> {
    let arn = Arn::split(resource)?;
    let of_key = arn.service == "kms";
    let of_role = arn.service == "iam" && action.starts_with("sts:");
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": action, "Resource": "*",
        "Principal": {"AWS": format!("arn:aws:iam::{owner}:root")},
    }]});
    (of_key || of_role)
        .then(|| Policy::parse(&policy.to_string()).ok())
        .flatten()
}

fn is_about(element: &ActionElement, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let any = |patterns: &[String]| {
        patterns
            .iter()
            .any(|pattern| like(&pattern.to_ascii_lowercase(), &action))
    };
    match element {
        ActionElement::Absent => false,
        ActionElement::Action(patterns) => any(patterns),
        ActionElement::NotAction(patterns) => !any(patterns),
    }
}

/// Whether a key's value follows from the principal.
fn follows(principal: &Principal, key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    match key.as_str() {
        "aws:userid"
        | "aws:principalarn"
        | "aws:principalaccount"
        | "aws:principaltype"
        | "aws:principalisawsservice"
        | "aws:resourceaccount" => true,
        "aws:username" => matches!(principal, Principal::User { .. }),
        _ => false,
    }
}

/// The columns of a statement in its policy's text, the first and the one after the last.
fn place(policy: &Policy, index: usize) -> Option<(usize, usize)> {
    let text = policy.to_json();
    let mut from = 0;
    for (number, statement) in policy.statements().iter().enumerate() {
        let statement = statement.to_json();
        let start = from + text.get(from..)?.find(&statement)?;
        from = start + statement.len();
        if number == index {
            let column = |end: usize| text.get(..end).map(|before| before.chars().count() + 1);
            return Some((column(start)?, column(from)?));
        }
    }
    None
}
