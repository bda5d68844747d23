//! The newest recordings in a bucket: by Connect's own search, else by the bucket's listing.

use std::collections::BTreeMap;

use aws_sdk_connect::types::{
    Channel, SearchContactsTimeRange, SearchContactsTimeRangeType, SearchCriteria, Sort, SortOrder,
    SortableFieldName,
};
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::{Bucket, Instance, InstanceKey, Inventory};
use lockdown::known::Unknown;
use time::{Duration, OffsetDateTime};

use crate::account::Account;
use crate::call::CallError;
use crate::contact::contact_url;
use crate::wire_time::{moment, to_wire};

/// Connect searches contacts this far back.
const SEARCHED: Duration = Duration::days(14);
/// Days of the bucket's listing that are looked at, today included.
const LISTED_DAYS: i64 = 14;
/// Contacts that are looked into for each recording that is asked for: not every call is recorded.
const CONTACTS_EACH: usize = 3;

/// AWS's clock is known from a header of whole seconds: a call that began just now lies within this.
const CLOCK_STEP: Duration = Duration::seconds(2);

/// One recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The bucket.
    pub bucket: BucketName,
    /// The bucket's Region.
    pub region: Region,
    /// The key.
    pub key: String,
    /// The instance that wrote it.
    pub instance: InstanceKey,
    /// The contact, where Connect names it.
    pub contact_id: Option<String>,
    /// The contact's page in Connect.
    pub contact_url: Option<String>,
    /// Bytes, where the listing says so.
    pub size: Option<u64>,
    /// When the recording began, or when the object was last written.
    pub recorded_at: Option<OffsetDateTime>,
}

/// What was found, newest first, and what could not be searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recordings {
    /// The recordings.
    pub found: Vec<Recording>,
    /// The calls that failed.
    pub unknown: Vec<Unknown>,
}

/// A bucket's place for one instance's call recordings.
struct Place<'a> {
    bucket: &'a BucketName,
    region: &'a Region,
    instance: &'a Instance,
    prefix: &'a str,
}

impl Account {
    /// The newest call recordings of a bucket, at most `each` for every instance that records into
    /// it. `time_zone` (IANA) goes into the contacts' pages.
    pub async fn recordings(
        &self,
        inventory: &Inventory,
        bucket: &Bucket,
        each: usize,
        time_zone: &str,
    ) -> Recordings {
        let Some(region) = bucket.region.value() else {
            return Recordings {
                unknown: bucket.region.unknown().cloned().into_iter().collect(),
                ..Recordings::default()
            };
        };
        let places: Vec<Place<'_>> = bucket
            .uses
            .iter()
            .filter(|used| used.resource_type == "CALL_RECORDINGS")
            .filter_map(|used| {
                let instance = inventory.instance(&used.instance)?;
                Some(Place {
                    bucket: &bucket.name,
                    region,
                    instance,
                    prefix: &used.prefix,
                })
            })
            .collect();
        // Not by `map`: the future would be `Send` for one lifetime alone, and could not be spawned.
        let mut searches = Vec::new();
        for place in &places {
            searches.push(self.newest(place, each, time_zone));
        }
        let mut all = Recordings::default();
        for one in futures::future::join_all(searches).await {
            all.found.extend(one.found);
            all.unknown.extend(one.unknown);
        }
        all.found.sort_by(|a, b| {
            b.recorded_at
                .cmp(&a.recorded_at)
                .then_with(|| a.key.cmp(&b.key))
        });
        all
    }

    async fn newest(&self, place: &Place<'_>, each: usize, time_zone: &str) -> Recordings {
        let mut all = Recordings::default();
        match self.by_search(place, each, time_zone).await {
            Ok((found, unknown)) => {
                all.found = found;
                all.unknown.extend(unknown.map(|error| error.unknown()));
            }
            Err(error) => all.unknown.push(error.unknown()),
        }
        if all.found.is_empty() {
            match self.by_listing(place, each).await {
                Ok(found) => all.found = found,
                Err(error) => all.unknown.push(error.unknown()),
            }
        }
        all
    }

    /// Connect's search names contacts, and each contact its recordings (domain: Connect). The error
    /// of a contact that can't be looked into is handed on beside what was found.
    async fn by_search(
        &self,
        place: &Place<'_>,
        each: usize,
        time_zone: &str,
    ) -> Result<(Vec<Recording>, Option<CallError>), CallError> {
        let mut found = Vec::new();
        let mut failed = None;
        for contact in self.contacts(place, each * CONTACTS_EACH).await? {
            if found.len() >= each {
                break;
            }
            match self.of_contact(place, &contact, time_zone).await {
                Ok(recording) => found.extend(recording),
                Err(error) => failed = Some(error),
            }
        }
        Ok((found, failed))
    }

