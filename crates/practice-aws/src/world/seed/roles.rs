//! The roles: people's, machines', AWS's own, the vendor's, and one service role for each instance.

use serde_json::{Value, json};
use time::Month::{April, August, February, January, June, May, November, October, September};
use time::OffsetDateTime;

use super::documents::{allow, bucket_and_objects, document, trust_principal, trust_service};
use super::{ACCOUNT, VENDOR, day, role_id};
use crate::ids;
use crate::world::{Inline, Instance, Role, Tag};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// All of them.
pub(super) fn all(instances: &[Instance]) -> Vec<Role> {
    let mut roles = people();
    roles.extend(machines());
    roles.extend(of_aws());
    roles.extend(instances.iter().map(service_role));
    roles
}

/// Roles that people sign in with.
fn people() -> Vec<Role> {
    let root = format!("arn:aws:iam::{ACCOUNT}:root");
    let sso = |set: &str| {
        let suffix = ids::hex_digits(&format!("sso/{set}"), 16);
        let mut role = role(
            &format!("AWSReservedSSO_{set}_{suffix}"),
            "/aws-reserved/sso.amazonaws.com/eu-west-1/",
            day(2022, February, 15),
            document(json!({
                "Effect": "Allow", "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Principal": {"Federated": format!("arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_{suffix}_DO_NOT_DELETE")},
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            })),
        );
        role.max_session = 43_200;
        role
    };
    vec![
        Role {
            attached: vec![ADMINISTRATOR.to_owned()],
            max_session: 43_200,
            ..role("Admin", "/", day(2018, January, 16), trust_principal(&root))
        },
        Role {
            attached: vec![ADMINISTRATOR.to_owned()],
            ..role(
                "BreakGlassAdmin",
                "/emergency/",
                day(2019, January, 8),
                document(json!({
                    "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/emergency/breakglass")},
                    "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                })),
            )
        },
        Role {
            attached: vec![ADMINISTRATOR.to_owned()],
            ..sso("AdministratorAccess")
        },
        Role {
            inline: vec![inline(
                "AwsSSOInlinePolicy",
                document(json!([
                    allow(
                        &[
                            "connect:*",
                            "ds:DescribeDirectories",
                            "iam:Get*",
                            "iam:List*"
                        ],
                        &["*"]
                    ),
                    allow(
                        &[
                            "s3:ListAllMyBuckets",
                            "s3:GetBucket*",
                            "s3:PutBucketPolicy",
                            "s3:DeleteBucketPolicy",
                            "s3:ListBucket",
                            "s3:GetObject"
                        ],
                        &["*"]
                    ),
                ])),
            )],
            ..sso("ContactCentreOps")
        },
        Role {
            attached: vec!["arn:aws:iam::aws:policy/SecurityAudit".to_owned()],
            inline: vec![inline(
                "ReadRecordings",
                document(json!([
                    allow(&["s3:Get*", "s3:List*"], &["*"]),
                    allow(
                        &[
                            "connect:List*",
                            "connect:Describe*",
                            "connect:SearchContacts",
                            "ds:DescribeDirectories"
                        ],
                        &["*"]
                    ),
                ])),
            )],
            ..role(
                "RecordingsAuditor",
                "/audit/",
                day(2020, September, 7),
                trust_principal(&root),
            )
        },
        Role {
            attached: vec![format!("arn:aws:iam::{ACCOUNT}:policy/ContactCentreRead")],
            ..role(
                "ContactCentreReader",
                "/",
                day(2021, April, 12),
                trust_principal(&root),
            )
        },
        Role {
            attached: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()],
            boundary: Some(format!("arn:aws:iam::{ACCOUNT}:policy/ContractorBoundary")),
            ..role(
                "ContractorAnalyst",
                "/contractors/",
                day(2024, May, 6),
                trust_principal(&root),
            )
        },
        Role {
            attached: vec![ADMINISTRATOR.to_owned()],
            description: Some("Made when the account joined the organization".to_owned()),
            ..role(
                "OrganizationAccountAccessRole",
                "/",
                day(2018, January, 16),
                trust_principal("arn:aws:iam::291837465012:root"),
            )
        },
    ]
}

