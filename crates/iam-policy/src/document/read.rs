//! From the JSON tree to elements. Element names are read in any case; an exact one wins.

use super::element::{
    ActionElement, Condition, Effect, PrincipalElement, PrincipalEntry, ResourceElement, Version,
};
use crate::error::{ReadError, ReadProblem};
use crate::json::{Json, Member, Node};

/// The members of an object, or why it is none.
pub(super) fn members<'a>(node: &'a Node, path: &str) -> Result<&'a [Member], ReadError> {
    match &node.value {
        Json::Object(members) => Ok(members),
        _ => Err(wrong_type(node, path, "an object")),
    }
}

/// The member of that name: the exact name first, else the first in another case.
pub(super) fn find<'a>(members: &'a [Member], name: &str) -> Option<&'a Node> {
    members
        .iter()
        .find(|member| member.name == name)
        .or_else(|| {
            members
                .iter()
                .find(|member| member.name.eq_ignore_ascii_case(name))
        })
        .map(|member| &member.node)
}

pub(super) fn wrong_type(node: &Node, path: &str, expected: &'static str) -> ReadError {
    ReadError::at(
        node.at,
        Some(path.to_owned()),
        ReadProblem::WrongType {
            expected,
            found: node.kind(),
        },
    )
}

pub(super) fn missing(node: &Node, path: &str, name: &'static str) -> ReadError {
    let element = (!path.is_empty()).then(|| path.to_owned());
    ReadError::at(node.at, element, ReadProblem::Missing(name))
}

pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

pub(super) fn version(node: &Node) -> Result<Version, ReadError> {
    let Json::String(text) = &node.value else {
        return Err(wrong_type(node, "Version", "a string"));
    };
    match text.as_str() {
        "2012-10-17" => Ok(Version::V2012),
        "2008-10-17" => Ok(Version::V2008),
        other => Err(ReadError::at(
            node.at,
            Some("Version".to_owned()),
            ReadProblem::UnknownVersion(other.to_owned()),
        )),
    }
}

pub(super) fn effect(node: &Node, path: &str) -> Result<Effect, ReadError> {
    let Json::String(text) = &node.value else {
        return Err(wrong_type(node, path, "a string"));
    };
    match text.as_str() {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => Err(ReadError::at(
            node.at,
            Some(path.to_owned()),
            ReadProblem::UnknownEffect(other.to_owned()),
        )),
    }
}

/// A string or an array of strings.
pub(super) fn strings(node: &Node, path: &str) -> Result<Vec<String>, ReadError> {
    match &node.value {
        Json::String(text) => Ok(vec![text.clone()]),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| match &item.value {
                Json::String(text) => Ok(text.clone()),
                _ => Err(wrong_type(item, &format!("{path}[{index}]"), "a string")),
            })
            .collect(),
        _ => Err(wrong_type(node, path, "a string or an array of strings")),
    }
}

/// A condition's values: strings, booleans or numbers, one or many.
fn scalars(node: &Node, path: &str) -> Result<Vec<String>, ReadError> {
    const EXPECTED: &str = "a string, a boolean, a number, or an array of them";
    match &node.value {
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                item.scalar()
                    .ok_or_else(|| wrong_type(item, &format!("{path}[{index}]"), EXPECTED))
            })
            .collect(),
        _ => Ok(vec![
            node.scalar()
                .ok_or_else(|| wrong_type(node, path, EXPECTED))?,
        ]),
    }
}

fn entries(node: &Node, path: &str) -> Result<Vec<PrincipalEntry>, ReadError> {
    match &node.value {
        Json::String(text) if text == "*" => Ok(vec![PrincipalEntry::Anyone]),
        // Not of AWS's grammar, but what it would mean is plain.
        Json::String(_) | Json::Array(_) => {
            Ok(strings(node, path)?.into_iter().map(aws_entry).collect())
        }
        Json::Object(members) => {
            let mut found = Vec::new();
            for member in members {
                let at = join(path, &member.name);
                for value in strings(&member.node, &at)? {
                    found.push(entry(&member.name, value));
                }
            }
            Ok(found)
        }
        _ => Err(wrong_type(node, path, "`\"*\"` or an object")),
    }
}

fn aws_entry(value: String) -> PrincipalEntry {
    if value == "*" {
        PrincipalEntry::Anyone
    } else {
        PrincipalEntry::Aws(value)
    }
}

pub(super) fn entry(kind: &str, value: String) -> PrincipalEntry {
    match kind.to_ascii_lowercase().as_str() {
        "aws" => aws_entry(value),
        "service" => PrincipalEntry::Service(value),
        "federated" => PrincipalEntry::Federated(value),
        "canonicaluser" => PrincipalEntry::CanonicalUser(value),
        _ => PrincipalEntry::Other {
            kind: kind.to_owned(),
            value,
        },
    }
}

pub(super) fn principal(members: &[Member], path: &str) -> Result<PrincipalElement, ReadError> {
    if let Some(node) = find(members, "Principal") {
        return Ok(PrincipalElement::Principal(entries(
            node,
            &join(path, "Principal"),
        )?));
    }
    if let Some(node) = find(members, "NotPrincipal") {
        return Ok(PrincipalElement::NotPrincipal(entries(
            node,
            &join(path, "NotPrincipal"),
        )?));
    }
    Ok(PrincipalElement::Absent)
}

pub(super) fn action(members: &[Member], path: &str) -> Result<ActionElement, ReadError> {
    if let Some(node) = find(members, "Action") {
        return Ok(ActionElement::Action(strings(node, &join(path, "Action"))?));
    }
    if let Some(node) = find(members, "NotAction") {
        return Ok(ActionElement::NotAction(strings(
            node,
            &join(path, "NotAction"),
        )?));
    }
    Ok(ActionElement::Absent)
}

pub(super) fn resource(members: &[Member], path: &str) -> Result<ResourceElement, ReadError> {
    if let Some(node) = find(members, "Resource") {
        return Ok(ResourceElement::Resource(strings(
            node,
            &join(path, "Resource"),
        )?));
    }
    if let Some(node) = find(members, "NotResource") {
        return Ok(ResourceElement::NotResource(strings(
            node,
            &join(path, "NotResource"),
        )?));
    }
    Ok(ResourceElement::Absent)
}

/// All tests of the block, in order. A repeated operator or key is read as one more test: all hold.
pub(super) fn conditions(block: &[Member], path: &str) -> Result<Vec<Condition>, ReadError> {
    let mut found = Vec::new();
    let Some(node) = find(block, "Condition") else {
        return Ok(found);
    };
    let path = join(path, "Condition");
    for operator in members(node, &path)? {
        let path = join(&path, &operator.name);
        for key in members(&operator.node, &path)? {
            found.push(Condition {
                operator: operator.name.clone(),
                key: key.name.clone(),
                values: scalars(&key.node, &join(&path, &key.name))?,
            });
        }
    }
    Ok(found)
}
