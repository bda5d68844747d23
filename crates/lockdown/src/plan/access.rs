//! Promises 3 and 4: neither the caller nor Connect is locked out, now, on trial and after it.

use iam_policy::{Outcome, Policy, Principal};
use time::OffsetDateTime;

use super::blocker::{Blocker, Moment};
use super::draft::{Draft, Ready};
use super::warning::Warning;
use crate::ask::{self, Asker, Question};
use crate::inventory::LivePolicy;
use crate::keep::{KeepEntry, KeepId, KeepReason};

/// What the caller must be able to do to undo anything.
pub(crate) const CALLER_NEEDS: [&str; 3] = [
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
];

/// What Connect does with a bucket (domain: the managed policy of its service-linked role).
pub(crate) const CONNECT_NEEDS: [&str; 7] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:GetObjectAcl",
    "s3:PutObjectAcl",
    "s3:GetBucketLocation",
    "s3:GetBucketAcl",
];

/// A policy that will be in force, and the time at which it is looked at.
pub(crate) struct Version {
    moment: Moment,
    at: OffsetDateTime,
    policy: Result<Option<Policy>, String>,
}

impl Version {
    pub(crate) fn during(at: OffsetDateTime, policy: Option<Policy>) -> Self {
        Self {
            moment: Moment::DuringTrial,
            at,
            policy: Ok(policy),
        }
    }

    pub(crate) fn after(at: OffsetDateTime, policy: Option<Policy>) -> Self {
        Self {
            moment: Moment::AfterTrial,
            at,
            policy: Ok(policy),
        }
    }

    pub(crate) fn permanent(at: OffsetDateTime, policy: Option<Policy>) -> Self {
        Self {
            moment: Moment::Permanent,
            at,
            policy: Ok(policy),
        }
    }

    pub(crate) fn unreadable(at: OffsetDateTime, problem: String) -> Self {
        Self {
            moment: Moment::DuringTrial,
            at,
            policy: Err(problem),
        }
    }
}

/// Adds a blocker for each thing that the caller or Connect would lose, or might.
pub(crate) fn check(draft: &mut Draft<'_>, ready: &Ready<'_>, versions: &[Version]) {
    for version in versions {
        match &version.policy {
            Ok(policy) => {
                let mut found = caller(draft, ready, version, policy.as_ref());
                let (blockers, warnings) = connect(draft, ready, version, policy.as_ref());
                found.extend(blockers);
                draft.blockers.extend(found);
                draft.warnings.extend(warnings);
            }
            Err(problem) => draft.blockers.push(Blocker::PolicyUnreadable {
                bucket: ready.bucket.name.clone(),
                problem: problem.clone(),
            }),
        }
    }
    own_policies(draft, ready);
}

fn caller(
    draft: &Draft<'_>,
    ready: &Ready<'_>,
    version: &Version,
    policy: Option<&Policy>,
) -> Vec<Blocker> {
    let identity = draft.directory.identity();
    let Some(who) = ask::caller(identity) else {
        return vec![Blocker::CallerCannotBeKept {
            caller: identity.arn.clone(),
        }];
    };
    let bucket = &ready.bucket.name;
    let question = Question {
        directory: &draft.directory,
        bucket,
        asker: Asker::Direct,
        at: version.at,
    };
    let mut blockers = Vec::new();
    for action in CALLER_NEEDS {
        let mut decision = question.is_in_the_way(policy, &who, action);
        if decision.outcome == Outcome::Unknown
            && let Some(policy) = policy
        {
            // The caller has just read the live policy, which disproves some of its statements.
            let arn = draft.directory.bucket_arn(bucket);
            let rest = ask::without_disproved(policy, ready.policy.as_ref(), &arn);
            let without = question.is_in_the_way(Some(&rest), &who, action);
            if ask::is_allowed(&without) {
                decision = without;
            }
        }
        let (bucket, caller) = (bucket.clone(), identity.arn.clone());
        let (action, moment, why) = (action.to_owned(), version.moment, ask::why(&decision));
        match decision.outcome {
            Outcome::Allowed => {}
            Outcome::Unknown => {
                blockers.push(Blocker::CallerUncertain {
                    bucket,
                    caller,
                    action,
                    moment,
                    why,
                });
            }
            Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => {
                blockers.push(Blocker::CallerLockedOut {
                    bucket,
                    caller,
                    action,
                    moment,
                    why,
                });
            }
        }
    }
    blockers
}

