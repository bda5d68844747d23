//! Equality by meaning.
//!
//! - `canonical`: a statement in the one form that all spellings of its meaning share.
//! - `covering`: when one pattern, set or test covers another.
//! - `diff`: two policies, statement by statement.
//! - `words`: a statement as a sentence.

mod canonical;
mod covering;
mod diff;
mod words;

pub use diff::{StatementChange, diff};

use crate::document::Policy;
use crate::ids::PrincipalIds;

/// SHA-256 of a policy's meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The digest of a policy's meaning: the same for any order, spelling and shape that means the same.
/// Sids, the policy's Id and unknown elements have no meaning; the version has one only through variables.
pub fn digest(policy: &Policy, ids: &PrincipalIds) -> Digest {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    hash.update(b"meaning of a policy, form 1\n");
    for line in canonical::policy(policy, ids) {
        hash.update(line.len().to_be_bytes());
        hash.update(line.as_bytes());
    }
    Digest(hex::encode(hash.finalize()))
}

/// Whether two policies mean the same. ARNs and ids of the same principal are alike where `ids` knows
/// both. Equal policies decide every request alike; two that decide alike by a deeper argument than
/// order, spelling, repetition and wildcards that cover each other may still be told apart.
pub fn equivalent(a: &Policy, b: &Policy, ids: &PrincipalIds) -> bool {
    canonical::policy(a, ids) == canonical::policy(b, ids)
}

/// Whether `new` is shown to allow nothing that `old` does not, statement by statement.
pub(crate) fn only_narrows(new: &Policy, old: &Policy) -> bool {
    canonical::only_narrows(new, old, &PrincipalIds::new())
}
