//! Roles that people sign in with.

use serde_json::json;
use time::Month::{April, February, January, May, September};

use super::role;
use crate::ids;
use crate::world::Role;
use crate::world::seed::documents::{allow, document, trust_principal};
use crate::world::seed::{ACCOUNT, day};

/// All of them.
pub(super) fn all() -> Vec<Role> {
    let account = || trust_principal(&format!("arn:aws:iam::{ACCOUNT}:root"));
    vec![
        role("Admin", "/", day(2018, January, 16), account())
            .administrator()
            .lasting(43_200),
        break_glass(),
        identity_center("AdministratorAccess").administrator(),
        identity_center("ContactCentreOps").with(
            "AwsSSOInlinePolicy",
            document(json!([
                allow("connect:* ds:DescribeDirectories iam:Get* iam:List*", "*"),
                allow(
                    "s3:ListAllMyBuckets s3:GetBucket* s3:PutBucketPolicy s3:DeleteBucketPolicy",
                    "*"
                ),
                allow("s3:ListBucket s3:GetObject kms:Decrypt", "*"),
            ])),
        ),
        role(
            "RecordingsAuditor",
            "/audit/",
            day(2020, September, 7),
            account(),
        )
        .attach("aws", "SecurityAudit")
        .with(
            "ReadRecordings",
            document(json!([
                allow("s3:Get* s3:List*", "*"),
                allow(
                    "connect:List* connect:Describe* connect:SearchContacts",
                    "*"
                ),
                allow("ds:DescribeDirectories kms:Decrypt", "*"),
            ])),
        ),
        role("ContactCentreReader", "/", day(2021, April, 12), account())
            .attach(ACCOUNT, "ContactCentreRead"),
        role(
            "ContractorAnalyst",
            "/contractors/",
            day(2024, May, 6),
            account(),
        )
        .attach("aws", "ReadOnlyAccess")
        .bounded("ContractorBoundary"),
        organization_access(),
        role("ConnectBuilder", "/connect/", day(2023, May, 9), account())
            .attach(ACCOUNT, "ContactCentreBuild"),
        role(
            "ConnectManager",
            "/connect/",
            day(2022, January, 17),
            account(),
        )
        .attach("aws", "AmazonConnect_FullAccess"),
    ]
}

/// Only with a one-time code.
fn break_glass() -> Role {
    let trust = document(json!({
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/emergency/breakglass")},
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }));
    role(
        "BreakGlassAdmin",
        "/emergency/",
        day(2019, January, 8),
        trust,
    )
    .administrator()
}

/// What Identity Center makes of a permission set.
fn identity_center(set: &str) -> Role {
    let suffix = ids::hex_digits(&format!("sso/{set}"), 16);
    let provider = format!("arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_{suffix}_DO_NOT_DELETE");
    let trust = document(json!({
        "Effect": "Allow", "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Principal": {"Federated": provider},
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }));
    let path = "/aws-reserved/sso.amazonaws.com/eu-west-1/";
    let name = format!("AWSReservedSSO_{set}_{suffix}");
    role(&name, path, day(2022, February, 15), trust).lasting(43_200)
}

/// The way in from the organization's management account.
fn organization_access() -> Role {
    let trust = trust_principal("arn:aws:iam::291837465012:root");
    Role {
        description: Some("Made when the account joined the organization".to_owned()),
        ..role(
            "OrganizationAccountAccessRole",
            "/",
            day(2018, January, 16),
            trust,
        )
        .administrator()
    }
}
