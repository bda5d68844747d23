//! The three examples of the AWS page "Restrict AWS resources that can be associated with Amazon
//! Connect" come out equal by meaning.

use iam_policy::{Policy, PrincipalIds, equivalent};
use lockdown::limit::LimitStyle;

use super::{functions, recordings, streams, written};

const EXAMPLE_1: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "VisualEditor0", "Effect": "Allow",
    "Action": ["connect:UpdateInstanceStorageConfig", "connect:AssociateInstanceStorageConfig"],
    "Resource": "arn:aws:connect:region:account-id:instance/instance-id",
    "Condition": { "StringEquals": { "connect:StorageResourceType": "CALL_RECORDINGS" } } },
  { "Sid": "VisualEditor1", "Effect": "Allow",
    "Action": ["iam:PutRolePolicy", "s3:GetBucketAcl", "s3:GetBucketLocation"],
    "Resource": ["arn:aws:iam::account-id:role/aws-service-role/connect.amazonaws.com/*",
                 "arn:aws:s3:::s3-bucket-name"] },
  { "Sid": "VisualEditor2", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" } ] }"#;

const EXAMPLE_2: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "VisualEditor0", "Effect": "Allow",
    "Action": ["connect:AssociateLambdaFunction", "lambda:AddPermission"],
    "Resource": ["arn:aws:connect:region:account-id:instance/instance-id",
                 "arn:aws:lambda:*:*:function:my-function"] } ] }"#;

const EXAMPLE_3: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "VisualEditor0", "Effect": "Allow",
    "Action": ["connect:UpdateInstanceStorageConfig", "connect:AssociateInstanceStorageConfig"],
    "Resource": "arn:aws:connect:region:account-id:instance/instance-id",
    "Condition": { "StringEquals": { "connect:StorageResourceType": "CONTACT_TRACE_RECORDS" } } },
  { "Sid": "VisualEditor1", "Effect": "Allow",
    "Action": ["kinesis:DescribeStream", "iam:PutRolePolicy"],
    "Resource": ["arn:aws:iam::account-id:role/aws-service-role/connect.amazonaws.com/*",
                 "arn:aws:kinesis:*:account-id:stream/stream-name"] },
  { "Sid": "VisualEditor2", "Effect": "Allow", "Action": "kinesis:ListStreams", "Resource": "*" } ] }"#;

const TO_THE_LETTER: LimitStyle = LimitStyle::Allow {
    to_the_letter: true,
};

fn filled_in(example: &str) -> String {
    example
        .replace("arn:aws:connect:region:", "arn:aws:connect:eu-west-2:")
        .replace("account-id", "111122223333")
        .replace("instance-id", "11111111-2222-3333-4444-555555555555")
        .replace("s3-bucket-name", "acme-recordings")
        .replace("my-function", "route-call")
        .replace("stream-name", "contact-records")
}

#[track_caller]
fn assert_alike(ours: &Policy, theirs: &str) {
    let theirs = Policy::parse(theirs).unwrap();
    assert!(
        equivalent(ours, &theirs, &PrincipalIds::new()),
        "{}\nis not\n{}",
        ours.to_json_pretty(),
        theirs.to_json_pretty()
    );
}

#[test]
fn the_examples_come_out_to_the_letter() {
    assert_alike(&written(&recordings(TO_THE_LETTER)), &filled_in(EXAMPLE_1));
    assert_alike(&written(&functions(TO_THE_LETTER)), &filled_in(EXAMPLE_2));
    assert_alike(&written(&streams(TO_THE_LETTER)), &filled_in(EXAMPLE_3));
}

/// The mended policy without the statement of what the page leaves out.
fn without_besides(policy: &Policy) -> Policy {
    let kept = policy.statements().iter();
    policy.with_statements(
        kept.filter(|s| s.sid() != Some("StrongroomLimitBesides"))
            .cloned()
            .collect(),
    )
}

#[test]
fn the_examples_come_out_mended() {
    let attach = |text: String| {
        text.replace(
            "\"iam:PutRolePolicy\"",
            "\"iam:PutRolePolicy\", \"iam:AttachRolePolicy\"",
        )
    };
    let ours = without_besides(&written(&recordings(LimitStyle::ALLOW)));
    assert_alike(&ours, &attach(filled_in(EXAMPLE_1)));

    let ours = without_besides(&written(&streams(LimitStyle::ALLOW)));
    let theirs = attach(filled_in(EXAMPLE_3)).replace(":kinesis:*:", ":kinesis:eu-west-2:");
    assert_alike(&ours, &theirs);

    let ours = without_besides(&written(&functions(LimitStyle::ALLOW)));
    let tied = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "connect:AssociateLambdaFunction",
        "Resource": "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555" },
      { "Effect": "Allow", "Action": "lambda:AddPermission",
        "Resource": "arn:aws:lambda:eu-west-2:111122223333:function:route-call",
        "Condition": { "StringEquals": { "lambda:Principal": "connect.amazonaws.com" } } } ] }"#;
    assert_alike(&ours, tied);
}

#[test]
fn what_the_page_leaves_out_only_lists_and_describes() {
    let mut draft = super::everything(LimitStyle::ALLOW);
    draft.kms_keys = vec![super::KEY.to_owned()];
    let policy = written(&draft);
    let besides = policy
        .statements()
        .iter()
        .find(|s| s.sid() == Some("StrongroomLimitBesides"))
        .unwrap();
    let actions = besides.action().patterns();
    assert_eq!(
        actions,
        [
            "ds:DescribeDirectories",
            "kms:ListAliases",
            "lambda:ListFunctions"
        ]
    );
}

#[test]
fn a_known_service_role_is_named_and_to_the_letter_stays_the_pattern() {
    let linked = "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_London";
    let older = "arn:aws:iam::111122223333:role/service-role/connect-access-role-1";
    let with = |style, role: &str| {
        let mut draft = recordings(style);
        draft.service_role = Some(role.to_owned());
        written(&draft).to_json()
    };
    assert_alike(
        &Policy::parse(&with(TO_THE_LETTER, linked)).unwrap(),
        &filled_in(EXAMPLE_1),
    );
    assert!(with(LimitStyle::ALLOW, linked).contains(linked));
    // A role from before service-linked roles is none of the pattern's.
    assert!(with(TO_THE_LETTER, older).contains(older));
}
