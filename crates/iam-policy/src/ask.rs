//! Questions beyond one request.

use crate::decision::Decision;
use crate::document::Policy;
use crate::evaluate::evaluate;
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
            let mut policies = policies.clone();
            policies.resource = old.cloned();
            let before = evaluate(request, &policies);
            policies.resource = new.cloned();
            let after = evaluate(request, &policies);
            ImpactRow {
                request: index,
                before,
                after,
            }
        })
        .collect()
}

/// Whether a new resource policy allows anything that the old one did not.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Nowhere, for any principal, action, resource and context.
    NowhereMore,
    /// Here is a request that the new policy allows and the old one does not.
    More {
        /// The request.
        witness: Box<Request>,
        /// Why, in words.
        because: String,
    },
    /// It can't be told, and why.
    CantTell(String),
}

/// Whether `new` as the policy of a resource in `account` is anywhere more permissive than `old`.
pub fn more_permissive(_new: &Policy, _old: &Policy, _account: &str) -> Comparison {
    Comparison::CantTell("not compared yet".to_owned())
}
