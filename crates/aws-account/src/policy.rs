//! Reading a bucket's policy, and writing it.
//!
//! A write takes the journal's token, which names bucket, owner and the exact text. It is sent once:
//! only an answer that says "slow down", and so that nothing was done, is followed by another try.

use std::time::Duration;

use lockdown::ids::{BucketName, Region};
use lockdown::inventory::LivePolicy;
use lockdown::known::UnknownReason;
use lockdown::permit::{TokenMismatch, WriteToken};
use lockdown::plan::Target;

use crate::account::Account;
use crate::call::{CallError, Reached};

const GET: &str = "s3:GetBucketPolicy";
const PUT: &str = "s3:PutBucketPolicy";
const DELETE: &str = "s3:DeleteBucketPolicy";

/// Waits before the second, third and fourth try after "slow down".
const PAUSES: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// A policy, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPolicy {
    /// The exact text, or that there is no policy.
    pub policy: LivePolicy,
    /// AWS's request id.
    pub request_id: Option<String>,
}

/// A write that AWS accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// AWS's request id.
    pub request_id: Option<String>,
}

/// A write that was not accepted, or whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// This account was opened to be looked at only. Nothing was sent.
    #[error("`{target}` was not written: this account is open for reading only")]
    ReadOnly {
        /// The target.
        target: Target,
    },
    /// The token is not for the policy of a bucket. Nothing was sent.
    #[error("the permission to write is for `{target}`, which is not the policy of a bucket")]
    NotABucket {
        /// The token's target.
        target: Target,
    },
    /// The token is for something else. Nothing was sent.
    #[error(transparent)]
    NotPermitted(#[from] TokenMismatch),
    /// The token names another account than the one that is open. Nothing was sent.
    #[error(
        "the permission to write to `{target}` is for the account `{permitted}`, the open account is `{open}`"
    )]
    OtherAccount {
        /// The target.
        target: Target,
        /// The token's account.
        permitted: String,
        /// The open account.
        open: String,
    },
    /// AWS refused it: a permission is missing, or the policy is public and public policies are
    /// blocked. Nothing was written.
    #[error("{0}")]
    Refused(CallError),
    /// AWS does not take this policy: bad JSON, an unknown principal, too long. Nothing was written.
    #[error("AWS does not take the policy: {0}")]
    Malformed(CallError),
    /// The session has ended. Nothing was written.
    #[error("{0}")]
    NotSignedIn(CallError),
    /// AWS kept saying "slow down". Nothing was written.
    #[error("{0}")]
    Throttled(CallError),
    /// No such bucket, role, user or policy. Nothing was written.
    #[error("{0}")]
    Missing(CallError),
    /// AWS could not be reached. Nothing was sent.
    #[error("{0}")]
    NotSent(CallError),
    /// AWS turned it down for another reason. Nothing was written.
    #[error("{0}")]
    Rejected(CallError),
    /// No answer came, or one that says nothing about the outcome. It may have been written: read
    /// the policy to find out.
    #[error("{0}")]
    AnswerLost(CallError),
}

impl WriteError {
    /// Whether it is certain that nothing was written.
    pub fn nothing_written(&self) -> bool {
        !matches!(self, Self::AnswerLost(_))
    }

    /// The call, where one was made.
    pub fn call(&self) -> Option<&CallError> {
        match self {
            Self::ReadOnly { .. }
            | Self::NotABucket { .. }
            | Self::NotPermitted(_)
            | Self::OtherAccount { .. } => None,
            Self::Refused(call)
            | Self::Malformed(call)
            | Self::NotSignedIn(call)
            | Self::Throttled(call)
            | Self::Missing(call)
            | Self::NotSent(call)
            | Self::Rejected(call)
            | Self::AnswerLost(call) => Some(call),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::AnswerLost(_) => Some("read it again to see what is there now".to_owned()),
            Self::Malformed(_) => Some(
                "read AWS's words; a principal that no longer exists is the usual cause".to_owned(),
            ),
            Self::ReadOnly { .. } => Some("open the account for writing".to_owned()),
            _ => self.call().and_then(CallError::help),
        }
    }

