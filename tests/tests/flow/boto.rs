//! boto3 beside the app, in a process of its own: another identity, and somebody else who edits.

use std::path::Path;
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strongroom::api::AttemptRow;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The program `tests/oracles/boto3/attempts.py` while it runs.
pub(crate) struct Boto {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

/// How an attempt ended on the wire.
#[derive(Debug, Deserialize)]
pub(crate) struct Ended {
    /// `denied`, `allowed` or `skipped`.
    pub(crate) outcome: String,
    /// AWS's code; empty where AWS did it.
    pub(crate) code: String,
    /// AWS's words, or why it was skipped.
    pub(crate) message: String,
}

/// An attempt, as the program reads it.
#[derive(Debug, Serialize)]
struct Attempt<'a> {
    verb: &'a str,
    instance_arn: &'a str,
    resource_type: Option<&'a str>,
    target: Option<&'a str>,
    key: Option<&'a str>,
}

impl Boto {
    /// Starts it with the profiles in this folder.
    pub(crate) fn start(profiles: &Path) -> Self {
        let python = std::env::var_os("STRONGROOM_PYTHON").unwrap_or_else(|| "python3".into());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/boto3/attempts.py");
        let mut child = Command::new(&python)
            .arg("-B")
            .arg(script)
            .env("AWS_CONFIG_FILE", profiles.join("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", profiles.join("credentials"))
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_ENDPOINT_URL")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            input,
            output,
            _child: child,
        }
    }

    async fn ask(&mut self, question: &Value) -> Value {
        let line = format!("{question}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
        let line = self.output.next_line().await.unwrap();
        let line = line.unwrap_or_else(|| {
            panic!("attempts.py ended: does STRONGROOM_PYTHON name a Python with boto3?")
        });
        serde_json::from_str(&line).unwrap()
    }

    /// Tries every attempt as this profile.
    pub(crate) async fn attempts(&mut self, profile: &str, rows: &[AttemptRow]) -> Vec<Ended> {
        let attempts: Vec<Attempt<'_>> = rows
            .iter()
            .map(|row| Attempt {
                verb: &row.verb,
                instance_arn: &row.instance_arn,
                resource_type: row.resource_type.as_deref(),
                target: row.target.as_deref(),
                key: row.key.as_deref(),
            })
            .collect();
        let question =
            json!({"profile": profile, "stagehand": "practice-admin", "attempts": attempts});
        let answer = self.ask(&question).await;
        serde_json::from_value(answer["answers"].clone()).unwrap()
    }

    /// One call to IAM as the administrator; it has to be done.
    pub(crate) async fn iam(&mut self, operation: &str, arguments: Value) {
        let question = json!({"profile": "practice-admin", "service": "iam",
            "operation": operation, "arguments": arguments});
        let answer = self.ask(&question).await;
        assert_eq!(answer["code"], "", "{operation}: {answer}");
    }
}
