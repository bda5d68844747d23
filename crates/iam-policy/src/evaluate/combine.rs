//! From matching statements to the answer.
//!
//! Source: "Policy evaluation logic": an explicit Deny anywhere decides; then every kind of policy that
//! limits must allow, and identity policy or resource policy must grant, across accounts both.

use super::compile::{Compiled, CompiledPolicy, CompiledStatement};
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

/// The answer, and whether a Deny may fire besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// A Deny hangs on something that is not known.
    pub(super) may_deny: bool,
}

/// The answer.
pub(super) fn decide<'a, O: Observe<'a>>(
    compiled: &'a Compiled,
    request: &Prepared,
    observe: &mut O,
) -> Answer {
    let mut hearing = Hearing {
        compiled,
        request,
        observe,
        deny: Tri::False,
    };
    let said = hearing.said();
    let deny = hearing.deny;
    let outcome = if deny == Tri::True {
        Outcome::ExplicitlyDenied
    } else {
        match (deny, said.allowed(request)) {
            // Whether explicitly or not: nothing allows it.
            (_, Tri::False) => Outcome::ImplicitlyDenied,
            (Tri::False, Tri::True) => Outcome::Allowed,
            _ => Outcome::Unknown,
        }
    };
    Answer {
        outcome,
        may_deny: deny == Tri::Unknown,
    }
}

/// The kind of policy that does not allow, for a request that is denied implicitly.
pub(super) fn lacking(compiled: &Compiled, request: &Prepared) -> PolicySource {
    let mut hearing = Hearing {
        compiled,
        request,
        observe: &mut Silent,
        deny: Tri::False,
    };
    hearing.said().lacking(request)
}

/// Whether principal and resource are of different accounts, or the principal is of none.
pub(super) fn is_cross_account(request: &Prepared) -> bool {
    request.principal.account() != Some(&*request.resource_account)
}

/// What each kind of policy allows; a kind that is not in force allows.
#[derive(Debug, Clone, Copy)]
struct Said {
    service_control: Tri,
    resource_control: Tri,
    endpoint: Tri,
    session: Tri,
    boundary: Tri,
    identity: Tri,
    resource: Named,
}

impl Said {
    /// Every kind that limits must allow, and something must grant.
    fn allowed(&self, request: &Prepared) -> Tri {
        self.granted(request)
            .and(self.service_control)
            .and(self.resource_control)
            .and(self.endpoint)
    }

    /// Whether identity policy and resource policy together grant the request, under boundary and
    /// session policy.
    ///
    /// Source: "Policy evaluation logic", "Evaluating identity-based policies with resource-based policies".
    fn granted(&self, request: &Prepared) -> Tri {
        if request.principal.account().is_none() {
            // A service, an identity provider's user or nobody: there is no other policy that could grant.
            return self.resource.at_all();
        }
        let limits = self.boundary.and(self.session);
        let by_identity = self.identity.and(limits);
        if is_cross_account(request) {
            return by_identity.and(self.resource.at_all());
        }
        // What is granted to the user, the session or everyone is granted directly to who asks and "not
        // limited by an implicit deny in an identity-based policy, a permissions boundary, or session
        // policy"; what is granted to a role "is limited by an implicit deny in a permissions boundary or
        // session policy".
        let by_resource = self.resource.direct.or(self.resource.role.and(limits));
        if special::resource_policy_must_allow(request) {
            return by_resource.or(self.resource.account.and(by_identity));
        }
        by_resource.or(by_identity)
    }

    /// The first kind that does not allow, in the order in which AWS names them; where each may, the first
    /// of which that is not known.
    fn lacking(&self, request: &Prepared) -> PolicySource {
        let has_account = request.principal.account().is_some();
        let resource_must =
            is_cross_account(request) || special::resource_policy_must_allow(request);
        let kinds = [
            (true, self.service_control, PolicySource::ServiceControl),
            (true, self.resource_control, PolicySource::ResourceControl),
            (true, self.endpoint, PolicySource::Endpoint),
            (has_account, self.session, PolicySource::Session),
            (
                has_account && self.identity != Tri::False,
                self.boundary,
                PolicySource::Boundary,
            ),
            (has_account, self.identity, PolicySource::Identity),
            (
                resource_must,
                self.resource.at_all(),
                PolicySource::Resource,
            ),
        ];
        let first = |wanted: Tri| {
            kinds
                .iter()
                .find(|(matters, allows, _)| *matters && *allows == wanted)
                .map(|(_, _, source)| *source)
        };
        first(Tri::False)
            .or_else(|| first(Tri::Unknown))
            .unwrap_or(PolicySource::Identity)
    }
}

