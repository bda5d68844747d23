//! Putting the backup of an identity policy back.

use lockdown::inventory::LivePolicy;
use lockdown::limit::plan::LimitWarning;
use lockdown::permit::BackupData;
use lockdown::plan::{IdentityChange, IdentityPlan, PlanKind, Target, Warning, plan_identity};

use super::refused;
use crate::api::{ErrorView, PlanView};
use crate::session::Session;
use crate::view::{error, time};

impl Session {
    /// Plans putting the backup of an identity policy back over whatever is there right now.
    pub(super) async fn plan_identity_restore(
        &self,
        backup: &BackupData,
    ) -> Result<PlanView, ErrorView> {
        let identity = self.account.identity();
        if backup.account != identity.account {
            return Err(refused(&format!(
                "The backup belongs to the account {}.",
                backup.account
            )));
        }
        let (region, _) = self.account.region();
        let live = self.account.live(&backup.target, region).await;
        let live = live
            .map_err(|failed| error::call(&format!("read {}", backup.target.words()), &failed))?;
        let warnings = self.versions_that_go(backup, &live).await?;
        let parts = IdentityPlan {
            kind: PlanKind::Restore,
            changes: vec![IdentityChange {
                target: backup.target.clone(),
                live,
                wanted: backup.policy.clone(),
                summary: match backup.policy {
                    LivePolicy::None => {
                        format!("removes {}: it was not there", backup.target.words())
                    }
                    LivePolicy::Text(_) => format!(
                        "puts {} back as it was at {}",
                        backup.target.words(),
                        time(backup.taken_at)
                    ),
                },
            }],
            blockers: Vec::new(),
            warnings,
        };
        let plan = plan_identity(identity, region, parts, self.account.aws_now());
        Ok(self.plan_view(&self.keep_plan(plan)))
    }

    /// The versions of a managed policy that putting its backup back would cost.
    async fn versions_that_go(
        &self,
        backup: &BackupData,
        live: &LivePolicy,
    ) -> Result<Vec<Warning>, ErrorView> {
        let (Target::ManagedPolicy { arn }, LivePolicy::Text(_)) = (&backup.target, live) else {
            return Ok(Vec::new());
        };
        let versions = self.account.policy_versions(arn).await;
        let versions = versions.map_err(|failed| {
            let what = format!("read the versions of {}", backup.target.words());
            error::call(&what, &failed)
        })?;
        let warning = LimitWarning::of_versions(arn.name(), &versions, &backup.policy);
        Ok(warning
            .map(|limit| Warning::Limit { limit })
            .into_iter()
            .collect())
    }
}
