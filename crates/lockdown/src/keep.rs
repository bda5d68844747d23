//! Who keeps access, and why.
//!
//! - [`required`]: the caller and Connect's service roles, which can't be taken off
//! - [`suggestions`]: principals that seem to need the bucket; [`others`]: everyone else
//! - [`unread_regions`]: where another instance may use the bucket
//! - `second_way`: who could change the policy back besides the caller

mod required;
pub(crate) mod second_way;
mod suggest;
mod unread;
mod words;

pub use required::{Required, required};
pub(crate) use required::{required_in, service_role_entry};
pub use second_way::who_can_become;
pub(crate) use suggest::statement_name;
pub use suggest::{others, suggestions};
pub use unread::{UnreadRegion, unread_regions};

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Arn, BucketName, UniqueId};
use crate::inventory::InstanceKey;

/// How a kept principal is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// By its unique id in `aws:userId`: the AWS article's way.
    Id,
    /// By its ARN in `aws:PrincipalArn`: survives re-creation, and is inherited by whoever can
    /// re-create a principal of that name.
    Arn,
    /// By both: either is enough.
    Both,
}

/// The kinds of principals that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepKind {
    /// A role; all of its sessions.
    Role,
    /// An IAM user.
    User,
    /// The account's root user.
    Root,
}

/// What `aws:userId` begins with for a principal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepId {
    /// A role's or user's unique id.
    Unique(UniqueId),
    /// The account id, which is what root has.
    Account(AccountId),
}

/// Why a principal is on the list, or is suggested for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum KeepReason {
    /// The signed-in administrator.
    Caller,
    /// The service role of an instance that stores something in the bucket.
    ServiceRole {
        /// The instance.
        instance: InstanceKey,
        /// Its alias, or its id where it has none.
        name: String,
        /// The bucket.
        bucket: BucketName,
        /// Connect's resource types that are stored there.
        resource_types: Vec<String>,
    },
    /// The user picked it.
    Picked,
    /// It replicates out of the bucket.
    Replicates {
        /// The bucket.
        bucket: BucketName,
    },
    /// Its function is told of new objects in the bucket.
    Notified {
        /// The bucket.
        bucket: BucketName,
        /// The function.
        function: Arn,
    },
    /// The bucket's policy names it already.
    NamedInPolicy {
        /// The bucket.
        bucket: BucketName,
        /// The statement: its Sid, or its number.
        statement: String,
    },
    /// Its name or tags say that it delivers logs or streams into buckets.
    Delivers,
    /// Its name or tags say that it is for emergencies.
    BreakGlass,
}

/// One principal on the keep list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepEntry {
    /// The role's or user's own ARN, path included; root's ARN for root.
    pub arn: Arn,
    /// Whether `arn` is known to be exact. A session's ARN drops the role's path, so the caller's
    /// own role may be known by its id alone; such an entry can be matched by id only.
    pub arn_is_exact: bool,
    /// The id, where it could be read.
    pub id: Option<KeepId>,
    /// Role, user or root.
    pub kind: KeepKind,
    /// Why it is here.
    pub why: Vec<KeepReason>,
    /// How it is matched.
    pub match_by: MatchBy,
    /// The better choice: both for roles in AWS's own paths (which AWS may re-create and nobody
    /// else can fake), the id for all others.
    pub recommended: MatchBy,
    /// Connect's roles and the caller: can't be taken off.
    pub required: bool,
    /// Whether it is a way back in besides the caller: root, or a role or user of people that may
    /// change the bucket's policy.
    pub second_way: bool,
    /// Who can become it, in words, where its trust policy is known.
    pub who_can_become_it: Option<String>,
}

/// A principal that the user keeps, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepChoice {
    /// Its ARN, as in [`KeepEntry::arn`].
    pub arn: Arn,
    /// How it is matched.
    pub match_by: MatchBy,
}

impl KeepEntry {
    /// An entry for a role or user with this id, matched as recommended.
    pub(crate) fn new(arn: Arn, id: Option<KeepId>, kind: KeepKind) -> Self {
        let recommended = recommended(&arn);
        Self {
            arn,
            arn_is_exact: true,
            id,
            kind,
            why: Vec::new(),
            match_by: recommended,
            recommended,
            required: false,
            second_way: false,
            who_can_become_it: None,
        }
    }

    /// What `aws:userId` is compared with: `AROA…:*` for a role (without `:*` it never matches),
    /// `AIDA…` for a user, the account id for root. None where the id is not known.
    pub fn user_id_pattern(&self) -> Option<String> {
        Some(match self.id.as_ref()? {
            KeepId::Unique(id) if id.is_role() => format!("{id}:*"),
            KeepId::Unique(id) => id.to_string(),
            KeepId::Account(account) => account.to_string(),
        })
    }

    /// What `aws:PrincipalArn` is compared with: the ARN itself, and for an Identity Center role its
    /// path and name with sixteen `?` for the suffix, which changes when AWS re-creates the role. (A
    /// trailing `_*` would also keep the permission set `<set>_Auditors`.)
    pub fn arn_pattern(&self) -> String {
        identity_center_pattern(&self.arn).unwrap_or_else(|| self.arn.to_string())
    }
}

/// Both for roles in AWS's own paths, which AWS may re-create and nobody else can fake; the id
/// otherwise.
fn recommended(arn: &Arn) -> MatchBy {
    if arn.is_in_aws_path() {
        MatchBy::Both
    } else {
        MatchBy::Id
    }
}

const SUFFIX: usize = 16;

fn identity_center_pattern(arn: &Arn) -> Option<String> {
    if !arn
        .resource()
        .starts_with("role/aws-reserved/sso.amazonaws.com/")
    {
        return None;
    }
    let (front, suffix) = arn.as_str().rsplit_once('_')?;
    let is_suffix = suffix.len() == SUFFIX && suffix.bytes().all(|b| b.is_ascii_alphanumeric());
    (arn.name().starts_with("AWSReservedSSO_") && is_suffix)
        .then(|| format!("{front}_{}", "?".repeat(SUFFIX)))
}
