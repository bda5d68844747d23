//! From a statement to the lock that it is, whoever made it.

use iam_policy::{
    ActionElement, Condition, Effect, Policy, PrincipalElement, PrincipalEntry, Statement,
};
use time::OffsetDateTime;

use super::build::SID_PREFIX;
use super::text::TrialEnd;

/// When a statement applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Always.
    Always,
    /// Until this time: a trial.
    Until(TrialEnd),
    /// From this time on: the old lock while a trial changes it.
    From(TrialEnd),
    /// At times that are not ours to understand.
    Other,
}

impl Window {
    /// Whether the statement applies at `now`; what can't be understood is taken to apply.
    pub fn holds(self, now: OffsetDateTime) -> bool {
        match self {
            Self::Always | Self::Other => true,
            Self::Until(end) => !end.has_passed(now),
            Self::From(start) => start.has_passed(now),
        }
    }
}

/// What a lock statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockPurpose {
    /// Denies whoever is not listed.
    Lock,
    /// Denies AWS services that act for another account.
    Services,
}

/// The lock that a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockShape {
    /// Whether Strongroom made it: by its Sid, besides the structure.
    pub ours: bool,
    /// What it is for.
    pub purpose: LockPurpose,
    /// The values that `aws:userId` is compared with.
    pub user_ids: Vec<String>,
    /// The values that `aws:PrincipalArn` is compared with.
    pub arns: Vec<String>,
    /// When it applies.
    pub window: Window,
}

impl LockShape {
    /// The unique ids of roles and users among the listed values: `AROA…` of `AROA…:*`.
    pub fn unique_ids(&self) -> impl Iterator<Item = &str> {
        self.user_ids
            .iter()
            .map(|value| value.split(':').next().unwrap_or(value))
            .filter(|id| id.parse::<crate::ids::UniqueId>().is_ok())
    }
}

/// The lock that this statement is; none where it is something else.
///
/// A lock denies everyone (`Principal "*"`) at least reading objects, unless `aws:userId` or
/// `aws:PrincipalArn` is listed, and hangs on nothing else but the service exemption and the time.
pub fn lock_shape(statement: &Statement) -> Option<LockShape> {
    if statement.effect() != Effect::Deny || !names_everyone(statement.principal()) {
        return None;
    }
    let ours = statement
        .sid()
        .is_some_and(|sid| sid.starts_with(SID_PREFIX));
    let mut found = Found::default();
    for condition in statement.conditions() {
        found.take(condition)?;
    }
    let purpose = if found.for_services && ours && !found.lists_principals {
        LockPurpose::Services
    } else if found.lists_principals && !found.for_services && denies_reading(statement.action()) {
        LockPurpose::Lock
    } else {
        return None;
    };
    Some(LockShape {
        ours,
        purpose,
        user_ids: found.user_ids,
        arns: found.arns,
        window: found.window.unwrap_or(Window::Always),
    })
}

/// Every lock in a policy, with its place.
pub fn locks_in(policy: &Policy) -> impl Iterator<Item = (usize, LockShape)> {
    policy
        .statements()
        .iter()
        .enumerate()
        .filter_map(|(index, s)| Some((index, lock_shape(s)?)))
}

#[derive(Default)]
struct Found {
    lists_principals: bool,
    user_ids: Vec<String>,
    arns: Vec<String>,
    for_services: bool,
    window: Option<Window>,
}

impl Found {
    /// Takes in one condition; none where it makes the statement something else than a lock.
    fn take(&mut self, condition: &Condition) -> Option<()> {
        let operator = condition.operator.to_ascii_lowercase();
        // A missing key makes a negated operator true, with `IfExists` and without.
        let operator = operator.strip_suffix("ifexists").unwrap_or(&operator);
        let key = condition.key.to_ascii_lowercase();
        match (operator, key.as_str()) {
            ("stringnotlike" | "stringnotequals", "aws:userid") => {
                self.lists_principals = true;
                self.user_ids.extend(condition.values.iter().cloned());
            }
            (
                "arnnotlike" | "arnnotequals" | "stringnotlike" | "stringnotequals",
                "aws:principalarn",
            ) => {
                self.lists_principals = true;
                self.arns.extend(condition.values.iter().cloned());
            }
            ("bool", "aws:principalisawsservice") => {
                let value = condition.values.first()?.to_ascii_lowercase();
                self.for_services |= value == "true";
            }
            ("null" | "stringnotequals", "aws:sourceaccount") => {}
            ("datelessthan", "aws:currenttime") => self.window(condition, Window::Until),
            ("dategreaterthanequals", "aws:currenttime") => self.window(condition, Window::From),
            _ => return None,
        }
        Some(())
    }

    fn window(&mut self, condition: &Condition, make: fn(TrialEnd) -> Window) {
        let one = match condition.values.as_slice() {
            [value] => TrialEnd::parse(value).map_or(Window::Other, make),
            _ => Window::Other,
        };
        self.window = Some(if self.window.is_none() {
            one
        } else {
            Window::Other
        });
    }
}

pub(crate) fn names_everyone(principal: &PrincipalElement) -> bool {
    match principal {
        PrincipalElement::Principal(entries) => entries.contains(&PrincipalEntry::Anyone),
        _ => false,
    }
}

fn denies_reading(action: &ActionElement) -> bool {
    let covers = |patterns: &[String]| {
        patterns.iter().any(|pattern| {
            let pattern = pattern.to_ascii_lowercase();
            matches!(
                pattern.as_str(),
                "*" | "s3:*" | "s3:get*" | "s3:getobject*" | "s3:getobject"
            )
        })
    };
    match action {
        ActionElement::Action(patterns) => covers(patterns),
        ActionElement::NotAction(patterns) => !covers(patterns),
        ActionElement::Absent => false,
    }
}
