//! The lock of the AWS article, on the wire: who is shut out, who is not, and how it ends.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::Bench;
use serde_json::{Value, json};
use time::Duration;
use time::format_description::well_known::Rfc3339;

const BUCKET: &str = "northwind-support-recordings";

fn lock(bench: &Bench, keep: &[String], end: Option<&str>) -> Value {
    let mut condition = json!({"StringNotLike": {"aws:userId": keep}});
    if let Some(end) = end {
        condition["DateLessThan"] = json!({"aws:CurrentTime": end});
    }
    assert!(!bench.host().is_empty());
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [format!("arn:aws:s3:::{BUCKET}"), format!("arn:aws:s3:::{BUCKET}/*")],
        "Condition": condition,
    }]})
}

fn keep(bench: &Bench) -> Vec<String> {
    vec![
        format!("{}:*", bench.service_role_id("northwind-support")),
        format!("{}:*", bench.role_id("Admin")),
    ]
}

#[tokio::test]
async fn a_lock_shuts_out_everybody_who_is_not_listed() {
    let bench = Bench::start().await;
    let key = bench.recording(BUCKET);
    for profile in [
        "practice-admin",
        "practice-auditor",
        "practice-breakglass",
        "practice-root",
        "practice-connect",
    ] {
        assert_eq!(
            bench.get_object(profile, BUCKET, &key).await.status,
            200,
            "{profile}"
        );
    }
    let policy = lock(&bench, &keep(&bench), None);
    assert_eq!(
        bench
            .put_policy("practice-admin", BUCKET, &policy)
            .await
            .status,
        204
    );
    for profile in ["practice-admin", "practice-connect"] {
        assert_eq!(
            bench.get_object(profile, BUCKET, &key).await.status,
            200,
            "{profile}"
        );
    }
    for profile in [
        "practice-auditor",
        "practice-breakglass",
        "practice-readonly",
        "practice-root",
    ] {
        let answer = bench.get_object(profile, BUCKET, &key).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "AccessDenied"),
            "{profile}"
        );
        assert!(
            answer
                .message()
                .ends_with("with an explicit deny in a resource-based policy"),
            "{}",
            answer.message()
        );
    }
    let answer = bench.get_object("practice-auditor", BUCKET, &key).await;
    assert_eq!(
        answer.message(),
        format!(
            "User: arn:aws:sts::604712903388:assumed-role/RecordingsAuditor/luca.ferri is not authorized to perform: \
             s3:GetObject on resource: \"arn:aws:s3:::{BUCKET}/{key}\" with an explicit deny in a resource-based policy"
        )
    );
}

#[tokio::test]
async fn root_always_gets_its_policy_back() {
    let bench = Bench::start().await;
    let policy = lock(&bench, &["AROANOBODYNOBODYNOBOD:*".to_owned()], None);
    assert_eq!(
        bench
            .put_policy("practice-admin", BUCKET, &policy)
            .await
            .status,
        204
    );
    assert_eq!(
        bench
            .s3(
                "practice-admin",
                "GET",
                &format!("/{BUCKET}"),
                "policy=",
                ""
            )
            .await
            .status,
        403
    );
    assert_eq!(
        bench
            .s3(
                "practice-admin",
                "DELETE",
                &format!("/{BUCKET}"),
                "policy=",
                ""
            )
            .await
            .status,
        403
    );
    assert_eq!(
        bench
            .s3("practice-root", "GET", &format!("/{BUCKET}"), "policy=", "")
            .await
            .status,
        200
    );
    assert_eq!(
        bench
            .s3(
                "practice-root",
                "GET",
                &format!("/{BUCKET}"),
                "list-type=2",
                ""
            )
            .await
            .status,
        403
    );
    assert_eq!(
        bench
            .s3(
                "practice-root",
                "DELETE",
                &format!("/{BUCKET}"),
                "policy=",
                ""
            )
            .await
            .status,
        204
    );
    let answer = bench
        .s3(
            "practice-admin",
            "GET",
            &format!("/{BUCKET}"),
            "policy=",
            "",
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "NoSuchBucketPolicy")
    );
}

