//! New calls: Amazon Connect itself at work, as a session of an instance's service role.

use http::StatusCode;
use time::Duration;

use crate::authorize::{self, Ask};
use crate::call::{Call, Caller, Service};
use crate::fault::Fault;
use crate::ids;
use crate::practice::{Practice, no_such_bucket};
use crate::world::recording::{Encoding, Recording};
use crate::world::seed::calls;
use crate::world::{Contact, Instance, World};

/// Places a call on an instance now: Connect writes its recording as a session of the instance's service role,
/// decided like any other write. The contact exists either way, as in life.
pub(crate) fn place_call(practice: &Practice, region: &str, id: &str) -> Result<Contact, Fault> {
    let now = practice.clock.now();
    let now = now.replace_nanosecond(0).unwrap_or(now);
    let (contact, writer) = practice.store.change(|world| {
        let instance = world
            .instance(region, id)
            .ok_or_else(|| {
                Fault::not_found(
                    "ResourceNotFoundException",
                    format!("No instance found with id {id}"),
                )
            })?
            .clone();
        let id = ids::fresh_uuid();
        let contact = Contact {
            recording: calls::place(&instance, &id, now),
            id,
            instance: instance.id.clone(),
            region: instance.region.clone(),
            initiation: "INBOUND".to_owned(),
            initiated: now,
            disconnected: now + Duration::seconds(6),
            agent: instance.agents.first().cloned().unwrap_or_default(),
        };
        let writer = service_session(practice, world, &instance, &contact.agent, "PutObject")?;
        world.contacts.push(contact.clone());
        Ok::<_, Fault>((contact, writer))
    })?;
    let Some(place) = contact.recording.clone() else {
        return Ok(contact);
    };
    let call = Call {
        bucket: Some(place.bucket.clone()),
        key: Some(place.key.clone()),
        ..writer
    };
    practice.log.begin(&call, Vec::new());
    let written = practice.store.change(|world| {
        let resource = format!("arn:aws:s3:::{}/{}", place.bucket, place.key);
        let ask = Ask {
            bucket: Some(&place.bucket),
            ..Ask::new("s3:PutObject", resource)
        };
        authorize::check(practice, world, &call, &ask)?;
        authorize::check_key(practice, world, &call, &place.bucket, "kms:GenerateDataKey")?;
        let length = u32::try_from(ids::number(&contact.id) % 2_000).unwrap_or_default();
        let recording = Recording {
            seed: ids::number(&contact.id),
            milliseconds: 3_000 + length,
            encoding: Encoding::Pcm16,
        };
        let bucket = world
            .buckets
            .get_mut(&place.bucket)
            .ok_or_else(no_such_bucket)?;
        bucket.objects.insert(
            place.key.clone(),
            calls::object(recording, contact.disconnected),
        );
        Ok::<_, Fault>(())
    });
    practice.log.end(
        &call.request_id,
        written
            .as_ref()
            .map_or_else(|fault| fault.status, |()| StatusCode::OK)
            .as_u16(),
    );
    written.map(|()| contact)
}

/// A call that Connect makes to S3 as a session of an instance's service role, named after a Connect user.
pub(crate) fn service_session(
    practice: &Practice,
    world: &World,
    instance: &Instance,
    user: &str,
    operation: &str,
) -> Result<Call, Fault> {
    let caller = Caller::session(world, instance.service_role_name(), user).ok_or_else(|| {
        Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            format!(
                "the service role {} of {} does not exist",
                instance.service_role, instance.alias
            ),
        )
    })?;
    Ok(Call {
        request_id: ids::fresh_hex(),
        service: Service::S3,
        operation: operation.to_owned(),
        region: instance.region.clone(),
        caller,
        now: practice.clock.now() + practice.troubles.clock_off(),
        source: std::net::Ipv4Addr::LOCALHOST.into(),
        user_agent: Some("connect.amazonaws.com".to_owned()),
        presigned_age: None,
        bucket: None,
        key: None,
    })
}
