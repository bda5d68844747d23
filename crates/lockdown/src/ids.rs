//! Parsed newtypes: whoever holds one knows that its text has the right form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct InvalidId {
    /// What was given.
    pub text: String,
    /// What was expected, with an article: "an account id (12 digits)".
    pub expected: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                if $check(&text) {
                    Ok(Self(text))
                } else {
                    Err(InvalidId { text, expected: $expected })
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}
pub(crate) use text_id;

text_id!(
    /// An AWS account: 12 digits.
    AccountId, "an account id (12 digits)", is_account_id
);
text_id!(
    /// An AWS Region, such as `eu-west-2`.
    Region, "a Region such as `eu-west-2`", is_region
);
text_id!(
    /// A general purpose bucket: 3 to 63 characters; directory buckets (`…--x-s3`) are another thing
    /// and refused (domain: bucket policies).
    BucketName, "the name of a general purpose bucket", is_bucket_name
);
text_id!(
    /// An ARN: at least six parts, the first of them `arn`.
    Arn, "an ARN", is_arn
);
text_id!(
    /// The unique id of a role (`AROA…`) or a user (`AIDA…`), never reused by AWS.
    UniqueId, "a unique id (`AROA…` or `AIDA…`)", is_unique_id
);
text_id!(
    /// The id of a Connect instance. Replicas in other Regions share it, so it is a key only
    /// together with account and Region.
    InstanceId, "the id of a Connect instance", is_instance_id
);

text_id!(
    /// The name of an IAM policy: 1 to 128 letters, digits and `+=,.@_-` (IAM's `CreatePolicy` and
    /// `PutRolePolicy`).
    PolicyName, "the name of an IAM policy (1 to 128 letters, digits and `+=,.@_-`)", is_policy_name
);

fn is_policy_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b))
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let mut count = 0;
    let mut last_is_number = false;
    while let Some(part) = parts.next() {
        if part.is_empty()
            || !part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        {
            return false;
        }
        if parts.peek().is_none() {
            last_is_number = part.bytes().all(|b| b.is_ascii_digit());
        }
        count += 1;
    }
    count >= 3 && last_is_number && text.len() <= 32
}

fn is_bucket_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    (3..=63).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with(['-', '.'])
        && !text.ends_with(['-', '.'])
        && !text.ends_with("--x-s3")
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6 && text.len() <= 2048
}

fn is_unique_id(text: &str) -> bool {
    (text.starts_with("AROA") || text.starts_with("AIDA"))
        && (16..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_instance_id(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl Arn {
    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or_default()
    }

    /// `aws`, `aws-us-gov` or `aws-cn`.
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// `iam`, `sts`, `s3` …
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The Region part; empty for global services.
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account, where the ARN names one.
    pub fn account(&self) -> Option<AccountId> {
        self.part(4).parse().ok()
    }

    /// Everything after the fifth colon: `role/path/name`, `user/name`, `root` …
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The last segment of the resource: a role's or user's name without its path, a function's name.
    pub fn name(&self) -> &str {
        self.resource()
            .rsplit(['/', ':'])
            .next()
            .unwrap_or_default()
    }

    /// A role in a path that only AWS itself can create roles in (`aws-service-role/`,
    /// `aws-reserved/`; domain: identities in conditions).
    pub fn is_in_aws_path(&self) -> bool {
        ["role/aws-service-role/", "role/aws-reserved/"]
            .iter()
            .any(|path| self.resource().starts_with(path))
    }
}

impl UniqueId {
    /// Whether this names a role (and so carries a session name behind it in `aws:userId`).
    pub fn is_role(&self) -> bool {
        self.0.starts_with("AROA")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn account_ids_are_twelve_digits() {
        assert!("123456789012".parse::<AccountId>().is_ok());
        assert!("12345678901".parse::<AccountId>().is_err());
        assert!("12345678901a".parse::<AccountId>().is_err());
    }

    #[test]
    fn regions_end_in_a_number() {
        for good in ["eu-west-2", "us-gov-west-1", "ap-northeast-3"] {
            assert!(good.parse::<Region>().is_ok(), "{good}");
        }
        for bad in ["", "eu", "eu-west", "eu-west-2a", "EU-west-2", "eu--2"] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
    }

    #[test]
    fn directory_buckets_are_refused() {
        assert!("connect-25fd0a3be3ef".parse::<BucketName>().is_ok());
        assert!("data--use1-az4--x-s3".parse::<BucketName>().is_err());
        assert!("Upper".parse::<BucketName>().is_err());
    }

    #[test]
    fn arns_come_apart() {
        let arn: Arn = "arn:aws:iam::123456789012:role/aws-service-role/connect.amazonaws.com/X_1"
            .parse()
            .unwrap();
        assert_eq!(arn.service(), "iam");
        assert_eq!(
            arn.account().as_ref().map(AccountId::as_str),
            Some("123456789012")
        );
        assert_eq!(arn.name(), "X_1");
        assert!(arn.is_in_aws_path());
    }
}
