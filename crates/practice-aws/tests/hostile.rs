//! Whatever is sent: an answer that is no server error, or a closed connection; and the next caller is served.

mod common;

use common::{Bench, Signing};

/// Numbers from a seed, so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % below
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let index = self.next(from.len());
        from.get(index).copied().unwrap_or_default()
    }
}

const PATHS: [&str; 14] = [
    "/",
    "//",
    "/%",
    "/%ff%fe",
    "/northwind-website/%00",
    "/../../etc/passwd",
    "/northwind-website//a//b/",
    "/instance/%2e%2e/storage-configs",
    "/contacts/a/b",
    "/search-contacts",
    "/practice-connect/",
    "/practice-connect/northwind-support/contact-trace-records/details/%3Cscript%3E",
    "/practice-connect/%F0%9F%92%A3/recordings/x",
    "/B_A_D/k",
];
const QUERIES: [&str; 12] = [
    "",
    "policy",
    "policy&policy",
    "list-type=2&max-keys=-1",
    "list-type=2&continuation-token=zz",
    "%=%&&=",
    "X-Amz-Signature=1",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=-5",
    "resourceType=%00&maxResults=9999999999999",
    "nextToken=AQzz",
    "AWSAccessKeyId=a&Signature=b&Expires=1",
    "versionId=null&partNumber=0",
];
const HEADERS: [&str; 12] = [
    "x-a: b",
    "authorization: AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=",
    "authorization: AWS4-HMAC-SHA256 Credential=a/20200101/eu-west-2/s3/aws4_request, SignedHeaders=host, Signature=00",
    "authorization: AWS a:b",
    "authorization: Bearer x",
    "range: bytes=9-1",
    "range: bytes=-99999999999999999999",
    "x-amz-expected-bucket-owner: \u{7f}",
    "x-amz-date: 99999999T999999Z",
    "x-amz-content-sha256: nonsense",
    "content-type: multipart/form-data; boundary=x",
    "expect: 100-continue",
];
const BODIES: [&str; 7] = [
    "",
    "{",
    "Action=GetCallerIdentity",
    "Action=%00&Version=2010-05-08",
    "{\"InstanceId\":1}",
    "<a>&b;</a>",
    "--x\r\ncontent-disposition: form-data; name=policy\r\n\r\nx\r\n--x--",
];

#[tokio::test]
async fn nothing_that_is_sent_brings_it_down() {
    let bench = Bench::start().await;
    let mut numbers = Numbers(7);
    for number in 0..1_500 {
        let method = numbers.pick(&["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"]);
        let (path, query) = (numbers.pick(&PATHS), numbers.pick(&QUERIES));
        let (one, other) = (numbers.pick(&HEADERS), numbers.pick(&HEADERS));
        let body = numbers.pick(&BODIES);
        let request = format!(
            "{method} {path}?{query} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{one}\r\n{other}\r\n\
             content-length: {}\r\n\r\n{body}",
            bench.host(),
            body.len()
        );
        if let Some(answer) = bench.try_send(request.as_bytes()).await {
            // 501 is S3's word for what it does not do.
            assert!(
                answer.status < 500 || answer.status == 501,
                "{number}: {request}\n{}",
                answer.text()
            );
        }
    }
    let alive = bench
        .send(Signing::anonymous("GET", "/northwind-website/index.html"))
        .await;
    assert_eq!(alive.status, 200);
}

#[tokio::test]
async fn signed_calls_with_nonsense_inside_are_refused_in_words() {
    let bench = Bench::start().await;
    let keys = bench.keys("practice-admin");
    let mut numbers = Numbers(11);
    for _ in 0..1_500 {
        let service = numbers.pick(&[
            "s3", "sts", "iam", "connect", "lambda", "kinesis", "firehose", "kms",
        ]);
        let target = numbers.pick(&[
            "",
            "Kinesis_20131202.ListStreams",
            "Kinesis_20131202.DescribeStream",
            "Firehose_20150804.DescribeDeliveryStream",
            "TrentService.DescribeKey",
            "TrentService.CreateGrant",
            "TrentService.RetireGrant",
        ]);
        let method = numbers.pick(&["GET", "PUT", "POST", "DELETE"]);
        let path = numbers.pick(&[
            "/",
            "/northwind-support-recordings",
            "/northwind-support-recordings/a%2Fb",
            "/instance/x",
            "/instance/x/storage-configs",
            "/search-contacts",
            "/contacts/x/y",
            "/instance/x/storage-config",
            "/instance/x/storage-config/y",
            "/instance/x/lambda-function",
            "/2015-03-31/functions",
            "/2015-03-31/functions/%3A%3Afunction%3A/policy",
            "/2015-03-31/functions/x/policy/y",
        ]);
        let query = numbers.pick(&[
            "",
            "policy=",
            "publicAccessBlock=",
            "list-type=2&max-keys=zz",
            "maxResults=0",
            "MaxItems=x",
            "resourceType=CALL_RECORDINGS",
        ]);
        let body = numbers.pick(&[
            "", "{}", "{\"InstanceId\":\"x\"}", "Action=GetRole", "Action=ListRoles&MaxItems=0", "Action=ListRoles&Marker=x",
            "Action=AssumeRole&RoleArn=x&RoleSessionName=%00", "Action=AssumeRole&RoleArn=x&RoleSessionName=aa&Policy=%7B",
            "{\"InstanceId\":\"x\",\"TimeRange\":{\"Type\":\"x\",\"StartTime\":1e300,\"EndTime\":-1e300}}", "<x",
            "Action=CreatePolicy&PolicyName=%20&PolicyDocument=%7B%7D", "Action=SimulateCustomPolicy&ActionNames.member.1=x",
            "Action=SimulatePrincipalPolicy&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A604712903388%3A&ActionNames.member.1=a:b",
            "{\"KeyId\":\"arn:\",\"GranteePrincipal\":\"\",\"Operations\":[]}", "{\"Limit\":0}",
            "{\"StreamARN\":\"\",\"Limit\":18446744073709551615}", "{\"DeliveryStreamName\":\"\"}",
            "{\"ResourceType\":\"x\",\"StorageConfig\":{\"StorageType\":\"\"}}",
        ]);
        let call = Signing {
            query,
            body,
            headers: if target.is_empty() {
                Vec::new()
            } else {
                vec![("x-amz-target", target.to_owned())]
            },
            ..Signing::new(&keys, service, "eu-west-2", method, path)
        };
        let answer = bench.send(call).await;
        assert!(
            answer.status < 500 || answer.status == 501,
            "{service} {method} {path} {body}: {}",
            answer.text()
        );
        if answer.status >= 400 {
            assert!(
                !answer.code().is_empty(),
                "{service} {method} {path}: {}",
                answer.text()
            );
        }
    }
}
