//! Inline and managed policies.

use axum::response::Response;

use super::pages::Page;
use super::principals::listing;
use super::{Desk, NAMESPACE, Owner, no_such, render};
use crate::fault::Fault;
use crate::query::respond;
use crate::world::{Inline, ManagedPolicy};

impl Owner<'_> {
    fn inline(&self) -> &[Inline] {
        match self {
            Self::User(user) => &user.inline,
            Self::Group(group) => &group.inline,
            Self::Role(role) => &role.inline,
        }
    }

    fn attached(&self) -> &[String] {
        match self {
            Self::User(user) => &user.attached,
            Self::Group(group) => &group.attached,
            Self::Role(role) => &role.attached,
        }
    }

    /// The element that names it, its name, and what it is.
    fn named(&self) -> (&'static str, &str, &'static str) {
        match self {
            Self::User(user) => ("UserName", &user.name, "user policy"),
            Self::Group(group) => ("GroupName", &group.name, "group policy"),
            Self::Role(role) => ("RoleName", &role.name, "role policy"),
        }
    }
}

pub(super) fn inline_names(desk: &Desk<'_>) -> Result<Response, Fault> {
    let owner = desk.owner()?;
    let page = Page::of(owner.inline().iter().collect::<Vec<_>>(), desk.form)?;
    Ok(respond(
        &desk.call.operation,
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.texts(
                "PolicyNames",
                page.items.iter().map(|inline| inline.name.as_str()),
            );
            Page::<&Inline>::end(page.marker(), xml);
        },
    ))
}

pub(super) fn inline(desk: &Desk<'_>) -> Result<Response, Fault> {
    let owner = desk.owner()?;
    let name = desk.form.require("PolicyName")?;
    let (element, owner_name, kind) = owner.named();
    let inline = owner
        .inline()
        .iter()
        .find(|inline| inline.name == name)
        .ok_or_else(|| no_such(kind, name))?;
    Ok(respond(
        &desk.call.operation,
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.text(element, owner_name);
            xml.text("PolicyName", &inline.name);
            xml.text("PolicyDocument", &render::document(&inline.document));
        },
    ))
}

pub(super) fn attached(desk: &Desk<'_>) -> Result<Response, Fault> {
    let owner = desk.owner()?;
    let prefix = desk.form.get("PathPrefix").unwrap_or("/");
    let below = |arn: &&String| {
        desk.world
            .policy(arn)
            .is_none_or(|policy| policy.path.starts_with(prefix))
    };
    let page = Page::of(
        owner.attached().iter().filter(below).collect::<Vec<_>>(),
        desk.form,
    )?;
    Ok(respond(
        &desk.call.operation,
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            render::attached(
                xml,
                "AttachedPolicies",
                desk.world,
                page.items.iter().copied(),
            );
            Page::<&String>::end(page.marker(), xml);
        },
    ))
}

pub(super) fn list(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check_listing("policy")?;
    let scope = desk.form.get("Scope").unwrap_or("All");
    let prefix = desk.form.get("PathPrefix").unwrap_or("/");
    let only_attached = desk.form.get("OnlyAttached") == Some("true");
    let mut policies: Vec<&ManagedPolicy> = desk
        .world
        .policies
        .iter()
        .filter(|policy| match scope {
            "AWS" => policy.is_aws(),
            "Local" => !policy.is_aws(),
            _ => true,
        })
        .filter(|policy| policy.path.starts_with(prefix))
        .filter(|policy| !only_attached || render::is_used(desk.world, &policy.arn))
        .collect();
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    listing(desk, "Policies", policies, |xml, policy| {
        render::policy_head(xml, desk.world, policy);
    })
}

pub(super) fn get(desk: &Desk<'_>) -> Result<Response, Fault> {
    let policy = managed(desk)?;
    Ok(respond(
        "GetPolicy",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.nested("Policy", |xml| {
                render::policy_head(xml, desk.world, policy);
                xml.optional("Description", policy.description.as_deref());
                render::tags(xml, &policy.tags);
            });
        },
    ))
}

pub(super) fn tags(desk: &Desk<'_>) -> Result<Response, Fault> {
    let policy = managed(desk)?;
    listing(desk, "Tags", policy.tags.iter().collect(), |xml, tag| {
        xml.text("Key", &tag.key);
        xml.text("Value", &tag.value);
    })
}

pub(super) fn versions(desk: &Desk<'_>) -> Result<Response, Fault> {
    let policy = managed(desk)?;
    listing(
        desk,
        "Versions",
        policy.versions.iter().collect(),
        |xml, version| {
            render::version(xml, version, false);
        },
    )
}

pub(super) fn version(desk: &Desk<'_>) -> Result<Response, Fault> {
    let policy = managed(desk)?;
    let id = desk.form.require("VersionId")?;
    let version = policy
        .versions
        .iter()
        .find(|version| version.id == id)
        .ok_or_else(|| {
            Fault::not_found(
                "NoSuchEntity",
                format!(
                    "Policy {} version {id} does not exist or is not attachable.",
                    policy.arn
                ),
            )
        })?;
    Ok(respond(
        "GetPolicyVersion",
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.nested("PolicyVersion", |xml| render::version(xml, version, true));
        },
    ))
}

/// The managed policy that the call names.
fn managed<'a>(desk: &Desk<'a>) -> Result<&'a ManagedPolicy, Fault> {
    let arn = desk.form.require("PolicyArn")?;
    desk.check(arn.to_owned(), format!("policy {arn}"))?;
    desk.world.policy(arn).ok_or_else(|| no_such("policy", arn))
}