fn connect(
    draft: &Draft<'_>,
    ready: &Ready<'_>,
    version: &Version,
    policy: Option<&Policy>,
) -> (Vec<Blocker>, Vec<Warning>) {
    let (mut blockers, mut warnings) = (Vec::new(), Vec::new());
    let bucket = &ready.bucket.name;
    for (entry, instance) in service_roles(draft, ready) {
        let id = entry.id.as_ref().and_then(|id| match id {
            KeepId::Unique(id) => Some(id.as_str()),
            KeepId::Account(_) => None,
        });
        let who = match Principal::from_arn(entry.arn.as_str(), id) {
            Ok(who) => who,
            Err(problem) => {
                blockers.push(Blocker::ConnectLockedOut {
                    bucket: bucket.clone(),
                    role: entry.arn.clone(),
                    instance,
                    action: "s3:*".to_owned(),
                    moment: version.moment,
                    certain: false,
                    why: problem.to_string(),
                });
                continue;
            }
        };
        let ask = |policy: Option<&Policy>, at, action: &str| {
            Question {
                directory: &draft.directory,
                bucket,
                asker: Asker::Connect,
                at,
            }
            .is_in_the_way(policy, &who, action)
        };
        for action in CONNECT_NEEDS {
            let after = ask(policy, version.at, action);
            if ask::is_allowed(&after) {
                continue;
            }
            let before = ask(ready.policy.as_ref(), draft.now, action);
            let loses = match (before.outcome, after.outcome) {
                (Outcome::Allowed, _) => true,
                // It hung on something before as well: what the plan adds must not be the cause.
                (Outcome::Unknown, _) => {
                    let added = added_alone(ready.policy.as_ref(), policy);
                    after.outcome.is_denied()
                        || !ask::is_allowed(&ask(added.as_ref(), version.at, action))
                }
                _ => false,
            };
            if loses {
                blockers.push(Blocker::ConnectLockedOut {
                    bucket: bucket.clone(),
                    role: entry.arn.clone(),
                    instance: instance.clone(),
                    action: action.to_owned(),
                    moment: version.moment,
                    certain: after.outcome.is_denied(),
                    why: ask::why(&after),
                });
            } else if before.outcome.is_denied() {
                warnings.push(Warning::ConnectAlreadyDenied {
                    bucket: bucket.clone(),
                    role: entry.arn.clone(),
                    action: action.to_owned(),
                });
            }
        }
    }
    (blockers, warnings)
}

/// Whether a policy, put back, would lock out a Connect role that was not seen: one whose ARN and id
/// nobody knows, in a Region that could not be read.
pub(crate) fn locks_out_unseen(draft: &Draft<'_>, ready: &Ready<'_>, new: &LivePolicy) -> bool {
    let policy = match new.text().map(Policy::parse) {
        None => return false,
        Some(Ok(policy)) => policy,
        Some(Err(_)) => return true,
    };
    let arn = format!(
        "arn:{}:iam::{}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_unseen",
        draft.directory.partition(),
        draft.directory.account()
    );
    let Ok(who) = Principal::from_arn(&arn, Some(ask::NOBODY)) else {
        return true;
    };
    let bucket = &ready.bucket.name;
    let question = Question {
        directory: &draft.directory,
        bucket,
        asker: Asker::Connect,
        at: draft.now,
    };
    CONNECT_NEEDS.iter().any(|action| {
        let before = question.is_in_the_way(ready.policy.as_ref(), &who, action);
        let after = question.is_in_the_way(Some(&policy), &who, action);
        ask::is_allowed(&before) && !ask::is_allowed(&after)
    })
}

/// The service roles that use this bucket, each with the name of an instance.
fn service_roles<'d>(draft: &'d Draft<'_>, ready: &Ready<'_>) -> Vec<(&'d KeepEntry, String)> {
    let name_for = |entry: &KeepEntry| {
        entry.why.iter().find_map(|reason| match reason {
            KeepReason::ServiceRole { name, bucket, .. } if *bucket == ready.bucket.name => {
                Some(name.clone())
            }
            _ => None,
        })
    };
    draft
        .required
        .iter()
        .filter_map(|entry| Some((entry, name_for(entry)?)))
        .collect()
}

/// Only what the new policy has and the old one has not.
fn added_alone(old: Option<&Policy>, new: Option<&Policy>) -> Option<Policy> {
    let new = new?;
    let old = old.map(Policy::statements).unwrap_or_default();
    let added = new
        .statements()
        .iter()
        .filter(|statement| !old.contains(statement));
    Some(new.with_statements(added.cloned().collect()))
}

/// Warns where the caller's own policies do not allow what the change will do.
fn own_policies(draft: &mut Draft<'_>, ready: &Ready<'_>) {
    let identity = draft.directory.identity();
    let id = identity.user_id.split(':').next().unwrap_or_default();
    let Some(info) = draft.directory.by_id(id) else {
        return;
    };
    let bucket = &ready.bucket.name;
    for action in CALLER_NEEDS {
        let live = ready.policy.as_ref();
        let decision = ask::own_decision(&draft.directory, info, bucket, action, draft.now, live);
        if decision.is_some_and(|decision| decision.outcome.is_denied()) {
            draft.warnings.push(Warning::CallerMayLack {
                bucket: bucket.clone(),
                action: action.to_owned(),
            });
        }
    }
}
