//! A JSON tree that loses nothing AWS could have written: the order of members, repeated members,
//! numbers exactly as they were typed, and where each value stood in the text.

mod reader;
mod writer;

pub(crate) use reader::read;
pub(crate) use writer::{compact, pretty};

/// A place in a policy text, counted from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// A JSON value and where it stood. Two nodes are equal when their values are, wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) value: Json,
}

/// A member of an object: its name, and where the name stood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) node: Node,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    pub(crate) fn new(value: Json) -> Self {
        Self {
            at: Position::default(),
            value,
        }
    }

    pub(crate) fn string(text: impl Into<String>) -> Self {
        Self::new(Json::String(text.into()))
    }

    /// One string, or an array of them: AWS writes a single value without brackets.
    pub(crate) fn strings(values: &[String]) -> Self {
        match values {
            [one] => Self::string(one.clone()),
            many => Self::new(Json::Array(
                many.iter().cloned().map(Self::string).collect(),
            )),
        }
    }

    /// The kind of value, for error texts.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// A scalar as the text that AWS compares: booleans and numbers may stand without quotes.
    pub(crate) fn scalar(&self) -> Option<String> {
        match &self.value {
            Json::Bool(value) => Some(value.to_string()),
            Json::Number(text) | Json::String(text) => Some(text.clone()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }
}
