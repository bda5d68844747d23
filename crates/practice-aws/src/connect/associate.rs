//! Associating an instance with places to store things. Source: Amazon Connect API reference,
//! `AssociateInstanceStorageConfig`, `UpdateInstanceStorageConfig`, `DisassociateInstanceStorageConfig`.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::storage::{known_type, no_association, of_type};
use super::{Listing, find, forwarded};
use crate::authorize;
use crate::call::Call;
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::world::{Inline, Instance, Storage, StorageTarget, World};

/// An association to be made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct New {
    resource_type: String,
    storage_config: Place,
    client_token: Option<String>,
}

/// An association to be changed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Changed {
    storage_config: Place,
}

/// A place, as it is written on the wire.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    storage_type: String,
    s3_config: Option<S3>,
    kinesis_video_stream_config: Option<Video>,
    kinesis_stream_config: Option<Stream>,
    kinesis_firehose_config: Option<Firehose>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct S3 {
    bucket_name: String,
    bucket_prefix: String,
    encryption_config: Option<Encryption>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Video {
    prefix: String,
    retention_period_hours: u32,
    encryption_config: Encryption,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_arn: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Firehose {
    firehose_arn: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    encryption_type: String,
    key_id: String,
}

impl Encryption {
    fn key(self) -> Result<String, Fault> {
        if self.encryption_type != "KMS" || !self.key_id.starts_with("arn:") {
            let message = "The encryption must be KMS with the full ARN of a key";
            return Err(parameter(message));
        }
        Ok(self.key_id)
    }
}

fn parameter(message: impl Into<String>) -> Fault {
    Fault::bad("InvalidParameterException", message)
}

impl Place {
    /// The place, if it is one that a resource type can be kept in.
    fn target(self, resource_type: &str) -> Result<StorageTarget, Fault> {
        let kind = self.storage_type;
        let fits = match resource_type {
            "MEDIA_STREAMS" => kind == "KINESIS_VIDEO_STREAM",
            "CONTACT_TRACE_RECORDS" | "AGENT_EVENTS" => {
                kind == "KINESIS_STREAM" || kind == "KINESIS_FIREHOSE"
            }
            _ if resource_type.starts_with("REAL_TIME_") => kind == "KINESIS_STREAM",
            _ => kind == "S3",
        };
        if !fits {
            return Err(parameter(format!(
                "{resource_type} can't be stored in {kind}"
            )));
        }
        let lacks = || parameter(format!("The configuration of {kind} must be given"));
        Ok(match kind.as_str() {
            "S3" => {
                let place = self.s3_config.ok_or_else(lacks)?;
                StorageTarget::S3 {
                    bucket: place.bucket_name,
                    prefix: place.bucket_prefix,
                    kms_key: place.encryption_config.map(Encryption::key).transpose()?,
                }
            }
            "KINESIS_STREAM" => StorageTarget::KinesisStream {
                arn: self.kinesis_stream_config.ok_or_else(lacks)?.stream_arn,
            },
            "KINESIS_FIREHOSE" => StorageTarget::KinesisFirehose {
                arn: self.kinesis_firehose_config.ok_or_else(lacks)?.firehose_arn,
            },
            _ => {
                let video = self.kinesis_video_stream_config.ok_or_else(lacks)?;
                StorageTarget::KinesisVideoStream {
                    prefix: video.prefix,
                    retention: video.retention_period_hours,
                    kms_key: video.encryption_config.key()?,
                }
            }
        })
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Fault> {
    serde_json::from_slice(body)
        .map_err(|error| Fault::bad("InvalidRequestException", error.to_string()))
}

/// Makes an association.
pub(super) fn associate(
    practice: &Practice,
    call: &Call,
    id: &str,
    body: &[u8],
) -> Result<Value, Fault> {
    let new: New = read(body)?;
    practice.store.change(|world| {
        let wanted = new.resource_type.as_str();
        let action = "connect:AssociateInstanceStorageConfig";
        let ask = of_type(world, call, action, id, wanted);
        authorize::check(practice, world, call, &ask)?;
        known_type(wanted)?;
        let instance = find(world, call, id)?.clone();
        // A second try of what was done gives what it gave.
        let again = instance.storage.iter().find(|storage| {
            storage.client_token.is_some() && storage.client_token == new.client_token
        });
        if let Some(storage) = again {
            return Ok(json!({"AssociationId": storage.association_id}));
        }
        let target = new.storage_config.target(wanted)?;
        forwarded::of_storage(practice, world, call, &instance, &target)?;
        let taken = instance.storage.iter().any(|storage| {
            storage.resource_type == wanted && kind(&storage.target) == kind(&target)
        });
        if taken {
            return Err(Fault::new(
                StatusCode::CONFLICT,
                "ResourceConflictException",
                format!(
                    "The instance already has a storage configuration of type {} for {wanted}",
                    kind(&target)
                ),
            ));
        }
        open_up(world, call, &instance, &target);
        let association = format!("{}{}", ids::fresh_hex(), ids::fresh_hex());
        let storage = Storage {
            resource_type: wanted.to_owned(),
            association_id: association.clone(),
            target,
            client_token: new.client_token,
        };
        edit(world, &instance, |instance| instance.storage.push(storage));
        Ok(json!({"AssociationId": association}))
    })
}

/// Changes where an association leads to. Says nothing.
pub(super) fn update(
    practice: &Practice,
    call: &Call,
    id: &str,
    association: &str,
    listing: &Listing,
    body: &[u8],
) -> Result<Value, Fault> {
    let changed: Changed = read(body)?;
    let wanted = listing.resource_type.as_deref().unwrap_or_default();
    practice.store.change(|world| {
        let action = "connect:UpdateInstanceStorageConfig";
        let ask = of_type(world, call, action, id, wanted);
        authorize::check(practice, world, call, &ask)?;
        known_type(wanted)?;
        let instance = find(world, call, id)?.clone();
        let known = association_of(&instance, association, wanted)?;
        let target = changed.storage_config.target(wanted)?;
        if kind(&target) != kind(&known.target) {
            return Err(parameter(
                "The storage type of an association can't be changed",
            ));
        }
        forwarded::of_storage(practice, world, call, &instance, &target)?;
        open_up(world, call, &instance, &target);
        edit(world, &instance, |instance| {
            let meant = |storage: &&mut Storage| storage.association_id == association;
            if let Some(storage) = instance.storage.iter_mut().find(meant) {
                storage.target = target;
            }
        });
        Ok(Value::Null)
    })
}

/// Ends an association. What the service role was given for it stays: no source says that it is taken back.
pub(super) fn disassociate(
    practice: &Practice,
    call: &Call,
    id: &str,
    association: &str,
    listing: &Listing,
) -> Result<Value, Fault> {
    let wanted = listing.resource_type.as_deref().unwrap_or_default();
    practice.store.change(|world| {
        let action = "connect:DisassociateInstanceStorageConfig";
        let ask = of_type(world, call, action, id, wanted);
        authorize::check(practice, world, call, &ask)?;
        known_type(wanted)?;
        let instance = find(world, call, id)?.clone();
        association_of(&instance, association, wanted)?;
        edit(world, &instance, |instance| {
            instance
                .storage
                .retain(|storage| storage.association_id != association);
        });
        Ok(Value::Null)
    })
}

fn association_of<'a>(
    instance: &'a Instance,
    association: &str,
    resource_type: &str,
) -> Result<&'a Storage, Fault> {
    instance
        .storage
        .iter()
        .find(|storage| storage.association_id == association)
        .filter(|storage| storage.resource_type == resource_type)
        .ok_or_else(|| no_association(association))
}

fn kind(target: &StorageTarget) -> &'static str {
    match target {
        StorageTarget::S3 { .. } => "S3",
        StorageTarget::KinesisStream { .. } => "KINESIS_STREAM",
        StorageTarget::KinesisFirehose { .. } => "KINESIS_FIREHOSE",
        StorageTarget::KinesisVideoStream { .. } => "KINESIS_VIDEO_STREAM",
    }
}

/// Gives the instance's service role what it needs: an inline policy, and a grant on the key.
fn open_up(world: &mut World, call: &Call, instance: &Instance, target: &StorageTarget) {
    if let Some((name, document)) = target.role_policy(instance.has_linked_role()) {
        let role = world
            .roles
            .iter_mut()
            .find(|role| role.name == instance.service_role_name());
        if let Some(role) = role {
            match role.inline.iter_mut().find(|known| known.name == name) {
                Some(known) => known.document = document,
                None => role.inline.push(Inline { name, document }),
            }
        }
    }
    let account = world.account.id.clone();
    if let Some(arn) = target.kms_key()
        && let Some(key) = world
            .kms_keys
            .iter_mut()
            .find(|key| key.arn(&account) == arn)
    {
        forwarded::grant_for(instance, arn).put(key, call.now);
    }
}

/// Changes an instance of the world.
pub(super) fn edit(world: &mut World, instance: &Instance, change: impl FnOnce(&mut Instance)) {
    let meant = |known: &&mut Instance| known.id == instance.id && known.region == instance.region;
    if let Some(known) = world.instances.iter_mut().find(meant) {
        change(known);
    }
}
