//! Who loses and who keeps access.
//!
//! - `compute`: every principal, before and after
//! - `askers`: who is asked about, with what policies
//! - `features`: AWS features that break or go blind

mod askers;
mod compute;
mod features;

pub(crate) use compute::compute;

use serde::{Deserialize, Serialize};

use crate::ids::Arn;
use crate::known::Unknown;
use crate::plan::Note;

/// What a principal can do with a bucket, in the few kinds that mean something to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// `s3:GetObject`
    ReadObjects,
    /// `s3:PutObject`
    WriteObjects,
    /// `s3:DeleteObject`
    DeleteObjects,
    /// `s3:ListBucket`
    ListObjects,
    /// `s3:GetBucketPolicy`
    ReadPolicy,
    /// `s3:PutBucketPolicy`
    ChangePolicy,
}

impl Ability {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::ReadObjects,
        Self::WriteObjects,
        Self::DeleteObjects,
        Self::ListObjects,
        Self::ReadPolicy,
        Self::ChangePolicy,
    ];

    /// The IAM action that stands for it.
    pub fn action(self) -> &'static str {
        match self {
            Self::ReadObjects => "s3:GetObject",
            Self::WriteObjects => "s3:PutObject",
            Self::DeleteObjects => "s3:DeleteObject",
            Self::ListObjects => "s3:ListBucket",
            Self::ReadPolicy => "s3:GetBucketPolicy",
            Self::ChangePolicy => "s3:PutBucketPolicy",
        }
    }

    /// In words: "read objects".
    pub fn words(self) -> &'static str {
        match self {
            Self::ReadObjects => "read objects",
            Self::WriteObjects => "write objects",
            Self::DeleteObjects => "delete objects",
            Self::ListObjects => "list objects",
            Self::ReadPolicy => "read the policy",
            Self::ChangePolicy => "change the policy",
        }
    }

    /// Whether it is about objects rather than the bucket itself.
    pub fn is_about_objects(self) -> bool {
        matches!(
            self,
            Self::ReadObjects | Self::WriteObjects | Self::DeleteObjects
        )
    }
}

/// The kinds of principals in an impact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImpactKind {
    /// A role, every session of it.
    Role,
    /// A user.
    User,
    /// The account's root user.
    Root,
    /// An AWS service that the policy names.
    Service,
    /// Another account that the policy names.
    Account,
    /// Everyone, signed in or not.
    Anyone,
}

/// One principal in the impact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactRow {
    /// Its ARN; the service's name, the account id or `*` for those.
    pub principal: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ImpactKind,
    /// What is lost, kept, gained or unknown.
    pub what: Vec<Ability>,
    /// The deciding statement and condition, in words.
    pub why: String,
}

/// Who loses and who keeps access by a change of a bucket's policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// Principals that can do something now and can't afterwards.
    pub loses: Vec<ImpactRow>,
    /// Principals that can do something now and still can afterwards.
    pub keeps: Vec<ImpactRow>,
    /// Principals that gain something (a restore may open).
    pub gains: Vec<ImpactRow>,
    /// Principals for which it can't be told.
    pub cannot_tell: Vec<ImpactRow>,
    /// Why the account's principals are unknown, where they are; the lists then hold only those that
    /// the policies themselves and Connect's instances name.
    pub unknown: Option<Unknown>,
    /// AWS features that break or go blind.
    pub features: Vec<Note>,
}

impl Impact {
    /// Whether this principal loses something.
    pub fn loses_something(&self, arn: &Arn) -> bool {
        self.loses.iter().any(|row| row.principal == arn.as_str())
    }
}
