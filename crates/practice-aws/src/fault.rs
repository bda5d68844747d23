//! Errors on the wire, in the four forms that the services use.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use s3s::{S3Error, S3ErrorCode};

use crate::aws_json;
use crate::call::Service;
use crate::xml::Xml;

/// An error as AWS would send it: a status, a code and a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    /// S3 alone: headers that carry meaning, like `x-amz-bucket-region`.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Fault {
    /// An error.
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            headers: Vec::new(),
        }
    }

    /// 400 with a code.
    pub(crate) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 404 with a code.
    pub(crate) fn not_found(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// The same with a header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer in the form of a service.
    pub(crate) fn into_response(self, service: Service, request_id: &str) -> Response {
        match service {
            Service::S3 => self.s3(request_id),
            Service::Sts => self.query("https://sts.amazonaws.com/doc/2011-06-15/", request_id),
            Service::Iam => self.query("https://iam.amazonaws.com/doc/2010-05-08/", request_id),
            Service::Connect | Service::Lambda => self.json(),
            Service::Kinesis | Service::Firehose | Service::Kms | Service::CloudTrail => {
                self.json_1_1()
            }
        }
    }

    fn s3(self, request_id: &str) -> Response {
        let mut xml = Xml::document();
        xml.open("Error");
        xml.text("Code", &self.code);
        xml.text("Message", &self.message);
        xml.text("RequestId", request_id);
        xml.close("Error");
        let headers = self.header_map("application/xml");
        (self.status, headers, Body::from(xml.finish())).into_response()
    }

    /// The same as S3 Control's, which wraps it as the query services do.
    pub(crate) fn into_wrapped_response(self, namespace: &str, request_id: &str) -> Response {
        self.query(namespace, request_id)
    }

    fn query(self, namespace: &str, request_id: &str) -> Response {
        let mut xml = Xml::document();
        xml.open_with("ErrorResponse", namespace);
        xml.open("Error");
        xml.text(
            "Type",
            if self.status.is_server_error() {
                "Receiver"
            } else {
                "Sender"
            },
        );
        xml.text("Code", &self.code);
        xml.text("Message", &self.message);
        xml.close("Error");
        xml.text("RequestId", request_id);
        xml.close("ErrorResponse");
        let headers = self.header_map("text/xml");
        (self.status, headers, Body::from(xml.finish())).into_response()
    }

    fn json(self) -> Response {
        let mut headers = self.header_map("application/json");
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            headers.insert(HeaderName::from_static("x-amzn-errortype"), code);
        }
        // Amazon Connect writes the member with a capital letter, the front door (signatures, permissions) without;
        // clients read both, so both are sent.
        let body = serde_json::json!({"message": self.message, "Message": self.message});
        (self.status, headers, Body::from(body.to_string())).into_response()
    }

    /// JSON 1.1: the code is in the body.
    fn json_1_1(self) -> Response {
        let headers = self.header_map(aws_json::CONTENT_TYPE);
        let body = serde_json::json!({"__type": self.code, "message": self.message});
        (self.status, headers, Body::from(body.to_string())).into_response()
    }

    fn header_map(&self, content_type: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        headers
    }
}

/// The code and the message of an error that S3 answered with.
pub(crate) fn read_s3(body: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(body);
    let within = |name: &str| {
        let inside = text
            .split_once(&format!("<{name}>"))
            .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")))
            .map_or("", |(inside, _)| inside);
        quick_xml::escape::unescape(inside).map_or_else(|_| inside.to_owned(), String::from)
    };
    (within("Code"), within("Message"))
}

impl From<Fault> for S3Error {
    fn from(fault: Fault) -> Self {
        let headers = fault.header_map("application/xml");
        let code =
            S3ErrorCode::from_bytes(fault.code.as_bytes()).unwrap_or(S3ErrorCode::InternalError);
        let mut error = Self::with_message(code, fault.message);
        error.set_status_code(fault.status);
        error.set_headers(headers);
        error
    }
}
