//! The buckets.
//!
//! | bucket | Region | what is to be found |
//! |---|---|---|
//! | northwind-support-recordings | eu-west-2 | recordings, no policy, a Lambda told about new objects |
//! | northwind-support-attachments | eu-west-2 | an Allow for a role that was deleted since (shows as its id) |
//! | northwind-reports | eu-west-2 | a public Allow, and BlockPublicPolicy switched on after it |
//! | connect-7c1e0b44d9a2 | eu-west-2 | TLS-only Deny |
//! | northwind-claims-recordings | eu-west-2 | a lock that names a dead role id beside live ones; events go to EventBridge |
//! | northwind-global-recordings | us-east-1 | two instances of two Regions; a vendor reads |
//! | amazon-connect-3f9ad2c08b17 | us-east-1 | owned by CloudFormation; TLS-only; encrypted with a KMS key |
//! | northwind-archive-recordings | us-east-1 | replication, log delivery |
//! | northwind-archive-replica | us-west-2 | the copy, no policy |
//! | northwind-access-logs | us-east-1 | where access logs go |
//! | northwind-website | eu-west-2 | public, nothing to do with Connect |
//! | meridian-bpo-recordings | ap-southeast-2 | owned by another account |

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::Month::{April, August, February, January, June, March, May, November};
use time::{Duration, OffsetDateTime};

use super::documents::{bucket_and_objects, document, tls_only};
use super::{ACCOUNT, VENDOR, day, instances, role_id, user_id};
use crate::ids;
use crate::world::{
    Body, Bucket, LambdaNotification, Logging, Object, PublicAccessBlock, Replication,
    ReplicationRule, Tag,
};

/// All of them, with what is in them besides recordings.
pub(super) fn all(now: OffsetDateTime) -> BTreeMap<String, Bucket> {
    let mut buckets = BTreeMap::new();
    let mut add = |name: &str, bucket: Bucket| buckets.insert(name.to_owned(), bucket);
    add("northwind-support-recordings", support());
    add("northwind-support-attachments", attachments(now));
    add("northwind-reports", reports(now));
    add("connect-7c1e0b44d9a2", legacy());
    add("northwind-claims-recordings", claims());
    add("northwind-global-recordings", global());
    add("amazon-connect-3f9ad2c08b17", collections());
    add("northwind-archive-recordings", archive());
    add(
        "northwind-archive-replica",
        bucket("us-west-2", day(2023, April, 18)),
    );
    add("northwind-access-logs", access_logs());
    add("northwind-website", website(now));
    add("meridian-bpo-recordings", bpo());
    buckets
}

/// A bucket of ours, all public access blocked, without a policy.
pub(super) fn bucket(region: &str, created: OffsetDateTime) -> Bucket {
    Bucket {
        region: region.to_owned(),
        owner: ACCOUNT.to_owned(),
        created,
        policy: None,
        public_access_block: Some(PublicAccessBlock {
            block_public_acls: true,
            ignore_public_acls: true,
            block_public_policy: true,
            restrict_public_buckets: true,
        }),
        encryption: None,
        tags: Vec::new(),
        replication: None,
        notifications: Vec::new(),
        event_bridge: false,
        logging: None,
        objects: BTreeMap::new(),
    }
}

fn support() -> Bucket {
    Bucket {
        tags: vec![tag("team", "contact-centre")],
        notifications: vec![LambdaNotification {
            id: "recording-postprocess".to_owned(),
            function: format!("arn:aws:lambda:eu-west-2:{ACCOUNT}:function:recording-postprocess"),
            events: vec!["s3:ObjectCreated:*".to_owned()],
            suffix: Some(".wav".to_owned()),
        }],
        ..bucket("eu-west-2", day(2019, May, 14))
    }
}

fn attachments(now: OffsetDateTime) -> Bucket {
    let dead = role_id("AttachmentScannerOld");
    let policy = document(json!([
        tls_only("northwind-support-attachments"),
        {
            "Sid": "AttachmentScanner", "Effect": "Allow", "Principal": {"AWS": dead},
            "Action": ["s3:GetObject", "s3:PutObjectTagging"],
            "Resource": "arn:aws:s3:::northwind-support-attachments/*",
        },
    ]));
    let mut bucket = Bucket {
        policy: Some(policy),
        ..bucket("eu-west-2", day(2021, June, 1))
    };
    let key = "connect/northwind-support/Attachments/2026/chat/damage-report.txt";
    bucket.objects.insert(
        key.to_owned(),
        text(
            now - Duration::days(3),
            "text/plain",
            "The left door is scratched.\n",
        ),
    );
    bucket
}

