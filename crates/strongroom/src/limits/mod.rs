//! Association limits: found again, chosen for, judged and planned.
//!
//! - `found`: the limits that Strongroom made
//! - `choices`: what can be chosen for an instance
//! - `judged`: what a limit permits and forbids, ours and AWS's own word on it
//! - `planned`: the plans
//! - `texts`: the same limit for other tools

mod choices;
mod found;
mod judged;
mod planned;
mod texts;

use lockdown::inventory::{Instance, Inventory};
use lockdown::known::Known;
use lockdown::limit::{
    InvalidLimit, LimitDelivery, LimitDraft, LimitIntent, LimitStyle, OtherInstances, StorageDraft,
};

use crate::App;
use crate::api::{
    ErrorCode, ErrorView, LimitChoicesView, LimitPlanView, LimitRequest, LimitsView, PlanView,
};
use crate::api::{LimitDelivery as Delivery, LimitStyle as Style};
use crate::export::ExportFile;
use crate::view::{error, overview};

impl App {
    /// The limits that Strongroom made, found again among the policies of all roles and users.
    ///
    /// # Errors
    /// When no account is open or the look at it is not over.
    pub async fn limits(&self) -> Result<LimitsView, ErrorView> {
        self.session()?.limits().await
    }

    /// What can be chosen for an instance.
    ///
    /// # Errors
    /// When no account is open, the look at it is not over, or there is no such instance.
    pub async fn limit_choices(&self, instance: &str) -> Result<LimitChoicesView, ErrorView> {
        self.session()?.limit_choices(instance).await
    }

    /// Plans making or changing a limit, with what it permits and forbids.
    ///
    /// # Errors
    /// When no account is open, the look at it is not over, or the request names something impossible:
    /// everything that is wrong with it at once. What stands in the way is in the plan's blockers.
    pub async fn plan_limit(&self, request: LimitRequest) -> Result<LimitPlanView, ErrorView> {
        let session = self.session()?;
        let inventory = session.inventory()?;
        let intent = intent(&inventory, &request)?;
        let place = session.place_of(request.replaces.as_deref()).await?;
        // The plan and the judgement are made from one and the same look at the account's policies.
        session.forget_principals().await;
        let judged = session.judge(&inventory, &intent, place.as_ref()).await?;
        let plan = session.limit_plan(&intent, place.as_ref()).await;
        session.keep_limit_texts(&plan.digest(), &judged.texts);
        let plan = session.keep_plan(plan);
        Ok(judged.with(session.plan_view(&plan)))
    }

    /// Plans taking a limit off.
    ///
    /// # Errors
    /// When no account is open, or there is no such limit (any more).
    pub async fn plan_unlimit(&self, key: &str) -> Result<PlanView, ErrorView> {
        let session = self.session()?;
        let plan = session.unlimit_plan(key).await?;
        Ok(session.plan_view(&session.keep_plan(plan)))
    }

    /// A planned limit as text for another tool, to be saved.
    ///
    /// # Errors
    /// When the plan is not known any more or has no such text.
    pub fn limit_file(&self, digest: &str, format: &str) -> Result<ExportFile, ErrorView> {
        self.session()?.limit_file(digest, format)
    }
}

/// The instance of this key, or the error that says that there is none.
fn instance<'a>(inventory: &'a Inventory, key: &str) -> Result<&'a Instance, ErrorView> {
    inventory
        .instances()
        .find(|instance| overview::key(&instance.key) == key)
        .ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                "This instance was not found in the last look at the account. Nothing was changed.",
                "Look at the account again, then choose the instance.",
            )
        })
}

/// What is asked for, parsed; everything that is wrong with it at once.
fn intent(inventory: &Inventory, request: &LimitRequest) -> Result<LimitIntent, ErrorView> {
    let instance = instance(inventory, &request.instance)?;
    let role = instance.service_role.value();
    let draft = LimitDraft {
        instance_arn: instance.arn.to_string(),
        service_role: role.map(|role| role.arn.to_string()),
        principal_arn: request.principal.clone(),
        storage: request
            .storage
            .iter()
            .map(|one| StorageDraft {
                resource_type: one.resource_type.clone(),
                targets: one.targets.clone(),
            })
            .collect(),
        kms_keys: request.kms_keys.clone(),
        functions: request.functions.clone(),
        style: style_of(request.style),
        delivery: match request.delivery {
            Delivery::Managed => LimitDelivery::Managed,
            Delivery::Inline => LimitDelivery::Inline,
        },
        policy_name: request.policy_name.trim().to_owned(),
    };
    LimitIntent::read(&draft).map_err(|InvalidLimit(wrong)| {
        let what: Vec<String> = wrong.iter().map(|one| sentence(&one.to_string())).collect();
        error::plain(
            ErrorCode::PlanRefused,
            format!(
                "This limit can't be made. {} Nothing was changed.",
                what.join(" ")
            ),
            "Correct what is named. What you chose is still there.",
        )
    })
}

/// A message of ours (lower case, no full stop) as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}

fn style_of(style: Style) -> LimitStyle {
    let deny = |other_instances| LimitStyle::Deny { other_instances };
    match style {
        Style::Allow => LimitStyle::ALLOW,
        Style::AllowToTheLetter => LimitStyle::Allow {
            to_the_letter: true,
        },
        Style::Deny => deny(OtherInstances::Leave),
        Style::DenyElsewhereToo => deny(OtherInstances::Forbid),
    }
}

fn style_view(style: LimitStyle) -> Style {
    match style {
        LimitStyle::Allow {
            to_the_letter: false,
        } => Style::Allow,
        LimitStyle::Allow {
            to_the_letter: true,
        } => Style::AllowToTheLetter,
        LimitStyle::Deny {
            other_instances: OtherInstances::Leave,
        } => Style::Deny,
        LimitStyle::Deny {
            other_instances: OtherInstances::Forbid,
        } => Style::DenyElsewhereToo,
    }
}

fn delivery_view(delivery: LimitDelivery) -> Delivery {
    match delivery {
        LimitDelivery::Managed => Delivery::Managed,
        LimitDelivery::Inline => Delivery::Inline,
    }
}

/// The ARNs of all instances that were found; not known where a Region could not be read.
fn instance_arns(inventory: &Inventory) -> Known<Vec<lockdown::ids::Arn>> {
    let unread = inventory.regions.values().find_map(Known::unknown);
    match unread {
        Some(unknown) => Known::Unknown(unknown.clone()),
        None => Known::Value(
            inventory
                .instances()
                .map(|instance| instance.arn.clone())
                .collect(),
        ),
    }
}
