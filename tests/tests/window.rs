//! The main job in the real binary, in a real window, with someone looking into the practice account's
//! bucket from outside after each step: boto3, which knows nothing of this project.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use strongroom_tests::job::{
    JobError, Middle, Moment, Onlooker, Outcome, Stage, Step, StepKind, play, play_killed,
    play_killed_while, play_limit, play_unheard,
};
use tokio::sync::Mutex;

const ADMIN: &str = "practice-admin";
const CONNECT: &str = "practice-connect";
const AUDITOR: &str = "practice-auditor";
/// What the limit forbids: another instance's bucket, of a name that `AmazonConnect_FullAccess` allows.
const MOVE: [&str; 5] = [
    "us-east-1",
    "northwind-sales-us",
    "CALL_RECORDINGS",
    "amazon-connect-3f9ad2c08b17",
    "practice-manager",
];
/// One window at a time: two drivers on two cores press beside what they mean.
static ONE_WINDOW: Mutex<()> = Mutex::const_new(());
/// When someone looks from outside.
const ALL_LOOKS: [StepKind; 3] = [StepKind::Found, StepKind::Locked, StepKind::Restored];

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_does_in_the_bucket_what_the_window_says() {
    let _turn = ONE_WINDOW.lock().await;
    let app = Stage::app_binary();
    assert!(
        app.exists(),
        "`{}` is not built: run `make test`",
        app.display()
    );
    let stage = Stage::open(&app).await.unwrap();
    let mut outsider = Outsider::default();
    let outcome = match play(&stage, &mut outsider).await {
        Ok(outcome) => outcome,
        Err(error) => panic!("{}\nthe app printed:\n{}", error.chain(), stage.log()),
    };
    assert!(outcome.instances >= 5, "{outcome}");
    assert_eq!(outsider.looks, ALL_LOOKS, "a look from outside is missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_does_not_play_brings_the_old_policy_back() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let mut outsider = Outsider::default();
    if let Err(error) = play_unheard(&stage, &mut outsider).await {
        panic!("{}\nthe app printed:\n{}", error.chain(), stage.log());
    }
    assert_eq!(outsider.looks, ALL_LOOKS);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_killed_during_a_trial_finds_it_again() {
    let _turn = ONE_WINDOW.lock().await;
    let app = Stage::app_binary();
    let stage = Stage::open(&app).await.unwrap();
    let mut outsider = Outsider::default();
    if let Err(error) = play_killed(stage, &app, &mut outsider).await {
        panic!("{}", error.chain());
    }
    assert_eq!(outsider.looks, ALL_LOOKS);
}

/// The process is killed while a call of the write stands still.
async fn killed_while(middle: Middle, moment: Moment) {
    let _turn = ONE_WINDOW.lock().await;
    let app = Stage::app_binary();
    let control = vec![("STRONGROOM_PRACTICE_CONTROL", "1".into())];
    let stage = Stage::open_in(&app, control, |_| Ok(())).await.unwrap();
    let mut outsider = Outsider::default();
    if let Err(error) = play_killed_while(middle, moment, stage, &app, &mut outsider).await {
        panic!("{middle:?}, {moment:?}: {}", error.chain());
    }
    assert_eq!(outsider.looks, ALL_LOOKS);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_killed_while_it_kept_a_lock_tells_what_is_there() {
    killed_while(Middle::Keeping, Moment::AfterTheWrite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_killed_while_it_rolled_back_tells_what_is_there() {
    killed_while(Middle::RollingBack, Moment::AfterTheWrite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_killed_while_it_read_back_tells_what_is_there() {
    killed_while(Middle::RollingBack, Moment::WhileReadingBack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_obeyed_until_it_is_taken_off() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let mut manager = Manager::default();
    if let Err(error) = play_limit(&stage, &mut manager).await {
        panic!("{}\nthe app printed:\n{}", error.chain(), stage.log());
    }
    assert_eq!(manager.tries, [StepKind::Limited, StepKind::Unlimited]);
}

/// Whoever is limited, outside: tries to have recordings stored in a bucket that the limit leaves out.
#[derive(Default)]
struct Manager {
    tries: Vec<StepKind>,
}

impl Onlooker for Manager {
    async fn saw(&mut self, step: &Step, stage: &Stage, _: &Outcome) -> Result<(), JobError> {
        let wanted = match step.kind {
            StepKind::Limited => "explicit deny in an identity-based policy",
            StepKind::Unlimited => "moved",
            _ => return Ok(()),
        };
        let met = boto3(stage, "associate.py", &MOVE).await?;
        if !met.contains(wanted) {
            return Err(JobError::Outside(format!(
                "after \"{}\": it met \"{met}\" and not \"{wanted}\"",
                step.line
            )));
        }
        self.tries.push(step.kind);
        Ok(())
    }
}

/// Looks into the bucket with boto3 where something is to be seen.
#[derive(Default)]
struct Outsider {
    before: Option<Look>,
    looks: Vec<StepKind>,
}

/// What boto3 saw.
#[derive(Debug, Clone, PartialEq)]
struct Look {
    policy: Value,
    readers: BTreeMap<String, String>,
}

impl Onlooker for Outsider {
    async fn saw(&mut self, step: &Step, stage: &Stage, so_far: &Outcome) -> Result<(), JobError> {
        if !matches!(
            step.kind,
            StepKind::Found | StepKind::Locked | StepKind::Restored
        ) {
            return Ok(());
        }
        let look = look(stage, so_far).await?;
        let seen = match step.kind {
            StepKind::Found => before(&look),
            StepKind::Locked => locked(&look, self.before.as_ref()),
            _ => restored(&look, self.before.as_ref()),
        };
        seen.map_err(|what| {
            JobError::Outside(format!("after \"{}\": {what}: {look:?}", step.line))
        })?;
        self.looks.push(step.kind);
        if step.kind == StepKind::Found {
            self.before = Some(look);
        }
        Ok(())
    }
}

fn before(look: &Look) -> Result<(), String> {
    for profile in [ADMIN, CONNECT, AUDITOR] {
        reads(look, profile)?;
    }
    Ok(())
}

/// The auditor is refused by the bucket's policy; the caller and Connect still read; what was in the
/// policy before is in it still.
fn locked(look: &Look, before: Option<&Look>) -> Result<(), String> {
    reads(look, ADMIN)?;
    reads(look, CONNECT)?;
    let met = said(look, AUDITOR)?;
    if !met.contains("explicit deny in a resource-based policy") {
        return Err(format!("{AUDITOR} met \"{met}\""));
    }
    let old = statements(before.map_or(&Value::Null, |look| &look.policy));
    let new = statements(&look.policy);
    match old.iter().find(|statement| !new.contains(*statement)) {
        Some(lost) => Err(format!("the lock lost {lost}")),
        None if new.len() > old.len() => Ok(()),
        None => Err("the lock added no statement".to_owned()),
    }
}

fn restored(look: &Look, before: Option<&Look>) -> Result<(), String> {
    match before {
        Some(before) if before == look => Ok(()),
        Some(before) => Err(format!("it is not what was before: {before:?}")),
        None => Err("nobody looked before".to_owned()),
    }
}

fn reads(look: &Look, profile: &str) -> Result<(), String> {
    match said(look, profile)? {
        "read" => Ok(()),
        words => Err(format!("{profile} can't read: {words}")),
    }
}

fn said<'a>(look: &'a Look, profile: &str) -> Result<&'a str, String> {
    let words = look.readers.get(profile);
    words
        .map(String::as_str)
        .ok_or_else(|| format!("{profile} was not asked"))
}

fn statements(policy: &Value) -> Vec<Value> {
    match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement) => vec![statement.clone()],
        None => Vec::new(),
    }
}

/// Runs one of the programs with boto3 on the practice account; what it printed.
async fn boto3(stage: &Stage, program: &str, arguments: &[&str]) -> Result<String, JobError> {
    let python = std::env::var_os("STRONGROOM_PYTHON").unwrap_or_else(|| "python3".into());
    let files = stage.practice_files();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/boto3");
    let mut command = Command::new(python);
    command
        .arg(Path::new(folder).join(program))
        .args(arguments)
        .env("AWS_CONFIG_FILE", files.join("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", files.join("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    let output =
        output.map_err(|error| JobError::Outside(format!("can't start Python: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(JobError::Outside(format!(
        "boto3 failed (run `make test`): {words}"
    )))
}

async fn look(stage: &Stage, so_far: &Outcome) -> Result<Look, JobError> {
    let arguments = [so_far.bucket.as_str(), ADMIN, CONNECT, AUDITOR];
    let printed = boto3(stage, "look_in.py", &arguments).await?;
    let seen: Value = serde_json::from_str(&printed)
        .map_err(|error| JobError::Outside(format!("boto3 printed no JSON: {error}")))?;
    let readers = seen
        .get("readers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    Ok(Look {
        policy: seen.get("policy").cloned().unwrap_or_default(),
        readers: readers
            .map(|(profile, words)| {
                (
                    profile.clone(),
                    words.as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect(),
    })
}
