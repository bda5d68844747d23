//! The Kinesis data streams and the Firehose delivery streams.
//!
//! | stream | Region | for |
//! |---|---|---|
//! | northwind-ctr | eu-west-2, us-east-1 | contact records |
//! | northwind-agent-events | eu-west-2 | agent events |
//! | northwind-contact-lens | eu-west-2 | nothing yet; encrypted |
//! | northwind-finance-ledger | eu-west-2, us-east-1 | nothing to do with Connect |
//! | northwind-bpo-ctr | ap-southeast-2 | nothing yet |
//!
//! Delivery streams: northwind-agent-events and northwind-weblogs in eu-west-2, northwind-archive-ctr in us-east-1.

use time::Month::{April, December, February, January, July, March, May, November};
use time::OffsetDateTime;

use super::{ACCOUNT, day, instances};
use crate::world::{DataStream, DeliveryStream};

/// The data streams.
pub(super) fn data() -> Vec<DataStream> {
    let encrypted = DataStream {
        kms_key: Some(instances::kms_key("eu-west-2")),
        ..stream("northwind-contact-lens", "eu-west-2", day(2025, March, 3))
    };
    let provisioned = |region, created| DataStream {
        mode: "PROVISIONED".to_owned(),
        shards: 2,
        retention: 168,
        ..stream("northwind-finance-ledger", region, created)
    };
    vec![
        stream("northwind-ctr", "eu-west-2", day(2019, May, 21)),
        stream(
            "northwind-agent-events",
            "eu-west-2",
            day(2020, February, 4),
        ),
        encrypted,
        provisioned("eu-west-2", day(2021, November, 9)),
        stream("northwind-ctr", "us-east-1", day(2020, July, 6)),
        provisioned("us-east-1", day(2021, December, 1)),
        stream(
            "northwind-bpo-ctr",
            "ap-southeast-2",
            day(2024, January, 30),
        ),
    ]
}

/// The delivery streams.
pub(super) fn delivery() -> Vec<DeliveryStream> {
    vec![
        delivers(
            "northwind-agent-events",
            "eu-west-2",
            day(2020, February, 4),
            "northwind-reports",
        ),
        delivers(
            "northwind-weblogs",
            "eu-west-2",
            day(2022, May, 17),
            "northwind-website",
        ),
        delivers(
            "northwind-archive-ctr",
            "us-east-1",
            day(2023, April, 19),
            "northwind-archive-recordings",
        ),
    ]
}

fn stream(name: &str, region: &str, created: OffsetDateTime) -> DataStream {
    DataStream {
        name: name.to_owned(),
        region: region.to_owned(),
        created,
        mode: "ON_DEMAND".to_owned(),
        shards: 4,
        retention: 24,
        kms_key: None,
    }
}

fn delivers(name: &str, region: &str, created: OffsetDateTime, bucket: &str) -> DeliveryStream {
    DeliveryStream {
        name: name.to_owned(),
        region: region.to_owned(),
        created,
        role: format!("arn:aws:iam::{ACCOUNT}:role/service-role/FirehoseArchiveDelivery"),
        bucket: bucket.to_owned(),
        prefix: format!("{name}/"),
    }
}
