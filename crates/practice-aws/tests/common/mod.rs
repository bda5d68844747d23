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

mod signing;

pub use signing::{Signing, encoded};

use std::collections::BTreeMap;

use practice_aws::{Options, PracticeAccount};
use serde_json::Value;
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
        if let Some(code) = self.json_1_1("__type") {
            return code;
        }
        between(&self.text(), "<Code>", "</Code>")
    }

    /// A member of an error in JSON 1.1.
    fn json_1_1(&self, member: &str) -> Option<String> {
        let error: Value = serde_json::from_slice(&self.body).ok()?;
        error.get("__type")?;
        error.get(member)?.as_str().map(str::to_owned)
    }

    /// The error's message.
    pub fn message(&self) -> String {
        if self.headers.contains_key("x-amzn-errortype") {
            return self.json()["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
        if let Some(message) = self.json_1_1("message") {
            return message;
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

/// Method, path, query and body of a call.
pub type Rest<'a> = (&'a str, &'a str, &'a str, &'a str);

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

    /// Calls a service that speaks REST with JSON.
    pub async fn rest(&self, keys: &Keys, service: &str, region: &str, call: Rest<'_>) -> Answer {
        let (method, path, query, body) = call;
        self.send(Signing {
            query,
            body,
            ..Signing::new(keys, service, region, method, path)
        })
        .await
    }

    /// Calls a service that speaks JSON 1.1; `target` is what `X-Amz-Target` says.
    pub async fn json_1_1(
        &self,
        keys: &Keys,
        service: &str,
        region: &str,
        target: &str,
        body: &Value,
    ) -> Answer {
        let body = body.to_string();
        self.send(Signing {
            body: &body,
            headers: vec![("x-amz-target", target.to_owned())],
            ..Signing::new(keys, service, region, "POST", "/")
        })
        .await
    }

    /// The keys of a session of a role, got by `AssumeRole`.
    pub async fn assume(&self, profile: &str, role: &str, session_policy: Option<&Value>) -> Keys {
        let mut form = format!(
            "Action=AssumeRole&RoleArn={}&RoleSessionName=limited",
            encoded(role, false)
        );
        if let Some(policy) = session_policy {
            form = format!("{form}&Policy={}", encoded(&policy.to_string(), false));
        }
        let answer = self.query(&self.keys(profile), "sts", &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = answer.text();
        Keys {
            id: between(&text, "<AccessKeyId>", "</AccessKeyId>"),
            secret: between(&text, "<SecretAccessKey>", "</SecretAccessKey>"),
            token: Some(between(&text, "<SessionToken>", "</SessionToken>")),
        }
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
