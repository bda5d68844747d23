//! The condition keys of a request: what is known about it. Source: IAM User Guide, "AWS global condition context keys".

use iam_policy::Context;
use time::format_description::well_known::Rfc3339;

use super::Ask;
use crate::call::{Call, Caller, CallerKind};
use crate::world::{Role, Tag, User, World};

/// What is known about the request.
pub(super) fn context(world: &World, call: &Call, ask: &Ask<'_>, owner: &str) -> Context {
    let mut context = Context::new()
        .with(
            "aws:CurrentTime",
            call.now.format(&Rfc3339).unwrap_or_default(),
        )
        .with("aws:EpochTime", call.now.unix_timestamp().to_string())
        .with("aws:SecureTransport", "true")
        .with("aws:SourceIp", call.source.to_string())
        .with("aws:ResourceAccount", owner)
        .with("aws:ViaAWSService", "false");
    if !call.region.is_empty() {
        context = context.with("aws:RequestedRegion", call.region.clone());
    }
    if let Some(agent) = &call.user_agent {
        context = context.with("aws:UserAgent", agent.clone());
    }
    if let Some(organization) = &world.account.organization {
        if call.caller.kind != CallerKind::Anonymous {
            context = context.with("aws:PrincipalOrgID", organization.clone());
        }
        if owner == world.account.id {
            context = context.with("aws:ResourceOrgID", organization.clone());
        }
    }
    if let Some(mfa) = call.caller.mfa {
        context = context.with("aws:MultiFactorAuthPresent", mfa.to_string());
    }
    for tag in tags(world, &call.caller) {
        context = context.with(&format!("aws:PrincipalTag/{}", tag.key), tag.value.clone());
    }
    if ask.bucket.is_some() {
        context = context
            .with("s3:ResourceAccount", owner)
            .with("s3:TlsVersion", "1.3");
    }
    if ask.bucket.is_some() && call.caller.kind != CallerKind::Anonymous {
        context = context.with("s3:signatureversion", "AWS4-HMAC-SHA256");
        context = match call.presigned_age {
            Some(age) => context
                .with("s3:authType", "REST-QUERY-STRING")
                .with("s3:signatureAge", age.to_string()),
            None => context.with("s3:authType", "REST-HEADER"),
        };
    }
    // A key that is given several times has several values.
    ask.keys.iter().fold(context, |context, (key, _)| {
        let values = ask.keys.iter().filter(|(known, _)| known == key);
        context.with_many(key, values.map(|(_, value)| value.clone()))
    })
}

fn tags<'a>(world: &'a World, caller: &Caller) -> &'a [Tag] {
    match &caller.kind {
        CallerKind::User(name) => world
            .user(name)
            .map_or(&[], |user: &User| user.tags.as_slice()),
        CallerKind::Session(name) => world
            .role(name)
            .map_or(&[], |role: &Role| role.tags.as_slice()),
        CallerKind::Anonymous | CallerKind::Root => &[],
    }
}