/// Roles of functions, jobs, pipelines and the vendor.
fn machines() -> Vec<Role> {
    let objects = |bucket: &str| format!("arn:aws:s3:::{bucket}/*");
    vec![
        Role {
            attached: vec![
                "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole".to_owned(),
            ],
            inline: vec![inline(
                "ReadNewRecordings",
                document(allow(
                    &["s3:GetObject", "s3:PutObjectTagging"],
                    &[&objects("northwind-support-recordings")],
                )),
            )],
            ..role(
                "recording-postprocess-role",
                "/service-role/",
                day(2021, June, 14),
                trust_service("lambda.amazonaws.com"),
            )
        },
        Role {
            inline: vec![inline(
                "Replicate",
                document(json!([
                    allow(
                        &["s3:GetReplicationConfiguration", "s3:ListBucket"],
                        &["arn:aws:s3:::northwind-archive-recordings"]
                    ),
                    allow(
                        &[
                            "s3:GetObjectVersionForReplication",
                            "s3:GetObjectVersionAcl",
                            "s3:GetObjectVersionTagging"
                        ],
                        &[&objects("northwind-archive-recordings")]
                    ),
                    allow(
                        &[
                            "s3:ReplicateObject",
                            "s3:ReplicateDelete",
                            "s3:ReplicateTags"
                        ],
                        &[&objects("northwind-archive-replica")]
                    ),
                ])),
            )],
            ..role(
                "s3crr_role_for_northwind-archive-recordings",
                "/service-role/",
                day(2023, April, 18),
                trust_service("s3.amazonaws.com"),
            )
        },
        Role {
            inline: vec![inline(
                "ReadForForecasts",
                document(json!({
                    "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
                    "Resource": bucket_and_objects("northwind-global-recordings"),
                })),
            )],
            ..role(
                "MeridianWorkforceIngest",
                "/vendors/",
                day(2023, November, 20),
                document(json!({
                    "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{VENDOR}:root")}, "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": "northwind-2023"}},
                })),
            )
        },
        Role {
            inline: vec![inline(
                "Deliver",
                document(json!([
                    allow(
                        &["s3:PutObject", "s3:AbortMultipartUpload"],
                        &[&objects("northwind-archive-recordings")]
                    ),
                    allow(
                        &["s3:GetBucketLocation", "s3:ListBucket"],
                        &["arn:aws:s3:::northwind-archive-recordings"]
                    ),
                ])),
            )],
            ..role(
                "FirehoseArchiveDelivery",
                "/service-role/",
                day(2023, April, 19),
                trust_service("firehose.amazonaws.com"),
            )
        },
        Role {
            inline: vec![inline(
                "Crawl",
                document(allow(&["s3:GetObject", "s3:ListBucket"], &["*"])),
            )],
            ..role(
                "GlueCatalogCrawler",
                "/service-role/",
                day(2022, October, 4),
                trust_service("glue.amazonaws.com"),
            )
        },
        Role {
            inline: vec![inline(
                "ReadCalls",
                document(allow(
                    &["s3:GetObject"],
                    &[&objects("amazon-connect-3f9ad2c08b17")],
                )),
            )],
            ..role(
                "TranscribeBatch",
                "/service-role/",
                day(2022, August, 23),
                trust_service("transcribe.amazonaws.com"),
            )
        },
        Role {
            attached: vec![ADMINISTRATOR.to_owned()],
            ..role(
                "cloudformation-deploy",
                "/deploy/",
                day(2020, May, 25),
                trust_service("cloudformation.amazonaws.com"),
            )
        },
        Role {
            attached: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()],
            tags: vec![Tag {
                key: "managed-by".to_owned(),
                value: "terraform".to_owned(),
            }],
            ..role(
                "terraform-plan",
                "/deploy/",
                day(2022, May, 30),
                trust_principal(&format!("arn:aws:iam::{ACCOUNT}:root")),
            )
        },
        Role {
            inline: vec![inline(
                "Backup",
                document(allow(&["s3:Get*", "s3:List*"], &["*"])),
            )],
            ..role(
                "AWSBackupDefaultServiceRole",
                "/service-role/",
                day(2022, June, 8),
                trust_service("backup.amazonaws.com"),
            )
        },
    ]
}

