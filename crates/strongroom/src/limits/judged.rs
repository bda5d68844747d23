//! What a limit permits and forbids: our answers, and AWS's own simulator beside them.

use std::collections::HashSet;

use aws_account::CallError;
use iam_policy::{Outcome, ReadError};
use lockdown::inventory::Inventory;
use lockdown::known::Unknown;
use lockdown::limit::simulator::{
    Agreement, Moment, SimulatorAnswer, SimulatorDecision, compare, questions,
};
use lockdown::limit::{
    Attempt, FunctionVerb, Holds, LimitIntent, LimitPlace, Matrix, MatrixInput, MatrixRow,
    StorageVerb, Verdict, Wanted, What, beyond, defeat, escape, matrix,
};

use super::{instance_arns, texts};
use crate::api::{
    AttemptRow, ErrorView, EscapeRow, LimitPlanView, LimitText, NoteView, PlanView,
    SimulatorDifference, SimulatorView, VerdictView,
};
use crate::session::Session;
use crate::view::{error, unknown};

/// Everything of the review but the plan.
pub(super) struct Judged {
    attempts: Vec<AttemptRow>,
    unreadable: Option<String>,
    simulator: SimulatorView,
    defeats: Vec<String>,
    ways_out: Vec<String>,
    escapes: Vec<EscapeRow>,
    gaps: Vec<NoteView>,
    besides: Vec<NoteView>,
    pub(super) texts: Vec<LimitText>,
    steps: Vec<String>,
}

impl Judged {
    pub(super) fn with(self, plan: PlanView) -> LimitPlanView {
        LimitPlanView {
            plan,
            attempts: self.attempts,
            unreadable: self.unreadable,
            simulator: self.simulator,
            defeats: self.defeats,
            ways_out: self.ways_out,
            escapes: self.escapes,
            gaps: self.gaps,
            besides: self.besides,
            texts: self.texts,
            steps: self.steps,
        }
    }
}

impl Session {
    pub(super) async fn judge(
        &self,
        inventory: &Inventory,
        intent: &LimitIntent,
        replaces: Option<&LimitPlace>,
    ) -> Result<Judged, ErrorView> {
        let region = &intent.instance().region;
        let existing = self
            .account
            .existing(region, instance_arns(inventory))
            .await;
        let wanted = named_in(&matrix::attempts(intent, &existing));
        let existing = self
            .account
            .with_own_policies(existing, region, |name| wanted.contains(name))
            .await;
        let principals = self.principals().await;
        let input = MatrixInput {
            inventory,
            principals: MatrixInput::principals_of(&principals),
            existing: &existing,
            intent,
            replaces,
            now: self.account.aws_now(),
        };
        let unwritten =
            |bad: ReadError| error::caused("The limit's policy can't be written.", "", &bad);
        let matrix = matrix::matrix(&input).map_err(unwritten)?;
        let defeats = defeat::defeats(&input).map_err(unwritten)?;
        Ok(Judged {
            attempts: matrix.rows.iter().map(|row| attempt(intent, row)).collect(),
            unreadable: matrix.unreadable.clone(),
            simulator: self.simulated(intent, &matrix).await,
            ways_out: defeat::ways_out(&defeats, intent.principal()),
            defeats: defeat::sentences(&defeats, intent.principal()),
            escapes: escapes(&input).map_err(unwritten)?,
            gaps: beyond::gaps(intent)
                .iter()
                .map(|gap| note(gap.code(), gap.words(intent)))
                .collect(),
            besides: besides(&input).map_err(unwritten)?,
            texts: texts::of(intent).map_err(unwritten)?,
            steps: texts::steps(intent).map_err(unwritten)?,
        })
    }

    /// What AWS's own simulator says, before and after, beside our answers.
    async fn simulated(&self, intent: &LimitIntent, matrix: &Matrix) -> SimulatorView {
        let asked = questions(matrix);
        let policies: Vec<String> = matrix
            .policies_after
            .iter()
            .map(|(_, text)| text.clone())
            .collect();
        let (before, after) = tokio::join!(
            self.account
                .simulate_principal(intent.principal().arn(), &asked),
            self.account
                .simulate_custom(&policies, &matrix.boundaries, &asked),
        );
        let mut view = SimulatorView {
            agree: 0,
            differ: Vec::new(),
            one_sided: 0,
            unknown: None,
        };
        for (moment, answers) in [(Moment::Before, before), (Moment::After, after)] {
            match answers {
                Ok(answers) => count(&mut view, matrix, moment, &answers),
                Err(failed) => view.unknown = view.unknown.or_else(|| Some(not_asked(&failed))),
            }
        }
        view
    }
}

fn not_asked(failed: &CallError) -> crate::api::UnknownView {
    let unknown: Unknown = failed.unknown();
    unknown::view(&unknown, "the answers of AWS's own simulator")
}

