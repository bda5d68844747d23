//! Compares policies by meaning: lines `{"name","a":doc,"b":doc}` → `{"name","equivalent":bool}`.
//!
//! `cargo run --release -p iam-policy --example equivalent < pairs.jsonl`. What can't be read
//! is equivalent to nothing; that, and what AWS would refuse, is said in `"because"`.

#[path = "cases/name.rs"]
mod name;

use iam_policy::{
    Policy, PolicyKind, PrincipalElement, PrincipalIds, Severity, ValidationContext, equivalent,
};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::io::{BufRead as _, BufWriter, Write as _};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a pair of policies")]
struct Line<'a> {
    name: String,
    #[serde(borrow)]
    a: &'a RawValue,
    #[serde(borrow)]
    b: &'a RawValue,
}

fn main() -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = answer(&line);
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn answer(line: &[u8]) -> serde_json::Value {
    let line: Line<'_> = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => {
            let name = name::of_line(line);
            let because = format!("the line can't be read: {error}");
            return json!({ "name": name, "equivalent": false, "because": [because] });
        }
    };
    match (Policy::parse(line.a.get()), Policy::parse(line.b.get())) {
        (Ok(a), Ok(b)) => {
            let equivalent = equivalent(&a, &b, &PrincipalIds::new());
            let because: Vec<String> = notes("a", &a).into_iter().chain(notes("b", &b)).collect();
            if because.is_empty() {
                json!({ "name": line.name, "equivalent": equivalent })
            } else {
                json!({ "name": line.name, "equivalent": equivalent, "because": because })
            }
        }
        (a, b) => {
            let because: Vec<String> = [("a", a.err()), ("b", b.err())]
                .into_iter()
                .filter_map(|(which, error)| Some(format!("`{which}` can't be read: {}", error?)))
                .collect();
            json!({ "name": line.name, "equivalent": false, "because": because })
        }
    }
}

/// What AWS would refuse in the policy, which was read all the same.
fn notes(which: &str, policy: &Policy) -> Vec<String> {
    let names = policy
        .statements()
        .iter()
        .any(|statement| *statement.principal() != PrincipalElement::Absent);
    let kind = if names {
        PolicyKind::Resource
    } else {
        PolicyKind::Identity
    };
    policy
        .validate(kind, ValidationContext::default())
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("AWS would not take `{which}`: {}", finding.message))
        .collect()
}
