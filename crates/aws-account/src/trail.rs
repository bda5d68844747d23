//! Who wrote a bucket's policy, by CloudTrail's event history: management events of the last 90 days, in the
//! bucket's Region, minutes late, without cost and without a trail.
//!
//! Events are looked up by their names and picked by the bucket that the record itself names. (By resource name
//! would be shorter; what CloudTrail takes for a bucket's resource name is nowhere written down.)
//! Source: AWS CloudTrail API reference, `LookupEvents`; AWS CloudTrail User Guide, "CloudTrail record contents".

use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::LivePolicy;
use lockdown::trail::PolicyEvent;
use serde_json::Value;
use time::OffsetDateTime;

use crate::account::Account;
use crate::call::CallError;
use crate::wire_time::{moment, to_wire};

const LOOKUP: &str = "cloudtrail:LookupEvents";
const API: &str = "LookupEvents";
const PUT: &str = "PutBucketPolicy";
const DELETE: &str = "DeleteBucketPolicy";

/// How many pages of 50 are read of each name: two a second, so a good ten seconds.
const PAGES: usize = 20;

/// What the event history holds of one bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEvents {
    /// The writes of its policy, refused ones too, oldest first.
    pub found: Vec<PolicyEvent>,
    /// Whether there were more events of that name in the Region than were read: the oldest are missing then.
    pub cut_off: bool,
}

impl Account {
    /// The writes of a bucket's policy since a time, as far as CloudTrail shows them by now.
    ///
    /// # Errors
    /// When the event history can't be read: above all where `cloudtrail:LookupEvents` is missing.
    pub async fn policy_events(
        &self,
        bucket: &BucketName,
        region: &Region,
        since: OffsetDateTime,
    ) -> Result<PolicyEvents, CallError> {
        let mut events = PolicyEvents {
            found: Vec::new(),
            cut_off: false,
        };
        for name in [PUT, DELETE] {
            self.add_events(name, bucket, region, since, &mut events)
                .await?;
        }
        events.found.sort_by_key(|event| event.at);
        Ok(events)
    }

    async fn add_events(
        &self,
        name: &str,
        bucket: &BucketName,
        region: &Region,
        since: OffsetDateTime,
        events: &mut PolicyEvents,
    ) -> Result<(), CallError> {
        let attribute = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::EventName)
            .attribute_value(name)
            .build()
            .map_err(|error| {
                CallError::not_understood(LOOKUP, region.as_str(), error.to_string())
            })?;
        let mut token = None;
        for _ in 0..PAGES {
            self.pacer().turn(API, region).await;
            let page = self
                .clients(region)
                .cloudtrail
                .lookup_events()
                .lookup_attributes(attribute.clone())
                .start_time(to_wire(since))
                .set_next_token(token)
                .send()
                .await
                .map_err(|error| CallError::new(LOOKUP, region.as_str(), &error))?;
            let about = page
                .events()
                .iter()
                .filter_map(|event| read(event, bucket.as_str()));
            events.found.extend(about);
            token = page.next_token;
            if token.is_none() {
                return Ok(());
            }
        }
        events.cut_off = true;
        Ok(())
    }
}

/// The event, where it is about this bucket's policy.
fn read(event: &Event, bucket: &str) -> Option<PolicyEvent> {
    let record: Value = serde_json::from_str(event.cloud_trail_event()?).ok()?;
    let parameters = record.get("requestParameters")?;
    if text(parameters, "bucketName")? != bucket {
        return None;
    }
    let identity = record.get("userIdentity").unwrap_or(&Value::Null);
    let at = text(&record, "eventTime")
        .and_then(|time| {
            OffsetDateTime::parse(time, &time::format_description::well_known::Rfc3339).ok()
        })
        .or_else(|| moment(event.event_time().copied()))?;
    let name = text(&record, "eventName").or(event.event_name())?;
    Some(PolicyEvent {
        event_id: event
            .event_id()
            .or(text(&record, "eventID"))
            .unwrap_or_default()
            .to_owned(),
        at,
        request_id: text(&record, "requestID").map(str::to_owned),
        who: who(identity),
        principal_id: text(identity, "principalId").map(str::to_owned),
        wrote: match name {
            DELETE => Some(LivePolicy::None),
            // An object in every published record; a text is taken as well.
            PUT => match parameters.get("bucketPolicy") {
                Some(Value::String(text)) => Some(LivePolicy::Text(text.clone())),
                Some(Value::Object(policy)) => {
                    Some(LivePolicy::Text(Value::Object(policy.clone()).to_string()))
                }
                _ => None,
            },
            _ => return None,
        },
        refused: text(&record, "errorCode").map(str::to_owned),
    })
}

/// Who called: the ARN, else the AWS service, else the account or what kind of caller it was.
fn who(identity: &Value) -> String {
    ["arn", "invokedBy", "accountId", "principalId", "type"]
        .iter()
        .find_map(|member| text(identity, member).filter(|text| !text.is_empty()))
        .unwrap_or("a caller whom CloudTrail does not name")
        .to_owned()
}

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member)?.as_str()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn event(record: &Value) -> Event {
        Event::builder()
            .event_id("e1")
            .event_name("PutBucketPolicy")
            .cloud_trail_event(record.to_string())
            .build()
    }

    fn record() -> Value {
        json!({
            "eventName": "PutBucketPolicy", "eventTime": "2026-11-22T04:05:06Z", "requestID": "R1",
            "userIdentity": {
                "type": "AssumedRole", "principalId": "AROA1:sam",
                "arn": "arn:aws:sts::123456789012:assumed-role/Admin/sam",
            },
            "requestParameters": {
                "bucketName": "acme", "policy": "", "bucketPolicy": {"Version": "2012-10-17", "Statement": []},
            },
        })
    }

    #[test]
    fn a_put_is_read_with_its_policy_and_who_put_it() {
        let read = read(&event(&record()), "acme").unwrap();
        assert_eq!(read.at, datetime!(2026-11-22 04:05:06 UTC));
        assert_eq!(read.who, "arn:aws:sts::123456789012:assumed-role/Admin/sam");
        assert_eq!(read.request_id.as_deref(), Some("R1"));
        assert!(read.wrote.unwrap().text().unwrap().contains("2012-10-17"));
        assert_eq!(read.refused, None);
    }

    #[test]
    fn a_service_is_named_and_a_refusal_is_known() {
        let mut record = record();
        let members = record.as_object_mut().unwrap();
        members.insert(
            "userIdentity".to_owned(),
            json!({"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"}),
        );
        members.insert("errorCode".to_owned(), json!("AccessDenied"));
        let read = read(&event(&record), "acme").unwrap();
        assert_eq!(read.who, "cloudformation.amazonaws.com");
        assert_eq!(read.refused.as_deref(), Some("AccessDenied"));
    }

    #[test]
    fn other_buckets_and_other_records_are_left_out_and_a_put_without_its_policy_stays() {
        assert_eq!(read(&event(&record()), "other"), None);
        assert_eq!(
            read(&event(&json!({"eventName": "PutBucketPolicy"})), "acme"),
            None
        );
        let mut without = record();
        without
            .get_mut("requestParameters")
            .and_then(Value::as_object_mut)
            .unwrap()
            .remove("bucketPolicy");
        assert_eq!(read(&event(&without), "acme").unwrap().wrote, None);
    }
}
