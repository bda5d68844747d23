//! The canonical request: what was signed, letter by letter.

use std::fmt::Write as _;

use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Signed;
use super::scope::query;

/// Everything but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// The same, but for slashes.
const ENCODED_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// The paths that a signer may have meant. S3 signs the path encoded once, the others encode it twice; signers
/// differ in what they leave as it is, so what was sent counts as well.
pub(super) fn paths(path: &str, is_s3: bool) -> Vec<String> {
    let decoded = percent_decode_str(path).collect::<Vec<u8>>();
    let once = percent_encoding::percent_encode(&decoded, ENCODED_PATH).to_string();
    let mut paths = vec![once.clone()];
    if !is_s3 {
        paths.push(utf8_percent_encode(&once, ENCODED_PATH).to_string());
        paths.push(utf8_percent_encode(path, ENCODED_PATH).to_string());
    }
    if !paths.iter().any(|known| known == path) {
        paths.push(path.to_owned());
    }
    paths
}

/// The canonical request with one of those paths.
pub(super) fn request(parts: &Parts, path: &str, signed: &Signed, payload_hash: &str) -> String {
    let mut text = format!("{}\n{path}\n{}\n", parts.method, canonical_query(parts));
    for name in &signed.headers {
        let values: Vec<String> = parts
            .headers
            .get_all(name)
            .iter()
            .map(|value| {
                String::from_utf8_lossy(value.as_bytes())
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        // Writing to a string can't fail.
        let _ = writeln!(text, "{name}:{}", values.join(","));
    }
    let _ = write!(text, "\n{}\n{payload_hash}", signed.headers.join(";"));
    text
}

fn canonical_query(parts: &Parts) -> String {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let mut pairs: Vec<(String, String)> = query(parts)
        .iter()
        .filter(|(key, _)| key != "X-Amz-Signature")
        .map(|(key, value)| (encode(key), encode(value)))
        .collect();
    pairs.sort();
    pairs
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}
