//! Writing identity policies, with the journal's token alone. As with bucket policies, a write is
//! sent once, by a client that repeats nothing.

use aws_sdk_iam::types::Tag;
use lockdown::ids::{Arn, PolicyName};
use lockdown::limit::render::TAGS;
use lockdown::limit::versions::{giving_way, saying};
use lockdown::permit::WriteToken;
use lockdown::plan::Target;

use super::is_role;
use crate::account::Account;
use crate::call::CallError;
use crate::policy::{WriteError, Written};

/// Sends one call and takes AWS's request id from its answer.
macro_rules! sent {
    ($call:expr, $action:literal, $on:expr) => {
        $call
            .send()
            .await
            .map(|answer| aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned))
            .map_err(|error| CallError::new($action, $on, &error))
    };
}

impl Account {
    /// Puts an inline policy, makes a managed policy say this, or attaches one: exactly the text that
    /// the token is for.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn put_identity_policy(
        &self,
        token: WriteToken,
        text: &str,
    ) -> Result<Written, WriteError> {
        self.check_account(&token)?;
        token.check_put(token.target(), text)?;
        self.until_not_slowed(|| async {
            match token.target() {
                Target::InlinePolicy { principal, name } => {
                    self.put_inline(principal, name, text).await
                }
                Target::ManagedPolicy { arn } => self.put_managed(arn, text).await,
                Target::Attachment { policy, principal } => self.attach(policy, principal).await,
                Target::BucketPolicy { bucket } => Err(no_identity(bucket)),
            }
        })
        .await
    }

    /// Deletes an inline policy, a managed policy with all its versions, or an attachment.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn delete_identity_policy(&self, token: WriteToken) -> Result<Written, WriteError> {
        self.check_account(&token)?;
        token.check_delete(token.target())?;
        self.until_not_slowed(|| async {
            match token.target() {
                Target::InlinePolicy { principal, name } => {
                    self.delete_inline(principal, name).await
                }
                Target::ManagedPolicy { arn } => self.delete_managed(arn).await,
                Target::Attachment { policy, principal } => self.detach(policy, principal).await,
                Target::BucketPolicy { bucket } => Err(no_identity(bucket)),
            }
        })
        .await
    }

    async fn put_inline(
        &self,
        principal: &Arn,
        name: &PolicyName,
        text: &str,
    ) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let who = principal.name();
        if is_role(principal) {
            let call = iam.put_role_policy().role_name(who);
            let call = call.policy_name(name.as_str()).policy_document(text);
            sent!(call, "iam:PutRolePolicy", who)
        } else {
            let call = iam.put_user_policy().user_name(who);
            let call = call.policy_name(name.as_str()).policy_document(text);
            sent!(call, "iam:PutUserPolicy", who)
        }
    }

    async fn delete_inline(
        &self,
        principal: &Arn,
        name: &PolicyName,
    ) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let who = principal.name();
        if is_role(principal) {
            let call = iam.delete_role_policy().role_name(who);
            sent!(call.policy_name(name.as_str()), "iam:DeleteRolePolicy", who)
        } else {
            let call = iam.delete_user_policy().user_name(who);
            sent!(call.policy_name(name.as_str()), "iam:DeleteUserPolicy", who)
        }
    }

    async fn attach(&self, policy: &Arn, principal: &Arn) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let who = principal.name();
        if is_role(principal) {
            let call = iam.attach_role_policy().role_name(who);
            sent!(
                call.policy_arn(policy.as_str()),
                "iam:AttachRolePolicy",
                who
            )
        } else {
            let call = iam.attach_user_policy().user_name(who);
            sent!(
                call.policy_arn(policy.as_str()),
                "iam:AttachUserPolicy",
                who
            )
        }
    }

    async fn detach(&self, policy: &Arn, principal: &Arn) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let who = principal.name();
        if is_role(principal) {
            let call = iam.detach_role_policy().role_name(who);
            sent!(
                call.policy_arn(policy.as_str()),
                "iam:DetachRolePolicy",
                who
            )
        } else {
            let call = iam.detach_user_policy().user_name(who);
            sent!(
                call.policy_arn(policy.as_str()),
                "iam:DetachUserPolicy",
                who
            )
        }
    }

    /// Makes the policy say `text`: a new policy, a version that says so already, or a new version; nothing
    /// is sent where the one in force does. Of five versions, IAM's limit, the oldest that is not in force gives way (the plan says so).
    async fn put_managed(&self, arn: &Arn, text: &str) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let versions = self.policy_versions(arn).await.map_err(not_sent)?;
        if versions.is_empty() {
            return self.create(arn, text).await;
        }
        if let Some(same) = saying(&versions, text) {
            if same.is_default {
                return Ok(None);
            }
            let call = iam.set_default_policy_version().policy_arn(arn.as_str());
            return sent!(
                call.version_id(&same.id),
                "iam:SetDefaultPolicyVersion",
                arn.name()
            );
        }
        if let Some(oldest) = giving_way(&versions) {
            self.delete_version(arn, &oldest.id).await?;
        }
        let call = iam.create_policy_version().policy_arn(arn.as_str());
        let call = call.policy_document(text).set_as_default(true);
        sent!(call, "iam:CreatePolicyVersion", arn.name())
    }

    async fn create(&self, arn: &Arn, text: &str) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let tag = |(key, value): (&str, &str)| Tag::builder().key(key).value(value).build();
        let tags: Result<Vec<Tag>, _> = TAGS.into_iter().map(tag).collect();
        let tags = tags.map_err(|error| {
            not_sent(CallError::not_understood(
                "iam:CreatePolicy",
                arn.name(),
                error.to_string(),
            ))
        })?;
        let mut call = iam
            .create_policy()
            .policy_name(arn.name())
            .policy_document(text)
            .description("Limits what may be associated with an Amazon Connect instance.")
            .set_tags(Some(tags));
        if let Some(path) = path(arn) {
            call = call.path(path);
        }
        sent!(call, "iam:CreatePolicy", arn.name())
    }

    async fn delete_managed(&self, arn: &Arn) -> Result<Option<String>, CallError> {
        let versions = self.policy_versions(arn).await.map_err(not_sent)?;
        let attached = self.attached_to(arn).await.map_err(not_sent)?;
        if attached > 0 {
            // IAM would say so only after the old versions were gone.
            return Err(CallError::refused_beforehand(
                "iam:DeletePolicy",
                arn.name(),
                "DeleteConflict",
                format!("it is still attached in {attached} places; nothing was deleted"),
            ));
        }
        for version in versions.iter().filter(|version| !version.is_default) {
            self.delete_version(arn, &version.id).await?;
        }
        let iam = self.home().iam_once;
        sent!(
            iam.delete_policy().policy_arn(arn.as_str()),
            "iam:DeletePolicy",
            arn.name()
        )
    }

    async fn delete_version(&self, arn: &Arn, id: &str) -> Result<Option<String>, CallError> {
        let iam = self.home().iam_once;
        let call = iam.delete_policy_version().policy_arn(arn.as_str());
        sent!(call.version_id(id), "iam:DeletePolicyVersion", arn.name())
    }
}

/// `/path/` of `policy/path/name`; none where it lies at the root.
fn path(arn: &Arn) -> Option<String> {
    let inner = arn.resource().strip_prefix("policy/")?;
    let (path, _) = inner.rsplit_once('/')?;
    Some(format!("/{path}/"))
}

/// A read before the write failed: whatever it met, no write was sent.
fn not_sent(mut error: CallError) -> CallError {
    error.reached = crate::call::Reached::NotSent;
    error
}

fn no_identity(bucket: &lockdown::ids::BucketName) -> CallError {
    not_sent(CallError::not_understood(
        "iam:PutRolePolicy",
        bucket.as_str(),
        "the policy of a bucket is not an identity policy",
    ))
}
