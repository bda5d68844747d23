//! What is wrong with a draft.

use std::fmt;

use crate::ids::{AccountId, Region};
use crate::limit::resource_type::StorageResourceType;

/// What is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not the ARN of an instance.
    #[error(
        "`{text}` is not the ARN of a Connect instance (`arn:aws:connect:REGION:ACCOUNT:instance/ID`)"
    )]
    NotAnInstance {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a role or user.
    #[error("`{text}` is not the ARN of a role or user")]
    NotAPrincipal {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a role.
    #[error("`{text}` is not the ARN of the instance's service role")]
    NotAServiceRole {
        /// What was given.
        text: String,
    },
    /// No name that IAM would take.
    #[error("`{text}` is not the name of an IAM policy (1 to 128 letters, digits and `+=,.@_-`)")]
    NotAPolicyName {
        /// What was given.
        text: String,
    },
    /// Neither storage nor functions are limited.
    #[error("nothing is limited: choose at least one kind of storage, or a function")]
    NothingLimited,
    /// Not a resource type.
    #[error("`{text}` is not a storage resource type such as `CALL_RECORDINGS`")]
    NotAResourceType {
        /// What was given.
        text: String,
    },
    /// A resource type is given twice.
    #[error("`{resource_type}` is given twice")]
    RepeatedResourceType {
        /// The type.
        resource_type: StorageResourceType,
    },
    /// A resource type without an allowed target.
    #[error(
        "no target is allowed for `{resource_type}`: choose at least one, or leave the type out"
    )]
    NoTarget {
        /// The type.
        resource_type: StorageResourceType,
    },
    /// A text that is none of the targets that the type takes.
    #[error("`{text}` is not {expected}, which `{resource_type}` is stored in")]
    NotATarget {
        /// The type.
        resource_type: StorageResourceType,
        /// What was given.
        text: String,
        /// "a bucket", "a Kinesis data stream or a Firehose delivery stream" …
        expected: String,
    },
    /// Not the ARN of a function.
    #[error("`{text}` is not the ARN of a Lambda function")]
    NotAFunction {
        /// What was given.
        text: String,
    },
    /// Not the ARN of a key.
    #[error("`{text}` is not the ARN of a KMS key (an alias can't stand in a policy)")]
    NotAKey {
        /// What was given.
        text: String,
    },
    /// Something of another partition than the instance.
    #[error("`{text}` is not in the instance's partition `{partition}`")]
    OtherPartition {
        /// What was given.
        text: String,
        /// The instance's partition.
        partition: String,
    },
    /// Something of another account than the instance.
    #[error("`{text}` is not in the instance's account {account}")]
    OtherAccount {
        /// What was given.
        text: String,
        /// The instance's account.
        account: AccountId,
    },
    /// A stream of another Region than the instance.
    #[error("`{text}` is not in the instance's Region {region}")]
    OtherRegion {
        /// What was given.
        text: String,
        /// The instance's Region.
        region: Region,
    },
}

/// Everything that is wrong with a draft; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLimit(pub Vec<LimitError>);

impl fmt::Display for InvalidLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for InvalidLimit {}
