//! Kinesis data streams, as far as they are looked at. Source: Amazon Kinesis Data Streams API reference.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::authorize::{self, Ask};
use crate::aws_json::{self, seconds};
use crate::call::Call;
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::world::{DataStream, World};

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let result = practice.store.read(|world| match call.operation.as_str() {
        "ListStreams" => list(practice, world, call, body),
        "DescribeStream" => describe(practice, world, call, body),
        "DescribeStreamSummary" => summary(practice, world, call, body),
        _ => Err(aws_json::unknown(call)),
    });
    aws_json::respond(call, result)
}

/// The request of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    limit: Option<usize>,
    exclusive_start_stream_name: Option<String>,
    next_token: Option<String>,
}

/// The streams of the Region by name, a hundred a page.
fn list(practice: &Practice, world: &World, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let listing: Listing = aws_json::read(body)?;
    authorize::check(practice, world, call, &Ask::new("kinesis:ListStreams", "*"))?;
    let limit = limit(listing.limit)?;
    let after = match (listing.next_token, listing.exclusive_start_stream_name) {
        (Some(_), Some(_)) => {
            let message = "NextToken and ExclusiveStartStreamName can't both be given";
            return Err(Fault::bad("InvalidArgumentException", message));
        }
        (Some(token), None) => Some(
            token
                .strip_prefix(TOKEN)
                .ok_or_else(|| Fault::bad("InvalidArgumentException", "Invalid NextToken"))?
                .to_owned(),
        ),
        (None, start) => start,
    };
    let mut streams: Vec<&DataStream> = world
        .data_streams
        .iter()
        .filter(|stream| stream.region == call.region)
        .filter(|stream| after.as_ref().is_none_or(|after| stream.name > *after))
        .collect();
    streams.sort_by(|a, b| a.name.cmp(&b.name));
    let more = streams.len() > limit;
    streams.truncate(limit);
    let summaries: Vec<Value> = streams
        .iter()
        .map(|stream| {
            json!({
                "StreamName": stream.name,
                "StreamARN": stream.arn(&world.account.id),
                "StreamStatus": "ACTIVE",
                "StreamModeDetails": {"StreamMode": stream.mode},
                "StreamCreationTimestamp": seconds(stream.created),
            })
        })
        .collect();
    let names: Vec<&str> = streams.iter().map(|stream| stream.name.as_str()).collect();
    let mut answer =
        json!({"StreamNames": names, "HasMoreStreams": more, "StreamSummaries": summaries});
    if let (true, Some(last), Some(answer)) = (more, names.last(), answer.as_object_mut()) {
        answer.insert("NextToken".to_owned(), json!(format!("{TOKEN}{last}")));
    }
    Ok(answer)
}

/// What a token of a listing begins with.
const TOKEN: &str = "AAAAAAAAAA";

fn limit(given: Option<usize>) -> Result<usize, Fault> {
    let limit = given.unwrap_or(100);
    if (1..=10_000).contains(&limit) {
        return Ok(limit);
    }
    let message = format!(
        "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value \
         less than or equal to 10000"
    );
    Err(Fault::bad("ValidationException", message))
}

/// Which stream is meant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Which {
    stream_name: Option<String>,
    #[serde(rename = "StreamARN")]
    stream_arn: Option<String>,
    limit: Option<usize>,
    exclusive_start_shard_id: Option<String>,
}

/// The stream that a call names, if the caller may ask for it.
fn find<'a>(
    practice: &Practice,
    world: &'a World,
    call: &Call,
    which: &Which,
) -> Result<&'a DataStream, Fault> {
    let account = &world.account.id;
    let arn = match (&which.stream_arn, &which.stream_name) {
        (Some(arn), _) => arn.clone(),
        (None, Some(name)) => format!("arn:aws:kinesis:{}:{account}:stream/{name}", call.region),
        (None, None) => {
            let message = "Either StreamARN or StreamName must be given";
            return Err(Fault::bad("InvalidArgumentException", message));
        }
    };
    let action = format!("kinesis:{}", call.operation);
    authorize::check(practice, world, call, &Ask::new(&action, &arn))?;
    world
        .data_streams
        .iter()
        .find(|stream| stream.region == call.region && stream.arn(account) == arn)
        .ok_or_else(|| {
            let name = arn.rsplit('/').next().unwrap_or_default();
            let message = format!("Stream {name} under account {account} not found.");
            Fault::bad("ResourceNotFoundException", message)
        })
}

fn describe(practice: &Practice, world: &World, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let which: Which = aws_json::read(body)?;
    let stream = find(practice, world, call, &which)?;
    let limit = limit(which.limit)?;
    let mut shards: Vec<(String, Value)> = (0..stream.shards)
        .map(|number| shard(stream, number))
        .filter(|(id, _)| {
            which
                .exclusive_start_shard_id
                .as_ref()
                .is_none_or(|after| id > after)
        })
        .collect();
    let more = shards.len() > limit;
    shards.truncate(limit);
    let shards: Vec<Value> = shards.into_iter().map(|(_, shard)| shard).collect();
    let mut description = head(world, stream);
    if let Some(fields) = description.as_object_mut() {
        fields.insert("Shards".to_owned(), Value::from(shards));
        fields.insert("HasMoreShards".to_owned(), Value::from(more));
    }
    Ok(json!({"StreamDescription": description}))
}

fn summary(practice: &Practice, world: &World, call: &Call, body: &[u8]) -> Result<Value, Fault> {
    let which: Which = aws_json::read(body)?;
    let stream = find(practice, world, call, &which)?;
    let mut description = head(world, stream);
    if let Some(fields) = description.as_object_mut() {
        fields.insert("OpenShardCount".to_owned(), Value::from(stream.shards));
        fields.insert("ConsumerCount".to_owned(), Value::from(0));
    }
    Ok(json!({"StreamDescriptionSummary": description}))
}

/// What both descriptions have.
fn head(world: &World, stream: &DataStream) -> Value {
    let mut head = json!({
        "StreamName": stream.name,
        "StreamARN": stream.arn(&world.account.id),
        "StreamStatus": "ACTIVE",
        "StreamModeDetails": {"StreamMode": stream.mode},
        "RetentionPeriodHours": stream.retention,
        "StreamCreationTimestamp": seconds(stream.created),
        "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
        "EncryptionType": if stream.kms_key.is_some() { "KMS" } else { "NONE" },
    });
    if let (Some(key), Some(head)) = (&stream.kms_key, head.as_object_mut()) {
        head.insert("KeyId".to_owned(), Value::from(key.as_str()));
    }
    head
}

/// An open shard: its id, and its even part of the hash keys, which have 128 bits.
fn shard(stream: &DataStream, number: u32) -> (String, Value) {
    let id = format!("shardId-{number:012}");
    let part = u128::MAX / u128::from(stream.shards.max(1)) + u128::from(stream.shards > 1);
    let start = part * u128::from(number);
    let last = number + 1 == stream.shards;
    let end = if last { u128::MAX } else { start + part - 1 };
    let sequence = ids::number(&format!("{}/{}/{id}", stream.region, stream.name));
    let shard = json!({
        "ShardId": id,
        "HashKeyRange": {"StartingHashKey": start.to_string(), "EndingHashKey": end.to_string()},
        "SequenceNumberRange": {"StartingSequenceNumber": format!("4964{sequence:052}")},
    });
    (id, shard)
}
