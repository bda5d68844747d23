//! Keys, tokens and sessions: what is accepted, and how each service says no.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Keys, Signing, between, encoded};
use practice_aws::{Options, PracticeAccount};
use serde_json::json;
use time::Duration;

async fn code(bench: &Bench, keys: &Keys, service: &str, off: Duration) -> (u16, String) {
    let (method, path, body) = match service {
        "s3" => ("GET", "/", ""),
        "connect" => ("GET", "/instance", ""),
        "iam" => ("POST", "/", "Action=ListAccountAliases&Version=2010-05-08"),
        _ => ("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15"),
    };
    let answer = bench
        .send(Signing {
            body,
            off,
            ..Signing::new(keys, service, "eu-west-2", method, path)
        })
        .await;
    (answer.status, answer.code())
}

#[tokio::test]
async fn each_service_has_its_own_words_for_a_bad_signature() {
    let bench = Bench::start().await;
    let good = bench.keys("practice-admin");
    let wrong_secret = Keys {
        secret: "0000".to_owned(),
        ..good.clone()
    };
    let unknown = Keys {
        id: "ASIAUNKNOWNUNKNOWN00".to_owned(),
        ..good.clone()
    };
    let no_token = Keys {
        token: None,
        ..good.clone()
    };
    let wrong_token = Keys {
        token: Some("IQoJother".to_owned()),
        ..good.clone()
    };
    let none = Duration::ZERO;
    for (service, mismatch, missing, token, token_status, skewed) in [
        (
            "s3",
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "InvalidToken",
            400,
            "RequestTimeTooSkewed",
        ),
        (
            "sts",
            "SignatureDoesNotMatch",
            "InvalidClientTokenId",
            "InvalidClientTokenId",
            403,
            "SignatureDoesNotMatch",
        ),
        (
            "iam",
            "SignatureDoesNotMatch",
            "InvalidClientTokenId",
            "InvalidClientTokenId",
            403,
            "SignatureDoesNotMatch",
        ),
        (
            "connect",
            "InvalidSignatureException",
            "UnrecognizedClientException",
            "UnrecognizedClientException",
            403,
            "InvalidSignatureException",
        ),
    ] {
        assert_eq!(code(&bench, &good, service, none).await.0, 200, "{service}");
        assert_eq!(
            code(&bench, &wrong_secret, service, none).await,
            (403, mismatch.to_owned())
        );
        assert_eq!(
            code(&bench, &unknown, service, none).await,
            (403, missing.to_owned())
        );
        assert_eq!(
            code(&bench, &no_token, service, none).await,
            (token_status, token.to_owned())
        );
        assert_eq!(
            code(&bench, &wrong_token, service, none).await,
            (token_status, token.to_owned())
        );
        assert_eq!(
            code(&bench, &good, service, Duration::hours(1)).await,
            (403, skewed.to_owned())
        );
    }
}

#[tokio::test]
async fn a_call_without_a_signature_is_told_so() {
    let bench = Bench::start().await;
    let anonymous = |method, path| Signing {
        ..Signing::anonymous(method, path)
    };
    let answer = bench.send(anonymous("GET", "/instance")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "MissingAuthenticationTokenException")
    );
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = bench
        .send(Signing {
            body,
            ..anonymous("POST", "/")
        })
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "MissingAuthenticationToken")
    );
}

