//! The versions of a customer-managed policy, of which IAM keeps five.
//!
//! The plan says beforehand which version gives way, and the write lets just that one go: both ask here.

use iam_policy::{Policy, PrincipalIds};
use serde::{Deserialize, Serialize};

/// IAM's limit for the versions of a managed policy.
///
/// Source: "IAM and AWS STS quotas".
pub const MOST_VERSIONS: usize = 5;

/// A version of a customer-managed policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// `v1`, `v2` …; never used twice, so the lowest number is the oldest.
    pub id: String,
    /// Whether it is the one in force.
    pub is_default: bool,
    /// Its text, decoded.
    pub text: String,
}

impl PolicyVersion {
    fn number(&self) -> u64 {
        let digits = self.id.strip_prefix('v');
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }

    fn says(&self, text: &str) -> bool {
        let ids = PrincipalIds::default();
        let digest =
            |text: &str| Policy::parse(text).map(|policy| iam_policy::digest(&policy, &ids));
        self.text == text
            || matches!((digest(&self.text), digest(text)), (Ok(one), Ok(other)) if one == other)
    }
}

/// The version that means this already, so that none has to be made; the one in force before others.
pub fn saying<'a>(versions: &'a [PolicyVersion], text: &str) -> Option<&'a PolicyVersion> {
    let in_force = versions.iter().filter(|version| version.is_default);
    let others = versions.iter().filter(|version| !version.is_default);
    in_force.chain(others).find(|version| version.says(text))
}

/// The version that has to go before another is made: the oldest that is not in force, or none while
/// there is room.
pub fn giving_way(versions: &[PolicyVersion]) -> Option<&PolicyVersion> {
    if versions.len() < MOST_VERSIONS {
        return None;
    }
    let idle = versions.iter().filter(|version| !version.is_default);
    idle.min_by_key(|version| version.number())
}
