//! The query protocol of IAM and STS: a form goes in, XML comes out.
//! Source: the service models' `query` protocol, as botocore reads it.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use url::form_urlencoded;

use crate::fault::Fault;
use crate::xml::Xml;

/// A form.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A value that must be there.
    pub(crate) fn require(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            let field = format!("{}{}", name.chars().next().unwrap_or_default().to_ascii_lowercase(), name.get(1..).unwrap_or_default());
            Fault::bad(
                "ValidationError",
                format!(
                    "1 validation error detected: Value null at '{field}' failed to satisfy constraint: \
                     Member must not be null"
                ),
            )
        })
    }

    /// The members of a list of structures, each by the prefix of its names: `Tags.member.1.` …
    pub(crate) fn structures(&self, name: &str) -> Vec<String> {
        (1..=self.0.len())
            .map(|number| format!("{name}.member.{number}."))
            .take_while(|prefix| self.0.iter().any(|(key, _)| key.starts_with(prefix)))
            .collect()
    }

    /// The members of a list: `Name.member.1` …
    pub(crate) fn members(&self, name: &str) -> Vec<&str> {
        let prefix = format!("{name}.member.");
        self.0
            .iter()
            .filter(|(key, _)| key.starts_with(&prefix))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The values whose names begin and end so: `PolicyArns.member.1.arn` …
    pub(crate) fn with_suffix(&self, prefix: &str, suffix: &str) -> Vec<&str> {
        let meant = |key: &String| key.starts_with(prefix) && key.ends_with(suffix);
        self.0
            .iter()
            .filter(|(key, _)| meant(key))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// A whole number within bounds, or the default.
    pub(crate) fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, Fault> {
        match self.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| {
                    Fault::bad(
                        "ValidationError",
                        format!("{name} must be between 1 and {most}"),
                    )
                }),
        }
    }
}

/// An answer of an operation that has nothing to say.
pub(crate) fn respond_empty(action: &str, namespace: &str, request_id: &str) -> Response {
    let mut xml = Xml::document();
    let response = format!("{action}Response");
    xml.open_with(&response, namespace);
    xml.nested("ResponseMetadata", |xml| xml.text("RequestId", request_id));
    xml.close(&response);
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"))];
    (StatusCode::OK, headers, Body::from(xml.finish())).into_response()
}

/// An answer: `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…`.
pub(crate) fn respond(
    action: &str,
    namespace: &str,
    request_id: &str,
    inside: impl FnOnce(&mut Xml),
) -> Response {
    let mut xml = Xml::document();
    let (response, result) = (format!("{action}Response"), format!("{action}Result"));
    xml.open_with(&response, namespace);
    xml.nested(&result, inside);
    xml.nested("ResponseMetadata", |xml| xml.text("RequestId", request_id));
    xml.close(&response);
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"))];
    (StatusCode::OK, headers, Body::from(xml.finish())).into_response()
}
