//! Every principal, before and after.

use std::collections::BTreeSet;

use iam_policy::{Compiled, Decision, Effect, Outcome, Policies, Policy};

use super::askers::{AskerRow, askers};
use super::{Ability, Impact, ImpactRow, features};
use crate::ask::{self, Question};
use crate::directory::OwnPolicies;
use crate::plan::draft::{Draft, Ready};

/// How many keys of objects a principal is asked about at most.
const MOST_KEYS: usize = 8;

/// Who loses, keeps and gains what by going from the live policy to the new one.
pub(crate) fn compute(draft: &Draft<'_>, ready: &Ready<'_>, new: Option<&Policy>) -> Impact {
    let allow_all = OwnPolicies {
        identity: ask::allow_all().into_iter().collect(),
        ..OwnPolicies::default()
    };
    let old = ready.policy.as_ref();
    let mut impact = Impact {
        features: features::features(draft, ready),
        ..Impact::default()
    };
    impact.unknown.clone_from(&draft.principals_unknown);
    let common = common_keys(ready);
    for row in askers(&draft.directory, &[old, new], &allow_all) {
        Weighed::of(draft, ready, &row, &common, new).add_to(&mut impact, &row);
    }
    impact
}

/// Keys that Connect's recordings and transcripts would have, by the prefixes in use.
fn common_keys(ready: &Ready<'_>) -> Vec<String> {
    let mut keys = BTreeSet::new();
    for used in &ready.bucket.uses {
        let prefix = used.prefix.trim_end_matches('/');
        keys.insert(match used.resource_type.as_str() {
            "CALL_RECORDINGS" if !prefix.ends_with("CallRecordings") => {
                format!("{prefix}/CallRecordings/2026/01/31/sample.wav")
            }
            _ => format!("{prefix}/2026/01/31/sample"),
        });
    }
    if keys.is_empty() {
        keys.insert("sample".to_owned());
    }
    keys.into_iter().take(MOST_KEYS / 2).collect()
}

/// Keys that the principal's own policies speak of, so that access to a part of the bucket is seen.
fn own_keys(own: &OwnPolicies, bucket_arn: &str) -> Vec<String> {
    let start = format!("{bucket_arn}/");
    let mut keys = BTreeSet::new();
    for statement in own
        .identity
        .iter()
        .flat_map(|named| named.policy.statements())
    {
        if statement.effect() == Effect::Allow {
            let patterns = statement.resource().patterns().iter();
            let here = patterns.filter_map(|pattern| pattern.strip_prefix(&start));
            keys.extend(
                here.filter(|key| *key != "*" && !key.contains("${"))
                    .map(|key| key.replace('*', "sample").replace('?', "x")),
            );
        }
    }
    keys.into_iter().take(MOST_KEYS / 2).collect()
}

#[derive(Default)]
struct Weighed {
    loses: Vec<Ability>,
    keeps: Vec<Ability>,
    gains: Vec<Ability>,
    cannot_tell: Vec<Ability>,
    why_loses: Option<String>,
    why_keeps: Option<String>,
    why_gains: Option<String>,
    why_cannot_tell: Option<String>,
}

impl Weighed {
    fn of(
        draft: &Draft<'_>,
        ready: &Ready<'_>,
        row: &AskerRow,
        common: &[String],
        new: Option<&Policy>,
    ) -> Self {
        let mut weighed = Self::default();
        if let Some(problem) = &row.own.unreadable {
            weighed.cannot_tell = Ability::ALL.to_vec();
            weighed.why_cannot_tell = Some(problem.clone());
            return weighed;
        }
        let sides = Sides::new(draft, ready, row, common, new);
        for ability in Ability::ALL {
            let (before, after) = sides.strongest(ability);
            weighed.take(ability, &before, &after);
        }
        weighed
    }

