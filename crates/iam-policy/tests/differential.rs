//! The evaluator against `@cloud-copilot/iam-simulate`, run as its own process.
//!
//! `STRONGROOM_DIFFERENTIAL_CASES` sets the number of random cases (20,000), `STRONGROOM_DIFFERENTIAL_SEED`
//! their seed. What the two are known to disagree on is in `differences/mod.rs`, with AWS's sentence.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic"
)]

#[path = "../examples/cases/mod.rs"]
mod cases;
mod differences;
mod support;

use cases::Case;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use support::Random;

/// The oracle wants an identity policy of root too.
fn for_oracle(case: &Value) -> String {
    let mut case = case.clone();
    if case["request"]["principal"]
        .as_str()
        .unwrap()
        .ends_with(":root")
    {
        case["identity_policies"] = serde_json::json!([{ "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }]);
    }
    case.to_string()
}

#[test]
fn agrees_with_iam_simulate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracles/iam-simulate");
    assert!(
        folder
            .join("node_modules/@cloud-copilot/iam-simulate")
            .is_dir(),
        "the oracle is not installed; run: npm ci --prefix tests/oracles/iam-simulate"
    );
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap())
    };
    let count = number("STRONGROOM_DIFFERENTIAL_CASES", 20_000);
    let mut random = Random::new(number("STRONGROOM_DIFFERENTIAL_SEED", 20_261_122));

    let cases: Vec<Value> = (0..count)
        .map(|index| support::case(&mut random, &format!("{index}")))
        .collect();
    let mut child = Command::new("node")
        .arg("simulate.mjs")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node can't be started; install Node 20 or newer");
    let mut input = child.stdin.take().unwrap();
    let text: Vec<String> = cases.iter().map(for_oracle).collect();
    let writer = std::thread::spawn(move || {
        for line in text {
            writeln!(input, "{line}").unwrap();
        }
    });
    let mut ours: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    let mut bad = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for case in &cases {
        let theirs: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let answer = Case::read(case.to_string().as_bytes()).unwrap().decide();
        let decision = match answer.decision.as_str() {
            "allowed" => "allowed",
            "implicitly_denied" => "implicitly_denied",
            "explicitly_denied" => "explicitly_denied",
            other => panic!("{other}: {case}"),
        };
        *ours.entry(decision).or_default() += 1;
        if theirs["decision"] == "invalid" {
            let why: String = theirs["why"].as_str().unwrap().chars().take(160).collect();
            *refused.entry(why).or_default() += 1;
            continue;
        }
        if theirs["decision"] == decision {
            continue;
        }
        match differences::known(case, decision, theirs["decision"].as_str().unwrap()) {
            Some(difference) => *known.entry(difference).or_default() += 1,
            None => bad.push(format!(
                "ours {decision}, theirs {}: {:?}\n{case}",
                theirs["decision"], answer.because
            )),
        }
    }
    writer.join().unwrap();
    child.wait().unwrap();
    println!(
        "{count} cases, ours: {ours:?}; refused by the oracle: {refused:?}; known differences: {known:?}"
    );
    assert!(
        bad.is_empty(),
        "{} unexplained disagreements, the first:\n{}",
        bad.len(),
        bad.iter().take(400).cloned().collect::<Vec<_>>().join("\n")
    );
    assert!(
        refused.values().sum::<u64>() <= count / 50,
        "the oracle refuses too much: {refused:?}"
    );
    // A generator that decides nearly everything one way proves little.
    for decision in ["allowed", "implicitly_denied", "explicitly_denied"] {
        let share = *ours.get(decision).unwrap_or(&0) as u64;
        assert!(share * 20 > count, "only {share} of {count} are {decision}");
    }
}
