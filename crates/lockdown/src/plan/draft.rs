//! A plan in the making: what locks, unlocks and restores have in common.

use iam_policy::{Policy, PrincipalIds, Statement};
use time::OffsetDateTime;

use super::blocker::{Blocker, LOOK_LASTS};
use super::diff::{diff_lines, statement_lines};
use super::target::{Basis, Target, TargetPlan};
use super::warning::{NotCovered, Warning};
use super::{Plan, PlanKind, SIZE_LIMIT, acceptance, access};
use crate::directory::Directory;
use crate::ids::{BucketName, Region};
use crate::impact;
use crate::inventory::{Bucket, Inventory, LivePolicy};
use crate::keep::{KeepEntry, unread_regions};
use crate::known::{Known, Unknown, UnknownReason};
use crate::lock::{LockForm, LockText, TrialEnd, TrialLength};
use crate::meaning::{Meaning, PrincipalMap};
use crate::principals::Principals;

pub(crate) struct Draft<'a> {
    pub(crate) kind: PlanKind,
    pub(crate) directory: Directory<'a>,
    pub(crate) ids: PrincipalIds,
    /// Why the account's principals are unknown, where they are.
    pub(crate) principals_unknown: Option<Unknown>,
    pub(crate) now: OffsetDateTime,
    /// Connect's roles and the caller, with the buckets they are required for.
    pub(crate) required: Vec<KeepEntry>,
    pub(crate) keep: Vec<KeepEntry>,
    pub(crate) form: Option<LockForm>,
    pub(crate) trial: Option<TrialLength>,
    pub(crate) no_trial_reason: Option<String>,
    pub(crate) no_second_way_reason: Option<String>,
    pub(crate) accepted_regions: Vec<Region>,
    pub(crate) targets: Vec<TargetPlan>,
    pub(crate) blockers: Vec<Blocker>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) not_covered: Vec<NotCovered>,
}

/// A bucket that can be planned: all that must be known of it is known.
pub(crate) struct Ready<'a> {
    pub(crate) bucket: &'a Bucket,
    pub(crate) region: &'a Region,
    pub(crate) live: &'a LivePolicy,
    /// The live policy, read; none where there is none, or it can't be read (only a restore goes on
    /// then).
    pub(crate) policy: Option<Policy>,
}

/// What will be written to a bucket.
pub(crate) struct Texts {
    pub(crate) trial: Option<LockText>,
    pub(crate) permanent: LivePolicy,
    pub(crate) summary: String,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(
        kind: PlanKind,
        inventory: &'a Inventory,
        principals: Known<&'a Principals>,
        now: OffsetDateTime,
    ) -> Self {
        let (principals, principals_unknown) = match principals {
            Known::Value(principals) => (Some(principals), None),
            Known::Unknown(unknown) => (None, Some(unknown)),
        };
        let warnings = principals_unknown
            .iter()
            .map(|unknown| Warning::PrincipalsUnknown {
                unknown: unknown.clone(),
            })
            .collect();
        let directory = Directory::new(inventory, principals);
        Self {
            kind,
            ids: directory.ids(),
            directory,
            principals_unknown,
            now,
            required: Vec::new(),
            keep: Vec::new(),
            form: None,
            trial: None,
            no_trial_reason: None,
            no_second_way_reason: None,
            accepted_regions: Vec::new(),
            targets: Vec::new(),
            blockers: Vec::new(),
            warnings,
            not_covered: Vec::new(),
        }
    }

    /// Regions that could not be read: accepted where their name was typed, blockers otherwise.
    pub(crate) fn take_unread_regions(&mut self, typed: &[String]) {
        for unread in unread_regions(self.directory.inventory) {
            if typed.iter().any(|text| text == unread.region.as_str()) {
                if !self.accepted_regions.contains(&unread.region) {
                    self.warnings.push(Warning::RegionAccepted {
                        region: unread.region.clone(),
                    });
                    self.accepted_regions.push(unread.region);
                }
            } else {
                self.blockers.push(unread.blocker);
            }
        }
    }

    /// A look at no Region at all blocks: the instances that use the bucket are not known then.
    pub(crate) fn take_no_region(&mut self) {
        if self.directory.inventory.regions.is_empty() {
            self.blockers.push(Blocker::NoRegionRead);
        }
    }

    /// A look that is too old blocks: who uses the bucket may have changed since.
    pub(crate) fn take_age(&mut self) {
        let taken_at = self.directory.inventory.taken_at;
        if self.now - taken_at > LOOK_LASTS {
            self.blockers.push(Blocker::LookTooOld { taken_at });
        }
    }

