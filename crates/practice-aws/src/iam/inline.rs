//! Changing the inline policies of users and roles.

use axum::response::Response;

use super::attachments::of_owner;
use super::{Pen, documents, no_such};
use crate::fault::Fault;
use crate::world::{Inline, World};

fn list<'a>(
    pen: &Pen<'_>,
    world: &'a mut World,
) -> Result<(bool, String, &'a mut Vec<Inline>), Fault> {
    of_owner(pen, world, |role| &mut role.inline, |user| &mut user.inline)
}

/// Puts a policy, in the place of one with the same name.
pub(super) fn put(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let name = pen.form.require("PolicyName")?.to_owned();
    let (is_role, owner, policies) = list(pen, world)?;
    documents::is_name(&name)?;
    let document = documents::read(pen.form.require("PolicyDocument")?)?;
    documents::fits_inline(policies, &name, &document, &owner, is_role)?;
    match policies.iter_mut().find(|known| known.name == name) {
        Some(known) => known.document = document,
        None => policies.push(Inline { name, document }),
    }
    Ok(pen.done())
}

pub(super) fn delete(pen: &Pen<'_>, world: &mut World) -> Result<Response, Fault> {
    let name = pen.form.require("PolicyName")?.to_owned();
    let (is_role, _, policies) = list(pen, world)?;
    let before = policies.len();
    policies.retain(|known| known.name != name);
    if policies.len() == before {
        let kind = if is_role {
            "role policy"
        } else {
            "user policy"
        };
        return Err(no_such(kind, &name));
    }
    Ok(pen.done())
}
