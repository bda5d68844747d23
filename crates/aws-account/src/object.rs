//! Fetching a recording, and trying whether an object can be read at all.

use std::time::Duration;

use lockdown::ids::{BucketName, Region};
use lockdown::known::UnknownReason;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::account::Account;
use crate::call::CallError;
use crate::wire_time::moment;

const GET: &str = "s3:GetObject";

/// Objects beyond this are not fetched: they would be held in memory whole, twice with the window's.
const MOST: u64 = 512 << 20;

/// How long the middle of a download may stay silent.
const SILENCE: Duration = Duration::from_secs(20);

/// How far a download has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Bytes so far.
    pub done: u64,
    /// Bytes in all, where S3 says so.
    pub total: Option<u64>,
}

/// What an attempt to read one byte of an object met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadTry {
    /// It could be read.
    Read,
    /// AWS names an explicit deny in a resource-based policy: the lock bites.
    RefusedByLock(CallError),
    /// Refused for another reason: a missing permission, a KMS key, or AWS does not say.
    RefusedOtherwise(CallError),
    /// There is no such object.
    NotFound(CallError),
    /// It could not be tried.
    Failed(CallError),
}

impl Account {
    /// Fetches an object whole, up to 512 MiB. `progress` is called as bytes arrive.
    ///
    /// # Errors
    /// When it can't be read, or `cancel` was called.
    pub async fn fetch_object(
        &self,
        bucket: &BucketName,
        region: &Region,
        key: &str,
        progress: impl Fn(Fetched) + Send,
        cancel: &CancellationToken,
    ) -> Result<Vec<u8>, CallError> {
        let on = format!("{bucket}/{key}");
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(CallError::cancelled(GET, on.as_str())),
            fetched = self.fetch(bucket, region, key, &on, progress) => fetched,
        }
    }

    async fn fetch(
        &self,
        bucket: &BucketName,
        region: &Region,
        key: &str,
        on: &str,
        progress: impl Fn(Fetched) + Send,
    ) -> Result<Vec<u8>, CallError> {
        let answer = self
            .clients(region)
            .s3
            .get_object()
            .bucket(bucket.as_str())
            .key(key)
            .expected_bucket_owner(self.owner())
            .send()
            .await
            .map_err(|error| CallError::new(GET, on, &error))?;
        let total = answer
            .content_length
            .and_then(|length| u64::try_from(length).ok());
        let broken_off = |words: String| CallError {
            reason: UnknownReason::NoAnswer,
            ..CallError::not_understood(GET, on, words)
        };
        let too_long = || CallError {
            reason: UnknownReason::Failed,
            ..CallError::not_understood(GET, on, format!("it is longer than {} MiB", MOST >> 20))
        };
        if total.is_some_and(|total| total > MOST) {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        let mut body = answer.body;
        loop {
            let next = tokio::time::timeout(SILENCE, body.next())
                .await
                .map_err(|_| {
                    broken_off(format!(
                        "the download stood still for {} s",
                        SILENCE.as_secs()
                    ))
                })?;
            let Some(part) = next else { break };
            let part =
                part.map_err(|error| broken_off(format!("the download broke off: {error}")))?;
            if bytes.len() as u64 + part.len() as u64 > MOST {
                return Err(too_long());
            }
            bytes.extend_from_slice(&part);
            progress(Fetched {
                done: bytes.len() as u64,
                total,
            });
        }
        match total {
            Some(total) if total != bytes.len() as u64 => {
                Err(broken_off(format!("{} of {total} bytes came", bytes.len())))
            }
            _ => Ok(bytes),
        }
    }

    /// When an object was last written; none where there is no such object.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn written_at(
        &self,
        bucket: &BucketName,
        region: &Region,
        key: &str,
    ) -> Result<Option<OffsetDateTime>, CallError> {
        let answer = self
            .clients(region)
            .s3
            .head_object()
            .bucket(bucket.as_str())
            .key(key)
            .expected_bucket_owner(self.owner())
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(moment(answer.last_modified)),
            Err(error) => {
                let error = CallError::new(GET, format!("{bucket}/{key}"), &error);
                if error.reason == UnknownReason::Missing {
                    Ok(None)
                } else {
                    Err(error)
                }
            }
        }
    }

    /// Tries to read the first byte of an object. A GET, because a refused HEAD has no words.
    pub async fn try_read(&self, bucket: &BucketName, region: &Region, key: &str) -> ReadTry {
        let answer = self
            .clients(region)
            .s3
            .get_object()
            .bucket(bucket.as_str())
            .key(key)
            .range("bytes=0-0")
            .expected_bucket_owner(self.owner())
            .send()
            .await;
        match answer {
            Ok(_) => ReadTry::Read,
            Err(error) => told_apart(CallError::new(GET, format!("{bucket}/{key}"), &error)),
        }
    }
}

/// A deny in the policy of a KMS key is a resource-based policy's too: only one on the S3 action
/// counts as the lock's.
fn told_apart(error: CallError) -> ReadTry {
    // An empty object has no first byte, and S3 says so only to those who may read it.
    if error.has_code(&["InvalidRange"]) {
        return ReadTry::Read;
    }
    match error.reason {
        UnknownReason::Refused
            if error.is_deny_in_resource_policy()
                && error
                    .missing_permission()
                    .is_some_and(|action| action.starts_with("s3:")) =>
        {
            ReadTry::RefusedByLock(error)
        }
        UnknownReason::Refused => ReadTry::RefusedOtherwise(error),
        UnknownReason::Missing => ReadTry::NotFound(error),
        _ => ReadTry::Failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(message: &str) -> ReadTry {
        told_apart(CallError {
            reason: UnknownReason::Refused,
            code: Some("AccessDenied".to_owned()),
            status: Some(403),
            ..CallError::not_understood(GET, "b/k", message)
        })
    }

    #[test]
    fn only_the_buckets_own_deny_counts_as_the_lock() {
        let who =
            "User: arn:aws:sts::123456789012:assumed-role/Auditor/s is not authorized to perform:";
        let lock = refused(&format!(
            "{who} s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource-based policy"
        ));
        assert!(matches!(lock, ReadTry::RefusedByLock(_)));
        for other in [
            format!(
                "{who} s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action"
            ),
            format!(
                "{who} s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in an identity-based policy"
            ),
            format!(
                "{who} kms:Decrypt on the resource associated with this ciphertext with an explicit deny in a resource-based policy"
            ),
            "Access Denied".to_owned(),
        ] {
            assert!(
                matches!(refused(&other), ReadTry::RefusedOtherwise(_)),
                "{other}"
            );
        }
    }
}
