//! Does a statement match a request, leaving aside whom it names?

use super::compile::{ActionTest, CompiledStatement, ResourceTest};
use super::prepare::Prepared;
use crate::condition::Slot;
use crate::template::{Resolved, Template};
use crate::tri::Tri;

impl Prepared {
    /// The value of a variable. A key with several values has none as a variable.
    ///
    /// Source: "Variables and tags": only single-valued keys can be variables.
    pub(super) fn resolve(&self, key: &str) -> Resolved<'_> {
        match self.slot(key) {
            None => Resolved::Nothing,
            Some(Slot::Unknown) => Resolved::Unknown,
            Some(Slot::AnySession(prefix)) => Resolved::Starts(prefix),
            Some(Slot::Values(values)) => match &**values {
                [value] => Resolved::Value(value),
                _ => Resolved::Nothing,
            },
        }
    }
}

impl CompiledStatement {
    /// Whether action, resource and conditions match. A statement without Resource is about what its
    /// policy is attached to (a trust policy) where `attached`, else about nothing.
    pub(super) fn matches(&self, request: &Prepared, attached: bool) -> Tri {
        if !self.covers_action(request) {
            return Tri::False;
        }
        let mut found = self.covers_resource(request, attached);
        for condition in &self.conditions {
            if found == Tri::False {
                return found;
            }
            found = found
                .and(condition.holds(request.slot(&condition.key), &|key| request.resolve(key)));
        }
        found
    }

    pub(super) fn covers_action(&self, request: &Prepared) -> bool {
        match &self.action {
            ActionTest::Absent => false,
            ActionTest::Is(patterns) => patterns.iter().any(|p| p.matches(&request.action)),
            ActionTest::Not(patterns) => !patterns.iter().any(|p| p.matches(&request.action)),
        }
    }

    pub(super) fn covers_resource(&self, request: &Prepared, attached: bool) -> Tri {
        match &self.resource {
            ResourceTest::Absent => Tri::from(attached),
            ResourceTest::Is(templates) => any_covers(templates, request),
            ResourceTest::Not(templates) => !any_covers(templates, request),
        }
    }
}

/// A pattern with a variable that has no value "will not match any resource".
fn any_covers(templates: &[Template], request: &Prepared) -> Tri {
    let mut found = Tri::False;
    for template in templates {
        found = found.or(match template {
            Template::Fixed(pattern) => Tri::from(pattern.matches(&request.resource)),
            open => open
                .instantiate(|key| request.resolve(key))
                .matches(&request.resource),
        });
        if found == Tri::True {
            return found;
        }
    }
    found
}
