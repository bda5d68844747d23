//! How the identity could rid itself of the limit, or get around it as somebody else.

use iam_policy::{Outcome, Policy, ReadError};
use serde::{Deserialize, Serialize};

use super::intent::{LimitDelivery, LimitIntent};
use super::judge::{Judge, Side};
use super::matrix::{MatrixInput, with_judge};
use crate::principals::{Principals, RoleInfo};

/// One thing that the identity can do, or perhaps can, with the limit in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escape {
    /// What kind of way it is.
    pub way: EscapeWay,
    /// The IAM action.
    pub action: String,
    /// The resource that was asked about; for a way through any role or user, one that stands for all.
    pub resource: String,
    /// Whether it certainly can; otherwise it can't be told.
    pub certain: bool,
    /// What it can do with it, a sentence without its subject: "take the limit off itself".
    pub words: String,
}

/// The kinds of ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscapeWay {
    /// By changing or removing the limit itself.
    LiftTheLimit,
    /// By giving itself more, which defeats a limit that only allows.
    GiveItselfMore,
    /// By becoming a role that is not limited.
    AssumeARole,
    /// By making or taking over another identity.
    AnotherIdentity,
}

/// How many roles that can be assumed are named.
const MOST_ROLES: usize = 20;

/// The ways around the limit, those that lift it first; empty where none is known.
///
/// # Errors
/// Never in practice: the error is that of writing the policy.
pub fn escapes(input: &MatrixInput<'_>) -> Result<Vec<Escape>, ReadError> {
    with_judge(input, |judge| {
        let mut found = Vec::new();
        for question in questions(input.intent) {
            found.extend(asked(judge, question, None));
        }
        let principals = input.principals.ok();
        found.extend(through_others(judge, input.intent, principals));
        if let Some(principals) = principals {
            found.extend(assumable(judge, input.intent, principals));
        }
        found.sort_by_key(|escape| escape.way);
        found
    })
}

struct Question {
    way: EscapeWay,
    action: &'static str,
    resource: String,
    words: String,
}

fn asked(judge: &Judge<'_>, question: Question, trust: Option<&Policy>) -> Option<Escape> {
    let decision = judge.question(Side::After, question.action, &question.resource, trust);
    let certain = match decision.outcome {
        Outcome::Allowed => true,
        Outcome::Unknown => false,
        Outcome::ImplicitlyDenied | Outcome::ExplicitlyDenied => return None,
    };
    Some(Escape {
        way: question.way,
        action: question.action.to_owned(),
        resource: question.resource,
        certain,
        words: question.words,
    })
}

fn questions(intent: &LimitIntent) -> Vec<Question> {
    let own = intent.principal().arn().to_string();
    let is_user = intent.principal().is_user();
    let pick = |user, role| if is_user { user } else { role };
    let mut list = Vec::new();
    let mut ask = |way, action, resource: &str, words: &str| {
        list.push(Question {
            way,
            action,
            resource: resource.to_owned(),
            words: words.to_owned(),
        });
    };
    let inline = pick("iam:PutUserPolicy", "iam:PutRolePolicy");
    match intent.delivery() {
        LimitDelivery::Managed => {
            let policy = intent.policy_arn();
            let detach = pick("iam:DetachUserPolicy", "iam:DetachRolePolicy");
            ask(
                EscapeWay::LiftTheLimit,
                detach,
                &own,
                "take the limit off itself",
            );
            ask(
                EscapeWay::LiftTheLimit,
                "iam:CreatePolicyVersion",
                &policy,
                "write another version of the limit",
            );
            ask(
                EscapeWay::LiftTheLimit,
                "iam:SetDefaultPolicyVersion",
                &policy,
                "put an older version of the limit in force",
            );
        }
        LimitDelivery::Inline => {
            let delete = pick("iam:DeleteUserPolicy", "iam:DeleteRolePolicy");
            ask(EscapeWay::LiftTheLimit, delete, &own, "delete the limit");
            ask(
                EscapeWay::LiftTheLimit,
                inline,
                &own,
                "write another policy over the limit",
            );
        }
    }
    if !intent.style().denies() {
        let attach = pick("iam:AttachUserPolicy", "iam:AttachRolePolicy");
        ask(
            EscapeWay::GiveItselfMore,
            attach,
            &own,
            "attach a broader policy to itself",
        );
        if intent.delivery() == LimitDelivery::Managed {
            ask(
                EscapeWay::GiveItselfMore,
                inline,
                &own,
                "write a broader policy into itself",
            );
        }
    }
    list
}

