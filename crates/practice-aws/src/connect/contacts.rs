//! Contacts: searching, describing, and placing a new call.

use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{arn_of, find, of_instance, page, seconds};
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Contact, Instance, World};

/// A search, as far as it is understood here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Search {
    instance_id: Option<String>,
    time_range: Option<TimeRange>,
    #[serde(rename = "SearchCriteria")]
    criteria: Option<Criteria>,
    max_results: Option<usize>,
    next_token: Option<String>,
    sort: Option<Sort>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeRange {
    r#type: String,
    start_time: f64,
    end_time: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Criteria {
    #[serde(default)]
    agent_ids: Vec<String>,
    #[serde(default)]
    channels: Vec<String>,
    #[serde(default)]
    initiation_methods: Vec<String>,
    #[serde(default)]
    queue_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sort {
    field_name: String,
    order: String,
}

/// `SearchContacts`: contacts of a time range of at most eight weeks, without their recordings.
pub(super) fn search(practice: &Practice, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let search: Search = serde_json::from_slice(body)
        .map_err(|error| Fault::bad("InvalidRequestException", error.to_string()))?;
    let id = search
        .instance_id
        .as_deref()
        .ok_or_else(|| missing("InstanceId"))?;
    practice.store.read(|world| {
        authorize::check(
            practice,
            world,
            call,
            &of_instance(world, call, "connect:SearchContacts", id),
        )?;
        let instance = find(world, call, id)?;
        let range = search
            .time_range
            .as_ref()
            .ok_or_else(|| missing("TimeRange"))?;
        let (start, end) = (moment(range.start_time)?, moment(range.end_time)?);
        if end < start || end - start > Duration::weeks(8) {
            let message = "The time range must not be negative or longer than 8 weeks";
            return Err(Fault::bad("InvalidParameterException", message));
        }
        let mut found: Vec<&Contact> = world
            .contacts
            .iter()
            .filter(|contact| contact.instance == instance.id && contact.region == instance.region)
            .filter(|contact| (start..=end).contains(&time_of(contact, &range.r#type)))
            .filter(|contact| meets(contact, instance, search.criteria.as_ref()))
            .collect();
        sort(&mut found, search.sort.as_ref())?;
        let size = search.max_results.unwrap_or(100);
        if !(1..=100).contains(&size) {
            return Err(Fault::bad(
                "InvalidParameterException",
                "MaxResults must be between 1 and 100",
            ));
        }
        let (start, end, next) = page(search.next_token.as_deref(), size, found.len())?;
        let contacts: Vec<Value> = found
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|contact| summary(world, instance, contact))
            .collect();
        let mut answer = json!({"Contacts": contacts, "TotalCount": found.len()});
        if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::from(next));
        }
        Ok(answer)
    })
}

fn missing(member: &str) -> Fault {
    Fault::bad("InvalidRequestException", format!("{member} must be given"))
}

/// A moment out of seconds since 1970.
fn moment(seconds: f64) -> Result<OffsetDateTime, Fault> {
    let outside = || Fault::bad("InvalidParameterException", "the time range can't be read");
    if !seconds.is_finite() || seconds.abs() > 1e11 {
        return Err(outside());
    }
    OffsetDateTime::UNIX_EPOCH
        .checked_add(Duration::seconds_f64(seconds))
        .ok_or_else(outside)
}

fn time_of(contact: &Contact, kind: &str) -> OffsetDateTime {
    match kind {
        "DISCONNECT_TIMESTAMP" => contact.disconnected,
        "CONNECTED_TO_AGENT_TIMESTAMP" | "ENQUEUE_TIMESTAMP" => {
            contact.initiated + Duration::seconds(2)
        }
        _ => contact.initiated,
    }
}

fn meets(contact: &Contact, instance: &Instance, criteria: Option<&Criteria>) -> bool {
    let Some(criteria) = criteria else {
        return true;
    };
    let any = |wanted: &[String], value: &str| {
        wanted.is_empty() || wanted.iter().any(|wanted| wanted == value)
    };
    any(&criteria.agent_ids, &contact.agent)
        && any(&criteria.channels, "VOICE")
        && any(&criteria.initiation_methods, &contact.initiation)
        && any(&criteria.queue_ids, &instance.queue)
}

/// Newest first unless the caller wants another order.
fn sort(contacts: &mut [&Contact], sort: Option<&Sort>) -> Result<(), Fault> {
    contacts.sort_by_key(|contact| std::cmp::Reverse(contact.initiated));
    let Some(sort) = sort else { return Ok(()) };
    match sort.field_name.as_str() {
        "INITIATION_TIMESTAMP" | "SCHEDULED_TIMESTAMP" => {
            contacts.sort_by_key(|contact| contact.initiated);
        }
        "CONNECTED_TO_AGENT_TIMESTAMP" => {
            contacts.sort_by_key(|contact| time_of(contact, &sort.field_name));
        }
        "DISCONNECT_TIMESTAMP" => contacts.sort_by_key(|contact| contact.disconnected),
        "INITIATION_METHOD" => contacts.sort_by(|a, b| a.initiation.cmp(&b.initiation)),
        "CHANNEL" | "EXPIRY_TIMESTAMP" => {}
        other => {
            return Err(Fault::bad(
                "InvalidParameterException",
                format!("can't sort by `{other}`"),
            ));
        }
    }
    match sort.order.as_str() {
        "ASCENDING" => Ok(()),
        "DESCENDING" => {
            contacts.reverse();
            Ok(())
        }
        other => Err(Fault::bad(
            "InvalidParameterException",
            format!("`{other}` is not an order"),
        )),
    }
}

fn summary(world: &World, instance: &Instance, contact: &Contact) -> Value {
    json!({
        "Arn": contact_arn(world, instance, &contact.id),
        "Id": contact.id,
        "InitiationMethod": contact.initiation,
        "Channel": "VOICE",
        "QueueInfo": {"Id": instance.queue, "EnqueueTimestamp": seconds(contact.initiated + Duration::seconds(2))},
        "AgentInfo": {
            "Id": contact.agent,
            "ConnectedToAgentTimestamp": seconds(contact.initiated + Duration::seconds(2)),
        },
        "InitiationTimestamp": seconds(contact.initiated),
        "DisconnectTimestamp": seconds(contact.disconnected),
    })
}

fn contact_arn(world: &World, instance: &Instance, contact: &str) -> String {
    format!("{}/contact/{contact}", instance.arn(&world.account.id))
}

/// `DescribeContact`: with `Recordings[].Location` as `bucket/key`.
pub(super) fn describe(
    practice: &Practice,
    call: &Call,
    id: &str,
    contact: &str,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let resource = format!("{}/contact/{contact}", arn_of(world, call, id));
        authorize::check(
            practice,
            world,
            call,
            &Ask::new("connect:DescribeContact", resource),
        )?;
        let instance = find(world, call, id)?;
        let found = world
            .contacts
            .iter()
            .find(|known| known.id == contact && known.instance == instance.id)
            .ok_or_else(|| {
                Fault::not_found(
                    "ResourceNotFoundException",
                    format!("No contact found with id {contact}"),
                )
            })?;
        let mut description = summary(world, instance, found);
        if let Some(fields) = description.as_object_mut() {
            fields.insert(
                "LastUpdateTimestamp".to_owned(),
                seconds(found.disconnected),
            );
            fields.insert(
                "DisconnectReason".to_owned(),
                Value::from("CUSTOMER_DISCONNECT"),
            );
            if let Some(place) = &found.recording {
                fields.insert(
                    "Recordings".to_owned(),
                    json!([{
                        "StorageType": "S3",
                        "Location": format!("{}/{}", place.bucket, place.key),
                        "MediaStreamType": "AUDIO",
                        "ParticipantType": "ALL",
                        "StartTimestamp": seconds(found.initiated + Duration::seconds(2)),
                        "StopTimestamp": seconds(found.disconnected),
                        "Status": "AVAILABLE",
                    }]),
                );
            }
        }
        Ok(json!({"Contact": description}))
    })
}
