//! The app in a process of its own, with an environment of its own: what the SDK reads there (keys, a home folder,
//! where a container's keys are) can't be set for one test alone.

use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strongroom::api::AccountChoice;
use strongroom::{App, ProfileFiles, Settings, Timeouts};

use crate::stage::settings;

/// Names the file that says what is asked; answers go beside it.
const JOB: &str = "STRONGROOM_TEST_JOB";

/// What the app is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// How a profile stands; whether programs may be run.
    Check(String, bool),
    /// To open a profile, with a one-time code.
    Open(String, Option<String>),
    /// To sign in again.
    Renew,
    /// That a file is copied to another place, as another program would.
    Copy(String, String),
}

impl Ask {
    pub(crate) fn open(profile: &str) -> Self {
        Self::Open(profile.to_owned(), None)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Job {
    files: String,
    asks: Vec<Ask>,
}

/// Asks an app, whose AWS files are in `files`, in an environment that holds `PATH`, a `HOME` in `folder` and
/// `variables` alone. What comes back are the views, or the errors, that the window would get.
pub(crate) async fn answers(
    folder: &Path,
    files: &Path,
    variables: &[(&str, String)],
    asks: &[Ask],
) -> Vec<Value> {
    let own = tempfile::tempdir_in(folder).unwrap();
    let job = own.path().join("job.json");
    let text = serde_json::to_vec(&Job {
        files: files.display().to_string(),
        asks: asks.to_vec(),
    });
    std::fs::write(&job, text.unwrap()).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "environment::child_answers", "--nocapture"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", folder.join("home"))
        .envs(variables.iter().map(|(name, value)| (*name, value)))
        .env(JOB, &job);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let answers = std::fs::read(job.with_file_name("answers.json")).unwrap();
    let answers: Vec<Value> = serde_json::from_slice(&answers).unwrap();
    assert_eq!(answers.len(), asks.len());
    answers
}

/// The other end, in the child; it does nothing in a run of all tests.
#[tokio::test(flavor = "multi_thread")]
async fn child_answers() {
    let Some(path) = std::env::var_os(JOB) else {
        return;
    };
    let path = Path::new(&path);
    let job: Job = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let app = App::new(
        path.with_file_name("data"),
        Settings {
            files: ProfileFiles::in_folder(Path::new(&job.files)),
            // Nobody is silent here, and a busy computer may take its time.
            timeouts: Timeouts::default(),
            ..settings()
        },
    );
    let named = |profile: String| AccountChoice {
        practice: false,
        profile,
    };
    let mut answers = Vec::new();
    for ask in job.asks {
        let opened = match ask {
            Ask::Check(profile, programs) => {
                let state = app.check_profile(named(profile), programs).await;
                answers.push(serde_json::to_value(state).unwrap());
                continue;
            }
            Ask::Copy(from, to) => {
                std::fs::copy(from, to).unwrap();
                answers.push(Value::Null);
                continue;
            }
            Ask::Open(profile, None) => app.open_account(named(profile)).await,
            Ask::Open(profile, Some(code)) => {
                app.open_account_with_code(named(profile), &code).await
            }
            Ask::Renew => app.renew_session(None).await,
        };
        answers.push(match opened {
            Ok(account) => json!({"ok": account}),
            Err(error) => json!({"error": error}),
        });
    }
    let text = serde_json::to_vec(&answers).unwrap();
    std::fs::write(path.with_file_name("answers.json"), text).unwrap();
}
