//! Calls of the last month with their recordings.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime, Time};

use crate::ids;
use crate::world::recording::{Encoding, Recording};
use crate::world::{Body, Bucket, Contact, Instance, Object, RecordingPlace};

/// How long ago the calls of each instance began, in minutes: three today, the others up to a month ago.
const AGO: [i64; 9] = [27, 95, 240, 1_500, 2_950, 4_400, 10_200, 20_300, 41_000];

/// Places the calls of all instances and puts their recordings into the buckets.
pub(super) fn place_all(
    now: OffsetDateTime,
    instances: &[Instance],
    buckets: &mut BTreeMap<String, Bucket>,
) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for instance in instances {
        for (number, ago) in AGO.iter().enumerate() {
            let label = format!("{}/call/{number}", instance.alias);
            // Three calls are always of today, even right after midnight.
            let midnight = now.replace_time(Time::MIDNIGHT);
            let began = now - Duration::minutes(*ago);
            let began = if number < 3 {
                began.max(midnight)
            } else {
                began
            };
            let mut contact = contact(
                instance,
                &label,
                began.replace_nanosecond(0).unwrap_or(began),
                number,
            );
            // One call in nine was not recorded.
            if number != 4 {
                contact.recording = record(instance, &contact, &label, number, buckets);
            }
            contacts.push(contact);
        }
    }
    contacts
}

fn contact(instance: &Instance, label: &str, initiated: OffsetDateTime, number: usize) -> Contact {
    let seconds = i64::try_from(ids::number(label) % 6).unwrap_or_default();
    Contact {
        id: ids::uuid(label),
        instance: instance.id.clone(),
        region: instance.region.clone(),
        initiation: if number % 4 == 3 {
            "OUTBOUND"
        } else {
            "INBOUND"
        }
        .to_owned(),
        initiated,
        disconnected: initiated + Duration::seconds(8 + seconds),
        agent: instance.agents.get(number % 3).cloned().unwrap_or_default(),
        recording: None,
    }
}

/// Puts a contact's recording into the bucket of its instance.
fn record(
    instance: &Instance,
    contact: &Contact,
    label: &str,
    number: usize,
    buckets: &mut BTreeMap<String, Bucket>,
) -> Option<RecordingPlace> {
    // A transferred call keeps the name of the contact that it began as.
    let named = if number == 5 {
        ids::uuid(&format!("{label}/initial"))
    } else {
        contact.id.clone()
    };
    let place = place(instance, &named, contact.initiated)?;
    let length = u32::try_from(ids::number(&format!("{label}/length")) % 4_000).unwrap_or_default();
    let recording = Recording {
        seed: ids::number(label),
        milliseconds: 2_000 + length,
        encoding: if number % 3 == 2 {
            Encoding::MuLaw
        } else {
            Encoding::Pcm16
        },
    };
    let bucket = buckets.get_mut(&place.bucket)?;
    bucket
        .objects
        .insert(place.key.clone(), object(recording, contact.disconnected));
    Some(place)
}

/// Where Connect puts a recording: `<prefix>/CallRecordings/YYYY/MM/DD/<contact>_YYYYMMDDTHH:MM_UTC.wav`.
pub(crate) fn place(
    instance: &Instance,
    contact: &str,
    began: OffsetDateTime,
) -> Option<RecordingPlace> {
    let (bucket, prefix) = instance.call_recordings()?;
    let (year, month, day) = (began.year(), u8::from(began.month()), began.day());
    let (hour, minute) = (began.hour(), began.minute());
    Some(RecordingPlace {
        bucket: bucket.to_owned(),
        key: format!(
            "{prefix}/CallRecordings/{year:04}/{month:02}/{day:02}/\
             {contact}_{year:04}{month:02}{day:02}T{hour:02}:{minute:02}_UTC.wav"
        ),
    })
}

/// The object that holds a recording.
pub(crate) fn object(recording: Recording, modified: OffsetDateTime) -> Object {
    Object {
        modified,
        content_type: "audio/wav".to_owned(),
        body: Body::Recording(recording),
        metadata: BTreeMap::new(),
    }
}
