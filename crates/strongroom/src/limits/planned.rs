//! Plans to make a limit, to change one and to take one off, from what is there right now.

use aws_account::known;
use lockdown::inventory::LivePolicy;
use lockdown::known::Known;
use lockdown::limit::plan::{
    LimitPlanInput, limit_targets, place_targets, plan_limit, plan_unlimit,
};
use lockdown::limit::{FoundLimit, LimitIntent, LimitPlace, MatrixInput, PolicyVersion};
use lockdown::plan::{Plan, Target};

use super::found;
use crate::api::{ErrorCode, ErrorView};
use crate::session::Session;
use crate::view::error;

impl Session {
    /// Where the limit lies that the window names, if it names one.
    pub(super) async fn place_of(
        &self,
        key: Option<&str>,
    ) -> Result<Option<LimitPlace>, ErrorView> {
        Ok(match key {
            Some(key) => Some(self.limit_of(key).await?.place),
            None => None,
        })
    }

    /// The plan of a limit; `replaces` is where the one lies that it takes the place of.
    pub(super) async fn limit_plan(
        &self,
        intent: &LimitIntent,
        replaces: Option<&LimitPlace>,
    ) -> Plan {
        let targets = limit_targets(intent, replaces);
        self.planned(targets, |input| plan_limit(input, intent, replaces))
            .await
    }

    /// The plan that takes a limit off.
    pub(super) async fn unlimit_plan(&self, key: &str) -> Result<Plan, ErrorView> {
        self.forget_principals().await;
        let limit = self.limit_of(key).await?;
        let targets = place_targets(&limit.principal, &limit.place);
        let plan = self.planned(targets, |input| {
            plan_unlimit(input, &limit.principal, &limit.place)
        });
        Ok(plan.await)
    }

    /// A plan from what is there now of these targets.
    async fn planned(
        &self,
        targets: Vec<Target>,
        plan: impl FnOnce(&LimitPlanInput<'_>) -> Plan,
    ) -> Plan {
        let live = self.live_of(targets).await;
        let versions = self.versions_of(&live).await;
        let principals = self.principals().await;
        plan(&LimitPlanInput {
            identity: self.account.identity(),
            region: self.account.region().0,
            principals: MatrixInput::principals_of(&principals),
            live: &live,
            versions: &versions,
            now: self.account.aws_now(),
        })
    }

    /// The limit that the window names.
    async fn limit_of(&self, key: &str) -> Result<FoundLimit, ErrorView> {
        let limits = self.limits_there().await.map_err(|unknown| {
            error::plain(
                ErrorCode::Other,
                format!(
                    "Can't read the account's roles and users: {}. Nothing was changed.",
                    unknown.detail
                ),
                "Ask for the permission iam:GetAccountAuthorizationDetails, or use a profile that has it.",
            )
        })?;
        limits
            .into_iter()
            .map(|(_, limit)| limit)
            .find(|limit| found::key(limit) == key)
            .ok_or_else(|| {
                error::plain(
                    ErrorCode::PlanRefused,
                    "This limit is not there any more. Nothing was changed.",
                    "Look at the list of limits again.",
                )
            })
    }

    /// Each target with what is there now.
    async fn live_of(&self, targets: Vec<Target>) -> Vec<(Target, Known<LivePolicy>)> {
        let (region, _) = self.account.region();
        let mut live = Vec::new();
        for target in targets {
            let read = self.account.live(&target, region).await;
            live.push((target, known(read)));
        }
        live
    }

    /// The versions of each managed policy that is there.
    async fn versions_of(
        &self,
        live: &[(Target, Known<LivePolicy>)],
    ) -> Vec<(Target, Known<Vec<PolicyVersion>>)> {
        let mut versions = Vec::new();
        for (target, policy) in live {
            if let (Target::ManagedPolicy { arn }, Some(LivePolicy::Text(_))) =
                (target, policy.value())
            {
                let read = self.account.policy_versions(arn).await;
                versions.push((target.clone(), known(read)));
            }
        }
        versions
    }
}