    /// By what AWS answered. Only a clear "no" counts as not written: of a 5xx other than "slow down"
    /// nobody knows what was done.
    fn told_apart(call: CallError) -> Self {
        match call.reached {
            Reached::NotSent if call.reason == UnknownReason::NotSignedIn => {
                return Self::NotSignedIn(call);
            }
            Reached::NotSent => return Self::NotSent(call),
            Reached::Unsure => return Self::AnswerLost(call),
            Reached::Answered => {}
        }
        let malformed = [
            "MalformedPolicy",
            "InvalidPolicyDocument",
            "PolicyTooLarge",
            "EntityTooLarge",
        ];
        match call.reason {
            _ if call.has_code(&malformed) => Self::Malformed(call),
            UnknownReason::Refused | UnknownReason::OtherAccount => Self::Refused(call),
            UnknownReason::NotSignedIn => Self::NotSignedIn(call),
            UnknownReason::Throttled => Self::Throttled(call),
            UnknownReason::Missing => Self::Missing(call),
            _ if call
                .status
                .is_some_and(|status| (300..500).contains(&status) && status != 408) =>
            {
                Self::Rejected(call)
            }
            _ => Self::AnswerLost(call),
        }
    }
}

impl Account {
    /// Reads a bucket's policy, by its exact text.
    ///
    /// # Errors
    /// When it can't be read; "no policy" is not an error.
    pub async fn bucket_policy(
        &self,
        bucket: &BucketName,
        region: &Region,
    ) -> Result<ReadPolicy, CallError> {
        let answer = self
            .clients(region)
            .s3
            .get_bucket_policy()
            .bucket(bucket.as_str())
            .expected_bucket_owner(self.owner())
            .send()
            .await;
        match answer {
            Ok(answer) => {
                let request_id =
                    aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned);
                let text = answer.policy.ok_or_else(|| {
                    CallError::not_understood(GET, bucket.as_str(), "the answer has no policy")
                })?;
                Ok(ReadPolicy {
                    policy: LivePolicy::Text(text),
                    request_id,
                })
            }
            Err(error) => {
                let error = CallError::new(GET, bucket.as_str(), &error);
                if error.has_code(&["NoSuchBucketPolicy"]) {
                    Ok(ReadPolicy {
                        policy: LivePolicy::None,
                        request_id: error.request_id,
                    })
                } else {
                    Err(error)
                }
            }
        }
    }

    /// Puts a policy: exactly the text that the token is for.
    ///
    /// # Errors
    /// See [`WriteError`]; [`WriteError::nothing_written`] says whether it may have been written.
    pub async fn put_bucket_policy(
        &self,
        token: WriteToken,
        region: &Region,
        text: &str,
    ) -> Result<Written, WriteError> {
        let bucket = self.permitted_bucket(&token)?;
        token.check_put(token.target(), text)?;
        let s3 = self.clients(region).s3_once;
        self.until_not_slowed(|| async {
            s3.put_bucket_policy()
                .bucket(bucket.as_str())
                .expected_bucket_owner(token.expected_owner().as_str())
                .policy(text)
                .send()
                .await
                .map(|answer| {
                    aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned)
                })
                .map_err(|error| CallError::new(PUT, bucket.as_str(), &error))
        })
        .await
    }

    /// Deletes a bucket's policy.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn delete_bucket_policy(
        &self,
        token: WriteToken,
        region: &Region,
    ) -> Result<Written, WriteError> {
        let bucket = self.permitted_bucket(&token)?;
        token.check_delete(token.target())?;
        let s3 = self.clients(region).s3_once;
        self.until_not_slowed(|| async {
            s3.delete_bucket_policy()
                .bucket(bucket.as_str())
                .expected_bucket_owner(token.expected_owner().as_str())
                .send()
                .await
                .map(|answer| {
                    aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned)
                })
                .map_err(|error| CallError::new(DELETE, bucket.as_str(), &error))
        })
        .await
    }

    fn permitted_bucket(&self, token: &WriteToken) -> Result<BucketName, WriteError> {
        self.check_account(token)?;
        let bucket = token.target().bucket().cloned();
        bucket.ok_or_else(|| WriteError::NotABucket {
            target: token.target().clone(),
        })
    }

    pub(crate) fn check_account(&self, token: &WriteToken) -> Result<(), WriteError> {
        if self.is_read_only() {
            return Err(WriteError::ReadOnly {
                target: token.target().clone(),
            });
        }
        let open = &self.identity().account;
        if token.expected_owner() == open {
            Ok(())
        } else {
            Err(WriteError::OtherAccount {
                target: token.target().clone(),
                permitted: token.expected_owner().to_string(),
                open: open.to_string(),
            })
        }
    }

    /// Repeats a write while the answer is "slow down", a few times; nothing else is repeated.
    pub(crate) async fn until_not_slowed<F>(
        &self,
        write: impl Fn() -> F,
    ) -> Result<Written, WriteError>
    where
        F: Future<Output = Result<Option<String>, CallError>>,
    {
        let mut pauses = PAUSES.into_iter();
        loop {
            let error = match write().await {
                Ok(request_id) => return Ok(Written { request_id }),
                Err(call) => WriteError::told_apart(call),
            };
            match (&error, pauses.next()) {
                (WriteError::Throttled(_), Some(pause)) => tokio::time::sleep(pause).await,
                _ => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(
        reason: UnknownReason,
        code: Option<&str>,
        status: Option<u16>,
        reached: Reached,
    ) -> CallError {
        CallError {
            reason,
            code: code.map(str::to_owned),
            status,
            reached,
            ..CallError::not_understood(PUT, "acme", "")
        }
    }

    #[test]
    fn a_clear_no_means_that_nothing_was_written() {
        for (reason, code, status) in [
            (UnknownReason::Refused, "AccessDenied", 403),
            (UnknownReason::Failed, "MalformedPolicy", 400),
            (UnknownReason::NotSignedIn, "ExpiredToken", 400),
            (UnknownReason::Throttled, "SlowDown", 503),
            (UnknownReason::Missing, "NoSuchBucket", 404),
            (UnknownReason::Failed, "PermanentRedirect", 301),
            (UnknownReason::Failed, "OperationAborted", 409),
        ] {
            let error =
                WriteError::told_apart(call(reason, Some(code), Some(status), Reached::Answered));
            assert!(error.nothing_written(), "{code}");
        }
    }

    #[test]
    fn a_lost_answer_is_never_called_not_written() {
        for lost in [
            call(UnknownReason::NoAnswer, None, None, Reached::Unsure),
            call(
                UnknownReason::Failed,
                Some("InternalError"),
                Some(500),
                Reached::Answered,
            ),
            call(UnknownReason::Failed, None, Some(502), Reached::Answered),
            call(
                UnknownReason::NoAnswer,
                Some("RequestTimeout"),
                Some(408),
                Reached::Answered,
            ),
            call(
                UnknownReason::NotUnderstood,
                None,
                Some(200),
                Reached::Unsure,
            ),
        ] {
            let error = WriteError::told_apart(lost);
            assert!(matches!(error, WriteError::AnswerLost(_)), "{error}");
        }
    }

    #[test]
    fn what_was_never_sent_was_not_written() {
        let error =
            WriteError::told_apart(call(UnknownReason::NoAnswer, None, None, Reached::NotSent));
        assert!(matches!(error, WriteError::NotSent(_)));
        let error = WriteError::told_apart(call(
            UnknownReason::NotSignedIn,
            None,
            None,
            Reached::NotSent,
        ));
        assert!(matches!(error, WriteError::NotSignedIn(_)));
    }
}
