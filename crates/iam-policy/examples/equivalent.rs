//! Compares policies by meaning: lines `{"name","a":doc,"b":doc}` → `{"name","equivalent":bool}`.
//!
//! `cargo run --release -p iam-policy --example equivalent < pairs.jsonl`. A line that can't be read is
//! answered with `"equivalent":null` and `"because"`.

use iam_policy::{Policy, PrincipalIds, equivalent};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{BufRead as _, BufWriter, Write as _};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
            let name = serde_json::from_slice::<serde_json::Value>(line)
                .ok()
                .and_then(|value| value.get("name").cloned());
            let because = format!("the line can't be read: {error}");
            return serde_json::json!({ "name": name, "equivalent": null, "because": [because] });
        }
    };
    match (Policy::parse(line.a.get()), Policy::parse(line.b.get())) {
        (Ok(a), Ok(b)) => {
            serde_json::json!({ "name": line.name, "equivalent": equivalent(&a, &b, &PrincipalIds::new()) })
        }
        (a, b) => {
            let because: Vec<String> = [("a", a.err()), ("b", b.err())]
                .into_iter()
                .filter_map(|(which, error)| Some(format!("`{which}` can't be read: {}", error?)))
                .collect();
            serde_json::json!({ "name": line.name, "equivalent": null, "because": because })
        }
    }
}
