//! What a change reads and writes, whatever kind of target it is.

use lockdown::ids::Region;
use lockdown::inventory::LivePolicy;
use lockdown::permit::WriteToken;
use lockdown::plan::Target;

use crate::account::Account;
use crate::call::CallError;
use crate::policy::{WriteError, Written};

impl Account {
    /// What is there now. `region` is the bucket's; for IAM it does not matter.
    ///
    /// # Errors
    /// When it can't be read; that nothing is there is not an error.
    pub async fn live(&self, target: &Target, region: &Region) -> Result<LivePolicy, CallError> {
        match target {
            Target::BucketPolicy { bucket } => {
                let read = self.bucket_policy(bucket, region).await?;
                Ok(read.policy)
            }
            Target::InlinePolicy { principal, name } => self.inline_policy(principal, name).await,
            Target::ManagedPolicy { arn } => self.managed_policy(arn).await,
            Target::Attachment { policy, principal } => self.attachment(policy, principal).await,
        }
    }

    /// Puts exactly the content that the token is for, or deletes what is there.
    ///
    /// # Errors
    /// See [`WriteError`]; [`WriteError::nothing_written`] says whether it may have been written.
    pub async fn write(
        &self,
        token: WriteToken,
        region: &Region,
        content: &LivePolicy,
    ) -> Result<Written, WriteError> {
        match (token.target(), content) {
            (Target::BucketPolicy { .. }, LivePolicy::Text(text)) => {
                self.put_bucket_policy(token, region, text).await
            }
            (Target::BucketPolicy { .. }, LivePolicy::None) => {
                self.delete_bucket_policy(token, region).await
            }
            (_, LivePolicy::Text(text)) => self.put_identity_policy(token, text).await,
            (_, LivePolicy::None) => self.delete_identity_policy(token).await,
        }
    }
}