#[tokio::test]
async fn an_ended_session_is_told_so() {
    let first = Bench::start().await;
    let mut world = first.account.control().world();
    let keys = first.keys("practice-admin");
    for key in world["keys"].as_array_mut().unwrap() {
        if key["id"] == keys.id {
            key["expires"] = json!("2020-01-01T00:00:00Z");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed.json");
    std::fs::write(&seed, world.to_string()).unwrap();
    let bench = Bench::with(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await;
    for (service, status, expected) in [
        ("s3", 400, "ExpiredToken"),
        ("sts", 403, "ExpiredToken"),
        ("iam", 403, "ExpiredToken"),
        ("connect", 403, "ExpiredTokenException"),
    ] {
        assert_eq!(
            code(&bench, &keys, service, Duration::ZERO).await,
            (status, expected.to_owned())
        );
    }
}

#[tokio::test]
async fn a_region_that_is_not_enabled_knows_no_key() {
    let bench = Bench::start().await;
    let answer = bench
        .connect("practice-admin", "af-south-1", "/instance", "")
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "UnrecognizedClientException")
    );
    assert_eq!(
        answer.message(),
        "The security token included in the request is invalid."
    );
}

fn assume(role: &str, more: &str) -> String {
    let arn = encoded(&format!("arn:aws:iam::604712903388:role{role}"), false);
    format!("Action=AssumeRole&RoleArn={arn}&RoleSessionName=night.shift{more}")
}

fn session_of(text: &str) -> Keys {
    Keys {
        id: between(text, "<AccessKeyId>", "</AccessKeyId>"),
        secret: between(text, "<SecretAccessKey>", "</SecretAccessKey>"),
        token: Some(between(text, "<SessionToken>", "</SessionToken>")),
    }
}

#[tokio::test]
async fn a_role_is_assumed_where_its_trust_policy_and_the_callers_own_allow_it() {
    let bench = Bench::start().await;
    let admin = bench.keys("practice-admin");
    let answer = bench
        .query(
            &admin,
            "sts",
            &assume("/audit/RecordingsAuditor", "&DurationSeconds=900"),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let session = session_of(&answer.text());
    let who = bench
        .query(&session, "sts", "Action=GetCallerIdentity")
        .await
        .text();
    assert!(
        who.contains(":assumed-role/RecordingsAuditor/night.shift</Arn>"),
        "{who}"
    );
    assert!(who.contains(&format!(
        "{}:night.shift</UserId>",
        bench.role_id("RecordingsAuditor")
    )));
    // The auditor's own policies say nothing of sts:AssumeRole, and trust in the account is not trust in him.
    let auditor = bench.keys("practice-auditor");
    let answer = bench.query(&auditor, "sts", &assume("/Admin", "")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    assert!(
        answer
            .message()
            .contains("is not authorized to perform: sts:AssumeRole on resource:")
    );
    let answer = bench.query(&admin, "sts", &assume("/NoSuchRole", "")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    let answer = bench
        .query(
            &admin,
            "sts",
            &assume("/audit/RecordingsAuditor", "&DurationSeconds=7200"),
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "ValidationError")
    );
}

#[tokio::test]
async fn a_role_that_wants_a_code_gets_one() {
    let bench = Bench::start().await;
    let keys = bench.keys("practice-breakglass");
    let answer = bench
        .query(&keys, "sts", &assume("/emergency/BreakGlassAdmin", ""))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied")
    );
    let serial = encoded("arn:aws:iam::604712903388:mfa/breakglass", false);
    let with = |code: &str| format!("&SerialNumber={serial}&TokenCode={code}");
    let answer = bench
        .query(
            &keys,
            "sts",
            &assume("/emergency/BreakGlassAdmin", &with("000000")),
        )
        .await;
    assert_eq!(answer.status, 403);
    assert!(
        answer
            .message()
            .starts_with("MultiFactorAuthentication failed"),
        "{}",
        answer.message()
    );
    let right = bench.account.control().one_time_code("breakglass").unwrap();
    let answer = bench
        .query(
            &keys,
            "sts",
            &assume("/emergency/BreakGlassAdmin", &with(&right)),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let session = session_of(&answer.text());
    let answer = bench
        .query(&session, "iam", "Action=ListAccountAliases")
        .await;
    assert!(answer.text().contains("<member>northwind-contact</member>"));
}

#[tokio::test]
async fn a_session_policy_narrows() {
    let bench = Bench::start().await;
    let admin = bench.keys("practice-admin");
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]});
    let more = format!("&Policy={}", encoded(&policy.to_string(), false));
    let session = session_of(
        &bench
            .query(&admin, "sts", &assume("/deploy/terraform-plan", &more))
            .await
            .text(),
    );
    let list = bench
        .send(Signing::new(&session, "s3", "eu-west-2", "GET", "/"))
        .await;
    assert_eq!(list.status, 200, "{}", list.text());
    let answer = bench.query(&session, "iam", "Action=ListRoles").await;
    assert!(
        answer
            .message()
            .contains("because no session policy allows the iam:ListRoles action"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn only_loopback_is_served() {
    let result = PracticeAccount::start(Options {
        listen: ([0, 0, 0, 0], 0).into(),
        ..Options::default()
    })
    .await;
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("is not a loopback address")
    );
}
