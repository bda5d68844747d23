//! Where an instance stores things.

use serde_json::{Value, json};

use super::{Listing, find, of_instance};
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Storage, StorageTarget, World};

/// The types that can be asked for. Source: the service model, `InstanceStorageResourceType`.
const TYPES: [&str; 13] = [
    "CHAT_TRANSCRIPTS",
    "CALL_RECORDINGS",
    "SCHEDULED_REPORTS",
    "MEDIA_STREAMS",
    "CONTACT_TRACE_RECORDS",
    "AGENT_EVENTS",
    "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS",
    "ATTACHMENTS",
    "CONTACT_EVALUATIONS",
    "SCREEN_RECORDINGS",
    "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
    "EMAIL_MESSAGES",
];

/// The associations of one type, ten a page.
pub(super) fn list(
    practice: &Practice,
    call: &Call,
    id: &str,
    listing: &Listing,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let wanted = listing.resource_type.as_deref().unwrap_or_default();
        let ask = of_type(
            world,
            call,
            "connect:ListInstanceStorageConfigs",
            id,
            wanted,
        );
        authorize::check(practice, world, call, &ask)?;
        known_type(wanted)?;
        let instance = find(world, call, id)?;
        let found: Vec<&Storage> = instance
            .storage
            .iter()
            .filter(|storage| storage.resource_type == wanted)
            .collect();
        let (start, end, next) = listing.bounds(10, found.len())?;
        let configs: Vec<Value> = found
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|one| config(one))
            .collect();
        let mut answer = json!({"StorageConfigs": configs});
        if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::from(next));
        }
        Ok(answer)
    })
}

/// One association.
pub(super) fn describe(
    practice: &Practice,
    call: &Call,
    id: &str,
    association: &str,
    listing: &Listing,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let wanted = listing.resource_type.as_deref().unwrap_or_default();
        let action = "connect:DescribeInstanceStorageConfig";
        let ask = of_type(world, call, action, id, wanted);
        authorize::check(practice, world, call, &ask)?;
        known_type(wanted)?;
        let instance = find(world, call, id)?;
        instance
            .storage
            .iter()
            .find(|storage| storage.association_id == association)
            .filter(|storage| storage.resource_type == wanted)
            .map(|storage| json!({"StorageConfig": config(storage)}))
            .ok_or_else(|| no_association(association))
    })
}

/// Connect's answer for an association that is not there.
pub(super) fn no_association(id: &str) -> Fault {
    Fault::not_found(
        "ResourceNotFoundException",
        format!("No storage configuration found with association id {id}"),
    )
}

/// An action on the associations of one type.
pub(super) fn of_type<'a>(
    world: &World,
    call: &Call,
    action: &'a str,
    id: &str,
    resource_type: &str,
) -> Ask<'a> {
    let mut ask = of_instance(world, call, action, id);
    ask.keys
        .push(("connect:StorageResourceType", resource_type.to_owned()));
    ask
}

/// Refuses what is no resource type.
pub(super) fn known_type(wanted: &str) -> Result<(), Fault> {
    if TYPES.contains(&wanted) {
        return Ok(());
    }
    Err(Fault::bad(
        "InvalidParameterException",
        format!("`{wanted}` is not a resource type"),
    ))
}

fn config(storage: &Storage) -> Value {
    let id = &storage.association_id;
    let encryption = |key: &str| json!({"EncryptionType": "KMS", "KeyId": key});
    match &storage.target {
        StorageTarget::S3 {
            bucket,
            prefix,
            kms_key,
        } => {
            let mut place = json!({"BucketName": bucket, "BucketPrefix": prefix});
            if let (Some(key), Some(place)) = (kms_key, place.as_object_mut()) {
                place.insert("EncryptionConfig".to_owned(), encryption(key));
            }
            json!({"AssociationId": id, "StorageType": "S3", "S3Config": place})
        }
        StorageTarget::KinesisStream { arn } => {
            json!({"AssociationId": id, "StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": arn}})
        }
        StorageTarget::KinesisFirehose { arn } => json!({
            "AssociationId": id, "StorageType": "KINESIS_FIREHOSE", "KinesisFirehoseConfig": {"FirehoseArn": arn},
        }),
        StorageTarget::KinesisVideoStream {
            prefix,
            retention,
            kms_key,
        } => json!({
            "AssociationId": id, "StorageType": "KINESIS_VIDEO_STREAM", "KinesisVideoStreamConfig": {
                "Prefix": prefix, "RetentionPeriodHours": retention, "EncryptionConfig": encryption(kms_key),
            },
        }),
    }
}
