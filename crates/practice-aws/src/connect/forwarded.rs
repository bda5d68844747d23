//! What Amazon Connect asks of other services before it associates something, as its caller: the dependent actions.
//!
//! Sources: Service Authorization Reference, "Actions defined by Amazon Connect", dependent actions; Amazon Connect
//! Administrator Guide, "Restrict AWS resources that can be associated with Amazon Connect" (which of them is about
//! what, and that the service role is changed through the caller's `iam:PutRolePolicy`) and "Required permissions for
//! using custom IAM policies" (keys). `iam:AttachRolePolicy` and `iam:CreateServiceLinkedRole` are listed there too;
//! nothing here needs them, as every instance has its role and the role its managed policy.

use crate::authorize::{self, Ask, of_key};
use crate::call::Call;
use crate::fault::Fault;
use crate::kms::NewGrant;
use crate::lambda::of_function;
use crate::practice::Practice;
use crate::world::{Instance, StorageTarget, World};

/// The service's own name.
const CONNECT: &str = "connect.amazonaws.com";

/// What is asked when a place to store things is associated or updated.
pub(super) fn of_storage(
    practice: &Practice,
    world: &World,
    call: &Call,
    instance: &Instance,
    target: &StorageTarget,
) -> Result<(), Fault> {
    let check = |ask: Ask<'_>| authorize::check(practice, world, call, &ask.forwarded());
    check(Ask::new("ds:DescribeDirectories", "*"))?;
    match target {
        StorageTarget::S3 { bucket, .. } => {
            for action in ["s3:GetBucketAcl", "s3:GetBucketLocation"] {
                check(Ask {
                    bucket: Some(bucket),
                    ..Ask::new(action, format!("arn:aws:s3:::{bucket}"))
                })?;
            }
            if !world.buckets.contains_key(bucket) {
                return Err(missing(&format!("bucket {bucket}")));
            }
        }
        StorageTarget::KinesisStream { arn } => {
            check(Ask::new("kinesis:DescribeStream", arn))?;
            let account = &world.account.id;
            if !world
                .data_streams
                .iter()
                .any(|stream| stream.arn(account) == *arn)
            {
                return Err(missing(&format!("stream {arn}")));
            }
        }
        StorageTarget::KinesisFirehose { arn } => {
            check(Ask::new("firehose:DescribeDeliveryStream", arn))?;
            let account = &world.account.id;
            if !world
                .delivery_streams
                .iter()
                .any(|stream| stream.arn(account) == *arn)
            {
                return Err(missing(&format!("delivery stream {arn}")));
            }
        }
        // Amazon Connect makes these streams itself.
        StorageTarget::KinesisVideoStream { .. } => {}
    }
    if let Some(key) = target.kms_key() {
        use_of_key(practice, world, call, instance, key)?;
    }
    if target.role_policy(instance.has_linked_role()).is_some() {
        let role = world.role_by_arn(&instance.service_role);
        let mut ask = Ask::new("iam:PutRolePolicy", &instance.service_role);
        ask.keys.extend(
            role.and_then(|role| role.boundary.clone())
                .map(|boundary| ("iam:PermissionsBoundary", boundary)),
        );
        check(ask)?;
    }
    Ok(())
}

/// `kms:DescribeKey` and `kms:CreateGrant` for the instance's service role.
fn use_of_key(
    practice: &Practice,
    world: &World,
    call: &Call,
    instance: &Instance,
    key: &str,
) -> Result<(), Fault> {
    let via = (
        "kms:ViaService",
        format!("connect.{}.amazonaws.com", instance.region),
    );
    let mut describe = of_key(world, call, "kms:DescribeKey", key).forwarded();
    describe.keys.push(via.clone());
    authorize::check(practice, world, call, &describe)?;
    if world.kms_key(key).is_none() {
        return Err(missing(&format!("key {key}")));
    }
    let mut grant = of_key(world, call, "kms:CreateGrant", key).forwarded();
    grant.keys.push(via);
    grant.keys.extend(grant_for(instance, key).keys(true));
    authorize::check(practice, world, call, &grant)
}

/// The grant that Amazon Connect makes on a key, for the instance's service role.
pub(super) fn grant_for(instance: &Instance, key: &str) -> NewGrant {
    NewGrant {
        key_id: key.to_owned(),
        grantee_principal: instance.service_role.clone(),
        retiring_principal: Some(instance.service_role.clone()),
        operations: ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"]
            .map(str::to_owned)
            .to_vec(),
        constraints: None,
        name: Some(format!("AmazonConnect-{}", instance.id)),
        dry_run: false,
    }
}

/// `lambda:AddPermission` or `lambda:RemovePermission` on a function, for Connect.
pub(super) fn of_permission(
    practice: &Practice,
    world: &World,
    call: &Call,
    action: &str,
    function: &str,
) -> Result<(), Fault> {
    let mut ask = of_function(world, action, function).forwarded();
    ask.keys.push(("lambda:Principal", CONNECT.to_owned()));
    authorize::check(practice, world, call, &ask)
}

/// What is to be associated is not there. Amazon Connect's own words are not documented.
pub(super) fn missing(what: &str) -> Fault {
    Fault::not_found(
        "ResourceNotFoundException",
        format!("The {what} does not exist"),
    )
}
