//! Who could change the policy back besides the caller, and who can become a role.

use iam_policy::{Effect, Policy, PrincipalEntry};

use super::{KeepEntry, KeepKind, KeepReason};
use crate::ask;
use crate::directory::{Directory, Info};
use crate::ids::{AccountId, Arn, BucketName};
use crate::principals::RoleInfo;

/// Fills in whether the entry is a second way in for these buckets, and who can become it.
pub(crate) fn describe(entry: &mut KeepEntry, directory: &Directory<'_>, buckets: &[BucketName]) {
    let is_caller = entry.why.contains(&KeepReason::Caller);
    let info = directory.by_arn(&entry.arn);
    if let Some(Info::Role(role)) = info {
        entry.who_can_become_it = who_can_become(role);
    }
    let may_change = |info| ask::may_put_policies(directory, info, buckets);
    entry.second_way = !is_caller
        && match info {
            _ if entry.kind == KeepKind::Root => true,
            Some(info @ Info::Role(role)) => people_can_become(role) && may_change(info),
            Some(info @ Info::User(_)) => may_change(info),
            None => false,
        };
}

/// Whether people (rather than services) can become the role: Identity Center, an identity provider,
/// a user, or someone whom an account lets.
fn people_can_become(role: &RoleInfo) -> bool {
    trusted(role).is_some_and(|entries| {
        entries.iter().any(|entry| match entry {
            PrincipalEntry::Anyone | PrincipalEntry::Federated(_) => true,
            PrincipalEntry::Aws(value) => value.parse::<Arn>().map_or(true, |arn| {
                !arn.is_in_aws_path() && !arn.resource().starts_with("assumed-role/")
            }),
            _ => false,
        })
    })
}

/// Who can become the role, in words; none where its trust policy is not known or can't be read.
pub fn who_can_become(role: &RoleInfo) -> Option<String> {
    let entries = trusted(role)?;
    if entries.is_empty() {
        return Some("Nobody can become it.".to_owned());
    }
    let mut names: Vec<String> = entries.iter().map(|entry| in_words(entry, role)).collect();
    names.sort();
    names.dedup();
    Some(format!("{} can become it.", capitalised(&names.join(", "))))
}

/// Whom the role's trust policy lets assume it; none where it is not known or can't be read.
pub(crate) fn trusted(role: &RoleInfo) -> Option<Vec<PrincipalEntry>> {
    let policy = Policy::parse(role.trust_policy.as_ref()?).ok()?;
    let allows = policy
        .statements()
        .iter()
        .filter(|s| s.effect() == Effect::Allow);
    Some(
        allows
            .flat_map(|s| s.principal().entries().to_vec())
            .collect(),
    )
}

fn in_words(entry: &PrincipalEntry, role: &RoleInfo) -> String {
    match entry {
        PrincipalEntry::Anyone => "anyone whom the conditions let".to_owned(),
        PrincipalEntry::Service(name) => format!("the service {name}"),
        PrincipalEntry::Federated(provider) => {
            format!(
                "people signed in through {}",
                provider.rsplit('/').next().unwrap_or(provider)
            )
        }
        PrincipalEntry::Aws(value) => match value.parse::<Arn>() {
            Ok(arn) if arn.resource() == "root" => account_words(arn.account(), role),
            Ok(arn) => format!(
                "{} {}",
                if arn.resource().starts_with("user/") {
                    "user"
                } else {
                    "role"
                },
                arn.name()
            ),
            Err(_) => value.parse().map_or_else(
                |_| format!("`{value}`, which no longer exists"),
                |account| account_words(Some(account), role),
            ),
        },
        PrincipalEntry::CanonicalUser(id) => format!("the canonical user {id}"),
        PrincipalEntry::Other { kind, value } => format!("{kind} {value}"),
    }
}

fn account_words(account: Option<AccountId>, role: &RoleInfo) -> String {
    if account.is_some() && account == role.arn.account() {
        "anyone in this account whose own policies allow it".to_owned()
    } else {
        account.map_or_else(
            || "another account".to_owned(),
            |account| format!("anyone in account {account} whose own policies allow it"),
        )
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
