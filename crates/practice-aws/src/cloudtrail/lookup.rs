//! `LookupEvents`: by one attribute and a time range, newest first, at most 50 on a page.
//! Source: AWS CloudTrail API reference, `LookupEvents`.

use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::REMEMBERED;
use crate::authorize::{self, Ask};
use crate::aws_json;
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::TrailEvent;

/// The most events on a page.
const MOST: i64 = 50;

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Lookup {
    #[serde(default, rename = "LookupAttributes")]
    attributes: Vec<Attribute>,
    /// Seconds since 1970, with or without a fraction.
    start_time: Option<f64>,
    end_time: Option<f64>,
    event_category: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_key: String,
    attribute_value: String,
}

pub(super) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    practice.store.read(|world| {
        authorize::check(
            practice,
            world,
            call,
            &Ask::new("cloudtrail:LookupEvents", "*"),
        )
    })?;
    let lookup: Lookup = aws_json::read(body)?;
    let (attribute, most) = lookup.check()?;
    let delay = practice.troubles.trail_delay();
    practice.store.read(|world| {
        let mut found: Vec<&TrailEvent> = world
            .trail
            .iter()
            .filter(|event| event.region == call.region)
            // Not delivered yet, or forgotten.
            .filter(|event| event.at + delay <= call.now && event.at + REMEMBERED > call.now)
            .filter(|event| lookup.covers(event.at))
            .filter(|event| attribute.is_none_or(|wanted| wanted.fits(event)))
            .collect();
        found.sort_by_key(|event| std::cmp::Reverse(event.at));
        // The token is the last event of the page before: newer ones that come in do not move the pages.
        if let Some(token) = &lookup.next_token {
            let last = found
                .iter()
                .position(|event| text(event, "eventID") == *token)
                .ok_or_else(|| {
                    Fault::bad(
                        "InvalidNextTokenException",
                        "The specified NextToken is invalid.",
                    )
                })?;
            found.drain(..=last);
        }
        let more = found.len() > most;
        found.truncate(most);
        let token = found
            .last()
            .filter(|_| more)
            .map(|event| text(event, "eventID"));
        let events: Vec<Value> = found.into_iter().map(shown).collect();
        let mut answer = json!({ "Events": events });
        if let (Some(token), Some(answer)) = (token, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::from(token));
        }
        Ok(answer)
    })
}

impl Lookup {
    /// The attribute, and how many events are wanted.
    fn check(&self) -> Result<(Option<&Attribute>, usize), Fault> {
        if self.attributes.len() > 1 {
            return Err(Fault::bad(
                "InvalidLookupAttributesException",
                "You can only specify one lookup attribute.",
            ));
        }
        if self.event_category.is_some() {
            return Err(Fault::bad(
                "InvalidEventCategoryException",
                "the practice account has no Insights events",
            ));
        }
        let attribute = self.attributes.first();
        if let Some(unknown) =
            attribute.filter(|one| !Attribute::KEYS.contains(&one.attribute_key.as_str()))
        {
            return Err(Fault::bad(
                "InvalidLookupAttributesException",
                format!("Invalid lookup attribute: {}", unknown.attribute_key),
            ));
        }
        if let (Some(start), Some(end)) = (self.start_time, self.end_time)
            && start > end
        {
            return Err(Fault::bad(
                "InvalidTimeRangeException",
                "Specify a start time that is before the end time.",
            ));
        }
        let most = self.max_results.unwrap_or(MOST);
        if !(1..=MOST).contains(&most) {
            return Err(Fault::bad(
                "InvalidMaxResultsException",
                format!(
                    "A max results value of {most} is invalid. Specify max results between 1 and {MOST}."
                ),
            ));
        }
        Ok((attribute, usize::try_from(most).unwrap_or(1)))
    }

    /// Whether an event's second is within the range, both ends included.
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 are far below 2^52"
    )]
    fn covers(&self, at: OffsetDateTime) -> bool {
        let second = at.unix_timestamp() as f64;
        self.start_time.is_none_or(|start| second >= start.floor())
            && self.end_time.is_none_or(|end| second <= end)
    }
}

impl Attribute {
    const KEYS: [&str; 8] = [
        "EventId",
        "EventName",
        "ReadOnly",
        "Username",
        "ResourceType",
        "ResourceName",
        "EventSource",
        "AccessKeyId",
    ];

    fn fits(&self, event: &TrailEvent) -> bool {
        let value = match self.attribute_key.as_str() {
            "EventId" => text(event, "eventID"),
            "EventName" => text(event, "eventName"),
            "ReadOnly" => "false".to_owned(),
            "Username" => event.username.clone(),
            "ResourceType" => "AWS::S3::Bucket".to_owned(),
            "ResourceName" => event.bucket.clone(),
            "EventSource" => text(event, "eventSource"),
            "AccessKeyId" => key(event).unwrap_or_default().to_owned(),
            _ => return false,
        };
        value == self.attribute_value
    }
}

fn shown(event: &TrailEvent) -> Value {
    let mut shown = json!({
        "EventId": text(event, "eventID"),
        "EventName": text(event, "eventName"),
        "ReadOnly": "false",
        "EventTime": event.at.unix_timestamp(),
        "EventSource": text(event, "eventSource"),
        "Username": event.username,
        "Resources": [{"ResourceType": "AWS::S3::Bucket", "ResourceName": event.bucket}],
        "CloudTrailEvent": event.record.to_string(),
    });
    if let (Some(key), Some(shown)) = (key(event), shown.as_object_mut()) {
        shown.insert("AccessKeyId".to_owned(), Value::from(key));
    }
    shown
}

fn text(event: &TrailEvent, member: &str) -> String {
    event
        .record
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn key(event: &TrailEvent) -> Option<&str> {
    event
        .record
        .get("userIdentity")?
        .get("accessKeyId")?
        .as_str()
}
