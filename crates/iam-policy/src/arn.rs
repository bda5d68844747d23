//! Amazon Resource Names: `arn:partition:service:region:account:resource`.

/// The parts of an ARN; the resource is everything after the fifth colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-us-gov`, `aws-cn`, …
    pub partition: &'a str,
    /// The service, as `iam` or `s3`.
    pub service: &'a str,
    /// The Region; empty for global resources.
    pub region: &'a str,
    /// The account; empty for S3 buckets and objects.
    pub account: &'a str,
    /// Everything after the fifth colon; may hold colons.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN; `None` where the text has fewer than six parts or does not begin with `arn:`.
    pub fn split(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next() != Some("arn") {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }
}

/// Whether the text is an account id: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a unique id belongs to, by the prefix AWS gives it.
///
/// Source: "IAM identifiers", section "Understanding unique ID prefixes".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UniqueId {
    User,
    Role,
    Other,
}

/// The kind of unique id (`AIDA…`, `AROA…`) that the text is, if it is one.
pub(crate) fn unique_id(text: &str) -> Option<UniqueId> {
    let plain =
        (5..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plain {
        return None;
    }
    match text.get(..4)? {
        "AIDA" => Some(UniqueId::User),
        "AROA" => Some(UniqueId::Role),
        "AGPA" | "AIPA" | "ANPA" | "ANVA" | "APKA" | "ASCA" | "ASIA" | "AKIA" | "ABIA" | "ACCA" => {
            Some(UniqueId::Other)
        }
        _ => None,
    }
}

/// The account that a policy's principal stands for as a whole: `123456789012` or `arn:…:iam::123456789012:root`.
pub(crate) fn whole_account(value: &str) -> Option<&str> {
    if is_account_id(value) {
        return Some(value);
    }
    let arn = Arn::split(value)?;
    (arn.service == "iam" && arn.resource == "root").then_some(arn.account)
}