/// Asks one kind of policy after the other, and remembers every Deny.
struct Hearing<'a, 'o, O> {
    compiled: &'a Compiled,
    request: &'o Prepared,
    observe: &'o mut O,
    deny: Tri,
}

impl<'a, O: Observe<'a>> Hearing<'a, '_, O> {
    fn said(&mut self) -> Said {
        let compiled = self.compiled;
        let principal = &self.request.principal;
        let has_account = principal.account().is_some();
        let resource = match &compiled.resource {
            Some(policy) if !special::root_gets_at_bucket_policy(self.request) => {
                self.ask(policy, PolicySource::Resource)
            }
            _ => Named::NOT,
        };
        // Nobody outside an account has policies of its own.
        let own = |policies: &'a [CompiledPolicy]| if has_account { policies } else { &[] };
        let identity = self.ask_all(own(&compiled.identity), PolicySource::Identity);
        let session_given = !compiled.session.is_empty();
        Said {
            resource,
            identity: if special::needs_no_identity_policy(principal) {
                Tri::True
            } else {
                identity.at_all()
            },
            boundary: self.limit(own(&compiled.boundaries), PolicySource::Boundary),
            session: if session_given {
                self.limit(own(&compiled.session), PolicySource::Session)
            } else {
                Tri::from(!special::has_nothing_without_session_policy(principal))
            },
            endpoint: self.limit(&compiled.endpoint, PolicySource::Endpoint),
            service_control: self.service_control(),
            resource_control: self.resource_control(),
        }
    }

    /// Each level must allow.
    fn service_control(&mut self) -> Tri {
        if !special::bound_by_service_control(&self.request.principal) {
            return Tri::True;
        }
        let mut all = Tri::True;
        for level in &self.compiled.service_control {
            let allow = self.ask_all(&level.policies, PolicySource::ServiceControl);
            all = all.and(allow.at_all());
        }
        all
    }

    /// Each level that lists an Allow must allow.
    fn resource_control(&mut self) -> Tri {
        if !special::bound_by_resource_control(&self.request.principal) {
            return Tri::True;
        }
        let mut all = Tri::True;
        for level in &self.compiled.resource_control {
            let allow = self.ask_all(&level.policies, PolicySource::ResourceControl);
            if !special::allows_by_default(level) {
                all = all.and(allow.at_all());
            }
        }
        all
    }

    /// What policies that limit allow: everything, where there are none.
    fn limit(&mut self, policies: &'a [CompiledPolicy], source: PolicySource) -> Tri {
        if policies.is_empty() {
            return Tri::True;
        }
        self.ask_all(policies, source).at_all()
    }

    fn ask_all(&mut self, policies: &'a [CompiledPolicy], source: PolicySource) -> Named {
        let mut allow = Named::NOT;
        for policy in policies {
            allow.merge(self.ask(policy, source));
        }
        allow
    }

    /// What one policy allows; its Denies are remembered.
    fn ask(&mut self, policy: &'a CompiledPolicy, source: PolicySource) -> Named {
        let mut allow = Named::NOT;
        for statement in &policy.statements {
            if O::QUICK && self.deny == Tri::True {
                return allow;
            }
            let matches = statement.matches(self.request, source == PolicySource::Resource);
            if matches == Tri::False {
                continue;
            }
            let named = self.names(statement, source).and(matches);
            let holds = named.at_all();
            if holds == Tri::False {
                continue;
            }
            self.observe.saw(Event {
                source,
                policy,
                statement,
                holds,
            });
            match statement.effect {
                Effect::Allow => allow.merge(named),
                Effect::Deny => self.deny = self.deny.or(holds),
            }
        }
        allow
    }

    /// How a statement names the principal. A policy that is attached to the principal itself needs not
    /// name it.
    fn names(&self, statement: &CompiledStatement, source: PolicySource) -> Named {
        match (&statement.who, source) {
            (WhoTest::Absent, PolicySource::Resource | PolicySource::Endpoint) => Named::NOT,
            (WhoTest::Absent, _) => Named::direct(Tri::True),
            (who, _) => {
                let bounded = !self.compiled.boundaries.is_empty();
                who.names(&self.request.principal, statement.effect, bounded)
            }
        }
    }
}
