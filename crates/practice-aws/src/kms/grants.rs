//! Grants: making, listing and retiring them.

use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{find, page};
use crate::authorize::{self, of_key};
use crate::aws_json::{self, seconds};
use crate::call::{Call, CallerKind};
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::world::{Grant, Key, World};

/// What can be granted on a symmetric key. Source: AWS KMS Developer Guide, "Grant operations".
const OPERATIONS: [&str; 9] = [
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "RetireGrant",
];

/// A grant to be made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NewGrant {
    pub(crate) key_id: String,
    pub(crate) grantee_principal: String,
    pub(crate) retiring_principal: Option<String>,
    pub(crate) operations: Vec<String>,
    pub(crate) constraints: Option<Value>,
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) dry_run: bool,
}

impl NewGrant {
    /// The condition keys of `kms:CreateGrant`. Source: AWS KMS Developer Guide, "AWS KMS condition keys".
    pub(crate) fn keys(&self, for_service: bool) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("kms:GranteePrincipal", self.grantee_principal.clone()),
            ("kms:GrantIsForAWSResource", for_service.to_string()),
        ];
        keys.extend(
            self.retiring_principal
                .iter()
                .map(|retiring| ("kms:RetiringPrincipal", retiring.clone())),
        );
        keys.extend(
            self.operations
                .iter()
                .map(|operation| ("kms:GrantOperations", operation.clone())),
        );
        keys
    }

    /// Adds it to a key. The same request under the same name again gives the grant that is there.
    pub(crate) fn put(self, key: &mut Key, now: OffsetDateTime) -> Grant {
        let same = |grant: &&Grant| {
            self.name.is_some()
                && grant.name == self.name
                && grant.grantee == self.grantee_principal
                && grant.retiring == self.retiring_principal
                && grant.operations == self.operations
                && grant.constraints == self.constraints
        };
        if let Some(grant) = key.grants.iter().find(same) {
            return grant.clone();
        }
        let grant = Grant {
            id: format!("{}{}", ids::fresh_hex(), ids::fresh_hex()),
            token: format!("AQpractice{}{}", ids::fresh_hex(), ids::fresh_hex()),
            name: self.name,
            created: now,
            grantee: self.grantee_principal,
            retiring: self.retiring_principal,
            operations: self.operations,
            constraints: self.constraints,
        };
        key.grants.push(grant.clone());
        grant
    }
}

pub(super) fn create(
    practice: &Practice,
    world: &mut World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let new: NewGrant = aws_json::read(body)?;
    let arn = find(world, call, &new.key_id)?.arn(&world.account.id);
    let mut ask = of_key(world, call, "kms:CreateGrant", &arn);
    ask.keys.extend(new.keys(false));
    authorize::check(practice, world, call, &ask)?;
    if let Some(unknown) = new
        .operations
        .iter()
        .find(|operation| !OPERATIONS.contains(&operation.as_str()))
    {
        let message = format!(
            "1 validation error detected: Value '{unknown}' at 'operations' failed to satisfy constraint: Member must \
             satisfy enum value set"
        );
        return Err(Fault::bad("ValidationException", message));
    }
    let principals = [
        Some(&new.grantee_principal),
        new.retiring_principal.as_ref(),
    ];
    if !principals
        .into_iter()
        .flatten()
        .all(|principal| is_principal(world, principal))
    {
        let message = "ARN does not refer to a valid principal";
        return Err(Fault::bad("InvalidArnException", message));
    }
    if new.dry_run {
        return Err(dry_run());
    }
    let key = world
        .kms_keys
        .iter_mut()
        .find(|key| key.region == call.region && arn.ends_with(&format!("key/{}", key.id)))
        .ok_or_else(|| Fault::bad("NotFoundException", format!("Key '{arn}' does not exist")))?;
    let grant = new.put(key, call.now);
    Ok(json!({"GrantId": grant.id, "GrantToken": grant.token}))
}

