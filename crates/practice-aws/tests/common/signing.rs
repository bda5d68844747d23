//! Requests and their signatures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

use super::Keys;

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