    /// The bucket, where all that must be known of it is known; blockers otherwise.
    pub(crate) fn ready(&mut self, name: &BucketName) -> Option<Ready<'a>> {
        let inventory: &'a Inventory = self.directory.inventory;
        let Some(bucket) = inventory.buckets.get(name) else {
            self.blockers.push(Blocker::BucketNotSeen {
                bucket: name.clone(),
            });
            return None;
        };
        let unknowns = [bucket.region.unknown(), bucket.policy.unknown()];
        if unknowns
            .iter()
            .flatten()
            .any(|unknown| unknown.reason == UnknownReason::OtherAccount)
        {
            self.blockers.push(Blocker::OtherAccount {
                bucket: name.clone(),
                account: None,
            });
            return None;
        }
        if let Known::Unknown(unknown) = &bucket.region {
            let unknown = unknown.clone();
            self.blockers.push(Blocker::BucketRegionUnknown {
                bucket: name.clone(),
                unknown,
            });
        }
        if let Known::Unknown(unknown) = &bucket.policy {
            let unknown = unknown.clone();
            self.blockers.push(Blocker::PolicyUnknown {
                bucket: name.clone(),
                unknown,
            });
        }
        let (region, live) = (bucket.region.value()?, bucket.policy.value()?);
        let policy = match live.text().map(Policy::parse) {
            None => None,
            Some(Ok(policy)) => Some(policy),
            Some(Err(problem)) => {
                if self.kind != PlanKind::Restore {
                    self.blockers.push(Blocker::PolicyUnreadable {
                        bucket: name.clone(),
                        problem: problem.to_string(),
                    });
                    return None;
                }
                None
            }
        };
        Some(Ready {
            bucket,
            region,
            live,
            policy,
        })
    }

    /// Checks what will be written to a bucket, computes its impact, and adds it to the plan.
    pub(crate) fn add_target(&mut self, ready: &Ready<'_>, texts: Texts) {
        let name = &ready.bucket.name;
        let meaning = Meaning::of(ready.live, &self.ids);
        let nothing_to_do = Meaning::of(&texts.permanent, &self.ids) == meaning;
        let size = largest(&texts);
        if size > SIZE_LIMIT {
            self.blockers.push(Blocker::TooLarge {
                bucket: name.clone(),
                size,
            });
        }
        let new = texts
            .permanent
            .text()
            .and_then(|text| Policy::parse(text).ok());
        if !nothing_to_do {
            acceptance::check(self, ready, new.as_ref());
        }
        access::check(self, ready, &self.versions(&texts, new.as_ref()));
        let impact = impact::compute(self, ready, new.as_ref());
        if self.kind == PlanKind::Restore && !impact.gains.is_empty() {
            self.warnings.push(Warning::Opens {
                bucket: name.clone(),
                principals: impact.gains.len(),
            });
        }
        self.targets.push(TargetPlan {
            target: Target::bucket_policy(name.clone()),
            region: ready.region.clone(),
            basis: Basis {
                policy: ready.live.clone(),
                meaning,
            },
            diff: diff_lines(ready.live, &texts.permanent),
            statements: statement_lines(ready.live, &texts.permanent, &self.ids),
            added: added(ready.policy.as_ref(), new.as_ref()),
            trial: texts.trial,
            permanent: texts.permanent,
            size,
            nothing_to_do,
            summary: if nothing_to_do {
                "changes nothing: the policy already says this".to_owned()
            } else {
                texts.summary
            },
            impact,
        });
    }

    /// The policies that will be in force, each with the time at which it is looked at.
    fn versions(&self, texts: &Texts, permanent: Option<&Policy>) -> Vec<access::Version> {
        let mut versions = Vec::new();
        if let (Some(text), Some(length)) = (&texts.trial, self.trial) {
            let end = TrialEnd::after(self.now, length);
            // Parsing what was written by the policy language itself can't fail; if it did, the
            // version would be taken for "no policy", so it is checked as unreadable instead.
            match Policy::parse(&text.fill(end)) {
                Ok(policy) => {
                    versions.push(access::Version::during(self.now, Some(policy.clone())));
                    versions.push(access::Version::after(end.time(), Some(policy)));
                }
                Err(problem) => {
                    versions.push(access::Version::unreadable(self.now, problem.to_string()));
                }
            }
        }
        versions.push(access::Version::permanent(self.now, permanent.cloned()));
        versions
    }

    /// The plan.
    pub(crate) fn finish(mut self) -> Plan {
        dedup(&mut self.blockers);
        dedup(&mut self.warnings);
        dedup(&mut self.not_covered);
        let identity = self.directory.identity();
        let texts: Vec<&LivePolicy> = self
            .targets
            .iter()
            .flat_map(|t| [&t.basis.policy, &t.permanent])
            .collect();
        let principals = PrincipalMap::named_in(texts, &self.ids);
        Plan {
            kind: self.kind,
            made_at: self.now,
            account: identity.account.clone(),
            caller: identity.arn.clone(),
            caller_user_id: identity.user_id.clone(),
            targets: self.targets,
            keep: self.keep,
            form: self.form,
            trial: self.trial,
            no_trial_reason: self.no_trial_reason,
            no_second_way_reason: self.no_second_way_reason,
            accepted_regions: self.accepted_regions,
            principals,
            blockers: self.blockers,
            warnings: self.warnings,
            not_covered: self.not_covered,
        }
    }
}

fn largest(texts: &Texts) -> usize {
    let permanent = texts.permanent.text().map_or(0, str::len);
    texts
        .trial
        .as_ref()
        .map_or(0, LockText::size)
        .max(permanent)
}

/// The statements of the new policy that the old one does not have, laid out for reading.
pub(super) fn added(old: Option<&Policy>, new: Option<&Policy>) -> Vec<String> {
    let old = old.map(Policy::statements).unwrap_or_default();
    let new = new.map(Policy::statements).unwrap_or_default();
    new.iter()
        .filter(|statement| !old.contains(statement))
        .map(Statement::to_json_pretty)
        .collect()
}

fn dedup<T: PartialEq>(list: &mut Vec<T>) {
    let mut seen: Vec<T> = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    *list = seen;
}
