//! Questions beyond one request: who loses and who gains by a change; is a policy anywhere more permissive
//! than another?

mod permissive;

pub use permissive::{Comparison, more_permissive};

use crate::decision::Decision;
use crate::document::Policy;
use crate::evaluate::Compiled;
use crate::request::{Policies, Request};

/// One request before and after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct ImpactRow {
    /// The request's place in the input.
    pub request: usize,
    /// The decision before the change.
    pub before: Decision,
    /// The decision after it.
    pub after: Decision,
}

/// Decides each request before and after a change of the resource policy: `requests` hold a request and
/// the policies in force for its principal, in which `resource` is replaced by `old` and by `new`.
pub fn impact(
    requests: &[(Request, Policies)],
    old: Option<&Policy>,
    new: Option<&Policy>,
) -> Vec<ImpactRow> {
    requests
        .iter()
        .enumerate()
        .map(|(index, (request, policies))| {
            let before = Compiled::new(policies).with_resource(old);
            let after = before.clone().with_resource(new);
            ImpactRow {
                request: index,
                before: before.evaluate(request),
                after: after.evaluate(request),
            }
        })
        .collect()
}
