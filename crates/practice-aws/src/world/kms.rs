//! KMS keys, their aliases and their grants.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// A symmetric KMS key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    /// A UUID.
    pub(crate) id: String,
    pub(crate) region: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default)]
    pub(crate) description: String,
    /// Whether AWS keeps it for one of its services (`alias/aws/…`).
    #[serde(default)]
    pub(crate) of_aws: bool,
    /// `alias/…`.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    pub(crate) policy: Value,
    #[serde(default)]
    pub(crate) grants: Vec<Grant>,
}

impl Key {
    /// Its ARN.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:kms:{}:{account}:key/{}", self.region, self.id)
    }

    /// Whether a grant lets a principal (by its ARN; of a session its role's) do an operation such as `Decrypt`.
    pub(crate) fn grants_to(&self, principal: &str, operation: &str) -> bool {
        self.grants.iter().any(|grant| {
            grant.grantee == principal && grant.operations.iter().any(|known| known == operation)
        })
    }
}

/// KMS's default policy: the account's own identity policies decide.
/// Source: AWS KMS Developer Guide, "Default key policy".
pub(crate) fn default_policy(account: &str) -> Value {
    json!({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [{
        "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
    }]})
}

/// A grant: a principal may do some operations with a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// 64 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// The ARN of whoever may use the key.
    pub(crate) grantee: String,
    /// The ARN of whoever may retire it.
    #[serde(default)]
    pub(crate) retiring: Option<String>,
    /// `Decrypt`, `GenerateDataKey` …
    pub(crate) operations: Vec<String>,
    #[serde(default)]
    pub(crate) constraints: Option<Value>,
}
