//! Says what AWS would refuse or warn of: lines `{"name","policy":doc,"kind":"bucket"}` → `{"name","findings":[…]}`.
//!
//! `cargo run --release -p iam-policy --example validate < policies.jsonl`. Kinds: identity, bucket, trust,
//! resource, boundary, session, `service_control`, `resource_control`, endpoint. A policy that can't be read
//! is answered with one finding, `unreadable`.

#[path = "cases/name.rs"]
mod name;

use iam_policy::{Policy, PolicyKind, ValidationContext};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufWriter, Write as _};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a policy and its kind")]
struct Line<'a> {
    name: String,
    #[serde(borrow)]
    policy: &'a RawValue,
    kind: String,
}

fn main() -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        serde_json::to_writer(&mut out, &answer(&line))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn refused(name: &Value, code: &str, message: &str) -> Value {
    json!({ "name": name, "findings": [{ "severity": "error", "code": code, "message": message }] })
}

fn answer(line: &[u8]) -> Value {
    let line: Line<'_> = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => {
            let name = name::of_line(line).unwrap_or(Value::Null);
            return refused(
                &name,
                "invalid-line",
                &format!("the line can't be read: {error}"),
            );
        }
    };
    let name = Value::String(line.name);
    let Some(kind) = PolicyKind::from_name(&line.kind) else {
        return refused(
            &name,
            "invalid-line",
            &format!("`{}` is no kind of policy", line.kind),
        );
    };
    let policy = match Policy::parse(line.policy.get()) {
        Ok(policy) => policy,
        Err(error) => return refused(&name, "unreadable", &error.to_string()),
    };
    let findings: Vec<Value> = policy
        .validate(kind, ValidationContext::default())
        .into_iter()
        .map(|finding| {
            json!({
                "severity": finding.severity.as_str(),
                "code": finding.code,
                "statement": finding.statement,
                "element": finding.element,
                "message": finding.message,
            })
        })
        .collect();
    json!({ "name": name, "findings": findings })
}
