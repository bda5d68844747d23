//! Where the identity's own policies can't be read: what AWS's simulator is asked about it, and what its
//! answers mean.
//!
//! The simulator knows identity policies and boundaries, and for roles no resource policies (domain: AWS's own
//! checkers). So a bucket's policy is weighed here, for an identity whom its own policies allow everything.

use iam_policy::{Outcome, Policy};

use super::preflight::{Asker, Check, instance_in, is_on_buckets, rows};
use super::standing::{Standing, of_decision, worst};
use super::{On, Permission, Use};
use crate::ask::{self, Question};
use crate::directory::Directory;
use crate::ids::{Arn, BucketName, Region};
use crate::inventory::{Identity, Inventory};
use crate::known::Known;
use crate::limit::simulator::{SimulatorAnswer, SimulatorDecision, SimulatorQuestion};
use crate::principals::Principals;

/// What is to be asked of AWS's simulator for a preflight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Simulation {
    /// Nothing: the identity's own policies were read.
    OwnPolicies,
    /// Nothing: the account's root user may do everything.
    Root,
    /// Nothing, although it would be needed: it is asked by ARN, and the path of the session's role is not known.
    CanNotKnow,
    /// These questions about this user or role.
    Ask(Arn, Vec<SimulatorQuestion>),
}

/// What came of a [`Simulation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Simulated {
    /// It was not asked.
    NotAsked,
    /// It was: the answers, or why there are none.
    Asked(Known<Vec<SimulatorAnswer>>),
}

/// Whom and what AWS's simulator is to be asked, for a preflight of these uses and buckets.
pub fn simulation(
    inventory: &Inventory,
    principals: &Known<&Principals>,
    uses: &[Use],
    buckets: &[BucketName],
) -> Simulation {
    let directory = Directory::new(inventory, principals.value().copied());
    let check = Check::new(&directory, principals, buckets);
    match check.asker {
        Asker::Root => return Simulation::Root,
        Asker::Listed(_) => return Simulation::OwnPolicies,
        Asker::Unread(_) => {}
    }
    let Some(who) = principal(&inventory.identity) else {
        return Simulation::CanNotKnow;
    };
    let mut questions: Vec<SimulatorQuestion> = rows(uses)
        .filter(|row| check.refused_here(row).is_none())
        .flat_map(|row| check.asked(row))
        .map(|asked| asked.question)
        .collect();
    questions.sort();
    questions.dedup();
    Simulation::Ask(who, questions)
}

/// The user, or the role of the session.
fn principal(identity: &Identity) -> Option<Arn> {
    if identity.arn.resource().starts_with("user/") {
        return Some(identity.arn.clone());
    }
    identity.role_arn.value()?.clone()
}

/// One question, and the bucket that it is about.
struct Asked<'a> {
    question: SimulatorQuestion,
    bucket: Option<&'a BucketName>,
    region: Option<String>,
}

