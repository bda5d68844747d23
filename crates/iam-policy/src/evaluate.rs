//! From a request and the policies in force to a decision.

use crate::decision::{Decision, Outcome, Reason};
use crate::request::{Policies, Request};

/// Policies made ready once, to decide many requests.
#[derive(Debug, Clone)]
pub struct Compiled {}

/// A request made ready once, to be decided under many policies.
#[derive(Debug, Clone)]
pub struct Prepared {}

impl Prepared {
    /// Makes a request ready: the context keys that follow from principal and resource are derived.
    pub fn new(_request: &Request) -> Self {
        Self {}
    }
}

impl Compiled {
    /// Makes policies ready.
    pub fn new(_policies: &Policies) -> Self {
        Self {}
    }

    /// The answer with its reasons.
    pub fn evaluate(&self, request: &Request) -> Decision {
        Decision {
            outcome: self.decide(&Prepared::new(request)),
            because: vec![Reason {
                source: None,
                policy: None,
                statement: None,
                sid: None,
                words: "the evaluator isn't finished".to_owned(),
            }],
        }
    }

    /// The bare answer, as fast as it can be had.
    pub fn decide(&self, _request: &Prepared) -> Outcome {
        Outcome::Unknown
    }
}

/// Decides one request; to decide many under the same policies, see [`Compiled`].
pub fn evaluate(request: &Request, policies: &Policies) -> Decision {
    Compiled::new(policies).evaluate(request)
}
