//! Amazon Connect: its API, its budgets, its silent Region, and its pages.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Signing, between};
use practice_aws::Options;
use serde_json::json;
use std::time::{Duration, Instant};

const ADMIN: &str = "practice-admin";

#[tokio::test]
async fn instances_are_listed_by_region_and_page() {
    let bench = Bench::start().await;
    let all = bench
        .connect(ADMIN, "eu-west-2", "/instance", "")
        .await
        .json();
    assert_eq!(all["InstanceSummaryList"].as_array().unwrap().len(), 3);
    let first = bench
        .connect(ADMIN, "eu-west-2", "/instance", "maxResults=2")
        .await
        .json();
    assert_eq!(first["InstanceSummaryList"].as_array().unwrap().len(), 2);
    let query = format!(
        "maxResults=2&nextToken={}",
        first["NextToken"].as_str().unwrap()
    );
    let second = bench
        .connect(ADMIN, "eu-west-2", "/instance", &query)
        .await
        .json();
    assert_eq!(second["InstanceSummaryList"].as_array().unwrap().len(), 1);
    assert!(second["NextToken"].is_null());
    assert_eq!(
        second["InstanceSummaryList"][0],
        all["InstanceSummaryList"][2]
    );
    let nothing = bench
        .connect(ADMIN, "us-west-2", "/instance", "")
        .await
        .json();
    assert_eq!(nothing, json!({"InstanceSummaryList": []}));
    let answer = bench
        .connect("practice-readonly", "ap-southeast-2", "/instance", "")
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDeniedException")
    );
    assert!(
        answer
            .message()
            .ends_with("with an explicit deny in an identity-based policy"),
        "{}",
        answer.message()
    );
}

#[tokio::test]
async fn two_instances_in_two_regions_share_a_bucket() {
    let bench = Bench::start().await;
    let mut buckets = Vec::new();
    for (alias, region) in [
        ("northwind-sales-us", "us-east-1"),
        ("northwind-sales-au", "ap-southeast-2"),
    ] {
        let path = format!(
            "/instance/{}/storage-configs",
            bench.instance(alias)["id"].as_str().unwrap()
        );
        let answer = bench
            .connect(ADMIN, region, &path, "resourceType=CALL_RECORDINGS")
            .await
            .json();
        buckets.push(answer["StorageConfigs"][0]["S3Config"]["BucketName"].clone());
    }
    assert_eq!(
        buckets,
        [
            json!("northwind-global-recordings"),
            json!("northwind-global-recordings")
        ]
    );
    let path = format!(
        "/instance/{}/storage-configs",
        bench.instance("northwind-support")["id"].as_str().unwrap()
    );
    let answer = bench
        .connect(ADMIN, "eu-west-2", &path, "resourceType=AGENT_EVENTS")
        .await
        .json();
    assert_eq!(answer["StorageConfigs"].as_array().unwrap().len(), 2);
    let answer = bench
        .connect(
            ADMIN,
            "eu-west-2",
            &path,
            "maxResults=11&resourceType=AGENT_EVENTS",
        )
        .await;
    assert_eq!(answer.code(), "InvalidRequestException");
    let answer = bench
        .connect(ADMIN, "eu-west-2", &path, "resourceType=DREAMS")
        .await;
    assert_eq!(answer.code(), "InvalidParameterException");
    let path = "/instance/00000000-0000-0000-0000-000000000000/storage-configs";
    let answer = bench
        .connect(ADMIN, "eu-west-2", path, "resourceType=AGENT_EVENTS")
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "ResourceNotFoundException")
    );
}

