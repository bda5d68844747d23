//! Is a policy anywhere more permissive than another?
//!
//! First it is tried to show that the new policy only narrows the old one, statement by statement. Where
//! that can't be shown, requests are tried that stand for all the ways the statements of both can match;
//! one that the new policy allows and the old one does not is the witness.

use crate::arn::{self, Arn, UniqueId};
use crate::condition::{ConditionTest, Slot};
use crate::context::Context;
use crate::decision::Outcome;
use crate::document::{Policy, PrincipalElement, PrincipalEntry};
use crate::evaluate::{Compiled, Prepared};
use crate::lint::s3_actions;
use crate::meaning::only_narrows;
use crate::pattern::{Dialect, Item, Pattern};
use crate::principal::{Principal, SessionName};
use crate::representatives::{Domain, of_key, of_one_value};
use crate::request::{Named, Policies, Request};
use crate::template::{Resolved, Template};
use std::collections::{BTreeMap, BTreeSet};

/// More requests than this are not tried.
const MOST_REQUESTS: usize = 400_000;

/// Whether a new resource policy allows anything that the old one did not.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Nowhere, for any principal, action, resource and context.
    NowhereMore,
    /// Here is a request that the new policy allows and the old one does not.
    More {
        /// The request.
        witness: Box<Request>,
        /// Whether the principal's own policies must allow it too, for the witness to hold.
        identity_allows: bool,
        /// Why, in words.
        because: String,
    },
    /// It can't be told, and why.
    CantTell(String),
}

/// Whether `new` as the policy of a resource in `account` is anywhere more permissive than `old`.
pub fn more_permissive(new: &Policy, old: &Policy, account: &str) -> Comparison {
    if only_narrows(new, old) {
        return Comparison::NowhereMore;
    }
    let search = Search::new([new, old], account);
    let mut tried = 0;
    for identity_allows in [false, true] {
        let (compiled_new, compiled_old) = (
            compiled(new, identity_allows),
            compiled(old, identity_allows),
        );
        for request in search.requests() {
            tried += 1;
            if tried > MOST_REQUESTS {
                return Comparison::CantTell(format!(
                    "more than {MOST_REQUESTS} requests would have to be tried"
                ));
            }
            let prepared = Prepared::new(&request);
            if compiled_new.decide(&prepared) != Outcome::Allowed {
                continue;
            }
            if compiled_old.decide(&prepared).is_denied() {
                let reason = |compiled: &Compiled| {
                    compiled
                        .evaluate(&request)
                        .because
                        .first()
                        .map_or_else(String::new, ToString::to_string)
                };
                let because = format!(
                    "the new policy: {}; the old one: {}",
                    reason(&compiled_new),
                    reason(&compiled_old)
                );
                return Comparison::More {
                    witness: Box::new(request),
                    identity_allows,
                    because,
                };
            }
        }
    }
    Comparison::CantTell(format!(
        "none of {tried} requests that were tried is allowed by the new policy alone, but that does not show it for all"
    ))
}

fn compiled(policy: &Policy, identity_allows: bool) -> Compiled {
    let everything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let identity = Policy::parse(everything)
        .ok()
        .filter(|_| identity_allows)
        .map(|policy| Named::new("everything", policy));
    Compiled::new(&Policies {
        identity: identity.into_iter().collect(),
        resource: Some(policy.clone()),
        ..Policies::default()
    })
}

/// The requests that stand for all.
struct Search<'a> {
    account: &'a str,
    principals: Vec<Principal>,
    actions: Vec<String>,
    resources: Vec<String>,
    contexts: Vec<Context>,
}

/// Keys that follow from the principal: shown by principals, not by contexts.
const OF_PRINCIPAL: [&str; 7] = [
    "aws:userid",
    "aws:username",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:principalservicename",
];

