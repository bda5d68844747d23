//! The elements of a statement as they were written, one type each.

use std::fmt;

/// The version of the policy language, which decides whether `${…}` is a variable.
///
/// Source: "IAM JSON policy elements: Version".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// `2008-10-17`, also where the element is missing: `${…}` is plain text.
    V2008,
    /// `2012-10-17`: `${…}` is a policy variable.
    V2012,
}

impl Version {
    /// The version as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2008 => "2008-10-17",
            Self::V2012 => "2012-10-17",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a statement does where it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        })
    }
}

/// One principal that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalEntry {
    /// `"*"` or `{"AWS": "*"}`: everyone, anonymous requests included.
    Anyone,
    /// An ARN, a 12-digit account id, or a unique id (`AROA…`, `AIDA…`) as S3 keeps them.
    Aws(String),
    /// An AWS service, as `connect.amazonaws.com`.
    Service(String),
    /// An identity provider's ARN or domain.
    Federated(String),
    /// An S3 canonical user id, which stands for an account.
    CanonicalUser(String),
    /// A kind of principal that AWS does not document.
    Other {
        /// The name of the member, as written.
        kind: String,
        /// Its value, as written.
        value: String,
    },
}

/// Whom a statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalElement {
    /// Neither element: the statement is about whoever its policy is attached to.
    Absent,
    /// `Principal`
    Principal(Vec<PrincipalEntry>),
    /// `NotPrincipal`
    NotPrincipal(Vec<PrincipalEntry>),
}

impl PrincipalElement {
    /// The entries of either element.
    pub fn entries(&self) -> &[PrincipalEntry] {
        match self {
            Self::Absent => &[],
            Self::Principal(entries) | Self::NotPrincipal(entries) => entries,
        }
    }
}

/// Which actions a statement is about; patterns with `*` and `?`, compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionElement {
    /// Neither element; AWS refuses such a statement, it matches nothing.
    Absent,
    /// `Action`
    Action(Vec<String>),
    /// `NotAction`
    NotAction(Vec<String>),
}

impl ActionElement {
    /// The patterns of either element.
    pub fn patterns(&self) -> &[String] {
        match self {
            Self::Absent => &[],
            Self::Action(patterns) | Self::NotAction(patterns) => patterns,
        }
    }
}

/// Which resources a statement is about; ARN patterns with `*`, `?` and variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceElement {
    /// Neither element: a trust policy's statement is about the role itself.
    Absent,
    /// `Resource`
    Resource(Vec<String>),
    /// `NotResource`
    NotResource(Vec<String>),
}

impl ResourceElement {
    /// The patterns of either element.
    pub fn patterns(&self) -> &[String] {
        match self {
            Self::Absent => &[],
            Self::Resource(patterns) | Self::NotResource(patterns) => patterns,
        }
    }
}

/// One test of a `Condition` block: an operator, a key, and the values it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Condition {
    /// The operator as written, with any `ForAllValues:`, `ForAnyValue:` and `IfExists`.
    pub operator: String,
    /// The key as written; compared without regard to case.
    pub key: String,
    /// The values as text; booleans and numbers as they were written.
    pub values: Vec<String>,
}
