//! The reasons, in words a person can read.

use super::combine::{self, Event, Observe};
use super::compile::{Compiled, CompiledStatement};
use super::prepare::Prepared;
use super::settle::Settled;
use super::special;
use crate::condition::{ConditionTest, Matcher, Slot};
use crate::decision::{Decision, Outcome, PolicySource, Reason};
use crate::document::Effect;
use crate::request::Request;
use crate::template::{Part, Template};
use crate::tri::Tri;

/// Every statement that matches or may match.
#[derive(Default)]
pub(super) struct Trace<'a> {
    events: Vec<Event<'a>>,
}

impl<'a> Observe<'a> for Trace<'a> {
    const QUICK: bool = false;

    fn saw(&mut self, event: Event<'a>) {
        self.events.push(event);
    }
}

/// The decision with its reasons: the deciding statements first.
pub(super) fn explain(
    compiled: &Compiled,
    request: &Request,
    prepared: &Prepared,
    trace: &Trace<'_>,
    settled: &Settled,
) -> Decision {
    let outcome = settled.outcome;
    let events = |effect: Effect, holds: Tri| {
        trace
            .events
            .iter()
            .filter(move |event| event.statement.effect == effect && event.holds == holds)
    };
    let mut because: Vec<Reason> = Vec::new();
    let settled_words = |because: &mut Vec<Reason>| {
        if !settled.keys.is_empty() {
            because.push(rule(format!("whatever {} may be", list(&settled.keys))));
        }
    };
    match outcome {
        Outcome::ExplicitlyDenied => {
            because.extend(events(Effect::Deny, Tri::True).map(|event| reason(event, prepared)));
            if because.is_empty() {
                because.extend(
                    events(Effect::Deny, Tri::Unknown).map(|event| reason(event, prepared)),
                );
            }
            settled_words(&mut because);
        }
        Outcome::Allowed => {
            if special::root_gets_at_bucket_policy(prepared) {
                because.push(rule(
                    "the root user of the bucket's account always gets at the bucket's policy"
                        .to_owned(),
                ));
            } else if special::needs_no_identity_policy(&prepared.principal)
                && !combine::is_cross_account(prepared)
            {
                because.push(rule(
                    "the root user may do everything in its own account".to_owned(),
                ));
            }
            because.extend(events(Effect::Allow, Tri::True).map(|event| reason(event, prepared)));
            because
                .extend(events(Effect::Allow, Tri::Unknown).map(|event| reason(event, prepared)));
            settled_words(&mut because);
        }
        Outcome::ImplicitlyDenied => {
            let lacking = combine::lacking(compiled, prepared);
            because.push(lacks(lacking, request));
            because.extend(events(Effect::Deny, Tri::Unknown).map(|event| reason(event, prepared)));
            settled_words(&mut because);
        }
        Outcome::Unknown => {
            because.extend(events(Effect::Deny, Tri::Unknown).map(|event| reason(event, prepared)));
            because
                .extend(events(Effect::Allow, Tri::Unknown).map(|event| reason(event, prepared)));
        }
    }
    if because.is_empty() {
        because.push(rule("nothing that is known decides it".to_owned()));
    }
    Decision { outcome, because }
}

fn rule(words: String) -> Reason {
    Reason {
        source: None,
        policy: None,
        statement: None,
        sid: None,
        words,
    }
}

fn lacks(source: PolicySource, request: &Request) -> Reason {
    Reason {
        source: Some(source),
        policy: None,
        statement: None,
        sid: None,
        words: format!(
            "no {} allows `{}` on `{}` for `{}`",
            source.aws_words(),
            request.action,
            request.resource,
            request.principal
        ),
    }
}

fn reason(event: &Event<'_>, request: &Prepared) -> Reason {
    let verb = match (event.statement.effect, event.holds) {
        (Effect::Allow, Tri::True) => "allows it",
        (Effect::Allow, _) => "may allow it",
        (Effect::Deny, Tri::True) => "denies it",
        (Effect::Deny, _) => "may deny it",
    };
    let conditions = conditions(event.statement, request);
    let words = if conditions.is_empty() {
        verb.to_owned()
    } else {
        format!("{verb}: {}", conditions.join("; "))
    };
    Reason {
        source: Some(event.source),
        policy: Some(event.policy.name.to_string()).filter(|name| !name.is_empty()),
        statement: usize::try_from(event.statement.index).ok(),
        sid: event.statement.sid.as_deref().map(ToOwned::to_owned),
        words,
    }
}

/// The conditions of a statement, those that are not known first.
fn conditions(statement: &CompiledStatement, request: &Prepared) -> Vec<String> {
    let mut described: Vec<(Tri, String)> = statement
        .conditions
        .iter()
        .map(|condition| {
            let slot = request.slot(&condition.key);
            let holds = condition.holds(slot, &|key| request.resolve(key));
            (holds, describe(condition, slot, holds))
        })
        .collect();
    described.sort_by_key(|(holds, _)| *holds != Tri::Unknown);
    described.into_iter().map(|(_, words)| words).collect()
}

fn describe(condition: &ConditionTest, slot: Option<&Slot>, holds: Tri) -> String {
    let key = &condition.written_key;
    let Some(operator) = condition.operator else {
        return format!("AWS has no such operator for `{key}`, so what it does can't be told");
    };
    let known = match slot {
        None => "absent".to_owned(),
        Some(Slot::Unknown) => "not known".to_owned(),
        Some(Slot::AnySession(prefix)) => format!("`{prefix}` and any session name"),
        Some(Slot::Values(values)) => list(values),
    };
    let verb = match holds {
        Tri::True => "holds",
        Tri::False => "does not hold",
        Tri::Unknown => "can't be told",
    };
    let values = values(&condition.matcher);
    format!(
        "`{} {key}` {} {verb}, as the key is {known}",
        operator.name(),
        list(&values)
    )
}

/// A condition's values as AWS writes them.
fn values(matcher: &Matcher) -> Vec<String> {
    fn some<T>(values: &[Option<T>], text: impl Fn(&T) -> String) -> Vec<String> {
        values
            .iter()
            .map(|value| {
                value
                    .as_ref()
                    .map_or_else(|| "(unreadable)".to_owned(), &text)
            })
            .collect()
    }
    match matcher {
        Matcher::Patterns(templates) => templates.iter().map(template_text).collect(),
        Matcher::Numbers(values) => some(values, crate::condition::Decimal::text),
        Matcher::Dates(values) => some(values, |nanos| crate::condition::date_text(*nanos)),
        Matcher::Bools(values) => some(values, ToString::to_string),
        Matcher::Bytes(values) => some(values, |bytes| hex::encode(bytes)),
        Matcher::Addresses(values) => some(values, crate::condition::Network::text),
        Matcher::Unreadable => Vec::new(),
    }
}

fn template_text(template: &Template) -> String {
    match template {
        Template::Fixed(pattern) => pattern.text(),
        Template::Malformed => "(no ARN)".to_owned(),
        Template::Open { parts, .. } => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.to_string(),
                Part::Variable { key, .. } => format!("${{{key}}}"),
            })
            .collect(),
    }
}

/// `a`, `b` and 3 more.
fn list(values: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<String> = values
        .iter()
        .take(SHOWN)
        .map(|value| format!("`{value}`"))
        .collect();
    match values.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