fn reports(now: OffsetDateTime) -> Bucket {
    let policy = document(json!([{
        "Sid": "WallboardReads", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::northwind-reports/connect/northwind-support/Reports/wallboard/*",
    }]));
    let mut bucket = Bucket {
        policy: Some(policy),
        public_access_block: Some(PublicAccessBlock {
            block_public_acls: true,
            ignore_public_acls: true,
            block_public_policy: true,
            restrict_public_buckets: false,
        }),
        ..bucket("eu-west-2", day(2019, August, 20))
    };
    let key = "connect/northwind-support/Reports/wallboard/daily.csv";
    let csv = "queue,contacts,answered within 20 s\nsupport,412,0.87\nbilling,96,0.91\n";
    bucket.objects.insert(
        key.to_owned(),
        text(now - Duration::hours(9), "text/csv", csv),
    );
    bucket
}

fn legacy() -> Bucket {
    let policy = document(json!([tls_only("connect-7c1e0b44d9a2")]));
    Bucket {
        policy: Some(policy),
        public_access_block: None,
        ..bucket("eu-west-2", day(2018, March, 6))
    }
}

fn claims() -> Bucket {
    let service = instances::all()
        .iter()
        .find(|instance| instance.alias == "northwind-claims")
        .map(|instance| role_id(instance.service_role_name()))
        .unwrap_or_default();
    let policy = document(json!([{
        "Sid": "ConnectRecordingsLock", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": bucket_and_objects("northwind-claims-recordings"),
        "Condition": {"StringNotLike": {"aws:userId": [
            format!("{service}:*"),
            format!("{}:*", role_id("ContactCentreAdmins")),
            format!("{}:*", role_id("Admin")),
            user_id("breakglass"),
        ]}},
    }]));
    Bucket {
        policy: Some(policy),
        event_bridge: true,
        ..bucket("eu-west-2", day(2021, February, 2))
    }
}

fn global() -> Bucket {
    let policy = document(json!([{
        "Sid": "MeridianWorkforce", "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{VENDOR}:root")},
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": bucket_and_objects("northwind-global-recordings"),
    }]));
    Bucket {
        policy: Some(policy),
        ..bucket("us-east-1", day(2020, June, 30))
    }
}

fn collections() -> Bucket {
    let policy = document(json!([
        tls_only("amazon-connect-3f9ad2c08b17"),
        {
            "Sid": "Transcription", "Effect": "Allow",
            "Principal": {"AWS": role_id("TranscribeBatch")},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::amazon-connect-3f9ad2c08b17/connect/*",
        },
    ]));
    let stack = "northwind-collections-storage";
    let stack_id = ids::uuid(stack);
    Bucket {
        policy: Some(policy),
        encryption: Some(instances::kms_key("us-east-1")),
        tags: vec![
            tag("aws:cloudformation:stack-name", stack),
            tag(
                "aws:cloudformation:stack-id",
                &format!("arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{stack}/{stack_id}"),
            ),
            tag("aws:cloudformation:logical-id", "RecordingsBucket"),
        ],
        ..bucket("us-east-1", day(2022, August, 9))
    }
}

fn archive() -> Bucket {
    let delivery = |service: &str, sid: &str, prefix: &str| {
        json!({
            "Sid": sid, "Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject",
            "Resource": format!("arn:aws:s3:::northwind-archive-recordings/{prefix}/*"),
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        })
    };
    let policy = document(json!([
        delivery("logging.s3.amazonaws.com", "S3AccessLogs", "access-logs"),
        delivery("delivery.logs.amazonaws.com", "AWSLogDeliveryWrite", "AWSLogs"),
        {
            "Sid": "AWSLogDeliveryAclCheck", "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "s3:GetBucketAcl",
            "Resource": "arn:aws:s3:::northwind-archive-recordings",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
    ]));
    Bucket {
        policy: Some(policy),
        replication: Some(Replication {
            role: format!(
                "arn:aws:iam::{ACCOUNT}:role/service-role/s3crr_role_for_northwind-archive-recordings"
            ),
            rules: vec![ReplicationRule {
                id: "recordings-to-oregon".to_owned(),
                priority: 1,
                prefix: "connect/".to_owned(),
                destination: "arn:aws:s3:::northwind-archive-replica".to_owned(),
            }],
        }),
        logging: Some(Logging {
            bucket: "northwind-access-logs".to_owned(),
            prefix: "northwind-archive-recordings/".to_owned(),
        }),
        ..bucket("us-east-1", day(2023, April, 18))
    }
}

fn access_logs() -> Bucket {
    let policy = document(json!([{
        "Sid": "S3ServerAccessLogs", "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::northwind-access-logs/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::northwind-archive-recordings"},
        },
    }]));
    Bucket {
        policy: Some(policy),
        ..bucket("us-east-1", day(2019, November, 5))
    }
}

fn website(now: OffsetDateTime) -> Bucket {
    let policy = document(json!([{
        "Sid": "PublicRead", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::northwind-website/*",
    }]));
    let mut bucket = Bucket {
        policy: Some(policy),
        public_access_block: None,
        ..bucket("eu-west-2", day(2018, June, 11))
    };
    let html = "<!doctype html><title>Northwind</title><p>Call us, day or night.\n";
    bucket.objects.insert(
        "index.html".to_owned(),
        text(now - Duration::days(90), "text/html", html),
    );
    bucket
}

fn bpo() -> Bucket {
    let service = instances::all()
        .iter()
        .find(|instance| instance.alias == "northwind-bpo")
        .map(|instance| role_id(instance.service_role_name()))
        .unwrap_or_default();
    let policy: Value = document(json!([{
        "Sid": "NorthwindConnect", "Effect": "Allow", "Principal": {"AWS": service},
        "Action": ["s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "s3:PutObjectAcl",
                   "s3:GetBucketAcl", "s3:GetBucketLocation"],
        "Resource": bucket_and_objects("meridian-bpo-recordings"),
    }]));
    Bucket {
        owner: VENDOR.to_owned(),
        policy: Some(policy),
        ..bucket("ap-southeast-2", day(2024, January, 23))
    }
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

fn text(modified: OffsetDateTime, content_type: &str, text: &str) -> Object {
    Object {
        modified,
        content_type: content_type.to_owned(),
        body: Body::Text(text.to_owned()),
        metadata: BTreeMap::new(),
    }
}