impl<'a> Search<'a> {
    fn new(policies: [&Policy; 2], account: &'a str) -> Self {
        let mut tests: BTreeMap<String, Vec<ConditionTest>> = BTreeMap::new();
        let mut patterns = (BTreeSet::new(), BTreeSet::new());
        let mut names = BTreeSet::new();
        for policy in policies {
            for statement in policy.statements() {
                for condition in statement.conditions() {
                    let test = ConditionTest::compile(condition, policy.version());
                    tests.entry(test.key.to_string()).or_default().push(test);
                }
                for text in statement.action().patterns() {
                    patterns
                        .0
                        .extend(Pattern::compile(&text.to_ascii_lowercase(), Dialect::Like));
                }
                for text in statement.resource().patterns() {
                    match Template::new(text, policy.version(), Dialect::Resource, false) {
                        Template::Fixed(pattern) => {
                            patterns.1.insert(pattern);
                        }
                        Template::Open { .. } | Template::Malformed => {}
                    }
                }
                if let PrincipalElement::Principal(entries)
                | PrincipalElement::NotPrincipal(entries) = statement.principal()
                {
                    names.extend(entries.iter().cloned());
                }
            }
        }
        Self {
            account,
            principals: principals(&names, &tests, account),
            actions: actions(&patterns.0),
            resources: resources(&patterns.1),
            contexts: contexts(&tests),
        }
    }

    fn requests(&self) -> impl Iterator<Item = Request> {
        self.principals.iter().flat_map(move |principal| {
            self.actions.iter().flat_map(move |action| {
                self.resources.iter().flat_map(move |resource| {
                    self.contexts.iter().map(move |context| Request {
                        principal: principal.clone(),
                        action: action.clone(),
                        resource: resource.clone(),
                        resource_account: self.account.to_owned(),
                        context: context.clone(),
                    })
                })
            })
        })
    }
}

/// A real action of S3 for every way the patterns match together.
fn actions(patterns: &BTreeSet<Pattern>) -> Vec<String> {
    let mut ways = BTreeSet::new();
    s3_actions()
        .filter(|action| {
            let lower = action.to_ascii_lowercase();
            ways.insert(
                patterns
                    .iter()
                    .map(|pattern| pattern.matches(&lower))
                    .collect::<Vec<_>>(),
            )
        })
        .collect()
}