impl<'a> Check<'a> {
    /// What stands for a row: each bucket, or each place; of the Regions those that have instances, because
    /// the simulator is slow, and the look has asked in all of them.
    fn asked(&self, row: &Permission) -> Vec<Asked<'a>> {
        let question = |resource: String, region: Option<&str>| SimulatorQuestion {
            action: row.action.to_owned(),
            resource,
            context: region
                .map(|region| ("aws:RequestedRegion".to_owned(), region.to_owned()))
                .into_iter()
                .collect(),
        };
        let inventory = self.directory.inventory;
        if is_on_buckets(row) {
            let end = if row.on == On::Objects { "/any" } else { "" };
            let ask = |bucket: &'a BucketName| {
                let found = inventory.buckets.get(bucket);
                let region = found.and_then(|found| found.region.value());
                let arn = self.directory.bucket_arn(bucket);
                Asked {
                    question: question(format!("{arn}{end}"), region.map(Region::as_str)),
                    bucket: Some(bucket),
                    region: None,
                }
            };
            return self.buckets.iter().map(ask).collect();
        }
        let has_instances = |region: &String| {
            let region = region.parse().ok();
            region.is_some_and(|region| instance_in(inventory, &region).is_some())
        };
        let mut places = self.places(row);
        if places
            .iter()
            .any(|place| place.region.as_ref().is_some_and(has_instances))
        {
            places.retain(|place| place.region.as_ref().is_none_or(has_instances));
        }
        let places = places.into_iter();
        places
            .map(|place| Asked {
                question: question(place.resource, place.region.as_deref()),
                bucket: None,
                region: place.region,
            })
            .collect()
    }

    pub(super) fn by_simulator(
        &self,
        row: &Permission,
        why: &str,
        simulated: &Simulated,
    ) -> Standing {
        let answers = match simulated {
            Simulated::NotAsked => {
                return Standing::Unknown(format!(
                    "{why}, and AWS's simulator can't be asked: the path of your role is not known"
                ));
            }
            Simulated::Asked(Known::Value(answers)) => answers,
            Simulated::Asked(Known::Unknown(unknown)) => {
                let more = unknown
                    .missing_permission
                    .as_ref()
                    .map_or_else(String::new, |action| format!(": {action} is missing"));
                return Standing::Unknown(format!(
                    "{why}, and AWS's simulator could not be asked{more}"
                ));
            }
        };
        let standings = self.asked(row).into_iter().map(|asked| {
            let answer = answers.iter().find(|one| one.question == asked.question);
            match answer {
                Some(answer) => self.simulated(row, &asked, answer),
                None => {
                    Standing::Unknown(format!("{why}, and AWS's simulator gave no answer to it"))
                }
            }
        });
        worst(standings.collect())
    }

    fn simulated(&self, row: &Permission, asked: &Asked<'_>, answer: &SimulatorAnswer) -> Standing {
        let standing = of_answer(answer);
        if let Some(name) = asked.bucket {
            return self
                .on_simulated_bucket(row, name, standing)
                .placed(&format!("on `{name}`"));
        }
        match (&standing, &asked.region) {
            (
                Standing::Lacking {
                    denied_by_name: false,
                    ..
                },
                _,
            ) if matches!(row.on, On::Keys | On::AnyKey) => Standing::Unknown(
                "your own policies don't allow it, says AWS's simulator; the key's policy may, and was not read"
                    .to_owned(),
            ),
            (_, Some(region)) => standing.placed(&format!("in {region}")),
            _ => standing,
        }
    }

    /// What the bucket's policy makes of the simulator's answer.
    fn on_simulated_bucket(
        &self,
        row: &Permission,
        name: &BucketName,
        standing: Standing,
    ) -> Standing {
        let denied = matches!(
            standing,
            Standing::Lacking {
                denied_by_name: true,
                ..
            }
        );
        if denied {
            return standing;
        }
        let unread = || Standing::Unknown("the bucket's policy can't be read".to_owned());
        let Ok(policy) = self.policy_of(name) else {
            return unread();
        };
        let Some(policy) = policy else {
            return standing;
        };
        match (self.policys_word(&policy, name, row.action), standing) {
            (None, _) => unread(),
            (Some(Standing::Allowed), Standing::Lacking { .. }) => Standing::Unknown(
                "your own policies don't allow it, says AWS's simulator; the bucket's policy may"
                    .to_owned(),
            ),
            (Some(Standing::Allowed), standing) => standing,
            (Some(other), _) => other,
        }
    }

    /// Whether the bucket's policy stands in the way of one whom its own policies allow everything.
    pub(super) fn policys_word(
        &self,
        policy: &Policy,
        name: &BucketName,
        action: &str,
    ) -> Option<Standing> {
        let who = ask::caller(self.directory.identity())?;
        let question = Question {
            directory: self.directory,
            bucket: name,
            asker: ask::Asker::Direct,
            at: self.at,
        };
        let decision = question.is_in_the_way(Some(policy), &who, action);
        debug_assert_ne!(decision.outcome, Outcome::ImplicitlyDenied);
        Some(of_decision(&decision))
    }
}

fn of_answer(answer: &SimulatorAnswer) -> Standing {
    if !answer.missing_context.is_empty() {
        return Standing::Unknown(format!(
            "AWS's simulator can't tell without {}",
            answer.missing_context.join(", ")
        ));
    }
    match answer.decision {
        SimulatorDecision::Allowed => Standing::Allowed,
        SimulatorDecision::ImplicitDeny => Standing::Lacking {
            why: "nothing in your own policies allows it, says AWS's simulator".to_owned(),
            denied_by_name: false,
        },
        SimulatorDecision::ExplicitDeny => Standing::Lacking {
            why: "a policy denies it by name, says AWS's simulator".to_owned(),
            denied_by_name: true,
        },
    }
}
