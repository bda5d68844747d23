//! What the signed-in identity lacks: by what AWS refused in the look, else by its own policies, and where those
//! can't be read by AWS's simulator.
//!
//! Its own policies are not all that counts: session policies and the organization's are not known here.
//! So "allowed" means that nothing that was read stands in the way, and a refusal that was seen wins.

use iam_policy::Policy;
use time::OffsetDateTime;

use super::missing::{Refusal, refusals};
use super::simulated::Simulated;
use super::standing::{Standing, of_decision, worst};
use super::{On, Permission, Scope, TABLE, Use};
use crate::ask;
use crate::directory::{Directory, Info};
use crate::ids::BucketName;
use crate::inventory::{Instance, Inventory};
use crate::known::Known;
use crate::principals::Principals;

/// One action and how the identity stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The row of the table.
    pub permission: &'static Permission,
    /// How the identity stands to it.
    pub standing: Standing,
}

/// Every action of these uses, for these buckets, in the table's order. What someone in another account
/// has to do (recovery) is not asked of this identity. `simulated` is what came of the [`simulation`] of the
/// same.
///
/// [`simulation`]: super::simulation
pub fn preflight(
    inventory: &Inventory,
    principals: &Known<&Principals>,
    simulated: &Simulated,
    uses: &[Use],
    buckets: &[BucketName],
) -> Vec<Checked> {
    let directory = Directory::new(inventory, principals.value().copied());
    let check = Check::new(&directory, principals, buckets);
    rows(uses)
        .map(|permission| Checked {
            permission,
            standing: check.standing(permission, simulated),
        })
        .collect()
}

/// The rows that are asked of this identity.
pub(super) fn rows(uses: &[Use]) -> impl Iterator<Item = &'static Permission> {
    TABLE
        .iter()
        .filter(|row| uses.contains(&row.needed_for) && row.on != On::MemberRoot)
}

/// What root of the bucket's own account may do whatever the bucket's policy says.
const ROOT_ALWAYS: [&str; 3] = [
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
];

pub(super) fn is_on_buckets(row: &Permission) -> bool {
    matches!(row.on, On::AnyBucket | On::Buckets | On::Objects)
}

/// Whose policies are evaluated.
pub(super) enum Asker<'a> {
    Root,
    Listed(Info<'a>),
    /// They can't be: why.
    Unread(String),
}

fn asker<'a>(directory: &Directory<'a>, principals: &Known<&Principals>) -> Asker<'a> {
    let identity = directory.identity();
    if identity.arn.resource() == "root" {
        return Asker::Root;
    }
    if let Known::Unknown(unknown) = principals {
        return Asker::Unread(unknown.missing_permission.as_ref().map_or_else(
            || "your own policies could not be read".to_owned(),
            |action| format!("your own policies could not be read: {action} is missing"),
        ));
    }
    let id = identity.user_id.split(':').next().unwrap_or_default();
    match directory.by_id(id) {
        Some(info) => match directory.policies_of(info).unreadable {
            Some(why) => Asker::Unread(why),
            None => Asker::Listed(info),
        },
        None => Asker::Unread("your own role or user is not in the account's list".to_owned()),
    }
}

pub(super) struct Check<'a> {
    pub(super) directory: &'a Directory<'a>,
    pub(super) asker: Asker<'a>,
    refused: Vec<Refusal>,
    pub(super) at: OffsetDateTime,
    pub(super) buckets: &'a [BucketName],
}

impl<'a> Check<'a> {
    pub(super) fn new(
        directory: &'a Directory<'a>,
        principals: &Known<&Principals>,
        buckets: &'a [BucketName],
    ) -> Self {
        Self {
            asker: asker(directory, principals),
            refused: refusals(directory.inventory, principals),
            at: directory.inventory.taken_at,
            directory,
            buckets,
        }
    }

    fn standing(&self, row: &Permission, simulated: &Simulated) -> Standing {
        if let Some(refusal) = self.refused_here(row) {
            let how = if refusal.denied_by_name {
                "AWS refused it, because a policy denies it by name, when it read"
            } else {
                "AWS refused it when it read"
            };
            return Standing::Lacking {
                why: format!("{how} {}", refusal.place),
                denied_by_name: refusal.denied_by_name,
            };
        }
        if self.buckets.is_empty()
            && is_on_buckets(row)
            && !self.directory.inventory.all_regions_read()
        {
            return Standing::Unknown(
                "no bucket is known, and not every Region was read".to_owned(),
            );
        }
        let standing = match &self.asker {
            Asker::Root => self.of_root(row),
            Asker::Unread(why) => self.by_simulator(row, why, simulated),
            Asker::Listed(info) => self.by_own_policies(row, *info),
        };
        worst(
            std::iter::once(standing)
                .chain(self.unsure_keys(row))
                .collect(),
        )
    }

    /// Root may do everything but what a bucket's policy denies; that policy itself it may always read and write.
    /// Source: domain, what each caller meets.
    fn of_root(&self, row: &Permission) -> Standing {
        if !is_on_buckets(row) || ROOT_ALWAYS.contains(&row.action) {
            return Standing::Allowed;
        }
        let on = |name: &BucketName| {
            let can_not = || Standing::Unknown(format!("the policy of `{name}` can't be read"));
            match self.policy_of(name) {
                Err(Unread) => can_not(),
                Ok(None) => Standing::Allowed,
                Ok(Some(policy)) => self
                    .policys_word(&policy, name, row.action)
                    .map_or_else(can_not, |standing| standing.placed(&format!("on `{name}`"))),
            }
        };
        worst(self.buckets.iter().map(on).collect())
    }