    fn take(&mut self, ability: Ability, before: &Decision, after: &Decision) {
        use Outcome::{Allowed, Unknown};
        let (list, why, decision) = match (before.outcome, after.outcome) {
            (Allowed, Allowed) => (&mut self.keeps, &mut self.why_keeps, after),
            (Allowed, after_is) if after_is.is_denied() => {
                (&mut self.loses, &mut self.why_loses, after)
            }
            (before_is, Allowed) if before_is.is_denied() => {
                (&mut self.gains, &mut self.why_gains, after)
            }
            (Unknown, Allowed) => (&mut self.cannot_tell, &mut self.why_cannot_tell, before),
            (_, Unknown) | (Unknown, _) => {
                (&mut self.cannot_tell, &mut self.why_cannot_tell, after)
            }
            _ => return,
        };
        list.push(ability);
        why.get_or_insert_with(|| ask::why(decision));
    }

    fn add_to(self, impact: &mut Impact, row: &AskerRow) {
        let note = if row.own_unread {
            "Its own policies were not read. "
        } else {
            ""
        };
        let make = |what: Vec<Ability>, why: Option<String>| ImpactRow {
            principal: row.principal.clone(),
            name: row.name.clone(),
            kind: row.kind,
            what,
            why: format!("{note}{}", why.unwrap_or_default()),
        };
        for (list, what, why) in [
            (&mut impact.loses, self.loses, self.why_loses),
            (&mut impact.keeps, self.keeps, self.why_keeps),
            (&mut impact.gains, self.gains, self.why_gains),
            (
                &mut impact.cannot_tell,
                self.cannot_tell,
                self.why_cannot_tell,
            ),
        ] {
            if !what.is_empty() {
                list.push(make(what, why));
            }
        }
    }
}

/// A principal's policies with the old and with the new policy of the bucket, ready to be asked.
struct Sides<'a> {
    question: Question<'a>,
    row: &'a AskerRow,
    before: Compiled,
    after: Compiled,
    keys: Vec<String>,
    tested: Vec<Option<&'a Policy>>,
}

impl<'a> Sides<'a> {
    fn new(
        draft: &'a Draft<'_>,
        ready: &'a Ready<'_>,
        row: &'a AskerRow,
        common: &[String],
        new: Option<&'a Policy>,
    ) -> Self {
        let bucket = &ready.bucket.name;
        let question = Question {
            directory: &draft.directory,
            bucket,
            asker: row.asker,
            at: draft.now,
        };
        let old = ready.policy.as_ref();
        let mut policies = Policies {
            identity: row.own.identity.clone(),
            boundaries: row.own.boundaries.clone(),
            resource: old.cloned(),
            ..Policies::default()
        };
        let before = Compiled::new(&policies);
        policies.resource = new.cloned();
        let after = Compiled::new(&policies);
        let mut keys = common.to_vec();
        keys.extend(own_keys(&row.own, &draft.directory.bucket_arn(bucket)));
        let mut tested = vec![old, new];
        tested.extend(
            row.own
                .identity
                .iter()
                .chain(&row.own.boundaries)
                .map(|named| Some(&named.policy)),
        );
        Self {
            question,
            row,
            before,
            after,
            keys,
            tested,
        }
    }

    /// Before and after for the object with which the principal can do most before; where it can do
    /// nothing before, the one with which it can do most after.
    fn strongest(&self, ability: Ability) -> (Decision, Decision) {
        let only = [String::new()];
        let keys: &[String] = if ability.is_about_objects() {
            &self.keys
        } else {
            &only
        };
        let mut best: Option<(Decision, Decision)> = None;
        for key in keys {
            let resource = self.question.resource(ability.action(), key);
            let request =
                self.question
                    .request(&self.row.who, ability.action(), &resource, &self.tested);
            let both = (
                self.before.evaluate(&request),
                self.after.evaluate(&request),
            );
            let better = best.as_ref().is_none_or(|known| {
                (rank(&both.0), rank(&both.1)) > (rank(&known.0), rank(&known.1))
            });
            if better {
                best = Some(both);
            }
        }
        best.unwrap_or_else(|| {
            let request = self.question.request(
                &self.row.who,
                ability.action(),
                &self.question.resource(ability.action(), "sample"),
                &self.tested,
            );
            (
                self.before.evaluate(&request),
                self.after.evaluate(&request),
            )
        })
    }
}

fn rank(decision: &Decision) -> u8 {
    match decision.outcome {
        Outcome::Allowed => 2,
        Outcome::Unknown => 1,
        Outcome::ImplicitlyDenied | Outcome::ExplicitlyDenied => 0,
    }
}
