//! What can be saved as a file, and a backup that was saved before. The shell asks where and writes or
//! reads it; a page only names what.

mod recovery;
mod report;

use std::path::Path;

use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::permit::BackupData;
use lockdown::plan::Target;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::App;
use crate::api::{ErrorCode, ErrorView, OpenedBackup, VerifiedView};
use crate::change::change_id;
use crate::plan::refused;
use crate::view::{error, pretty, time as time_text};

/// What a backup file says it is.
const KIND: &str = "strongroom-backup";
/// No backup is larger: a policy has at most 20,480 bytes.
const LARGEST: usize = 1 << 20;

/// A file to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// The name to suggest.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A backup as it is saved: everything that is needed to put it back, by the app or by hand.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BackupFile {
    kind: String,
    /// The bucket; files of identity policies name their target instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bucket: Option<lockdown::ids::BucketName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    account: lockdown::ids::AccountId,
    region: lockdown::ids::Region,
    #[serde(with = "time::serde::rfc3339")]
    taken_at: OffsetDateTime,
    caller: lockdown::ids::Arn,
    /// The exact text; none where there was no policy.
    policy: Option<String>,
    /// Of the exact text.
    sha256: String,
}

impl App {
    /// The policy that a plan leaves in a bucket, as it would be put.
    ///
    /// # Errors
    /// When the plan is not known any more, has no such bucket, or removes the policy.
    pub fn policy_file(&self, digest: &str, bucket: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let plan = session.plan(digest)?;
        let target = plan
            .targets()
            .iter()
            .find(|target| target.target.to_string() == bucket);
        let Some(LivePolicy::Text(text)) = target.map(|target| &target.permanent) else {
            return Err(refused(&format!(
                "The plan leaves no policy in `{bucket}`."
            )));
        };
        Ok(ExportFile {
            name: format!("{bucket}-policy.json"),
            text: text.clone(),
        })
    }

    /// How to get back in if everything goes wrong, for the buckets of a plan.
    ///
    /// # Errors
    /// When the plan is not known any more.
    pub fn recovery_card(&self, digest: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let plan = session.plan(digest)?;
        Ok(ExportFile {
            name: "strongroom-recovery-card.txt".to_owned(),
            text: recovery::card(&plan, session.account.partition()),
        })
    }

    /// A change with its reasons, checks, steps and difference, to be kept with other records.
    ///
    /// # Errors
    /// When there is no such change or the history can't be read.
    pub fn report_file(&self, change: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let id = change_id(change)?;
        let record = session.change(id)?;
        let view = session.change_view(id)?;
        let failed = |failed| error::caused("The change's checks can't be read.", "", &failed);
        let seen = session.journal.confirmations(id).map_err(failed)?;
        let waived = session.journal.waivers(id).map_err(failed)?;
        Ok(ExportFile {
            name: format!("strongroom-change-{id}.md"),
            text: report::markdown(&view, &record, &seen, &waived),
        })
    }

    /// A backup with everything that is needed to put it back by hand.
    ///
    /// # Errors
    /// When there is no such backup.
    pub fn backup_file(&self, backup: &str) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let data = session.backup_data(backup)?;
        let file = BackupFile {
            kind: KIND.to_owned(),
            bucket: data.target.bucket().cloned(),
            target: Some(data.target.clone()).filter(|target| target.bucket().is_none()),
            account: data.account,
            region: data.region,
            taken_at: data.taken_at,
            caller: data.caller,
            policy: data.policy.text().map(str::to_owned),
            sha256: data.sha256,
        };
        let text = serde_json::to_string_pretty(&file)
            .map_err(|bad| error::caused("The backup can't be written as a file.", "", &bad))?;
        Ok(ExportFile {
            name: format!("{}-backup-{backup}.json", file_part(&data.target)),
            text: text + "\n",
        })
    }

    /// Whether a backup still has the digest that was taken of it.
    ///
    /// # Errors
    /// When there is no such backup.
    pub fn verify_backup(&self, backup: &str) -> Result<VerifiedView, ErrorView> {
        let data = self.session()?.backup_data(backup)?;
        let intact = data.is_intact();
        let words = if intact {
            format!("Intact: the SHA-256 of the stored text is {}.", data.sha256)
        } else {
            format!(
                "Damaged: the stored text no longer has the SHA-256 {}. It is not restored.",
                data.sha256
            )
        };
        Ok(VerifiedView { intact, words })
    }

    /// Takes a backup file that was saved before. `text` is the file's content.
    ///
    /// # Errors
    /// When no account is open, or the file is no backup of Strongroom.
    pub fn open_backup_file(&self, path: &Path, text: &[u8]) -> Result<OpenedBackup, ErrorView> {
        let session = self.session()?;
        let shown = path.display();
        let unusable = |why: &str| {
            error::plain(
                ErrorCode::Other,
                format!("`{shown}` can't be used: {why}. Nothing was changed."),
                "Choose a file that was saved by Strongroom's \"Save the backup\".",
            )
        };
        if text.len() > LARGEST {
            return Err(unusable("it is too large to be a backup"));
        }
        let file: BackupFile = serde_json::from_slice(text).map_err(|bad| ErrorView {
            detail: Some(bad.to_string()),
            ..unusable("it is no backup file")
        })?;
        if file.kind != KIND {
            return Err(unusable("it is another kind of file"));
        }
        let target = match (file.bucket, file.target) {
            (Some(bucket), None) => Target::bucket_policy(bucket),
            (None, Some(target)) => target,
            _ => return Err(unusable("it does not say what it is a backup of")),
        };
        let policy = file.policy.map_or(LivePolicy::None, LivePolicy::Text);
        let data = BackupData {
            meaning: Meaning::of(&policy, &session.known_ids())
                .as_str()
                .to_owned(),
            target,
            account: file.account,
            region: file.region,
            policy,
            sha256: file.sha256,
            taken_at: file.taken_at,
            caller: file.caller,
        };
        let view = OpenedBackup {
            id: format!(
                "file:{}:{}:{}",
                data.account,
                data.target.key(),
                data.sha256
            ),
            path: shown.to_string(),
            target: data.target.code().to_owned(),
            name: data.target.to_string(),
            region: data.region.to_string(),
            account_id: data.account.to_string(),
            taken_at: time_text(data.taken_at),
            no_policy: data.policy == LivePolicy::None,
            policy: data.policy.text().map(pretty),
            sha256: data.sha256.clone(),
            intact: data.is_intact(),
        };
        session.remember_backup(view.id.clone(), data);
        Ok(view)
    }
}

/// A target's short name as part of a file's name.
fn file_part(target: &Target) -> String {
    target.to_string().replace(' ', "-")
}