/// A principal that exists, or one of another account.
fn is_principal(world: &World, arn: &str) -> bool {
    let own = format!("arn:aws:iam::{}:", world.account.id);
    match arn.strip_prefix(&own) {
        Some(local) => local == "root" || world.id_of_arn(arn).is_some(),
        None => arn.starts_with("arn:aws:iam::") || arn.starts_with("arn:aws:sts::"),
    }
}

fn dry_run() -> Fault {
    Fault::new(
        http::StatusCode::PRECONDITION_FAILED,
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )
}

/// The request of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    key_id: String,
    limit: Option<usize>,
    marker: Option<String>,
    grant_id: Option<String>,
    grantee_principal: Option<String>,
}

/// The grants of a key, 50 a page.
pub(super) fn list(
    practice: &Practice,
    world: &World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let listing: Listing = aws_json::read(body)?;
    let key = find(world, call, &listing.key_id)?;
    let arn = key.arn(&world.account.id);
    let ask = of_key(world, call, "kms:ListGrants", &arn);
    authorize::check(practice, world, call, &ask)?;
    let meant = |wanted: &Option<String>, value: &str| {
        wanted.as_deref().is_none_or(|wanted| wanted == value)
    };
    let grants: Vec<Value> = key
        .grants
        .iter()
        .filter(|grant| meant(&listing.grant_id, &grant.id))
        .filter(|grant| meant(&listing.grantee_principal, &grant.grantee))
        .map(|grant| shown(world, &arn, grant))
        .collect();
    page(
        "Grants",
        &grants,
        listing.limit,
        50,
        listing.marker.as_deref(),
    )
}

fn shown(world: &World, key: &str, grant: &Grant) -> Value {
    let mut shown = json!({
        "KeyId": key,
        "GrantId": grant.id,
        "Name": grant.name.as_deref().unwrap_or_default(),
        "CreationDate": seconds(grant.created),
        "GranteePrincipal": grant.grantee,
        "IssuingAccount": format!("arn:aws:iam::{}:root", world.account.id),
        "Operations": grant.operations,
    });
    if let Some(fields) = shown.as_object_mut() {
        if let Some(retiring) = &grant.retiring {
            fields.insert(
                "RetiringPrincipal".to_owned(),
                Value::from(retiring.as_str()),
            );
        }
        if let Some(constraints) = &grant.constraints {
            fields.insert("Constraints".to_owned(), constraints.clone());
        }
    }
    shown
}

/// Which grant is to go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Which {
    grant_token: Option<String>,
    key_id: Option<String>,
    grant_id: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

/// By whoever may retire it, by the grantee where that is granted, or by whom the policies let.
/// Source: AWS KMS Developer Guide, "Retiring and revoking grants".
pub(super) fn retire(
    practice: &Practice,
    world: &mut World,
    call: &Call,
    body: &[u8],
) -> Result<Value, Fault> {
    let which: Which = aws_json::read(body)?;
    let account = world.account.id.clone();
    let is_meant =
        |key: &Key, grant: &Grant| match (&which.grant_token, &which.key_id, &which.grant_id) {
            (Some(token), _, _) => grant.token == *token,
            (None, Some(arn), Some(id)) => key.arn(&account) == *arn && grant.id == *id,
            _ => false,
        };
    let found = world
        .kms_keys
        .iter()
        .filter(|key| key.region == call.region)
        .find_map(|key| {
            let grant = key.grants.iter().find(|grant| is_meant(key, grant))?;
            Some((key.arn(&account), grant.clone()))
        });
    let Some((arn, grant)) = found else {
        let message = "Could not find a grant with that id or token";
        return Err(Fault::bad("NotFoundException", message));
    };
    let caller = match &call.caller.kind {
        CallerKind::Session(role) => world.role(role).map(|role| role.arn(&account)),
        _ => Some(call.caller.arn.clone()),
    };
    let retires = caller.is_some() && grant.retiring == caller;
    let mut ask = of_key(world, call, "kms:RetireGrant", &arn);
    ask.granted |= retires;
    authorize::check(practice, world, call, &ask)?;
    if which.dry_run {
        return Err(dry_run());
    }
    for key in &mut world.kms_keys {
        key.grants.retain(|known| known.id != grant.id);
    }
    Ok(Value::Null)
}