/// Service-linked roles of other services.
fn of_aws() -> Vec<Role> {
    let linked = |name: &str, service: &str, policy: Option<&str>| Role {
        attached: policy
            .map(|policy| format!("arn:aws:iam::aws:policy/aws-service-role/{policy}"))
            .into_iter()
            .collect(),
        ..role(
            name,
            &format!("/aws-service-role/{service}/"),
            day(2020, April, 1),
            trust_service(service),
        )
    };
    vec![
        linked(
            "AWSServiceRoleForAmazonMacie",
            "macie.amazonaws.com",
            Some("AmazonMacieServiceRolePolicy"),
        ),
        linked(
            "AWSServiceRoleForConfig",
            "config.amazonaws.com",
            Some("AWSConfigServiceRolePolicy"),
        ),
        linked("AWSServiceRoleForSupport", "support.amazonaws.com", None),
        linked(
            "AWSServiceRoleForTrustedAdvisor",
            "trustedadvisor.amazonaws.com",
            None,
        ),
    ]
}

/// The service role of an instance. The managed policy covers `amazon-connect-…` alone, so every other bucket
/// comes as an inline policy, as Amazon Connect writes it when storage is associated.
fn service_role(instance: &Instance) -> Role {
    let mut buckets: Vec<&str> = instance
        .storage
        .iter()
        .filter_map(|storage| match &storage.target {
            crate::world::StorageTarget::S3 { bucket, .. } => Some(bucket.as_str()),
            _ => None,
        })
        .collect();
    buckets.sort_unstable();
    buckets.dedup();
    let linked = instance.service_role.contains("/aws-service-role/");
    let inline = buckets
        .iter()
        .filter(|bucket| !(linked && bucket.starts_with("amazon-connect-")))
        .map(|bucket| {
            inline(
                &format!("AmazonConnectStorage-{bucket}"),
                storage_access(bucket),
            )
        })
        .collect();
    let path = if linked {
        "/aws-service-role/connect.amazonaws.com/"
    } else {
        "/service-role/"
    };
    Role {
        inline,
        attached: if linked {
            vec![
                "arn:aws:iam::aws:policy/aws-service-role/AmazonConnectServiceLinkedRolePolicy"
                    .to_owned(),
            ]
        } else {
            Vec::new()
        },
        ..role(
            instance.service_role_name(),
            path,
            instance.created,
            trust_service("connect.amazonaws.com"),
        )
    }
}

fn storage_access(bucket: &str) -> Value {
    document(json!([
        allow(
            &[
                "s3:GetObject",
                "s3:GetObjectAcl",
                "s3:PutObject",
                "s3:PutObjectAcl",
                "s3:DeleteObject"
            ],
            &[&format!("arn:aws:s3:::{bucket}/*")],
        ),
        allow(
            &["s3:GetBucketLocation", "s3:GetBucketAcl"],
            &[&format!("arn:aws:s3:::{bucket}")]
        ),
    ]))
}

fn inline(name: &str, document: Value) -> Inline {
    Inline {
        name: name.to_owned(),
        document,
    }
}

fn role(name: &str, path: &str, created: OffsetDateTime, trust: Value) -> Role {
    Role {
        name: name.to_owned(),
        path: path.to_owned(),
        id: role_id(name),
        created,
        description: None,
        trust,
        inline: Vec::new(),
        attached: Vec::new(),
        boundary: None,
        max_session: 3_600,
        tags: Vec::new(),
    }
}
