//! Who signed a request: AWS Signature Version 4, in the header or in the query of a presigned URL.
//!
//! One verifier for all services; what a wrong signature is *called* differs by service and is decided in
//! [`crate::refusal`]. Source: IAM User Guide, "Create a signed AWS API request".

mod canonical;
mod scope;

pub(crate) use scope::Signed;

use hmac::{Hmac, Mac as _};
use http::request::Parts;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use time::{Duration, OffsetDateTime};

use crate::world::AccessKey;

/// How far the date of a request may be from the server's: five minutes, for S3 fifteen.
const TOLERANCE: Duration = Duration::minutes(5);
const TOLERANCE_OF_S3: Duration = Duration::minutes(15);

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum SignatureError {
    /// The `Authorization` header or the query can't be read.
    #[error("the authorization can't be read: {0}")]
    Malformed(&'static str),
    /// Signed in another way than version 4.
    #[error("only AWS4-HMAC-SHA256 is understood")]
    OldVersion,
    /// Nobody has this key.
    #[error("no such access key")]
    UnknownKey,
    /// A temporary key without its token, with a wrong one, or a long-term key with one.
    #[error("the session token does not belong to the access key")]
    WrongToken,
    /// The session has ended.
    #[error("the session has ended")]
    Expired,
    /// The request's date is too far from the server's.
    #[error("the request was signed for {signed}, the server has {server}")]
    Skewed {
        /// The date that was signed.
        signed: OffsetDateTime,
        /// The server's date.
        server: OffsetDateTime,
    },
    /// A presigned URL whose time is over.
    #[error("the presigned URL has expired")]
    PresignedExpired,
    /// The body is not the one that was signed.
    #[error("the body is not the one that was signed")]
    OtherBody,
    /// Signed with another secret, or changed on the way.
    #[error("the signature does not match")]
    Mismatch,
}

/// Checks a signature: dates against `now`, the end of a session against real time, the rest against `key`, which must be the one that
/// [`Signed::access_key`] names. `body_hash` is the hexadecimal SHA-256 of the body.
pub(crate) fn verify(
    signed: &Signed,
    parts: &Parts,
    body_hash: &str,
    key: Option<&AccessKey>,
    now: Now,
) -> Result<(), SignatureError> {
    let key = key.ok_or(SignatureError::UnknownKey)?;
    if key.token != signed.token {
        return Err(SignatureError::WrongToken);
    }
    check_dates(signed, now)?;
    let payload = signed.payload_hash.as_deref().unwrap_or(body_hash);
    // Other values (`UNSIGNED-PAYLOAD`, `STREAMING-…`) say that the body is signed elsewhere or not at all.
    let is_hash = payload.len() == 64 && payload.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash && !payload.eq_ignore_ascii_case(body_hash) {
        return Err(SignatureError::OtherBody);
    }
    let accepted = canonical::paths(parts.uri.path(), signed.scope.service == "s3")
        .iter()
        .any(|path| {
            let request = canonical::request(parts, path, signed, payload);
            same(&signature(&key.secret, signed, &request), &signed.signature)
        });
    if !accepted {
        return Err(SignatureError::Mismatch);
    }
    if key.expires.is_some_and(|end| end <= now.real) {
        return Err(SignatureError::Expired);
    }
    Ok(())
}

/// The time as a server may know it: real time, and practice time, by which its `Date` headers go. A client that sets
/// its clock by those headers signs with practice time, or with what that was before it was moved: a date between
/// the two is as good as either.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) real: OffsetDateTime,
    pub(crate) practice: OffsetDateTime,
}

impl Now {
    fn earliest(self) -> OffsetDateTime {
        self.real.min(self.practice)
    }

    fn latest(self) -> OffsetDateTime {
        self.real.max(self.practice)
    }
}

fn check_dates(signed: &Signed, now: Now) -> Result<(), SignatureError> {
    let of_s3 = signed.scope.service == "s3";
    let tolerance = if of_s3 { TOLERANCE_OF_S3 } else { TOLERANCE };
    let too_early = match signed.expires {
        Some(seconds) if signed.date + Duration::seconds(seconds) < now.earliest() => {
            return Err(SignatureError::PresignedExpired);
        }
        Some(_) => false,
        None => signed.date < now.earliest() - tolerance,
    };
    if too_early || signed.date > now.latest() + tolerance {
        return Err(SignatureError::Skewed {
            signed: signed.date,
            server: now.practice,
        });
    }
    Ok(())
}

