//! What stays: across a restart, after a lost answer, when something goes wrong.

use practice_aws::{Kind, Options, PracticeAccount, Trouble};
use serde_json::json;

use crate::acts::{
    ACCOUNT, ADMIN, CLAIMS, ITS_BUCKET, REGION, STATUS, associate, associate_function, bucket,
    denied, done, encrypted, id, limit, stream,
};
use crate::common::{Bench, Signing, encoded};

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
        &json!({"Effect": "Deny", "Action": "connect:*", "Resource": "*"}),
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
    let signing = || Signing {
        body: &body,
        ..Signing::new(&keys, "connect", REGION, "PUT", &path)
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
        let signing = Signing {
            body: &body,
            ..Signing::new(&keys, "iam", "us-east-1", "POST", "/")
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

#[tokio::test]
async fn each_dependent_action_is_asked() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let world = bench.account.control().world();
    let ours = world["kms_keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["region"] == REGION && key["aliases"][0] == "alias/northwind-connect");
    let key = format!(
        "arn:aws:kms:{REGION}:{ACCOUNT}:key/{}",
        ours.unwrap()["id"].as_str().unwrap()
    );
    let delivery =
        format!("arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/northwind-agent-events");
    let delivery = json!({"StorageType": "KINESIS_FIREHOSE", "KinesisFirehoseConfig": {"FirehoseArn": delivery}});
    let s3 = [
        "ds:DescribeDirectories",
        "s3:GetBucketAcl",
        "s3:GetBucketLocation",
        "kms:DescribeKey",
        "kms:CreateGrant",
        "iam:PutRolePolicy",
    ];
    let kinesis = [
        "ds:DescribeDirectories",
        "kinesis:DescribeStream",
        "iam:PutRolePolicy",
    ];
    let firehose = [
        "ds:DescribeDirectories",
        "firehose:DescribeDeliveryStream",
        "iam:PutRolePolicy",
    ];
    for (kind, config, actions) in [
        ("ATTACHMENTS", encrypted(ITS_BUCKET, &key), s3.as_slice()),
        ("CONTACT_TRACE_RECORDS", stream("northwind-ctr"), &kinesis),
        ("AGENT_EVENTS", delivery, &firehose),
    ] {
        for action in actions {
            let trouble = Trouble::new(Kind::DenyAction).on(action);
            bench.account.troubles().switch_on(trouble);
            let answer = associate(&bench, &keys, CLAIMS, kind, &config).await;
            denied(&answer, action, "an identity-based policy");
            bench.account.troubles().clear();
        }
        let seen = bench.account.control().seen_after(0).len();
        done(&associate(&bench, &keys, CLAIMS, kind, &config).await);
        let calls = bench.account.control().seen_after(seen.try_into().unwrap());
        let asked: Vec<&str> = calls[0]
            .decisions
            .iter()
            .skip(1)
            .map(|decision| decision.action.as_str())
            .collect();
        assert_eq!(asked, actions);
    }
}