/// Ways through another identity: whether the action is about roles, and what it does.
const THROUGH_OTHERS: [(&str, bool, &str); 5] = [
    (
        "iam:UpdateAssumeRolePolicy",
        true,
        "let itself assume another role",
    ),
    ("iam:CreateRole", true, "make a role that is not limited"),
    (
        "iam:PassRole",
        true,
        "hand another role to an AWS service that acts for it",
    ),
    (
        "iam:CreateAccessKey",
        false,
        "make access keys for another user",
    ),
    (
        "iam:CreateLoginProfile",
        false,
        "set a password for another user",
    ),
];

/// The first role or user, one of no particular name or a real one, through which each way is open:
/// policies often name the roles that may be passed.
fn through_others(
    judge: &Judge<'_>,
    intent: &LimitIntent,
    principals: Option<&Principals>,
) -> Vec<Escape> {
    let own = intent.principal().arn();
    let example = |kind: &str| {
        let account = &intent.instance().account;
        let partition = intent.partition();
        format!("arn:{partition}:iam::{account}:{kind}/another-one-of-yours")
    };
    let roles = principals.map_or(&[][..], |all| &all.roles).iter();
    let roles = roles.map(|role| &role.arn).filter(|arn| *arn != own);
    let users = principals.map_or(&[][..], |all| &all.users).iter();
    let users = users.map(|user| &user.arn).filter(|arn| *arn != own);
    let roles: Vec<String> = std::iter::once(example("role"))
        .chain(
            roles
                .filter(|arn| !arn.is_in_aws_path())
                .map(ToString::to_string),
        )
        .collect();
    let users: Vec<String> = std::iter::once(example("user"))
        .chain(users.map(ToString::to_string))
        .collect();
    let mut found = Vec::new();
    for (action, about_roles, words) in THROUGH_OTHERS {
        let resources = if about_roles { &roles } else { &users };
        let ways = resources.iter().filter_map(|resource| {
            let question = Question {
                way: EscapeWay::AnotherIdentity,
                action,
                resource: resource.clone(),
                words: words.to_owned(),
            };
            asked(judge, question, None)
        });
        // One that is certain says more than one that is not.
        let mut uncertain = None;
        let mut certain = None;
        for way in ways {
            if way.certain {
                certain = Some(way);
                break;
            }
            uncertain = uncertain.or(Some(way));
        }
        found.extend(certain.or(uncertain));
    }
    found
}

/// The roles that the identity can assume by its own policies and their trust policies.
fn assumable(judge: &Judge<'_>, intent: &LimitIntent, principals: &Principals) -> Vec<Escape> {
    let own = intent.principal().arn();
    let others = principals
        .roles
        .iter()
        .filter(|role| role.arn != *own && !role.arn.is_in_aws_path())
        .filter(|role| may_name(role, intent));
    others
        .filter_map(|role| {
            let trust = Policy::parse(role.trust_policy.as_deref()?).ok();
            let question = Question {
                way: EscapeWay::AssumeARole,
                action: "sts:AssumeRole",
                resource: role.arn.to_string(),
                words: format!("become role `{}`", role.arn.name()),
            };
            match trust {
                Some(trust) => asked(judge, question, Some(&trust)),
                // A trust policy that can't be read may name it.
                None => asked(judge, question, anyone().as_ref()).map(|escape| Escape {
                    certain: false,
                    ..escape
                }),
            }
        })
        .take(MOST_ROLES)
        .collect()
}

/// A trust policy that lets everyone in, in place of one that can't be read.
fn anyone() -> Option<Policy> {
    const ANYONE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}"#;
    Policy::parse(ANYONE).ok()
}

/// A quick look at the text, so that not each of ten thousand trust policies is evaluated.
fn may_name(role: &RoleInfo, intent: &LimitIntent) -> bool {
    let account = intent.instance().account.as_str();
    role.trust_policy.as_deref().is_some_and(|text| {
        text.contains(account)
            || text.contains('*')
            || text.contains("AROA")
            || text.contains("AIDA")
    })
}

/// The escapes in a sentence each: "The role can take the limit off itself (iam:DetachRolePolicy)."
pub fn sentences(escapes: &[Escape], intent: &LimitIntent) -> Vec<String> {
    let noun = intent.principal().noun();
    escapes
        .iter()
        .map(|escape| {
            let verb = if escape.certain {
                "can"
            } else {
                "may be able to"
            };
            format!("The {noun} {verb} {} ({}).", escape.words, escape.action)
        })
        .collect()
}
