//! What outlives the process, what a reset does, and the control API over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Signing};
use practice_aws::{Options, PracticeAccount, StartError, StoreError};
use serde_json::{Value, json};
use std::path::Path;
use time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const BUCKET: &str = "northwind-support-recordings";

fn policy() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*"),
    }]})
}

fn keeping(path: &Path) -> Options {
    Options {
        state: Some(path.to_owned()),
        ..Options::default()
    }
}

#[tokio::test]
async fn the_world_and_its_clock_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let bench = Bench::with(keeping(&path)).await;
    assert_eq!(
        bench
            .put_policy("practice-admin", BUCKET, &policy())
            .await
            .status,
        204
    );
    let contact = bench
        .account
        .control()
        .place_call("northwind-support")
        .unwrap();
    bench.account.control().advance(Duration::hours(3)).unwrap();
    let world = bench.account.control().world();
    let before = bench.account.control().now();
    bench.account.stop().await;

    let bench = Bench::with(keeping(&path)).await;
    assert_eq!(bench.account.control().world(), world);
    assert!(bench.account.control().now() - before < Duration::minutes(1));
    assert!(bench.account.control().now() >= before);
    let page =
        format!("/practice-connect/northwind-support/contact-trace-records/details/{contact}");
    assert_eq!(
        bench.send(Signing::anonymous("GET", &page)).await.status,
        200
    );
    bench.account.reset().unwrap();
    assert_eq!(bench.account.control().bucket_policy(BUCKET), None);
    bench.account.stop().await;
    let bench = Bench::with(keeping(&path)).await;
    assert_eq!(bench.account.control().bucket_policy(BUCKET), None);
}

#[tokio::test]
async fn a_damaged_state_file_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, "{\"format\": 1, ").unwrap();
    let error = PracticeAccount::start(keeping(&path)).await.unwrap_err();
    assert!(
        matches!(error, StartError::Store(StoreError::Parse { .. })),
        "{error:?}"
    );
    assert!(error.to_string().contains("state.json"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"format\": 1, ");
}

#[tokio::test]
async fn the_clock_starts_where_it_is_told() {
    let now = time::macros::datetime!(2031-03-01 12:00 UTC);
    let bench = Bench::with(Options {
        now: Some(now),
        ..Options::default()
    })
    .await;
    assert!(bench.account.control().now() - now < Duration::minutes(1));
    assert!(bench.recording(BUCKET).contains("/2031/03/01/"));
    let answer = bench
        .connect("practice-admin", "eu-west-2", "/instance", "")
        .await;
    assert_eq!(answer.status, 200, "signatures are judged by real time");
    assert!(
        answer.headers["date"].contains("01 Mar 2031 12:0"),
        "{}",
        answer.headers["date"]
    );
}

