//! Policy documents that the seed uses more than once.

use serde_json::{Value, json};

/// A document of one or more statements.
pub(super) fn document(statements: Value) -> Value {
    let statements = if statements.is_array() {
        statements
    } else {
        json!([statements])
    };
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// An Allow of actions, written with blanks between them, on one resource.
pub(super) fn allow(actions: &str, resource: &str) -> Value {
    let actions: Vec<&str> = actions.split(' ').collect();
    json!({"Effect": "Allow", "Action": actions, "Resource": resource})
}

/// A trust policy for an AWS service.
pub(super) fn trust_service(service: &str) -> Value {
    document(
        json!({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}),
    )
}

/// A trust policy for principals by ARN.
pub(super) fn trust_principal(arn: &str) -> Value {
    document(json!({"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}))
}

/// A bucket and everything in it.
pub(super) fn bucket_and_objects(bucket: &str) -> Value {
    json!([
        format!("arn:aws:s3:::{bucket}"),
        format!("arn:aws:s3:::{bucket}/*")
    ])
}

/// "Only over TLS", as AWS Config's rule wants it.
pub(super) fn tls_only(bucket: &str) -> Value {
    json!({
        "Sid": "AllowSSLRequestsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": bucket_and_objects(bucket),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    })
}