/// The signature of a canonical request, in hexadecimal.
fn signature(secret: &str, signed: &Signed, canonical_request: &str) -> String {
    let scope = &signed.scope;
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{}\n{}/{}/{}/aws4_request\n{}",
        signed.date_text,
        scope.date,
        scope.region,
        scope.service,
        hex::encode(Sha256::digest(canonical_request.as_bytes()))
    );
    let mut key = keyed(format!("AWS4{secret}").as_bytes(), &scope.date);
    for part in [
        scope.region.as_str(),
        scope.service.as_str(),
        "aws4_request",
        to_sign.as_str(),
    ] {
        key = keyed(&key, part);
    }
    hex::encode(key)
}

/// HMAC-SHA256. It takes keys of any length, so there is no error to have.
fn keyed(key: &[u8], message: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(message.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// Compares without telling how much was right.
fn same(ours: &str, theirs: &str) -> bool {
    ours.len() == theirs.len()
        && ours
            .bytes()
            .zip(theirs.bytes())
            .fold(0, |seen, (a, b)| seen | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::world::KeyOwner;
    use time::macros::datetime;

    /// SHA-256 of nothing.
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn at(time: OffsetDateTime) -> Now {
        Now {
            real: time,
            practice: time,
        }
    }

    #[test]
    fn real_time_practice_time_and_what_is_between_are_good() {
        let (parts, signed, key) = example();
        let accepts = |real, practice| {
            verify(&signed, &parts, EMPTY, Some(&key), Now { real, practice }).is_ok()
        };
        let (date, hour) = (signed.date, Duration::hours(1));
        assert!(accepts(date, date + hour) && accepts(date, date - hour));
        assert!(accepts(date + hour, date) && accepts(date - hour, date));
        assert!(accepts(date - hour, date + hour) && accepts(date + hour, date - hour));
        assert!(!accepts(date + hour, date + hour * 2) && !accepts(date - hour, date - hour * 2));
    }

    /// The example of the S3 API reference, "Signature Calculations … GET Object".
    fn example() -> (Parts, Signed, AccessKey) {
        let (parts, ()) = http::Request::get("/test.txt")
            .header("host", "examplebucket.s3.amazonaws.com")
            .header("range", "bytes=0-9")
            .header("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            .header("x-amz-date", "20130524T000000Z")
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
                 SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
                 Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            )
            .body(())
            .unwrap()
            .into_parts();
        let signed = Signed::read(&parts).unwrap().unwrap();
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            token: None,
            owner: KeyOwner::Root,
            expires: None,
        };
        (parts, signed, key)
    }

    #[test]
    fn the_example_of_the_api_reference_is_accepted() {
        let (parts, signed, key) = example();
        let now = at(datetime!(2013-05-24 00:01 UTC));
        assert_eq!(verify(&signed, &parts, EMPTY, Some(&key), now), Ok(()));
    }

    #[test]
    fn another_secret_path_time_or_token_is_not() {
        let (mut parts, signed, key) = example();
        let now = at(datetime!(2013-05-24 00:01 UTC));
        let wrong = AccessKey {
            secret: "other".to_owned(),
            ..key.clone()
        };
        assert_eq!(
            verify(&signed, &parts, EMPTY, Some(&wrong), now),
            Err(SignatureError::Mismatch)
        );
        assert_eq!(
            verify(&signed, &parts, EMPTY, None, now),
            Err(SignatureError::UnknownKey)
        );
        let session = AccessKey {
            token: Some("t".to_owned()),
            ..key.clone()
        };
        assert_eq!(
            verify(&signed, &parts, EMPTY, Some(&session), now),
            Err(SignatureError::WrongToken)
        );
        let ended = AccessKey {
            expires: Some(now.real),
            ..key.clone()
        };
        assert_eq!(
            verify(&signed, &parts, EMPTY, Some(&ended), now),
            Err(SignatureError::Expired)
        );
        let late = at(now.real + Duration::hours(1));
        assert!(matches!(
            verify(&signed, &parts, EMPTY, Some(&key), late),
            Err(SignatureError::Skewed { .. })
        ));
        parts.uri = "/other.txt".parse().unwrap();
        assert_eq!(
            verify(&signed, &parts, EMPTY, Some(&key), now),
            Err(SignatureError::Mismatch)
        );
    }
}
