//! Backups, and the token without which no write can be called.
//!
//! The first promise is a type: `aws-account` takes a [`WriteToken`] for each put or delete of a
//! policy, and only the journal issues one, once the backup and the step's row are durable.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::ids::{AccountId, Arn, Region};
use crate::inventory::LivePolicy;
use crate::plan::Target;

/// The SHA-256 of a text, in lower-case hexadecimal digits.
pub fn sha256_hex(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// What was there before a write, "no policy" included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupData {
    /// What it is a backup of.
    pub target: Target,
    /// The account that owns it.
    pub account: AccountId,
    /// Where the bucket is; for IAM, the account's own Region.
    pub region: Region,
    /// The exact text that AWS returned, or that there was no policy.
    pub policy: LivePolicy,
    /// The SHA-256 of the exact text; of the empty text where there was no policy.
    pub sha256: String,
    /// The digest of the policy's meaning.
    pub meaning: String,
    /// When it was read, by AWS's clock where that is known.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// Who read it.
    pub caller: Arn,
}

impl BackupData {
    /// Whether the text still has the digest that was taken of it.
    pub fn is_intact(&self) -> bool {
        sha256_hex(self.policy.text().unwrap_or_default()) == self.sha256
    }
}

/// What a token permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermittedWrite {
    /// Putting exactly the text with this SHA-256 (lower-case hexadecimal).
    Put {
        /// The digest.
        sha256: String,
    },
    /// Deleting the policy.
    Delete,
}

/// The permission for one write to one target. It can't be copied, and it is used up by the write.
pub struct WriteToken {
    target: Target,
    account: AccountId,
    write: PermittedWrite,
}

/// A write that its token does not permit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenMismatch {
    /// The token is for another target.
    #[error("the permission to write is for `{permitted}`, not for `{asked}`")]
    OtherTarget {
        /// The token's target.
        permitted: Target,
        /// What was to be written.
        asked: Target,
    },
    /// The token is for another text.
    #[error("the permission to write to `{target}` is for another text")]
    OtherText {
        /// The target.
        target: Target,
    },
    /// The token is for a put, not for a delete, or the other way round.
    #[error("the permission to write to `{target}` is for another kind of write")]
    OtherKind {
        /// The target.
        target: Target,
    },
}

impl WriteToken {
    /// Issues a token. Only the journal calls this (clippy.toml disallows it everywhere else), after
    /// the backup was read back and the step's row is durable.
    pub fn issue(target: Target, account: AccountId, write: PermittedWrite) -> Self {
        Self {
            target,
            account,
            write,
        }
    }

    /// What may be written.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The account that must own it; for a bucket it goes into `ExpectedBucketOwner`.
    pub fn expected_owner(&self) -> &AccountId {
        &self.account
    }

    /// Whether this permits putting exactly `text` there.
    ///
    /// # Errors
    /// When it is for another target, another text or a delete.
    pub fn check_put(&self, target: &Target, text: &str) -> Result<(), TokenMismatch> {
        self.check_target(target)?;
        match &self.write {
            PermittedWrite::Put { sha256 } if *sha256 == sha256_hex(text) => Ok(()),
            PermittedWrite::Put { .. } => Err(TokenMismatch::OtherText {
                target: target.clone(),
            }),
            PermittedWrite::Delete => Err(TokenMismatch::OtherKind {
                target: target.clone(),
            }),
        }
    }

    /// Whether this permits deleting what is there.
    ///
    /// # Errors
    /// When it is for another target or for a put.
    pub fn check_delete(&self, target: &Target) -> Result<(), TokenMismatch> {
        self.check_target(target)?;
        match &self.write {
            PermittedWrite::Delete => Ok(()),
            PermittedWrite::Put { .. } => Err(TokenMismatch::OtherKind {
                target: target.clone(),
            }),
        }
    }

    fn check_target(&self, target: &Target) -> Result<(), TokenMismatch> {
        if *target == self.target {
            Ok(())
        } else {
            Err(TokenMismatch::OtherTarget {
                permitted: self.target.clone(),
                asked: target.clone(),
            })
        }
    }
}
