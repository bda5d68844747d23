//! Every attempt worth showing, before and after the limit, with what decided.
//!
//! - `tries`: which attempts those are
//! - `weigh`: what the limit is to do with one, and whether it does

mod tries;
mod weigh;

use iam_policy::{Outcome, ReadError, Reason};
use time::OffsetDateTime;

pub use tries::attempts;
pub(crate) use tries::example_target;
pub use weigh::{Holds, Wanted};

use super::attempt::{Attempt, Need};
use super::existing::Existing;
use super::find::LimitPlace;
use super::intent::LimitIntent;
pub use super::judge::CallVerdict;
use super::judge::{Judge, Side, own_name};
use super::render::limit_policy;
use crate::directory::Directory;
use crate::inventory::Inventory;
use crate::known::{Known, Unknown};
use crate::principals::Principals;

/// What a matrix is made from.
#[derive(Debug, Clone, Copy)]
pub struct MatrixInput<'a> {
    /// Who is signed in, and the buckets' policies as far as they were read.
    pub inventory: &'a Inventory,
    /// The account's roles and users with their policies.
    pub principals: Result<&'a Principals, &'a Unknown>,
    /// What there is to try.
    pub existing: &'a Existing,
    /// What is asked for.
    pub intent: &'a LimitIntent,
    /// Where the limit is that this one takes the place of: it is not in force any more afterwards.
    pub replaces: Option<&'a LimitPlace>,
    /// The time, by AWS's clock.
    pub now: OffsetDateTime,
}

impl<'a> MatrixInput<'a> {
    /// The principals as an inventory's reader holds them.
    pub fn principals_of(known: &'a Known<Principals>) -> Result<&'a Principals, &'a Unknown> {
        match known {
            Known::Value(principals) => Ok(principals),
            Known::Unknown(unknown) => Err(unknown),
        }
    }
}

/// The answer to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The answer: one refused call refuses all; what can't be told is never shown as refused.
    pub outcome: Outcome,
    /// The place of the call that decided, in `calls`.
    pub deciding: usize,
    /// Every call with its own answer.
    pub calls: Vec<CallVerdict>,
}

impl Verdict {
    /// The call that decided.
    pub fn decided_by(&self) -> Option<&CallVerdict> {
        self.calls.get(self.deciding)
    }

    /// What decided, in words: "`s3:GetBucketAcl` on `arn:aws:s3:::other`: identity-based policy …".
    pub fn why(&self) -> String {
        let Some(decided) = self.decided_by() else {
            return String::new();
        };
        let reasons: Vec<String> = decided.because.iter().map(Reason::to_string).collect();
        let listed = if decided.call.need == Need::Listed && self.outcome == Outcome::Unknown {
            "AWS lists this action as needed, and doesn't say when: "
        } else {
            ""
        };
        format!(
            "{} on `{}`: {listed}{}",
            decided.call.action,
            decided.call.resource,
            reasons.join("; ")
        )
    }

    pub(crate) fn of(calls: Vec<CallVerdict>) -> Self {
        let find = |is: &dyn Fn(&CallVerdict) -> bool| calls.iter().position(is);
        let always = |one: &CallVerdict| one.call.need == Need::Always;
        let explicit = |one: &CallVerdict| one.outcome == Outcome::ExplicitlyDenied;
        let decided = find(&|one| always(one) && explicit(one))
            .map(|at| (Outcome::ExplicitlyDenied, at))
            .or_else(|| {
                find(&|one| always(one) && one.outcome == Outcome::ImplicitlyDenied)
                    .map(|at| (Outcome::ImplicitlyDenied, at))
            })
            .or_else(|| {
                find(&|one| always(one) && one.outcome == Outcome::Unknown)
                    .map(|at| (Outcome::Unknown, at))
            })
            // A listed action that is refused, or unknown, leaves the attempt in doubt.
            .or_else(|| {
                find(&|one| one.outcome != Outcome::Allowed).map(|at| (Outcome::Unknown, at))
            })
            .or_else(|| find(&|one| one.call.carries_target).map(|at| (Outcome::Allowed, at)));
        let (outcome, deciding) = decided.unwrap_or((Outcome::Allowed, 0));
        Self {
            outcome: if calls.is_empty() {
                Outcome::Unknown
            } else {
                outcome
            },
            deciding,
            calls,
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// What is tried.
    pub attempt: Attempt,
    /// The answer as things are.
    pub before: Verdict,
    /// The answer with the limit in place.
    pub after: Verdict,
    /// What the limit is to do with it.
    pub wanted: Wanted,
    /// Whether it does.
    pub holds: Holds,
}

/// What the limit permits and forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The attempts.
    pub rows: Vec<MatrixRow>,
    /// Why the identity's own policies are not all known, where they are not: every answer but an
    /// explicit denial is unknown then.
    pub unreadable: Option<String>,
    /// The texts of the identity's policies with the limit in place, the limit last, each with its
    /// name: what AWS's simulator is given for a custom simulation.
    pub policies_after: Vec<(String, String)>,
    /// The texts of the permissions boundary, if there is one.
    pub boundaries: Vec<String>,
    /// The name under which the limit's policy stands among the identity's.
    pub limit_name: String,
}

impl Matrix {
    /// The rows in which the limit does not do what it is to do.
    pub fn failing(&self) -> impl Iterator<Item = &MatrixRow> {
        self.rows
            .iter()
            .filter(|row| !matches!(row.holds, Holds::AsWanted | Holds::Untouched))
    }
}

/// The matrix of the attempts that [`attempts`] chooses.
///
/// # Errors
/// Never in practice: the error is that of writing the policy.
pub fn matrix(input: &MatrixInput<'_>) -> Result<Matrix, ReadError> {
    matrix_of(input, attempts(input.intent, input.existing))
}

/// The matrix of these attempts.
///
/// # Errors
/// Never in practice: the error is that of writing the policy.
pub fn matrix_of(input: &MatrixInput<'_>, tries: Vec<Attempt>) -> Result<Matrix, ReadError> {
    with_judge(input, |judge| {
        let rows = tries
            .into_iter()
            .map(|attempt| row(judge, input.intent, attempt))
            .collect();
        let texts = |list: &[iam_policy::Named]| -> Vec<(String, String)> {
            list.iter()
                .map(|named| (named.name.clone(), named.policy.to_json()))
                .collect()
        };
        Matrix {
            rows,
            unreadable: judge.unreadable.clone(),
            policies_after: texts(judge.identity(Side::After)),
            boundaries: texts(judge.boundaries())
                .into_iter()
                .map(|(_, text)| text)
                .collect(),
            limit_name: own_name(input.intent),
        }
    })
}

fn row(judge: &Judge<'_>, intent: &LimitIntent, attempt: Attempt) -> MatrixRow {
    let calls = attempt.calls(intent);
    let side = |side| Verdict::of(calls.iter().map(|call| judge.call(side, call)).collect());
    let (before, after) = (side(Side::Before), side(Side::After));
    let wanted = Wanted::of(intent, &attempt);
    let holds = Holds::of(wanted, before.outcome, after.outcome);
    MatrixRow {
        attempt,
        before,
        after,
        wanted,
        holds,
    }
}

/// Something judged with the limit in place.
pub(crate) fn with_judge<T>(
    input: &MatrixInput<'_>,
    ask: impl FnOnce(&Judge<'_>) -> T,
) -> Result<T, ReadError> {
    let limit = limit_policy(input.intent)?;
    let directory = Directory::new(input.inventory, input.principals.ok());
    let judge = Judge::new(input, input.principals.map(|_| &directory), &limit);
    Ok(ask(&judge))
}
