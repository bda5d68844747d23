//! A change as a report in Markdown.

use std::fmt::Write as _;

use journal::{ChangeRecord, Confirmation, Waiver};

use crate::api::{ChangeView, DiffRow};
use crate::view::time;

pub(super) fn markdown(
    view: &ChangeView,
    record: &ChangeRecord,
    seen: &[Confirmation],
    waived: &[Waiver],
) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = write!(
        text,
        "# Change {}: {}\n\n{}\n\n- Account: {}\n- Who: {}\n- Begun: {}\n- Ended: {}\n- Confirmed plan (SHA-256): {}\n",
        view.id,
        view.kind,
        view.state_words,
        view.account_id,
        view.who,
        view.started_at,
        view.ended_at.as_deref().unwrap_or("not yet"),
        record.digest,
    );
    if let Some(reason) = &view.reason {
        let _ = writeln!(text, "- Reason: {reason}");
    }
    if !record.plan.keep().is_empty() {
        text.push_str("\n## Who keeps access\n\n");
        for entry in record.plan.keep() {
            let _ = writeln!(text, "- {}", entry.arn);
        }
    }
    if !seen.is_empty() || !waived.is_empty() {
        text.push_str("\n## What was seen\n\n");
        for one in seen {
            let _ = writeln!(text, "- {} {}: {}", time(one.at), one.bucket, one.words);
        }
        for one in waived {
            let _ = writeln!(
                text,
                "- {} {}: `{}` waived: {}",
                time(one.at),
                one.bucket,
                one.what,
                one.reason
            );
        }
    }
    for target in &view.targets {
        let _ = write!(
            text,
            "\n## {} ({})\n\n{}\n\n",
            target.name, target.region, target.state_words
        );
        for step in &target.steps {
            let _ = write!(text, "- {} {}", step.at, step.words);
            if let Some(id) = &step.request_id {
                let _ = write!(text, " (request {id})");
            }
            if let Some(error) = &step.error {
                let _ = write!(text, " – {error}");
            }
            text.push('\n');
        }
        diff(&mut text, &target.diff);
        if let Some(trail) = &target.trail {
            let _ = write!(text, "\n### Writes of others\n\n{}\n", trail.words);
            for write in &trail.writes {
                let _ = writeln!(text, "\n{}", write.words);
                if let Some(rows) = &write.diff {
                    diff(&mut text, rows);
                }
            }
        }
    }
    text
}

fn diff(text: &mut String, rows: &[DiffRow]) {
    text.push_str("\n```diff\n");
    for line in rows {
        let mark = match line.kind.as_str() {
            "added" => '+',
            "removed" => '-',
            _ => ' ',
        };
        let _ = writeln!(text, "{mark}{}", line.text);
    }
    text.push_str("```\n");
}
