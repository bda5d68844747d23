//! What may be associated with an instance, and by whom: the dependent actions of Amazon Connect's operations.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Answer, Bench, Keys, encoded};
use practice_aws::{Kind, Options, PracticeAccount, Trouble};
use serde_json::{Value, json};

const ADMIN: &str = "practice-admin";
const BUILDER: &str = "practice-builder";
const MANAGER: &str = "practice-manager";
const ACCOUNT: &str = "604712903388";
const REGION: &str = "eu-west-2";
/// The instance that things are associated with: it stores recordings and chats, nothing else.
const CLAIMS: &str = "northwind-claims";
const ITS_BUCKET: &str = "northwind-support-attachments";
const NAMED_BUCKET: &str = "amazon-connect-3f9ad2c08b17";
const STATUS: &str = "northwind-claims-status";
const PAYROLL: &str = "northwind-payroll-export";
const FULL_ACCESS: &str = "arn:aws:iam::aws:policy/AmazonConnect_FullAccess";

fn bucket(name: &str) -> Value {
    json!({"StorageType": "S3", "S3Config": {"BucketName": name, "BucketPrefix": "claims"}})
}

fn encrypted(name: &str, key: &str) -> Value {
    let mut config = bucket(name);
    config["S3Config"]["EncryptionConfig"] = json!({"EncryptionType": "KMS", "KeyId": key});
    config
}

fn stream(name: &str) -> Value {
    let arn = format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}");
    json!({"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": arn}})
}

fn function(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
}

/// An instance's id.
fn id(bench: &Bench, alias: &str) -> String {
    bench.instance(alias)["id"].as_str().unwrap().to_owned()
}

async fn associate(
    bench: &Bench,
    keys: &Keys,
    alias: &str,
    resource_type: &str,
    config: &Value,
) -> Answer {
    let path = format!("/instance/{}/storage-config", id(bench, alias));
    let body = json!({"ResourceType": resource_type, "StorageConfig": config}).to_string();
    let call = ("PUT", path.as_str(), "", body.as_str());
    bench.rest(keys, "connect", REGION, call).await
}

async fn associate_function(bench: &Bench, keys: &Keys, alias: &str, name: &str) -> Answer {
    let path = format!("/instance/{}/lambda-function", id(bench, alias));
    let body = json!({"FunctionArn": function(name)}).to_string();
    let call = ("PUT", path.as_str(), "", body.as_str());
    bench.rest(keys, "connect", REGION, call).await
}

/// Puts an inline policy on a role, as the administrator.
async fn limit(bench: &Bench, role: &str, name: &str, statements: &Value) {
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let form = format!(
        "Action=PutRolePolicy&RoleName={role}&PolicyName={name}&PolicyDocument={}",
        encoded(&document, false)
    );
    let answer = bench.query(&bench.keys(ADMIN), "iam", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn attach(bench: &Bench, role: &str, policy: &str) {
    let form = format!(
        "Action=AttachRolePolicy&RoleName={role}&PolicyArn={}",
        encoded(policy, false)
    );
    let answer = bench.query(&bench.keys(ADMIN), "iam", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Refused for want of an action, and by no policy of the kind.
#[track_caller]
fn lacks(answer: &Answer, action: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDeniedException"),
        "{}",
        answer.text()
    );
    let end = format!("because no identity-based policy allows the {action} action");
    assert!(answer.message().ends_with(&end), "{}", answer.message());
}

/// Refused because a policy of that kind denies an action.
#[track_caller]
fn denied(answer: &Answer, action: &str, kind: &str) {
    assert_eq!(answer.status, 403, "{}", answer.text());
    let message = answer.message();
    let said = message.contains(&format!("to perform: {action} on"))
        && message.ends_with(&format!("with an explicit deny in {kind}"));
    assert!(said, "{message}");
}

#[track_caller]
fn done(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
}

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
async fn a_buckets_own_policy_counts_for_whoever_associates_it() {
    let bench = Bench::start().await;
    let deny = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/Admin")},
        "Action": "s3:GetBucketLocation", "Resource": format!("arn:aws:s3:::{ITS_BUCKET}"),
    }]});
    assert_eq!(bench.put_policy(ADMIN, ITS_BUCKET, &deny).await.status, 204);
    let admin = bench.keys(ADMIN);
    let answer = associate(&bench, &admin, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await;
    denied(&answer, "s3:GetBucketLocation", "a resource-based policy");
    // And it lets in: FullAccess has no s3:GetBucketAcl on this one.
    let allow = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/connect/ConnectManager")},
        "Action": "s3:GetBucketAcl", "Resource": format!("arn:aws:s3:::{ITS_BUCKET}"),
    }]});
    assert_eq!(
        bench.put_policy(ADMIN, ITS_BUCKET, &allow).await.status,
        204
    );
    let manager = bench.keys(MANAGER);
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await;
    lacks(&answer, "iam:PutRolePolicy");
}

