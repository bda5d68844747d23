//! `AssumeRole`: trust policy, one-time code, and the keys of the new session.

use axum::response::Response;
use http::StatusCode;
use iam_policy::{Outcome, PolicySource};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::NAMESPACE;
use crate::authorize::{self, Ask};
use crate::call::{Call, CallerKind};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::query::{self, Form};
use crate::refusal;
use crate::world::{AccessKey, KeyOwner, World};
use crate::xml::Xml;

/// Seconds of a session that was got with another session's keys (role chaining), at most.
const LONGEST_CHAINED: u32 = 3_600;

/// Makes a session of a role.
pub(super) fn role(practice: &Practice, call: &Call, form: &Form) -> Result<Response, Fault> {
    let arn = form.require("RoleArn")?;
    let session = session_name(form)?;
    let key = practice.store.change(|world| {
        let used = one_time_code(practice, world, call, form)?;
        let role = permitted(practice, world, call, form, arn, used)?;
        let seconds = duration(form, world, call, &role)?;
        let owner = KeyOwner::Session {
            role: role.clone(),
            session: session.to_owned(),
            mfa: used,
            policies: session_policies(world, form)?,
        };
        let key = AccessKey::fresh(owner, Duration::seconds(i64::from(seconds)));
        world.keep_key(key.clone());
        Ok::<_, Fault>((key, role))
    })?;
    Ok(answer(practice, call, &key.0, &key.1, session))
}

fn answer(
    practice: &Practice,
    call: &Call,
    key: &AccessKey,
    role: &str,
    session: &str,
) -> Response {
    query::respond("AssumeRole", NAMESPACE, &call.request_id, |xml| {
        describe(xml, practice, key, role, session);
        xml.text("PackedPolicySize", "0");
    })
}

/// Who a session is, and its keys.
pub(super) fn describe(
    xml: &mut Xml,
    practice: &Practice,
    key: &AccessKey,
    role: &str,
    session: &str,
) {
    let (arn, id) = practice.store.read(|world| {
        world.role(role).map_or_else(Default::default, |role| {
            (
                role.session_arn(&world.account.id, session),
                format!("{}:{session}", role.id),
            )
        })
    });
    xml.nested("AssumedRoleUser", |xml| {
        xml.text("AssumedRoleId", &id);
        xml.text("Arn", &arn);
    });
    xml.nested("Credentials", |xml| {
        xml.text("AccessKeyId", &key.id);
        xml.text("SecretAccessKey", &key.secret);
        xml.text("SessionToken", key.token.as_deref().unwrap_or_default());
        xml.text("Expiration", &key.ends());
    });
}

/// Whether a one-time code was given; a wrong one, or one that was used before, ends the call.
fn one_time_code(
    practice: &Practice,
    world: &World,
    call: &Call,
    form: &Form,
) -> Result<bool, Fault> {
    let (serial, code) = match (form.get("SerialNumber"), form.get("TokenCode")) {
        (None, None) => return Ok(false),
        (Some(serial), Some(code)) => (serial, code),
        _ => {
            return Err(invalid(
                "Both SerialNumber and TokenCode must be given".to_owned(),
            ));
        }
    };
    let wrong = || {
        Err(Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        ))
    };
    let CallerKind::User(name) = &call.caller.kind else {
        return wrong();
    };
    let device = world
        .user(name)
        .and_then(|user| user.mfa.iter().find(|device| device.serial == serial));
    match device {
        Some(device) if practice.codes.take(device, code, OffsetDateTime::now_utc()) => Ok(true),
        _ => wrong(),
    }
}

/// The role's name, if it exists and its trust policy (and, where that names only the account, the caller's own
/// policies) let the caller in. AWS does not tell a missing role from a closed one.
fn permitted(
    practice: &Practice,
    world: &World,
    call: &Call,
    form: &Form,
    arn: &str,
    one_time_code: bool,
) -> Result<String, Fault> {
    let refused = |because: &str| {
        Err(refusal::denied(
            call.service,
            &call.caller,
            "sts:AssumeRole",
            arn,
            because,
            true,
        ))
    };
    let Some(role) = world.role_by_arn(arn) else {
        return refused("because no identity-based policy allows the sts:AssumeRole action");
    };
    if call.caller.kind == CallerKind::Root {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Roles may not be assumed by root accounts.",
        ));
    }
    let mut call = call.clone();
    if one_time_code {
        call.caller.mfa = Some(true);
    }
    let mut keys = vec![(
        "sts:RoleSessionName",
        form.get("RoleSessionName").unwrap_or_default().to_owned(),
    )];
    keys.extend(
        form.get("ExternalId")
            .map(|id| ("sts:ExternalId", id.to_owned())),
    );
    let decision = authorize::trusts(world, &call, role, keys.clone());
    match decision.outcome {
        Outcome::Allowed => {}
        Outcome::ExplicitlyDenied if decision.denied_by() != Some(PolicySource::Resource) => {
            // The caller's own policies forbid it: told as for any other call.
            authorize::check(
                practice,
                world,
                &call,
                &Ask {
                    keys,
                    ..Ask::new("sts:AssumeRole", arn)
                },
            )?;
        }
        Outcome::ExplicitlyDenied => {
            return refused("with an explicit deny in the role trust policy");
        }
        _ => return refused("because no role trust policy allows the sts:AssumeRole action"),
    }
    Ok(role.name.clone())
}

/// The length of the session in seconds.
pub(super) fn duration(form: &Form, world: &World, call: &Call, role: &str) -> Result<u32, Fault> {
    let longest = world
        .role(role)
        .map_or(LONGEST_CHAINED, |role| role.max_session);
    let chained = matches!(call.caller.kind, CallerKind::Session(_));
    let Some(text) = form.get("DurationSeconds") else {
        return Ok(3_600.min(longest));
    };
    let seconds: u32 = text
        .parse()
        .map_err(|_| invalid("DurationSeconds must be a whole number".to_owned()))?;
    if !(900..=43_200).contains(&seconds) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: \
             Member must have value between 900 and 43200"
        )));
    }
    if chained && seconds > LONGEST_CHAINED {
        return Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining".to_owned(),
        ));
    }
    if seconds > longest {
        return Err(invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
                .to_owned(),
        ));
    }
    Ok(seconds)
}

/// The session policies given: one inline, others by ARN.
pub(super) fn session_policies(world: &World, form: &Form) -> Result<Vec<Value>, Fault> {
    let malformed = |message: String| Fault::bad("MalformedPolicyDocument", message);
    let mut policies = Vec::new();
    if let Some(text) = form.get("Policy") {
        iam_policy::Policy::parse(text).map_err(|error| malformed(error.to_string()))?;
        policies.push(serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?);
    }
    for arn in form.with_suffix("PolicyArns.member.", ".arn") {
        let policy = world
            .policy(arn)
            .and_then(|policy| policy.default_version());
        policies.push(
            policy
                .ok_or_else(|| malformed(format!("policy {arn} does not exist")))?
                .document
                .clone(),
        );
    }
    Ok(policies)
}

/// The name of the session that is asked for.
pub(super) fn session_name(form: &Form) -> Result<&str, Fault> {
    let name = form.require("RoleSessionName")?;
    let good = (2..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    if good {
        return Ok(name);
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    )))
}

fn invalid(message: String) -> Fault {
    Fault::bad("ValidationError", message)
}
