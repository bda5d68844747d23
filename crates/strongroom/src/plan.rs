//! Keep list and plans.
//!
//! - `identity`: putting the backup of an identity policy back

mod identity;

use std::sync::{Arc, PoisonError};

use lockdown::ids::BucketName;
use lockdown::inventory::{Inventory, LivePolicy};
use lockdown::keep::{self, KeepChoice};
use lockdown::known::Known;
use lockdown::lock::{AwsServices as Services, LockForm, LockScope as Scope};
use lockdown::plan::{
    Intent, Plan, PlanKind, RestoreIntent, Rules, Target, UnlockIntent, plan_lock, plan_restore,
    plan_unlock,
};

use time::OffsetDateTime;

use crate::App;
use crate::api::{
    AwsServices, ErrorCode, ErrorView, KeepListView, LockRequest, LockScope, NoteView, PlanView,
    RegionToAccept, RestoreRequest,
};
use crate::session::Session;
use crate::view::{error, plan as plan_view, time, unknown};

impl App {
    /// Who must be kept, who might need to be, and everyone else.
    ///
    /// # Errors
    /// When no account is open or the look at it is not over.
    pub async fn keep_list(&self, buckets: &[String]) -> Result<KeepListView, ErrorView> {
        let session = self.session()?;
        let inventory = session.inventory()?;
        let names = bucket_names(buckets)?;
        let principals = session.principals().await;
        let required = keep::required(&inventory, principals.value(), &names);
        let suggested = keep::suggestions(&inventory, principals.value(), &names);
        let others = keep::others(&inventory, principals.value(), &names);
        Ok(KeepListView {
            buckets: buckets.to_vec(),
            required: required.entries.iter().map(plan_view::keep_row).collect(),
            suggested: suggested.iter().map(plan_view::keep_row).collect(),
            others: others.iter().map(plan_view::keep_row).collect(),
            read_at: session.principals_read_at(),
            others_unknown: unknown::of(&principals, "the account's roles and users"),
            unread_regions: unread(&inventory),
            blockers: required
                .blockers
                .iter()
                .map(|blocker| plan_view::note(&blocker.note()))
                .collect(),
        })
    }

    /// Plans a lock from what was found and from the policies as they are right now.
    ///
    /// # Errors
    /// When no account is open, the look at it is not over, or the request names something impossible.
    /// What stands in the way of a lock is in the plan's blockers.
    pub async fn plan_lock(&self, request: LockRequest) -> Result<PlanView, ErrorView> {
        let session = self.session()?;
        let buckets = bucket_names(&request.buckets)?;
        let inventory = session.fresh(&buckets).await?;
        let principals = session.principals().await;
        let intent = Intent {
            buckets,
            keep: choices(&request.keep)?,
            required_match: choices(&request.required_match)?,
            form: LockForm {
                scope: match request.scope {
                    LockScope::Everything => Scope::Everything,
                    LockScope::AllButConfiguration => Scope::AllButConfiguration,
                },
                services: match request.services {
                    AwsServices::CutOff => Services::CutOff,
                    AwsServices::KeepForThisAccount => Services::KeepForThisAccount,
                },
            },
            trial_minutes: request.trial_minutes,
            no_trial_reason: request.no_trial_reason,
            no_second_way_reason: request.no_second_way_reason,
            accepted_regions: request.accepted_regions,
            mend: Vec::new(),
            without_dead_principals: request.without_dead_principals,
            rules: Rules::default(),
        };
        let plan = plan_lock(
            &inventory,
            known(&principals),
            &intent,
            session.account.aws_now(),
        );
        Ok(session.plan_view(&session.keep_plan(plan)))
    }

    /// Plans taking off the locks that Strongroom made.
    ///
    /// # Errors
    /// When no account is open or the look at it is not over.
    pub async fn plan_unlock(&self, buckets: &[String]) -> Result<PlanView, ErrorView> {
        let session = self.session()?;
        let buckets = bucket_names(buckets)?;
        let inventory = session.fresh(&buckets).await?;
        let principals = session.principals().await;
        let now = session.account.aws_now();
        let plan = plan_unlock(
            &inventory,
            known(&principals),
            &UnlockIntent { buckets },
            now,
        );
        Ok(session.plan_view(&session.keep_plan(plan)))
    }

