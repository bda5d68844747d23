//! Does a statement name this principal, and how directly?
//!
//! Source: "AWS JSON policy elements: Principal" and "`NotPrincipal`"; for how directly, "Policy evaluation
//! logic", "Evaluating identity-based policies with resource-based policies".

use crate::arn::{self, Arn, UniqueId};
use crate::document::{Effect, PrincipalElement, PrincipalEntry};
use crate::principal::{Principal, SessionName, last_segment};
use crate::tri::Tri;

/// One principal that a policy names, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    Anyone,
    /// All of an account.
    Account(Box<str>),
    User {
        partition: Box<str>,
        account: Box<str>,
        name: Box<str>,
    },
    Role {
        partition: Box<str>,
        account: Box<str>,
        /// With its path.
        name: Box<str>,
    },
    Session {
        partition: Box<str>,
        account: Box<str>,
        role: Box<str>,
        session: Box<str>,
    },
    FederatedUser {
        partition: Box<str>,
        account: Box<str>,
        name: Box<str>,
    },
    /// The id that AWS keeps instead of a user's ARN.
    UserId(Box<str>),
    /// The id that AWS keeps instead of a role's ARN.
    RoleId(Box<str>),
    Service(Box<str>),
    /// `{"Service": "*"}`.
    AnyService,
    Federated(Box<str>),
    /// Stands for an account, but only AWS knows for which.
    Canonical(Box<str>),
    /// Nobody that AWS knows: a wildcard in an ARN, a malformed one.
    Nobody(Box<str>),
}

impl Who {
    pub(crate) fn new(entry: &PrincipalEntry) -> Self {
        match entry {
            PrincipalEntry::Anyone => Self::Anyone,
            PrincipalEntry::Aws(value) => Self::aws(value),
            PrincipalEntry::Service(value) if value == "*" => Self::AnyService,
            PrincipalEntry::Service(value) => Self::Service(value.to_ascii_lowercase().into()),
            PrincipalEntry::Federated(value) => Self::Federated(value.as_str().into()),
            PrincipalEntry::CanonicalUser(value) => Self::Canonical(value.as_str().into()),
            PrincipalEntry::Other { value, .. } => Self::Nobody(value.as_str().into()),
        }
    }

    fn aws(value: &str) -> Self {
        if let Some(account) = arn::whole_account(value) {
            return Self::Account(account.into());
        }
        match arn::unique_id(value) {
            Some(UniqueId::User) => return Self::UserId(value.into()),
            Some(UniqueId::Role) => return Self::RoleId(value.into()),
            _ => {}
        }
        let nobody = || Self::Nobody(value.into());
        // "You cannot use a wildcard to match part of a principal name or ARN."
        let Some(arn) = Arn::split(value).filter(|_| !value.contains(['*', '?'])) else {
            return nobody();
        };
        let partition = || arn.partition.into();
        let account = || arn.account.into();
        match (arn.service, arn.resource.split_once('/')) {
            ("iam", Some(("user", name))) => Self::User {
                partition: partition(),
                account: account(),
                name: name.into(),
            },
            ("iam", Some(("role", name))) => Self::Role {
                partition: partition(),
                account: account(),
                name: name.into(),
            },
            ("sts", Some(("assumed-role", rest))) => match rest.split_once('/') {
                Some((role, session)) => Self::Session {
                    partition: partition(),
                    account: account(),
                    role: role.into(),
                    session: session.into(),
                },
                None => nobody(),
            },
            ("sts", Some(("federated-user", name))) => Self::FederatedUser {
                partition: partition(),
                account: account(),
                name: name.into(),
            },
            _ => nobody(),
        }
    }
}

/// How a statement names the principal of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// By what makes the request itself: user, session, federated user, service, or everyone.
    pub(super) direct: Tri,
    /// By the role of the session.
    pub(super) role: Tri,
    /// By the account.
    pub(super) account: Tri,
}

impl Named {
    pub(super) const NOT: Self = Self {
        direct: Tri::False,
        role: Tri::False,
        account: Tri::False,
    };

    pub(super) fn direct(direct: Tri) -> Self {
        Self {
            direct,
            ..Self::NOT
        }
    }

    fn role(role: Tri) -> Self {
        Self { role, ..Self::NOT }
    }