/// A call to the control API.
async fn control(url: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
    let mut socket = TcpStream::connect(url.strip_prefix("http://").unwrap())
        .await
        .unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: control\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).await.unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn the_control_api_does_what_it_says() {
    let options = Options {
        control: Some(([127, 0, 0, 1], 0).into()),
        ..Options::default()
    };
    let bench = Bench::with(options).await;
    let url = bench.account.control_url().unwrap();
    let policy_path = format!("/buckets/{BUCKET}/policy");
    assert_eq!(
        control(&url, "GET", &policy_path, "").await,
        (200, Value::Null)
    );
    assert_eq!(
        control(&url, "PUT", &policy_path, &policy().to_string())
            .await
            .0,
        204
    );
    assert_eq!(
        control(&url, "GET", &policy_path, "").await.1["Statement"][0]["Effect"],
        "Deny"
    );
    assert_eq!(control(&url, "PUT", &policy_path, "null").await.0, 204);
    assert_eq!(control(&url, "GET", &policy_path, "").await.1, Value::Null);
    assert_eq!(
        control(&url, "PUT", "/buckets/none/policy", "null").await.0,
        400
    );

    let (status, clock) = control(&url, "PUT", "/clock", r#"{"advance_seconds": 3600}"#).await;
    assert_eq!(status, 200);
    assert!(
        (3_598..=3_600).contains(&clock["ahead_seconds"].as_i64().unwrap()),
        "{clock}"
    );
    assert_eq!(
        control(&url, "PUT", "/clock", r#"{"now": "2030-01-01T00:00:00Z"}"#)
            .await
            .0,
        200
    );
    assert!(
        control(&url, "GET", "/clock", "").await.1["now"]
            .as_str()
            .unwrap()
            .starts_with("2030-01-01T00:0")
    );

    let trouble = r#"{"kind": "deny-action", "operation": "s3:ListAllMyBuckets", "times": 1}"#;
    assert_eq!(control(&url, "POST", "/troubles", trouble).await.0, 204);
    assert_eq!(
        control(&url, "GET", "/troubles", "").await.1["active"][0]["kind"],
        "deny-action"
    );
    assert_eq!(
        bench.s3("practice-admin", "GET", "/", "", "").await.status,
        403
    );
    assert_eq!(
        bench.s3("practice-admin", "GET", "/", "", "").await.status,
        200
    );
    assert_eq!(control(&url, "DELETE", "/troubles/rain", "").await.0, 400);
    assert_eq!(control(&url, "DELETE", "/troubles", "").await.0, 204);
    assert_eq!(
        control(&url, "POST", "/troubles", r#"{"kind": "rain"}"#)
            .await
            .0,
        422
    );

    let (status, contact) = control(
        &url,
        "POST",
        "/calls",
        r#"{"instance": "northwind-claims"}"#,
    )
    .await;
    assert_eq!(
        (status, contact["recording"]["bucket"].as_str()),
        (200, Some("northwind-claims-recordings"))
    );
    let log = control(&url, "GET", "/log?after=2", "").await.1;
    assert_eq!(log[0]["operation"], "s3:PutObject");
    assert_eq!(
        control(&url, "DELETE", "/principals/Admin", "").await.0,
        204
    );
    assert_eq!(
        bench.s3("practice-admin", "GET", "/", "", "").await.code(),
        "InvalidAccessKeyId"
    );
    assert_eq!(control(&url, "POST", "/reset", "").await.0, 204);
    assert_eq!(
        bench.s3("practice-admin", "GET", "/", "", "").await.status,
        200
    );
    let code = control(&url, "GET", "/principals/breakglass/code", "")
        .await
        .1;
    assert_eq!(code["code"].as_str().unwrap().len(), 6);
}

#[tokio::test]
async fn profiles_are_written_for_every_client() {
    let bench = Bench::start().await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("aws");
    bench.account.write_profiles(&target).unwrap();
    let config = std::fs::read_to_string(target.join("config")).unwrap();
    let credentials = std::fs::read_to_string(target.join("credentials")).unwrap();
    for name in [
        "admin",
        "auditor",
        "breakglass",
        "readonly",
        "root",
        "connect",
        "builder",
        "manager",
        "editor",
    ] {
        assert!(config.contains(&format!("[profile practice-{name}]\n")));
        assert!(credentials.contains(&format!("[practice-{name}]\n")));
    }
    assert_eq!(
        config
            .matches(&format!("endpoint_url = {}\n", bench.account.url()))
            .count(),
        11
    );
    // Two have no keys of their own: one is signed in to, one is a role of another.
    for name in ["sso", "mfa"] {
        assert!(config.contains(&format!("[profile practice-{name}]\n")));
        assert!(!credentials.contains(&format!("[practice-{name}]\n")));
    }
    assert_eq!(credentials.matches("aws_session_token").count(), 6);
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(
        bench
            .account
            .write_profiles(&file)
            .unwrap_err()
            .to_string()
            .contains("config")
    );
}

#[tokio::test]
async fn a_world_of_ones_own_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("world.json");
    let world = json!({
        "format": 1, "seeded": "2026-11-22T09:00:00Z",
        "account": {"id": "123456789012", "alias": null, "organization": null, "home_region": "us-east-1"},
        "regions": {},
        "users": [{"name": "ann", "path": "/", "id": "AIDAEXAMPLEEXAMPLEANN", "created": "2026-01-01T00:00:00Z",
                   "inline": [{"name": "all", "document": {"Version": "2012-10-17", "Statement": [
                       {"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]}],
        "keys": [{"id": "AKIAEXAMPLEEXAMPLE00", "secret": "s", "owner": {"user": {"name": "ann"}}}],
        "profiles": [{"name": "ann", "key": "AKIAEXAMPLEEXAMPLE00", "region": "us-east-1"}],
        "buckets": {"mine": {"region": "us-east-1", "owner": "123456789012", "created": "2026-01-01T00:00:00Z",
            "policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                "Principal": {"AWS": "arn:aws:iam::123456789012:user/ann"}, "Resource": "arn:aws:s3:::mine/*"}]}}},
    });
    std::fs::write(&seed, world.to_string()).unwrap();
    let bench = Bench::with(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await;
    let kept = bench.account.control().world();
    let principal = &kept["buckets"]["mine"]["policy"]["Statement"][0]["Principal"]["AWS"];
    assert_eq!(principal, "AIDAEXAMPLEEXAMPLEANN");
    let shown = bench.s3("ann", "GET", "/mine", "policy=", "").await.json();
    assert_eq!(
        shown["Statement"][0]["Principal"]["AWS"],
        "arn:aws:iam::123456789012:user/ann"
    );
    let list = bench.s3("ann", "GET", "/", "", "").await.text();
    assert!(
        list.contains("<Name>mine</Name>") && !list.contains("northwind"),
        "{list}"
    );
}

#[tokio::test]
async fn a_client_that_follows_the_date_header_is_understood() {
    let now = time::macros::datetime!(2031-03-01 12:00 UTC);
    let bench = Bench::with(Options {
        now: Some(now),
        ..Options::default()
    })
    .await;
    let keys = bench.keys("practice-admin");
    let ahead = bench.account.control().now() - time::OffsetDateTime::now_utc();
    for (off, status) in [
        (Duration::ZERO, 200),
        (ahead, 200),
        (ahead + Duration::hours(1), 403),
    ] {
        let call = Signing {
            off,
            ..Signing::new(&keys, "connect", "eu-west-2", "GET", "/instance")
        };
        assert_eq!(bench.send(call).await.status, status, "{off}");
        let call = Signing {
            off,
            ..Signing::new(&keys, "s3", "eu-west-2", "GET", "/")
        };
        assert_eq!(bench.send(call).await.status, status, "{off}");
    }
}

#[tokio::test]
async fn profiles_that_somebody_saved_are_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let first = PracticeAccount::start(Options::default()).await.unwrap();
    first.write_profiles(folder.path()).unwrap();
    let mut text = std::fs::read_to_string(&config).unwrap();
    let mine = |url: &str| {
        format!(
            "[profile mine]\nsso_session = practice\nsso_account_id = 604712903388\n\
             sso_role_name = ContactCentreOps\nregion = eu-west-1\nendpoint_url = {url}\n"
        )
    };
    text.push_str(&mine(&first.url()));
    std::fs::write(&config, text).unwrap();

    let second = PracticeAccount::start(Options::default()).await.unwrap();
    assert_ne!(first.url(), second.url());
    for _ in 0..2 {
        second.write_profiles(folder.path()).unwrap();
        let text = std::fs::read_to_string(&config).unwrap();
        assert!(text.ends_with(&mine(&second.url())), "{text}");
        assert!(!text.contains(&first.url()), "{text}");
        assert_eq!(text.matches("[profile practice-admin]").count(), 1);
        assert_eq!(text.matches("[profile mine]").count(), 1);
    }
}
