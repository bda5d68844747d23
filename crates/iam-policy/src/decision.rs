//! What comes out: an answer and what decided it.

use std::fmt;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Allowed.
    Allowed,
    /// Denied because nothing allows it.
    ImplicitlyDenied,
    /// Denied because a statement denies it.
    ExplicitlyDenied,
    /// It depends on something that is not known.
    Unknown,
}

impl Outcome {
    /// `allowed`, `implicitly_denied`, `explicitly_denied` or `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitlyDenied => "implicitly_denied",
            Self::ExplicitlyDenied => "explicitly_denied",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the request is refused for certain.
    pub fn is_denied(self) -> bool {
        matches!(self, Self::ImplicitlyDenied | Self::ExplicitlyDenied)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The kind of policy that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicySource {
    /// Attached to the user, group or role.
    Identity,
    /// The resource's own policy: bucket policy, key policy, trust policy.
    Resource,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
    /// A VPC endpoint policy.
    Endpoint,
}

impl PolicySource {
    /// The kind as AWS's refusals call it: "… with an explicit deny in a `resource-based policy`".
    ///
    /// Source: "Troubleshoot access denied error messages".
    pub fn aws_words(self) -> &'static str {
        match self {
            Self::Identity => "identity-based policy",
            Self::Resource => "resource-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
            Self::Endpoint => "VPC endpoint policy",
        }
    }

    /// The kind with its article, as AWS's refusals write it.
    pub fn with_article(self) -> String {
        let article = if self == Self::Identity { "an" } else { "a" };
        format!("{article} {}", self.aws_words())
    }
}

/// One thing that decided, or that the answer hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The kind of policy; none where a rule of AWS decided that stands in no policy.
    pub source: Option<PolicySource>,
    /// The policy's name, as given.
    pub policy: Option<String>,
    /// The statement's place in the policy, from 0.
    pub statement: Option<usize>,
    /// The statement's id.
    pub sid: Option<String>,
    /// What it says, in words.
    pub words: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = self.source {
            write!(f, "{}", source.aws_words())?;
            if let Some(policy) = self.policy.as_deref().filter(|name| !name.is_empty()) {
                write!(f, " `{policy}`")?;
            }
            match (
                self.statement,
                self.sid.as_deref().filter(|sid| !sid.is_empty()),
            ) {
                (Some(index), Some(sid)) => write!(f, ", statement {} (`{sid}`)", index + 1)?,
                (Some(index), None) => write!(f, ", statement {}", index + 1)?,
                (None, _) => {}
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.words)
    }
}

/// The answer to a request and what decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub outcome: Outcome,
    /// What decided, the most decisive first; never empty.
    pub because: Vec<Reason>,
}

impl Decision {
    /// The kind of policy whose Deny decided, for an explicit denial.
    pub fn denied_by(&self) -> Option<PolicySource> {
        match self.outcome {
            Outcome::ExplicitlyDenied => self.because.first().and_then(|reason| reason.source),
            _ => None,
        }
    }

    /// The kind of policy that lacks an Allow, for an implicit denial.
    pub fn not_allowed_by(&self) -> Option<PolicySource> {
        match self.outcome {
            Outcome::ImplicitlyDenied => self.because.first().and_then(|reason| reason.source),
            _ => None,
        }
    }

    /// The end of AWS's refusal: `with an explicit deny in a resource-based policy`, or
    /// `because no identity-based policy allows the s3:GetObject action`. None where the request isn't
    /// refused.
    ///
    /// Source: "Troubleshoot access denied error messages".
    pub fn refusal(&self, action: &str) -> Option<String> {
        match self.outcome {
            Outcome::ExplicitlyDenied => Some(format!(
                "with an explicit deny in {}",
                self.denied_by()
                    .unwrap_or(PolicySource::Identity)
                    .with_article()
            )),
            Outcome::ImplicitlyDenied => Some(format!(
                "because no {} allows the {action} action",
                self.not_allowed_by()
                    .unwrap_or(PolicySource::Identity)
                    .aws_words()
            )),
            Outcome::Allowed | Outcome::Unknown => None,
        }
    }
}