#[tokio::test]
async fn the_silent_region_says_nothing() {
    let bench = Bench::start().await;
    let call = bench.connect(ADMIN, "ap-northeast-1", "/instance", "");
    assert!(
        tokio::time::timeout(Duration::from_millis(700), call)
            .await
            .is_err()
    );
    // Only Connect is silent there.
    let keys = bench.keys(ADMIN);
    assert_eq!(
        bench
            .send(Signing::new(&keys, "s3", "ap-northeast-1", "GET", "/"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn budgets_are_kept_for_each_api_and_region() {
    let bench = Bench::with(Options {
        throttle: true,
        ..Options::default()
    })
    .await;
    let mut refused = 0;
    for _ in 0..9 {
        let answer = bench.connect(ADMIN, "eu-west-2", "/instance", "").await;
        if answer.status != 200 {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (429, "TooManyRequestsException")
            );
            refused += 1;
        }
    }
    assert!(refused >= 2, "{refused}");
    assert_eq!(
        bench
            .connect(ADMIN, "us-east-1", "/instance", "")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn contacts_are_searched_and_described() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let instance = bench.instance("northwind-support")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let now = bench.account.control().now().unix_timestamp();
    let search = |from: i64, more: serde_json::Value| {
        let mut body = json!({"InstanceId": instance, "TimeRange":
            {"Type": "INITIATION_TIMESTAMP", "StartTime": from, "EndTime": now}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let body = body.to_string();
        let keys = keys.clone();
        let bench = &bench;
        async move {
            bench
                .send(Signing {
                    body: &body,
                    ..Signing::new(&keys, "connect", "eu-west-2", "POST", "/search-contacts")
                })
                .await
        }
    };
    let found = search(now - 86_400 * 40, json!({"MaxResults": 4}))
        .await
        .json();
    assert_eq!(
        (
            found["TotalCount"].as_u64(),
            found["Contacts"].as_array().unwrap().len()
        ),
        (Some(9), 4)
    );
    assert!(found["Contacts"][0].get("Recordings").is_none());
    let times: Vec<f64> = found["Contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| contact["InitiationTimestamp"].as_f64().unwrap())
        .collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{times:?}");
    let contact = found["Contacts"][0]["Id"].as_str().unwrap().to_owned();
    let described = bench
        .connect(
            ADMIN,
            "eu-west-2",
            &format!("/contacts/{instance}/{contact}"),
            "",
        )
        .await
        .json();
    let location = described["Contact"]["Recordings"][0]["Location"]
        .as_str()
        .unwrap()
        .to_owned();
    let (bucket, key) = location.split_once('/').unwrap();
    assert_eq!(bench.get_object(ADMIN, bucket, key).await.status, 200);
    let answer = search(now - 86_400 * 57, json!({})).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "InvalidParameterException")
    );
}

/// Gets a page as a browser would.
async fn page(bench: &Bench, method: &str, path: &str) -> common::Answer {
    bench.send(Signing::anonymous(method, path)).await
}

#[tokio::test]
async fn a_recording_plays_in_connect_until_a_lock_forgets_connect() {
    let bench = Bench::start().await;
    let instance = bench.instance("northwind-support");
    let described = bench
        .connect(
            ADMIN,
            "eu-west-2",
            &format!("/instance/{}", instance["id"].as_str().unwrap()),
            "",
        )
        .await
        .json();
    let url = described["Instance"]["InstanceAccessUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    let base = url.strip_prefix(&bench.account.url()).unwrap().to_owned();
    let search = page(&bench, "GET", &format!("{base}/contact-search")).await;
    assert_eq!(search.status, 200);
    let details = between(&search.text(), "<a href=\"", "\"").replace("&amp;", "&");
    let details = details.strip_prefix(&bench.account.url()).unwrap();
    let contact = page(&bench, "GET", details).await;
    assert_eq!(contact.status, 200);
    assert!(
        contact.text().contains("<audio controls"),
        "{}",
        contact.text()
    );
    let source = between(&contact.text(), "src=\"", "\"");
    let source = source.strip_prefix(&bench.account.url()).unwrap();
    let sound = page(&bench, "GET", source).await;
    assert_eq!((sound.status, &sound.body[..4]), (200, b"RIFF".as_slice()));

    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::northwind-support-recordings/*",
        "Condition": {"StringNotLike": {"aws:userId": format!("{}:*", bench.role_id("Admin"))}},
    }]});
    assert_eq!(
        bench
            .put_policy(ADMIN, "northwind-support-recordings", &policy)
            .await
            .status,
        204
    );
    let contact = page(&bench, "GET", details).await;
    assert_eq!(contact.status, 403);
    assert!(
        contact.text().contains("does not play"),
        "{}",
        contact.text()
    );
    assert!(
        contact
            .text()
            .contains("explicit deny in a resource-based policy")
    );
    assert_eq!(page(&bench, "GET", source).await.status, 403);
    assert!(
        bench
            .account
            .control()
            .place_call("northwind-support")
            .is_err()
    );
}

#[tokio::test]
async fn a_test_call_is_the_newest_contact() {
    let bench = Bench::start().await;
    for alias in [
        "northwind-support",
        "northwind-legacy",
        "northwind-claims",
        "northwind-collections",
        "northwind-bpo",
    ] {
        let answer = page(
            &bench,
            "POST",
            &format!("/practice-connect/{alias}/test-call"),
        )
        .await;
        assert_eq!(answer.status, 303, "{alias}: {}", answer.text());
        let id = between(&answer.headers["location"], "/details/", "?");
        let search = page(
            &bench,
            "GET",
            &format!("/practice-connect/{alias}/contact-search"),
        )
        .await
        .text();
        assert_eq!(
            between(&search, "<tbody>\n<tr><td><a href=\"", "</a>")
                .rsplit('>')
                .next()
                .unwrap(),
            id
        );
        let location = answer.headers["location"]
            .strip_prefix(&bench.account.url())
            .unwrap()
            .to_owned();
        assert_eq!(page(&bench, "GET", &location).await.status, 200);
    }
}

#[tokio::test]
async fn a_foreign_page_can_not_use_it() {
    let bench = Bench::start().await;
    let path = "/practice-connect/northwind-support/test-call";
    let origin = vec![("origin", "https://example.org".to_owned())];
    let answer = bench
        .send(Signing {
            headers: origin,
            ..Signing::anonymous("POST", path)
        })
        .await;
    assert_eq!(answer.status, 403);
    let host = vec![("host", "rebound.example.org".to_owned())];
    let answer = bench
        .send(Signing {
            headers: host,
            ..Signing::anonymous("GET", path)
        })
        .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn latency_is_added_to_every_answer() {
    let bench = Bench::with(Options {
        latency: Duration::from_millis(300),
        ..Options::default()
    })
    .await;
    let start = Instant::now();
    bench.connect(ADMIN, "eu-west-2", "/instance", "").await;
    assert!(start.elapsed() >= Duration::from_millis(300));
}
