//! Identifiers that look like AWS's and are the same in every run.
//!
//! Everything in the seed is named by hashing a label, so that two practice accounts seeded at the same time
//! are equal. Only what is secret or must be new each time ([`fresh_hex`]) uses randomness.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The letters of a unique id: base 32 as in RFC 4648.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A unique id such as `AROA…` or `AIDA…`: the four letters of its kind and 17 letters or digits.
/// Source: IAM User Guide, "Understanding unique ID prefixes".
pub(crate) fn unique(kind: &str, label: &str) -> String {
    format!("{kind}{}", letters(&format!("{kind}/{label}"), 17))
}

/// `length` letters out of `A-Z2-7`, always the same for a label. At most 32.
pub(crate) fn letters(label: &str, length: usize) -> String {
    Sha256::digest(label.as_bytes())
        .iter()
        .take(length)
        .filter_map(|byte| BASE32.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect()
}

/// `length` hexadecimal digits, always the same for a label. At most 64.
pub(crate) fn hex_digits(label: &str, length: usize) -> String {
    hex::encode(Sha256::digest(label.as_bytes()))
        .chars()
        .take(length)
        .collect()
}

/// A version 5 UUID, always the same for a label.
pub(crate) fn uuid(label: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("practice:{label}").as_bytes()).to_string()
}

/// A number, always the same for a label.
pub(crate) fn number(label: &str) -> u64 {
    let digest = Sha256::digest(label.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// 32 random hexadecimal digits, for request ids and the secrets of new sessions.
pub(crate) fn fresh_hex() -> String {
    Uuid::new_v4().simple().to_string()
}

/// A random UUID, for new contacts and Connect request ids.
pub(crate) fn fresh_uuid() -> String {
    Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unique_ids_have_the_form_of_aws() {
        let id = unique("AROA", "Admin");
        assert_eq!(id.len(), 21);
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
        );
        assert_eq!(id, unique("AROA", "Admin"));
        assert_ne!(id, unique("AROA", "Auditor"));
    }
}
