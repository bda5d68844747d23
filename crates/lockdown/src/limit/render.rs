//! A limit as a policy, and the same for other tools.
//!
//! - `allow`: as the AWS page; `deny`: so that it holds; `statement`: what both write with
//! - [`cloudformation`], [`terraform`]: the policy with its attachment
//! - [`elsewhere`]: a permissions boundary, a service control policy, a permission set

mod allow;
pub mod cloudformation;
mod deny;
pub mod elsewhere;
mod statement;
pub mod terraform;

pub(crate) use deny::FUNCTIONS_OF;
pub(crate) use statement::name_of;

use iam_policy::{Policy, ReadError};

use super::intent::{LimitIntent, LimitStyle};

/// IAM's limit for a customer-managed policy, in characters that are not white space.
pub const MANAGED_LIMIT: usize = 6_144;
/// IAM's limit for all inline policies of a role together, in characters that are not white space.
pub const ROLE_INLINE_LIMIT: usize = 10_240;
/// IAM's limit for all inline policies of a user together, in characters that are not white space.
pub const USER_INLINE_LIMIT: usize = 2_048;

/// The policy of a limit. Its compact text (`to_json`) is what is written; the same intent always
/// makes the same text.
///
/// # Errors
/// Never in practice: the error is that of reading the statements back.
pub fn limit_policy(intent: &LimitIntent) -> Result<Policy, ReadError> {
    let statements = match intent.style() {
        LimitStyle::Allow { to_the_letter } => allow::statements(intent, to_the_letter)?,
        LimitStyle::Deny { other_instances } => deny::statements(intent, other_instances)?,
    };
    Ok(Policy::new(statements))
}

/// The size by which IAM measures a policy: characters that are not white space.
///
/// Source: "IAM and AWS STS quotas": "IAM doesn't count white space when calculating the size of a
/// policy".
pub fn size(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// What the policy is for, in a sentence that IAM takes as a description (at most 1,000 characters).
pub fn description(intent: &LimitIntent) -> String {
    let instance = intent.instance();
    format!(
        "Limits what {} {} may associate with Amazon Connect instance {} in {}. Made by Strongroom.",
        intent.principal().noun(),
        intent.principal().name(),
        instance.id,
        instance.region
    )
}

/// The tags of a customer-managed policy of ours.
pub const TAGS: [(&str, &str); 2] = [("made-by", "strongroom"), ("purpose", "association-limit")];

/// The service role that an association with this instance writes to: the one that is known, or one
/// of Connect's service-linked roles that stands for it.
pub(crate) fn service_role_of(intent: &LimitIntent, instance: &crate::ids::Arn) -> String {
    match intent.service_role() {
        Some(role) if instance == intent.instance_arn() => role.to_string(),
        _ => format!(
            "arn:{}:iam::{}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_example",
            intent.partition(),
            intent.instance().account
        ),
    }
}