/// Each question counts once, however many attempts ask it.
fn count(view: &mut SimulatorView, matrix: &Matrix, moment: Moment, answers: &[SimulatorAnswer]) {
    let mut counted = HashSet::new();
    for one in compare(matrix, moment, answers) {
        let question = &one.question;
        if !counted.insert((
            question.action.clone(),
            question.resource.clone(),
            question.context.clone(),
        )) {
            continue;
        }
        match (one.agreement, &one.theirs) {
            (Agreement::Agree, _) => view.agree += 1,
            (Agreement::Differ, Some(theirs)) => view.differ.push(SimulatorDifference {
                action: one.question.action.clone(),
                resource: one.question.resource.clone(),
                after: moment == Moment::After,
                ours: outcome(one.ours).to_owned(),
                theirs: decision(theirs.decision).to_owned(),
            }),
            _ => view.one_sided += 1,
        }
    }
}

/// Every bucket, function and key that the attempts name: their own policies have a say.
fn named_in(tries: &[Attempt]) -> HashSet<String> {
    let mut names = HashSet::new();
    for attempt in tries {
        match &attempt.what {
            What::Storage { target, key, .. } => {
                names.extend(target.iter().map(|target| target.as_str().to_owned()));
                names.extend(key.iter().map(ToString::to_string));
            }
            What::Function { function, .. } => {
                names.insert(function.to_string());
            }
        }
    }
    names
}

fn attempt(intent: &LimitIntent, row: &MatrixRow) -> AttemptRow {
    let (verb, resource_type, target, key) = match &row.attempt.what {
        What::Storage {
            verb,
            resource_type,
            target,
            key,
        } => (
            match verb {
                StorageVerb::Associate => "associate",
                StorageVerb::Update => "update",
                StorageVerb::Disassociate => "disassociate",
            },
            Some(resource_type.to_string()),
            target.as_ref().map(|target| target.as_str().to_owned()),
            key.as_ref().map(ToString::to_string),
        ),
        What::Function { verb, function } => (
            match verb {
                FunctionVerb::Associate => "associate",
                FunctionVerb::Disassociate => "disassociate",
            },
            None,
            Some(function.to_string()),
            None,
        ),
    };
    AttemptRow {
        words: row.attempt.words(),
        verb: verb.to_owned(),
        instance_arn: row.attempt.instance.to_string(),
        resource_type,
        target,
        key,
        example: row.attempt.is_example,
        other_instance: row.attempt.instance != *intent.instance_arn(),
        wanted: match row.wanted {
            Wanted::Permit => "permit",
            Wanted::Forbid => "forbid",
            Wanted::CannotBeSaid => "cannot_be_said",
            Wanted::Untouched => "untouched",
        }
        .to_owned(),
        before: verdict(&row.before),
        after: verdict(&row.after),
        holds: match row.holds {
            Holds::AsWanted => "as_wanted",
            Holds::Defeated => "defeated",
            Holds::NotGranted => "not_granted",
            Holds::CannotTell => "cannot_tell",
            Holds::Untouched => "untouched",
            Holds::ChangedBesides => "changed_besides",
        }
        .to_owned(),
    }
}

fn verdict(verdict: &Verdict) -> VerdictView {
    VerdictView {
        outcome: outcome(verdict.outcome).to_owned(),
        why: verdict.why(),
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::ImplicitlyDenied => "implicitly_denied",
        Outcome::ExplicitlyDenied => "explicitly_denied",
        Outcome::Unknown => "unknown",
    }
}

fn decision(decision: SimulatorDecision) -> &'static str {
    outcome(match decision {
        SimulatorDecision::Allowed => Outcome::Allowed,
        SimulatorDecision::ImplicitDeny => Outcome::ImplicitlyDenied,
        SimulatorDecision::ExplicitDeny => Outcome::ExplicitlyDenied,
    })
}

fn escapes(input: &MatrixInput<'_>) -> Result<Vec<EscapeRow>, ReadError> {
    let found = escape::escapes(input)?;
    Ok(found
        .into_iter()
        .map(|escape| EscapeRow {
            words: escape.words,
            action: escape.action,
            resource: escape.resource,
            certain: escape.certain,
        })
        .collect())
}

fn besides(input: &MatrixInput<'_>) -> Result<Vec<NoteView>, ReadError> {
    let found = beyond::collateral(input)?;
    Ok(found
        .into_iter()
        .map(|one| {
            let can = if one.certain { "can" } else { "may be able to" };
            let noun = input.intent.principal().noun();
            let now = format!(
                "Now the {noun} {can} {}; with the limit it can't.",
                one.words
            );
            note(&one.action, now)
        })
        .collect())
}

fn note(code: &str, title: String) -> NoteView {
    NoteView {
        code: code.to_owned(),
        title,
        text: None,
        subject: None,
    }
}
