//! Limits of ours found again among an identity's policies, read back, and what has drifted.

use std::sync::Arc;

use iam_policy::{Policy, PrincipalIds, equivalent};
use serde::{Deserialize, Serialize};

use super::SID_PREFIX;
use super::existing::Existing;
use super::intent::{LimitDelivery, LimitIntent};
use super::principal::LimitPrincipal;
use super::read_back::read_back;
use super::render::{limit_policy, name_of};
use crate::inventory::LivePolicy;
use crate::plan::StatementLine;
use crate::principals::{NamedPolicy, Principals};

/// Where a limit is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "place")]
pub enum LimitPlace {
    /// Inline in the role or user.
    Inline {
        /// The policy's name.
        name: String,
    },
    /// A customer-managed policy.
    Managed {
        /// Its ARN.
        arn: String,
    },
}

impl LimitPlace {
    /// The policy's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Inline { name } => name,
            Self::Managed { arn } => arn.rsplit('/').next().unwrap_or(arn),
        }
    }

    /// The name under which it is listed among the policies of a role or user: its name where it is
    /// inline, else its ARN.
    pub fn listed_name(&self) -> &str {
        match self {
            Self::Inline { name } => name,
            Self::Managed { arn } => arn,
        }
    }

    /// How it reaches the role or user.
    pub fn delivery(&self) -> LimitDelivery {
        match self {
            Self::Inline { .. } => LimitDelivery::Inline,
            Self::Managed { .. } => LimitDelivery::Managed,
        }
    }
}

/// A policy that may be a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSource {
    /// Where it is.
    pub place: LimitPlace,
    /// Its document: of a managed policy the default version's.
    pub text: Arc<str>,
    /// Whether it is attached to the role or user; always so for an inline one.
    pub attached: bool,
}

/// A limit that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLimit {
    /// The role or user.
    pub principal: LimitPrincipal,
    /// Where it is.
    pub place: LimitPlace,
    /// Its document, as IAM returned it.
    pub text: Arc<str>,
    /// What it says; in words why that can't be read back.
    pub intent: Result<LimitIntent, String>,
    /// What is not as it should be.
    pub drift: Vec<Drift>,
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "drift")]
pub enum Drift {
    /// The policy does not mean what this app writes for what it says: somebody changed it.
    Differs {
        /// The difference, statement by statement: old is what there is, new is what would be written.
        statements: Vec<StatementLine>,
    },
    /// The policy does not mean what the history says was written last: somebody changed what it allows.
    ChangedSince,
    /// The policy is one of ours by its Sids, and can't be read back.
    NotReadable {
        /// Why.
        problem: String,
    },
    /// It is not attached to the role or user: it limits nothing.
    NotAttached,
    /// The instance is not there any more.
    InstanceGone {
        /// Its ARN.
        instance: String,
    },
    /// An allowed bucket, stream, function or key is not there any more. Somebody else may make a
    /// bucket of that name.
    TargetGone {
        /// Its name or ARN.
        target: String,
    },
    /// Whether an allowed one is still there is not known.
    CannotTell {
        /// Its name or ARN.
        target: String,
    },
}

impl Drift {
    /// A stable name: `differs`, `not_attached` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::Differs { .. } => "differs",
            Self::ChangedSince => "changed_since",
            Self::NotReadable { .. } => "not_readable",
            Self::NotAttached => "not_attached",
            Self::InstanceGone { .. } => "instance_gone",
            Self::TargetGone { .. } => "target_gone",
            Self::CannotTell { .. } => "cannot_tell",
        }
    }

    /// The drift in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Differs { .. } => {
                "The policy was changed outside Strongroom: it doesn't mean what Strongroom writes."
                    .to_owned()
            }
            Self::ChangedSince => {
                "The policy is not what Strongroom last wrote: somebody changed what it allows."
                    .to_owned()
            }
            Self::NotReadable { problem } => {
                format!(
                    "The policy was changed outside Strongroom and can't be read back: {problem}."
                )
            }
            Self::NotAttached => "The policy is not attached: it limits nothing.".to_owned(),
            Self::InstanceGone { instance } => {
                format!("Instance `{instance}` is not there any more.")
            }
            Self::TargetGone { target } => format!("`{target}` is not there any more."),
            Self::CannotTell { target } => format!("Can't tell whether `{target}` is still there."),
        }
    }
}

