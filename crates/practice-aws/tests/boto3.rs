//! The wire judged by boto3, which is built from AWS's own service models: `tests/oracles/boto3/check_wire.py`.
//!
//! `STRONGROOM_PYTHON` names a Python that has boto3; without it `python3` is tried. Where boto3 is missing this
//! fails and says what to run.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::Command;

#[test]
fn boto3_reads_every_answer_as_the_world_is() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/oracles/boto3")
        .canonicalize()
        .unwrap();
    let python = std::env::var("STRONGROOM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_boto3 = Command::new(&python)
        .args(["-c", "import boto3"])
        .output()
        .is_ok_and(|run| run.status.success());
    assert!(
        has_boto3,
        "`{python}` has no boto3: run `python3 -m venv target/python && target/python/bin/pip install -r {}` and set \
         STRONGROOM_PYTHON=$PWD/target/python/bin/python3",
        oracle.join("requirements.txt").display()
    );
    let run = Command::new(&python)
        .arg("-B")
        .arg(oracle.join("check_wire.py"))
        .arg(env!("CARGO_BIN_EXE_practice-aws"))
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_ENDPOINT_URL")
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    let summary = out.lines().last().unwrap_or_default().to_owned();
    let passed = summary
        .split_once(" passed, ")
        .and_then(|(passed, _)| passed.parse::<u32>().ok());
    assert!(
        run.status.success() && passed.is_some_and(|passed| passed > 500),
        "{out}\n{err}"
    );
}