    async fn contacts(&self, place: &Place<'_>, most: usize) -> Result<Vec<String>, CallError> {
        let action = "connect:SearchContacts";
        let key = &place.instance.key;
        let now = self.aws_now();
        let not_built = |error: &dyn std::error::Error| {
            CallError::not_understood(action, key.id.as_str(), error.to_string())
        };
        let range = SearchContactsTimeRange::builder()
            .r#type(SearchContactsTimeRangeType::InitiationTimestamp)
            .start_time(to_wire(now - SEARCHED))
            .end_time(to_wire(now + CLOCK_STEP))
            .build()
            .map_err(|error| not_built(&error))?;
        let sort = Sort::builder()
            .field_name(SortableFieldName::InitiationTimestamp)
            .order(SortOrder::Descending)
            .build()
            .map_err(|error| not_built(&error))?;
        self.pacer().turn("SearchContacts", &key.region).await;
        let answer = self
            .clients(&key.region)
            .connect
            .search_contacts()
            .instance_id(key.id.as_str())
            .time_range(range)
            .sort(sort)
            .search_criteria(SearchCriteria::builder().channels(Channel::Voice).build())
            .max_results(i32::try_from(most.clamp(1, 100)).unwrap_or(100))
            .send()
            .await
            .map_err(|error| CallError::new(action, key.id.as_str(), &error))?;
        Ok(answer
            .contacts
            .into_iter()
            .filter_map(|contact| contact.id)
            .take(most)
            .collect())
    }

    async fn of_contact(
        &self,
        place: &Place<'_>,
        contact_id: &str,
        time_zone: &str,
    ) -> Result<Option<Recording>, CallError> {
        let action = "connect:DescribeContact";
        let key = &place.instance.key;
        self.pacer().turn("DescribeContact", &key.region).await;
        let answer = self
            .clients(&key.region)
            .connect
            .describe_contact()
            .instance_id(key.id.as_str())
            .contact_id(contact_id)
            .send()
            .await
            .map_err(|error| CallError::new(action, contact_id, &error))?;
        let Some(contact) = answer.contact else {
            return Ok(None);
        };
        let began = moment(contact.initiation_timestamp);
        let recording = contact
            .recordings
            .unwrap_or_default()
            .into_iter()
            .find_map(|recording| {
                let (bucket, object) = recording.location.as_deref()?.split_once('/')?;
                (bucket == place.bucket.as_str() && !object.is_empty())
                    .then(|| (object.to_owned(), moment(recording.start_timestamp)))
            });
        Ok(recording.map(|(object, started)| Recording {
            bucket: place.bucket.clone(),
            region: place.region.clone(),
            key: object,
            instance: key.clone(),
            contact_id: Some(contact_id.to_owned()),
            contact_url: place
                .instance
                .access_url
                .as_deref()
                .and_then(|url| contact_url(url, contact_id, time_zone)),
            size: None,
            recorded_at: started.or(began),
        }))
    }

    /// `<prefix>/CallRecordings/YYYY/MM/DD/`, from today backwards, until enough are found.
    async fn by_listing(
        &self,
        place: &Place<'_>,
        each: usize,
    ) -> Result<Vec<Recording>, CallError> {
        let today = self.aws_now();
        let mut found: Vec<Recording> = Vec::new();
        for back in 0..LISTED_DAYS {
            if found.len() >= each {
                break;
            }
            let objects = self
                .listed(
                    place,
                    &day_prefix(place.prefix, today - Duration::days(back)),
                )
                .await?;
            found.extend(objects.into_values().take(each - found.len()));
        }
        Ok(found)
    }

    /// The `.wav` objects under a prefix, newest first.
    async fn listed(
        &self,
        place: &Place<'_>,
        prefix: &str,
    ) -> Result<BTreeMap<std::cmp::Reverse<(Option<OffsetDateTime>, String)>, Recording>, CallError>
    {
        let mut pages = self
            .clients(place.region)
            .s3
            .list_objects_v2()
            .bucket(place.bucket.as_str())
            .prefix(prefix)
            .expected_bucket_owner(self.owner())
            .into_paginator()
            .send();
        let mut objects = BTreeMap::new();
        while let Some(page) = pages.next().await {
            let page = page
                .map_err(|error| CallError::new("s3:ListBucket", place.bucket.as_str(), &error))?;
            for object in page.contents.unwrap_or_default() {
                let Some(key) = object.key.filter(|key| is_recording(key)) else {
                    continue;
                };
                let written = moment(object.last_modified);
                let recording = Recording {
                    bucket: place.bucket.clone(),
                    region: place.region.clone(),
                    key: key.clone(),
                    instance: place.instance.key.clone(),
                    contact_id: None,
                    contact_url: None,
                    size: object.size.and_then(|size| u64::try_from(size).ok()),
                    recorded_at: written,
                };
                objects.insert(std::cmp::Reverse((written, key)), recording);
            }
        }
        Ok(objects)
    }
}

fn is_recording(key: &str) -> bool {
    key.rsplit_once('.')
        .is_some_and(|(_, kind)| kind.eq_ignore_ascii_case("wav"))
}

/// Connect's prefix of a day; the configured prefix has no slash at its end.
fn day_prefix(prefix: &str, day: OffsetDateTime) -> String {
    let day = day.to_offset(time::UtcOffset::UTC).date();
    let prefix = prefix.trim_end_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!(
        "{prefix}{slash}CallRecordings/{:04}/{:02}/{:02}/",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_prefix() {
        let day = OffsetDateTime::UNIX_EPOCH + Duration::days(9);
        assert_eq!(
            day_prefix("connect/acme", day),
            "connect/acme/CallRecordings/1970/01/10/"
        );
        assert_eq!(
            day_prefix("connect/acme/", day),
            "connect/acme/CallRecordings/1970/01/10/"
        );
        assert_eq!(day_prefix("", day), "CallRecordings/1970/01/10/");
    }

    #[test]
    fn only_audio_is_a_recording() {
        assert!(is_recording("a/b_20261122T04:05_UTC.wav"));
        assert!(!is_recording("a/b.json"));
        assert!(!is_recording("a/wav"));
    }
}