    fn account(account: Tri) -> Self {
        Self {
            account,
            ..Self::NOT
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            direct: self.direct.or(other.direct),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }

    /// In any way.
    pub(super) fn at_all(self) -> Tri {
        self.direct.or(self.role).or(self.account)
    }

    /// As far as `limit` holds.
    pub(super) fn and(self, limit: Tri) -> Self {
        Self {
            direct: self.direct.and(limit),
            role: self.role.and(limit),
            account: self.account.and(limit),
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        *self = self.or(other);
    }
}

/// The Principal or `NotPrincipal` of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WhoTest {
    Absent,
    Is(Box<[Who]>),
    Not(Box<[Who]>),
}

impl WhoTest {
    pub(crate) fn new(element: &PrincipalElement) -> Self {
        let all = |entries: &[PrincipalEntry]| entries.iter().map(Who::new).collect();
        match element {
            PrincipalElement::Absent => Self::Absent,
            PrincipalElement::Principal(entries) => Self::Is(all(entries)),
            PrincipalElement::NotPrincipal(entries) => Self::Not(all(entries)),
        }
    }

    /// How the element of a resource's policy names the principal. `bounded`: the principal has a
    /// permissions boundary.
    pub(super) fn names(&self, principal: &Principal, effect: Effect, bounded: bool) -> Named {
        match self {
            // AWS refuses such a statement in a resource's policy; it names nobody.
            Self::Absent => Named::NOT,
            Self::Is(entries) => named(entries, principal),
            Self::Not(entries) => {
                let spared = match effect {
                    Effect::Allow => named(entries, principal).at_all(),
                    Effect::Deny => {
                        super::special::spared_by_not_principal(entries, principal, bounded)
                    }
                };
                Named::direct(!spared)
            }
        }
    }
}

/// How the entries together name the principal.
pub(super) fn named(entries: &[Who], principal: &Principal) -> Named {
    let mut found = Named::NOT;
    for entry in entries {
        found.merge(names(entry, principal));
    }
    found
}

fn names(entry: &Who, principal: &Principal) -> Named {
    match (entry, principal) {
        (Who::Anyone, _) | (Who::AnyService, Principal::Service(_)) => Named::direct(Tri::True),
        (Who::Canonical(_), principal) => canonical(principal),
        (Who::Account(named), Principal::Root { account, .. }) => {
            Named::direct(Tri::from(**named == **account))
        }
        (Who::Account(named), principal) => {
            Named::account(Tri::from(principal.account() == Some(&**named)))
        }
        (
            Who::User {
                partition,
                account,
                name,
            },
            Principal::User {
                partition: own_partition,
                account: own,
                name: own_name,
                ..
            },
        )
        | (
            Who::FederatedUser {
                partition,
                account,
                name,
            },
            Principal::FederatedUser {
                partition: own_partition,
                account: own,
                name: own_name,
                ..
            },
        ) => Named::direct(Tri::from(
            **partition == **own_partition && **account == **own && **name == **own_name,
        )),
        (Who::UserId(named), Principal::User { id, .. }) => {
            Named::direct(same_id(named, id.as_ref()))
        }
        (Who::RoleId(named), Principal::RoleSession { id, .. }) => {
            Named::role(same_id(named, id.as_ref()))
        }
        (
            Who::Role {
                partition,
                account,
                name,
            },
            Principal::RoleSession {
                partition: own_partition,
                account: own,
                role,
                path_known,
                ..
            },
        ) => {
            // A role's name is unique in its account whatever its path.
            let named = if *path_known {
                name
            } else {
                last_segment(name)
            };
            Named::role(Tri::from(
                **partition == **own_partition && **account == **own && *named == **role,
            ))
        }
        (
            Who::Session {
                partition,
                account,
                role: named_role,
                session: named_session,
            },
            Principal::RoleSession {
                partition: own_partition,
                account: own,
                role,
                session,
                ..
            },
        ) => {
            let same_role = **partition == **own_partition
                && **account == **own
                && **named_role == *last_segment(role);
            Named::direct(match session {
                SessionName::Exact(name) => Tri::from(same_role && **name == **named_session),
                SessionName::Any if same_role => Tri::Unknown,
                SessionName::Any => Tri::False,
            })
        }
        (Who::Service(named), Principal::Service(name)) => {
            Named::direct(Tri::from(named.eq_ignore_ascii_case(name)))
        }
        (
            Who::Federated(named),
            Principal::WebIdentity { provider } | Principal::Saml { provider },
        ) => Named::direct(Tri::from(**named == **provider)),
        _ => Named::NOT,
    }
}

/// A canonical user id stands for an account, but only AWS knows for which.
fn canonical(principal: &Principal) -> Named {
    match principal.account() {
        Some(_) => Named::account(Tri::Unknown),
        None => Named::NOT,
    }
}

/// An id that is kept instead of an ARN; without the principal's own id it can't be told.
fn same_id(named: &str, own: Option<&String>) -> Tri {
    own.map_or(Tri::Unknown, |own| Tri::from(named == own))
}
