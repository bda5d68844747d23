//! From a keep list to the statements of a lock.

use iam_policy::{ReadError, Statement};
use serde_json::{Map, Value, json};

use super::form::{AwsServices, CONFIGURATION_READS, LockForm, LockScope};
use crate::ids::{AccountId, BucketName};
use crate::keep::{KeepEntry, MatchBy};

/// How the Sids of our statements begin: a lock of ours is recognised by it, besides its structure.
pub const SID_PREFIX: &str = "Strongroom";

/// What a lock is made of.
#[derive(Debug, Clone, Copy)]
pub struct LockParts<'a> {
    /// `aws`, `aws-us-gov` or `aws-cn`.
    pub partition: &'a str,
    /// The account that owns the bucket.
    pub account: &'a AccountId,
    /// The bucket.
    pub bucket: &'a BucketName,
    /// Who keeps access. An entry that is matched by an id it does not have is left out: a plan with
    /// such an entry is blocked.
    pub keep: &'a [KeepEntry],
    /// What it covers and what happens to AWS services.
    pub form: LockForm,
}

/// The statements of a lock: the AWS article's Deny, and the Deny against the confused deputy where
/// AWS services are kept.
///
/// Several keys in one Condition block are AND-ed, so a principal on either list is spared.
///
/// # Errors
/// Never in practice: the error is that of reading the statements back.
pub fn lock_statements(parts: LockParts<'_>) -> Result<Vec<Statement>, ReadError> {
    let mut condition = Map::new();
    let ids = parts.user_ids();
    if !ids.is_empty() {
        condition.insert(
            "StringNotLike".to_owned(),
            json!({ "aws:userId": values(&ids) }),
        );
    }
    let arns = parts.arns();
    if !arns.is_empty() {
        condition.insert(
            "ArnNotLike".to_owned(),
            json!({ "aws:PrincipalArn": values(&arns) }),
        );
    }
    if parts.form.services == AwsServices::KeepForThisAccount {
        // For a role or user the key is "false" or missing; only service principals have "true".
        condition.insert(
            "BoolIfExists".to_owned(),
            json!({ "aws:PrincipalIsAWSService": "false" }),
        );
    }
    let mut statements = vec![parts.statement("Lock", condition)?];
    if parts.form.services == AwsServices::KeepForThisAccount {
        statements.push(parts.statement("Services", parts.confused_deputy())?);
    }
    Ok(statements)
}

impl LockParts<'_> {
    /// What `aws:userId` is compared with, without repetition.
    fn user_ids(&self) -> Vec<String> {
        let by_id = |entry: &&KeepEntry| matches!(entry.match_by, MatchBy::Id | MatchBy::Both);
        unique(
            self.keep
                .iter()
                .filter(by_id)
                .filter_map(KeepEntry::user_id_pattern),
        )
    }

    /// What `aws:PrincipalArn` is compared with, without repetition.
    fn arns(&self) -> Vec<String> {
        let by_arn = |entry: &&KeepEntry| matches!(entry.match_by, MatchBy::Arn | MatchBy::Both);
        unique(self.keep.iter().filter(by_arn).map(KeepEntry::arn_pattern))
    }

    /// Service principals that act for another account. Some send no source account (load balancer
    /// logs), and a negated operator is true for a missing key: hence the `Null`.
    fn confused_deputy(&self) -> Map<String, Value> {
        let mut condition = Map::new();
        condition.insert(
            "Bool".to_owned(),
            json!({ "aws:PrincipalIsAWSService": "true" }),
        );
        condition.insert("Null".to_owned(), json!({ "aws:SourceAccount": "false" }));
        condition.insert(
            "StringNotEquals".to_owned(),
            json!({ "aws:SourceAccount": self.account.as_str() }),
        );
        condition
    }

    fn statement(&self, name: &str, condition: Map<String, Value>) -> Result<Statement, ReadError> {
        let bucket = format!("arn:{}:s3:::{}", self.partition, self.bucket);
        let mut statement = Map::new();
        statement.insert("Sid".to_owned(), json!(format!("{SID_PREFIX}{name}")));
        statement.insert("Effect".to_owned(), json!("Deny"));
        statement.insert("Principal".to_owned(), json!("*"));
        match self.form.scope {
            LockScope::Everything => statement.insert("Action".to_owned(), json!("s3:*")),
            LockScope::AllButConfiguration => {
                statement.insert("NotAction".to_owned(), json!(CONFIGURATION_READS))
            }
        };
        let objects = format!("{bucket}/*");
        statement.insert("Resource".to_owned(), json!([bucket, objects]));
        statement.insert("Condition".to_owned(), Value::Object(condition));
        Statement::parse(&Value::Object(statement).to_string())
    }
}

/// A single value stands without brackets, as S3 returns it.
fn values(list: &[String]) -> Value {
    match list {
        [one] => json!(one),
        many => json!(many),
    }
}

fn unique(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut list = Vec::new();
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
    list
}
