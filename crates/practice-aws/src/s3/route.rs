//! Which operation a request is, before `s3s` reads it: for the log and for troubles.

use http::Method;
use percent_encoding::percent_decode_str;

use super::control;

/// Sub-resources of a bucket by query parameter, with the operations of GET, PUT and DELETE.
const OF_BUCKET: &[(&str, [&str; 3])] = &[
    (
        "policyStatus",
        ["GetBucketPolicyStatus", "Unknown", "Unknown"],
    ),
    (
        "policy",
        ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (
        "publicAccessBlock",
        [
            "GetPublicAccessBlock",
            "PutPublicAccessBlock",
            "DeletePublicAccessBlock",
        ],
    ),
    ("location", ["GetBucketLocation", "Unknown", "Unknown"]),
    (
        "tagging",
        [
            "GetBucketTagging",
            "PutBucketTagging",
            "DeleteBucketTagging",
        ],
    ),
    (
        "replication",
        [
            "GetBucketReplication",
            "PutBucketReplication",
            "DeleteBucketReplication",
        ],
    ),
    (
        "notification",
        [
            "GetBucketNotificationConfiguration",
            "PutBucketNotificationConfiguration",
            "Unknown",
        ],
    ),
    (
        "encryption",
        [
            "GetBucketEncryption",
            "PutBucketEncryption",
            "DeleteBucketEncryption",
        ],
    ),
    (
        "logging",
        ["GetBucketLogging", "PutBucketLogging", "Unknown"],
    ),
];

/// The bucket and the key of a path-style request, decoded.
pub(crate) fn bucket_and_key(path: &str) -> (Option<String>, Option<String>) {
    if control::is_mine(path) {
        return (None, None);
    }
    let decoded = percent_decode_str(path.trim_start_matches('/'))
        .decode_utf8_lossy()
        .into_owned();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match decoded.split_once('/') {
        Some((bucket, key)) => (some(bucket), some(key)),
        None => (some(&decoded), None),
    }
}

/// The operation's name.
pub(crate) fn operation(method: &Method, path: &str, query: &str) -> &'static str {
    if control::is_mine(path) {
        return control::operation(method, path);
    }
    let (bucket, key) = bucket_and_key(path);
    if bucket.is_none() {
        return if method == Method::GET {
            "ListBuckets"
        } else {
            "Unknown"
        };
    }
    let has = |name: &str| {
        query
            .split('&')
            .any(|pair| pair.split('=').next() == Some(name))
    };
    if key.is_some() {
        return match *method {
            Method::GET => "GetObject",
            Method::HEAD => "HeadObject",
            Method::PUT => "PutObject",
            Method::DELETE => "DeleteObject",
            _ => "Unknown",
        };
    }
    if let Some((_, [get, put, delete])) = OF_BUCKET.iter().find(|(name, _)| has(name)) {
        return match *method {
            Method::GET => get,
            Method::PUT => put,
            Method::DELETE => delete,
            _ => "Unknown",
        };
    }
    match *method {
        Method::HEAD => "HeadBucket",
        Method::GET if query.contains("list-type=2") => "ListObjectsV2",
        Method::GET => "ListObjects",
        Method::PUT => "CreateBucket",
        Method::DELETE => "DeleteBucket",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations() {
        assert_eq!(
            operation(&Method::GET, "/", "x-id=ListBuckets"),
            "ListBuckets"
        );
        assert_eq!(operation(&Method::GET, "/b", "policy"), "GetBucketPolicy");
        assert_eq!(
            operation(&Method::GET, "/b/", "policyStatus"),
            "GetBucketPolicyStatus"
        );
        assert_eq!(operation(&Method::PUT, "/b", "policy="), "PutBucketPolicy");
        let account = "/v20180820/configuration/publicAccessBlock";
        assert_eq!(
            operation(&Method::GET, account, ""),
            "GetAccountPublicAccessBlock"
        );
        assert_eq!(bucket_and_key(account), (None, None));
        assert_eq!(
            operation(&Method::GET, "/b", "list-type=2&prefix=policy"),
            "ListObjectsV2"
        );
        assert_eq!(
            operation(&Method::GET, "/b/a/b%3Ac.wav", "x-id=GetObject"),
            "GetObject"
        );
        assert_eq!(
            bucket_and_key("/b/a/b%3Ac.wav"),
            (Some("b".to_owned()), Some("a/b:c.wav".to_owned()))
        );
        assert_eq!(bucket_and_key("/b/"), (Some("b".to_owned()), None));
    }
}
