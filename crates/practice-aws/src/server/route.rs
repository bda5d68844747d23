//! Which service and which operation a request means.

use bytes::Bytes;
use http::Method;
use http::request::Parts;

use crate::call::Service;
use crate::query::Form;
use crate::sigv4::Signed;
use crate::{connect, s3};

/// Which service a request is for.
pub(super) fn service_of(parts: &Parts, body: &Bytes) -> Service {
    let signed = Signed::read(parts).ok().flatten();
    if let Some(service) = signed.and_then(|signed| Service::of_signing_name(&signed.scope.service))
    {
        return service;
    }
    let path = parts.uri.path();
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

pub(super) fn operation(service: Service, parts: &Parts, body: &Bytes) -> String {
    match service {
        Service::S3 => s3::route::operation(
            &parts.method,
            parts.uri.path(),
            parts.uri.query().unwrap_or_default(),
        )
        .to_owned(),
        Service::Connect => connect::operation(&parts.method, parts.uri.path()).to_owned(),
        Service::Sts | Service::Iam => Form::read(body)
            .get("Action")
            .unwrap_or("Unknown")
            .to_owned(),
    }
}
