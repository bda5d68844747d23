//! Backups, and the token without which no write can be called.
//!
//! The first promise is a type: `aws-account` takes a [`WriteToken`] for each put or delete of a
//! policy, and only the journal issues one, once the backup and the step's row are durable.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::ids::{AccountId, Arn, BucketName, Region};
use crate::inventory::LivePolicy;

/// The SHA-256 of a text, in lower-case hexadecimal digits.
pub fn sha256_hex(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// What was there before a write, "no policy" included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupData {
    /// The bucket.
    pub bucket: BucketName,
    /// The account that owns it.
    pub account: AccountId,
    /// Where the bucket is.
    pub region: Region,
    /// The exact text that S3 returned, or that there was no policy.
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

/// The permission for one write to one bucket. It can't be copied, and it is used up by the write.
pub struct WriteToken {
    bucket: BucketName,
    account: AccountId,
    write: PermittedWrite,
}

/// A write that its token does not permit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenMismatch {
    /// The token is for another bucket.
    #[error("the permission to write is for the bucket `{permitted}`, not for `{asked}`")]
    OtherBucket {
        /// The token's bucket.
        permitted: BucketName,
        /// The bucket that was to be written.
        asked: BucketName,
    },
    /// The token is for another text.
    #[error("the permission to write to `{bucket}` is for another text")]
    OtherText {
        /// The bucket.
        bucket: BucketName,
    },
    /// The token is for a put, not for a delete, or the other way round.
    #[error("the permission to write to `{bucket}` is for another kind of write")]
    OtherKind {
        /// The bucket.
        bucket: BucketName,
    },
}

impl WriteToken {
    /// Issues a token. Only the journal calls this (clippy.toml disallows it everywhere else), after
    /// the backup was read back and the step's row is durable.
    pub fn issue(bucket: BucketName, account: AccountId, write: PermittedWrite) -> Self {
        Self {
            bucket,
            account,
            write,
        }
    }

    /// The bucket that may be written.
    pub fn bucket(&self) -> &BucketName {
        &self.bucket
    }

    /// The account that must own it; goes into `ExpectedBucketOwner`.
    pub fn expected_owner(&self) -> &AccountId {
        &self.account
    }

    /// Whether this permits putting exactly `text` into `bucket`.
    ///
    /// # Errors
    /// When it is for another bucket, another text or a delete.
    pub fn check_put(&self, bucket: &BucketName, text: &str) -> Result<(), TokenMismatch> {
        self.check_bucket(bucket)?;
        match &self.write {
            PermittedWrite::Put { sha256 } if *sha256 == sha256_hex(text) => Ok(()),
            PermittedWrite::Put { .. } => Err(TokenMismatch::OtherText {
                bucket: bucket.clone(),
            }),
            PermittedWrite::Delete => Err(TokenMismatch::OtherKind {
                bucket: bucket.clone(),
            }),
        }
    }

    /// Whether this permits deleting the policy of `bucket`.
    ///
    /// # Errors
    /// When it is for another bucket or for a put.
    pub fn check_delete(&self, bucket: &BucketName) -> Result<(), TokenMismatch> {
        self.check_bucket(bucket)?;
        match &self.write {
            PermittedWrite::Delete => Ok(()),
            PermittedWrite::Put { .. } => Err(TokenMismatch::OtherKind {
                bucket: bucket.clone(),
            }),
        }
    }

    fn check_bucket(&self, bucket: &BucketName) -> Result<(), TokenMismatch> {
        if *bucket == self.bucket {
            Ok(())
        } else {
            Err(TokenMismatch::OtherBucket {
                permitted: self.bucket.clone(),
                asked: bucket.clone(),
            })
        }
    }
}
