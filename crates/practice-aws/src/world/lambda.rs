//! Lambda functions, as far as others may call them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::Tag;

/// A Lambda function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) region: String,
    #[serde(default)]
    pub(crate) description: String,
    /// `python3.13`, `nodejs22.x` …
    pub(crate) runtime: String,
    pub(crate) handler: String,
    /// The ARN of the role that it runs as.
    pub(crate) role: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) modified: OffsetDateTime,
    /// Bytes.
    pub(crate) code_size: u64,
    /// The SHA-256 of its code, in base 64.
    pub(crate) code_sha256: String,
    /// Megabytes.
    pub(crate) memory: u32,
    /// Seconds.
    pub(crate) timeout: u32,
    /// A UUID that is new after each change.
    pub(crate) revision: String,
    /// The statements of its policy, in order; none is "no policy".
    #[serde(default)]
    pub(crate) statements: Vec<Value>,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

impl Function {
    /// Its ARN, without a version.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!(
            "arn:aws:lambda:{}:{account}:function:{}",
            self.region, self.name
        )
    }

    /// Its policy; `None` where nobody was let in.
    pub(crate) fn policy(&self) -> Option<Value> {
        (!self.statements.is_empty()).then(
            || json!({"Version": "2012-10-17", "Id": "default", "Statement": self.statements}),
        )
    }
}
