//! What a lock covers, and what happens to AWS services.

use serde::{Deserialize, Serialize};

/// What a lock covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockScope {
    /// `s3:*`: the AWS article's way.
    #[default]
    Everything,
    /// Everything but reading the bucket's configuration, for security tools.
    AllButConfiguration,
}

/// What happens to AWS services, which come as service principals and can't be listed by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwsServices {
    /// They are cut off, as the article's lock does.
    #[default]
    CutOff,
    /// They are kept where they act for this account (or name no account at all).
    KeepForThisAccount,
}

/// The form of a lock. The default is the AWS article's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct LockForm {
    /// What it covers.
    pub scope: LockScope,
    /// What happens to AWS services.
    pub services: AwsServices,
}

/// What `NotAction` spares in [`LockScope::AllButConfiguration`]: the reads of configuration that
/// security tools need. Listing, data, replication, lifecycle, notifications and the policy itself
/// stay denied.
pub const CONFIGURATION_READS: [&str; 14] = [
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
];
