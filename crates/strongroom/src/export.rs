//! What can be saved as a file. The shell asks where and writes it; a page only names what.

use lockdown::inventory::LivePolicy;
use serde_json::json;

use crate::App;
use crate::api::ErrorView;
use crate::plan::refused;
use crate::view::time;

/// A file to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// The name to suggest.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl App {
    /// The policy that a plan leaves in a bucket, as it would be put.
    ///
    /// # Errors
    /// When the plan is not known any more, has no such bucket, or removes the policy.
    pub fn policy_file(&self, digest: &str, bucket: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let plan = session.plan(digest)?;
        let target = plan.targets().iter().find(|target| target.target.bucket().as_str() == bucket);
        let Some(LivePolicy::Text(text)) = target.map(|target| &target.permanent) else {
            return Err(refused(format!("The plan leaves no policy in `{bucket}`.")));
        };
        Ok(ExportFile { name: format!("{bucket}-policy.json"), text: text.clone() })
    }

    /// A backup with everything that is needed to put it back by hand: the exact text, its SHA-256,
    /// bucket, account, Region, time and caller.
    ///
    /// # Errors
    /// When there is no such backup.
    pub fn backup_file(&self, backup: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let record = session.backup(backup)?;
        let data = &record.data;
        let file = json!({
            "kind": "strongroom-backup",
            "bucket": data.bucket,
            "account": data.account,
            "region": data.region,
            "takenAt": time(data.taken_at),
            "caller": data.caller,
            "policy": data.policy.text(),
            "sha256": data.sha256,
        });
        Ok(ExportFile { name: format!("{}-backup-{}.json", data.bucket, record.id), text: format!("{file:#}\n") })
    }
}