    /// Plans putting a backup back over whatever is in the bucket right now.
    ///
    /// # Errors
    /// When no account is open, the look at it is not over, or there is no such backup.
    pub async fn plan_restore(&self, request: RestoreRequest) -> Result<PlanView, ErrorView> {
        let session = self.session()?;
        let backup = session.backup_data(&request.backup)?;
        if !backup.is_intact() {
            return Err(refused(
                "The backup is damaged: its text does not have the digest that was taken of it.",
            ));
        }
        let Some(bucket) = backup.target.bucket() else {
            return session.plan_identity_restore(&backup).await;
        };
        let inventory = session.fresh(std::slice::from_ref(bucket)).await?;
        let principals = session.principals().await;
        let intent = RestoreIntent {
            accepted_regions: request.accepted_regions,
            without_dead_principals: request.without_dead_principals,
        };
        let now = session.account.aws_now();
        let plan = plan_restore(
            &inventory,
            known(&principals),
            bucket,
            &backup,
            &intent,
            now,
        );
        Ok(session.plan_view(&session.keep_plan(plan)))
    }
}

impl Session {
    /// The inventory with the policies of these buckets read again: a plan is made from what is there now.
    async fn fresh(&self, buckets: &[BucketName]) -> Result<Arc<Inventory>, ErrorView> {
        let mut inventory = (*self.inventory()?).clone();
        for name in buckets {
            let Some(region) = inventory
                .buckets
                .get(name)
                .and_then(|bucket| bucket.region.value())
                .cloned()
            else {
                continue;
            };
            let read = self.account.bucket_policy(name, &region).await;
            let policy = aws_account::known(read.map(|read| read.policy));
            self.saw(name, &policy);
            if let Some(bucket) = inventory.buckets.get_mut(name) {
                bucket.read_at = Some(self.account.here_now());
                bucket.policy = policy;
            }
        }
        Ok(Arc::new(inventory))
    }

    /// What is in a bucket after a write of ours, so that the overview shows it without a new look.
    pub(crate) fn saw_policy(&self, name: &BucketName, policy: &LivePolicy) {
        self.saw(name, &Known::Value(policy.clone()));
    }

    /// What was just read of a bucket's policy. The rest is left as it is: another look may have begun.
    fn saw(&self, name: &BucketName, policy: &Known<LivePolicy>) {
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        let Some(inventory) = &mut seen.inventory else {
            return;
        };
        if let Some(bucket) = Arc::make_mut(inventory).buckets.get_mut(name) {
            bucket.policy = policy.clone();
            bucket.read_at = Some(self.account.here_now());
        }
    }

    pub(crate) fn plan_view(&self, plan: &Plan) -> PlanView {
        let mut view = plan_view::view(plan, self.prompt(plan), self.cannot_apply(plan));
        view.warnings.extend(self.ends_too_soon(plan));
        view
    }

    fn ends_too_soon(&self, plan: &Plan) -> Option<NoteView> {
        self.ends_before(self.account.aws_now() + plan.trial()?.duration())
    }

    /// A session that ends before a trial does: keeping or rolling back would need a new sign-in. One that renews
    /// itself goes on.
    pub(crate) fn ends_before(&self, trial_ends: OffsetDateTime) -> Option<NoteView> {
        let end = self.account.session_end();
        if end.renews_itself {
            return None;
        }
        let ends = end.at?;
        (ends < trial_ends).then(|| NoteView {
            code: "session_ends".to_owned(),
            title: format!("Your session ends at {}, before the trial does.", time(ends)),
            text: Some("To keep the lock or roll it back after that, sign in again. AWS lifts a trial by itself in any case.".to_owned()),
            subject: None,
        })
    }

