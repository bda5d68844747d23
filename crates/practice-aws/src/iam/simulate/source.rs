//! Which policies, which principal and which context a simulation is about.

use iam_policy::{Context, Named, Policies, Policy, Principal};
use time::format_description::well_known::Rfc3339;

use super::super::{Desk, no_such};
use super::decide::Question;
use super::invalid;
use crate::authorize;
use crate::call::{Caller, CallerKind};
use crate::fault::Fault;
use crate::world::World;

/// A user's, group's or role's own policies, with those given beside them.
pub(super) fn of_principal(desk: &Desk<'_>, arn: &str) -> Result<Question, Fault> {
    let world = desk.world;
    let account = &world.account.id;
    let own = format!("arn:aws:iam::{account}:");
    let Some(local) = arn.strip_prefix(&own) else {
        let message =
            format!("Invalid Entity Arn: {arn} does not clearly define entity type and name.");
        return Err(invalid(message));
    };
    let name = local.rsplit('/').next().unwrap_or_default();
    let (policies, principal) = match local.split('/').next() {
        Some("role") => {
            let caller = world
                .role_by_arn(arn)
                .and_then(|role| Caller::session(world, &role.name, "simulated"))
                .ok_or_else(|| no_such("role", name))?;
            of_caller(world, &caller)
        }
        Some("user") => {
            let caller = user(world, arn).ok_or_else(|| no_such("user", name))?;
            of_caller(world, &caller)
        }
        Some("group") => {
            let group = world
                .groups
                .iter()
                .find(|group| group.arn(account) == arn)
                .ok_or_else(|| no_such("group", name))?;
            let policies = Policies {
                identity: authorize::of_group(world, group),
                ..Policies::default()
            };
            return finish(desk, policies, None);
        }
        _ => {
            let message =
                format!("Invalid Entity Arn: {arn} does not clearly define entity type and name.");
            return Err(invalid(message));
        }
    };
    finish(desk, policies, Some(principal))
}

/// Only what is given.
pub(super) fn custom(desk: &Desk<'_>) -> Result<Question, Fault> {
    finish(desk, Policies::default(), None)
}

fn user(world: &World, arn: &str) -> Option<Caller> {
    let user = world
        .users
        .iter()
        .find(|user| user.arn(&world.account.id) == arn)?;
    Some(Caller {
        kind: CallerKind::User(user.name.clone()),
        arn: arn.to_owned(),
        user_id: user.id.clone(),
        mfa: None,
        session_policies: Vec::new(),
    })
}

fn of_caller(world: &World, caller: &Caller) -> (Policies, Principal) {
    (
        authorize::identity(world, caller),
        authorize::principal(world, caller),
    )
}

/// Whoever has the policies, where nobody is named.
fn nobody(account: &str) -> Principal {
    let arn = format!("arn:aws:iam::{account}:user/simulated");
    Principal::from_caller_identity(&arn, "AIDASIMULATEDSIMULATE").unwrap_or(Principal::Anonymous)
}

/// Adds what the call gives.
fn finish(
    desk: &Desk<'_>,
    mut policies: Policies,
    mut principal: Option<Principal>,
) -> Result<Question, Fault> {
    policies.identity.extend(given(desk, "PolicyInputList")?);
    let boundaries = given(desk, "PermissionsBoundaryPolicyInputList")?;
    if !boundaries.is_empty() {
        policies.boundaries = boundaries;
    }
    if let Some(arn) = desk.form.get("CallerArn") {
        let caller = user(desk.world, arn).ok_or_else(|| {
            invalid(format!(
                "Invalid Caller Arn: {arn}. It must be the ARN of an IAM user."
            ))
        })?;
        principal = Some(authorize::principal(desk.world, &caller));
    }
    if let Some(text) = desk.form.get("ResourcePolicy") {
        // Roles and the policies of resources can't be simulated together.
        if !matches!(principal, Some(Principal::User { .. }))
            || desk.form.get("CallerArn").is_none()
        {
            let message = "A resource policy needs a caller ARN, the ARN of an IAM user.";
            return Err(invalid(message));
        }
        policies.resource = Some(read(text)?);
    }
    Ok(Question {
        policies,
        known: principal.is_some(),
        context: context(desk, principal.is_some()),
        principal: principal.unwrap_or_else(|| nobody(&desk.world.account.id)),
        owner: owner(desk),
        account: desk.world.account.id.clone(),
    })
}

fn read(text: &str) -> Result<Policy, Fault> {
    Policy::parse(text).map_err(|error| invalid(format!("Syntax errors in policy: {error}")))
}

fn given(desk: &Desk<'_>, list: &str) -> Result<Vec<Named>, Fault> {
    desk.form
        .members(list)
        .into_iter()
        .enumerate()
        .map(|(index, text)| Ok(Named::new(format!("{list}.{}", index + 1), read(text)?)))
        .collect()
}

/// The account that `ResourceOwner` names: an account's ARN or its digits.
fn owner(desk: &Desk<'_>) -> Option<String> {
    let owner = desk.form.get("ResourceOwner")?;
    let digits = owner
        .strip_prefix("arn:aws:iam::")
        .and_then(|rest| rest.split(':').next())
        .unwrap_or(owner);
    Some(digits.to_owned())
}

/// The context entries, and the time. Of nobody in particular, nothing follows.
fn context(desk: &Desk<'_>, known: bool) -> Context {
    let now = desk.call.now;
    let mut context = Context::new()
        .with("aws:CurrentTime", now.format(&Rfc3339).unwrap_or_default())
        .with("aws:EpochTime", now.unix_timestamp().to_string());
    if !known {
        for key in [
            "aws:userid",
            "aws:username",
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "aws:PrincipalType",
        ] {
            context = context.with_absent(key);
        }
    }
    for prefix in desk.form.structures("ContextEntries") {
        let Some(key) = desk.form.get(&format!("{prefix}ContextKeyName")) else {
            continue;
        };
        let values = desk.form.members(&format!("{prefix}ContextKeyValues"));
        context = context.with_many(key, values.into_iter().map(str::to_owned));
    }
    context
}
