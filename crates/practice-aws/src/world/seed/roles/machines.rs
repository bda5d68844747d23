//! Roles of functions, jobs, pipelines and the vendor.

use serde_json::json;
use time::Month::{April, August, June, May, November, October};

use super::role;
use crate::world::seed::documents::{
    allow, bucket_and_objects, document, trust_principal, trust_service,
};
use crate::world::seed::{ACCOUNT, VENDOR, day};
use crate::world::{Role, Tag};

const OBJECTS_OF_ARCHIVE: &str = "arn:aws:s3:::northwind-archive-recordings/*";
const ARCHIVE: &str = "arn:aws:s3:::northwind-archive-recordings";

/// All of them.
pub(super) fn all() -> Vec<Role> {
    let of_service = |name: &str, created, service: &str| {
        role(
            name,
            "/service-role/",
            created,
            trust_service(&format!("{service}.amazonaws.com")),
        )
    };
    vec![
        of_service("recording-postprocess-role", day(2021, June, 14), "lambda")
            .attach("aws", "service-role/AWSLambdaBasicExecutionRole")
            .with(
                "ReadNewRecordings",
                document(allow(
                    "s3:GetObject s3:PutObjectTagging",
                    "arn:aws:s3:::northwind-support-recordings/*",
                )),
            ),
        of_service("contact-flow-lambda-role", day(2023, October, 30), "lambda")
            .attach("aws", "service-role/AWSLambdaBasicExecutionRole"),
        replication(),
        vendor(),
        of_service("FirehoseArchiveDelivery", day(2023, April, 19), "firehose").with(
            "Deliver",
            document(json!([
                allow("s3:PutObject s3:AbortMultipartUpload", OBJECTS_OF_ARCHIVE),
                allow("s3:GetBucketLocation s3:ListBucket", ARCHIVE),
            ])),
        ),
        of_service("GlueCatalogCrawler", day(2022, October, 4), "glue")
            .with("Crawl", document(allow("s3:GetObject s3:ListBucket", "*"))),
        of_service("TranscribeBatch", day(2022, August, 23), "transcribe").with(
            "ReadCalls",
            document(json!([
                allow("s3:GetObject", "arn:aws:s3:::amazon-connect-3f9ad2c08b17/*"),
                allow("kms:Decrypt", "*"),
            ])),
        ),
        of_service("AWSBackupDefaultServiceRole", day(2022, June, 8), "backup")
            .with("Backup", document(allow("s3:Get* s3:List*", "*"))),
        role(
            "cloudformation-deploy",
            "/deploy/",
            day(2020, May, 25),
            trust_service("cloudformation.amazonaws.com"),
        )
        .administrator(),
        terraform(),
    ]
}

/// Copies `northwind-archive-recordings`.
fn replication() -> Role {
    let name = "s3crr_role_for_northwind-archive-recordings";
    let trust = trust_service("s3.amazonaws.com");
    role(name, "/service-role/", day(2023, April, 18), trust).with(
        "Replicate",
        document(json!([
            allow("s3:GetReplicationConfiguration s3:ListBucket", ARCHIVE),
            allow(
                "s3:GetObjectVersionForReplication s3:GetObjectVersionAcl s3:GetObjectVersionTagging",
                OBJECTS_OF_ARCHIVE,
            ),
            allow(
                "s3:ReplicateObject s3:ReplicateDelete s3:ReplicateTags",
                "arn:aws:s3:::northwind-archive-replica/*",
            ),
        ])),
    )
}

/// What Meridian's people come in with.
fn vendor() -> Role {
    let trust = document(json!({
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{VENDOR}:root")},
        "Condition": {"StringEquals": {"sts:ExternalId": "northwind-2023"}},
    }));
    role(
        "MeridianWorkforceIngest",
        "/vendors/",
        day(2023, November, 20),
        trust,
    )
    .with(
        "ReadForForecasts",
        document(json!({
            "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": bucket_and_objects("northwind-global-recordings"),
        })),
    )
}

/// What plans changes, and makes none.
fn terraform() -> Role {
    let trust = trust_principal(&format!("arn:aws:iam::{ACCOUNT}:root"));
    Role {
        tags: vec![Tag {
            key: "managed-by".to_owned(),
            value: "terraform".to_owned(),
        }],
        ..role("terraform-plan", "/deploy/", day(2022, May, 30), trust)
            .attach("aws", "ReadOnlyAccess")
    }
}
