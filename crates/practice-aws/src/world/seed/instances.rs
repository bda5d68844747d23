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
use crate::world::{Instance, Storage, StorageTarget};

/// All of them.
pub(super) fn all() -> Vec<Instance> {
    let mut support = instance(
        "northwind-support",
        "eu-west-2",
        day(2019, May, 14),
        "northwind-support-recordings",
    );
    support.storage.extend([
        s3(
            "northwind-support",
            "SCHEDULED_REPORTS",
            "northwind-reports",
            None,
        ),
        s3(
            "northwind-support",
            "ATTACHMENTS",
            "northwind-support-attachments",
            None,
        ),
        s3(
            "northwind-support",
            "CONTACT_EVALUATIONS",
            "northwind-support-recordings",
            None,
        ),
        s3(
            "northwind-support",
            "SCREEN_RECORDINGS",
            "northwind-support-recordings",
            None,
        ),
        stream(
            "northwind-support",
            "CONTACT_TRACE_RECORDS",
            "eu-west-2",
            "northwind-ctr",
        ),
        firehose(
            "northwind-support",
            "AGENT_EVENTS",
            "eu-west-2",
            "northwind-agent-events",
        ),
        stream(
            "northwind-support",
            "AGENT_EVENTS",
            "eu-west-2",
            "northwind-agent-events",
        ),
        video("northwind-support", "eu-west-2"),
    ]);
    let mut legacy = instance(
        "northwind-legacy",
        "eu-west-2",
        day(2018, March, 6),
        "connect-7c1e0b44d9a2",
    );
    legacy.service_role = format!(
        "arn:aws:iam::{ACCOUNT}:role/service-role/connect-access-role-{}",
        ids::uuid("northwind-legacy/role")
    );
    legacy.identity_management = "EXISTING_DIRECTORY".to_owned();
    legacy.storage.push(s3(
        "northwind-legacy",
        "SCHEDULED_REPORTS",
        "connect-7c1e0b44d9a2",
        None,
    ));
    let mut claims = instance(
        "northwind-claims",
        "eu-west-2",
        day(2021, February, 2),
        "northwind-claims-recordings",
    );
    claims.identity_management = "SAML".to_owned();
    let mut sales_us = instance(
        "northwind-sales-us",
        "us-east-1",
        day(2020, June, 30),
        "northwind-global-recordings",
    );
    sales_us.storage.push(stream(
        "northwind-sales-us",
        "CONTACT_TRACE_RECORDS",
        "us-east-1",
        "northwind-ctr",
    ));
    let collections = instance(
        "northwind-collections",
        "us-east-1",
        day(2022, August, 9),
        "amazon-connect-3f9ad2c08b17",
    );
    let mut events = instance(
        "northwind-events",
        "us-east-1",
        day(2023, April, 18),
        "northwind-archive-recordings",
    );
    events.storage.push(firehose(
        "northwind-events",
        "CONTACT_TRACE_RECORDS",
        "us-east-1",
        "northwind-archive-ctr",
    ));
    let sales_au = instance(
        "northwind-sales-au",
        "ap-southeast-2",
        day(2020, November, 3),
        "northwind-global-recordings",
    );
    let bpo = instance(
        "northwind-bpo",
        "ap-southeast-2",
        day(2024, January, 23),
        "meridian-bpo-recordings",
    );
    vec![
        support,
        legacy,
        claims,
        sales_us,
        collections,
        events,
        sales_au,
        bpo,
    ]
}

/// An instance with a service-linked role that keeps recordings and chats in one bucket.
fn instance(alias: &str, region: &str, created: OffsetDateTime, bucket: &str) -> Instance {
    let suffix = ids::letters(&format!("{alias}/role"), 20);
    Instance {
        id: ids::uuid(alias),
        region: region.to_owned(),
        alias: alias.to_owned(),
        created,
        service_role: format!(
            "arn:aws:iam::{ACCOUNT}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_{suffix}"
        ),
        identity_management: "CONNECT_MANAGED".to_owned(),
        storage: vec![
            s3(alias, "CALL_RECORDINGS", bucket, Some(region)),
            s3(alias, "CHAT_TRANSCRIPTS", bucket, Some(region)),
        ],
        agents: (1..=3)
            .map(|number| ids::uuid(&format!("{alias}/agent/{number}")))
            .collect(),
        queue: ids::uuid(&format!("{alias}/queue")),
    }
}

/// A bucket with Amazon Connect's default prefix, encrypted with the Region's key for Connect if one is named.
fn s3(alias: &str, resource_type: &str, bucket: &str, key_region: Option<&str>) -> Storage {
    association(
        alias,
        resource_type,
        StorageTarget::S3 {
            bucket: bucket.to_owned(),
            prefix: format!("connect/{alias}"),
            kms_key: key_region.map(kms_key),
        },
    )
}

fn stream(alias: &str, resource_type: &str, region: &str, name: &str) -> Storage {
    let arn = format!("arn:aws:kinesis:{region}:{ACCOUNT}:stream/{name}");
    association(alias, resource_type, StorageTarget::KinesisStream { arn })
}

fn firehose(alias: &str, resource_type: &str, region: &str, name: &str) -> Storage {
    let arn = format!("arn:aws:firehose:{region}:{ACCOUNT}:deliverystream/{name}");
    association(alias, resource_type, StorageTarget::KinesisFirehose { arn })
}

fn video(alias: &str, region: &str) -> Storage {
    association(
        alias,
        "MEDIA_STREAMS",
        StorageTarget::KinesisVideoStream {
            prefix: format!("{alias}-connect"),
            retention: 24,
            kms_key: kms_key(region),
        },
    )
}

fn association(alias: &str, resource_type: &str, target: StorageTarget) -> Storage {
    let label = format!("{alias}/{resource_type}/{target:?}");
    Storage {
        resource_type: resource_type.to_owned(),
        association_id: ids::hex_digits(&label, 64),
        target,
    }
}

fn kms_key(region: &str) -> String {
    format!(
        "arn:aws:kms:{region}:{ACCOUNT}:key/{}",
        ids::uuid(&format!("kms/{region}"))
    )
}
