//! A limit as Terraform.

use iam_policy::ReadError;

use super::{description, limit_policy};
use crate::limit::intent::{LimitDelivery, LimitIntent};

/// The configuration: an `aws_iam_policy` with its attachment, or an `aws_iam_role_policy` /
/// `aws_iam_user_policy` for an inline policy.
///
/// # Errors
/// As [`limit_policy`].
pub fn terraform(intent: &LimitIntent) -> Result<String, ReadError> {
    let policy = escaped(&limit_policy(intent)?.to_json_pretty());
    let name = quoted(intent.policy_name().as_str());
    let principal = intent.principal();
    let who = quoted(principal.name());
    let noun = principal.noun();
    // In a heredoc backslashes are plain, so the JSON stands as it is.
    let document = format!("policy = <<POLICY\n{policy}\nPOLICY");
    Ok(match intent.delivery() {
        LimitDelivery::Managed => {
            let description = quoted(&description(intent));
            format!(
                "resource \"aws_iam_policy\" \"association_limit\" {{\n  name        = {name}\n  description = {description}\n\n  {document}\n}}\n\n\
                 resource \"aws_iam_{noun}_policy_attachment\" \"association_limit\" {{\n  {noun:<10} = {who}\n  policy_arn = aws_iam_policy.association_limit.arn\n}}\n"
            )
        }
        LimitDelivery::Inline => format!(
            "resource \"aws_iam_{noun}_policy\" \"association_limit\" {{\n  name = {name}\n  {noun} = {who}\n\n  {document}\n}}\n"
        ),
    })
}

/// Terraform reads `${` and `%{` as the start of a template, in strings and in heredocs.
///
/// Source: Terraform's "Strings and Templates": "`$${` literal `${`, without beginning an interpolation
/// sequence; `%%{` literal `%{`".
pub fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

fn quoted(text: &str) -> String {
    escaped(&serde_json::Value::from(text).to_string())
}
