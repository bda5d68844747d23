//! What IAM says of a policy that is to be kept: whether it is one, and whether it is short enough.

use http::StatusCode;
use iam_policy::{Finding, Policy, PolicyKind, Severity, ValidationContext};
use serde_json::Value;

use crate::fault::Fault;
use crate::world::Inline;

/// Characters without white space. Source: IAM User Guide, "IAM and AWS STS quotas".
const MANAGED: usize = 6_144;
const INLINE_OF_ROLE: usize = 10_240;
const INLINE_OF_USER: usize = 2_048;

/// Reads a policy for an identity, or says why IAM would not take it.
pub(super) fn read(text: &str) -> Result<Value, Fault> {
    let malformed = |message: &str| Fault::bad("MalformedPolicyDocument", message);
    let document: Value =
        serde_json::from_str(text).map_err(|_| malformed("This policy contains invalid Json"))?;
    let policy = Policy::parse(text).map_err(|_| malformed("Syntax errors in policy."))?;
    let findings = policy.validate(PolicyKind::Identity, ValidationContext::default());
    // Length is counted by the caller: it differs for managed and inline policies.
    let finding = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error && finding.code != "too-long");
    match finding {
        Some(finding) => Err(malformed(&words(finding))),
        None => Ok(document),
    }
}

/// IAM's words, as far as they are known; else those of the finding.
fn words(finding: &Finding) -> String {
    match finding.code {
        "missing-resource" => "Policy statement must contain resources.".to_owned(),
        "missing-action" => "Policy statement must contain actions.".to_owned(),
        "unsupported-principal" => "Policy document should not specify a principal.".to_owned(),
        "missing-statement" | "unknown-element" | "both-elements" | "empty-element"
        | "repeated-element" => "Syntax errors in policy.".to_owned(),
        "repeated-sid" => "Statement IDs (SID) in a single policy must be unique.".to_owned(),
        "invalid-action" => {
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned()
        }
        _ => finding.message.clone(),
    }
}

/// How much of the quota a document uses.
fn size(document: &Value) -> usize {
    document
        .to_string()
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .count()
}

/// Refuses a managed policy that is too long. White space in the text as it was sent does not count.
pub(super) fn fits_managed(document: &Value) -> Result<(), Fault> {
    if size(document) > MANAGED {
        let message = format!("Cannot exceed quota for PolicySize: {MANAGED}");
        return Err(limit(message));
    }
    Ok(())
}

/// Refuses inline policies that are too long together, with one of them put anew.
pub(super) fn fits_inline(
    policies: &[Inline],
    name: &str,
    document: &Value,
    owner: &str,
    of_role: bool,
) -> Result<(), Fault> {
    let most = if of_role {
        INLINE_OF_ROLE
    } else {
        INLINE_OF_USER
    };
    let others: usize = policies
        .iter()
        .filter(|inline| inline.name != name)
        .map(|inline| size(&inline.document))
        .sum();
    if others + size(document) > most {
        let kind = if of_role { "role" } else { "user" };
        let message = format!("Maximum policy size of {most} bytes exceeded for {kind} {owner}");
        return Err(limit(message));
    }
    Ok(())
}

/// A quota that is used up.
pub(super) fn limit(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::CONFLICT, "LimitExceeded", message)
}

/// Refuses a name of a policy that IAM would not take.
pub(super) fn is_name(name: &str) -> Result<(), Fault> {
    let fine = name.len() <= 128
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    if fine {
        return Ok(());
    }
    Err(Fault::bad(
        "ValidationError",
        "The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the \
         following: +=,.@_-",
    ))
}
