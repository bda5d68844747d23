//! Managed policies: AWS's own (shortened to what matters here) and the company's.

use serde_json::{Value, json};
use time::Month::{April, February, October};
use time::OffsetDateTime;

use super::documents::{allow, document};
use super::{ACCOUNT, day};
use crate::ids;
use crate::world::{ManagedPolicy, PolicyVersion};

/// All of them.
pub(super) fn all() -> Vec<ManagedPolicy> {
    let aws = day(2015, February, 6);
    let ours = day(2021, April, 12);
    vec![
        policy(
            "aws",
            "/",
            "AdministratorAccess",
            aws,
            document(allow(&["*"], &["*"])),
        ),
        policy(
            "aws",
            "/",
            "ReadOnlyAccess",
            aws,
            document(allow(
                &[
                    "connect:Describe*",
                    "connect:Get*",
                    "connect:List*",
                    "connect:Search*",
                    "ds:Describe*",
                    "iam:Get*",
                    "iam:List*",
                    "kinesis:Describe*",
                    "lambda:Get*",
                    "lambda:List*",
                    "s3:Get*",
                    "s3:List*",
                    "sts:Get*",
                ],
                &["*"],
            )),
        ),
        policy(
            "aws",
            "/",
            "SecurityAudit",
            aws,
            document(allow(
                &[
                    "iam:Get*",
                    "iam:List*",
                    "s3:GetBucket*",
                    "s3:GetEncryptionConfiguration",
                    "s3:GetReplicationConfiguration",
                    "s3:GetAccountPublicAccessBlock",
                    "s3:ListAllMyBuckets",
                    "connect:ListInstances",
                ],
                &["*"],
            )),
        ),
        policy(
            "aws",
            "/service-role/",
            "AWSLambdaBasicExecutionRole",
            aws,
            document(allow(
                &[
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                &["*"],
            )),
        ),
        policy(
            "aws",
            "/aws-service-role/",
            "AmazonConnectServiceLinkedRolePolicy",
            day(2018, October, 17),
            connect_service_linked(),
        ),
        policy(
            "aws",
            "/aws-service-role/",
            "AmazonMacieServiceRolePolicy",
            aws,
            document(allow(&["s3:Get*", "s3:List*", "s3:Head*"], &["*"])),
        ),
        policy(
            "aws",
            "/aws-service-role/",
            "AWSConfigServiceRolePolicy",
            aws,
            document(allow(
                &[
                    "s3:GetBucket*",
                    "s3:ListAllMyBuckets",
                    "iam:Get*",
                    "iam:List*",
                    "connect:List*",
                ],
                &["*"],
            )),
        ),
        policy(
            ACCOUNT,
            "/",
            "ContactCentreRead",
            ours,
            contact_centre_read(),
        ),
        policy(
            ACCOUNT,
            "/",
            "ContractorBoundary",
            ours,
            contractor_boundary(),
        ),
    ]
}

/// What Amazon Connect's service-linked roles may do, as far as storage goes: only buckets named
/// `amazon-connect-…`, and no `s3:ListBucket`.
fn connect_service_linked() -> Value {
    document(json!([
        allow(&["connect:*"], &["*"]),
        allow(
            &[
                "s3:GetObject",
                "s3:GetObjectAcl",
                "s3:PutObject",
                "s3:PutObjectAcl",
                "s3:DeleteObject",
                "s3:GetBucketLocation",
                "s3:GetBucketAcl"
            ],
            &[
                "arn:aws:s3:::amazon-connect-*",
                "arn:aws:s3:::amazon-connect-*/*"
            ],
        ),
        allow(
            &[
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents"
            ],
            &["arn:aws:logs:*:*:log-group:/aws/connect/*:*"]
        ),
        allow(&["kms:Decrypt", "kms:GenerateDataKey"], &["*"]),
    ]))
}

/// Finds everything, changes nothing.
fn contact_centre_read() -> Value {
    document(json!([
        {
            "Sid": "Connect", "Effect": "Allow",
            "Action": ["connect:Describe*", "connect:List*", "connect:Search*", "ds:DescribeDirectories"],
            "Resource": "*",
        },
        {
            "Sid": "Storage", "Effect": "Allow",
            "Action": ["s3:GetBucket*", "s3:GetReplicationConfiguration", "s3:GetEncryptionConfiguration",
                       "s3:ListAllMyBuckets", "s3:ListBucket", "s3:GetObject"],
            "Resource": "*",
        },
        {"Sid": "Identities", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {
            "Sid": "NotAustralia", "Effect": "Deny", "Action": "connect:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": "ap-southeast-2"}},
        },
    ]))
}

fn contractor_boundary() -> Value {
    document(json!([
        allow(&["s3:GetObject", "s3:ListBucket", "s3:ListAllMyBuckets"], &["*"]),
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
    ]))
}

fn policy(
    owner: &str,
    path: &str,
    name: &str,
    created: OffsetDateTime,
    document: Value,
) -> ManagedPolicy {
    let arn = format!("arn:aws:iam::{owner}:policy{path}{name}");
    ManagedPolicy {
        id: ids::unique("ANPA", &arn),
        arn,
        name: name.to_owned(),
        path: path.to_owned(),
        created,
        description: None,
        versions: vec![PolicyVersion {
            id: "v1".to_owned(),
            default: true,
            created,
            document,
        }],
    }
}
