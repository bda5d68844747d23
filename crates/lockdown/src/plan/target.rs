//! What a plan does to one target.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{Arn, BucketName, PolicyName, Region};
use crate::impact::Impact;
use crate::inventory::LivePolicy;
use crate::lock::LockText;
use crate::meaning::Meaning;

/// S3's limit for a bucket policy, in bytes (domain: bucket policies).
pub const SIZE_LIMIT: usize = 20_480;

/// What a change writes to. Each has a live state that is read and compared as a [`LivePolicy`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Target {
    /// The policy of a bucket.
    BucketPolicy {
        /// The bucket.
        bucket: BucketName,
    },
    /// A policy that is part of one role or user.
    InlinePolicy {
        /// The role or user.
        principal: Arn,
        /// The policy's name there.
        name: PolicyName,
    },
    /// A customer-managed policy: the text of its default version.
    ManagedPolicy {
        /// The policy.
        arn: Arn,
    },
    /// That a managed policy is attached to a role or user. Its text is the policy's ARN.
    Attachment {
        /// The policy.
        policy: Arn,
        /// The role or user.
        principal: Arn,
    },
}

impl Target {
    /// The policy of this bucket.
    pub fn bucket_policy(bucket: BucketName) -> Self {
        Self::BucketPolicy { bucket }
    }

    /// The bucket, where it is the policy of one.
    pub fn bucket(&self) -> Option<&BucketName> {
        match self {
            Self::BucketPolicy { bucket } => Some(bucket),
            _ => None,
        }
    }

    /// A stable short name of the kind: `bucket_policy`, `inline_policy`, `managed_policy` or
    /// `attachment`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BucketPolicy { .. } => "bucket_policy",
            Self::InlinePolicy { .. } => "inline_policy",
            Self::ManagedPolicy { .. } => "managed_policy",
            Self::Attachment { .. } => "attachment",
        }
    }

    /// A stable text for storing, different for every target of an account: `bucket-policy:NAME`,
    /// `inline-policy:PRINCIPAL/NAME` …
    pub fn key(&self) -> String {
        match self {
            Self::BucketPolicy { bucket } => format!("bucket-policy:{bucket}"),
            Self::InlinePolicy { principal, name } => format!("inline-policy:{principal}/{name}"),
            Self::ManagedPolicy { arn } => format!("managed-policy:{arn}"),
            Self::Attachment { policy, principal } => format!("attachment:{policy} {principal}"),
        }
    }

    /// What it is and whose, as the object of a sentence: "the policy of `acme-recordings`".
    pub fn words(&self) -> String {
        match self {
            Self::BucketPolicy { bucket } => format!("the policy of `{bucket}`"),
            Self::InlinePolicy { principal, name } => {
                format!("the inline policy `{name}` of `{}`", principal.name())
            }
            Self::ManagedPolicy { arn } => format!("the policy `{}`", arn.name()),
            Self::Attachment { policy, principal } => format!(
                "the attachment of `{}` to `{}`",
                policy.name(),
                principal.name()
            ),
        }
    }
}

/// Its short name: the bucket; the policy, and whose it is.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BucketPolicy { bucket } => bucket.fmt(f),
            Self::InlinePolicy { principal, name } => {
                write!(f, "{name} in {}", principal.name())
            }
            Self::ManagedPolicy { arn } => f.write_str(arn.name()),
            Self::Attachment { policy, principal } => {
                write!(f, "{} on {}", policy.name(), principal.name())
            }
        }
    }
}

/// The policy that a plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The exact text, or that there was none.
    pub policy: LivePolicy,
    /// Its meaning.
    pub meaning: Meaning,
}

/// What happens to a line of the pretty-printed policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// In both.
    Same,
    /// Only in the new one.
    Added,
    /// Only in the old one.
    Removed,
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// What happens to it.
    pub kind: LineKind,
    /// Its number in the old text, from 1.
    pub old_line: Option<u32>,
    /// Its number in the new text, from 1.
    pub new_line: Option<u32>,
    /// The line.
    pub text: String,
}

/// What happens to a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// `added`, `removed`, `changed` or `untouched`.
    pub kind: String,
    /// In words.
    pub words: String,
    /// The statement in the old policy, laid out for reading.
    pub old: Option<String>,
    /// The statement in the new policy, laid out for reading.
    pub new: Option<String>,
}

/// What a plan does to one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetPlan {
    /// The target.
    pub target: Target,
    /// The bucket's Region; for IAM, which has none, the account's own.
    pub region: Region,
    /// What the plan was made from.
    pub basis: Basis,
    /// The policy of the trial, its end left open; none where there is no trial.
    pub trial: Option<LockText>,
    /// The policy that stays: `None` removes it.
    pub permanent: LivePolicy,
    /// The difference from the basis to the permanent policy, line by line.
    pub diff: Vec<DiffLine>,
    /// The same by statement.
    pub statements: Vec<StatementLine>,
    /// The statements that are added, laid out for reading.
    pub added: Vec<String>,
    /// The size in bytes of the largest text that is written; 0 where the policy is removed.
    pub size: usize,
    /// Whether nothing changes: the live policy already means this.
    pub nothing_to_do: bool,
    /// What is done, in a sentence: "adds 1 statement to the policy".
    pub summary: String,
    /// Who loses and who keeps; empty for what is not the policy of a bucket.
    pub impact: Impact,
}