#[tokio::test]
async fn a_trial_ends_by_aws_clock() {
    let bench = Bench::start().await;
    let key = bench.recording(BUCKET);
    let control = bench.account.control();
    let end = (control.now() + Duration::minutes(15))
        .format(&Rfc3339)
        .unwrap();
    let policy = lock(&bench, &keep(&bench), Some(&end));
    assert_eq!(
        bench
            .put_policy("practice-admin", BUCKET, &policy)
            .await
            .status,
        204
    );
    assert_eq!(
        bench
            .get_object("practice-auditor", BUCKET, &key)
            .await
            .status,
        403
    );
    control.advance(Duration::minutes(14)).unwrap();
    assert_eq!(
        bench
            .get_object("practice-auditor", BUCKET, &key)
            .await
            .status,
        403
    );
    control.advance(Duration::minutes(2)).unwrap();
    let answer = bench.get_object("practice-auditor", BUCKET, &key).await;
    assert_eq!(answer.status, 200);
    // The Date header is AWS's clock too: the client learns the time from it.
    let date = answer.headers.get("date").unwrap();
    let hour = control
        .now()
        .format(time::macros::format_description!("[hour]:[minute]"))
        .unwrap();
    assert!(date.contains(&hour), "{date} {hour}");
}

#[tokio::test]
async fn connect_without_listing_is_told_apart() {
    let bench = Bench::start().await;
    // What the service role may not list reads as a refusal when it is not there.
    let answer = bench
        .get_object(
            "practice-connect",
            BUCKET,
            "connect/northwind-support/nothing.wav",
        )
        .await;
    assert_eq!(answer.status, 403);
    assert!(
        answer.message().contains("s3:ListBucket"),
        "{}",
        answer.message()
    );
    let answer = bench
        .get_object(
            "practice-admin",
            BUCKET,
            "connect/northwind-support/nothing.wav",
        )
        .await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "NoSuchKey"));
}

#[tokio::test]
async fn another_accounts_bucket_says_only_access_denied() {
    let bench = Bench::start().await;
    let answer = bench
        .s3(
            "practice-admin",
            "GET",
            "/meridian-bpo-recordings",
            "policy=",
            "",
        )
        .await;
    assert_eq!(
        (answer.status, answer.message().as_str()),
        (403, "Access Denied")
    );
    let key = bench.recording("meridian-bpo-recordings");
    assert_eq!(
        bench
            .get_object("practice-admin", "meridian-bpo-recordings", &key)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn every_decision_is_in_the_log() {
    let bench = Bench::start().await;
    let key = bench.recording(BUCKET);
    bench.get_object("practice-auditor", BUCKET, &key).await;
    let seen = bench.account.control().seen_after(0);
    let last = seen.last().unwrap();
    assert_eq!(
        (last.operation.as_str(), last.status),
        ("s3:GetObject", Some(200))
    );
    assert_eq!(last.bucket.as_deref(), Some(BUCKET));
    assert_eq!(last.decisions[0].action, "s3:GetObject");
    assert_eq!(last.decisions[0].outcome, "allowed");
}

#[tokio::test]
async fn a_refusal_by_the_key_is_told_from_a_lock() {
    let bench = Bench::start().await;
    let bucket = "amazon-connect-3f9ad2c08b17";
    let key = bench.recording(bucket);
    for profile in [
        "practice-admin",
        "practice-auditor",
        "practice-breakglass",
        "practice-root",
    ] {
        let answer = bench.get_object(profile, bucket, &key).await;
        assert_eq!(answer.status, 200, "{profile}: {}", answer.text());
        assert_eq!(answer.headers["x-amz-server-side-encryption"], "aws:kms");
    }
    let answer = bench.get_object("practice-readonly", bucket, &key).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    let words = answer.message();
    assert!(
        words.contains(
            "is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:"
        ),
        "{words}"
    );
    assert!(
        words.ends_with("because no identity-based policy allows the kms:Decrypt action"),
        "{words}"
    );
    bench
        .account
        .control()
        .place_call("northwind-collections")
        .unwrap();
}