#[tokio::test]
async fn a_key_wants_describe_key_and_a_grant() {
    let bench = Bench::start().await;
    let manager = bench.keys(MANAGER);
    let key = |alias: &str| {
        let world = bench.account.control().world();
        let keys = world["kms_keys"].as_array().unwrap().clone();
        let key = keys
            .into_iter()
            .find(|key| key["region"] == REGION && key["aliases"][0] == alias)
            .unwrap();
        format!(
            "arn:aws:kms:{REGION}:{ACCOUNT}:key/{}",
            key["id"].as_str().unwrap()
        )
    };
    let (ours, finance, of_aws) = (
        key("alias/northwind-connect"),
        key("alias/northwind-finance"),
        key("alias/aws/connect"),
    );
    let with = |key: &str| encrypted(NAMED_BUCKET, key);
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&ours)).await;
    lacks(&answer, "kms:CreateGrant");
    // The key's own policy must let somebody in; that of finance names others.
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&finance)).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer
            .message()
            .ends_with("because no resource-based policy allows the kms:DescribeKey action"),
        "{}",
        answer.message()
    );
    let grant = json!({
        "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": ours,
        "Condition": {
            "Bool": {"kms:GrantIsForAWSResource": "true"},
            "StringEquals": {"kms:ViaService": format!("connect.{REGION}.amazonaws.com")},
            "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"]},
        },
    });
    limit(&bench, "ConnectManager", "Grant", &grant).await;
    done(&associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&ours)).await);
    let world = bench.account.control().world();
    let keys = world["kms_keys"].as_array().unwrap();
    let grants: Vec<&Value> = keys
        .iter()
        .flat_map(|key| key["grants"].as_array().unwrap())
        .collect();
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0]["grantee"], bench.instance(CLAIMS)["service_role"]);
    // Directly, the same session may not: only through Connect.
    let body =
        json!({"KeyId": ours, "GranteePrincipal": grants[0]["grantee"], "Operations": ["Decrypt"]});
    let answer = bench
        .json_1_1(&manager, "kms", REGION, "TrentService.CreateGrant", &body)
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "AccessDeniedException")
    );
    // AWS's own key lets everybody in, through Connect.
    done(
        &associate(
            &bench,
            &manager,
            CLAIMS,
            "SCHEDULED_REPORTS",
            &with(&of_aws),
        )
        .await,
    );
}

#[tokio::test]
async fn a_session_policy_limits_as_well() {
    let bench = Bench::start().await;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/connect/ConnectManager");
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": ["connect:*", "ds:*", "s3:GetBucketAcl"], "Resource": "*",
    }]});
    let keys = bench.assume(ADMIN, &role, Some(&policy)).await;
    let answer = associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(NAMED_BUCKET)).await;
    assert!(
        answer
            .message()
            .ends_with("because no session policy allows the s3:GetBucketLocation action"),
        "{}",
        answer.message()
    );
    let keys = bench.assume(ADMIN, &role, None).await;
    done(&associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(NAMED_BUCKET)).await);
}

