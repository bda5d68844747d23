//! Which service and which operation a request means.

use bytes::Bytes;
use http::Method;
use http::request::Parts;

use crate::call::Service;
use crate::query::Form;
use crate::sigv4::Signed;
use crate::{aws_json, connect, lambda, s3};

/// Which service a request is for; the signing name of one that the practice account does not have.
pub(super) fn service_of(parts: &Parts, body: &Bytes) -> Result<Service, String> {
    match Signed::read(parts).ok().flatten() {
        Some(signed) => Service::of_signing_name(&signed.scope.service).ok_or(signed.scope.service),
        None => Ok(unsigned_service(parts, body)),
    }
}

/// What an unsigned request looks like.
fn unsigned_service(parts: &Parts, body: &Bytes) -> Service {
    let path = parts.uri.path();
    if let Some(service) = aws_json::service(parts) {
        return service;
    }
    if path.starts_with("/2015-03-31/functions") {
        return Service::Lambda;
    }
    if path == "/" && parts.method == Method::POST && !body.is_empty() {
        return if body
            .windows(18)
            .any(|window| window == b"Version=2010-05-08")
        {
            Service::Iam
        } else {
            Service::Sts
        };
    }
    if path == "/instance"
        || path.starts_with("/instance/")
        || path == "/search-contacts"
        || path.starts_with("/contacts/")
    {
        return Service::Connect;
    }
    Service::S3
}

/// The operation's name, for the log and for troubles.
pub(super) fn operation(service: Service, parts: &Parts, body: &Bytes) -> String {
    match service {
        Service::S3 => s3::route::operation(
            &parts.method,
            parts.uri.path(),
            parts.uri.query().unwrap_or_default(),
        )
        .to_owned(),
        Service::Connect => connect::operation(&parts.method, parts.uri.path()).to_owned(),
        Service::Lambda => lambda::operation(&parts.method, parts.uri.path()).to_owned(),
        Service::Kinesis | Service::Firehose | Service::Kms | Service::CloudTrail => {
            aws_json::operation(parts).to_owned()
        }
        Service::Sts | Service::Iam => Form::read(body)
            .get("Action")
            .unwrap_or("Unknown")
            .to_owned(),
    }
}
