//! Planning a lock.

use iam_policy::Policy;
use time::OffsetDateTime;

use super::acceptance::{Origin, dead_principals, without_principals};
use super::blocker::{Blocker, count};
use super::draft::{Draft, Ready, Texts};
use super::intent::Intent;
use super::warning::Warning;
use super::{Plan, PlanKind, facts, mend};
use crate::ids::{Arn, BucketName};
use crate::inventory::{Inventory, LivePolicy};
use crate::keep::{KeepChoice, KeepEntry, KeepKind, KeepReason, MatchBy, required_in, second_way};
use crate::known::Known;
use crate::lock::merge::{has_timed_lock, is_ours};
use crate::lock::{LockParts, MergeError, TrialLength, lock_policy, lock_statements};
use crate::principals::Principals;

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
    let mut draft = Draft::new(PlanKind::Lock, inventory, principals, now);
    let buckets = unique(&intent.buckets);
    if buckets.is_empty() {
        draft.blockers.push(Blocker::NoBucket);
    }
    draft.form = Some(intent.form);
    draft.take_age();
    draft.take_no_region();
    draft.take_unread_regions(&intent.accepted_regions);
    take_trial(&mut draft, intent);
    take_keep_list(&mut draft, intent, &buckets);
    take_second_way(&mut draft, intent);
    for name in &buckets {
        if let Some(ready) = draft.ready(name) {
            facts::warn(&mut draft, &ready, intent.form);
            if has_timed_lock(ready.policy.as_ref(), now) {
                draft.blockers.push(Blocker::TrialRunning {
                    bucket: name.clone(),
                });
            }
            match texts(&mut draft, &ready, intent) {
                Ok(texts) => draft.add_target(&ready, texts),
                Err(problem) => draft.blockers.push(Blocker::PolicyUnreadable {
                    bucket: name.clone(),
                    problem: problem.to_string(),
                }),
            }
        }
    }
    facts::not_covered(&mut draft, &buckets);
    draft.finish()
}

fn take_trial(draft: &mut Draft<'_>, intent: &Intent) {
    let reason = typed(intent.no_trial_reason.as_deref());
    match intent.trial_minutes {
        Some(minutes) => match TrialLength::try_from(minutes) {
            Ok(length) => draft.trial = Some(length),
            Err(_) => draft.blockers.push(Blocker::TrialLength { minutes }),
        },
        None if reason.is_none() && intent.rules.no_trial_needs_reason => {
            draft.blockers.push(Blocker::NoTrialReason);
        }
        None => {
            draft.warnings.push(Warning::NoTrial);
            draft.no_trial_reason = reason;
        }
    }
}

fn take_keep_list(draft: &mut Draft<'_>, intent: &Intent, buckets: &[BucketName]) {
    let required = required_in(&draft.directory, buckets);
    draft.blockers.extend(required.blockers);
    draft.required.clone_from(&required.entries);
    let mut keep = required.entries;
    for entry in &mut keep {
        if let Some(choice) = intent
            .required_match
            .iter()
            .find(|choice| choice.arn == entry.arn)
        {
            entry.match_by = choice.match_by;
        }
    }
    for choice in &intent.keep {
        if let Some(known) = keep.iter_mut().find(|entry| entry.arn == choice.arn) {
            if !known.required {
                known.match_by = choice.match_by;
            }
            continue;
        }
        match picked(draft, choice, buckets) {
            Some(entry) => keep.push(entry),
            None => draft.blockers.push(Blocker::KeepNotFound {
                arn: choice.arn.clone(),
            }),
        }
    }
    for entry in &keep {
        let by_id = matches!(entry.match_by, MatchBy::Id | MatchBy::Both);
        let by_arn = matches!(entry.match_by, MatchBy::Arn | MatchBy::Both);
        // An unknown id of a service role is named as such already.
        if by_id && entry.id.is_none() && !entry.required {
            draft.blockers.push(Blocker::KeepWithoutId {
                arn: entry.arn.clone(),
            });
        }
        if by_arn && !entry.arn_is_exact {
            draft.blockers.push(Blocker::KeepWithoutArn {
                arn: entry.arn.clone(),
            });
        }
    }
    for entry in keep
        .iter()
        .filter(|entry| entry.arn.name().starts_with("connect-access-role-"))
    {
        for reason in &entry.why {
            if let KeepReason::ServiceRole { name, .. } = reason {
                draft.warnings.push(Warning::RoleFromBefore2018 {
                    role: entry.arn.clone(),
                    instance: name.clone(),
                });
            }
        }
    }
    draft.keep = keep;
}