#[tokio::test]
async fn what_is_associated_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        state: Some(folder.path().join("state.json")),
        ..Options::default()
    };
    let bench = Bench::with(options.clone()).await;
    let admin = bench.keys(ADMIN);
    done(&associate(&bench, &admin, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await);
    done(&associate_function(&bench, &admin, CLAIMS, STATUS).await);
    limit(
        &bench,
        "ConnectBuilder",
        "Kept",
        &examples(&id(&bench, CLAIMS)),
    )
    .await;
    let before = bench.account.control().world();
    bench.account.stop().await;
    let again = PracticeAccount::start(options).await.unwrap();
    assert_eq!(again.control().world(), before);
    let role = before["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["name"] == "ConnectBuilder");
    assert_eq!(role.unwrap()["inline"][0]["name"], "Kept");
}

#[tokio::test]
async fn troubles_meet_the_new_services_too() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    for (kind, lambda, kinesis, kms) in [
        (
            Kind::Throttling,
            (429, "TooManyRequestsException"),
            (400, "LimitExceededException"),
            (400, "ThrottlingException"),
        ),
        (
            Kind::ServerError,
            (500, "ServiceException"),
            (500, "InternalFailure"),
            (500, "KMSInternalException"),
        ),
        (
            Kind::ExpiringSession,
            (403, "ExpiredTokenException"),
            (400, "ExpiredTokenException"),
            (400, "ExpiredTokenException"),
        ),
    ] {
        bench.account.troubles().switch_on(Trouble::new(kind));
        let list = ("GET", "/2015-03-31/functions", "", "");
        let answer = bench.rest(&keys, "lambda", REGION, list).await;
        assert_eq!((answer.status, answer.code().as_str()), lambda);
        for (service, target, wanted) in [
            ("kinesis", "Kinesis_20131202.ListStreams", kinesis),
            ("kms", "TrentService.ListAliases", kms),
        ] {
            let answer = bench
                .json_1_1(&keys, service, REGION, target, &json!({}))
                .await;
            assert_eq!((answer.status, answer.code().as_str()), wanted);
        }
        bench.account.troubles().switch_off(kind);
    }
    // One dependent action denied.
    let trouble = Trouble::new(Kind::DenyAction).on("lambda:AddPermission");
    bench.account.troubles().switch_on(trouble);
    let answer = associate_function(&bench, &keys, CLAIMS, STATUS).await;
    denied(&answer, "lambda:AddPermission", "an identity-based policy");
    bench.account.troubles().clear();
    assert!(
        bench.instance(CLAIMS)["functions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_lost_answer_and_the_same_token_again_are_one_association() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let path = format!("/instance/{}/storage-config", id(&bench, CLAIMS));
    let body = json!({"ResourceType": "ATTACHMENTS", "StorageConfig": bucket(ITS_BUCKET), "ClientToken": "one"});
    let body = body.to_string();
    let signing = || common::Signing {
        body: &body,
        ..common::Signing::new(&keys, "connect", REGION, "PUT", &path)
    };
    let count = || bench.instance(CLAIMS)["storage"].as_array().unwrap().len();
    let before = count();
    let operation = "connect:AssociateInstanceStorageConfig";
    for (kind, stored) in [(Kind::CutBefore, before), (Kind::CutAfter, before + 1)] {
        bench
            .account
            .troubles()
            .switch_on(Trouble::new(kind).on(operation).counted(0, 1));
        assert!(
            bench
                .try_send(&signing().request(&bench.host()))
                .await
                .is_none()
        );
        assert_eq!(count(), stored, "{kind:?}");
    }
    done(&bench.send(signing()).await);
    assert_eq!(count(), before + 1);
}

#[tokio::test]
async fn a_cut_around_a_policy_write_leaves_it_undone_or_done() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let document = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "connect:*", "Resource": "*"}]});
    let made = || {
        let world = bench.account.control().world();
        let policies = world["policies"].as_array().unwrap().clone();
        policies.iter().any(|policy| policy["name"] == "Cut")
    };
    for (kind, wanted) in [(Kind::CutBefore, false), (Kind::CutAfter, true)] {
        bench
            .account
            .troubles()
            .switch_on(Trouble::new(kind).on("iam:CreatePolicy").counted(0, 1));
        let body = format!(
            "Action=CreatePolicy&PolicyName=Cut&PolicyDocument={}&Version=2010-05-08",
            encoded(&document.to_string(), false)
        );
        let signing = common::Signing {
            body: &body,
            ..common::Signing::new(&keys, "iam", "us-east-1", "POST", "/")
        };
        assert!(
            bench
                .try_send(&signing.request(&bench.host()))
                .await
                .is_none()
        );
        assert_eq!(made(), wanted, "{kind:?}");
    }
}
