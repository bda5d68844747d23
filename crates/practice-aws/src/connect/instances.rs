//! Instances.

use serde_json::{Map, Value, json};

use super::{Listing, find, of_instance, seconds};
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Instance, World};

/// Instances of the Region, ten a page.
pub(super) fn list(practice: &Practice, call: &Call, listing: &Listing) -> Result<Value, Fault> {
    practice.store.read(|world| {
        authorize::check(
            practice,
            world,
            call,
            &Ask::new("connect:ListInstances", "*"),
        )?;
        directories(practice, world, call)?;
        let found: Vec<&Instance> = world
            .instances
            .iter()
            .filter(|instance| instance.region == call.region)
            .collect();
        let (start, end, next) = listing.bounds(10, found.len())?;
        let summaries: Vec<Value> = found
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|one| Value::Object(instance(practice, world, one)))
            .collect();
        let mut answer = json!({"InstanceSummaryList": summaries});
        if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::from(next));
        }
        Ok(answer)
    })
}

/// One instance.
pub(super) fn describe(practice: &Practice, call: &Call, id: &str) -> Result<Value, Fault> {
    practice.store.read(|world| {
        authorize::check(
            practice,
            world,
            call,
            &of_instance(world, call, "connect:DescribeInstance", id),
        )?;
        directories(practice, world, call)?;
        let mut instance = instance(practice, world, find(world, call, id)?);
        instance.insert("Tags".to_owned(), json!({}));
        Ok(json!({"Instance": instance}))
    })
}

/// Both need `ds:DescribeDirectories`. Source: Service Authorization Reference, "Actions defined by Amazon Connect",
/// dependent actions.
fn directories(practice: &Practice, world: &World, call: &Call) -> Result<(), Fault> {
    authorize::check(
        practice,
        world,
        call,
        &Ask::new("ds:DescribeDirectories", "*"),
    )
}

fn instance(practice: &Practice, world: &World, instance: &Instance) -> Map<String, Value> {
    let fields = json!({
        "Id": instance.id,
        "Arn": instance.arn(&world.account.id),
        "IdentityManagementType": instance.identity_management,
        "InstanceAlias": instance.alias,
        "CreatedTime": seconds(instance.created),
        "ServiceRole": instance.service_role,
        "InstanceStatus": "ACTIVE",
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": true,
        "InstanceAccessUrl": crate::page::access_url(practice, &instance.alias),
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
