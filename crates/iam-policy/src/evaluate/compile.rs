//! Policies made ready once: patterns, numbers and dates are read, texts are dropped.

use super::who::WhoTest;
use crate::condition::ConditionTest;
use crate::document::{ActionElement, Effect, Policy, ResourceElement, Statement, Version};
use crate::pattern::{Dialect, Pattern};
use crate::request::{Level, Named, Policies};
use crate::template::Template;

/// Policies made ready once, to decide many requests.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(super) identity: Box<[CompiledPolicy]>,
    pub(super) resource: Option<Box<CompiledPolicy>>,
    pub(super) boundaries: Box<[CompiledPolicy]>,
    pub(super) session: Box<[CompiledPolicy]>,
    pub(super) service_control: Box<[CompiledLevel]>,
    pub(super) resource_control: Box<[CompiledLevel]>,
    pub(super) endpoint: Box<[CompiledPolicy]>,
}

/// The policies of one level of an organization.
#[derive(Debug, Clone)]
pub(super) struct CompiledLevel {
    pub(super) policies: Box<[CompiledPolicy]>,
}

/// One policy.
#[derive(Debug, Clone)]
pub(crate) struct CompiledPolicy {
    pub(crate) name: Box<str>,
    pub(crate) statements: Box<[CompiledStatement]>,
}

/// One statement.
#[derive(Debug, Clone)]
pub(crate) struct CompiledStatement {
    pub(crate) index: u32,
    pub(crate) sid: Option<Box<str>>,
    pub(crate) effect: Effect,
    pub(crate) who: WhoTest,
    pub(crate) action: ActionTest,
    pub(crate) resource: ResourceTest,
    pub(crate) conditions: Box<[ConditionTest]>,
}

/// The Action or `NotAction` of a statement.
#[derive(Debug, Clone)]
pub(crate) enum ActionTest {
    Absent,
    Is(Box<[Pattern]>),
    Not(Box<[Pattern]>),
}

/// The Resource or `NotResource` of a statement.
#[derive(Debug, Clone)]
pub(crate) enum ResourceTest {
    Absent,
    Is(Box<[Template]>),
    Not(Box<[Template]>),
}

impl Compiled {
    /// Makes policies ready.
    pub fn new(policies: &Policies) -> Self {
        Self {
            identity: all(&policies.identity),
            resource: policies
                .resource
                .as_ref()
                .map(|policy| Box::new(CompiledPolicy::new("", policy))),
            boundaries: all(&policies.boundaries),
            session: all(&policies.session),
            service_control: policies
                .service_control
                .iter()
                .map(CompiledLevel::new)
                .collect(),
            resource_control: policies
                .resource_control
                .iter()
                .map(CompiledLevel::new)
                .collect(),
            endpoint: all(&policies.endpoint),
        }
    }

    /// The same policies with another policy on the resource.
    #[must_use]
    pub fn with_resource(mut self, policy: Option<&Policy>) -> Self {
        self.resource = policy.map(|policy| Box::new(CompiledPolicy::new("", policy)));
        self
    }

    /// Every compiled policy, of every kind.
    pub(super) fn policies(&self) -> impl Iterator<Item = &CompiledPolicy> {
        let levels = self.service_control.iter().chain(&self.resource_control);
        self.identity
            .iter()
            .chain(self.resource.as_deref())
            .chain(&self.boundaries)
            .chain(&self.session)
            .chain(levels.flat_map(|level| &level.policies))
            .chain(&self.endpoint)
    }
}

impl CompiledLevel {
    fn new(level: &Level) -> Self {
        Self {
            policies: all(&level.policies),
        }
    }
}

fn all(named: &[Named]) -> Box<[CompiledPolicy]> {
    named
        .iter()
        .map(|named| CompiledPolicy::new(&named.name, &named.policy))
        .collect()
}

impl CompiledPolicy {
    pub(crate) fn new(name: &str, policy: &Policy) -> Self {
        Self {
            name: name.into(),
            statements: policy
                .statements()
                .iter()
                .enumerate()
                .map(|(index, statement)| {
                    CompiledStatement::new(index, statement, policy.version())
                })
                .collect(),
        }
    }
}

impl CompiledStatement {
    pub(crate) fn new(index: usize, statement: &Statement, version: Version) -> Self {
        Self {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            sid: statement.sid().map(Into::into),
            effect: statement.effect(),
            who: WhoTest::new(statement.principal()),
            action: match statement.action() {
                ActionElement::Absent => ActionTest::Absent,
                ActionElement::Action(patterns) => ActionTest::Is(actions(patterns)),
                ActionElement::NotAction(patterns) => ActionTest::Not(actions(patterns)),
            },
            resource: match statement.resource() {
                ResourceElement::Absent => ResourceTest::Absent,
                ResourceElement::Resource(patterns) => {
                    ResourceTest::Is(resources(patterns, version))
                }
                ResourceElement::NotResource(patterns) => {
                    ResourceTest::Not(resources(patterns, version))
                }
            },
            conditions: statement
                .conditions()
                .iter()
                .map(|condition| ConditionTest::compile(condition, version))
                .collect(),
        }
    }
}

/// Actions are compared without regard to case.
///
/// Source: "IAM JSON policy elements: Action": "The prefix and the action name are case insensitive."
fn actions(patterns: &[String]) -> Box<[Pattern]> {
    patterns
        .iter()
        .filter_map(|pattern| Pattern::compile(&pattern.to_ascii_lowercase(), Dialect::Like))
        .collect()
}

fn resources(patterns: &[String], version: Version) -> Box<[Template]> {
    patterns
        .iter()
        .map(|pattern| Template::new(pattern, version, Dialect::Resource, false))
        .collect()
}