/// Each pattern with its wildcards filled in.
fn resources(patterns: &BTreeSet<Pattern>) -> Vec<String> {
    let mut ways = BTreeSet::new();
    let filled = |runs: &str| {
        patterns
            .iter()
            .map(|pattern| {
                pattern
                    .items()
                    .iter()
                    .map(|item| match item {
                        Item::Char(c) => c.to_string(),
                        Item::Run { .. } => runs.to_owned(),
                        Item::One { .. } => "x".to_owned(),
                    })
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
    };
    let mut all = filled("x");
    all.extend(filled("other/y"));
    all.retain(|text| {
        Arn::split(text).is_some()
            && ways.insert(
                patterns
                    .iter()
                    .map(|pattern| pattern.matches(text))
                    .collect::<Vec<_>>(),
            )
    });
    if all.is_empty() {
        all.push("arn:aws:s3:::bucket/key".to_owned());
    }
    all
}

/// The keys that do not follow from the principal, in every combination of what they can be.
fn contexts(tests: &BTreeMap<String, Vec<ConditionTest>>) -> Vec<Context> {
    let mut all = vec![Context::new()];
    for (key, tests) in tests {
        if OF_PRINCIPAL.contains(&key.as_str()) {
            continue;
        }
        let Some(slots) = of_key(
            key,
            &tests.iter().collect::<Vec<_>>(),
            &BTreeSet::new(),
            &|_| Resolved::Unknown,
        ) else {
            continue;
        };
        all = all
            .iter()
            .flat_map(|context| {
                slots.iter().map(move |slot| match slot {
                    Some(Slot::Values(values)) => context.clone().with_many(key, values.to_vec()),
                    _ => context.clone().with_absent(key),
                })
            })
            .take(MOST_REQUESTS)
            .collect();
    }
    all
}

/// Whoever the policies name, by principal or by condition, and somebody that they do not name, of each
/// kind and in the own and in another account.
fn principals(
    names: &BTreeSet<PrincipalEntry>,
    tests: &BTreeMap<String, Vec<ConditionTest>>,
    account: &str,
) -> Vec<Principal> {
    let mut arns: BTreeSet<String> = BTreeSet::new();
    let mut accounts = BTreeSet::from([account.to_owned(), "999999999999".to_owned()]);
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for name in names {
        match name {
            PrincipalEntry::Aws(value) => match arn::whole_account(value) {
                Some(account) => {
                    accounts.insert(account.to_owned());
                }
                None if arn::unique_id(value).is_some() => {
                    ids.insert(value.clone());
                }
                None => {
                    arns.insert(value.clone());
                }
            },
            PrincipalEntry::Service(value) | PrincipalEntry::Federated(value) => {
                arns.insert(value.clone());
            }
            PrincipalEntry::Anyone
            | PrincipalEntry::CanonicalUser(_)
            | PrincipalEntry::Other { .. } => {}
        }
    }
    let values = |key: &str| {
        let tests: Vec<&ConditionTest> = tests.get(key).into_iter().flatten().collect();
        of_one_value(&tests, &BTreeSet::new(), Domain::Any, &|_| {
            Resolved::Unknown
        })
        .unwrap_or_default()
    };
    ids.extend(values("aws:userid"));
    arns.extend(values("aws:principalarn"));
    accounts.extend(
        values("aws:principalaccount")
            .into_iter()
            .filter(|text| arn::is_account_id(text)),
    );
    for account in &accounts {
        arns.insert(format!("arn:aws:iam::{account}:root"));
        arns.insert(format!("arn:aws:iam::{account}:user/somebody"));
        arns.insert(format!(
            "arn:aws:sts::{account}:assumed-role/Something/somebody"
        ));
    }
    arns.extend(
        [
            "anonymous",
            "example.amazonaws.com",
            "connect.amazonaws.com",
        ]
        .map(str::to_owned),
    );
    let mut all: BTreeSet<Principal> = BTreeSet::new();
    for text in &arns {
        let Ok(principal) = Principal::parse(text, None) else {
            continue;
        };
        all.extend(with_ids(&principal, &ids));
        all.insert(principal);
    }
    all.into_iter().map(settled).collect()
}

/// The principal with each id that fits its kind.
fn with_ids(principal: &Principal, ids: &BTreeSet<String>) -> Vec<Principal> {
    let mut all = Vec::new();
    for text in ids {
        let (id, name) = text
            .split_once(':')
            .map_or((text.as_str(), None), |(id, name)| (id, Some(name)));
        let mut copy = principal.clone();
        match (&mut copy, arn::unique_id(id)) {
            (Principal::User { id: own, .. }, Some(UniqueId::User)) if name.is_none() => {
                *own = Some(id.to_owned());
            }
            (
                Principal::RoleSession {
                    id: own, session, ..
                },
                Some(UniqueId::Role),
            ) => {
                *own = Some(id.to_owned());
                let legal = name.filter(|name| name.len() >= crate::symbolic::SHORTEST);
                *session = SessionName::Exact(legal.unwrap_or("somebody").to_owned());
            }
            _ => continue,
        }
        all.push(copy);
    }
    all
}

/// An id that nobody else has, where none is known, so that nothing stays unknown.
fn settled(mut principal: Principal) -> Principal {
    match &mut principal {
        Principal::User { id, .. } => {
            id.get_or_insert_with(|| "AIDASOMEBODYELSE00000".to_owned());
        }
        Principal::RoleSession { id, session, .. } => {
            id.get_or_insert_with(|| "AROASOMEBODYELSE00000".to_owned());
            if *session == SessionName::Any {
                *session = SessionName::Exact("somebody".to_owned());
            }
        }
        _ => {}
    }
    principal
}
