//! `GetAccountAuthorizationDetails`: everything at once, in pages that go through all kinds.

use axum::response::Response;

use super::pages::Page;
use super::{Desk, NAMESPACE, render};
use crate::fault::Fault;
use crate::query::respond;
use crate::world::{Group, Inline, ManagedPolicy, Role, User, World};
use crate::xml::Xml;

/// One entry of a page.
#[derive(Clone, Copy)]
enum Item<'a> {
    User(&'a User),
    Group(&'a Group),
    Role(&'a Role),
    Policy(&'a ManagedPolicy),
}

pub(super) fn all(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check("*".to_owned(), "*".to_owned())?;
    let world = desk.world;
    let filter = desk.form.members("Filter");
    let wanted = |kind: &str| filter.is_empty() || filter.contains(&kind);
    let mut items: Vec<Item<'_>> = Vec::new();
    if wanted("User") {
        items.extend(world.users.iter().map(Item::User));
    }
    if wanted("Group") {
        items.extend(world.groups.iter().map(Item::Group));
    }
    if wanted("Role") {
        items.extend(world.roles.iter().map(Item::Role));
    }
    // AWS's own policies appear once something uses them. Source: IAM API reference.
    items.extend(
        world
            .policies
            .iter()
            .filter(|policy| {
                if policy.is_aws() {
                    wanted("AWSManagedPolicy")
                } else {
                    wanted("LocalManagedPolicy")
                }
            })
            .filter(|policy| !policy.is_aws() || render::is_used(world, &policy.arn))
            .map(Item::Policy),
    );
    let page = Page::of(items, desk.form)?;
    Ok(respond(
        "GetAccountAuthorizationDetails",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            let of = |pick: fn(&Item<'_>) -> bool| {
                page.items.iter().filter(move |item| pick(item)).copied()
            };
            xml.list(
                "UserDetailList",
                of(|item| matches!(item, Item::User(_))),
                |xml, item| entry(xml, world, item),
            );
            xml.list(
                "GroupDetailList",
                of(|item| matches!(item, Item::Group(_))),
                |xml, item| entry(xml, world, item),
            );
            xml.list(
                "RoleDetailList",
                of(|item| matches!(item, Item::Role(_))),
                |xml, item| entry(xml, world, item),
            );
            xml.list(
                "Policies",
                of(|item| matches!(item, Item::Policy(_))),
                |xml, item| entry(xml, world, item),
            );
            Page::<Item<'_>>::end(page.marker(), xml);
        },
    ))
}

fn entry(xml: &mut Xml, world: &World, item: Item<'_>) {
    match item {
        Item::User(user) => {
            render::user_head(xml, world, user);
            inline(xml, "UserPolicyList", &user.inline);
            xml.texts("GroupList", user.groups.iter().map(String::as_str));
            render::attached(xml, "AttachedManagedPolicies", world, &user.attached);
            render::boundary(xml, user.boundary.as_deref());
            render::tags(xml, &user.tags);
        }
        Item::Group(group) => {
            render::group_head(xml, world, group);
            inline(xml, "GroupPolicyList", &group.inline);
            render::attached(xml, "AttachedManagedPolicies", world, &group.attached);
        }
        Item::Role(role) => {
            render::role_head(xml, world, role);
            xml.nested("InstanceProfileList", |_| {});
            inline(xml, "RolePolicyList", &role.inline);
            render::attached(xml, "AttachedManagedPolicies", world, &role.attached);
            render::boundary(xml, role.boundary.as_deref());
            render::tags(xml, &role.tags);
            xml.nested("RoleLastUsed", |_| {});
        }
        Item::Policy(policy) => {
            render::policy_head(xml, world, policy);
            xml.optional("Description", policy.description.as_deref());
            xml.list("PolicyVersionList", &policy.versions, |xml, version| {
                render::version(xml, version, true);
            });
        }
    }
}

fn inline(xml: &mut Xml, name: &str, policies: &[Inline]) {
    xml.list(name, policies, |xml, inline| {
        xml.text("PolicyName", &inline.name);
        xml.text("PolicyDocument", &render::document(&inline.document));
    });
}
