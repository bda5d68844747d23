//! KMS: keys, aliases and grants, without cryptography. Source: AWS KMS API reference.

mod grants;
mod keys;

use axum::response::Response;
use serde_json::Value;

pub(crate) use grants::NewGrant;

use crate::aws_json;
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Key, World};

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let result = match call.operation.as_str() {
        "CreateGrant" => practice
            .store
            .change(|world| grants::create(practice, world, call, body)),
        "RetireGrant" => practice
            .store
            .change(|world| grants::retire(practice, world, call, body)),
        operation => practice.store.read(|world| match operation {
            "ListAliases" => keys::aliases(practice, world, call, body),
            "ListKeys" => keys::list(practice, world, call, body),
            "DescribeKey" => keys::describe(practice, world, call, body),
            "GetKeyPolicy" => keys::policy(practice, world, call, body),
            "ListGrants" => grants::list(practice, world, call, body),
            _ => Err(aws_json::unknown(call)),
        }),
    };
    aws_json::respond(call, result)
}

/// The key of the Region that an id, an ARN, an alias or an alias's ARN names.
fn find<'a>(world: &'a World, call: &Call, name: &str) -> Result<&'a Key, Fault> {
    let account = &world.account.id;
    let base = format!("arn:aws:kms:{}:{account}:", call.region);
    let local = match name.strip_prefix(&base) {
        Some(local) => local,
        None if name.starts_with("arn:") => {
            let message = format!("Invalid arn {}", call.region);
            return Err(Fault::bad("NotFoundException", message));
        }
        None => name,
    };
    let is_meant = |key: &&Key| {
        let id = local.strip_prefix("key/").unwrap_or(local);
        key.region == call.region
            && (key.id == id || key.aliases.iter().any(|alias| alias == local))
    };
    world.kms_keys.iter().find(is_meant).ok_or_else(|| {
        let message = if local.starts_with("alias/") {
            format!("Alias {base}{local} is not found.")
        } else {
            let id = local.strip_prefix("key/").unwrap_or(local);
            format!("Key '{base}key/{id}' does not exist")
        };
        Fault::bad("NotFoundException", message)
    })
}

/// The page of a list that a call asks for, with `Truncated` and `NextMarker`.
fn page(
    name: &str,
    items: &[Value],
    limit: Option<usize>,
    default: usize,
    marker: Option<&str>,
) -> Result<Value, Fault> {
    let limit = limit.unwrap_or(default);
    if !(1..=1_000).contains(&limit) {
        let message = format!(
            "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have \
             value less than or equal to 1000"
        );
        return Err(Fault::bad("ValidationException", message));
    }
    let invalid = || Fault::bad("InvalidMarkerException", "Could not deserialize marker");
    let start = match marker {
        None => 0,
        Some(marker) => marker
            .strip_prefix(MARKER)
            .and_then(|digits| usize::from_str_radix(digits, 16).ok())
            .ok_or_else(invalid)?,
    };
    let end = start.saturating_add(limit).min(items.len());
    let mut answer = serde_json::Map::new();
    let shown = items.get(start.min(end)..end).unwrap_or_default();
    answer.insert(name.to_owned(), Value::from(shown.to_vec()));
    let more = end < items.len();
    answer.insert("Truncated".to_owned(), Value::from(more));
    if more {
        let marker = format!("{MARKER}{end:08x}");
        answer.insert("NextMarker".to_owned(), Value::from(marker));
    }
    Ok(Value::from(answer))
}

const MARKER: &str = "AE0AAAACAHMA";
