//! The eight instances.
//!
//! | alias | Region | service role | recordings go to |
//! |---|---|---|---|
//! | northwind-support | eu-west-2 | service-linked | northwind-support-recordings: no policy |
//! | northwind-legacy | eu-west-2 | from before 2018-10-17 | connect-7c1e0b44d9a2: TLS-only |
//! | northwind-claims | eu-west-2 | service-linked | northwind-claims-recordings: stale lock |
//! | northwind-sales-us | us-east-1 | service-linked | northwind-global-recordings: shared |
//! | northwind-collections | us-east-1 | service-linked | amazon-connect-3f9ad2c08b17: CloudFormation |
//! | northwind-events | us-east-1 | service-linked | northwind-archive-recordings: replication, logs |
//! | northwind-sales-au | ap-southeast-2 | service-linked | northwind-global-recordings: shared |
//! | northwind-bpo | ap-southeast-2 | service-linked | meridian-bpo-recordings: another account's |

use time::Month::{April, August, February, January, June, March, May, November};
use time::OffsetDateTime;

use super::{ACCOUNT, day};
use crate::ids;
use crate::world::{AssociatedFunction, Instance, Storage, StorageTarget};

/// All of them.
pub(super) fn all() -> Vec<Instance> {
    vec![
        support(),
        legacy(),
        instance(
            "northwind-claims",
            "eu-west-2",
            day(2021, February, 2),
            "northwind-claims-recordings",
        )
        .signing_in_with("SAML"),
        instance(
            "northwind-sales-us",
            "us-east-1",
            day(2020, June, 30),
            "northwind-global-recordings",
        )
        .storing("CONTACT_TRACE_RECORDS", |at| stream(at, "northwind-ctr"))
        .calling("northwind-order-lookup"),
        instance(
            "northwind-collections",
            "us-east-1",
            day(2022, August, 9),
            "amazon-connect-3f9ad2c08b17",
        ),
        instance(
            "northwind-events",
            "us-east-1",
            day(2023, April, 18),
            "northwind-archive-recordings",
        )
        .storing("CONTACT_TRACE_RECORDS", |at| {
            firehose(at, "northwind-archive-ctr")
        }),
        instance(
            "northwind-sales-au",
            "ap-southeast-2",
            day(2020, November, 3),
            "northwind-global-recordings",
        ),
        instance(
            "northwind-bpo",
            "ap-southeast-2",
            day(2024, January, 23),
            "meridian-bpo-recordings",
        ),
    ]
}

/// One that stores everything that can be stored.
fn support() -> Instance {
    let recordings = "northwind-support-recordings";
    instance(
        "northwind-support",
        "eu-west-2",
        day(2019, May, 14),
        recordings,
    )
    .storing("SCHEDULED_REPORTS", |at| s3(at, "northwind-reports", false))
    .storing("ATTACHMENTS", |at| {
        s3(at, "northwind-support-attachments", false)
    })
    .storing("CONTACT_EVALUATIONS", |at| s3(at, recordings, false))
    .storing("SCREEN_RECORDINGS", |at| s3(at, recordings, false))
    .storing("CONTACT_TRACE_RECORDS", |at| stream(at, "northwind-ctr"))
    .storing("AGENT_EVENTS", |at| firehose(at, "northwind-agent-events"))
    .storing("AGENT_EVENTS", |at| stream(at, "northwind-agent-events"))
    .storing("MEDIA_STREAMS", video)
    .calling("northwind-caller-lookup")
}

/// One from before service-linked roles.
fn legacy() -> Instance {
    let bucket = "connect-7c1e0b44d9a2";
    let role = format!("connect-access-role-{}", ids::uuid("northwind-legacy/role"));
    Instance {
        service_role: format!("arn:aws:iam::{ACCOUNT}:role/service-role/{role}"),
        ..instance("northwind-legacy", "eu-west-2", day(2018, March, 6), bucket)
            .storing("SCHEDULED_REPORTS", |at| s3(at, bucket, false))
            .signing_in_with("EXISTING_DIRECTORY")
    }
}

/// An instance with a service-linked role that keeps recordings and chats, encrypted, in one bucket.
fn instance(alias: &str, region: &str, created: OffsetDateTime, bucket: &str) -> Instance {
    let suffix = ids::letters(&format!("{alias}/role"), 20);
    let role =
        format!("aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_{suffix}");
    let bare = Instance {
        id: ids::uuid(alias),
        region: region.to_owned(),
        alias: alias.to_owned(),
        created,
        service_role: format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
        identity_management: "CONNECT_MANAGED".to_owned(),
        storage: Vec::new(),
        agents: (1..=3)
            .map(|number| ids::uuid(&format!("{alias}/agent/{number}")))
            .collect(),
        queue: ids::uuid(&format!("{alias}/queue")),
        functions: Vec::new(),
    };
    bare.storing("CALL_RECORDINGS", |at| s3(at, bucket, true))
        .storing("CHAT_TRANSCRIPTS", |at| s3(at, bucket, true))
}

impl Instance {
    /// With one more place to store things.
    fn storing(mut self, resource_type: &str, place: impl FnOnce(&Self) -> StorageTarget) -> Self {
        let target = place(&self);
        let label = format!("{}/{resource_type}/{target:?}", self.alias);
        self.storage.push(Storage {
            resource_type: resource_type.to_owned(),
            association_id: ids::hex_digits(&label, 64),
            target,
            client_token: None,
        });
        self
    }

    /// With a Lambda function of its Region that its flows call.
    fn calling(mut self, function: &str) -> Self {
        self.functions.push(AssociatedFunction {
            arn: format!(
                "arn:aws:lambda:{}:{ACCOUNT}:function:{function}",
                self.region
            ),
            client_token: None,
        });
        self
    }

    /// With another way to sign in.
    fn signing_in_with(self, directory: &str) -> Self {
        Self {
            identity_management: directory.to_owned(),
            ..self
        }
    }
}

/// A bucket with Amazon Connect's default prefix, encrypted with the Region's key for Connect or not.
fn s3(instance: &Instance, bucket: &str, encrypted: bool) -> StorageTarget {
    StorageTarget::S3 {
        bucket: bucket.to_owned(),
        prefix: format!("connect/{}", instance.alias),
        kms_key: encrypted.then(|| kms_key(&instance.region)),
    }
}

fn stream(instance: &Instance, name: &str) -> StorageTarget {
    let arn = format!(
        "arn:aws:kinesis:{}:{ACCOUNT}:stream/{name}",
        instance.region
    );
    StorageTarget::KinesisStream { arn }
}

fn firehose(instance: &Instance, name: &str) -> StorageTarget {
    let arn = format!(
        "arn:aws:firehose:{}:{ACCOUNT}:deliverystream/{name}",
        instance.region
    );
    StorageTarget::KinesisFirehose { arn }
}

fn video(instance: &Instance) -> StorageTarget {
    StorageTarget::KinesisVideoStream {
        prefix: format!("{}-connect", instance.alias),
        retention: 24,
        kms_key: kms_key(&instance.region),
    }
}

/// The ARN of a Region's key for Connect.
pub(super) fn kms_key(region: &str) -> String {
    format!(
        "arn:aws:kms:{region}:{ACCOUNT}:key/{}",
        ids::uuid(&format!("kms/{region}"))
    )
}
