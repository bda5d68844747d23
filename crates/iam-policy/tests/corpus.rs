//! The corpus in `tests/corpus` at the repository's root: each line a case, what is expected, and the page
//! or fact it stands for.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "../examples/cases/mod.rs"]
mod cases;

use cases::Case;
use iam_policy::{Policy, PolicyKind, PrincipalIds, ValidationContext, digest, equivalent};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::fs;
use std::path::{Path, PathBuf};

fn files(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .filter(|path| wanted(path.file_stem().unwrap().to_str().unwrap()))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected<'a> {
    source: String,
    expect: String,
    #[serde(borrow)]
    case: &'a RawValue,
}

#[test]
fn decisions_are_as_expected() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for file in files(|stem| stem != "equivalent" && stem != "validate") {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let expected: Expected<'_> = serde_json::from_str(line).unwrap();
            assert!(!expected.source.is_empty(), "{line}: no source");
            let answer = match Case::read(expected.case.get().as_bytes()) {
                Ok(case) => case.decide(),
                Err(refused) => refused,
            };
            count += 1;
            assert!(!answer.because.is_empty(), "{line}: no reason");
            if answer.decision != expected.expect {
                wrong.push(format!(
                    "{answer:?}, expected {}: {}",
                    expected.expect, expected.source
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 400, "only {count} cases");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedPair<'a> {
    #[expect(dead_code, reason = "for the reader")]
    source: String,
    expect: bool,
    #[serde(borrow)]
    case: Pair<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair<'a> {
    name: String,
    #[serde(borrow)]
    a: &'a RawValue,
    #[serde(borrow)]
    b: &'a RawValue,
}

#[test]
fn policies_are_equivalent_as_expected() {
    let ids = PrincipalIds::new();
    let text = fs::read_to_string(&files(|stem| stem == "equivalent")[0]).unwrap();
    for line in text.lines() {
        let expected: ExpectedPair<'_> = serde_json::from_str(line).unwrap();
        let a = Policy::parse(expected.case.a.get()).unwrap();
        let b = Policy::parse(expected.case.b.get()).unwrap();
        assert_eq!(
            equivalent(&a, &b, &ids),
            expected.expect,
            "{}",
            expected.case.name
        );
        assert_eq!(
            equivalent(&b, &a, &ids),
            expected.expect,
            "{}, the other way",
            expected.case.name
        );
        assert_eq!(
            digest(&a, &ids) == digest(&b, &ids),
            expected.expect,
            "{}",
            expected.case.name
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFindings<'a> {
    #[expect(dead_code, reason = "for the reader")]
    source: String,
    /// Severity and code of each finding, sorted.
    expect: Vec<String>,
    #[serde(borrow)]
    case: Checked<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checked<'a> {
    name: String,
    #[serde(borrow)]
    policy: &'a RawValue,
    kind: String,
}

#[test]
fn findings_are_as_expected() {
    let text = fs::read_to_string(&files(|stem| stem == "validate")[0]).unwrap();
    for line in text.lines() {
        let expected: ExpectedFindings<'_> = serde_json::from_str(line).unwrap();
        let kind = PolicyKind::from_name(&expected.case.kind).unwrap();
        let mut found: Vec<String> = match Policy::parse(expected.case.policy.get()) {
            Err(_) => vec!["error unreadable".to_owned()],
            Ok(policy) => policy
                .validate(kind, ValidationContext::default())
                .iter()
                .map(|finding| format!("{} {}", finding.severity.as_str(), finding.code))
                .collect(),
        };
        found.sort();
        assert_eq!(found, expected.expect, "{}", expected.case.name);
    }
}

#[test]
fn a_line_with_an_unknown_field_is_refused() {
    let line = r#"{"name":"x","request":{"principal":"anonymous","action":"s3:GetObject",
        "resource":"arn:aws:s3:::b/k","resource_account":"111122223333","context":{},"more":1},
        "identity_policies":[]}"#;
    let Err(answer) = Case::read(line.as_bytes()) else {
        panic!("it was read");
    };
    assert_eq!(answer.decision, "invalid");
    assert_eq!(answer.name, Some("x".into()));
    assert!(answer.because[0].contains("more"));
}

#[test]
fn a_line_that_cannot_be_read_keeps_its_name_where_that_can() {
    for (line, name) in [
        (r#"{"name":"n1","request":"#, "\"n1\""),
        (r#"{"name": "n\u0031" "#, "\"n1\""),
        (
            r#"{"request":{"name":"inner","x":[1,,]},"a\"b":"},{","name":"n1""#,
            "\"n1\"",
        ),
        (r#"{"name":5,"request":{}}"#, "5"),
        (r#"{"name":5.10}"#, "5.10"),
        // More digits may have followed.
        (r#"{"name":5"#, "null"),
        (r#"{"name":"n"#, "null"),
        (r#"{"name":["n1"]}"#, "null"),
        (r#"{"request":{"name":"inner"}}"#, "null"),
        (r#"{"request":{"name":"inner"}},"name":"n1""#, "null"),
        (r#"[{"name":"inner"}]"#, "null"),
        ("", "null"),
    ] {
        let Err(answer) = Case::read(line.as_bytes()) else {
            panic!("it was read: {line}");
        };
        assert_eq!(answer.decision, "invalid");
        assert_eq!(serde_json::to_string(&answer.name).unwrap(), name, "{line}");
    }
}
