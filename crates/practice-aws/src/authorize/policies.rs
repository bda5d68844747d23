//! Who a caller is and which policies are in force for it.

use iam_policy::{Named, Policies, Policy, Principal};
use serde_json::Value;

use crate::call::{Caller, CallerKind};
use crate::world::{Group, World};

/// The caller in the evaluator's terms.
pub(crate) fn principal(world: &World, caller: &Caller) -> Principal {
    if caller.kind == CallerKind::Anonymous {
        return Principal::Anonymous;
    }
    let principal = Principal::from_caller_identity(&caller.arn, &caller.user_id)
        .unwrap_or(Principal::Anonymous);
    match &caller.kind {
        CallerKind::Session(role) => match world.role(role) {
            Some(role) => principal.with_role_arn(&role.arn(&world.account.id)),
            None => principal,
        },
        _ => principal,
    }
}

/// Everything attached to the caller.
pub(crate) fn identity(world: &World, caller: &Caller) -> Policies {
    let mut policies = Policies {
        session: caller
            .session_policies
            .iter()
            .filter_map(|policy| read("session policy", policy))
            .collect(),
        ..Policies::default()
    };
    let (inline, attached, boundary) = match &caller.kind {
        CallerKind::Anonymous | CallerKind::Root => return policies,
        CallerKind::User(name) => {
            let Some(user) = world.user(name) else {
                return policies;
            };
            for group in world
                .groups
                .iter()
                .filter(|group| user.groups.contains(&group.name))
            {
                policies.identity.extend(of_group(world, group));
            }
            (&user.inline, &user.attached, &user.boundary)
        }
        CallerKind::Session(name) => {
            let Some(role) = world.role(name) else {
                return policies;
            };
            (&role.inline, &role.attached, &role.boundary)
        }
    };
    policies.identity.extend(
        inline
            .iter()
            .filter_map(|inline| read(&inline.name, &inline.document)),
    );
    policies
        .identity
        .extend(attached.iter().filter_map(|arn| managed(world, arn)));
    policies
        .boundaries
        .extend(boundary.iter().filter_map(|arn| managed(world, arn)));
    policies
}

/// Everything attached to a group.
pub(crate) fn of_group(world: &World, group: &Group) -> Vec<Named> {
    let inline = group
        .inline
        .iter()
        .filter_map(|inline| read(&inline.name, &inline.document));
    let attached = group.attached.iter().filter_map(|arn| managed(world, arn));
    inline.chain(attached).collect()
}

fn managed(world: &World, arn: &str) -> Option<Named> {
    let policy = world.policy(arn)?;
    read(&policy.name, &policy.default_version()?.document)
}

/// A policy of the world for the evaluator. One that can't be read grants nothing and is reported.
pub(super) fn read(name: &str, document: &Value) -> Option<Named> {
    match Policy::parse(&document.to_string()) {
        Ok(policy) => Some(Named::new(name, policy)),
        Err(error) => {
            tracing::error!(%error, name, "a policy of this world can't be read");
            None
        }
    }
}
