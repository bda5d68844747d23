//! A small client of its own: signs as the `SigV4` documents say, speaks HTTP over a socket, so that nothing here
//! shares code with what it tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each test binary uses its own part of this"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use practice_aws::{Options, PracticeAccount};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use time::macros::format_description;
use time::{Duration, OffsetDateTime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A key pair as a client has it.
#[derive(Debug, Clone)]
pub struct Keys {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The error's code, wherever the service puts it.
    pub fn code(&self) -> String {
        if let Some(code) = self.headers.get("x-amzn-errortype") {
            return code.clone();
        }
        between(&self.text(), "<Code>", "</Code>")
    }

    /// The error's message.
    pub fn message(&self) -> String {
        if self.headers.contains_key("x-amzn-errortype") {
            return self.json()["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
        between(&self.text(), "<Message>", "</Message>")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
    }
}

pub fn between(text: &str, start: &str, end: &str) -> String {
    let rest = text.split_once(start).map_or("", |(_, rest)| rest);
    rest.split_once(end)
        .map_or("", |(inside, _)| inside)
        .to_owned()
}

/// A running account, as a test sees it.
pub struct Bench {
    pub account: PracticeAccount,
}

impl Bench {
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        Self {
            account: PracticeAccount::start(options).await.expect("it starts"),
        }
    }

    pub fn host(&self) -> String {
        self.account
            .url()
            .strip_prefix("http://")
            .unwrap()
            .to_owned()
    }

    /// The keys behind a profile.
    pub fn keys(&self, profile: &str) -> Keys {
        let world = self.account.control().world();
        let profiles = world["profiles"].as_array().unwrap();
        let key = profiles
            .iter()
            .find(|known| known["name"] == profile)
            .unwrap()["key"]
            .clone();
        let key = world["keys"]
            .as_array()
            .unwrap()
            .iter()
            .find(|known| known["id"] == key)
            .unwrap()
            .clone();
        Keys {
            id: key["id"].as_str().unwrap().to_owned(),
            secret: key["secret"].as_str().unwrap().to_owned(),
            token: key["token"].as_str().map(str::to_owned),
        }
    }

    /// The unique id of a role.
    pub fn role_id(&self, name: &str) -> String {
        let world = self.account.control().world();
        let role = world["roles"]
            .as_array()
            .unwrap()
            .iter()
            .find(|role| role["name"] == name)
            .unwrap()
            .clone();
        role["id"].as_str().unwrap().to_owned()
    }

    /// An instance, as the state file has it.
    pub fn instance(&self, alias: &str) -> Value {
        let world = self.account.control().world();
        world["instances"]
            .as_array()
            .unwrap()
            .iter()
            .find(|instance| instance["alias"] == alias)
            .unwrap()
            .clone()
    }

    /// The id of an instance's service role.
    pub fn service_role_id(&self, alias: &str) -> String {
        let arn = self.instance(alias)["service_role"]
            .as_str()
            .unwrap()
            .to_owned();
        self.role_id(arn.rsplit('/').next().unwrap())
    }

    /// The newest recording in a bucket.
    pub fn recording(&self, bucket: &str) -> String {
        let world = self.account.control().world();
        let objects = world["buckets"][bucket]["objects"].as_object().unwrap();
        objects
            .keys()
            .rfind(|key| key.ends_with("_UTC.wav"))
            .unwrap()
            .clone()
    }

    /// Does a call.
    pub async fn send(&self, call: Signing<'_>) -> Answer {
        let host = self.host();
        self.try_send(&call.request(&host))
            .await
            .expect("an answer")
    }

    /// Sends raw bytes and reads the answer; `None` if the connection was cut.
    pub async fn try_send(&self, request: &[u8]) -> Option<Answer> {
        let mut socket = TcpStream::connect(self.host()).await.unwrap();
        socket.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.ok()?;
        parse(&answer)
    }

    pub async fn s3(
        &self,
        profile: &str,
        method: &str,
        path: &str,
        query: &str,
        body: &str,
    ) -> Answer {
        let keys = self.keys(profile);
        let region = self.region_of(path);
        self.send(Signing {
            query,
            body,
            ..Signing::new(&keys, "s3", &region, method, path)
        })
        .await
    }

    /// Puts a policy as a profile.
    pub async fn put_policy(&self, profile: &str, bucket: &str, policy: &Value) -> Answer {
        self.s3(
            profile,
            "PUT",
            &format!("/{bucket}"),
            "policy=",
            &policy.to_string(),
        )
        .await
    }

    /// Reads an object as a profile.
    pub async fn get_object(&self, profile: &str, bucket: &str, key: &str) -> Answer {
        self.s3(
            profile,
            "GET",
            &format!("/{bucket}/{}", encoded(key, true)),
            "",
            "",
        )
        .await
    }

    fn region_of(&self, path: &str) -> String {
        let bucket = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        let world = self.account.control().world();
        world["buckets"][&bucket]["region"]
            .as_str()
            .unwrap_or("us-east-1")
            .to_owned()
    }

    /// Calls Connect.
    pub async fn connect(&self, profile: &str, region: &str, path: &str, query: &str) -> Answer {
        let keys = self.keys(profile);
        self.send(Signing {
            query,
            ..Signing::new(&keys, "connect", region, "GET", path)
        })
        .await
    }

    /// Calls STS or IAM.
    pub async fn query(&self, keys: &Keys, service: &str, form: &str) -> Answer {
        let version = if service == "iam" {
            "2010-05-08"
        } else {
            "2011-06-15"
        };
        let body = format!("{form}&Version={version}");
        self.send(Signing {
            body: &body,
            ..Signing::new(keys, service, "us-east-1", "POST", "/")
        })
        .await
    }
}

/// A request to be signed.
pub struct Signing<'a> {
    pub keys: Option<&'a Keys>,
    pub service: &'a str,
    pub region: &'a str,
    pub method: &'a str,
    /// Encoded.
    pub path: &'a str,
    /// Encoded and sorted.
    pub query: &'a str,
    pub body: &'a str,
    pub headers: Vec<(&'a str, String)>,
    /// How far the client's clock is off.
    pub off: Duration,
}

impl<'a> Signing<'a> {
    pub fn new(
        keys: &'a Keys,
        service: &'a str,
        region: &'a str,
        method: &'a str,
        path: &'a str,
    ) -> Self {
        Self {
            keys: Some(keys),
            service,
            region,
            method,
            path,
            query: "",
            body: "",
            headers: Vec::new(),
            off: Duration::ZERO,
        }
    }

    pub fn anonymous(method: &'a str, path: &'a str) -> Self {
        Self {
            keys: None,
            service: "s3",
            region: "",
            method,
            path,
            query: "",
            body: "",
            headers: Vec::new(),
            off: Duration::ZERO,
        }
    }

    /// The request's bytes.
    pub fn request(&self, host: &str) -> Vec<u8> {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        headers.insert("host".to_owned(), host.to_owned());
        for (name, value) in &self.headers {
            headers.insert((*name).to_owned(), value.clone());
        }
        if let Some(keys) = self.keys {
            self.sign(keys, &mut headers);
        }
        headers.insert("content-length".to_owned(), self.body.len().to_string());
        headers.insert("connection".to_owned(), "close".to_owned());
        let target = if self.query.is_empty() {
            self.path.to_owned()
        } else {
            format!("{}?{}", self.path, self.query)
        };
        let mut text = format!("{} {target} HTTP/1.1\r\n", self.method);
        for (name, value) in &headers {
            write!(text, "{name}: {value}\r\n").unwrap();
        }
        format!("{text}\r\n{}", self.body).into_bytes()
    }

    fn sign(&self, keys: &Keys, headers: &mut BTreeMap<String, String>) {
        let now = OffsetDateTime::now_utc() + self.off;
        let stamp = now
            .format(format_description!(
                "[year][month][day]T[hour][minute][second]Z"
            ))
            .unwrap();
        let hash = hex::encode(Sha256::digest(self.body.as_bytes()));
        headers.insert("x-amz-date".to_owned(), stamp.clone());
        let given = headers.get("x-amz-content-sha256").cloned();
        let hash = given.unwrap_or(hash);
        if self.service == "s3" {
            headers.insert("x-amz-content-sha256".to_owned(), hash.clone());
        }
        if let Some(token) = &keys.token {
            headers.insert("x-amz-security-token".to_owned(), token.clone());
        }
        let names = headers.keys().cloned().collect::<Vec<_>>().join(";");
        let lines = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect::<Vec<_>>()
            .concat();
        let canonical = format!(
            "{}\n{}\n{}\n{lines}\n{names}\n{hash}",
            self.method, self.path, self.query
        );
        let scope = format!(
            "{}/{}/{}/aws4_request",
            &stamp[..8],
            self.region,
            self.service
        );
        let signature = signature(keys, &stamp, &scope, &canonical);
        let credential = format!("{}/{scope}", keys.id);
        headers.insert(
            "authorization".to_owned(),
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"),
        );
    }

    /// The query of a presigned URL that lives for `seconds`, signed `ago`.
    pub fn presigned(&self, host: &str, seconds: u32, ago: Duration) -> String {
        let keys = self.keys.unwrap();
        let stamp = (OffsetDateTime::now_utc() - ago)
            .format(format_description!(
                "[year][month][day]T[hour][minute][second]Z"
            ))
            .unwrap();
        let scope = format!(
            "{}/{}/{}/aws4_request",
            &stamp[..8],
            self.region,
            self.service
        );
        let mut pairs = vec![
            ("X-Amz-Algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()),
            (
                "X-Amz-Credential".to_owned(),
                encoded(&format!("{}/{scope}", keys.id), false),
            ),
            ("X-Amz-Date".to_owned(), stamp.clone()),
            ("X-Amz-Expires".to_owned(), seconds.to_string()),
            ("X-Amz-SignedHeaders".to_owned(), "host".to_owned()),
        ];
        if let Some(token) = &keys.token {
            pairs.push(("X-Amz-Security-Token".to_owned(), encoded(token, false)));
        }
        pairs.sort();
        let query = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&");
        let canonical = format!(
            "{}\n{}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD",
            self.method, self.path
        );
        format!(
            "{query}&X-Amz-Signature={}",
            signature(keys, &stamp, &scope, &canonical)
        )
    }
}

fn signature(keys: &Keys, stamp: &str, scope: &str, canonical: &str) -> String {
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}",
        hex::encode(Sha256::digest(canonical.as_bytes()))
    );
    let mut key = format!("AWS4{}", keys.secret).into_bytes();
    for part in scope.split('/').chain([to_sign.as_str()]) {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(part.as_bytes());
        key = mac.finalize().into_bytes().to_vec();
    }
    hex::encode(key)
}

/// Percent-encodes, a path but for its slashes.
pub fn encoded(text: &str, path: bool) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || path && byte == b'/' {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, body) = answer.split_at(end + 4);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let chunked = headers
        .get("transfer-encoding")
        .is_some_and(|coding| coding == "chunked");
    let body = if chunked {
        unchunk(body)
    } else {
        body.to_vec()
    };
    Some(Answer {
        status,
        headers,
        body,
    })
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
    whole
}
