//! Each trouble does what its description says, to the calls it is about, as often as it should.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Answer, Bench, Signing};
use practice_aws::{Kind, Trouble};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const BUCKET: &str = "northwind-support-recordings";
const ADMIN: &str = "practice-admin";
const PUT: &str = "s3:PutBucketPolicy";

fn policy() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Mine", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*"),
    }]})
}

/// Puts the policy; `None` if the connection was cut.
async fn put(bench: &Bench) -> Option<Answer> {
    let keys = bench.keys(ADMIN);
    let (path, body) = (format!("/{BUCKET}"), policy().to_string());
    let signing = Signing {
        query: "policy=",
        body: &body,
        ..Signing::new(&keys, "s3", "eu-west-2", "PUT", &path)
    };
    bench.try_send(&signing.request(&bench.host())).await
}

async fn get(bench: &Bench) -> Answer {
    bench
        .s3(ADMIN, "GET", &format!("/{BUCKET}"), "policy=", "")
        .await
}

fn live(bench: &Bench) -> Option<String> {
    bench.account.control().bucket_policy(BUCKET)
}

#[tokio::test]
async fn throttling_and_server_errors_leave_everything_as_it_was() {
    let bench = Bench::start().await;
    for (kind, s3, connect, iam) in [
        (
            Kind::Throttling,
            (503, "SlowDown"),
            (429, "TooManyRequestsException"),
            (400, "Throttling"),
        ),
        (
            Kind::ServerError,
            (500, "InternalError"),
            (500, "InternalServiceException"),
            (500, "ServiceFailure"),
        ),
    ] {
        bench.account.troubles().switch_on(Trouble::new(kind));
        let answer = put(&bench).await.unwrap();
        assert_eq!((answer.status, answer.code().as_str()), s3);
        let answer = bench.connect(ADMIN, "eu-west-2", "/instance", "").await;
        assert_eq!((answer.status, answer.code().as_str()), connect);
        let answer = bench
            .query(&bench.keys(ADMIN), "iam", "Action=ListRoles")
            .await;
        assert_eq!((answer.status, answer.code().as_str()), iam);
        bench.account.troubles().switch_off(kind);
    }
    assert_eq!(live(&bench), None);
    assert_eq!(put(&bench).await.unwrap().status, 204);
}

#[tokio::test]
async fn a_cut_before_and_a_cut_after_differ_in_the_bucket() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::CutBefore).counted(0, 1));
    assert!(put(&bench).await.is_none());
    assert_eq!(live(&bench), None);
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::CutAfter).counted(0, 1));
    assert!(put(&bench).await.is_none());
    assert!(live(&bench).unwrap().contains("Mine"));
    assert!(bench.account.troubles().active().is_empty());
    let seen = bench.account.control().seen_after(0);
    assert_eq!(seen.last().unwrap().troubles, ["cut-after"]);
    assert_eq!(seen.last().unwrap().status, None);
}

#[tokio::test]
async fn skipping_and_counting_pick_the_call() {
    let bench = Bench::start().await;
    bench.account.troubles().switch_on(
        Trouble::new(Kind::ServerError)
            .on("s3:GetBucketPolicy")
            .counted(2, 1),
    );
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get(&bench).await.status);
    }
    assert_eq!(statuses, [404, 404, 500, 404]);
}

#[tokio::test]
async fn a_delayed_answer_comes_after_the_effect() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::DelayedAnswer).lasting(1_500));
    let start = Instant::now();
    assert!(
        tokio::time::timeout(Duration::from_millis(500), put(&bench))
            .await
            .is_err()
    );
    assert!(live(&bench).is_some());
    assert_eq!(put(&bench).await.unwrap().status, 204);
    assert!(start.elapsed() >= Duration::from_millis(1_500));
}

#[tokio::test]
async fn stale_reads_settle() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::StaleReads).lasting(800));
    assert_eq!(put(&bench).await.unwrap().status, 204);
    assert_eq!(get(&bench).await.code(), "NoSuchBucketPolicy");
    assert!(live(&bench).is_some());
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(get(&bench).await.status, 200);
}