    /// What has to be typed: `confirm` in practice, else the account's alias or its last four digits.
    pub(crate) fn confirmation_word(&self) -> String {
        if self.view.practice {
            return "confirm".to_owned();
        }
        let last_four = || self.view.account_id.chars().skip(8).collect();
        self.view.alias.clone().unwrap_or_else(last_four)
    }

    fn prompt(&self, plan: &Plan) -> String {
        format!("To {}, type {}", deed(plan), self.confirmation_word())
    }

    /// Why this plan can't be applied with this account, if it can't.
    pub(crate) fn cannot_apply(&self, plan: &Plan) -> Option<String> {
        if !plan.blockers().is_empty() {
            return Some("Something stands in the way of this plan.".to_owned());
        }
        if plan.nothing_to_do() {
            return Some("There is nothing to do: everything is as planned already.".to_owned());
        }
        if plan.targets().is_empty() {
            return Some("The plan writes nothing.".to_owned());
        }
        self.view.read_only_reason.clone()
    }
}

/// What a plan does, after "to": "lock the bucket x", "take the limit x off y".
fn deed(plan: &Plan) -> String {
    let (policy, principal) = plan
        .targets()
        .iter()
        .find_map(|one| match &one.target {
            Target::Attachment { policy, principal } => Some((policy.name(), principal.name())),
            Target::InlinePolicy { principal, name } => Some((name.as_str(), principal.name())),
            _ => None,
        })
        .unwrap_or_default();
    let buckets = match plan.targets() {
        [one] => format!("the bucket {}", one.target),
        many => format!("{} buckets", many.len()),
    };
    match plan.kind() {
        PlanKind::Lock => format!("lock {buckets}"),
        PlanKind::Unlock => format!("unlock {buckets}"),
        PlanKind::Limit if principal.is_empty() => "change the limit".to_owned(),
        PlanKind::Limit => format!("put the limit {policy} on {principal}"),
        PlanKind::Unlimit => format!("take the limit {policy} off {principal}"),
        PlanKind::Restore => match plan.targets() {
            [one] if one.target.bucket().is_none() => {
                format!("put {} back as it was", one.target.words().replace('`', ""))
            }
            _ => format!("restore the policy of {buckets}"),
        },
    }
}

pub(crate) fn known<T>(value: &Known<T>) -> Known<&T> {
    match value {
        Known::Value(value) => Known::Value(value),
        Known::Unknown(unknown) => Known::Unknown(unknown.clone()),
    }
}

/// Regions that could not be read: each is accepted by typing its name.
fn unread(inventory: &Inventory) -> Vec<RegionToAccept> {
    keep::unread_regions(inventory)
        .into_iter()
        .map(|unread| RegionToAccept {
            region: unread.region.to_string(),
            unknown: unknown::view(&unread.unknown, &format!("the Region {}", unread.region)),
        })
        .collect()
}

pub(crate) fn bucket_names(names: &[String]) -> Result<Vec<BucketName>, ErrorView> {
    let parsed: Result<Vec<BucketName>, _> = names.iter().map(|name| name.parse()).collect();
    parsed.map_err(|bad| {
        error::caused(
            "A bucket's name can't be used. Nothing was changed.",
            "",
            &bad,
        )
    })
}

fn choices(choices: &[crate::api::KeepChoice]) -> Result<Vec<KeepChoice>, ErrorView> {
    choices
        .iter()
        .map(|choice| {
            let arn = choice.arn.parse().map_err(|bad| {
                error::caused(
                    "A principal on the keep list can't be used. Nothing was changed.",
                    "",
                    &bad,
                )
            })?;
            Ok(KeepChoice {
                arn,
                match_by: plan_view::match_by(choice.match_by),
            })
        })
        .collect()
}

/// A plan that may not be applied, with the reason.
pub(crate) fn refused(why: &str) -> ErrorView {
    error::plain(
        ErrorCode::PlanRefused,
        format!("{why} Nothing was changed."),
        "Make a new plan and review it.",
    )
}
