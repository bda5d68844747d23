//! Where something is unknown: does it matter?

use super::compile::Compiled;
use super::prepare::Prepared;
use crate::decision::Outcome;

/// What is left after the unknown was looked at from every side.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) outcome: Outcome,
    /// The keys that were looked at.
    pub(super) keys: Vec<String>,
}

impl Settled {
    pub(super) fn same(outcome: Outcome) -> Self {
        Self {
            outcome,
            keys: Vec::new(),
        }
    }
}

pub(super) fn settle(_compiled: &Compiled, _request: &Prepared) -> Settled {
    Settled::same(Outcome::Unknown)
}
