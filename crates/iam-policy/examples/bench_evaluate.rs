//! Decisions per second beside `@cloud-copilot/iam-simulate`, on the same cases in the same run; growth;
//! memory. `cargo run --release -p iam-policy --example bench_evaluate`, from anywhere in the repository.
//!
//! Policies are compiled and requests prepared once, as the impact of a lock is computed; the oracle has
//! its simulations parsed and its data loaded before its clock starts.

#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON value never panics on reading"
)]

#[expect(dead_code, reason = "only the reading of cases is needed here")]
mod cases;

use cases::Case;
use iam_policy::{
    Compiled, Context, Named, Outcome, Policies, Policy, Prepared, Principal, Request,
};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<ExitCode> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut met = true;
    let mut say = |out: &mut dyn std::io::Write, line: String, good: bool| {
        met &= good;
        writeln!(
            out,
            "{line}  [{}]",
            if good { "target met" } else { "target missed" }
        )
    };

    let cases = cases()?;
    let pairs: Vec<(Compiled, Prepared)> = cases
        .iter()
        .map(|case| {
            let case = read(case)?;
            Ok((Compiled::new(&case.policies), Prepared::new(&case.request)))
        })
        .collect::<Result<_>>()?;
    let nanos = measure(|| {
        for (compiled, prepared) in &pairs {
            black_box(compiled.decide(prepared));
        }
    }) / as_f64(pairs.len());
    let line = format!(
        "a decision on the lock policy: {nanos:.0} ns ({} cases, one core)",
        pairs.len()
    );
    say(&mut out, line, nanos <= 500.0)?;

    let whole: Vec<(Compiled, Request)> = cases
        .iter()
        .map(|case| {
            let case = read(case)?;
            Ok((Compiled::new(&case.policies), case.request))
        })
        .collect::<Result<_>>()?;
    let with_reasons = measure(|| {
        for (compiled, request) in &whole {
            black_box(compiled.evaluate(request));
        }
    }) / as_f64(whole.len());
    writeln!(
        out,
        "the same with its reasons in words, request prepared anew: {with_reasons:.0} ns"
    )?;

    match oracle(&cases) {
        Ok(theirs) => {
            let ours = 1e9 / nanos;
            let times = ours / theirs;
            let line =
                format!("iam-simulate {theirs:.0} decisions/s, here {ours:.0}: {times:.0} times");
            say(&mut out, line, times >= 1_000.0)?;
        }
        Err(error) => say(
            &mut out,
            format!("iam-simulate can't be asked: {error}"),
            false,
        )?,
    }

    for (what, policies) in [
        ("statements", statements as fn(usize) -> Value),
        ("conditions", conditions),
        ("principals", principals),
    ] {
        let mut line = format!("growth with {what}:");
        let mut times = Vec::new();
        for size in [1, 10, 100, 1_000] {
            let nanos = measure_policy(&policies(size))?;
            write!(line, " {size}: {nanos:.0} ns")?;
            times.push(nanos);
        }
        // Ten times the size may take ten times the time, and a quarter more for noise.
        let linear = times
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if *b <= a * 12.5));
        say(&mut out, line, linear)?;
    }

    let before = resident()?;
    let held = many_principals()?;
    let megabytes = as_f64(resident()?.saturating_sub(before)) / 1e6;
    let line = format!(
        "{} principals with 5 policies each: {megabytes:.0} MB",
        held.len()
    );
    say(&mut out, line, megabytes < 150.0)?;
    out.flush()?;
    Ok(if met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark are far below 2^52"
)]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Nanoseconds of one call, the best of several rounds after a warm-up.
fn measure(mut work: impl FnMut()) -> f64 {
    work();
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        let start = Instant::now();
        let mut calls = 0_u32;
        while start.elapsed().as_millis() < 60 {
            work();
            calls += 1;
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
    }
    best
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The lock's cases of the corpus that both can decide: sessions, with the keys the oracle must be given.
fn cases() -> Result<Vec<Value>> {
    let text = fs::read_to_string(root().join("tests/corpus/lock.jsonl"))?;
    let mut all = Vec::new();
    for line in text.lines() {
        let mut case: Value = serde_json::from_str(line)?;
        let mut case = case["case"].take();
        let principal = case["request"]["principal"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let id = case["request"]["principal_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let parts: Vec<&str> = principal.split([':', '/']).collect();
        if let [
            "arn",
            "aws",
            "sts",
            "",
            account,
            "assumed-role",
            role,
            session,
        ] = parts.as_slice()
        {
            let context = &mut case["request"]["context"];
            if context["aws:PrincipalArn"].is_null() {
                context["aws:PrincipalArn"] = json!(format!("arn:aws:iam::{account}:role/{role}"));
            }
            context["aws:userid"] = json!(format!("{id}:{session}"));
            all.push(case);
        }
    }
    Ok(all)
}

fn read(case: &Value) -> Result<Case> {
    Case::read(case.to_string().as_bytes()).map_err(|refused| refused.because.join("; ").into())
}

/// Decisions per second of the oracle, warm, in a process of its own.
fn oracle(cases: &[Value]) -> Result<f64> {
    let mut child = Command::new("node")
        .args(["simulate.mjs", "--bench", "40"])
        .current_dir(root().join("tests/oracles/iam-simulate"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    for case in cases {
        writeln!(input, "{case}")?;
    }
    drop(input);
    let output = child.wait_with_output()?;
    let answer: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| "no answer; run: npm ci --prefix tests/oracles/iam-simulate")?;
    let number = |field: &str| answer[field].as_f64().ok_or("no number in the answer");
    Ok(number("decisions")? / number("seconds")?)
}

fn lock(ids: &[String]) -> Value {
    json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"],
        "Condition": { "StringNotLike": { "aws:userId": ids } } })
}

fn role_ids(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| format!("AROA{index:017}:*"))
        .collect()
}

fn statements(count: usize) -> Value {
    let statements: Vec<Value> = (0..count).map(|_| lock(&role_ids(2))).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn conditions(count: usize) -> Value {
    let keys: serde_json::Map<String, Value> = (0..count)
        .map(|index| (format!("aws:PrincipalTag/t{index}"), json!("x")))
        .collect();
    let mut statement = lock(&role_ids(2));
    let ids = statement["Condition"].take();
    // First those that hold, so that all of them are looked at.
    statement["Condition"] =
        json!({ "StringNotEquals": keys, "StringNotLike": ids["StringNotLike"] });
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

fn principals(count: usize) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [lock(&role_ids(count))] })
}

