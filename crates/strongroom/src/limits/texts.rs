//! A limit as text for other tools, and for the places where it would hold better.

use iam_policy::ReadError;
use lockdown::limit::render::{cloudformation, elsewhere, terraform};
use lockdown::limit::{LimitIntent, PrincipalKind, limit_policy};

use crate::api::{ErrorView, LimitText};
use crate::export::ExportFile;
use crate::plan::refused;
use crate::session::Session;

/// The texts, the policy itself first.
pub(super) fn of(intent: &LimitIntent) -> Result<Vec<LimitText>, ReadError> {
    let text = |format: &str, text: String| LimitText {
        format: format.to_owned(),
        text,
    };
    let mut texts = vec![text("json", limit_policy(intent)?.to_json_pretty())];
    if intent.principal().kind() == PrincipalKind::IdentityCenterRole {
        let steps = elsewhere::permission_set_steps(intent)?;
        texts.push(text("permission_set", steps.policy));
    } else {
        texts.push(text(
            "cloudformation",
            cloudformation::cloudformation(intent)?,
        ));
        texts.push(text("terraform", terraform::terraform(intent)?));
        texts.push(text(
            "boundary",
            elsewhere::boundary(intent)?.to_json_pretty(),
        ));
    }
    let scp = elsewhere::service_control_policy(intent)?;
    texts.push(text("service_control_policy", scp.to_json_pretty()));
    Ok(texts)
}

/// What to do instead, for a role of a permission set.
pub(super) fn steps(intent: &LimitIntent) -> Result<Vec<String>, ReadError> {
    if intent.principal().kind() == PrincipalKind::IdentityCenterRole {
        Ok(elsewhere::permission_set_steps(intent)?.steps)
    } else {
        Ok(Vec::new())
    }
}

impl Session {
    pub(super) fn limit_file(&self, digest: &str, format: &str) -> Result<ExportFile, ErrorView> {
        let texts = self.limit_texts(digest)?;
        let text = texts
            .iter()
            .find(|text| text.format == format)
            .ok_or_else(|| refused("The limit has no such text."))?;
        let ending = if format == "terraform" { "tf" } else { "json" };
        Ok(ExportFile {
            name: format!("association-limit-{}.{ending}", format.replace('_', "-")),
            text: text.text.clone() + "\n",
        })
    }
}
