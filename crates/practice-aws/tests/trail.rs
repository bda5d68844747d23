//! CloudTrail's event history: who wrote which bucket policy, as `LookupEvents` tells it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Answer, Bench, Signing};
use practice_aws::{Kind, Options, Trouble};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

const BUCKET: &str = "northwind-support-recordings";
const TARGET: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

fn policy(sid: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*"),
    }]})
}

async fn look_up(bench: &Bench, profile: &str, region: &str, body: &Value) -> Answer {
    let keys = bench.keys(profile);
    let body = body.to_string();
    bench
        .send(Signing {
            body: &body,
            headers: vec![
                ("x-amz-target", TARGET.to_owned()),
                ("content-type", "application/x-amz-json-1.1".to_owned()),
            ],
            ..Signing::new(&keys, "cloudtrail", region, "POST", "/")
        })
        .await
}

fn of_bucket() -> Value {
    json!({"LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": BUCKET}]})
}

/// The events that an answer holds, with the record in place of its text.
fn events(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut events = answer.json()["Events"].as_array().unwrap().clone();
    for event in &mut events {
        let record: Value =
            serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
        event["CloudTrailEvent"] = record;
    }
    events
}

fn later(bench: &Bench, seconds: i64) {
    bench
        .account
        .control()
        .advance(Duration::seconds(seconds))
        .unwrap();
}

