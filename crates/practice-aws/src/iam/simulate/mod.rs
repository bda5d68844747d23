//! IAM's policy simulator: would these policies allow these actions?
//!
//! It looks at identity policies and boundaries; a resource's policy only where it is given, and never for roles.
//! Source: IAM API reference, `SimulatePrincipalPolicy` and `SimulateCustomPolicy`.

mod decide;
mod source;

use axum::response::Response;

use super::pages::Page;
use super::{Desk, NAMESPACE};
use crate::fault::Fault;
use crate::query::respond;
use crate::xml::Xml;
use decide::{Answer, Question};

/// The policies of a user, group or role, and more that are given.
pub(super) fn principal(desk: &Desk<'_>) -> Result<Response, Fault> {
    let arn = desk.form.require("PolicySourceArn")?;
    desk.check(arn.to_owned(), arn.to_owned())?;
    answer(desk, &source::of_principal(desk, arn)?)
}

/// Only the policies that are given.
pub(super) fn custom(desk: &Desk<'_>) -> Result<Response, Fault> {
    desk.check("*".to_owned(), "*".to_owned())?;
    if desk.form.members("PolicyInputList").is_empty() {
        desk.form.require("PolicyInputList")?;
    }
    answer(desk, &source::custom(desk)?)
}

/// IAM's answer for what it can't make sense of.
fn invalid(message: impl Into<String>) -> Fault {
    Fault::bad("InvalidInput", message)
}

/// One action, on everything or on each of the resources given.
struct Row {
    action: String,
    whole: Answer,
    each: Vec<(String, Answer)>,
}

fn answer(desk: &Desk<'_>, question: &Question) -> Result<Response, Fault> {
    let actions = desk.form.members("ActionNames");
    if actions.is_empty() {
        desk.form.require("ActionNames")?;
    }
    let resources = desk.form.members("ResourceArns");
    let mut rows = Vec::new();
    for action in actions {
        if !is_action(action) {
            return Err(invalid(format!("Invalid Action: {action}")));
        }
        rows.push(row(question, action, &resources));
    }
    let page = Page::of(rows, desk.form)?;
    Ok(respond(
        &desk.call.operation,
        NAMESPACE,
        &desk.call.request_id,
        |xml| {
            xml.list("EvaluationResults", &page.items, show);
            Page::<Row>::end(page.marker(), xml);
        },
    ))
}

fn is_action(action: &str) -> bool {
    action.split_once(':').is_some_and(|(service, name)| {
        let word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        word(service) && word(name)
    })
}

fn row(question: &Question, action: &str, resources: &[&str]) -> Row {
    let each: Vec<(String, Answer)> = resources
        .iter()
        .map(|resource| ((*resource).to_owned(), question.ask(action, resource)))
        .collect();
    // The strictest answer stands for all.
    let whole = each
        .iter()
        .map(|(_, answer)| answer)
        .max_by_key(|answer| answer.decision)
        .cloned()
        .unwrap_or_else(|| question.ask(action, "*"));
    Row {
        action: action.to_owned(),
        whole,
        each,
    }
}

/// What is missing for named resources is told beside each of them, as AWS's own answers are.
fn show(xml: &mut Xml, row: &Row) {
    xml.text("EvalActionName", &row.action);
    let resource = match row.each.as_slice() {
        [(only, _)] => only,
        _ => "*",
    };
    xml.text("EvalResourceName", resource);
    xml.text("EvalDecision", row.whole.decision.name());
    statements(xml, &row.whole);
    let missing: &[String] = if row.each.is_empty() {
        &row.whole.missing
    } else {
        &[]
    };
    xml.texts("MissingContextValues", missing.iter().map(String::as_str));
    boundary(xml, &row.whole);
    if !row.each.is_empty() {
        xml.list(
            "ResourceSpecificResults",
            &row.each,
            |xml, (arn, answer)| {
                xml.text("EvalResourceName", arn);
                xml.text("EvalResourceDecision", answer.decision.name());
                statements(xml, answer);
                xml.texts(
                    "MissingContextValues",
                    answer.missing.iter().map(String::as_str),
                );
                boundary(xml, answer);
            },
        );
    }
}

fn statements(xml: &mut Xml, answer: &Answer) {
    xml.list("MatchedStatements", &answer.matched, |xml, matched| {
        xml.text("SourcePolicyId", &matched.policy);
        xml.text("SourcePolicyType", "IAM Policy");
        for (name, column) in [
            ("StartPosition", matched.start),
            ("EndPosition", matched.end),
        ] {
            if let Some((line, column)) = column {
                xml.nested(name, |xml| {
                    xml.text("Line", &line.to_string());
                    xml.text("Column", &column.to_string());
                });
            }
        }
    });
}

fn boundary(xml: &mut Xml, answer: &Answer) {
    if let Some(allowed) = answer.allowed_by_boundary {
        xml.nested("PermissionsBoundaryDecisionDetail", |xml| {
            xml.text("AllowedByPermissionsBoundary", &allowed.to_string());
        });
    }
}
