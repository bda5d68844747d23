//! What AWS's own policy simulator is asked for a matrix, and whether it agrees.
//!
//! The simulator takes identity policies and permissions boundaries, and for roles no resource
//! policies (domain: AWS's own checkers): it is compared with our answer from those alone.

use iam_policy::Outcome;
use serde::{Deserialize, Serialize};

use super::attempt::Call;
use super::judge::CallVerdict;
use super::matrix::Matrix;

/// One question: an action on a resource with the context keys of the call. All keys are strings of
/// one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SimulatorQuestion {
    /// `ActionNames`: the one action.
    pub action: String,
    /// `ResourceArns`: the one resource, or `*`.
    pub resource: String,
    /// `ContextEntries`: key and value, of type `string`.
    pub context: Vec<(String, String)>,
}

/// The simulator's `EvalDecision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SimulatorDecision {
    /// `allowed`
    Allowed,
    /// `explicitDeny`
    ExplicitDeny,
    /// `implicitDeny`
    ImplicitDeny,
}

/// The simulator's answer to one question, for that very resource (`ResourceSpecificResults`, where
/// AWS gives them).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatorAnswer {
    /// What was asked.
    pub question: SimulatorQuestion,
    /// What it decided.
    pub decision: SimulatorDecision,
    /// `MissingContextValues`: keys that the policies test and nobody gave.
    pub missing_context: Vec<String>,
}

/// Whether the policies are taken as they are, or with the limit in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// As they are: `SimulatePrincipalPolicy` on the role or user.
    Before,
    /// With the limit: `SimulateCustomPolicy` with [`Matrix::policies_after`] and
    /// [`Matrix::boundaries`], and the principal as `CallerArn` where it is a user.
    After,
}

/// Whether two answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They are.
    Agree,
    /// They are not: both are shown, and neither is taken for certain.
    Differ,
    /// We can't tell; the simulator answered as if every key that it was not given were absent.
    OnlyTheirs,
    /// The simulator was not asked, or did not answer.
    OnlyOurs,
}

/// Our answer beside the simulator's, for one call of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The row's place in the matrix.
    pub row: usize,
    /// The call's place in the row.
    pub call: usize,
    /// What was asked.
    pub question: SimulatorQuestion,
    /// Our answer, from the identity's policies alone.
    pub ours: Outcome,
    /// The simulator's answer, if there is one.
    pub theirs: Option<SimulatorAnswer>,
    /// Whether they are the same.
    pub agreement: Agreement,
}

/// The question that stands for a call.
pub fn question(call: &Call) -> SimulatorQuestion {
    SimulatorQuestion {
        action: call.action.to_owned(),
        resource: call.resource.clone(),
        context: call
            .context
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect(),
    }
}

/// What the simulator is asked for a whole matrix, each question once.
pub fn questions(matrix: &Matrix) -> Vec<SimulatorQuestion> {
    let mut list = Vec::new();
    for call in matrix.rows.iter().flat_map(|row| &row.after.calls) {
        let question = question(&call.call);
        if !list.contains(&question) {
            list.push(question);
        }
    }
    list
}

/// Our answers beside the simulator's, call by call, agreements and disagreements alike.
pub fn compare(matrix: &Matrix, moment: Moment, answers: &[SimulatorAnswer]) -> Vec<Comparison> {
    let mut list = Vec::new();
    for (row, found) in matrix.rows.iter().enumerate() {
        let verdict = match moment {
            Moment::Before => &found.before,
            Moment::After => &found.after,
        };
        for (call, verdict) in verdict.calls.iter().enumerate() {
            list.push(compared(row, call, verdict, answers));
        }
    }
    list
}

fn compared(
    row: usize,
    call: usize,
    verdict: &CallVerdict,
    answers: &[SimulatorAnswer],
) -> Comparison {
    let question = question(&verdict.call);
    let theirs = answers.iter().find(|answer| answer.question == question);
    let ours = verdict.identity_only;
    let agreement = match theirs.map(|answer| answer.decision) {
        None => Agreement::OnlyOurs,
        Some(_) if ours == Outcome::Unknown => Agreement::OnlyTheirs,
        Some(theirs) if same(ours, theirs) => Agreement::Agree,
        Some(_) => Agreement::Differ,
    };
    Comparison {
        row,
        call,
        question,
        ours,
        theirs: theirs.cloned(),
        agreement,
    }
}

fn same(ours: Outcome, theirs: SimulatorDecision) -> bool {
    matches!(
        (ours, theirs),
        (Outcome::Allowed, SimulatorDecision::Allowed)
            | (Outcome::ExplicitlyDenied, SimulatorDecision::ExplicitDeny)
            | (Outcome::ImplicitlyDenied, SimulatorDecision::ImplicitDeny)
    )
}
