//! Roles, users and groups.

use axum::response::Response;

use super::pages::Page;
use super::{Desk, NAMESPACE, render};
use crate::call::CallerKind;
use crate::fault::Fault;
use crate::query::respond;
use crate::world::{Group, Role, User};
use crate::xml::Xml;

/// An answer that is one page of a list.
pub(super) fn listing<T>(
    desk: &Desk<'_>,
    name: &str,
    items: Vec<T>,
    each: impl Fn(&mut Xml, &T),
) -> Result<Response, Fault> {
    let page = Page::of(items, desk.form)?;
    Ok(respond(
        &desk.call.operation,
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.list(name, &page.items, |xml, item| each(xml, item));
            Page::<T>::end(page.marker(), xml);
        },
    ))
}

/// What is below the path that the call names, by name.
fn below<'a, T>(
    desk: &Desk<'_>,
    items: &'a [T],
    path: impl Fn(&T) -> &str,
    name: impl Fn(&T) -> &str,
) -> Vec<&'a T> {
    let prefix = desk.form.get("PathPrefix").unwrap_or("/");
    let mut items: Vec<&T> = items
        .iter()
        .filter(|item| path(item).starts_with(prefix))
        .collect();
    items.sort_by(|a, b| name(a).cmp(name(b)));
    items
}

pub(super) fn aliases(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check("*".to_owned(), "*".to_owned())?;
    let page = Page::of(desk.world.account.alias.iter().collect(), desk.form)?;
    Ok(respond(
        "ListAccountAliases",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.texts(
                "AccountAliases",
                page.items.iter().map(|alias| alias.as_str()),
            );
            Page::<&String>::end(page.marker(), xml);
        },
    ))
}

pub(super) fn roles(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check_listing("role")?;
    let roles = below(
        desk,
        &desk.world.roles,
        |role: &Role| &role.path,
        |role| &role.name,
    );
    listing(desk, "Roles", roles, |xml, role| {
        render::role(xml, desk.world, role, false);
    })
}

pub(super) fn role(desk: &Desk<'_>) -> Result<Response, Fault> {
    let role = desk.role()?;
    Ok(respond(
        "GetRole",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.nested("Role", |xml| render::role(xml, desk.world, role, true));
        },
    ))
}

pub(super) fn users(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check_listing("user")?;
    let users = below(
        desk,
        &desk.world.users,
        |user: &User| &user.path,
        |user| &user.name,
    );
    listing(desk, "Users", users, |xml, user| {
        render::user_head(xml, desk.world, user);
    })
}

/// Without a name: the caller, where that is a user. Source: IAM API reference, `GetUser`.
pub(super) fn user(desk: &Desk<'_>) -> Result<Response, Fault> {
    let name = match (desk.form.get("UserName"), &desk.call.caller.kind) {
        (Some(name), _) => name,
        (None, CallerKind::User(name)) => name,
        (None, _) => {
            let message = "Must specify userName when calling with non-User credentials";
            return Err(Fault::bad("ValidationError", message));
        }
    };
    let user = desk.user(name)?;
    Ok(respond(
        "GetUser",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.nested("User", |xml| {
                render::user_head(xml, desk.world, user);
                render::boundary(xml, user.boundary.as_deref());
                render::tags(xml, &user.tags);
            });
        },
    ))
}

pub(super) fn groups(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check_listing("group")?;
    let groups = below(
        desk,
        &desk.world.groups,
        |group: &Group| &group.path,
        |group| &group.name,
    );
    listing(desk, "Groups", groups, |xml, group| {
        render::group_head(xml, desk.world, group);
    })
}

pub(super) fn groups_of_user(desk: &Desk<'_>) -> Result<Response, Fault> {
    let user = desk.user(desk.form.require("UserName")?)?;
    let groups: Vec<_> = desk
        .world
        .groups
        .iter()
        .filter(|group| user.groups.contains(&group.name))
        .collect();
    listing(desk, "Groups", groups, |xml, group| {
        render::group_head(xml, desk.world, group);
    })
}

pub(super) fn mfa_devices(desk: &Desk<'_>) -> Result<Response, Fault> {
    let user = desk.user(desk.form.require("UserName")?)?;
    listing(
        desk,
        "MFADevices",
        user.mfa.iter().collect(),
        |xml, device| {
            xml.text("UserName", &user.name);
            xml.text("SerialNumber", &device.serial);
            xml.text("EnableDate", &render::date(user.created));
        },
    )
}