#[tokio::test]
async fn somebody_elses_edit_comes_where_it_is_wanted() {
    let bench = Bench::start().await;
    let edited = |bench: &Bench| {
        live(bench)
            .unwrap_or_default()
            .contains("AddedBySomebodyElse")
    };
    // After a read: the next read sees it.
    let after_read = Trouble {
        after: true,
        ..Trouble::new(Kind::ConcurrentEdit)
            .on("s3:GetBucketPolicy")
            .counted(0, 1)
    };
    bench.account.troubles().switch_on(after_read);
    assert_eq!(get(&bench).await.status, 404);
    assert!(get(&bench).await.text().contains("AddedBySomebodyElse"));
    // Right before the write: overwritten by it.
    bench
        .account
        .control()
        .put_bucket_policy(BUCKET, None)
        .unwrap();
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::ConcurrentEdit).counted(0, 1));
    assert_eq!(put(&bench).await.unwrap().status, 204);
    assert!(!edited(&bench));
    // Right after it: on top of what was written, or instead of it.
    bench.account.troubles().switch_on(Trouble {
        after: true,
        ..Trouble::new(Kind::ConcurrentEdit).counted(0, 1)
    });
    assert_eq!(put(&bench).await.unwrap().status, 204);
    assert!(edited(&bench) && live(&bench).unwrap().contains("Mine"));
    let gone = Trouble {
        after: true,
        policy: Some(Value::Null),
        ..Trouble::new(Kind::ConcurrentEdit).on(PUT).counted(0, 1)
    };
    bench.account.troubles().switch_on(gone);
    assert_eq!(put(&bench).await.unwrap().status, 204);
    assert_eq!(live(&bench), None);
}

#[tokio::test]
async fn the_session_ends() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on_by_name("expiring-session")
        .unwrap();
    let answer = put(&bench).await.unwrap();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "ExpiredToken")
    );
    let answer = bench.connect(ADMIN, "eu-west-2", "/instance", "").await;
    assert_eq!(answer.code(), "ExpiredTokenException");
}

#[tokio::test]
async fn a_clock_that_is_off_is_seen_in_the_date_and_corrected_by_it() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on(Trouble::new(Kind::ClockOff).lasting(40 * 60_000));
    let answer = put(&bench).await.unwrap();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "RequestTimeTooSkewed")
    );
    assert_eq!(live(&bench), None);
    // A client that corrects its clock by the answer's Date gets through, bodies included.
    let keys = bench.keys(ADMIN);
    let body = policy().to_string();
    let path = format!("/{BUCKET}");
    let answer = bench
        .send(Signing {
            query: "policy=",
            body: &body,
            off: time::Duration::minutes(40),
            ..Signing::new(&keys, "s3", "eu-west-2", "PUT", &path)
        })
        .await;
    assert_eq!(answer.status, 204, "{}", answer.text());
}

#[tokio::test]
async fn one_action_is_denied() {
    let bench = Bench::start().await;
    bench.account.troubles().switch_on(
        Trouble::new(Kind::DenyAction)
            .on("s3:ListBucket")
            .in_bucket(BUCKET),
    );
    let answer = bench
        .s3(ADMIN, "GET", &format!("/{BUCKET}"), "list-type=2", "")
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    assert!(
        answer
            .message()
            .ends_with("with an explicit deny in an identity-based policy"),
        "{}",
        answer.message()
    );
    assert_eq!(
        bench
            .s3(ADMIN, "GET", "/northwind-reports", "list-type=2", "")
            .await
            .status,
        200
    );
    assert_eq!(put(&bench).await.unwrap().status, 204);
}

#[tokio::test]
async fn playback_fails_in_connect_alone() {
    let bench = Bench::start().await;
    bench
        .account
        .troubles()
        .switch_on_by_name("playback-fails")
        .unwrap();
    let contact = bench
        .account
        .control()
        .place_call("northwind-support")
        .unwrap();
    let path =
        format!("/practice-connect/northwind-support/contact-trace-records/details/{contact}");
    let answer = bench.send(Signing::anonymous("GET", &path)).await;
    assert_eq!(answer.status, 403);
    let key = bench.recording(BUCKET);
    assert_eq!(bench.get_object(ADMIN, BUCKET, &key).await.status, 200);
}

#[tokio::test]
async fn every_kind_is_listed_with_a_name_that_works() {
    let bench = Bench::start().await;
    let troubles = bench.account.troubles();
    assert_eq!(troubles.list().len(), Kind::ALL.len());
    for listed in troubles.list() {
        assert!(!listed.on && listed.description.ends_with('.'));
        troubles.switch_on_by_name(listed.name).unwrap();
        troubles.switch_on_by_name(listed.name).unwrap();
    }
    assert_eq!(troubles.active().len(), Kind::ALL.len());
    assert!(troubles.list().iter().all(|listed| listed.on));
    troubles.clear();
    assert!(troubles.list().iter().all(|listed| !listed.on));
    assert!(troubles.switch_on_by_name("rain").is_err());
}
