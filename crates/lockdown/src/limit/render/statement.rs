//! The statements of a limit, written by the policy language itself.

use iam_policy::{ReadError, Statement};
use serde_json::{Map, Value, json};

use crate::limit::SID_PREFIX;

/// A statement in the making.
pub(crate) struct Parts<'a> {
    /// What follows [`SID_PREFIX`] in its Sid.
    pub(crate) name: &'a str,
    pub(crate) effect: &'a str,
    pub(crate) actions: &'a [&'a str],
    pub(crate) resource: Resources<'a>,
    /// Operator, key and values.
    pub(crate) condition: Option<(&'a str, &'a str, &'a [String])>,
}

pub(crate) enum Resources<'a> {
    Only(&'a [String]),
    AllBut(&'a [String]),
    Any,
}

impl Parts<'_> {
    pub(crate) fn write(&self) -> Result<Statement, ReadError> {
        let mut statement = Map::new();
        let sid = format!("{SID_PREFIX}{}", self.name);
        statement.insert("Sid".to_owned(), json!(sid));
        statement.insert("Effect".to_owned(), json!(self.effect));
        let actions: Vec<String> = self.actions.iter().map(|a| (*a).to_owned()).collect();
        statement.insert("Action".to_owned(), values(&actions));
        match self.resource {
            Resources::Only(list) => statement.insert("Resource".to_owned(), values(list)),
            // Nothing is excepted: an empty NotResource would be refused by IAM.
            Resources::AllBut([]) | Resources::Any => {
                statement.insert("Resource".to_owned(), json!("*"))
            }
            Resources::AllBut(list) => statement.insert("NotResource".to_owned(), values(list)),
        };
        if let Some((operator, key, list)) = self.condition {
            let condition = json!({ operator: { key: values(list) } });
            statement.insert("Condition".to_owned(), condition);
        }
        Statement::parse(&Value::Object(statement).to_string())
    }
}

/// A single value stands without brackets.
fn values(list: &[String]) -> Value {
    match list {
        [one] => json!(one),
        many => json!(many),
    }
}

/// The name of a statement of ours: its Sid without the prefix; none for other statements.
pub(crate) fn name_of(statement: &Statement) -> Option<&str> {
    statement.sid()?.strip_prefix(SID_PREFIX)
}
