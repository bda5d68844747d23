//! Keys and aliases.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{find, page};
use crate::authorize::{self, Ask, of_key};
use crate::aws_json::{self, seconds};
use crate::call::Call;
use crate::fault::Fault;
use crate::practice::Practice;
use crate::world::{Key, World};

/// The request of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    limit: Option<usize>,
    marker: Option<String>,
    key_id: Option<String>,
}

fn of_region<'a>(world: &'a World, call: &Call) -> Vec<&'a Key> {
    world
        .kms_keys
        .iter()
        .filter(|key| key.region == call.region)
        .collect()
}

/// The aliases of the Region, or of one key, 50 a page.
pub(super) fn aliases(
    practice: &Practice,
    world: &World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let listing: Listing = aws_json::read(body)?;
    authorize::check(practice, world, call, &Ask::new("kms:ListAliases", "*"))?;
    let keys = match &listing.key_id {
        None => of_region(world, call),
        Some(name) => vec![find(world, call, name)?],
    };
    let base = format!("arn:aws:kms:{}:{}:", call.region, world.account.id);
    let mut aliases: Vec<(&String, &Key)> = keys
        .into_iter()
        .flat_map(|key| key.aliases.iter().map(move |alias| (alias, key)))
        .collect();
    aliases.sort_by(|a, b| a.0.cmp(b.0));
    let aliases: Vec<Value> = aliases
        .into_iter()
        .map(|(alias, key)| {
            json!({
                "AliasName": alias,
                "AliasArn": format!("{base}{alias}"),
                "TargetKeyId": key.id,
                "CreationDate": seconds(key.created),
                "LastUpdatedDate": seconds(key.created),
            })
        })
        .collect();
    page(
        "Aliases",
        &aliases,
        listing.limit,
        50,
        listing.marker.as_deref(),
    )
}

/// The keys of the Region, a hundred a page.
pub(super) fn list(
    practice: &Practice,
    world: &World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let listing: Listing = aws_json::read(body)?;
    authorize::check(practice, world, call, &Ask::new("kms:ListKeys", "*"))?;
    let keys: Vec<Value> = of_region(world, call)
        .into_iter()
        .map(|key| json!({"KeyId": key.id, "KeyArn": key.arn(&world.account.id)}))
        .collect();
    page("Keys", &keys, listing.limit, 100, listing.marker.as_deref())
}

/// Which key is meant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Which {
    key_id: String,
}

pub(super) fn describe(
    practice: &Practice,
    world: &World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let which: Which = aws_json::read(body)?;
    let key = find(world, call, &which.key_id)?;
    let arn = key.arn(&world.account.id);
    let ask = of_key(world, call, "kms:DescribeKey", &arn);
    authorize::check(practice, world, call, &ask)?;
    Ok(json!({"KeyMetadata": {
        "AWSAccountId": world.account.id,
        "KeyId": key.id,
        "Arn": arn,
        "CreationDate": seconds(key.created),
        "Enabled": true,
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": if key.of_aws { "AWS" } else { "CUSTOMER" },
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": false,
    }}))
}

/// Whose policy is read. A key has one, named `default`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WhosePolicy {
    key_id: String,
    policy_name: Option<String>,
}

/// The policy of a key. Source: AWS KMS API reference, `GetKeyPolicy`.
pub(super) fn policy(
    practice: &Practice,
    world: &World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    const NAME: &str = "default";
    let whose: WhosePolicy = aws_json::read(body)?;
    if whose.key_id.contains("alias/") {
        let message = format!("Invalid keyId {}", whose.key_id);
        return Err(Fault::bad("InvalidArnException", message));
    }
    let key = find(world, call, &whose.key_id)?;
    let ask = of_key(world, call, "kms:GetKeyPolicy", &key.arn(&world.account.id));
    authorize::check(practice, world, call, &ask)?;
    if whose.policy_name.is_some_and(|name| name != NAME) {
        return Err(Fault::bad("NotFoundException", "No such policy exists"));
    }
    Ok(json!({"Policy": key.policy.to_string(), "PolicyName": NAME}))
}
