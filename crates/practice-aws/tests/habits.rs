//! S3's habits with bucket policies and buckets: what is refused, what comes back changed, where a bucket is.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Signing, encoded};
use serde_json::{Value, json};
use time::Duration;

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
async fn objects_come_whole_in_part_and_by_presigned_url() {
    let bench = Bench::start().await;
    let key = bench.recording(BUCKET);
    let path = format!("/{BUCKET}/{}", encoded(&key, true));
    let whole = bench.get_object("practice-connect", BUCKET, &key).await;
    assert_eq!(whole.status, 200);
    assert_eq!(&whole.body[..4], b"RIFF");
    assert_eq!(
        whole.body.len(),
        whole.headers["content-length"].parse::<usize>().unwrap()
    );
    let keys = bench.keys(ADMIN);
    for (range, expected) in [
        ("bytes=0-0", &whole.body[..1]),
        ("bytes=-10", &whole.body[whole.body.len() - 10..]),
    ] {
        let answer = bench
            .send(Signing {
                headers: vec![("range", range.to_owned())],
                ..Signing::new(&keys, "s3", "eu-west-2", "GET", &path)
            })
            .await;
        assert_eq!((answer.status, answer.body.as_slice()), (206, expected));
    }
    let far = vec![("range", "bytes=99999999-".to_owned())];
    let answer = bench
        .send(Signing {
            headers: far,
            ..Signing::new(&keys, "s3", "eu-west-2", "GET", &path)
        })
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (416, "InvalidRange")
    );

    // The token of a session travels in the query.
    let host = bench.host();
    let signing = Signing::new(&keys, "s3", "eu-west-2", "GET", &path);
    let query = signing.presigned(&host, 60, Duration::ZERO);
    let answer = bench
        .send(Signing {
            query: &query,
            ..Signing::anonymous("GET", &path)
        })
        .await;
    assert_eq!((answer.status, answer.body.len()), (200, whole.body.len()));
    let wrong = query.replace("X-Amz-Security-Token=IQoJ", "X-Amz-Security-Token=IQoK");
    let answer = bench
        .send(Signing {
            query: &wrong,
            ..Signing::anonymous("GET", &path)
        })
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "InvalidToken")
    );
    let late = signing.presigned(&host, 60, Duration::minutes(2));
    let answer = bench
        .send(Signing {
            query: &late,
            ..Signing::anonymous("GET", &path)
        })
        .await;
    assert_eq!(
        (answer.status, answer.message().as_str()),
        (403, "Request has expired")
    );
}

#[tokio::test]
async fn strangers_read_only_what_is_public() {
    let bench = Bench::start().await;
    let answer = bench
        .send(Signing::anonymous("GET", "/northwind-website/index.html"))
        .await;
    assert_eq!(
        (answer.status, answer.headers["content-type"].as_str()),
        (200, "text/html")
    );
    let key = bench.recording(BUCKET);
    let path = format!("/{BUCKET}/{}", encoded(&key, true));
    let answer = bench.send(Signing::anonymous("GET", &path)).await;
    assert_eq!(
        (answer.status, answer.message().as_str()),
        (403, "Access Denied")
    );
}

#[tokio::test]
async fn listings_go_by_prefix_delimiter_and_page() {
    let bench = Bench::start().await;
    let path = format!("/{BUCKET}");
    let answer = bench
        .s3(ADMIN, "GET", &path, "delimiter=%2F&list-type=2", "")
        .await
        .text();
    assert!(
        answer.contains("<CommonPrefixes><Prefix>connect/</Prefix></CommonPrefixes>"),
        "{answer}"
    );
    let mut keys = Vec::new();
    let mut token = String::new();
    loop {
        let query = if token.is_empty() {
            "list-type=2&max-keys=3&prefix=connect%2F".to_owned()
        } else {
            format!("continuation-token={token}&list-type=2&max-keys=3&prefix=connect%2F")
        };
        let page = bench.s3(ADMIN, "GET", &path, &query, "").await.text();
        keys.extend(
            page.split("<Key>")
                .skip(1)
                .map(|rest| rest.split("</Key>").next().unwrap().to_owned()),
        );
        token = common::between(&page, "<NextContinuationToken>", "</NextContinuationToken>");
        if token.is_empty() {
            break;
        }
    }
    let world = bench.account.control().world();
    let known: Vec<String> = world["buckets"][BUCKET]["objects"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, known);
}

#[tokio::test]
async fn an_upload_in_chunks_is_put_together() {
    let bench = Bench::start().await;
    let keys = bench.keys(ADMIN);
    let path = format!("/{BUCKET}/chunks.txt");
    let header = |name, value: &str| (name, value.to_owned());
    let headers = vec![
        header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        header("x-amz-decoded-content-length", "5"),
        header("content-encoding", "aws-chunked"),
        header("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    let put = Signing {
        body,
        headers,
        ..Signing::new(&keys, "s3", "eu-west-2", "PUT", &path)
    };
    let answer = bench.send(put).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        bench.get_object(ADMIN, BUCKET, "chunks.txt").await.body,
        b"hello"
    );
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
        .send(Signing::new(&keys, "kms", "eu-west-2", "POST", "/"))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "UnknownOperationException")
    );
    assert!(answer.message().contains("`kms`"));
}
