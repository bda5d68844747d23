//! IAM's things as XML.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::world::{Group, ManagedPolicy, PolicyVersion, Role, Tag, User, World};
use crate::xml::Xml;

/// RFC 3986, as IAM encodes documents.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A document as it travels.
pub(super) fn document(document: &Value) -> String {
    utf8_percent_encode(&document.to_string(), ENCODED).to_string()
}

/// `2026-11-22T04:05:06Z`
pub(super) fn date(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
    ))
    .unwrap_or_default()
}

/// What a role has in all answers.
pub(super) fn role_head(xml: &mut Xml, world: &World, role: &Role) {
    xml.text("Path", &role.path);
    xml.text("RoleName", &role.name);
    xml.text("RoleId", &role.id);
    xml.text("Arn", &role.arn(&world.account.id));
    xml.text("CreateDate", &date(role.created));
    xml.text("AssumeRolePolicyDocument", &document(&role.trust));
}

/// A role as `GetRole` (`full`) and `ListRoles` show it.
pub(super) fn role(xml: &mut Xml, world: &World, role: &Role, full: bool) {
    role_head(xml, world, role);
    xml.optional("Description", role.description.as_deref());
    xml.text("MaxSessionDuration", &role.max_session.to_string());
    // Listings leave the boundary and the tags out. Source: IAM API reference, ListRoles.
    if full {
        boundary(xml, role.boundary.as_deref());
        tags(xml, &role.tags);
        xml.nested("RoleLastUsed", |_| {});
    }
}

/// What a user has in all answers.
pub(super) fn user_head(xml: &mut Xml, world: &World, user: &User) {
    xml.text("Path", &user.path);
    xml.text("UserName", &user.name);
    xml.text("UserId", &user.id);
    xml.text("Arn", &user.arn(&world.account.id));
    xml.text("CreateDate", &date(user.created));
}

/// What a group has in all answers.
pub(super) fn group_head(xml: &mut Xml, world: &World, group: &Group) {
    xml.text("Path", &group.path);
    xml.text("GroupName", &group.name);
    xml.text("GroupId", &group.id);
    xml.text("Arn", &group.arn(&world.account.id));
    xml.text("CreateDate", &date(group.created));
}

/// What a managed policy has in all answers.
pub(super) fn policy_head(xml: &mut Xml, world: &World, policy: &ManagedPolicy) {
    xml.text("PolicyName", &policy.name);
    xml.text("PolicyId", &policy.id);
    xml.text("Arn", &policy.arn);
    xml.text("Path", &policy.path);
    xml.text(
        "DefaultVersionId",
        policy
            .default_version()
            .map_or("v1", |version| version.id.as_str()),
    );
    xml.text(
        "AttachmentCount",
        &attachments(world, &policy.arn).to_string(),
    );
    xml.text(
        "PermissionsBoundaryUsageCount",
        &boundaries(world, &policy.arn).to_string(),
    );
    xml.text("IsAttachable", "true");
    xml.text("CreateDate", &date(policy.created));
    xml.text(
        "UpdateDate",
        &date(
            policy
                .versions
                .iter()
                .map(|version| version.created)
                .max()
                .unwrap_or(policy.created),
        ),
    );
}

/// A version of one.
pub(super) fn version(xml: &mut Xml, version: &PolicyVersion, with_document: bool) {
    if with_document {
        xml.text("Document", &document(&version.document));
    }
    xml.text("VersionId", &version.id);
    xml.text(
        "IsDefaultVersion",
        if version.default { "true" } else { "false" },
    );
    xml.text("CreateDate", &date(version.created));
}

/// A permissions boundary.
pub(super) fn boundary(xml: &mut Xml, arn: Option<&str>) {
    if let Some(arn) = arn {
        xml.nested("PermissionsBoundary", |xml| {
            xml.text("PermissionsBoundaryType", "Policy");
            xml.text("PermissionsBoundaryArn", arn);
        });
    }
}

/// Tags, if there are any.
pub(super) fn tags(xml: &mut Xml, tags: &[Tag]) {
    if !tags.is_empty() {
        xml.list("Tags", tags, |xml, tag| {
            xml.text("Key", &tag.key);
            xml.text("Value", &tag.value);
        });
    }
}

/// Attached managed policies under any list name.
pub(super) fn attached<'a>(
    xml: &mut Xml,
    name: &str,
    world: &World,
    arns: impl IntoIterator<Item = &'a String>,
) {
    xml.list(name, arns, |xml, arn| {
        let known = world.policy(arn).map(|policy| policy.name.as_str());
        xml.text(
            "PolicyName",
            known.unwrap_or_else(|| arn.rsplit('/').next().unwrap_or_default()),
        );
        xml.text("PolicyArn", arn);
    });
}

/// How many users, groups and roles have a managed policy.
fn attachments(world: &World, arn: &str) -> usize {
    let has = |attached: &[String]| attached.iter().any(|attached| attached == arn);
    world
        .users
        .iter()
        .filter(|user| has(&user.attached))
        .count()
        + world
            .groups
            .iter()
            .filter(|group| has(&group.attached))
            .count()
        + world
            .roles
            .iter()
            .filter(|role| has(&role.attached))
            .count()
}

/// How many it bounds.
fn boundaries(world: &World, arn: &str) -> usize {
    let is = |boundary: &Option<String>| boundary.as_deref() == Some(arn);
    world.users.iter().filter(|user| is(&user.boundary)).count()
        + world.roles.iter().filter(|role| is(&role.boundary)).count()
}

/// Whether anything has a policy.
pub(super) fn is_used(world: &World, arn: &str) -> bool {
    attachments(world, arn) + boundaries(world, arn) > 0
}
