//! One statement, and copies of it with one element changed.

use super::element::{
    ActionElement, Condition, Effect, PrincipalElement, PrincipalEntry, ResourceElement,
};
use super::read;
use crate::error::{ReadError, ReadProblem};
use crate::json::{self, Json, Member, Node};

/// One statement of a policy: its exact text and its elements.
///
/// Two statements are equal when they are written alike (white space apart); for equality of meaning see
/// [`equivalent`](crate::equivalent).
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    source: Node,
    sid: Option<String>,
    effect: Effect,
    principal: PrincipalElement,
    action: ActionElement,
    resource: ResourceElement,
    conditions: Vec<Condition>,
}

impl Statement {
    /// Reads one statement, a JSON object.
    ///
    /// # Errors
    /// When the text isn't JSON, isn't a statement, or an element has a value of the wrong type.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        Self::read(&json::read(text)?, "")
    }

    pub(crate) fn read(node: &Node, path: &str) -> Result<Self, ReadError> {
        let members = read::members(node, if path.is_empty() { "Statement" } else { path })?;
        let sid = match read::find(members, "Sid") {
            None => None,
            Some(node) => match &node.value {
                Json::String(text) => Some(text.clone()),
                _ => return Err(read::wrong_type(node, &read::join(path, "Sid"), "a string")),
            },
        };
        let effect = match read::find(members, "Effect") {
            None => return Err(read::missing(node, path, "Effect")),
            Some(node) => read::effect(node, &read::join(path, "Effect"))?,
        };
        Ok(Self {
            sid,
            effect,
            principal: read::principal(members, path)?,
            action: read::action(members, path)?,
            resource: read::resource(members, path)?,
            conditions: read::conditions(members, path)?,
            source: node.clone(),
        })
    }

    /// The statement's id; `None` where it has none. S3 sometimes returns an empty one.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Allow or Deny.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Whom it names.
    pub fn principal(&self) -> &PrincipalElement {
        &self.principal
    }

    /// Which actions it is about.
    pub fn action(&self) -> &ActionElement {
        &self.action
    }

    /// Which resources it is about.
    pub fn resource(&self) -> &ResourceElement {
        &self.resource
    }

    /// Its conditions, all of which must hold.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The statement as compact JSON, its members in their order.
    pub fn to_json(&self) -> String {
        json::compact(&self.source)
    }

    /// The statement as indented JSON.
    pub fn to_json_pretty(&self) -> String {
        json::pretty(&self.source)
    }

    pub(crate) fn source(&self) -> &Node {
        &self.source
    }

    /// A copy with another `Sid`, or none.
    ///
    /// # Errors
    /// Never for a statement that was read; the error is that of reading the copy.
    pub fn with_sid(&self, sid: Option<&str>) -> Result<Self, ReadError> {
        self.edited(|members| match sid {
            Some(sid) => set(members, "Sid", Node::string(sid)),
            None => remove(members, "Sid"),
        })
    }

    /// A copy whose condition `operator` / `key` has exactly these values; it is added where it was not
    /// there, and removed (with its operator, once that is empty) where `values` is empty. Everything
    /// else keeps its text and order. Operator and key are found without regard to case.
    ///
    /// # Errors
    /// Never for a statement that was read; the error is that of reading the copy.
    pub fn with_condition_value(
        &self,
        operator: &str,
        key: &str,
        values: &[String],
    ) -> Result<Self, ReadError> {
        self.edited(|members| {
            edit_object(members, "Condition", |block| {
                edit_object(block, operator, |keys| {
                    if values.is_empty() {
                        remove(keys, key);
                    } else {
                        set(keys, key, Node::strings(values));
                    }
                });
            });
        })
    }

    /// A copy in which each value of `Principal` or `NotPrincipal` is what `change` makes of it: another
    /// text, or nothing (the value is dropped). The kinds, their order and the shape stay, except that a
    /// list with one value left is written as one string, as S3 does. `"*"` is left alone.
    ///
    /// # Errors
    /// Never for a statement that was read; the error is that of reading the copy.
    pub fn map_principals(
        &self,
        mut change: impl FnMut(&PrincipalEntry) -> Option<String>,
    ) -> Result<Self, ReadError> {
        self.edited(|members| {
            for member in members.iter_mut() {
                let name = member.name.to_ascii_lowercase();
                if name != "principal" && name != "notprincipal" {
                    continue;
                }
                let Json::Object(kinds) = &mut member.node.value else {
                    continue;
                };
                for kind in kinds.iter_mut() {
                    let Ok(values) = read::strings(&kind.node, "") else {
                        continue;
                    };
                    let kept: Vec<String> = values
                        .into_iter()
                        .filter_map(|value| change(&read::entry(&kind.name, value)))
                        .collect();
                    kind.node = Node::strings(&kept);
                }
                kinds.retain(
                    |kind| !matches!(&kind.node.value, Json::Array(items) if items.is_empty()),
                );
            }
        })
    }

    /// A copy with this `Principal` (any `NotPrincipal` is removed). `"*"` alone is written as `"*"`.
    ///
    /// # Errors
    /// Never for a statement that was read; the error is that of reading the copy.
    pub fn with_principal(&self, entries: &[PrincipalEntry]) -> Result<Self, ReadError> {
        self.edited(|members| {
            remove(members, "NotPrincipal");
            set(members, "Principal", principal_node(entries));
        })
    }

    /// A copy with this element (by AWS's own name, as `Resource`) set to one or more strings.
    ///
    /// # Errors
    /// When the element does not take strings.
    pub fn with_element(&self, name: &str, values: &[String]) -> Result<Self, ReadError> {
        self.edited(|members| set(members, name, Node::strings(values)))
    }

    /// A copy in which every list of one value is written as the value alone, as S3 returns a policy.
    ///
    /// # Errors
    /// Never for a statement that was read; the error is that of reading the copy.
    pub fn with_single_values_collapsed(&self) -> Result<Self, ReadError> {
        self.edited(|members| {
            for member in members {
                collapse(&mut member.node);
            }
        })
    }

    fn edited(&self, edit: impl FnOnce(&mut Vec<Member>)) -> Result<Self, ReadError> {
        let mut source = self.source.clone();
        let Json::Object(members) = &mut source.value else {
            return Err(ReadError::at(
                source.at,
                None,
                ReadProblem::WrongType {
                    expected: "an object",
                    found: source.kind(),
                },
            ));
        };
        edit(members);
        Self::read(&source, "")
    }
}

