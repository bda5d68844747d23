//! What to know before a plan for a limit is applied.

use serde::{Deserialize, Serialize};

use crate::ids::Arn;
use crate::plan::Note;

/// What to know before a plan for a limit is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "limit_warning")]
pub enum LimitWarning {
    /// The limit is on the very role or user who is signed in.
    LimitsYourself,
    /// The managed policy is attached to others as well: it changes for them too.
    ChangesOthers {
        /// Who else has it.
        principals: Vec<Arn>,
    },
    /// The managed policy is attached to others as well, so it is not deleted.
    StaysElsewhere {
        /// The policy's name.
        name: String,
        /// Who else has it.
        principals: Vec<Arn>,
    },
    /// As many policies are attached already as IAM usually takes.
    ManyAttached {
        /// How many.
        attached: usize,
    },
    /// With the others there are, IAM may refuse the inline policy for its size.
    MayBeTooLarge {
        /// The size of all together, those of the user's groups included.
        size: usize,
        /// The most that IAM takes.
        most: usize,
    },
    /// A policy of the role or user can't be read: what it allows or denies is unknown.
    PolicyUnreadable {
        /// The policy.
        name: String,
        /// Line, column, element and problem.
        problem: String,
    },
    /// Another limit of ours for the same instance is there: both count.
    AnotherLimit {
        /// The other policy's name.
        name: String,
    },
}

impl LimitWarning {
    /// A stable name: `limit_limits_yourself` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::LimitsYourself => "limit_limits_yourself",
            Self::ChangesOthers { .. } => "limit_changes_others",
            Self::StaysElsewhere { .. } => "limit_stays_elsewhere",
            Self::ManyAttached { .. } => "limit_many_attached",
            Self::MayBeTooLarge { .. } => "limit_may_be_too_large",
            Self::PolicyUnreadable { .. } => "limit_policy_unreadable",
            Self::AnotherLimit { .. } => "limit_another_limit",
        }
    }

    /// The warning in words.
    pub fn note(&self) -> Note {
        let code = self.code();
        match self {
            Self::LimitsYourself => Note::plain(
                code,
                "This is the role or user you are signed in with.",
            )
            .with_text(
                "A limit that denies also takes from Strongroom what it takes from you, such as reading the Region of other buckets.",
            ),
            Self::ChangesOthers { principals } => Note::plain(
                code,
                format!("The policy is also attached to {}: it changes for them too.", names(principals)),
            ),
            Self::StaysElsewhere { name, principals } => Note::about(
                code,
                name,
                format!("`{name}` is also attached to {}, so it is detached here and not deleted.", names(principals)),
            ),
            Self::ManyAttached { attached } => Note::plain(
                code,
                format!("{attached} policies are attached already, and IAM takes 10 unless AWS raised it: the attachment may be refused."),
            ),
            Self::MayBeTooLarge { size, most } => Note::plain(
                code,
                format!("With the inline policies there are, it is up to {size} characters, and IAM takes {most} for a user: it may be refused."),
            ),
            Self::PolicyUnreadable { name, problem } => Note::about(
                code,
                name,
                format!("The policy `{name}` can't be understood: what it allows or denies is unknown."),
            )
            .with_text(problem.clone()),
            Self::AnotherLimit { name } => Note::about(
                code,
                name,
                format!("Another limit, `{name}`, is there for the same instance: both count. Two that deny may together forbid everything."),
            ),
        }
    }
}

/// `a`, `b` and 3 more.
fn names(principals: &[Arn]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = principals
        .iter()
        .take(SHOWN)
        .map(|arn| format!("`{}`", arn.name()))
        .collect();
    match principals.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