fn code(answer: &Answer) -> String {
    answer.json()["__type"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn a_put_a_delete_and_a_refusal_are_told_with_who_did_it() {
    let bench = Bench::start().await;
    let put = bench
        .put_policy("practice-admin", BUCKET, &policy("Mine"))
        .await;
    later(&bench, 2);
    let refused = bench
        .put_policy("practice-readonly", BUCKET, &policy("Theirs"))
        .await;
    assert_eq!(refused.status, 403);
    later(&bench, 2);
    bench
        .s3(
            "practice-root",
            "DELETE",
            &format!("/{BUCKET}"),
            "policy=",
            "",
        )
        .await;
    later(&bench, 2);

    let found = events(&look_up(&bench, "practice-admin", "eu-west-2", &of_bucket()).await);
    let names: Vec<&str> = found
        .iter()
        .map(|e| e["EventName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["DeleteBucketPolicy", "PutBucketPolicy", "PutBucketPolicy"]
    );
    let [deleted, denied, done] = found.as_slice() else {
        unreachable!()
    };
    let record = &done["CloudTrailEvent"];
    assert_eq!(record["requestID"], put.headers["x-amz-request-id"]);
    assert_eq!(record["requestParameters"]["bucketPolicy"], policy("Mine"));
    assert_eq!(record["requestParameters"]["bucketName"], BUCKET);
    assert_eq!(record["userIdentity"]["type"], "AssumedRole");
    assert_eq!(
        record["userIdentity"]["principalId"],
        format!("{}:dana.hartley", bench.role_id("Admin"))
    );
    assert_eq!(done["Username"], "dana.hartley");
    assert_eq!(
        done["AccessKeyId"],
        bench.keys("practice-admin").id.as_str()
    );
    assert!(record.get("errorCode").is_none());
    let second = OffsetDateTime::parse(
        record["eventTime"].as_str().unwrap(),
        &time::format_description::well_known::Rfc3339,
    )
    .unwrap();
    assert_eq!(done["EventTime"].as_i64().unwrap(), second.unix_timestamp());

    let record = &denied["CloudTrailEvent"];
    assert_eq!(record["errorCode"], "AccessDenied");
    let words = record["errorMessage"].as_str().unwrap();
    assert!(
        words.contains("is not authorized to perform: s3:PutBucketPolicy"),
        "{words}"
    );
    assert_eq!(
        record["requestParameters"]["bucketPolicy"],
        policy("Theirs")
    );

    let record = &deleted["CloudTrailEvent"];
    assert_eq!(record["userIdentity"]["type"], "Root");
    assert!(record["requestParameters"].get("bucketPolicy").is_none());
}

#[tokio::test]
async fn an_edit_past_the_wire_is_somebody_elses() {
    let bench = Bench::start().await;
    let mut edit = Trouble::new(Kind::ConcurrentEdit).on("s3:PutBucketPolicy");
    edit.policy = Some(policy("Slipped in"));
    bench.account.troubles().switch_on(edit);
    bench
        .put_policy("practice-admin", BUCKET, &policy("Mine"))
        .await;
    later(&bench, 2);
    let found = events(&look_up(&bench, "practice-admin", "eu-west-2", &of_bucket()).await);
    let theirs = found
        .iter()
        .find(|event| event["Username"] == "sam.whitfield")
        .unwrap();
    assert_eq!(
        theirs["CloudTrailEvent"]["requestParameters"]["bucketPolicy"]["Statement"]["Sid"]
            .as_str()
            .or(theirs["CloudTrailEvent"]["requestParameters"]["bucketPolicy"]["Statement"][0]["Sid"].as_str()),
        Some("Slipped in")
    );
    assert!(
        found
            .iter()
            .any(|event| event["Username"] == "dana.hartley")
    );
}

#[tokio::test]
async fn what_is_not_delivered_yet_or_elsewhere_or_too_old_is_not_told() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on_by_name("trail-late")
        .unwrap();
    bench
        .put_policy("practice-admin", BUCKET, &policy("Mine"))
        .await;
    let count = async |region: &str| {
        events(&look_up(&bench, "practice-admin", region, &of_bucket()).await).len()
    };
    later(&bench, 14 * 60);
    assert_eq!(count("eu-west-2").await, 0);
    later(&bench, 2 * 60);
    assert_eq!(count("eu-west-2").await, 1);
    assert_eq!(count("us-east-1").await, 0);
    later(&bench, 90 * 24 * 3600);
    assert_eq!(count("eu-west-2").await, 0);
}

#[tokio::test]
async fn pages_times_and_attributes_are_kept_to() {
    let bench = Bench::start().await;
    let start = bench.account.control().now();
    for n in 0..7 {
        bench
            .put_policy("practice-admin", BUCKET, &policy(&format!("N{n}")))
            .await;
        later(&bench, 10);
    }
    let ask = async |body: Value| look_up(&bench, "practice-admin", "eu-west-2", &body).await;
    let mut seen = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut body = json!({"MaxResults": 3});
        if !token.is_null() {
            body["NextToken"] = token.clone();
        }
        let answer = ask(body).await;
        let page = events(&answer);
        assert!(page.len() <= 3);
        seen.extend(page.into_iter().map(|event| {
            event["CloudTrailEvent"]["requestParameters"]["bucketPolicy"]["Statement"][0]["Sid"]
                .as_str()
                .unwrap()
                .to_owned()
        }));
        token = answer.json()["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, ["N6", "N5", "N4", "N3", "N2", "N1", "N0"]);

    let from = (start + Duration::seconds(15)).unix_timestamp();
    let to = (start + Duration::seconds(35)).unix_timestamp();
    assert_eq!(
        events(&ask(json!({"StartTime": from, "EndTime": to})).await).len(),
        2
    );
    let name = |value: &str| json!({"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": value}]});
    assert_eq!(events(&ask(name("PutBucketPolicy")).await).len(), 7);
    assert_eq!(events(&ask(name("DeleteBucketPolicy")).await).len(), 0);

    for (body, wanted) in [
        (
            json!({"StartTime": to, "EndTime": from}),
            "InvalidTimeRangeException",
        ),
        (json!({"MaxResults": 51}), "InvalidMaxResultsException"),
        (json!({"NextToken": "nowhere"}), "InvalidNextTokenException"),
        (
            json!({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "red"}]}),
            "InvalidLookupAttributesException",
        ),
    ] {
        let answer = ask(body).await;
        assert_eq!((answer.status, code(&answer).as_str()), (400, wanted));
    }
}

#[tokio::test]
async fn it_takes_the_permission_and_keeps_to_two_a_second() {
    let bench = Bench::with(Options {
        throttle: true,
        ..Options::default()
    })
    .await;
    let refused = look_up(&bench, "practice-auditor", "eu-west-2", &of_bucket()).await;
    assert_eq!(
        (refused.status, code(&refused).as_str()),
        (400, "AccessDeniedException")
    );
    assert!(
        refused
            .text()
            .contains("is not authorized to perform: cloudtrail:LookupEvents"),
        "{}",
        refused.text()
    );
    let mut throttled = 0;
    for _ in 0..6 {
        let answer = look_up(&bench, "practice-admin", "us-east-1", &of_bucket()).await;
        throttled += u32::from(answer.status == 400 && code(&answer) == "ThrottlingException");
    }
    assert!(throttled >= 1);
}
