//! From matching statements to the answer.
//!
//! Source: "Policy evaluation logic": an explicit Deny anywhere decides; then every kind of policy that
//! limits must allow, and identity policy or resource policy must grant, across accounts both.

use super::compile::{Compiled, CompiledLevel, CompiledPolicy, CompiledStatement};
use super::prepare::Prepared;
use super::special;
use super::who::{Named, WhoTest};
use crate::decision::{Outcome, PolicySource};
use crate::document::Effect;
use crate::tri::Tri;

/// Is told of every statement that matches or may match.
pub(super) trait Observe<'a> {
    /// Whether the first explicit Deny is enough.
    const QUICK: bool;

    fn saw(&mut self, event: Event<'a>);
}

/// A statement that matches, or may match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) source: PolicySource,
    pub(super) policy: &'a CompiledPolicy,
    pub(super) statement: &'a CompiledStatement,
    pub(super) holds: Tri,
}

/// Listens to nothing.
pub(super) struct Silent;

impl<'a> Observe<'a> for Silent {
    const QUICK: bool = true;

    fn saw(&mut self, _event: Event<'a>) {}
}

/// What the policies of one kind say.
#[derive(Debug, Clone, Copy)]
struct Said {
    deny: Tri,
    allow: Named,
}

impl Said {
    const NOTHING: Self = Self {
        deny: Tri::False,
        allow: Named::NOT,
    };

    fn allows(self) -> Tri {
        self.allow.at_all()
    }
}

/// The answer of each kind of policy, kept for the reasons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    /// The kind that does not allow, for an implicit denial.
    pub(super) lacking: Option<PolicySource>,
}

pub(super) fn decide<'a, O: Observe<'a>>(
    compiled: &'a Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Outcome {
    verdict(compiled, request, observe).outcome
}

pub(super) fn verdict<'a, O: Observe<'a>>(
    compiled: &'a Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Verdict {
    let mut deny = Tri::False;
    macro_rules! said {
        ($said:expr) => {{
            let said = $said;
            deny = deny.or(said.deny);
            if O::QUICK && deny == Tri::True {
                return Verdict {
                    outcome: Outcome::ExplicitlyDenied,
                    lacking: None,
                };
            }
            said
        }};
    }
    let way_out = special::root_gets_at_bucket_policy(request);
    let resource = match &compiled.resource {
        Some(policy) if !way_out => {
            said!(ask(
                policy,
                PolicySource::Resource,
                compiled,
                request,
                observe
            ))
        }
        _ => Said::NOTHING,
    };
    let has_account = request.principal.account().is_some();
    let own = |policies: &'a [CompiledPolicy], source, observe: &mut O| {
        if has_account {
            ask_all(policies, source, compiled, request, observe)
        } else {
            Said::NOTHING
        }
    };
    let identity = said!(own(&compiled.identity, PolicySource::Identity, observe));
    let boundary = said!(own(&compiled.boundaries, PolicySource::Boundary, observe));
    let session = said!(own(&compiled.session, PolicySource::Session, observe));
    let endpoint = said!(ask_all(
        &compiled.endpoint,
        PolicySource::Endpoint,
        compiled,
        request,
        observe
    ));
    let mut service_control = Tri::True;
    if special::bound_by_service_control(&request.principal) {
        for level in &compiled.service_control {
            let said = said!(ask_level(
                level,
                PolicySource::ServiceControl,
                compiled,
                request,
                observe
            ));
            service_control = service_control.and(said.allows());
        }
    }
    let mut resource_control = Tri::True;
    if special::bound_by_resource_control(&request.principal) {
        for level in &compiled.resource_control {
            let said = said!(ask_level(
                level,
                PolicySource::ResourceControl,
                compiled,
                request,
                observe
            ));
            // AWS attaches RCPFullAWSAccess everywhere and lets nobody detach it; a level that lists no
            // Allow of its own has that one.
            let listed = level
                .policies
                .iter()
                .flat_map(|policy| &policy.statements)
                .any(|statement| statement.effect == Effect::Allow);
            if listed {
                resource_control = resource_control.and(said.allows());
            }
        }
    }
    let endpoint_allows = if compiled.endpoint.is_empty() {
        Tri::True
    } else {
        endpoint.allows()
    };

    let identity_allows = if special::needs_no_identity_policy(&request.principal) {
        Tri::True
    } else {
        identity.allows()
    };
    let boundary_allows = if compiled.boundaries.is_empty() {
        Tri::True
    } else {
        boundary.allows()
    };
    let session_allows = if !compiled.session.is_empty() {
        session.allows()
    } else {
        Tri::from(!special::has_nothing_without_session_policy(
            &request.principal,
        ))
    };
    let limits = boundary_allows.and(session_allows);
    let granted = grant(request, resource.allow, identity_allows, limits);
    let allowed = granted
        .and(service_control)
        .and(resource_control)
        .and(endpoint_allows);
    let outcome = match (deny, allowed) {
        (Tri::True, _) => Outcome::ExplicitlyDenied,
        // Whether explicitly or not: nothing allows it.
        (_, Tri::False) => Outcome::ImplicitlyDenied,
        (Tri::False, Tri::True) => Outcome::Allowed,
        (Tri::Unknown | Tri::False, Tri::True | Tri::Unknown) => Outcome::Unknown,
    };
    let cross = is_cross_account(request);
    let lacking = [
        (service_control, PolicySource::ServiceControl),
        (resource_control, PolicySource::ResourceControl),
        (endpoint_allows, PolicySource::Endpoint),
        (
            if has_account {
                session_allows
            } else {
                Tri::True
            },
            PolicySource::Session,
        ),
        (
            if has_account && identity_allows != Tri::False {
                boundary_allows
            } else {
                Tri::True
            },
            PolicySource::Boundary,
        ),
        (
            if has_account {
                identity_allows
            } else {
                Tri::True
            },
            PolicySource::Identity,
        ),
        (
            if cross || special::resource_policy_must_allow(request) {
                resource.allows()
            } else {
                Tri::True
            },
            PolicySource::Resource,
        ),
    ]
    .into_iter()
    .find(|(allows, _)| *allows == Tri::False)
    .map(|(_, source)| source);
    Verdict { outcome, lacking }
}

