//! A whole policy document.

use super::element::Version;
use super::read;
use super::statement::Statement;
use crate::error::ReadError;
use crate::json::{self, Json, Member, Node};

/// A policy document: its exact text and its statements.
///
/// Two policies are equal when they are written alike (white space apart); for equality of meaning see
/// [`equivalent`](crate::equivalent).
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    source: Node,
    version: Version,
    id: Option<String>,
    statements: Vec<Statement>,
}

impl Policy {
    /// Reads a policy. A single statement may stand without an array.
    ///
    /// # Errors
    /// When the text isn't JSON, isn't a policy, or an element has a value of the wrong type; the error
    /// names line, column and element.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        Self::read(json::read(text)?)
    }

    fn read(source: Node) -> Result<Self, ReadError> {
        let members = read::members(&source, "policy")?;
        let version = read::find(members, "Version").map_or(Ok(Version::V2008), read::version)?;
        let id = match read::find(members, "Id") {
            None => None,
            Some(node) => match &node.value {
                Json::String(text) => Some(text.clone()),
                _ => return Err(read::wrong_type(node, "Id", "a string")),
            },
        };
        let Some(block) = read::find(members, "Statement") else {
            return Err(read::missing(&source, "", "Statement"));
        };
        let statements = match &block.value {
            Json::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| Statement::read(item, &format!("Statement[{index}]")))
                .collect::<Result<_, _>>()?,
            _ => vec![Statement::read(block, "Statement")?],
        };
        Ok(Self {
            source,
            version,
            id,
            statements,
        })
    }

    /// A policy of version 2012-10-17 with these statements.
    pub fn new(statements: Vec<Statement>) -> Self {
        let source = Node::new(Json::Object(vec![
            Member {
                name: "Version".to_owned(),
                node: Node::string(Version::V2012.as_str()),
            },
            Member {
                name: "Statement".to_owned(),
                node: statement_node(&statements),
            },
        ]));
        Self {
            source,
            version: Version::V2012,
            id: None,
            statements,
        }
    }

    /// A copy with these statements; everything else in the document is kept as it is.
    #[must_use]
    pub fn with_statements(&self, statements: Vec<Statement>) -> Self {
        let mut source = self.source.clone();
        if let Json::Object(members) = &mut source.value {
            let exact = members.iter().position(|m| m.name == "Statement");
            let index = exact.or_else(|| {
                members
                    .iter()
                    .position(|m| m.name.eq_ignore_ascii_case("Statement"))
            });
            if let Some(member) = index.and_then(|index| members.get_mut(index)) {
                member.node.value = statement_node(&statements).value;
            }
        }
        Self {
            source,
            version: self.version,
            id: self.id.clone(),
            statements,
        }
    }

    /// The version of the language; 2008-10-17 where the element is missing.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The policy's id, where it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The statements in their order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Compact JSON, as S3 returns a policy: members in their order, unknown ones and numbers as written.
    pub fn to_json(&self) -> String {
        json::compact(&self.source)
    }

    /// Indented JSON, for people.
    pub fn to_json_pretty(&self) -> String {
        json::pretty(&self.source)
    }

    pub(crate) fn source(&self) -> &Node {
        &self.source
    }
}

fn statement_node(statements: &[Statement]) -> Node {
    Node::new(Json::Array(
        statements
            .iter()
            .map(|statement| statement.source().clone())
            .collect(),
    ))
}

impl std::str::FromStr for Policy {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        Self::parse(text)
    }
}
