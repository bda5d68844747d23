//! Where an instance stores things.

use serde_json::{Value, json};

use super::{Listing, arn_of, find};
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Storage, StorageTarget};

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
        let ask = Ask {
            keys: vec![("connect:StorageResourceType", wanted.to_owned())],
            ..Ask::new(
                "connect:ListInstanceStorageConfigs",
                arn_of(world, call, id),
            )
        };
        authorize::check(practice, world, call, &ask)?;
        if !TYPES.contains(&wanted) {
            return Err(Fault::bad(
                "InvalidParameterException",
                format!("`{wanted}` is not a resource type"),
            ));
        }
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
