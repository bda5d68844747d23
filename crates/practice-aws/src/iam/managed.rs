//! Changing the account's own managed policies, their versions and tags.

use axum::response::Response;
use http::StatusCode;
use serde_json::Value;

use super::documents::{self, limit};
use super::{NAMESPACE, Pen, no_such, render};
use crate::fault::Fault;
use crate::ids;
use crate::query::{Form, respond};
use crate::world::{ManagedPolicy, PolicyVersion, Tag, World};

/// Versions that a managed policy can have. Source: IAM User Guide, "IAM and AWS STS quotas".
const VERSIONS: usize = 5;
/// Tags of one.
const TAGS: usize = 50;

pub(super) fn create(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let name = pen.form.require("PolicyName")?.to_owned();
    let path = pen.form.get("Path").unwrap_or("/").to_owned();
    let arn = format!("arn:aws:iam::{}:policy{path}{name}", world.account.id);
    pen.desk(world)
        .check(arn.clone(), format!("policy {name}"))?;
    documents::is_name(&name)?;
    if !path.starts_with('/') || !path.ends_with('/') || path.len() > 512 {
        return Err(Fault::bad(
            "ValidationError",
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
             characters and/or / characters.",
        ));
    }
    let document = document(pen.form)?;
    let tags = tags(pen.form)?;
    if tags.len() > TAGS {
        return Err(limit(format!(
            "Cannot exceed quota for TagsPerPolicy: {TAGS}"
        )));
    }
    // Names differ in more than letter case, whatever the paths.
    let taken = world
        .policies
        .iter()
        .any(|policy| !policy.is_aws() && policy.name.eq_ignore_ascii_case(&name));
    if taken {
        let message =
            format!("A policy called {name} already exists. Duplicate names are not allowed.");
        return Err(Fault::new(
            StatusCode::CONFLICT,
            "EntityAlreadyExists",
            message,
        ));
    }
    let now = whole_second(pen);
    let policy = ManagedPolicy {
        id: format!("ANPA{}", ids::letters(&ids::fresh_hex(), 17)),
        arn,
        name,
        path,
        created: now,
        description: pen.form.get("Description").map(str::to_owned),
        versions: vec![PolicyVersion {
            id: "v1".to_owned(),
            default: true,
            created: now,
            document,
        }],
        versions_made: 1,
        tags,
    };
    let answer = respond("CreatePolicy", NAMESPACE, &pen.call.request_id, |xml| {
        xml.nested("Policy", |xml| {
            render::policy_head(xml, world, &policy);
            render::tags(xml, &policy.tags);
        });
    });
    world.policies.push(policy);
    Ok(answer)
}

/// IAM's times have no fractions.
fn whole_second(pen: &Pen<'_>) -> time::OffsetDateTime {
    let now = pen.call.now;
    now.replace_nanosecond(0).unwrap_or(now)
}

fn document(form: &Form) -> Result<Value, Fault> {
    let document = documents::read(form.require("PolicyDocument")?)?;
    documents::fits_managed(&document)?;
    Ok(document)
}

fn tags(form: &Form) -> Result<Vec<Tag>, Fault> {
    form.structures("Tags")
        .iter()
        .map(|prefix| {
            Ok(Tag {
                key: form.require(&format!("{prefix}Key"))?.to_owned(),
                value: form
                    .get(&format!("{prefix}Value"))
                    .unwrap_or_default()
                    .to_owned(),
            })
        })
        .collect()
}

/// The policy that a call names, if the caller may change it and it is the account's own.
fn mine<'a>(pen: &Pen<'_>, world: &'a mut World) -> Result<&'a mut ManagedPolicy, Fault> {
    let arn = pen.form.require("PolicyArn")?;
    pen.desk(world)
        .check(arn.to_owned(), format!("policy {arn}"))?;
    let own = format!("arn:aws:iam::{}:policy/", world.account.id);
    if !arn.starts_with(&own) {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Policy is outside your own account.",
        ));
    }
    world
        .policies
        .iter_mut()
        .find(|policy| policy.arn == arn)
        .ok_or_else(|| no_such("policy", arn))
}

pub(super) fn create_version(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let default = pen.form.get("SetAsDefault") == Some("true");
    let policy = mine(pen, world)?;
    let document = document(pen.form)?;
    if policy.versions.len() >= VERSIONS {
        return Err(limit(
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing \
             version.",
        ));
    }
    let made = policy.versions.iter().filter_map(number).max();
    policy.versions_made = policy.versions_made.max(made.unwrap_or(0)) + 1;
    let version = PolicyVersion {
        id: format!("v{}", policy.versions_made),
        default,
        created: whole_second(pen),
        document,
    };
    if default {
        for other in &mut policy.versions {
            other.default = false;
        }
    }
    policy.versions.insert(0, version.clone());
    let request = &pen.call.request_id;
    Ok(respond("CreatePolicyVersion", NAMESPACE, request, |xml| {
        xml.nested("PolicyVersion", |xml| render::version(xml, &version, false));
    }))
}

fn number(version: &PolicyVersion) -> Option<u32> {
    version.id.strip_prefix('v')?.parse().ok()
}

/// The place of the version that a call names.
fn version(pen: &Pen<'_>, policy: &ManagedPolicy) -> Result<usize, Fault> {
    let id = pen.form.require("VersionId")?;
    policy
        .versions
        .iter()
        .position(|version| version.id == id)
        .ok_or_else(|| {
            let message = format!(
                "Policy {} version {id} does not exist or is not attachable.",
                policy.arn
            );
            Fault::not_found("NoSuchEntity", message)
        })
}

pub(super) fn set_default(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let policy = mine(pen, world)?;
    let index = version(pen, policy)?;
    for (place, version) in policy.versions.iter_mut().enumerate() {
        version.default = place == index;
    }
    Ok(pen.done())
}

fn conflict(message: &str) -> Fault {
    Fault::new(StatusCode::CONFLICT, "DeleteConflict", message)
}

pub(super) fn delete_version(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let policy = mine(pen, world)?;
    let index = version(pen, policy)?;
    if policy
        .versions
        .get(index)
        .is_some_and(|version| version.default)
    {
        return Err(conflict("Cannot delete the default version of a policy."));
    }
    policy.versions.remove(index);
    Ok(pen.done())
}

pub(super) fn delete(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let policy = mine(pen, world)?;
    let (arn, versions) = (policy.arn.clone(), policy.versions.len());
    if render::is_used(world, &arn) {
        return Err(conflict("Cannot delete a policy attached to entities."));
    }
    if versions > 1 {
        return Err(conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
             The default version is deleted with the policy.",
        ));
    }
    world.policies.retain(|policy| policy.arn != arn);
    Ok(pen.done())
}

pub(super) fn tag(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let new = tags(pen.form)?;
    let policy = mine(pen, world)?;
    for tag in new {
        match policy.tags.iter_mut().find(|known| known.key == tag.key) {
            Some(known) => known.value = tag.value,
            None => policy.tags.push(tag),
        }
    }
    if policy.tags.len() > TAGS {
        return Err(limit(format!(
            "Cannot exceed quota for TagsPerPolicy: {TAGS}"
        )));
    }
    Ok(pen.done())
}

pub(super) fn untag(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let keys = pen.form.members("TagKeys");
    let policy = mine(pen, world)?;
    policy.tags.retain(|tag| !keys.contains(&tag.key.as_str()));
    Ok(pen.done())
}
