//! A statement as a sentence.

use crate::document::{
    ActionElement, Condition, Effect, PrincipalElement, PrincipalEntry, ResourceElement, Statement,
};

/// What the statement does, in words: "denies everyone `s3:*` on `…`, where `StringNotLike aws:userId` `…`".
pub(super) fn sentence(statement: &Statement) -> String {
    let verb = match statement.effect() {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    };
    let mut text = format!(
        "{verb} {} {} on {}",
        who(statement.principal()),
        what(statement.action()),
        on(statement.resource())
    );
    for (index, condition) in statement.conditions().iter().enumerate() {
        text.push_str(if index == 0 { ", where " } else { " and " });
        text.push_str(&test(condition));
    }
    text
}

fn who(element: &PrincipalElement) -> String {
    match element {
        PrincipalElement::Absent => "its holder".to_owned(),
        PrincipalElement::Principal(entries) => {
            list(&entries.iter().map(entry).collect::<Vec<_>>())
        }
        PrincipalElement::NotPrincipal(entries) => {
            format!(
                "everyone but {}",
                list(&entries.iter().map(entry).collect::<Vec<_>>())
            )
        }
    }
}

/// One principal, in words.
pub(super) fn entry(entry: &PrincipalEntry) -> String {
    match entry {
        PrincipalEntry::Anyone => "everyone".to_owned(),
        PrincipalEntry::Aws(value)
        | PrincipalEntry::Service(value)
        | PrincipalEntry::Federated(value)
        | PrincipalEntry::CanonicalUser(value)
        | PrincipalEntry::Other { value, .. } => format!("`{value}`"),
    }
}

fn what(element: &ActionElement) -> String {
    match element {
        ActionElement::Absent => "no action".to_owned(),
        ActionElement::Action(patterns) => quoted(patterns),
        ActionElement::NotAction(patterns) => format!("everything but {}", quoted(patterns)),
    }
}

fn on(element: &ResourceElement) -> String {
    match element {
        ResourceElement::Absent => "what the policy is attached to".to_owned(),
        ResourceElement::Resource(patterns) => quoted(patterns),
        ResourceElement::NotResource(patterns) => format!("everything but {}", quoted(patterns)),
    }
}

/// One condition, as AWS writes it.
pub(super) fn test(condition: &Condition) -> String {
    format!(
        "`{} {}` {}",
        condition.operator,
        condition.key,
        quoted(&condition.values)
    )
}

/// The texts in backticks.
pub(super) fn quoted(texts: &[String]) -> String {
    list(
        &texts
            .iter()
            .map(|text| format!("`{text}`"))
            .collect::<Vec<_>>(),
    )
}

fn list(texts: &[String]) -> String {
    match texts {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
