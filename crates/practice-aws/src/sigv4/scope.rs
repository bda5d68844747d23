//! What a signed request says about itself.

use http::request::Parts;
use percent_encoding::percent_decode_str;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::SignatureError;

/// The algorithm that every request must name.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What a key was used for: `date/region/service/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `YYYYMMDD`.
    pub(crate) date: String,
    pub(crate) region: String,
    /// The service's signing name: `s3`, `sts`, `iam`, `connect`.
    pub(crate) service: String,
}

/// The authorization of a request, read but not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) access_key: String,
    pub(crate) scope: Scope,
    /// Lower-case names, in the order signed.
    pub(crate) headers: Vec<String>,
    pub(crate) signature: String,
    pub(crate) token: Option<String>,
    pub(crate) date: OffsetDateTime,
    /// The date as it was signed.
    pub(crate) date_text: String,
    /// Seconds a presigned URL lives; `None` for a signed header.
    pub(crate) expires: Option<i64>,
    /// `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` for a presigned URL.
    pub(crate) payload_hash: Option<String>,
}

impl Signed {
    /// Reads the authorization of a request; `None` where there is none at all.
    pub(crate) fn read(parts: &Parts) -> Result<Option<Self>, SignatureError> {
        if let Some(header) = header(parts, "authorization") {
            return Self::of_header(parts, header).map(Some);
        }
        let query = query(parts);
        if value(&query, "X-Amz-Signature").is_some() || value(&query, "X-Amz-Algorithm").is_some()
        {
            return Self::of_query(&query).map(Some);
        }
        if value(&query, "AWSAccessKeyId").is_some() {
            return Err(SignatureError::OldVersion);
        }
        Ok(None)
    }

    fn of_header(parts: &Parts, header_value: &str) -> Result<Self, SignatureError> {
        let fields = header_value
            .strip_prefix(ALGORITHM)
            .ok_or(SignatureError::OldVersion)?;
        let field = |name: &str| {
            fields.split(',').find_map(|field| {
                field
                    .trim()
                    .strip_prefix(name)?
                    .trim_start()
                    .strip_prefix('=')
            })
        };
        let credential = field("Credential").ok_or(SignatureError::Malformed("no Credential"))?;
        let headers =
            field("SignedHeaders").ok_or(SignatureError::Malformed("no SignedHeaders"))?;
        let signature = field("Signature").ok_or(SignatureError::Malformed("no Signature"))?;
        let (access_key, scope) = scope(credential)?;
        let date_text =
            header(parts, "x-amz-date").ok_or(SignatureError::Malformed("no x-amz-date"))?;
        Ok(Self {
            access_key,
            date: date(date_text, &scope)?,
            scope,
            headers: headers.split(';').map(str::to_ascii_lowercase).collect(),
            signature: signature.to_owned(),
            token: header(parts, "x-amz-security-token").map(str::to_owned),
            date_text: date_text.to_owned(),
            expires: None,
            payload_hash: header(parts, "x-amz-content-sha256").map(str::to_owned),
        })
    }

    fn of_query(query: &[(String, String)]) -> Result<Self, SignatureError> {
        let field = |name: &str, error| value(query, name).ok_or(SignatureError::Malformed(error));
        if field("X-Amz-Algorithm", "no X-Amz-Algorithm")? != ALGORITHM {
            return Err(SignatureError::OldVersion);
        }
        let (access_key, scope) = scope(field("X-Amz-Credential", "no X-Amz-Credential")?)?;
        let date_text = field("X-Amz-Date", "no X-Amz-Date")?;
        let expires = field("X-Amz-Expires", "no X-Amz-Expires")?
            .parse()
            .ok()
            // A week at most. Source: S3 API reference, "Authenticating Requests: Using Query Parameters".
            .filter(|seconds| (1..=604_800).contains(seconds))
            .ok_or(SignatureError::Malformed(
                "X-Amz-Expires must be between 1 and 604800 seconds",
            ))?;
        Ok(Self {
            access_key,
            date: date(date_text, &scope)?,
            headers: field("X-Amz-SignedHeaders", "no X-Amz-SignedHeaders")?
                .split(';')
                .map(str::to_ascii_lowercase)
                .collect(),
            signature: field("X-Amz-Signature", "no X-Amz-Signature")?.to_owned(),
            token: value(query, "X-Amz-Security-Token").map(str::to_owned),
            date_text: date_text.to_owned(),
            expires: Some(expires),
            payload_hash: (scope.service == "s3").then(|| "UNSIGNED-PAYLOAD".to_owned()),
            scope,
        })
    }
}

/// The decoded query, in its own order.
pub(super) fn query(parts: &Parts) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            pair.split_once('=')
                .map_or((decode(pair), String::new()), |(k, v)| {
                    (decode(k), decode(v))
                })
        })
        .collect()
}

fn value<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

fn scope(credential: &str) -> Result<(String, Scope), SignatureError> {
    let malformed =
        SignatureError::Malformed("a Credential is key/date/region/service/aws4_request");
    // From the right: an access key may hold a slash, the scope may not.
    let mut parts = credential.rsplitn(5, '/');
    if parts.next() != Some("aws4_request") {
        return Err(malformed);
    }
    let mut next = || {
        parts
            .next()
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
    };
    match (next(), next(), next(), next()) {
        (Some(service), Some(region), Some(date), Some(key)) => Ok((
            key,
            Scope {
                date,
                region,
                service,
            },
        )),
        _ => Err(malformed),
    }
}

fn date(text: &str, scope: &Scope) -> Result<OffsetDateTime, SignatureError> {
    if !text.starts_with(&scope.date) {
        return Err(SignatureError::Malformed(
            "the date of the Credential is not the date of the request",
        ));
    }
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    PrimitiveDateTime::parse(text, format)
        .map(PrimitiveDateTime::assume_utc)
        .map_err(|_| SignatureError::Malformed("a date is YYYYMMDDTHHMMSSZ"))
}
