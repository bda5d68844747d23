//! Why a text is no policy.

use crate::json::Position;

/// A text that can't be read as a policy: where, in which element, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}{}: {problem}", in_element(.element.as_deref()))]
pub struct ReadError {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// The element, as `Statement[0].Effect`; none where the text isn't JSON at all.
    pub element: Option<String>,
    /// What is wrong there.
    #[source]
    pub problem: ReadProblem,
}

/// What is wrong with a policy text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadProblem {
    /// The text isn't JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// An element that every policy or statement has is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A value of another type than the element takes.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What the element takes.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// An effect other than `Allow` and `Deny`, which AWS writes exactly so.
    #[error("`{0}` is neither `Allow` nor `Deny` (the case counts)")]
    UnknownEffect(String),
    /// A version that AWS does not have.
    #[error("`{0}` is neither `2012-10-17` nor `2008-10-17`")]
    UnknownVersion(String),
}

impl ReadError {
    pub(crate) fn at(at: Position, element: Option<String>, problem: ReadProblem) -> Self {
        Self {
            line: at.line,
            column: at.column,
            element,
            problem,
        }
    }
}

fn in_element(element: Option<&str>) -> String {
    element.map_or_else(String::new, |name| format!(", `{name}`"))
}
