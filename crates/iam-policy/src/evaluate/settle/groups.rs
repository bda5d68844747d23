//! Too many unknowns to try every combination: statements that share no unknown are looked at apart.
//!
//! A Deny decides alone, and what is allowed only grows with what each Allow says and shrinks with what
//! each Deny says. So of each group of unknowns it is enough to know whether it can make a Deny fire, and
//! where it makes none fire, the ways that allow least and most.

use super::super::combine::{self, Event, Observe};
use super::super::compile::{Compiled, CompiledStatement, ResourceTest};
use super::super::prepare::Prepared;
use super::super::special;
use super::super::who::WhoTest;
use super::{Choice, Unknown, agree, combinations, relevant, visit};
use crate::condition::Matcher;
use crate::decision::Outcome;
use crate::document::Effect;
use crate::template::Template;
use crate::tri::Tri;
use std::collections::{BTreeMap, BTreeSet};

/// Ways of one group that are compared with each other; where there are more, all are kept.
const MOST_COMPARED: usize = 200;

/// The one answer for every combination, decided with about `most` decisions or `Unknown`.
pub(super) fn settle(
    compiled: &Compiled,
    request: &Prepared,
    unknowns: &[Unknown],
    most: usize,
) -> Outcome {
    let mut left = most;
    let mut seen = BTreeSet::new();
    // Said only where nothing says more: that a denial is explicit.
    let mut otherwise = Outcome::Unknown;
    let (mut least, mut greatest) = (Vec::new(), Vec::new());
    for group in groups(compiled, request, unknowns) {
        let count = combinations(&group);
        if count > left {
            // The group stays unknown, but one of its keys may settle it.
            for unknown in group {
                left = left.saturating_sub(unknown.choices.len());
                let mut alone = BTreeSet::new();
                if left > 0 && visit(compiled, request, &[unknown], &mut alone) {
                    match agree(&alone) {
                        Outcome::ImplicitlyDenied => otherwise = Outcome::ImplicitlyDenied,
                        known => return known,
                    }
                }
            }
            continue;
        }
        left -= count;
        let mut found = Found::default();
        found.look(compiled, request, &group, &mut Vec::new());
        if found.ways.is_empty() {
            return Outcome::ExplicitlyDenied;
        }
        if found.denied {
            seen.insert(Outcome::ExplicitlyDenied);
        }
        let compared = !group.iter().any(|unknown| unknown.session);
        let (low, high) = found.extremes(compared);
        least.push(whole(low));
        greatest.push(whole(high));
    }
    for extreme in [least, greatest] {
        if combinations(&extreme) > left || !visit(compiled, request, &extreme, &mut seen) {
            return otherwise;
        }
    }
    agree(&seen)
}

/// A group's ways as the choices of one unknown.
fn whole(choices: Vec<Choice>) -> Unknown {
    Unknown {
        name: String::new(),
        key: String::new(),
        session: false,
        choices,
    }
}

/// The unknowns in groups: two belong together where a statement uses both.
fn groups(compiled: &Compiled, request: &Prepared, unknowns: &[Unknown]) -> Vec<Vec<Unknown>> {
    let mut groups: Vec<BTreeSet<usize>> = (0..unknowns.len())
        .map(|index| BTreeSet::from([index]))
        .collect();
    for statement in compiled
        .policies()
        .flat_map(|policy| relevant(policy, request))
    {
        let together: BTreeSet<usize> = unknowns
            .iter()
            .enumerate()
            .filter(|(_, unknown)| uses(statement, unknown, request))
            .map(|(index, _)| index)
            .collect();
        let (joined, mut apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| !group.is_disjoint(&together));
        if !joined.is_empty() {
            apart.push(joined.into_iter().flatten().collect());
        }
        groups = apart;
    }
    groups
        .into_iter()
        .map(|group| {
            group
                .into_iter()
                .filter_map(|index| unknowns.get(index).cloned())
                .collect()
        })
        .collect()
}

/// Whether what a statement says may hang on the unknown.
fn uses(statement: &CompiledStatement, unknown: &Unknown, request: &Prepared) -> bool {
    let in_templates = |templates: &[Template]| {
        templates
            .iter()
            .flat_map(Template::variables)
            .any(|key| key == unknown.key)
    };
    let by_resource = match &statement.resource {
        ResourceTest::Is(templates) | ResourceTest::Not(templates) => in_templates(templates),
        ResourceTest::Absent => false,
    };
    let by_condition = statement.conditions.iter().any(|condition| {
        *condition.key == *unknown.key
            || matches!(&condition.matcher, Matcher::Patterns(templates) if in_templates(templates))
    });
    let by_principal = unknown.session
        && match &statement.who {
            WhoTest::Is(entries) | WhoTest::Not(entries) => entries
                .iter()
                .any(|entry| special::session_of(entry, &request.principal).is_some()),
            WhoTest::Absent => false,
        };
    by_resource || by_condition || by_principal
}

/// What the statements say, by statement; one that is not listed does not match.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    allow: BTreeMap<usize, Tri>,
    deny: BTreeMap<usize, Tri>,
}

impl Said {
    /// Whether the other allows at least as much.
    fn is_within(&self, other: &Self) -> bool {
        within(&self.allow, &other.allow) && within(&other.deny, &self.deny)
    }
}

fn within(low: &BTreeMap<usize, Tri>, high: &BTreeMap<usize, Tri>) -> bool {
    low.iter()
        .all(|(statement, holds)| high.get(statement).is_some_and(|other| holds <= other))
}

impl<'a> Observe<'a> for Said {
    const QUICK: bool = false;

    fn saw(&mut self, event: Event<'a>) {
        let statement = std::ptr::from_ref(event.statement).addr();
        match event.statement.effect {
            Effect::Allow => self.allow.insert(statement, event.holds),
            Effect::Deny => self.deny.insert(statement, event.holds),
        };
    }
}

