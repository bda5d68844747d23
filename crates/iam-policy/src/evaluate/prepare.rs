//! A request made ready: the context keys that follow from the principal and the resource.
//!
//! Source: "AWS global condition context keys" and "IAM policy elements: Variables and tags", table
//! "Principal key values".

use crate::arn::Arn;
use crate::condition::Slot;
use crate::context::Known;
use crate::principal::{Principal, SessionName, last_segment};
use crate::request::Request;

/// A request made ready once, to be decided under many policies.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) principal: Principal,
    /// In lower case.
    pub(super) action: Box<str>,
    pub(super) resource: Box<str>,
    pub(super) resource_account: Box<str>,
    /// By lower-case key, sorted.
    slots: Vec<(Box<str>, Slot)>,
}

impl Prepared {
    /// Makes a request ready: the context keys that follow from principal and resource are derived.
    pub fn new(request: &Request) -> Self {
        let mut slots = derived(&request.principal);
        put(&mut slots, "aws:currenttime", Slot::Unknown);
        if !request.resource_account.is_empty() {
            put(
                &mut slots,
                "aws:resourceaccount",
                one(&request.resource_account),
            );
        }
        // What is given wins over what is derived.
        for (key, known) in request.context.iter() {
            match known {
                Known::Values(values) if !values.is_empty() => {
                    put(&mut slots, key, Slot::Values(values.clone().into()));
                }
                Known::Values(_) | Known::Absent => slots.retain(|(name, _)| &**name != key),
                Known::Unknown => put(&mut slots, key, Slot::Unknown),
            }
        }
        slots.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Self {
            principal: known_path(request),
            action: request.action.to_ascii_lowercase().into(),
            resource: request.resource.as_str().into(),
            resource_account: request.resource_account.as_str().into(),
            slots,
        }
    }

    pub(super) fn slot(&self, key: &str) -> Option<&Slot> {
        let index = self
            .slots
            .binary_search_by(|(name, _)| (**name).cmp(key))
            .ok()?;
        self.slots.get(index).map(|(_, slot)| slot)
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = (&str, &Slot)> {
        self.slots.iter().map(|(key, slot)| (&**key, slot))
    }

    /// A copy that knows this of a key: a value, or that it is absent.
    pub(super) fn with(&self, key: &str, slot: Option<Slot>) -> Self {
        let mut copy = self.clone();
        match (
            copy.slots.binary_search_by(|(name, _)| (**name).cmp(key)),
            slot,
        ) {
            (Ok(index), Some(slot)) => {
                if let Some(entry) = copy.slots.get_mut(index) {
                    entry.1 = slot;
                }
            }
            (Ok(index), None) => {
                copy.slots.remove(index);
            }
            (Err(index), Some(slot)) => copy.slots.insert(index, (key.into(), slot)),
            (Err(_), None) => {}
        }
        copy
    }

    /// A copy whose role session has this name.
    pub(super) fn with_session(&self, name: &str) -> Self {
        let mut copy = self.clone();
        if let Principal::RoleSession { session, .. } = &mut copy.principal {
            *session = SessionName::Exact(name.to_owned());
        }
        copy
    }
}

fn one(value: &str) -> Slot {
    Slot::Values([value.to_owned()].into())
}

fn put(slots: &mut Vec<(Box<str>, Slot)>, key: &str, slot: Slot) {
    match slots.iter_mut().find(|(name, _)| &**name == key) {
        Some(entry) => entry.1 = slot,
        None => slots.push((key.into(), slot)),
    }
}

/// The keys that follow from the principal; what is not put is absent, as AWS leaves it.
fn derived(principal: &Principal) -> Vec<(Box<str>, Slot)> {
    let mut slots = Vec::with_capacity(12);
    // "included in the request context for all signed API requests that use AWS credentials.
    // Anonymous requests do not include this key."
    let service = matches!(principal, Principal::Service(_));
    if !matches!(principal, Principal::Anonymous) {
        put(
            &mut slots,
            "aws:principalisawsservice",
            one(if service { "true" } else { "false" }),
        );
    }
    if let Some(arn) = principal.principal_arn() {
        put(&mut slots, "aws:principalarn", one(&arn));
    }
    if let Some(account) = principal.account() {
        put(&mut slots, "aws:principalaccount", one(account));
    }
    let kind = match principal {
        Principal::Root { account, .. } => {
            put(&mut slots, "aws:userid", one(account));
            Some("Account")
        }
        Principal::User { name, id, .. } => {
            put(&mut slots, "aws:username", one(last_segment(name)));
            let id = id.as_deref().map_or(Slot::Unknown, one);
            put(&mut slots, "aws:userid", id);
            Some("User")
        }
        Principal::RoleSession { id, session, .. } => {
            let user_id = match (id, session) {
                (None, _) => Slot::Unknown,
                (Some(id), SessionName::Exact(name)) => one(&format!("{id}:{name}")),
                (Some(id), SessionName::Any) => Slot::AnySession(format!("{id}:")),
            };
            put(&mut slots, "aws:userid", user_id);
            Some("AssumedRole")
        }
        Principal::FederatedUser { account, name, .. } => {
            put(&mut slots, "aws:userid", one(&format!("{account}:{name}")));
            Some("FederatedUser")
        }
        Principal::Service(name) => {
            put(&mut slots, "aws:principalservicename", one(name));
            put(&mut slots, "aws:principalservicenameslist", one(name));
            None
        }
        Principal::Anonymous => {
            put(&mut slots, "aws:userid", one("anonymous"));
            // "Anonymous requests return anonymous."
            put(&mut slots, "aws:principalaccount", one("anonymous"));
            Some("Anonymous")
        }
        Principal::WebIdentity { .. } | Principal::Saml { .. } => None,
    };
    if let Some(kind) = kind {
        put(&mut slots, "aws:principaltype", one(kind));
    }
    slots
}

/// A session's role with its path, where a given `aws:PrincipalArn` tells it.
fn known_path(request: &Request) -> Principal {
    let principal = request.principal.clone();
    let Principal::RoleSession {
        path_known: false,
        role,
        account,
        ..
    } = &principal
    else {
        return principal;
    };
    let Some([arn]) = request.context.values("aws:PrincipalArn") else {
        return principal;
    };
    let same_role = Arn::split(arn).is_some_and(|parts| {
        parts.account == account
            && parts
                .resource
                .strip_prefix("role/")
                .is_some_and(|full| last_segment(full) == role)
    });
    if same_role {
        principal.with_role_arn(arn)
    } else {
        principal
    }
}
