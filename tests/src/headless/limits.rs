//! An association limit in the small world: asked for, planned, and looked at from inside of the
//! practice account.

use lockdown::ids::{Arn, PolicyName};
use lockdown::inventory::LivePolicy;
use lockdown::plan::Target;
use practice_aws::Control;
use serde_json::Value;
use strongroom::App;
use strongroom::api::{ErrorView, LimitDelivery, LimitRequest, LimitStyle, PlanView, StorageLimit};

use super::Fallible;
use super::scene::BUCKETS;

/// Whom it is for: a role that may associate nothing to begin with.
pub const ROLE: &str = "arn:aws:iam::604712903388:role/connect/ConnectBuilder";
/// The policy's name.
pub const NAME: &str = "SupportLimit";
/// The managed policy.
pub const POLICY: &str = "arn:aws:iam::604712903388:policy/SupportLimit";

/// A limit for [`ROLE`] that denies every bucket but the given one for call recordings.
///
/// # Errors
/// When the look at the account is not over.
pub fn request(
    app: &App,
    delivery: LimitDelivery,
    bucket: &str,
) -> Result<LimitRequest, ErrorView> {
    let overview = app.overview()?;
    let mut instances = overview.instances.into_iter();
    Ok(LimitRequest {
        instance: instances.next().map(|one| one.key).unwrap_or_default(),
        principal: ROLE.to_owned(),
        storage: vec![StorageLimit {
            resource_type: "CALL_RECORDINGS".to_owned(),
            targets: vec![bucket.to_owned()],
        }],
        kms_keys: Vec::new(),
        functions: Vec::new(),
        style: LimitStyle::Deny,
        delivery,
        policy_name: NAME.to_owned(),
        replaces: None,
    })
}

/// Plans it; where one of the same name and delivery is there, its change.
///
/// # Errors
/// See [`App::plan_limit`].
pub async fn plan(app: &App, delivery: LimitDelivery, bucket: &str) -> Result<PlanView, ErrorView> {
    let request = request(app, delivery, bucket)?;
    Ok(app.plan_limit(request).await?.plan)
}

/// Plans it for the first of the small world's buckets.
///
/// # Errors
/// As [`plan`].
pub async fn plan_first(app: &App, delivery: LimitDelivery) -> Result<PlanView, ErrorView> {
    plan(app, delivery, BUCKETS[0]).await
}

/// Plans taking it off.
///
/// # Errors
/// When there is none.
pub async fn plan_off(app: &App) -> Result<PlanView, ErrorView> {
    let limits = app.limits().await?.limits;
    let key = limits.into_iter().next().map(|limit| limit.key);
    app.plan_unlimit(&key.unwrap_or_default()).await
}

/// What a limit in this delivery is made of, in the order of its writes.
///
/// # Errors
/// Never: the names are ones that IAM takes.
pub fn targets(delivery: LimitDelivery) -> Fallible<Vec<Target>> {
    let principal: Arn = ROLE.parse()?;
    Ok(match delivery {
        LimitDelivery::Managed => {
            let arn: Arn = POLICY.parse()?;
            let attachment = Target::Attachment {
                policy: arn.clone(),
                principal,
            };
            vec![Target::ManagedPolicy { arn }, attachment]
        }
        LimitDelivery::Inline => {
            let name: PolicyName = NAME.parse()?;
            vec![Target::InlinePolicy { principal, name }]
        }
    })
}

/// What is in any target, looked at from inside.
pub fn live(control: &Control, target: &Target) -> LivePolicy {
    let world = control.world();
    let there = match target {
        Target::BucketPolicy { bucket } => control.bucket_policy(bucket.as_str()),
        Target::InlinePolicy { principal, name } => {
            let inline = list(identity(&world, principal), "inline");
            let found = inline.iter().find(|one| one["name"] == name.as_str());
            found.map(|one| one["document"].to_string())
        }
        Target::ManagedPolicy { arn } => {
            let policies = list(Some(&world), "policies");
            let found = policies.iter().find(|one| one["arn"] == arn.as_str());
            let mut versions = list(found, "versions").iter();
            let in_force = versions.find(|version| version["default"] == true);
            in_force.map(|version| version["document"].to_string())
        }
        Target::Attachment { policy, principal } => {
            let attached = list(identity(&world, principal), "attached");
            let is_it = attached.iter().any(|one| one == policy.as_str());
            is_it.then(|| policy.to_string())
        }
    };
    there.map_or(LivePolicy::None, LivePolicy::Text)
}

/// The role or user, in the form of the state file.
fn identity<'a>(world: &'a Value, arn: &Arn) -> Option<&'a Value> {
    let kind = if arn.resource().starts_with("role/") {
        "roles"
    } else {
        "users"
    };
    let mut all = list(Some(world), kind).iter();
    all.find(|one| one["name"] == arn.name())
}

fn list<'a>(of: Option<&'a Value>, name: &str) -> &'a [Value] {
    let found = of.and_then(|of| of.get(name)).and_then(Value::as_array);
    found.map(Vec::as_slice).unwrap_or_default()
}
