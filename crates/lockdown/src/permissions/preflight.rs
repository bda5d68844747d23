//! What the signed-in identity lacks: by what AWS refused in the look, else by its own policies, and where those
//! can't be read by AWS's simulator.
//!
//! Its own policies are not all that counts: session policies and the organization's are not known here.
//! So "allowed" means that nothing that was read stands in the way, and a refusal that was seen wins.

use iam_policy::{Decision, Outcome, Policy};
use time::OffsetDateTime;

use super::missing::{Refusal, refusals};
use super::{On, Permission, Scope, TABLE, Use};
use crate::ask;
use crate::directory::{Directory, Info};
use crate::ids::BucketName;
use crate::inventory::{Instance, Inventory};
use crate::known::Known;
use crate::limit::simulator::SimulatorAnswer;
use crate::principals::Principals;

/// How the identity stands to one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its own policies allow it, and nothing that was read stands in the way.
    Allowed,
    /// It lacks it.
    Lacking {
        /// The reason.
        why: String,
        /// Whether a policy denies it by name: no grant helps.
        denied_by_name: bool,
    },
    /// It can't be told: the reason.
    Unknown(String),
    /// Nothing that was found needs it.
    NotNeeded,
}

/// One action and how the identity stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The row of the table.
    pub permission: &'static Permission,
    /// How the identity stands to it.
    pub standing: Standing,
}

/// Every action of these uses, for these buckets, in the table's order. What someone in another account
/// has to do (recovery) is not asked of this identity. `simulated` are the answers to [`simulation`], or why
/// there are none.
///
/// [`simulation`]: super::simulation
pub fn preflight(
    inventory: &Inventory,
    principals: &Known<&Principals>,
    simulated: &Known<Vec<SimulatorAnswer>>,
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

    fn standing(&self, row: &Permission, simulated: &Known<Vec<SimulatorAnswer>>) -> Standing {
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
        match &self.asker {
            Asker::Root => Standing::Allowed,
            Asker::Unread(why) => self.by_simulator(row, why, simulated),
            Asker::Listed(info) => self.by_own_policies(row, *info),
        }
    }

    /// A refusal that was seen; one on a bucket counts only where that bucket is asked about.
    pub(super) fn refused_here(&self, row: &Permission) -> Option<&Refusal> {
        let concerns = |refusal: &&Refusal| {
            refusal.action == row.action
                && (!matches!(row.on, On::AnyBucket | On::Buckets | On::Objects)
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
                .flat_map(crate::inventory::Bucket::keys)
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

pub(super) fn of_decision(decision: &Decision) -> Standing {
    match decision.outcome {
        Outcome::Allowed => Standing::Allowed,
        Outcome::Unknown => Standing::Unknown(format!("it hangs on {}", ask::why(decision))),
        Outcome::ImplicitlyDenied => Standing::Lacking {
            why: "nothing in your own policies allows it".to_owned(),
            denied_by_name: false,
        },
        Outcome::ExplicitlyDenied => Standing::Lacking {
            why: ask::why(decision),
            denied_by_name: true,
        },
    }
}

impl Standing {
    /// The same, with the place before the reason.
    pub(super) fn placed(self, place: &str) -> Self {
        match self {
            Self::Lacking {
                why,
                denied_by_name,
            } => Self::Lacking {
                why: format!("{place}: {why}"),
                denied_by_name,
            },
            Self::Unknown(why) => Self::Unknown(format!("{place}: {why}")),
            other => other,
        }
    }
}

/// One that lacks, else one that can't be told, else the first; nothing was asked where nothing needs it.
pub(super) fn worst(standings: Vec<Standing>) -> Standing {
    let rank = |standing: &Standing| match standing {
        Standing::Lacking { .. } => 0,
        Standing::Unknown(_) => 1,
        Standing::Allowed | Standing::NotNeeded => 2,
    };
    standings
        .into_iter()
        .min_by_key(rank)
        .unwrap_or(Standing::NotNeeded)
}