/// What one group can do.
#[derive(Default)]
struct Found {
    /// It can make a Deny fire.
    denied: bool,
    /// The ways that make no Deny fire.
    ways: Vec<(Said, Choice)>,
}

impl Found {
    fn look(
        &mut self,
        compiled: &Compiled,
        request: &Prepared,
        group: &[Unknown],
        chosen: &mut Vec<Choice>,
    ) {
        let Some((unknown, rest)) = group.split_first() else {
            let mut said = Said::default();
            let answer = combine::decide(compiled, request, &mut said);
            if answer.outcome == Outcome::ExplicitlyDenied {
                self.denied = true;
            } else {
                self.ways.push((said, Choice::All(chosen.clone())));
            }
            return;
        };
        for choice in &unknown.choices {
            chosen.push(choice.clone());
            self.look(compiled, &choice.apply(request), rest, chosen);
            chosen.pop();
        }
    }

    /// The ways that allow least, and those that allow most. `compared`: what is said tells all; a
    /// session's name also decides how directly a statement names who asks.
    fn extremes(self, compared: bool) -> (Vec<Choice>, Vec<Choice>) {
        if !compared {
            let all: Vec<Choice> = self.ways.into_iter().map(|(_, choice)| choice).collect();
            return (all.clone(), all);
        }
        let ways: BTreeMap<Said, Choice> = self.ways.into_iter().collect();
        let pick = |beats: &dyn Fn(&Said, &Said) -> bool| {
            ways.iter()
                .filter(|(said, _)| {
                    ways.len() > MOST_COMPARED
                        || !ways
                            .keys()
                            .any(|other| other != *said && beats(other, said))
                })
                .map(|(_, choice)| choice.clone())
                .collect()
        };
        (
            pick(&|other, said| other.is_within(said)),
            pick(&|other, said| said.is_within(other)),
        )
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may panic"
    )]

    use super::super::{MOST_COMBINATIONS, unknowns};
    use super::*;
    use crate::context::Context;
    use crate::document::Policy;
    use crate::principal::Principal;
    use crate::request::{Named, Policies, Request};
    use std::fmt::Write as _;

    /// A small generator of numbers; the same every time.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (self.0 >> 33) % bound
        }
    }

    const OPERATORS: [&str; 4] = [
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringEqualsIfExists",
    ];

    fn policy(random: &mut Random, principal: &str) -> Policy {
        let mut statements = String::new();
        for index in 0..=random.below(6) {
            let effect = ["Allow", "Deny"][usize::from(random.below(2) == 0)];
            let mut conditions = String::new();
            for number in 0..random.below(3) {
                let operator = OPERATORS[usize::try_from(random.below(4)).unwrap()];
                let comma = if number == 0 { "" } else { "," };
                let key = ["x:a", "x:b", "x:c"][usize::try_from(random.below(3)).unwrap()];
                let value = ["1", "2", "1*"][usize::try_from(random.below(3)).unwrap()];
                if !conditions.contains(&format!("\"{operator}\"")) {
                    write!(conditions, r#"{comma}"{operator}":{{"{key}":"{value}"}}"#).unwrap();
                }
            }
            let comma = if index == 0 { "" } else { "," };
            let conditions = conditions.trim_start_matches(',');
            write!(
                statements,
                r#"{comma}{{"Effect":"{effect}",{principal}"Action":"*","Resource":"*","Condition":{{{conditions}}}}}"#
            )
            .unwrap();
        }
        Policy::parse(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#
        ))
        .unwrap()
    }

    /// Groups and all combinations give the same answer wherever both can be had.
    #[test]
    fn groups_decide_as_all_combinations_do() {
        let mut random = Random(20_261_122);
        let mut outcomes = BTreeMap::new();
        let who = [
            r#""Principal":"*","#,
            r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/R/alice"},"#,
        ];
        for round in 0..3_000 {
            let mut policies = Policies {
                identity: vec![Named::new("own", policy(&mut random, ""))],
                ..Policies::default()
            };
            if round % 2 == 0 {
                let who = who[usize::from(round % 4 == 0)];
                policies.resource = Some(policy(&mut random, who));
            }
            if round % 3 == 0 {
                policies.boundaries = vec![Named::new("limit", policy(&mut random, ""))];
            }
            let compiled = Compiled::new(&policies);
            let request = Prepared::new(&Request {
                principal: Principal::parse(
                    "arn:aws:iam::111122223333:role/R",
                    Some("AROAROLEROLEROLERO123"),
                )
                .unwrap(),
                action: "s3:GetObject".to_owned(),
                resource: "arn:aws:s3:::b/k".to_owned(),
                resource_account: "111122223333".to_owned(),
                context: Context::new()
                    .with_unknown("x:a")
                    .with_unknown("x:b")
                    .with_unknown("x:c"),
            });
            let unknowns = unknowns(&compiled, &request);
            let mut seen = BTreeSet::new();
            visit(&compiled, &request, &unknowns, &mut seen);
            let all = agree(&seen);
            let grouped = settle(&compiled, &request, &unknowns, MOST_COMBINATIONS);
            assert_eq!(grouped, all, "{policies:?}");
            // With less to spend it may be unknown, but never another answer.
            let poor = settle(&compiled, &request, &unknowns, 6);
            let weaker = poor == Outcome::ImplicitlyDenied && all == Outcome::ExplicitlyDenied;
            assert!(
                poor == all || poor == Outcome::Unknown || weaker,
                "{policies:?}"
            );
            *outcomes.entry(all).or_insert(0) += 1;
        }
        assert_eq!(outcomes.len(), 4, "{outcomes:?}");
    }
}