/// Whether a policy is a limit of ours: by the Sid of at least one statement.
pub fn is_limit(policy: &Policy) -> bool {
    policy
        .statements()
        .iter()
        .any(|statement| name_of(statement).is_some())
}

/// The policies of a role or user as they were listed; all of them are attached.
pub fn sources_of(principals: &Principals, principal: &LimitPrincipal) -> Vec<LimitSource> {
    let policies: &[NamedPolicy] = if principal.is_user() {
        principals
            .user(principal.arn())
            .map_or(&[], |user| &user.policies)
    } else {
        principals
            .role(principal.arn())
            .map_or(&[], |role| &role.policies)
    };
    policies
        .iter()
        .map(|policy| LimitSource {
            place: if policy.name.starts_with("arn:") {
                LimitPlace::Managed {
                    arn: policy.name.clone(),
                }
            } else {
                LimitPlace::Inline {
                    name: policy.name.clone(),
                }
            },
            text: Arc::clone(&policy.text),
            attached: true,
        })
        .collect()
}

/// The limits of ours among these policies. A policy that can't be read at all is none that can be
/// recognised.
pub fn find_limits(
    principal: &LimitPrincipal,
    sources: &[LimitSource],
    existing: &Existing,
) -> Vec<FoundLimit> {
    sources
        .iter()
        // A quick look, so that not every policy of every principal is parsed.
        .filter(|source| source.text.contains(SID_PREFIX))
        .filter_map(|source| {
            let policy = Policy::parse(&source.text).ok().filter(is_limit)?;
            let (place, text) = (source.place.clone(), Arc::clone(&source.text));
            let intent = read_back(&policy, principal, place.delivery(), place.name());
            let mut drift = Vec::new();
            if !source.attached {
                drift.push(Drift::NotAttached);
            }
            match &intent {
                Ok(intent) => drift.extend(drifted(intent, &policy, existing)),
                Err(problem) => drift.push(Drift::NotReadable {
                    problem: problem.clone(),
                }),
            }
            Some(FoundLimit {
                principal: principal.clone(),
                place,
                text,
                intent,
                drift,
            })
        })
        .collect()
}

/// What differs between a limit's policy and what this intent says: also for an intent that was
/// recorded when the limit was made, which the policy alone can't show.
pub fn drifted(intent: &LimitIntent, live: &Policy, existing: &Existing) -> Vec<Drift> {
    let mut drift = Vec::new();
    match limit_policy(intent) {
        Ok(wanted) if equivalent(&wanted, live, &PrincipalIds::new()) => {}
        Ok(wanted) => {
            let (old, new) = (live.to_json(), wanted.to_json());
            let statements = crate::plan::statement_lines(
                &LivePolicy::Text(old),
                &LivePolicy::Text(new),
                &PrincipalIds::new(),
            );
            drift.push(Drift::Differs { statements });
        }
        Err(problem) => drift.push(Drift::NotReadable {
            problem: problem.to_string(),
        }),
    }
    if existing.has_instance(intent.instance_arn()) == Some(false) {
        drift.push(Drift::InstanceGone {
            instance: intent.instance_arn().to_string(),
        });
    }
    let targets = intent.targets().into_iter();
    let mut seen: Vec<(String, Option<bool>)> = targets
        .map(|target| (target.as_str().to_owned(), existing.has_target(target)))
        .collect();
    let functions = intent.functions().iter();
    seen.extend(functions.map(|arn| (arn.to_string(), existing.has_function(arn))));
    let keys = intent.kms_keys().iter();
    seen.extend(keys.map(|arn| (arn.to_string(), existing.has_key(arn))));
    for (target, is_there) in seen {
        match is_there {
            Some(true) => {}
            Some(false) => drift.push(Drift::TargetGone { target }),
            None => drift.push(Drift::CannotTell { target }),
        }
    }
    drift
}
