//! Objects: listed, read whole, in part and by presigned URL, written.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;

use common::{Bench, Signing, encoded};
use time::Duration;

const BUCKET: &str = "northwind-support-recordings";
const ADMIN: &str = "practice-admin";

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
