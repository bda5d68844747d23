//! Limits as identity policies: AWS's own managed policy, the examples of the AWS page, explicit Denies.

use serde_json::{Value, json};

use crate::acts::{
    ACCOUNT, ADMIN, BUILDER, CLAIMS, FULL_ACCESS, ITS_BUCKET, MANAGER, NAMED_BUCKET, PAYROLL,
    REGION, STATUS, associate, associate_function, attach, bucket, denied, done, function, id,
    lacks, limit, stream,
};
use crate::common::{Bench, encoded};

/// The three examples of "Restrict AWS resources that can be associated with Amazon Connect", for an instance.
fn examples(instance: &str) -> Value {
    let instance = format!("arn:aws:connect:{REGION}:{ACCOUNT}:instance/{instance}");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/connect.amazonaws.com/*");
    let of_type = |kind: &str| {
        json!({
            "Effect": "Allow", "Resource": instance,
            "Action": ["connect:UpdateInstanceStorageConfig", "connect:AssociateInstanceStorageConfig"],
            "Condition": {"StringEquals": {"connect:StorageResourceType": kind}},
        })
    };
    json!([
        of_type("ATTACHMENTS"),
        {
            "Effect": "Allow", "Action": ["iam:PutRolePolicy", "s3:GetBucketAcl", "s3:GetBucketLocation"],
            "Resource": [role, format!("arn:aws:s3:::{ITS_BUCKET}")],
        },
        {
            "Effect": "Allow", "Action": ["connect:AssociateLambdaFunction", "lambda:AddPermission"],
            "Resource": [instance, function(STATUS)],
        },
        of_type("CONTACT_TRACE_RECORDS"),
        {
            "Effect": "Allow", "Action": ["kinesis:DescribeStream", "iam:PutRolePolicy"],
            "Resource": [role, format!("arn:aws:kinesis:*:{ACCOUNT}:stream/northwind-ctr")],
        },
    ])
}

#[tokio::test]
async fn full_access_covers_buckets_of_its_name_and_nothing_that_changes_a_role_or_function() {
    let bench = Bench::start().await;
    let manager = bench.keys(MANAGER);
    let reports = "SCHEDULED_REPORTS";
    lacks(
        &associate(&bench, &manager, CLAIMS, reports, &bucket(ITS_BUCKET)).await,
        "s3:GetBucketAcl",
    );
    lacks(
        &associate(
            &bench,
            &manager,
            CLAIMS,
            "AGENT_EVENTS",
            &stream("northwind-ctr"),
        )
        .await,
        "iam:PutRolePolicy",
    );
    lacks(
        &associate_function(&bench, &manager, CLAIMS, STATUS).await,
        "lambda:AddPermission",
    );
    let before = bench.instance(CLAIMS)["storage"].as_array().unwrap().len();
    done(&associate(&bench, &manager, CLAIMS, reports, &bucket(NAMED_BUCKET)).await);
    let after = bench.instance(CLAIMS)["storage"].as_array().unwrap().len();
    assert_eq!(after, before + 1);
    // An instance from before service-linked roles has no managed policy for such buckets.
    lacks(
        &associate(
            &bench,
            &manager,
            "northwind-legacy",
            "ATTACHMENTS",
            &bucket(NAMED_BUCKET),
        )
        .await,
        "iam:PutRolePolicy",
    );
}

#[tokio::test]
async fn the_examples_of_the_aws_page_allow_what_they_name() {
    let bench = Bench::start().await;
    let builder = bench.keys(BUILDER);
    let nothing = associate(&bench, &builder, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await;
    lacks(&nothing, "connect:AssociateInstanceStorageConfig");
    limit(
        &bench,
        "ConnectBuilder",
        "Examples",
        &examples(&id(&bench, CLAIMS)),
    )
    .await;

    let other = associate(
        &bench,
        &builder,
        CLAIMS,
        "ATTACHMENTS",
        &bucket("northwind-reports"),
    )
    .await;
    lacks(&other, "s3:GetBucketAcl");
    let other = associate(
        &bench,
        &builder,
        CLAIMS,
        "SCHEDULED_REPORTS",
        &bucket(ITS_BUCKET),
    )
    .await;
    lacks(&other, "connect:AssociateInstanceStorageConfig");
    let other = associate(
        &bench,
        &builder,
        "northwind-legacy",
        "ATTACHMENTS",
        &bucket(ITS_BUCKET),
    )
    .await;
    lacks(&other, "connect:AssociateInstanceStorageConfig");
    let ledger = stream("northwind-finance-ledger");
    let other = associate(&bench, &builder, CLAIMS, "CONTACT_TRACE_RECORDS", &ledger).await;
    lacks(&other, "kinesis:DescribeStream");
    let other = associate_function(&bench, &builder, CLAIMS, PAYROLL).await;
    lacks(&other, "lambda:AddPermission");

    done(&associate(&bench, &builder, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await);
    done(
        &associate(
            &bench,
            &builder,
            CLAIMS,
            "CONTACT_TRACE_RECORDS",
            &stream("northwind-ctr"),
        )
        .await,
    );
    done(&associate_function(&bench, &builder, CLAIMS, STATUS).await);
    assert_eq!(
        bench.instance(CLAIMS)["functions"][0]["arn"],
        function(STATUS)
    );
}

#[tokio::test]
async fn a_broader_allow_defeats_the_examples_but_not_for_functions() {
    let bench = Bench::start().await;
    let builder = bench.keys(BUILDER);
    limit(
        &bench,
        "ConnectBuilder",
        "Examples",
        &examples(&id(&bench, CLAIMS)),
    )
    .await;
    attach(&bench, "ConnectBuilder", FULL_ACCESS).await;
    let ledger = stream("northwind-finance-ledger");
    done(&associate(&bench, &builder, CLAIMS, "CONTACT_TRACE_RECORDS", &ledger).await);
    done(
        &associate(
            &bench,
            &builder,
            CLAIMS,
            "SCHEDULED_REPORTS",
            &bucket(NAMED_BUCKET),
        )
        .await,
    );
    let other = associate(
        &bench,
        &builder,
        CLAIMS,
        "ATTACHMENTS",
        &bucket("northwind-reports"),
    )
    .await;
    lacks(&other, "s3:GetBucketAcl");
    let other = associate_function(&bench, &builder, CLAIMS, PAYROLL).await;
    lacks(&other, "lambda:AddPermission");
}

#[tokio::test]
async fn explicit_denies_hold_whatever_else_is_allowed() {
    let bench = Bench::start().await;
    let keys = bench.keys(MANAGER);
    attach(
        &bench,
        "ConnectManager",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    )
    .await;
    let claims = format!(
        "arn:aws:connect:{REGION}:{ACCOUNT}:instance/{}",
        id(&bench, CLAIMS)
    );
    let deny = json!([
        {
            "Effect": "Deny", "Action": "s3:GetBucketAcl", "NotResource": format!("arn:aws:s3:::{ITS_BUCKET}"),
        },
        {
            "Effect": "Deny", "Action": "kinesis:DescribeStream",
            "NotResource": format!("arn:aws:kinesis:*:{ACCOUNT}:stream/northwind-ctr"),
        },
        {"Effect": "Deny", "Action": "lambda:AddPermission", "NotResource": function(STATUS)},
        {
            "Effect": "Deny", "Action": "lambda:AddPermission", "Resource": "*",
            "Condition": {"StringNotEquals": {"lambda:Principal": "connect.amazonaws.com"}},
        },
        {
            "Effect": "Deny", "Action": "connect:AssociateInstanceStorageConfig", "Resource": "*",
            "Condition": {
                "StringEquals": {"connect:StorageResourceType": "MEDIA_STREAMS"},
                "StringNotEquals": {"connect:InstanceId": id(&bench, "northwind-support")},
            },
        },
        {
            "Effect": "Deny", "Action": "connect:AssociateLambdaFunction", "NotResource": claims,
        },
    ]);
    limit(&bench, "ConnectManager", "Deny", &deny).await;
    let by = "an identity-based policy";
    let other = associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(NAMED_BUCKET)).await;
    denied(&other, "s3:GetBucketAcl", by);
    let ledger = stream("northwind-finance-ledger");
    let other = associate(&bench, &keys, CLAIMS, "CONTACT_TRACE_RECORDS", &ledger).await;
    denied(&other, "kinesis:DescribeStream", by);
    let other = associate_function(&bench, &keys, CLAIMS, PAYROLL).await;
    denied(&other, "lambda:AddPermission", by);
    let other = associate_function(&bench, &keys, "northwind-support", STATUS).await;
    denied(&other, "connect:AssociateLambdaFunction", by);
    let video = json!({"StorageType": "KINESIS_VIDEO_STREAM"});
    let other = associate(&bench, &keys, CLAIMS, "MEDIA_STREAMS", &video).await;
    denied(&other, "connect:AssociateInstanceStorageConfig", by);
    // On the instance that is spared, it gets as far as the configuration, which says nothing.
    let spared = associate(&bench, &keys, "northwind-support", "MEDIA_STREAMS", &video).await;
    assert_eq!(spared.code(), "InvalidParameterException");

    done(&associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await);
    done(
        &associate(
            &bench,
            &keys,
            CLAIMS,
            "CONTACT_TRACE_RECORDS",
            &stream("northwind-ctr"),
        )
        .await,
    );
    done(&associate_function(&bench, &keys, CLAIMS, STATUS).await);
    // Nobody but Connect may be let in by hand.
    let path = format!("/2015-03-31/functions/{STATUS}/policy");
    let open = json!({"StatementId": "all", "Action": "lambda:InvokeFunction", "Principal": "*"})
        .to_string();
    let answer = bench
        .rest(&keys, "lambda", REGION, ("POST", &path, "", &open))
        .await;
    denied(&answer, "lambda:AddPermission", by);
}

#[tokio::test]
async fn a_user_is_limited_like_a_role() {
    let bench = Bench::start().await;
    let editor = bench.keys("practice-editor");
    let answer = associate_function(&bench, &editor, CLAIMS, STATUS).await;
    lacks(&answer, "connect:AssociateLambdaFunction");
    let document = json!({"Version": "2012-10-17", "Statement": examples(&id(&bench, CLAIMS))});
    let form = format!(
        "Action=CreatePolicy&PolicyName=Limit&PolicyDocument={}",
        encoded(&document.to_string(), false)
    );
    let admin = bench.keys(ADMIN);
    done(&bench.query(&admin, "iam", &form).await);
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/Limit");
    let form = |action: &str| {
        let arn = encoded(&arn, false);
        format!("Action={action}&UserName=connect-flow-editor&PolicyArn={arn}")
    };
    done(&bench.query(&admin, "iam", &form("AttachUserPolicy")).await);
    done(&associate_function(&bench, &editor, CLAIMS, STATUS).await);
    let answer = associate_function(&bench, &editor, CLAIMS, PAYROLL).await;
    lacks(&answer, "lambda:AddPermission");
    done(&bench.query(&admin, "iam", &form("DetachUserPolicy")).await);
    let answer = associate_function(&bench, &editor, CLAIMS, STATUS).await;
    lacks(&answer, "connect:AssociateLambdaFunction");
}
