//! Listing and describing functions.

use serde_json::{Map, Value, json};
use time::macros::format_description;

use super::{Options, find};
use crate::authorize::{self, Ask};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Function, World};

/// Lambda gives no more in one page, whatever is asked for. Source: Lambda API reference, `ListFunctions`.
const PAGE: usize = 50;

/// The functions of the Region.
pub(super) fn list(practice: &Practice, call: &Call, options: &Options) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let ask = Ask::new("lambda:ListFunctions", "*");
        authorize::check(practice, world, call, &ask)?;
        let invalid = |what: &str| Fault::bad("InvalidParameterValueException", what);
        let size = match &options.max_items {
            None => PAGE,
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|size| (1..=10_000).contains(size))
                .ok_or_else(|| invalid("MaxItems must be between 1 and 10000"))?,
        };
        let every_version = match options.function_version.as_deref() {
            None => false,
            Some("ALL") => true,
            Some(_) => return Err(invalid("FunctionVersion must be ALL")),
        };
        let start = match &options.marker {
            None => 0,
            Some(marker) => marker
                .strip_prefix("BMARK")
                .and_then(|digits| usize::from_str_radix(digits, 16).ok())
                .ok_or_else(|| invalid("Invalid Marker"))?,
        };
        let found: Vec<&Function> = world
            .functions
            .iter()
            .filter(|function| function.region == call.region)
            .collect();
        let end = start.saturating_add(size.min(PAGE)).min(found.len());
        let functions: Vec<Value> = found
            .get(start.min(end)..end)
            .unwrap_or_default()
            .iter()
            .map(|function| {
                let mut shown = shown(world, function);
                if every_version {
                    let arn = format!("{}:$LATEST", function.arn(&world.account.id));
                    shown.insert("FunctionArn".to_owned(), Value::from(arn));
                }
                Value::Object(shown)
            })
            .collect();
        let mut answer = json!({"Functions": functions});
        if let (true, Some(answer)) = (end < found.len(), answer.as_object_mut()) {
            let marker = format!("BMARK{end:08x}");
            answer.insert("NextMarker".to_owned(), Value::from(marker));
        }
        Ok(answer)
    })
}

/// A function with where its code is, and its tags.
pub(super) fn describe(
    practice: &Practice,
    call: &Call,
    name: &str,
    options: &Options,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let function = find(practice, world, call, name, options)?;
        let place = format!(
            "https://awslambda-{}-tasks.s3.{}.amazonaws.com/snapshots/{}/{}",
            function.region, function.region, world.account.id, function.name
        );
        let mut answer = json!({
            "Configuration": shown(world, function),
            "Code": {"RepositoryType": "S3", "Location": place},
        });
        if let (false, Some(answer)) = (function.tags.is_empty(), answer.as_object_mut()) {
            let tags: Map<String, Value> = function
                .tags
                .iter()
                .map(|tag| (tag.key.clone(), Value::from(tag.value.as_str())))
                .collect();
            answer.insert("Tags".to_owned(), Value::Object(tags));
        }
        Ok(answer)
    })
}

/// A function.
pub(super) fn configuration(
    practice: &Practice,
    call: &Call,
    name: &str,
    options: &Options,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let function = find(practice, world, call, name, options)?;
        Ok(Value::Object(shown(world, function)))
    })
}

fn shown(world: &World, function: &Function) -> Map<String, Value> {
    let modified = function.modified.format(format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000"
    ));
    let fields = json!({
        "FunctionName": function.name,
        "FunctionArn": function.arn(&world.account.id),
        "Runtime": function.runtime,
        "Role": function.role,
        "Handler": function.handler,
        "CodeSize": function.code_size,
        "Description": function.description,
        "Timeout": function.timeout,
        "MemorySize": function.memory,
        "LastModified": modified.unwrap_or_default(),
        "CodeSha256": function.code_sha256,
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": function.revision,
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": format!("/aws/lambda/{}", function.name)},
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
