//! Managed policies: AWS's own (shortened to what matters here) and the company's.

use serde_json::{Value, json};
use time::Month::{April, February, March, November, October};
use time::OffsetDateTime;

use super::documents::{allow, document};
use super::{ACCOUNT, day};
use crate::ids;
use crate::world::{ManagedPolicy, PolicyVersion};

/// All of them.
pub(super) fn all() -> Vec<ManagedPolicy> {
    let aws = |path, name, document| policy("aws", path, name, day(2015, February, 6), document);
    let ours = |name, document| policy(ACCOUNT, "/", name, day(2021, April, 12), document);
    let linked = "/aws-service-role/";
    let connect = "AmazonConnectServiceLinkedRolePolicy";
    let macie = document(allow("s3:Get* s3:List* s3:Head*", "*"));
    let config = document(allow(
        "s3:GetBucket* s3:ListAllMyBuckets iam:Get* iam:List* connect:List*",
        "*",
    ));
    let logs = document(allow(
        "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents",
        "*",
    ));
    vec![
        aws("/", "AdministratorAccess", document(allow("*", "*"))),
        aws("/", "ReadOnlyAccess", read_only()),
        aws("/", "SecurityAudit", security_audit()),
        aws("/service-role/", "AWSLambdaBasicExecutionRole", logs),
        policy(
            "aws",
            linked,
            connect,
            day(2018, October, 17),
            connect_service_linked(),
        ),
        aws(linked, "AmazonMacieServiceRolePolicy", macie),
        aws(linked, "AWSConfigServiceRolePolicy", config),
        ours("ContactCentreRead", contact_centre_read()),
        ours("ContractorBoundary", contractor_boundary()),
        connect_full_access(),
        ours("ContactCentreBuild", contact_centre_build()),
    ]
}

fn read_only() -> Value {
    document(json!([
        allow(
            "connect:Describe* connect:Get* connect:List* connect:Search* ds:Describe*",
            "*"
        ),
        allow("iam:Get* iam:List* sts:Get* s3:Get* s3:List*", "*"),
        allow("kinesis:Describe* lambda:Get* lambda:List*", "*"),
    ]))
}

fn security_audit() -> Value {
    document(json!([
        allow("iam:Get* iam:List* connect:ListInstances", "*"),
        allow(
            "s3:GetBucket* s3:GetEncryptionConfiguration s3:GetReplicationConfiguration",
            "*"
        ),
        allow("s3:GetAccountPublicAccessBlock s3:ListAllMyBuckets", "*"),
    ]))
}

/// What Amazon Connect's service-linked roles may do, as far as storage goes: only buckets named
/// `amazon-connect-…`, and no `s3:ListBucket`.
fn connect_service_linked() -> Value {
    document(json!([
        allow("connect:*", "*"),
        {
            "Effect": "Allow",
            "Action": [
                "s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject",
                "s3:GetBucketLocation", "s3:GetBucketAcl",
            ],
            "Resource": ["arn:aws:s3:::amazon-connect-*", "arn:aws:s3:::amazon-connect-*/*"],
        },
        allow(
            "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents",
            "arn:aws:logs:*:*:log-group:/aws/connect/*:*",
        ),
        allow("kms:Decrypt kms:GenerateDataKey", "*"),
    ]))
}

/// Finds everything but in one Region, changes nothing.
fn contact_centre_read() -> Value {
    document(json!([
        allow("connect:Describe* connect:List* connect:Search* ds:DescribeDirectories", "*"),
        allow("s3:GetBucket* s3:GetReplicationConfiguration s3:GetEncryptionConfiguration", "*"),
        allow("s3:ListAllMyBuckets s3:ListBucket s3:GetObject s3:GetAccountPublicAccessBlock", "*"),
        allow("iam:Get* iam:List*", "*"),
        {
            "Sid": "NotAustralia", "Effect": "Deny", "Action": "connect:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": "ap-southeast-2"}},
        },
    ]))
}

/// AWS's own for Connect, all of it: what it allows and what it leaves out decides which limits hold.
/// Source: AWS Managed Policy Reference, `AmazonConnect_FullAccess`, version 4.
fn connect_full_access() -> ManagedPolicy {
    let slr = "arn:aws:iam::*:role/aws-service-role";
    let for_service = |resource: &str, service: &str| {
        json!({
            "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": resource,
            "Condition": {"StringEquals": {"iam:AWSServiceName": service}},
        })
    };
    let document = document(json!([
        allow(
            "connect:* ds:CreateAlias ds:AuthorizeApplication ds:CreateIdentityPoolDirectory ds:DeleteDirectory \
             ds:DescribeDirectories ds:UnauthorizeApplication firehose:DescribeDeliveryStream \
             firehose:ListDeliveryStreams kinesis:DescribeStream kinesis:ListStreams kms:DescribeKey kms:ListAliases \
             lex:GetBots lex:ListBots lex:ListBotAliases logs:CreateLogGroup s3:GetBucketLocation \
             s3:ListAllMyBuckets lambda:ListFunctions ds:CheckAlias profile:ListAccountIntegrations \
             profile:GetDomain profile:ListDomains profile:GetProfileObjectType \
             profile:ListProfileObjectTypeTemplates",
            "*",
        ),
        allow(
            "profile:AddProfileKey profile:CreateDomain profile:CreateProfile profile:DeleteDomain \
             profile:DeleteIntegration profile:DeleteProfile profile:DeleteProfileKey profile:DeleteProfileObject \
             profile:DeleteProfileObjectType profile:GetIntegration profile:GetMatches profile:GetProfileObjectType \
             profile:ListIntegrations profile:ListProfileObjects profile:ListProfileObjectTypes \
             profile:ListTagsForResource profile:MergeProfiles profile:PutIntegration profile:PutProfileObject \
             profile:PutProfileObjectType profile:SearchProfiles profile:TagResource profile:UntagResource \
             profile:UpdateDomain profile:UpdateProfile",
            "arn:aws:profile:*:*:domains/amazon-connect-*",
        ),
        allow(
            "s3:CreateBucket s3:GetBucketAcl",
            "arn:aws:s3:::amazon-connect-*"
        ),
        allow(
            "servicequotas:GetServiceQuota",
            "arn:aws:servicequotas:*:*:connect/*"
        ),
        for_service("*", "connect.amazonaws.com"),
        allow(
            "iam:DeleteServiceLinkedRole",
            &format!("{slr}/connect.amazonaws.com/AWSServiceRoleForAmazonConnect*"),
        ),
        for_service(
            &format!("{slr}/profile.amazonaws.com/*"),
            "profile.amazonaws.com"
        ),
    ]));
    let created = day(2020, November, 20);
    let mut policy = policy("aws", "/", "AmazonConnect_FullAccess", created, document);
    for version in &mut policy.versions {
        "v4".clone_into(&mut version.id);
        version.created = day(2023, March, 7);
    }
    policy
}

/// Sees the instances and what could be associated with them, associates nothing: what may be is for a limit to say.
fn contact_centre_build() -> Value {
    document(json!([
        allow(
            "connect:Describe* connect:List* connect:Search* ds:DescribeDirectories",
            "*"
        ),
        allow(
            "s3:ListAllMyBuckets lambda:ListFunctions kinesis:ListStreams",
            "*"
        ),
        allow("firehose:ListDeliveryStreams kms:ListAliases", "*"),
    ]))
}

fn contractor_boundary() -> Value {
    document(json!([
        allow("s3:GetObject s3:ListBucket s3:ListAllMyBuckets", "*"),
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
        versions_made: 1,
        tags: Vec::new(),
    }
}