/// A principal that the user picked: one of this account, or one of another account (whose id can't
/// be looked up), or, where the account could not be listed, one that is named by its ARN.
fn picked(draft: &Draft<'_>, choice: &KeepChoice, buckets: &[BucketName]) -> Option<KeepEntry> {
    let mut entry = match draft.directory.entry(&choice.arn) {
        Some(entry) => entry,
        None => by_arn_alone(draft, &choice.arn)?,
    };
    entry.match_by = choice.match_by;
    entry.why.push(KeepReason::Picked);
    second_way::describe(&mut entry, &draft.directory, buckets);
    Some(entry)
}

fn by_arn_alone(draft: &Draft<'_>, arn: &Arn) -> Option<KeepEntry> {
    let foreign = arn.account().as_ref() != Some(draft.directory.account());
    let could_exist = foreign || draft.directory.principals.is_none();
    let kind = match arn.resource().split_once('/')? {
        ("role", _) => KeepKind::Role,
        ("user", _) => KeepKind::User,
        _ => return None,
    };
    // A pattern would keep more than one principal; each is named.
    let is_plain = !arn.as_str().contains(['*', '?', '$']);
    let usable = arn.service() == "iam" && arn.account().is_some() && could_exist && is_plain;
    usable.then(|| KeepEntry::new(arn.clone(), None, kind))
}

fn take_second_way(draft: &mut Draft<'_>, intent: &Intent) {
    if draft.keep.iter().any(|entry| entry.second_way) {
        return;
    }
    draft.no_second_way_reason = typed(intent.no_second_way_reason.as_deref());
    if draft.no_second_way_reason.is_none() && intent.rules.no_second_way_needs_reason {
        draft.blockers.push(Blocker::NoSecondWay);
    } else {
        draft.warnings.push(Warning::NoSecondWay);
    }
}

fn texts(draft: &mut Draft<'_>, ready: &Ready<'_>, intent: &Intent) -> Result<Texts, MergeError> {
    let name = &ready.bucket.name;
    let mut existing = ready.policy.clone();
    if intent.without_dead_principals
        && let Some(policy) = &existing
    {
        let dead = dead_principals(policy, Origin::Live, &draft.ids, draft.directory.account());
        if !dead.is_empty()
            && let Some(rest) = without_principals(policy, &dead)?
        {
            draft.warnings.push(Warning::DeadLeftOut {
                bucket: name.clone(),
                principals: dead,
            });
            existing = Some(rest);
        }
    }
    let mut base = existing.clone();
    if let Some(policy) = &existing {
        let (mended, blockers) = mend::mended(policy, name, &intent.mend)?;
        draft.blockers.extend(blockers);
        base = Some(mended);
    }
    let statements = lock_statements(LockParts {
        partition: draft.directory.partition(),
        account: draft.directory.account(),
        bucket: name,
        keep: &draft.keep,
        form: intent.form,
    })?;
    let merged = lock_policy(existing.as_ref(), base.as_ref(), &statements, draft.now)?;
    Ok(Texts {
        trial: draft.trial.map(|_| merged.trial),
        permanent: LivePolicy::Text(merged.permanent.to_json()),
        summary: summary(ready.policy.as_ref(), statements.len()),
    })
}

fn summary(old: Option<&Policy>, added: usize) -> String {
    let statements = count(added, "statement", "statements");
    let ours = old.map_or(0, |policy| {
        policy.statements().iter().filter(|s| is_ours(s)).count()
    });
    match old {
        None => format!("adds a policy with {statements}"),
        Some(_) if ours > 0 => {
            format!("replaces Strongroom's lock by {statements}; everything else stays")
        }
        Some(_) => format!("adds {statements} to the policy; everything else stays"),
    }
}

/// A reason that was typed, without white space around it; none where nothing was.
fn typed(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn unique(buckets: &[BucketName]) -> Vec<BucketName> {
    let mut list = Vec::new();
    for bucket in buckets {
        if !list.contains(bucket) {
            list.push(bucket.clone());
        }
    }
    list
}
