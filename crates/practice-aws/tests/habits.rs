//! S3's habits with bucket policies and buckets: what is refused, what comes back changed, where a bucket is.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Signing};
use serde_json::{Value, json};

const BUCKET: &str = "northwind-support-recordings";
const ADMIN: &str = "practice-admin";

fn allow(principal: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "One", "Effect": "Allow", "Principal": principal,
        "Action": ["s3:GetObject"], "Resource": [format!("arn:aws:s3:::{BUCKET}/*")],
    }]})
}

async fn read_back(bench: &Bench, bucket: &str) -> Value {
    bench
        .s3(ADMIN, "GET", &format!("/{bucket}"), "policy=", "")
        .await
        .json()
}

#[tokio::test]
async fn arrays_of_one_collapse_and_principals_follow_their_owner() {
    let bench = Bench::start().await;
    let arn = "arn:aws:iam::604712903388:role/audit/RecordingsAuditor";
    let policy = allow(&json!({"AWS": [arn]}));
    assert_eq!(bench.put_policy(ADMIN, BUCKET, &policy).await.status, 204);
    let back = read_back(&bench, BUCKET).await;
    assert_eq!(back["Statement"][0]["Principal"]["AWS"], arn);
    assert_eq!(back["Statement"][0]["Action"], "s3:GetObject");
    assert_eq!(back["Statement"][0]["Sid"], "One");
    let id = bench.role_id("RecordingsAuditor");
    bench
        .account
        .control()
        .delete_principal("RecordingsAuditor")
        .unwrap();
    let back = read_back(&bench, BUCKET).await;
    assert_eq!(back["Statement"][0]["Principal"]["AWS"], id);
    let answer = bench.put_policy(ADMIN, BUCKET, &back).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "MalformedPolicy")
    );
    assert_eq!(answer.message(), "Invalid principal in policy");
}

#[tokio::test]
async fn what_is_no_policy_is_refused_and_nothing_changes() {
    let bench = Bench::start().await;
    let before = bench
        .account
        .control()
        .bucket_policy("connect-7c1e0b44d9a2")
        .unwrap();
    let huge: Vec<String> = (0..40)
        .map(|number| {
            format!(
                "arn:aws:s3:::connect-7c1e0b44d9a2/{number}{}",
                "x".repeat(600)
            )
        })
        .collect();
    for (text, message) in [
        ("{".to_owned(), "This policy contains invalid Json"),
        ("[]".to_owned(), "Policies must be valid JSON and the first byte must be '{'"),
        (json!({"Version": "2012-10-17"}).to_string(), "Missing required field Statement"),
        (allow(&json!("*")).to_string(), "Policy has invalid resource"),
        (
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                   "Resource": huge}]})
            .to_string(),
            "Policy exceeds the maximum allowed document size of 20480 bytes.",
        ),
    ] {
        let answer = bench.s3(ADMIN, "PUT", "/connect-7c1e0b44d9a2", "policy=", &text).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "MalformedPolicy"), "{text:.80}");
        assert_eq!(answer.message(), message);
    }
    assert_eq!(
        bench
            .account
            .control()
            .bucket_policy("connect-7c1e0b44d9a2")
            .unwrap(),
        before
    );
}

#[tokio::test]
async fn exactly_20480_bytes_are_taken() {
    let bench = Bench::start().await;
    let policy = |filler: &str| {
        json!({"Version": "2012-10-17", "Statement": [{"Sid": filler, "Effect": "Deny", "Principal": "*",
               "Action": "s3:*", "Resource": format!("arn:aws:s3:::{BUCKET}/never")}]})
    };
    let base = policy("").to_string().len();
    assert_eq!(
        bench
            .put_policy(ADMIN, BUCKET, &policy(&"a".repeat(20_480 - base)))
            .await
            .status,
        204
    );
    assert_eq!(
        bench
            .put_policy(ADMIN, BUCKET, &policy(&"a".repeat(20_481 - base)))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_public_policy_meets_block_public_policy() {
    let bench = Bench::start().await;
    let old = read_back(&bench, "northwind-reports").await;
    let answer = bench.put_policy(ADMIN, "northwind-reports", &old).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    assert!(
        answer.message().contains("BlockPublicPolicy"),
        "{}",
        answer.message()
    );
    let status = bench
        .s3(ADMIN, "GET", "/northwind-reports", "policyStatus=", "")
        .await;
    assert!(
        status.text().contains("<IsPublic>true</IsPublic>"),
        "{}",
        status.text()
    );
    // With the switch off it is taken.
    assert_eq!(
        bench
            .s3(
                ADMIN,
                "DELETE",
                "/northwind-reports",
                "publicAccessBlock=",
                ""
            )
            .await
            .status,
        204
    );
    assert_eq!(
        bench
            .put_policy(ADMIN, "northwind-reports", &old)
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn the_expected_owner_is_compared() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    for (owner, status) in [("604712903388", 404), ("815530294417", 403)] {
        let answer = bench
            .send(Signing {
                query: "policy=",
                headers: vec![("x-amz-expected-bucket-owner", owner.to_owned())],
                ..Signing::new(&keys, "s3", "eu-west-2", "GET", &format!("/{BUCKET}"))
            })
            .await;
        assert_eq!(answer.status, status, "{owner}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_bucket_lives_in_one_region() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let path = format!("/{BUCKET}");
    let answer = bench
        .send(Signing {
            query: "policy=",
            ..Signing::new(&keys, "s3", "us-east-1", "GET", &path)
        })
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (301, "PermanentRedirect")
    );
    assert_eq!(answer.headers["x-amz-bucket-region"], "eu-west-2");
    let answer = bench
        .send(Signing::new(&keys, "s3", "us-east-1", "HEAD", &path))
        .await;
    assert_eq!(
        (
            answer.status,
            answer.headers["x-amz-bucket-region"].as_str()
        ),
        (301, "eu-west-2")
    );
    let answer = bench
        .send(Signing {
            query: "location=",
            ..Signing::new(&keys, "s3", "us-east-1", "GET", &path)
        })
        .await;
    assert!(
        answer.text().contains(">eu-west-2</LocationConstraint>"),
        "{}",
        answer.text()
    );
    let answer = bench
        .send(Signing::new(
            &keys,
            "s3",
            "us-east-1",
            "GET",
            "/no-such-bucket",
        ))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "NoSuchBucket")
    );
    assert!(answer.headers.contains_key("x-amz-request-id"));
}

#[tokio::test]
async fn a_body_that_was_changed_on_the_way_is_refused() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let (path, body) = (
        format!("/{BUCKET}"),
        allow(&json!({"AWS": "604712903388"})).to_string(),
    );
    let put = Signing {
        query: "policy=",
        body: &body,
        ..Signing::new(&keys, "s3", "eu-west-2", "PUT", &path)
    };
    let request = String::from_utf8(put.request(&bench.host())).unwrap();
    let changed = request.replace("s3:GetObject", "s3:PutObject");
    let answer = bench.try_send(changed.as_bytes()).await.unwrap();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "XAmzContentSHA256Mismatch")
    );
    assert_eq!(bench.account.control().bucket_policy(BUCKET), None);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_named() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let answer = bench
        .send(Signing::new(&keys, "sqs", "eu-west-2", "POST", "/"))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "UnknownOperationException")
    );
    assert!(answer.message().contains("`sqs`"));
}
