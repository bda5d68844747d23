//! Who is asked about: the account's principals, root, and whoever the policies name from outside.

use std::collections::BTreeSet;

use iam_policy::{Policy, Principal, PrincipalEntry};

use super::ImpactKind;
use crate::ask::{self, Asker};
use crate::directory::{Directory, Info, OwnPolicies};
use crate::ids::{AccountId, Arn};
use crate::inventory::Identity;

/// One principal with the policies that it brings along.
pub(crate) struct AskerRow {
    pub(crate) principal: String,
    pub(crate) name: String,
    pub(crate) kind: ImpactKind,
    pub(crate) who: Principal,
    pub(crate) asker: Asker,
    pub(crate) own: OwnPolicies,
    /// Its own policies were not read: it is taken to be allowed everything by them.
    pub(crate) own_unread: bool,
}

/// Everyone whose access is worth telling, in the order in which they are shown.
pub(crate) fn askers(
    directory: &Directory<'_>,
    policies: &[Option<&Policy>],
    allow_all: &OwnPolicies,
) -> Vec<AskerRow> {
    let mut rows = Vec::new();
    rows.extend(root(directory));
    match directory.principals {
        Some(principals) => {
            let roles = principals.roles.iter().map(Info::Role);
            let users = principals.users.iter().map(Info::User);
            rows.extend(
                roles
                    .chain(users)
                    .filter_map(|info| listed(directory, info)),
            );
        }
        None => rows.extend(known_otherwise(directory, allow_all)),
    }
    rows.extend(from_outside(directory, policies, allow_all));
    rows
}

fn root(directory: &Directory<'_>) -> Option<AskerRow> {
    let arn = directory.root_arn()?;
    Some(AskerRow {
        who: Principal::from_arn(arn.as_str(), None).ok()?,
        principal: arn.to_string(),
        name: "root".to_owned(),
        kind: ImpactKind::Root,
        asker: Asker::Direct,
        own: OwnPolicies::default(),
        own_unread: false,
    })
}

fn listed(directory: &Directory<'_>, info: Info<'_>) -> Option<AskerRow> {
    let arn = info.arn();
    Some(AskerRow {
        who: Principal::from_arn(arn.as_str(), Some(info.id())).ok()?,
        principal: arn.to_string(),
        name: arn.name().to_owned(),
        kind: if matches!(info, Info::Role(_)) {
            ImpactKind::Role
        } else {
            ImpactKind::User
        },
        // Service-linked roles are AWS's own: where their calls come from is not known.
        asker: if arn.is_in_aws_path() {
            Asker::Connect
        } else {
            Asker::Direct
        },
        own: directory.policies_of(info),
        own_unread: false,
    })
}

/// Where the account could not be listed: the caller and Connect's roles, whose own policies were not
/// read.
fn known_otherwise(directory: &Directory<'_>, allow_all: &OwnPolicies) -> Vec<AskerRow> {
    let mut rows = Vec::new();
    let identity: &Identity = directory.identity();
    if let Some(who) = ask::caller(identity).filter(|who| !matches!(who, Principal::Root { .. })) {
        let kind = if matches!(who, Principal::User { .. }) {
            ImpactKind::User
        } else {
            ImpactKind::Role
        };
        rows.push(AskerRow {
            principal: who
                .principal_arn()
                .unwrap_or_else(|| identity.arn.to_string()),
            name: identity.arn.name().to_owned(),
            kind,
            who,
            asker: Asker::Direct,
            own: allow_all.clone(),
            own_unread: true,
        });
    }
    let mut seen = BTreeSet::new();
    for role in directory
        .inventory
        .instances()
        .filter_map(|i| i.service_role.value())
    {
        let id = role.unique_id.value().map(crate::ids::UniqueId::as_str);
        if let Ok(who) = Principal::from_arn(role.arn.as_str(), id)
            && seen.insert(role.arn.clone())
        {
            rows.push(AskerRow {
                principal: role.arn.to_string(),
                name: role.arn.name().to_owned(),
                kind: ImpactKind::Role,
                who,
                asker: Asker::Connect,
                own: allow_all.clone(),
                own_unread: true,
            });
        }
    }
    rows
}

/// AWS services, other accounts and everyone, as far as the policies name them.
fn from_outside(
    directory: &Directory<'_>,
    policies: &[Option<&Policy>],
    allow_all: &OwnPolicies,
) -> Vec<AskerRow> {
    let named: BTreeSet<PrincipalEntry> = policies
        .iter()
        .flatten()
        .flat_map(|policy| policy.statements())
        .filter(|statement| statement.effect() == iam_policy::Effect::Allow)
        .flat_map(|statement| statement.principal().entries().to_vec())
        .collect();
    named
        .into_iter()
        .filter_map(|entry| outsider(directory, &entry, allow_all))
        .collect()
}

fn outsider(
    directory: &Directory<'_>,
    entry: &PrincipalEntry,
    allow_all: &OwnPolicies,
) -> Option<AskerRow> {
    let row = |principal: &str, name: String, kind, who, asker, own| AskerRow {
        principal: principal.to_owned(),
        name,
        kind,
        who,
        asker,
        own,
        own_unread: false,
    };
    match entry {
        PrincipalEntry::Anyone => Some(row(
            "*",
            "anyone, without signing in".to_owned(),
            ImpactKind::Anyone,
            Principal::Anonymous,
            Asker::Direct,
            OwnPolicies::default(),
        )),
        PrincipalEntry::Service(name) => Some(row(
            name,
            name.clone(),
            ImpactKind::Service,
            Principal::Service(name.clone()),
            Asker::Service,
            OwnPolicies::default(),
        )),
        PrincipalEntry::Aws(value) => {
            let account = value.parse::<AccountId>().ok();
            let arn = value.parse::<Arn>().ok();
            let account =
                account.or_else(|| arn.as_ref().filter(|a| a.resource() == "root")?.account());
            if let Some(account) = account {
                // Anyone there whom its own policies let: a role with a name of no meaning.
                let arn = format!("arn:{}:iam::{account}:role/any", directory.partition());
                let who = Principal::from_arn(&arn, Some(ask::NOBODY)).ok()?;
                return (account != *directory.account()).then(|| {
                    let name = format!("account {account}");
                    row(
                        value,
                        name,
                        ImpactKind::Account,
                        who,
                        Asker::Direct,
                        allow_all.clone(),
                    )
                });
            }
            let arn = arn.filter(|arn| arn.account().as_ref() != Some(directory.account()))?;
            let kind = if arn.resource().starts_with("user/") {
                ImpactKind::User
            } else {
                ImpactKind::Role
            };
            let id = if kind == ImpactKind::User {
                None
            } else {
                Some(ask::NOBODY)
            };
            let who = Principal::from_arn(arn.as_str(), id).ok()?;
            let name = arn.account().map_or_else(String::new, |account| {
                format!("{} in account {account}", arn.name())
            });
            Some(row(
                arn.as_str(),
                name,
                kind,
                who,
                Asker::Direct,
                allow_all.clone(),
            ))
        }
        PrincipalEntry::Federated(_)
        | PrincipalEntry::CanonicalUser(_)
        | PrincipalEntry::Other { .. } => None,
    }
}
