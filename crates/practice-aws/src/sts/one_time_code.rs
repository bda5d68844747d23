//! One-time codes: RFC 6238 with SHA-1, 30 seconds, six digits, as virtual MFA devices make them.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use time::OffsetDateTime;

/// Seconds that a code lives.
const STEP: i64 = 30;

/// The code of a secret (base 32) at a moment.
pub(crate) fn code_at(secret: &str, at: OffsetDateTime) -> Option<String> {
    let step = u64::try_from(at.unix_timestamp().div_euclid(STEP)).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&base32(secret)?).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(start..start + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:06}"))
}

/// Whether a code is the one of this half minute or of its neighbours.
pub(super) fn is_right(secret: &str, code: &str, now: OffsetDateTime) -> bool {
    [-STEP, 0, STEP].into_iter().any(|seconds| {
        code_at(secret, now + time::Duration::seconds(seconds)).as_deref() == Some(code)
    })
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    /// RFC 6238, appendix B, cut to six digits: the secret is `12345678901234567890`.
    #[test]
    fn the_codes_of_the_standard() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            let at = OffsetDateTime::from_unix_timestamp(at).unwrap();
            assert_eq!(code_at(secret, at).unwrap(), code);
        }
    }
}
