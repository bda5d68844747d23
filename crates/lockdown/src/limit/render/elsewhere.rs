//! The same limit where it would hold better, or where it has to be made: a permissions boundary, a
//! service control policy, an Identity Center permission set. Text to copy; the app applies none of it.

use iam_policy::{Policy, ReadError, Statement};

use super::{deny, limit_policy};
use crate::limit::intent::{LimitIntent, LimitStyle, OtherInstances};

/// What to do in IAM Identity Center for a role of a permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSetSteps {
    /// The permission set; none where the role's name doesn't say it.
    pub permission_set: Option<String>,
    /// The steps, in order, each a sentence or two.
    pub steps: Vec<String>,
    /// The permission set's inline policy, laid out for reading.
    pub policy: String,
}

const ALL: &str =
    r#"{"Sid":"StrongroomLimitEverythingElse","Effect":"Allow","Action":"*","Resource":"*"}"#;

/// A permissions boundary: everything but what the limit denies. The identity cannot change it unless
/// it may call `iam:PutRolePermissionsBoundary` or `iam:PutUserPermissionsBoundary`. Where there is a
/// boundary already, its text has to be joined with this one: an identity has only one.
///
/// # Errors
/// Never in practice: the error is that of reading the statements back.
pub fn boundary(intent: &LimitIntent) -> Result<Policy, ReadError> {
    let mut statements = vec![Statement::parse(ALL)?];
    statements.extend(denials(intent)?);
    Ok(Policy::new(statements))
}

/// A service control policy: the limit's Denies, for this role or user alone. An account's own
/// administrators can't change it. It does not bind the organization's management account.
///
/// # Errors
/// Never in practice: the error is that of reading the statements back.
pub fn service_control_policy(intent: &LimitIntent) -> Result<Policy, ReadError> {
    let arn = [intent.principal().arn().to_string()];
    let statements = denials(intent)?
        .iter()
        .map(|statement| statement.with_condition_value("ArnEquals", "aws:PrincipalArn", &arn))
        .collect::<Result<_, _>>()?;
    Ok(Policy::new(statements))
}

/// The Denies of the limit, whichever style was asked for.
fn denials(intent: &LimitIntent) -> Result<Vec<Statement>, ReadError> {
    let others = match intent.style() {
        LimitStyle::Deny { other_instances } => other_instances,
        LimitStyle::Allow { .. } => OtherInstances::Leave,
    };
    deny::statements(intent, others)
}

/// The steps for a role of a permission set, whose policies are changed in IAM Identity Center alone.
///
/// # Errors
/// As [`limit_policy`].
pub fn permission_set_steps(intent: &LimitIntent) -> Result<PermissionSetSteps, ReadError> {
    let set = intent.principal().permission_set().map(str::to_owned);
    let named = set.as_ref().map_or_else(
        || format!("the permission set behind `{}`", intent.principal().name()),
        |set| format!("`{set}`"),
    );
    let steps = vec![
        "Open IAM Identity Center in the organization's management account, or in the account that \
         administers it."
            .to_owned(),
        format!("Open \"Permission sets\" and choose {named}."),
        "Under \"Permissions\", edit the inline policy. A permission set has only one: where there is \
         a policy already, add these statements to it."
            .to_owned(),
        "Paste the policy and save it.".to_owned(),
        format!(
            "Provision the permission set again for account {}. It then holds for everyone who has \
             this permission set, in every account it is assigned in.",
            intent.instance().account
        ),
    ];
    Ok(PermissionSetSteps {
        permission_set: set,
        steps,
        policy: limit_policy(intent)?.to_json_pretty(),
    })
}
