//! The account's principals, found by ARN and by id without looking through all of them each time,
//! with each policy text parsed once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use iam_policy::{Named, Policy, PrincipalIds};

use crate::ids::{AccountId, Arn, BucketName};
use crate::inventory::{Identity, Inventory};
use crate::keep::{KeepEntry, KeepId, KeepKind};
use crate::known::Known;
use crate::principals::{NamedPolicy, Principals, RoleInfo, UserInfo};

/// A role or a user.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Info<'a> {
    Role(&'a RoleInfo),
    User(&'a UserInfo),
}

/// What identity policies a principal has, as far as they can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnPolicies {
    pub(crate) identity: Vec<Named>,
    pub(crate) boundaries: Vec<Named>,
    /// A policy that can't be read, and why.
    pub(crate) unreadable: Option<String>,
}

/// A policy text as it was read, or why it could not be.
type Parsed = Rc<Result<Policy, String>>;

pub(crate) struct Directory<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) principals: Option<&'a Principals>,
    by_arn: HashMap<&'a str, Info<'a>>,
    by_id: HashMap<&'a str, Info<'a>>,
    parsed: RefCell<HashMap<Arc<str>, Parsed>>,
}

impl<'a> Directory<'a> {
    pub(crate) fn new(inventory: &'a Inventory, principals: Option<&'a Principals>) -> Self {
        let mut directory = Self {
            inventory,
            principals,
            by_arn: HashMap::new(),
            by_id: HashMap::new(),
            parsed: RefCell::default(),
        };
        for role in principals.into_iter().flat_map(|all| &all.roles) {
            directory.by_arn.insert(role.arn.as_str(), Info::Role(role));
            directory
                .by_id
                .insert(role.unique_id.as_str(), Info::Role(role));
        }
        for user in principals.into_iter().flat_map(|all| &all.users) {
            directory.by_arn.insert(user.arn.as_str(), Info::User(user));
            directory
                .by_id
                .insert(user.unique_id.as_str(), Info::User(user));
        }
        directory
    }

    pub(crate) fn by_arn(&self, arn: &Arn) -> Option<Info<'a>> {
        self.by_arn.get(arn.as_str()).copied()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<Info<'a>> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn identity(&self) -> &'a Identity {
        &self.inventory.identity
    }

    pub(crate) fn account(&self) -> &'a AccountId {
        &self.inventory.identity.account
    }

    pub(crate) fn partition(&self) -> &'a str {
        self.inventory.identity.arn.partition()
    }

    pub(crate) fn bucket_arn(&self, bucket: &BucketName) -> String {
        format!("arn:{}:s3:::{bucket}", self.partition())
    }

    pub(crate) fn root_arn(&self) -> Option<Arn> {
        format!("arn:{}:iam::{}:root", self.partition(), self.account())
            .parse()
            .ok()
    }

    /// Every pair of ARN and id that is known: the account's principals, and where those could not be
    /// listed, Connect's roles and the caller.
    pub(crate) fn ids(&self) -> PrincipalIds {
        let mut ids = self
            .principals
            .map_or_else(PrincipalIds::new, |all| all.ids(self.account()));
        for instance in self.inventory.instances() {
            if let Known::Value(role) = &instance.service_role
                && let Known::Value(id) = &role.unique_id
            {
                ids.insert(role.arn.as_str(), id.as_str());
            }
        }
        if let Known::Value(Some(role)) = &self.identity().role_arn
            && let Some((id, _)) = self.identity().user_id.split_once(':')
        {
            ids.insert(role.as_str(), id);
        }
        ids
    }

    /// A principal of this account as an entry, matched as recommended: root, the caller's and
    /// Connect's roles, and every role and user that was listed.
    pub(crate) fn entry(&self, arn: &Arn) -> Option<KeepEntry> {
        if self.root_arn().as_ref() == Some(arn) {
            let id = KeepId::Account(self.account().clone());
            return Some(KeepEntry::new(arn.clone(), Some(id), KeepKind::Root));
        }
        if let Some(info) = self.by_arn(arn) {
            return Some(info.entry());
        }
        self.inventory
            .instances()
            .filter_map(|instance| instance.service_role.value())
            .find(|role| role.arn == *arn)
            .map(crate::keep::service_role_entry)
    }

    /// The policies of a role or user.
    pub(crate) fn policies_of(&self, info: Info<'_>) -> OwnPolicies {
        let (identity, boundary) = match info {
            Info::Role(role) => (&role.policies, &role.boundary),
            Info::User(user) => (&user.policies, &user.boundary),
        };
        let mut own = OwnPolicies::default();
        for policy in identity {
            self.read(policy, &mut own.unreadable)
                .into_iter()
                .for_each(|p| own.identity.push(p));
        }
        if let Some(policy) = boundary {
            self.read(policy, &mut own.unreadable)
                .into_iter()
                .for_each(|p| own.boundaries.push(p));
        }
        own
    }

    fn read(&self, policy: &NamedPolicy, unreadable: &mut Option<String>) -> Option<Named> {
        match self.parse(&policy.text).as_ref() {
            Ok(parsed) => Some(Named::new(policy.name.clone(), parsed.clone())),
            Err(problem) => {
                *unreadable = Some(format!("policy `{}` can't be read: {problem}", policy.name));
                None
            }
        }
    }

    fn parse(&self, text: &Arc<str>) -> Parsed {
        if let Some(known) = self.parsed.borrow().get(text) {
            return Rc::clone(known);
        }
        let parsed = Rc::new(Policy::parse(text).map_err(|error| error.to_string()));
        self.parsed
            .borrow_mut()
            .insert(Arc::clone(text), Rc::clone(&parsed));
        parsed
    }
}

impl Info<'_> {
    pub(crate) fn arn(&self) -> &Arn {
        match self {
            Self::Role(role) => &role.arn,
            Self::User(user) => &user.arn,
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Role(role) => role.unique_id.as_str(),
            Self::User(user) => user.unique_id.as_str(),
        }
    }

    pub(crate) fn tags(&self) -> &std::collections::BTreeMap<String, String> {
        match self {
            Self::Role(role) => &role.tags,
            Self::User(user) => &user.tags,
        }
    }

    fn entry(&self) -> KeepEntry {
        let (id, kind) = match self {
            Self::Role(role) => (&role.unique_id, KeepKind::Role),
            Self::User(user) => (&user.unique_id, KeepKind::User),
        };
        KeepEntry::new(self.arn().clone(), Some(KeepId::Unique(id.clone())), kind)
    }
}
