//! The app in a process of its own, which stands still at a point and is killed there.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::Fallible;
use super::scene::Scene;

/// How long a process may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a run printed: JSON, a line each.
#[derive(Debug, Clone, Default)]
pub struct Printed(pub Vec<Value>);

impl Printed {
    /// The points that were passed, in order.
    pub fn points(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(|line| line.get("point").is_some())
    }

    /// What it ended with: `{"change": …}`, `{"opened": …}` or `{"error": …}`.
    pub fn outcome(&self) -> Option<&Value> {
        let ends = |line: &&Value| {
            let kinds = ["change", "opened", "error"];
            kinds.iter().any(|kind| line.get(kind).is_some())
        };
        self.0.iter().rev().find(ends)
    }
}

/// A program with one task for the `headless` binary on a scene.
fn task(mut program: Command, scene: &Scene, arguments: &[&str]) -> Command {
    program
        .arg("--data")
        .arg(scene.data())
        .arg("--profiles")
        .arg(scene.profiles())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    program
}

/// Runs a task to its end.
///
/// # Errors
/// When it can't be started, is stuck, or prints something that is not JSON.
pub async fn run(binary: &Path, scene: &Scene, arguments: &[&str]) -> Fallible<Printed> {
    to_the_end(task(Command::new(binary), scene, arguments)).await
}

/// Runs a task with no file allowed to grow beyond so many KiB, as on a full disk.
///
/// # Errors
/// As [`run`].
pub async fn run_short_of_disk(
    binary: &Path,
    scene: &Scene,
    kib: u32,
    arguments: &[&str],
) -> Fallible<Printed> {
    let mut shell = Command::new("bash");
    // Without the signal a write fails instead, as it does on a full disk.
    let script = r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#;
    shell.arg("-c").arg(script).arg(kib.to_string()).arg(binary);
    to_the_end(task(shell, scene, arguments)).await
}

/// Runs a task as somebody else (for root, who may write everywhere).
///
/// # Errors
/// As [`run`].
#[cfg(unix)]
pub async fn run_as(
    uid: u32,
    binary: &Path,
    scene: &Scene,
    arguments: &[&str],
) -> Fallible<Printed> {
    let mut program = Command::new(binary);
    program.uid(uid);
    to_the_end(task(program, scene, arguments)).await
}

async fn to_the_end(mut command: Command) -> Fallible<Printed> {
    let mut child = command.spawn()?;
    let printed = tokio::time::timeout(PATIENCE, lines(&mut child, |_| false)).await??;
    child.wait().await?;
    Ok(printed)
}

/// Runs a task until it stands still at point number `at` (from 1), and kills it there (SIGKILL).
/// Returns what was printed; without a line `{"standing": …}` it ended before that point.
///
/// # Errors
/// As [`run`].
pub async fn kill(
    binary: &Path,
    scene: &Scene,
    at: usize,
    arguments: &[&str],
) -> Fallible<Printed> {
    let number = at.to_string();
    let mut all = vec!["--stop-at", &number];
    all.extend(arguments);
    let mut child = task(Command::new(binary), scene, &all).spawn()?;
    let stands = |line: &Value| line.get("standing").is_some();
    let printed = tokio::time::timeout(PATIENCE, lines(&mut child, stands)).await??;
    child.kill().await?;
    Ok(printed)
}

async fn lines(
    child: &mut tokio::process::Child,
    last: impl Fn(&Value) -> bool,
) -> Fallible<Printed> {
    let out = child.stdout.take().ok_or("no standard output")?;
    let mut lines = BufReader::new(out).lines();
    let mut printed = Printed::default();
    while let Some(line) = lines.next_line().await? {
        let line: Value = serde_json::from_str(&line)?;
        let over = last(&line);
        printed.0.push(line);
        if over {
            break;
        }
    }
    Ok(printed)
}
