//! From a request and the policies in force to a decision.
//!
//! - `prepare`: a request made ready; the context keys that follow from principal and resource.
//! - `compile`: policies made ready.
//! - `who`: does a statement name this principal, and how directly?
//! - `statement`: does a statement match?
//! - `combine`: from matching statements to the answer, for one account and across accounts.
//! - `special`: the rules that stand in no policy, one function each.
//! - `settle`: where something is unknown, whether it matters.
//! - `words`: the reasons.

mod combine;
mod compile;
mod prepare;
mod settle;
mod special;
mod statement;
mod who;
mod words;

pub use compile::Compiled;
pub use prepare::Prepared;

pub(crate) use who::Who;

use crate::decision::{Decision, Outcome};
use crate::request::{Policies, Request};

impl Compiled {
    /// The answer with its reasons.
    pub fn evaluate(&self, request: &Request) -> Decision {
        let prepared = Prepared::new(request);
        let mut trace = words::Trace::default();
        let answer = combine::decide(self, &prepared, &mut trace);
        let settled = self.settled(&prepared, answer);
        words::explain(self, request, &prepared, &trace, &settled)
    }

    /// The bare answer, as fast as it can be had.
    pub fn decide(&self, request: &Prepared) -> Outcome {
        let answer = combine::decide(self, request, &mut combine::Silent);
        self.settled(request, answer).outcome
    }

    /// Looks at the unknown from every side where it may matter: for an answer that can't be told, and for
    /// a denial that may be an explicit one.
    fn settled(&self, request: &Prepared, answer: combine::Answer) -> settle::Settled {
        match answer.outcome {
            Outcome::Unknown => settle::settle(self, request),
            Outcome::ImplicitlyDenied if answer.may_deny => {
                let settled = settle::settle(self, request);
                if settled.outcome == Outcome::ExplicitlyDenied {
                    settled
                } else {
                    settle::Settled::same(Outcome::ImplicitlyDenied)
                }
            }
            known => settle::Settled::same(known),
        }
    }
}

/// Decides one request; to decide many under the same policies, see [`Compiled`].
pub fn evaluate(request: &Request, policies: &Policies) -> Decision {
    Compiled::new(policies).evaluate(request)
}
