//! A plan as the review page shows it.

use lockdown::impact::{Impact, ImpactKind, ImpactRow as DomainRow};
use lockdown::keep::{KeepEntry, KeepId, KeepKind, KeepReason, MatchBy as DomainMatch};
use lockdown::plan::{DiffLine, LineKind, Note, Plan, SIZE_LIMIT, TargetPlan};

use super::{labels, time, unknown};
use crate::api::{
    DiffRow, ImpactRow, ImpactView, KeepRow, MatchBy, NoteView, PlanView, TargetView,
};

/// The plan for review. `prompt` says what is to be typed, `cannot_apply` why it can't be applied here.
pub(crate) fn view(plan: &Plan, prompt: String, cannot_apply: Option<String>) -> PlanView {
    PlanView {
        digest: plan.digest(),
        kind: plan.kind().code().to_owned(),
        made_at: time(plan.made_at()),
        targets: plan.targets().iter().map(target).collect(),
        keep: plan.keep().iter().map(keep_row).collect(),
        blockers: plan
            .blockers()
            .iter()
            .map(|one| note(&one.note()))
            .collect(),
        warnings: plan
            .warnings()
            .iter()
            .map(|one| note(&one.note()))
            .collect(),
        not_covered: plan
            .not_covered()
            .iter()
            .map(|one| note(&one.note()))
            .collect(),
        trial_minutes: plan.trial().map(lockdown::lock::TrialLength::minutes),
        confirmation_prompt: prompt,
        cannot_apply,
    }
}

fn target(target: &TargetPlan) -> TargetView {
    TargetView {
        target: target.target.code().to_owned(),
        name: target.target.to_string(),
        region: target.region.to_string(),
        summary: target.summary.clone(),
        added: target.added.clone(),
        diff: diff(&target.diff),
        size: u32::try_from(target.size).unwrap_or(u32::MAX),
        size_limit: u32::try_from(SIZE_LIMIT).unwrap_or(u32::MAX),
        nothing_to_do: target.nothing_to_do,
        impact: impact(&target.impact),
    }
}

pub(crate) fn diff(lines: &[DiffLine]) -> Vec<DiffRow> {
    lines
        .iter()
        .map(|line| DiffRow {
            kind: match line.kind {
                LineKind::Same => "same",
                LineKind::Added => "added",
                LineKind::Removed => "removed",
            }
            .to_owned(),
            old_line: line.old_line,
            new_line: line.new_line,
            text: line.text.clone(),
        })
        .collect()
}

fn impact(impact: &Impact) -> ImpactView {
    let rows = |rows: &[DomainRow]| rows.iter().map(impact_row).collect();
    ImpactView {
        loses: rows(&impact.loses),
        keeps: rows(&impact.keeps),
        gains: rows(&impact.gains),
        cannot_tell: rows(&impact.cannot_tell),
        unknown: impact
            .unknown
            .as_ref()
            .map(|why| unknown::view(why, "the account's roles and users")),
        features: impact.features.iter().map(note).collect(),
    }
}

fn impact_row(row: &DomainRow) -> ImpactRow {
    ImpactRow {
        arn: row.principal.clone(),
        name: row.name.clone(),
        kind: match row.kind {
            ImpactKind::Role => "role",
            ImpactKind::User => "user",
            ImpactKind::Root => "root",
            ImpactKind::Service => "service",
            ImpactKind::Account => "account",
            ImpactKind::Anyone => "anyone",
        }
        .to_owned(),
        what: row
            .what
            .iter()
            .map(|ability| ability.words().to_owned())
            .collect(),
        why: row.why.clone(),
    }
}

pub(crate) fn note(note: &Note) -> NoteView {
    NoteView {
        code: note.code.clone(),
        title: note.title.clone(),
        text: note.text.clone(),
        subject: note.subject.clone(),
    }
}

pub(crate) fn keep_row(entry: &KeepEntry) -> KeepRow {
    KeepRow {
        arn: entry.arn.to_string(),
        name: entry.arn.name().to_owned(),
        kind: match entry.kind {
            KeepKind::Role => "role",
            KeepKind::User => "user",
            KeepKind::Root => "root",
        }
        .to_owned(),
        id: entry.id.as_ref().map(|id| match id {
            KeepId::Unique(id) => id.to_string(),
            KeepId::Account(account) => account.to_string(),
        }),
        why: entry.why.iter().map(why).collect(),
        who_can_become_it: entry.who_can_become_it.clone(),
        recommended: match_view(entry.recommended),
        second_way: entry.second_way,
    }
}

fn why(reason: &KeepReason) -> String {
    match reason {
        KeepReason::Caller => "You are signed in with it.".to_owned(),
        KeepReason::ServiceRole {
            instance,
            name,
            bucket,
            resource_types,
        } => {
            let stored: Vec<String> = resource_types
                .iter()
                .map(|kind| labels::resource_type(kind).to_lowercase())
                .collect();
            format!(
                "The instance `{name}` in {} stores {} in `{bucket}` with it.",
                instance.region,
                stored.join(", ")
            )
        }
        KeepReason::Picked => "You picked it.".to_owned(),
        KeepReason::Replicates { bucket } => format!("It replicates objects out of `{bucket}`."),
        KeepReason::Notified { bucket, function } => {
            format!(
                "Its function `{}` is told of new objects in `{bucket}`.",
                function.name()
            )
        }
        KeepReason::NamedInPolicy { bucket, statement } => {
            format!("The policy of `{bucket}` names it (statement {statement}).")
        }
        KeepReason::Delivers => "Its name or tags say that it delivers logs or streams.".to_owned(),
        KeepReason::BreakGlass => "Its name or tags say that it is for emergencies.".to_owned(),
    }
}

fn match_view(by: DomainMatch) -> MatchBy {
    match by {
        DomainMatch::Id => MatchBy::Id,
        DomainMatch::Arn => MatchBy::Arn,
        DomainMatch::Both => MatchBy::Both,
    }
}

/// The domain's word for how a principal is matched.
pub(crate) fn match_by(by: MatchBy) -> DomainMatch {
    match by {
        MatchBy::Id => DomainMatch::Id,
        MatchBy::Arn => DomainMatch::Arn,
        MatchBy::Both => DomainMatch::Both,
    }
}