/// Nanoseconds of a decision for somebody whom the policy keeps last, so that all of it is looked at.
fn measure_policy(policy: &Value) -> Result<f64> {
    let everything = json!({ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    let policies = Policies {
        identity: vec![Named::new(
            "everything",
            Policy::parse(&everything.to_string())?,
        )],
        resource: Some(Policy::parse(&policy.to_string())?),
        ..Policies::default()
    };
    let last = policy["Statement"][0]["Condition"]["StringNotLike"]["aws:userId"]
        .as_array()
        .and_then(|ids| ids.last())
        .and_then(Value::as_str)
        .unwrap_or_default()
        .replace(":*", "");
    let request = Prepared::new(&Request {
        principal: Principal::parse(
            "arn:aws:sts::111122223333:assumed-role/Admin/alice",
            Some(&last),
        )?,
        action: "s3:GetObject".to_owned(),
        resource: "arn:aws:s3:::acme/rec/2026.wav".to_owned(),
        resource_account: "111122223333".to_owned(),
        context: Context::new(),
    });
    let compiled = Compiled::new(&policies);
    if compiled.decide(&request) != Outcome::Allowed {
        return Err("the one who is kept is not allowed".into());
    }
    Ok(measure(|| {
        black_box(compiled.decide(black_box(&request)));
    }))
}

/// Bytes of memory of this process.
fn resident() -> Result<usize> {
    let text = fs::read_to_string("/proc/self/statm")?;
    let pages: usize = text.split(' ').nth(1).unwrap_or_default().parse()?;
    Ok(pages * 4_096)
}

/// Ten thousand roles, each with five policies of three statements.
fn many_principals() -> Result<Vec<(Principal, Compiled)>> {
    (0..10_000)
        .map(|index| {
            let identity = (0..5)
                .map(|number| {
                    let policy = json!({ "Version": "2012-10-17", "Statement": [
                        { "Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
                          "Resource": [format!("arn:aws:s3:::team-{index}-{number}"), format!("arn:aws:s3:::team-{index}-{number}/*")] },
                        { "Sid": "Use", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                          "Resource": format!("arn:aws:kms:eu-west-2:111122223333:key/{index:08x}-{number}"),
                          "Condition": { "StringEquals": { "kms:ViaService": "s3.eu-west-2.amazonaws.com" } } },
                        { "Sid": "Not", "Effect": "Deny", "NotAction": ["s3:*", "kms:*", "logs:*"], "Resource": "*",
                          "Condition": { "StringNotLike": { "aws:PrincipalTag/team": [format!("team-{index}")] } } }
                    ]});
                    Ok(Named::new(format!("policy-{number}"), Policy::parse(&policy.to_string())?))
                })
                .collect::<Result<Vec<_>>>()?;
            let principal = Principal::parse(&format!("arn:aws:iam::111122223333:role/team-{index}"), None)?;
            Ok((principal, Compiled::new(&Policies { identity, ..Policies::default() })))
        })
        .collect()
}