    /// What can't be told of an action on keys, because some key is not known.
    fn unsure_keys(&self, row: &Permission) -> Vec<Standing> {
        if row.on != On::Keys || matches!(self.asker, Asker::Root) {
            return Vec::new();
        }
        let inventory = self.directory.inventory;
        let buckets = self.buckets.iter();
        let unsure = buckets.filter_map(|name| {
            let why = inventory
                .buckets
                .get(name)?
                .keys(&inventory.identity)
                .unsure?;
            Some(Standing::Unknown(format!("on `{name}`: {why}")))
        });
        unsure.collect()
    }

    /// A refusal that was seen; one on a bucket counts only where that bucket is asked about.
    pub(super) fn refused_here(&self, row: &Permission) -> Option<&Refusal> {
        let concerns = |refusal: &&Refusal| {
            refusal.action == row.action
                && (!is_on_buckets(row)
                    || self
                        .buckets
                        .iter()
                        .any(|bucket| bucket.as_str() == refusal.place))
        };
        self.refused.iter().find(concerns)
    }

    fn by_own_policies(&self, row: &Permission, info: Info<'_>) -> Standing {
        let standings: Vec<Standing> = match row.on {
            On::AnyBucket | On::Buckets | On::Objects => self
                .buckets
                .iter()
                .map(|bucket| self.on_bucket(row, info, bucket))
                .collect(),
            _ => self
                .places(row)
                .iter()
                .map(|place| self.elsewhere(row, info, place))
                .collect(),
        };
        worst(standings)
    }

    fn on_bucket(&self, row: &Permission, info: Info<'_>, name: &BucketName) -> Standing {
        let found = self.policy_of(name);
        let (policy, readable) = (found.as_ref().ok().cloned().flatten(), found.is_ok());
        let decision = ask::own_decision(
            self.directory,
            info,
            name,
            row.action,
            self.at,
            policy.as_ref(),
        );
        let Some(decision) = decision else {
            return Standing::Unknown("your own policies can't be read".to_owned());
        };
        match of_decision(&decision) {
            Standing::Allowed if !readable => {
                Standing::Unknown(format!("the policy of `{name}` can't be read"))
            }
            Standing::Lacking { denied_by_name, .. } if !readable && !denied_by_name => {
                Standing::Unknown(format!("the policy of `{name}` can't be read"))
            }
            other => other.placed(&format!("on `{name}`")),
        }
    }

    /// A bucket's policy, or that it has none.
    pub(super) fn policy_of(&self, name: &BucketName) -> Result<Option<Policy>, Unread> {
        let bucket = self.directory.inventory.buckets.get(name);
        let live = bucket.and_then(|bucket| bucket.policy.value());
        let text = live.ok_or(Unread)?.text();
        text.map(Policy::parse).transpose().map_err(|_| Unread)
    }

    fn elsewhere(&self, row: &Permission, info: Info<'_>, place: &Place) -> Standing {
        let decision = ask::own_decision_on(
            self.directory,
            info,
            row.action,
            &place.resource,
            place.region.as_deref(),
            self.at,
        );
        let Some(decision) = decision else {
            return Standing::Unknown("your own policies can't be read".to_owned());
        };
        match of_decision(&decision) {
            Standing::Lacking { denied_by_name, .. }
                if matches!(row.on, On::Keys | On::AnyKey) && !denied_by_name =>
            {
                Standing::Unknown(
                    "your own policies don't allow it; the key's policy may, and was not read"
                        .to_owned(),
                )
            }
            other => match &place.region {
                Some(region) => other.placed(&format!("in {region}")),
                None => other,
            },
        }
    }

    /// What the action would be called on: in each Region that is looked at for Connect, on each key of
    /// the buckets, once for what has no place.
    pub(super) fn places(&self, row: &Permission) -> Vec<Place> {
        let inventory = self.directory.inventory;
        let partition = self.directory.partition();
        let account = self.directory.account();
        let nowhere = |resource: String| Place {
            resource,
            region: None,
        };
        if row.action.starts_with("connect:") || row.action.starts_with("ds:") {
            return inventory
                .regions
                .keys()
                .map(|region| Place {
                    resource: match row.on {
                        On::Instances => instance_in(inventory, region).map_or_else(
                            || format!("arn:{partition}:connect:{region}:{account}:instance/any"),
                            |instance| instance.arn.to_string(),
                        ),
                        On::Contacts => format!(
                            "arn:{partition}:connect:{region}:{account}:instance/any/contact/any"
                        ),
                        _ => "*".to_owned(),
                    },
                    region: Some(region.to_string()),
                })
                .collect();
        }
        match row.on {
            On::Keys => self
                .buckets
                .iter()
                .filter_map(|name| inventory.buckets.get(name))
                .flat_map(|bucket| bucket.keys(&inventory.identity).arns)
                .map(nowhere)
                .collect(),
            On::Roles => {
                let roles = inventory
                    .instances()
                    .filter_map(|instance| instance.service_role.value())
                    .map(|role| nowhere(role.arn.to_string()));
                let mut roles: Vec<Place> = roles.collect();
                if roles.is_empty() {
                    roles.push(nowhere(format!("arn:{partition}:iam::{account}:role/any")));
                }
                roles
            }
            on => Scope {
                partition: partition.to_owned(),
                account: Some(account.clone()),
                ..Scope::wide(partition)
            }
            .resources(on)
            .into_iter()
            .map(nowhere)
            .collect(),
        }
    }
}

/// A bucket's policy can't be read, or not be understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unread;

pub(super) struct Place {
    pub(super) resource: String,
    pub(super) region: Option<String>,
}

pub(super) fn instance_in<'i>(
    inventory: &'i Inventory,
    region: &crate::ids::Region,
) -> Option<&'i Instance> {
    inventory
        .instances()
        .find(|instance| instance.key.region == *region)
}
