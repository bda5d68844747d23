//! One-time codes: RFC 6238 with SHA-1, 30 seconds, six digits, as virtual MFA devices make them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use time::OffsetDateTime;

use crate::world::MfaDevice;

/// Seconds that a code lives.
const STEP: i64 = 30;
/// Which half minutes' codes are taken, from the one of now: its neighbours' too, for clocks that are a little off.
const TAKEN: [i64; 3] = [0, 1, -1];

/// The codes that were used, by device. Each is taken once. Source: RFC 6238, 5.2; IAM User Guide, "MFA code
/// failed": "you cannot use a code more than once".
#[derive(Debug, Default)]
pub(crate) struct UsedCodes(Mutex<HashMap<String, Vec<i64>>>);

impl UsedCodes {
    /// Takes a code of a device, if it is a right one that was not used yet.
    pub(crate) fn take(&self, device: &MfaDevice, code: &str, now: OffsetDateTime) -> bool {
        let now = step_of(now);
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = used.entry(device.serial.clone()).or_default();
        used.retain(|step| (now - step).abs() <= 2);
        let right = steps(now).find(|step| {
            !used.contains(step)
                && code_of(&device.secret, *step).is_some_and(|right| right == code)
        });
        used.extend(right);
        right.is_some()
    }

    /// The code that a device shows, or, where that was used already, the next one that is taken.
    pub(crate) fn unused(&self, device: &MfaDevice, now: OffsetDateTime) -> Option<String> {
        let now = step_of(now);
        let used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = used.get(&device.serial);
        let step = steps(now).find(|step| used.is_none_or(|used| !used.contains(step)));
        code_of(&device.secret, step.unwrap_or(now))
    }
}

fn steps(now: i64) -> impl Iterator<Item = i64> {
    TAKEN.into_iter().map(move |step| now + step)
}

fn step_of(at: OffsetDateTime) -> i64 {
    at.unix_timestamp().div_euclid(STEP)
}

/// The code of a secret (base 32) in a half minute, counted from 1970.
fn code_of(secret: &str, step: i64) -> Option<String> {
    let step = u64::try_from(step).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&base32(secret)?).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(start..start + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:06}"))
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
            assert_eq!(code_of(secret, step_of(at)).unwrap(), code);
        }
    }

    #[test]
    fn a_code_is_taken_once() {
        let device = MfaDevice {
            serial: "arn:aws:iam::604712903388:mfa/phone".to_owned(),
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        };
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let used = UsedCodes::default();
        let code = code_of(&device.secret, 1).unwrap();
        assert!(used.take(&device, &code, at(59)));
        assert!(!used.take(&device, &code, at(59)));
        assert!(!used.take(&device, &code, at(61)));
        let next = used.unused(&device, at(59)).unwrap();
        assert_ne!(next, code);
        assert!(used.take(&device, &next, at(59)));
        assert!(!used.take(&device, "000000", at(59)));
    }
}
