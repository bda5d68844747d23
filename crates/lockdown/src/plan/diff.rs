//! The difference between two policies, line by line, as they are laid out for reading.

use iam_policy::{Policy, PrincipalIds, StatementChange};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::target::{DiffLine, LineKind, StatementLine};
use crate::inventory::LivePolicy;

/// The difference of two policies, pretty-printed; a text that can't be read is shown as it is.
pub fn diff_lines(old: &LivePolicy, new: &LivePolicy) -> Vec<DiffLine> {
    let (old, new) = (laid_out(old), laid_out(new));
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => {
                let lines = new.iter().skip(new_index).take(len).enumerate();
                rows.extend(lines.map(|(offset, text)| DiffLine {
                    kind: LineKind::Same,
                    old_line: Some(number(old_index + offset)),
                    new_line: Some(number(new_index + offset)),
                    text: (*text).to_owned(),
                }));
            }
            DiffOp::Delete {
                old_index, old_len, ..
            } => removed(&mut rows, &old, old_index, old_len),
            DiffOp::Insert {
                new_index, new_len, ..
            } => added(&mut rows, &new, new_index, new_len),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => {
                removed(&mut rows, &old, old_index, old_len);
                added(&mut rows, &new, new_index, new_len);
            }
        }
    }
    rows
}

/// The difference statement by statement, in words.
pub(crate) fn statement_lines(
    old: &LivePolicy,
    new: &LivePolicy,
    ids: &PrincipalIds,
) -> Vec<StatementLine> {
    let empty = || Policy::new(Vec::new());
    let (Ok(old), Ok(new)) = (
        old.text().map_or_else(|| Ok(empty()), Policy::parse),
        new.text().map_or_else(|| Ok(empty()), Policy::parse),
    ) else {
        return Vec::new();
    };
    iam_policy::diff(&old, &new, ids)
        .into_iter()
        .map(line)
        .collect()
}

fn line(change: StatementChange) -> StatementLine {
    let (kind, words, old, new) = match change {
        StatementChange::Added {
            statement, words, ..
        } => ("added", words, None, Some(statement)),
        StatementChange::Removed {
            statement, words, ..
        } => ("removed", words, Some(statement), None),
        StatementChange::Changed {
            old, new, words, ..
        } => ("changed", words.join(" "), Some(old), Some(new)),
        StatementChange::Untouched {
            statement, words, ..
        } => ("untouched", words, Some(statement.clone()), Some(statement)),
    };
    StatementLine {
        kind: kind.to_owned(),
        words,
        old,
        new,
    }
}

fn laid_out(policy: &LivePolicy) -> String {
    policy.text().map_or_else(String::new, |text| {
        Policy::parse(text).map_or_else(|_| text.to_owned(), |policy| policy.to_json_pretty())
    })
}

fn removed(rows: &mut Vec<DiffLine>, lines: &[&str], from: usize, count: usize) {
    rows.extend(
        lines
            .iter()
            .skip(from)
            .take(count)
            .enumerate()
            .map(|(offset, text)| DiffLine {
                kind: LineKind::Removed,
                old_line: Some(number(from + offset)),
                new_line: None,
                text: (*text).to_owned(),
            }),
    );
}

fn added(rows: &mut Vec<DiffLine>, lines: &[&str], from: usize, count: usize) {
    rows.extend(
        lines
            .iter()
            .skip(from)
            .take(count)
            .enumerate()
            .map(|(offset, text)| DiffLine {
                kind: LineKind::Added,
                old_line: None,
                new_line: Some(number(from + offset)),
                text: (*text).to_owned(),
            }),
    );
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