/// Whether principal and resource are of different accounts, or the principal is of none.
pub(super) fn is_cross_account(request: &Prepared) -> bool {
    request.principal.account() != Some(&*request.resource_account)
}

/// Whether identity policy and resource policy together grant the request, under boundary and session
/// policy (`limits`).
///
/// Source: "Policy evaluation logic", "Evaluating identity-based policies with resource-based policies".
fn grant(request: &Prepared, resource: Named, identity: Tri, limits: Tri) -> Tri {
    if request.principal.account().is_none() {
        // A service, an identity provider's user or nobody: there is no other policy that could grant.
        return resource.at_all();
    }
    let by_identity = identity.and(limits);
    if is_cross_account(request) {
        return by_identity.and(resource.at_all());
    }
    // What is granted to the user, the session or everyone is granted directly to who asks and "not
    // limited by an implicit deny in an identity-based policy, a permissions boundary, or session
    // policy"; what is granted to a role "is limited by an implicit deny in a permissions boundary or
    // session policy".
    let by_resource = resource.direct.or(resource.role.and(limits));
    if special::resource_policy_must_allow(request) {
        return by_resource.or(resource.account.and(by_identity));
    }
    by_resource.or(by_identity)
}

fn ask_level<'a, O: Observe<'a>>(
    level: &'a CompiledLevel,
    source: PolicySource,
    compiled: &Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Said {
    ask_all(&level.policies, source, compiled, request, observe)
}

fn ask_all<'a, O: Observe<'a>>(
    policies: &'a [CompiledPolicy],
    source: PolicySource,
    compiled: &Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Said {
    let mut all = Said::NOTHING;
    for policy in policies {
        let said = ask(policy, source, compiled, request, observe);
        all.deny = all.deny.or(said.deny);
        all.allow.merge(said.allow);
    }
    all
}

/// What one policy says of the request.
fn ask<'a, O: Observe<'a>>(
    policy: &'a CompiledPolicy,
    source: PolicySource,
    compiled: &Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Said {
    let attached = source == PolicySource::Resource;
    let mut said = Said::NOTHING;
    for statement in &policy.statements {
        let matches = statement.matches(request, attached);
        if matches == Tri::False {
            continue;
        }
        let named = names(statement, source, compiled, request).and(matches);
        let holds = named.at_all();
        if holds == Tri::False {
            continue;
        }
        observe.saw(Event {
            source,
            policy,
            statement,
            holds,
        });
        match statement.effect {
            Effect::Allow => said.allow.merge(named),
            Effect::Deny => {
                said.deny = said.deny.or(holds);
                if O::QUICK && said.deny == Tri::True {
                    return said;
                }
            }
        }
    }
    said
}

/// How a statement names the principal. A policy that is attached to the principal itself needs not name it.
pub(super) fn names(
    statement: &CompiledStatement,
    source: PolicySource,
    compiled: &Compiled,
    request: &Prepared,
) -> Named {
    match (&statement.who, source) {
        (
            WhoTest::Absent,
            PolicySource::Identity
            | PolicySource::Boundary
            | PolicySource::Session
            | PolicySource::ServiceControl
            | PolicySource::ResourceControl,
        ) => Named::direct(Tri::True),
        (who, _) => who.names(
            &request.principal,
            statement.effect,
            !compiled.boundaries.is_empty(),
        ),
    }
}