fn principal_node(entries: &[PrincipalEntry]) -> Node {
    if let [PrincipalEntry::Anyone] = entries {
        return Node::string("*");
    }
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for entry in entries {
        let (kind, value) = match entry {
            PrincipalEntry::Anyone => ("AWS", "*"),
            PrincipalEntry::Aws(value) => ("AWS", value.as_str()),
            PrincipalEntry::Service(value) => ("Service", value.as_str()),
            PrincipalEntry::Federated(value) => ("Federated", value.as_str()),
            PrincipalEntry::CanonicalUser(value) => ("CanonicalUser", value.as_str()),
            PrincipalEntry::Other { kind, value } => (kind.as_str(), value.as_str()),
        };
        match kinds.iter_mut().find(|(name, _)| name == kind) {
            Some((_, values)) => values.push(value.to_owned()),
            None => kinds.push((kind.to_owned(), vec![value.to_owned()])),
        }
    }
    Node::new(Json::Object(
        kinds
            .into_iter()
            .map(|(name, values)| Member {
                name,
                node: Node::strings(&values),
            })
            .collect(),
    ))
}

fn collapse(node: &mut Node) {
    match &mut node.value {
        Json::Array(items) if items.len() == 1 => {
            if let Some(only) = items.pop() {
                *node = only;
            }
        }
        Json::Object(members) => {
            for member in members {
                collapse(&mut member.node);
            }
        }
        _ => {}
    }
}

fn position(members: &[Member], name: &str) -> Option<usize> {
    members
        .iter()
        .position(|member| member.name == name)
        .or_else(|| {
            members
                .iter()
                .position(|member| member.name.eq_ignore_ascii_case(name))
        })
}

fn set(members: &mut Vec<Member>, name: &str, node: Node) {
    match position(members, name).and_then(|index| members.get_mut(index)) {
        Some(member) => member.node = node,
        None => members.push(Member {
            name: name.to_owned(),
            node,
        }),
    }
}

fn remove(members: &mut Vec<Member>, name: &str) {
    if let Some(index) = position(members, name) {
        members.remove(index);
    }
}

/// Edits the object under that name (made where it is missing, or is something else), and drops it if
/// the edit leaves it empty.
fn edit_object(members: &mut Vec<Member>, name: &str, edit: impl FnOnce(&mut Vec<Member>)) {
    let mut inner = match position(members, name).and_then(|index| members.get(index)) {
        Some(Member {
            node:
                Node {
                    value: Json::Object(inner),
                    ..
                },
            ..
        }) => inner.clone(),
        _ => Vec::new(),
    };
    edit(&mut inner);
    if inner.is_empty() {
        remove(members, name);
    } else {
        set(members, name, Node::new(Json::Object(inner)));
    }
}
