//! Records of the writes of bucket policies, in CloudTrail's own form.
//! Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "`userIdentity` element"; published records of
//! `PutBucketPolicy` and `DeleteBucketPolicy`.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::REMEMBERED;
use crate::call::{Call, Caller, CallerKind, Service};
use crate::ids;
use crate::practice::Practice;
use crate::world::{Role, TrailEvent, World};

/// Takes down a write of a bucket policy that was done.
pub(crate) fn take_down(world: &mut World, call: &Call, bucket: &str, policy: Option<&Value>) {
    push(world, call, bucket, policy, None);
}

/// Takes down a write that was refused, with AWS's code and message.
pub(crate) fn refused(
    world: &mut World,
    call: &Call,
    bucket: &str,
    policy: Option<&Value>,
    refusal: (&str, &str),
) {
    push(world, call, bucket, policy, Some(refusal));
}

fn push(
    world: &mut World,
    call: &Call,
    bucket: &str,
    policy: Option<&Value>,
    refusal: Option<(&str, &str)>,
) {
    let Some(region) = world
        .buckets
        .get(bucket)
        .filter(|known| known.owner == world.account.id)
        .map(|known| known.region.clone())
    else {
        // A bucket of another account: the record is in that account's history.
        return;
    };
    let event = TrailEvent {
        at: call.now,
        username: username(&call.caller),
        bucket: bucket.to_owned(),
        record: record(world, call, (bucket, &region), policy, refusal),
        region,
    };
    world.trail.retain(|old| old.at + REMEMBERED > call.now);
    world.trail.push(event);
}

fn record(
    world: &World,
    call: &Call,
    (bucket, region): (&str, &str),
    policy: Option<&Value>,
    refusal: Option<(&str, &str)>,
) -> Value {
    let mut parameters = json!({
        "bucketName": bucket,
        "Host": format!("{bucket}.s3.{region}.amazonaws.com"),
        "policy": "",
    });
    if let (Some(policy), Some(parameters)) = (policy, parameters.as_object_mut()) {
        parameters.insert("bucketPolicy".to_owned(), policy.clone());
    }
    let mut record = json!({
        "eventVersion": "1.11",
        "userIdentity": identity(world, &call.caller, call.now),
        "eventTime": second(call.now),
        "eventSource": "s3.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": region,
        "sourceIPAddress": call.source.to_string(),
        "userAgent": format!("[{}]", call.user_agent.as_deref().unwrap_or_default()),
        "requestParameters": parameters,
        "responseElements": null,
        "additionalEventData": {
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": ids::hex_digits(&call.request_id, 64),
        },
        "requestID": call.request_id,
        "eventID": ids::fresh_uuid(),
        "readOnly": false,
        "resources": [{
            "accountId": world.account.id,
            "type": "AWS::S3::Bucket",
            "ARN": format!("arn:aws:s3:::{bucket}"),
        }],
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": world.account.id,
        "eventCategory": "Management",
    });
    if let (Some((code, message)), Some(record)) = (refusal, record.as_object_mut()) {
        record.insert("errorCode".to_owned(), Value::from(code));
        record.insert("errorMessage".to_owned(), Value::from(message));
    }
    record
}

/// Who called, as CloudTrail tells it.
fn identity(world: &World, caller: &Caller, now: OffsetDateTime) -> Value {
    let account = &world.account.id;
    let key = world
        .keys
        .iter()
        .find(|key| Caller::of_key(world, key).is_some_and(|known| known.arn == caller.arn))
        .map(|key| key.id.as_str());
    match &caller.kind {
        CallerKind::Anonymous => {
            json!({"type": "AWSAccount", "principalId": "", "accountId": "anonymous"})
        }
        CallerKind::Root => json!({
            "type": "Root", "principalId": account, "arn": caller.arn, "accountId": account,
            "accessKeyId": key,
        }),
        CallerKind::User(name) => json!({
            "type": "IAMUser", "principalId": caller.user_id, "arn": caller.arn, "accountId": account,
            "accessKeyId": key, "userName": name,
        }),
        CallerKind::Session(name) => json!({
            "type": "AssumedRole", "principalId": caller.user_id, "arn": caller.arn, "accountId": account,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": world.role(name).map(|role| issuer(role, account)),
                "attributes": {
                    "creationDate": second(now),
                    "mfaAuthenticated": caller.mfa.unwrap_or_default().to_string(),
                },
            },
        }),
    }
}

fn issuer(role: &Role, account: &str) -> Value {
    json!({
        "type": "Role", "principalId": role.id, "arn": role.arn(account), "accountId": account,
        "userName": role.name,
    })
}

/// The name by which events are looked up: a user's, or a session's.
fn username(caller: &Caller) -> String {
    match &caller.kind {
        CallerKind::Anonymous => String::new(),
        CallerKind::Root => "root".to_owned(),
        CallerKind::User(name) => name.clone(),
        CallerKind::Session(_) => caller.arn.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

/// `2026-11-22T04:05:06Z`: whole seconds, as in every record.
fn second(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
    ))
    .unwrap_or_default()
}

/// Another administrator's call, for an edit that is made past the wire: a session of the Identity Center's
/// administrators, or the account's root in a world that has none.
pub(crate) fn somebody_else(practice: &Practice, world: &World, operation: &str) -> Call {
    let caller = world
        .roles
        .iter()
        .find(|role| role.name.starts_with("AWSReservedSSO_AdministratorAccess"))
        .and_then(|role| Caller::session(world, &role.name, "sam.whitfield"))
        .unwrap_or_else(|| Caller {
            kind: CallerKind::Root,
            arn: format!("arn:aws:iam::{}:root", world.account.id),
            user_id: world.account.id.clone(),
            ..Caller::anonymous()
        });
    Call {
        request_id: ids::fresh_hex()
            .to_ascii_uppercase()
            .chars()
            .take(16)
            .collect(),
        service: Service::S3,
        operation: operation.to_owned(),
        region: String::new(),
        caller,
        now: practice.clock.now() + practice.troubles.clock_off(),
        // An address for documentation, RFC 5737.
        source: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 24)),
        user_agent: Some("S3Console/0.4".to_owned()),
        presigned_age: None,
        bucket: None,
        key: None,
    }
}
