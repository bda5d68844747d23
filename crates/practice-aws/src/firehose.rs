//! Firehose delivery streams, as far as they are looked at. Source: Amazon Data Firehose API reference.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::authorize::{self, Ask};
use crate::aws_json::{self, seconds};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{DeliveryStream, World};

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let result = practice.store.read(|world| match call.operation.as_str() {
        "ListDeliveryStreams" => list(practice, world, call, body),
        "DescribeDeliveryStream" => describe(practice, world, call, body),
        _ => Err(aws_json::unknown(call)),
    });
    aws_json::respond(call, result)
}

/// The request of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    limit: Option<usize>,
    delivery_stream_type: Option<String>,
    exclusive_start_delivery_stream_name: Option<String>,
}

/// The names of the Region's streams, ten a page.
fn list(practice: &Practice, world: &World, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let listing: Listing = aws_json::read(body)?;
    let ask = Ask::new("firehose:ListDeliveryStreams", "*");
    authorize::check(practice, world, call, &ask)?;
    let limit = listing.limit.unwrap_or(10);
    if !(1..=10_000).contains(&limit) {
        let message = format!(
            "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have \
             value less than or equal to 10000"
        );
        return Err(Fault::bad("ValidationException", message));
    }
    // All of this account's take what is put into them directly.
    let meant = listing
        .delivery_stream_type
        .as_deref()
        .is_none_or(|kind| kind == "DirectPut");
    let after = listing.exclusive_start_delivery_stream_name;
    let mut names: Vec<&str> = world
        .delivery_streams
        .iter()
        .filter(|stream| meant && stream.region == call.region)
        .map(|stream| stream.name.as_str())
        .filter(|name| after.as_deref().is_none_or(|after| *name > after))
        .collect();
    names.sort_unstable();
    let more = names.len() > limit;
    names.truncate(limit);
    Ok(json!({"DeliveryStreamNames": names, "HasMoreDeliveryStreams": more}))
}

/// Which stream is meant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Which {
    delivery_stream_name: String,
}

fn describe(practice: &Practice, world: &World, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let name = aws_json::read::<Which>(body)?.delivery_stream_name;
    let account = &world.account.id;
    let arn = format!(
        "arn:aws:firehose:{}:{account}:deliverystream/{name}",
        call.region
    );
    let ask = Ask::new("firehose:DescribeDeliveryStream", &arn);
    authorize::check(practice, world, call, &ask)?;
    let stream = world
        .delivery_streams
        .iter()
        .find(|stream| stream.arn(account) == arn)
        .ok_or_else(|| {
            let message = format!("Firehose {name} under account {account} not found.");
            Fault::bad("ResourceNotFoundException", message)
        })?;
    Ok(json!({"DeliveryStreamDescription": {
        "DeliveryStreamName": stream.name,
        "DeliveryStreamARN": arn,
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamEncryptionConfiguration": {"Status": "DISABLED"},
        "DeliveryStreamType": "DirectPut",
        "VersionId": "1",
        "CreateTimestamp": seconds(stream.created),
        "Destinations": [destination(stream)],
        "HasMoreDestinations": false,
    }}))
}

/// Where it delivers, in the short and the long form, as Firehose shows both.
fn destination(stream: &DeliveryStream) -> Value {
    let short = json!({
        "RoleARN": stream.role,
        "BucketARN": format!("arn:aws:s3:::{}", stream.bucket),
        "Prefix": stream.prefix,
        "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
        "CompressionFormat": "GZIP",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {"Enabled": false},
    });
    let mut long = short.clone();
    if let Some(long) = long.as_object_mut() {
        long.insert("S3BackupMode".to_owned(), Value::from("Disabled"));
    }
    json!({
        "DestinationId": "destinationId-000000000001",
        "S3DestinationDescription": short,
        "ExtendedS3DestinationDescription": long,
    })
}
