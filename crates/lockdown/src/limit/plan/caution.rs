//! What to know before a plan for a limit is applied.

use serde::{Deserialize, Serialize};

use crate::ids::Arn;
use crate::inventory::LivePolicy;
use crate::limit::versions::{self, MOST_VERSIONS, PolicyVersion};
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
    /// IAM keeps no more versions of the managed policy: its oldest idle one is deleted for the new one.
    OldestVersionGoes {
        /// The policy's name.
        name: String,
        /// `v1` …
        version: String,
        /// What it says: nothing else keeps it.
        text: String,
    },
    /// The managed policy is deleted, and with it versions that are not in force.
    VersionsGo {
        /// The policy's name.
        name: String,
        /// The versions: nothing else keeps what they say.
        versions: Vec<PolicyVersion>,
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
    /// A limit of ours that denies is there for another instance, and this one denies as well: the calls
    /// that name the target don't name the instance.
    OtherInstance {
        /// The other policy's name.
        name: String,
    },
}

impl LimitWarning {
    /// What it costs of its versions to have a managed policy that is there say `wanted`, or be gone: the
    /// version that gives way to a new one, or all that are not in force. They have no backup of their own,
    /// so the warning keeps what they say. None where nothing is lost.
    pub fn of_versions(name: &str, there: &[PolicyVersion], wanted: &LivePolicy) -> Option<Self> {
        let name = name.to_owned();
        let LivePolicy::Text(text) = wanted else {
            let idle = there.iter().filter(|one| !one.is_default);
            let versions: Vec<PolicyVersion> = idle.cloned().collect();
            return (!versions.is_empty()).then_some(Self::VersionsGo { name, versions });
        };
        if versions::saying(there, text).is_some() {
            return None;
        }
        let oldest = versions::giving_way(there)?;
        Some(Self::OldestVersionGoes {
            name,
            version: oldest.id.clone(),
            text: oldest.text.clone(),
        })
    }

    /// A stable name: `limit_limits_yourself` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::LimitsYourself => "limit_limits_yourself",
            Self::ChangesOthers { .. } => "limit_changes_others",
            Self::StaysElsewhere { .. } => "limit_stays_elsewhere",
            Self::ManyAttached { .. } => "limit_many_attached",
            Self::MayBeTooLarge { .. } => "limit_may_be_too_large",
            Self::OldestVersionGoes { .. } => "limit_oldest_version_goes",
            Self::VersionsGo { .. } => "limit_versions_go",
            Self::PolicyUnreadable { .. } => "limit_policy_unreadable",
            Self::AnotherLimit { .. } => "limit_another_limit",
            Self::OtherInstance { .. } => "limit_other_instance",
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
            Self::OldestVersionGoes { name, version, text } => Note::about(
                code,
                name,
                format!("`{name}` has {MOST_VERSIONS} versions, the most that IAM keeps: version {version} is deleted to make room."),
            )
            .with_text(format!("What it says is kept with this plan: {text}")),
            Self::VersionsGo { name, versions } => Note::about(
                code,
                name,
                format!("`{name}` is deleted with its older versions. They can't be put back with it."),
            )
            .with_text(format!("What they say is kept with this plan. {}", said(versions))),
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
            Self::OtherInstance { name } => Note::about(
                code,
                name,
                format!("Another limit, `{name}`, denies for another instance, and both count on both instances."),
            )
            .with_text("The calls that name a bucket, stream, function or key don't name the instance: only what both limits allow can be associated with either. Allow in each what the other one needs."),
        }
    }
}

/// `v1: {…}; v2: {…}`
fn said(versions: &[PolicyVersion]) -> String {
    let one = |version: &PolicyVersion| format!("{}: {}", version.id, version.text);
    versions.iter().map(one).collect::<Vec<_>>().join("; ")
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
