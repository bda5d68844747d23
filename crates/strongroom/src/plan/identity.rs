//! Putting the backup of an identity policy back.

use lockdown::inventory::LivePolicy;
use lockdown::limit::plan::{LimitBlocker, LimitWarning};
use lockdown::permit::BackupData;
use lockdown::plan::{
    Blocker, IdentityChange, IdentityPlan, PlanKind, Target, Warning, plan_identity,
};

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
        let out_of_turn = self.out_of_turn(backup, &live).await?;
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
            blockers: out_of_turn
                .map(|limit| Blocker::Limit { limit })
                .into_iter()
                .collect(),
            warnings,
        };
        let plan = plan_identity(identity, region, parts, self.account.aws_now());
        Ok(self.plan_view(&self.keep_plan(plan)))
    }

    /// A managed policy and its attachment have a backup each. IAM deletes no policy that is attached and
    /// attaches none that is gone, so of the two one has to be put back first.
    async fn out_of_turn(
        &self,
        backup: &BackupData,
        live: &LivePolicy,
    ) -> Result<Option<LimitBlocker>, ErrorView> {
        let can_not = |failed| error::call(&format!("read {}", backup.target.words()), &failed);
        match (&backup.target, &backup.policy, live) {
            (Target::ManagedPolicy { arn }, LivePolicy::None, LivePolicy::Text(_)) => {
                let places = self.account.attached_to(arn).await.map_err(can_not)?;
                Ok((places > 0).then(|| LimitBlocker::StillAttached {
                    policy: arn.clone(),
                    places,
                }))
            }
            (Target::Attachment { policy, .. }, LivePolicy::Text(_), LivePolicy::None) => {
                let there = self.account.managed_policy(policy).await.map_err(can_not)?;
                Ok(
                    (there == LivePolicy::None).then(|| LimitBlocker::PolicyGone {
                        policy: policy.clone(),
                    }),
                )
            }
            _ => Ok(None),
        }
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
