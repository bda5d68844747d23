//! What identity policies are there now.

use lockdown::ids::{Arn, PolicyName};
use lockdown::inventory::LivePolicy;
use lockdown::limit::PolicyVersion;

use super::is_role;
use crate::account::Account;
use crate::call::CallError;
use crate::principals::decoded;

/// Not there, or the error.
fn absent<T>(error: CallError) -> Result<Option<T>, CallError> {
    if error.has_code(&["NoSuchEntity", "NoSuchEntityException"]) {
        Ok(None)
    } else {
        Err(error)
    }
}

impl Account {
    /// The text of an inline policy, or that there is none of this name.
    ///
    /// # Errors
    /// When it can't be read, or the role or user does not exist.
    pub async fn inline_policy(
        &self,
        principal: &Arn,
        name: &PolicyName,
    ) -> Result<LivePolicy, CallError> {
        let iam = self.home().iam;
        let who = principal.name();
        let found = if is_role(principal) {
            let answer = iam
                .get_role_policy()
                .role_name(who)
                .policy_name(name.as_str())
                .send()
                .await;
            answer
                .map(|answer| answer.policy_document)
                .map_err(|error| CallError::new("iam:GetRolePolicy", who, &error))
        } else {
            let answer = iam
                .get_user_policy()
                .user_name(who)
                .policy_name(name.as_str())
                .send()
                .await;
            answer
                .map(|answer| answer.policy_document)
                .map_err(|error| CallError::new("iam:GetUserPolicy", who, &error))
        };
        if let Some(text) = found.map(Some).or_else(absent)? {
            return Ok(LivePolicy::Text(decoded(&text).to_string()));
        }
        // IAM has one code for "no such policy" and "no such role": only the second is an error.
        self.check_exists(principal).await?;
        Ok(LivePolicy::None)
    }

    async fn check_exists(&self, principal: &Arn) -> Result<(), CallError> {
        let iam = self.home().iam;
        let who = principal.name();
        if is_role(principal) {
            let asked = iam.get_role().role_name(who).send().await;
            asked
                .map(drop)
                .map_err(|error| CallError::new("iam:GetRole", who, &error))
        } else {
            let asked = iam.get_user().user_name(who).send().await;
            asked
                .map(drop)
                .map_err(|error| CallError::new("iam:GetUser", who, &error))
        }
    }

    /// The text of a managed policy's default version, or that there is no such policy.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn managed_policy(&self, arn: &Arn) -> Result<LivePolicy, CallError> {
        let iam = self.home().iam;
        let answer = iam.get_policy().policy_arn(arn.as_str()).send().await;
        let found = answer
            .map(Some)
            .map_err(|error| CallError::new("iam:GetPolicy", arn.name(), &error))
            .or_else(absent)?;
        let Some(answer) = found else {
            return Ok(LivePolicy::None);
        };
        let version = answer.policy.and_then(|policy| policy.default_version_id);
        let version = version.ok_or_else(|| {
            CallError::not_understood("iam:GetPolicy", arn.name(), "it names no default version")
        })?;
        let text = self.version_text(arn, &version).await?;
        Ok(LivePolicy::Text(text))
    }

    async fn version_text(&self, arn: &Arn, version: &str) -> Result<String, CallError> {
        const ACTION: &str = "iam:GetPolicyVersion";
        let iam = self.home().iam;
        let answer = iam
            .get_policy_version()
            .policy_arn(arn.as_str())
            .version_id(version)
            .send()
            .await
            .map_err(|error| CallError::new(ACTION, arn.name(), &error))?;
        let text = answer.policy_version.and_then(|version| version.document);
        text.map(|text| decoded(&text).to_string())
            .ok_or_else(|| CallError::not_understood(ACTION, arn.name(), "it has no document"))
    }

    /// The versions of a managed policy with their texts, newest first as IAM lists them; empty where
    /// there is no such policy.
    ///
    /// # Errors
    /// When they can't be read.
    pub async fn policy_versions(&self, arn: &Arn) -> Result<Vec<PolicyVersion>, CallError> {
        const ACTION: &str = "iam:ListPolicyVersions";
        let iam = self.home().iam;
        let listed = iam
            .list_policy_versions()
            .policy_arn(arn.as_str())
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map(Some)
            .map_err(|error| CallError::new(ACTION, arn.name(), &error))
            .or_else(absent)?;
        let mut versions = Vec::new();
        for version in listed.unwrap_or_default() {
            let id = version.version_id.unwrap_or_default();
            versions.push(PolicyVersion {
                text: self.version_text(arn, &id).await?,
                id,
                is_default: version.is_default_version,
            });
        }
        Ok(versions)
    }

    /// How many users, groups and roles the policy is attached to, or set as a boundary of.
    ///
    /// # Errors
    /// As of `iam:GetPolicy`.
    pub async fn attached_to(&self, arn: &Arn) -> Result<usize, CallError> {
        let answer = self
            .home()
            .iam
            .get_policy()
            .policy_arn(arn.as_str())
            .send()
            .await
            .map_err(|error| CallError::new("iam:GetPolicy", arn.name(), &error))?;
        let count = answer.policy.map_or(0, |policy| {
            policy.attachment_count.unwrap_or(0)
                + policy.permissions_boundary_usage_count.unwrap_or(0)
        });
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Whether a managed policy is attached: its ARN as the text, or nothing.
    ///
    /// # Errors
    /// When it can't be read, or the role or user does not exist.
    pub async fn attachment(&self, policy: &Arn, principal: &Arn) -> Result<LivePolicy, CallError> {
        let iam = self.home().iam;
        let who = principal.name();
        let attached = if is_role(principal) {
            iam.list_attached_role_policies()
                .role_name(who)
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| CallError::new("iam:ListAttachedRolePolicies", who, &error))?
        } else {
            iam.list_attached_user_policies()
                .user_name(who)
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| CallError::new("iam:ListAttachedUserPolicies", who, &error))?
        };
        let there = attached
            .iter()
            .any(|one| one.policy_arn.as_deref() == Some(policy.as_str()));
        Ok(if there {
            LivePolicy::Text(policy.to_string())
        } else {
            LivePolicy::None
        })
    }
}
