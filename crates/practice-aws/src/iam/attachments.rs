//! Managed policies on users and roles: attaching, detaching, and who has one.

use axum::response::Response;

use super::documents::limit;
use super::pages::Page;
use super::{Desk, NAMESPACE, Owner, Pen, no_such};
use crate::fault::Fault;
use crate::query::respond;
use crate::world::{Role, World};

/// Managed policies that a user or role can have. Source: IAM User Guide, "IAM and AWS STS quotas" (the default).
const ATTACHED: usize = 10;

/// The list of whoever the call is about, with what it is and its name, if the caller may change it.
pub(super) fn of_owner<'a, T>(
    pen: &Pen<'_>,
    world: &'a mut World,
    of_role: impl FnOnce(&'a mut Role) -> &'a mut T,
    of_user: impl FnOnce(&'a mut crate::world::User) -> &'a mut T,
) -> Result<(bool, String, &'a mut T), Fault> {
    let (is_role, name) = match pen.desk(world).owner()? {
        Owner::Role(role) => {
            if role.is_of_aws() {
                return Err(unmodifiable(&role.name));
            }
            (true, role.name.clone())
        }
        Owner::User(user) => (false, user.name.clone()),
        Owner::Group(group) => return Err(no_such("user", &group.name)),
    };
    let found = if is_role {
        world
            .roles
            .iter_mut()
            .find(|role| role.name == name)
            .map(of_role)
    } else {
        world
            .users
            .iter_mut()
            .find(|user| user.name == name)
            .map(of_user)
    };
    let kind = if is_role { "role" } else { "user" };
    found
        .map(|found| (is_role, name.clone(), found))
        .ok_or_else(|| no_such(kind, &name))
}

/// A role that AWS alone changes. Source: IAM API reference, `AttachRolePolicy`, `UnmodifiableEntity`.
fn unmodifiable(role: &str) -> Fault {
    Fault::bad(
        "UnmodifiableEntity",
        format!(
            "Cannot perform the operation on the protected role '{role}' - this role is only modifiable by AWS"
        ),
    )
}

fn list<'a>(
    pen: &Pen<'_>,
    world: &'a mut World,
) -> Result<(bool, String, &'a mut Vec<String>), Fault> {
    of_owner(
        pen,
        world,
        |role| &mut role.attached,
        |user| &mut user.attached,
    )
}

/// Attaches a policy; once more changes nothing.
pub(super) fn attach(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let arn = pen.form.require("PolicyArn")?.to_owned();
    let known = world.policy(&arn).map(|policy| policy.path.clone());
    let (is_role, _, attached) = list(pen, world)?;
    match known.as_deref() {
        None => {
            let message = format!("Policy {arn} does not exist or is not attachable.");
            return Err(Fault::not_found("NoSuchEntity", message));
        }
        // These are for service-linked roles alone.
        Some("/aws-service-role/") => {
            let message = "Cannot attach a Service Role Policy to a Customer Role.";
            return Err(Fault::bad("PolicyNotAttachable", message));
        }
        Some(_) => {}
    }
    if attached.contains(&arn) {
        return Ok(pen.done());
    }
    if attached.len() >= ATTACHED {
        let kind = if is_role { "Role" } else { "User" };
        let message = format!("Cannot exceed quota for PoliciesPer{kind}: {ATTACHED}");
        return Err(limit(message));
    }
    attached.push(arn);
    Ok(pen.done())
}

pub(super) fn detach(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let arn = pen.form.require("PolicyArn")?.to_owned();
    let (_, _, attached) = list(pen, world)?;
    let before = attached.len();
    attached.retain(|known| *known != arn);
    if attached.len() == before {
        return Err(no_such("policy", &arn));
    }
    Ok(pen.done())
}

/// One entry of a page: `Group`, `User` or `Role`, its name and its id.
type Entity<'a> = (&'static str, &'a str, &'a str);

/// Who has a managed policy, attached or as a boundary.
pub(super) fn entities(desk: &Desk<'_>) -> Result<Response, Fault> {
    let arn = desk.form.require("PolicyArn")?;
    desk.check(arn.to_owned(), format!("policy {arn}"))?;
    let world = desk.world;
    if world.policy(arn).is_none() {
        return Err(no_such("policy", arn));
    }
    let usage = desk.form.get("PolicyUsageFilter");
    let filter = desk.form.get("EntityFilter");
    let prefix = desk.form.get("PathPrefix").unwrap_or("/");
    let has = |attached: &[String], boundary: Option<&String>| {
        let attached = attached.iter().any(|known| known == arn);
        let bounded = boundary.is_some_and(|known| known == arn);
        match usage {
            Some("PermissionsPolicy") => attached,
            Some("PermissionsBoundary") => bounded,
            _ => attached || bounded,
        }
    };
    let wanted = |kind: &str, path: &str| {
        filter.is_none_or(|filter| filter == kind) && path.starts_with(prefix)
    };
    let groups = world
        .groups
        .iter()
        .filter(|group| wanted("Group", &group.path) && has(&group.attached, None))
        .map(|group| -> Entity<'_> { ("Group", &group.name, &group.id) });
    let users = world
        .users
        .iter()
        .filter(|user| wanted("User", &user.path) && has(&user.attached, user.boundary.as_ref()))
        .map(|user| -> Entity<'_> { ("User", &user.name, &user.id) });
    let roles = world
        .roles
        .iter()
        .filter(|role| wanted("Role", &role.path) && has(&role.attached, role.boundary.as_ref()))
        .map(|role| -> Entity<'_> { ("Role", &role.name, &role.id) });
    let page = Page::of(groups.chain(users).chain(roles).collect(), desk.form)?;
    let request = &desk.call.request_id;
    Ok(respond(
        "ListEntitiesForPolicy",
        NAMESPACE,
        request,
        |xml| {
            for kind in ["Group", "User", "Role"] {
                let entries = page.items.iter().filter(|(of, _, _)| *of == kind);
                xml.list(&format!("Policy{kind}s"), entries, |xml, (_, name, id)| {
                    xml.text(&format!("{kind}Name"), name);
                    xml.text(&format!("{kind}Id"), id);
                });
            }
            Page::<Entity<'_>>::end(page.marker(), xml);
        },
    ))
}
