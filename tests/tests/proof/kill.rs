//! The kill matrix: the process is killed (SIGKILL) before and after every row of the journal and every
//! call to AWS; the points are those of a run that is left alone.

use std::path::{Path, PathBuf};

use serde_json::Value;
use strongroom::api::{ChangeTargetView, ChangeView};
use strongroom_tests::headless::process::{self, Printed};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many processes are killed at a time. Most of a run is waiting for AWS's pace.
static TURNS: Semaphore = Semaphore::const_new(12);

pub(crate) async fn turn() -> SemaphorePermit<'static> {
    TURNS.acquire().await.unwrap()
}

pub(crate) fn headless() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_headless"))
}

/// The point of a run right after the answer to its (first) write, from 1; none is 0.
fn after_write(trace: &Printed) -> usize {
    let is_it = |point: &Value| point["step"] == "write" && point["after"] == true;
    trace.points().position(is_it).map_or(0, |at| at + 1)
}

/// A world and an app's folder to begin from.
#[derive(Clone)]
pub(crate) struct Start {
    pub(crate) world: Value,
    pub(crate) data: Option<PathBuf>,
    pub(crate) before: Snapshot,
}

/// What is done from a start.
type Task = Vec<String>;

fn task(words: &[&str]) -> Task {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn words(task: &Task) -> Vec<&str> {
    task.iter().map(String::as_str).collect()
}

/// Nothing was done yet.
async fn untouched() -> (Scene, Start) {
    let world = small_world().await.unwrap();
    let scene = Scene::start(&world, None).await.unwrap();
    let before = Snapshot::take(scene.control(), &BUCKETS);
    let start = Start {
        world,
        data: None,
        before,
    };
    (scene, start)
}

/// These buckets are on trial; with the change's id. The scene must be kept for as long as the start is used.
pub(crate) async fn on_trial(buckets: &[&str]) -> (Scene, Start, String) {
    let (scene, start) = untouched().await;
    let mut lock = task(&["lock"]);
    lock.extend(task(buckets));
    let change = done(
        &process::run(headless(), &scene, &words(&lock))
            .await
            .unwrap(),
    );
    assert_eq!(change["state"], "on_trial", "{change:#}");
    let start = Start {
        world: scene.control().world(),
        data: Some(scene.data()),
        before: start.before,
    };
    (scene, start, change["id"].as_str().unwrap().to_owned())
}

fn done(printed: &Printed) -> Value {
    let outcome = printed.outcome().unwrap_or_else(|| panic!("{printed:#?}"));
    assert!(outcome.get("error").is_none(), "{outcome:#}");
    outcome["change"].clone()
}

/// Kills a task at each of its points, restarts the app and looks at what it says.
async fn kill_everywhere(start: Start, task: Task, at_least: usize, among: &[&str]) {
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let trace = process::run(headless(), &scene, &words(&task))
        .await
        .unwrap();
    done(&trace);
    let points: Vec<Value> = trace.points().cloned().collect();
    assert!(points.len() >= at_least, "{points:#?}");
    for step in among {
        assert!(points.iter().any(|point| point["step"] == *step), "{step}");
    }
    drop(scene);
    let mut runs = tokio::task::JoinSet::new();
    for number in 1..=points.len() {
        let (start, task) = (start.clone(), task.clone());
        runs.spawn(async move {
            let _turn = turn().await;
            kill_at(&start, &task, number).await
        });
    }
    let mut wrong = Vec::new();
    while let Some(run) = runs.join_next().await {
        let (number, problems) = run.unwrap();
        let point = &points[number - 1];
        wrong.extend(
            problems
                .into_iter()
                .map(|problem| format!("killed at {point}: {problem}")),
        );
    }
    assert!(wrong.is_empty(), "{task:?}\n{}", wrong.join("\n"));
    println!(
        "{}: killed at {} points",
        words(&task).join(" "),
        points.len()
    );
}

/// A scene whose process was killed at a point of the task, and what it printed until then.
async fn killed(start: &Start, task: &Task, number: usize) -> (Scene, Printed) {
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let printed = process::kill(headless(), &scene, number, &words(task))
        .await
        .unwrap();
    (scene, printed)
}

/// Kills the task at one point; returns what is wrong after that.
async fn kill_at(start: &Start, task: &Task, number: usize) -> (usize, Vec<String>) {
    let (scene, printed) = killed(start, task, number).await;
    if printed
        .0
        .last()
        .is_none_or(|line| line.get("standing").is_none())
    {
        return (number, vec![format!("never got there: {printed:?}")]);
    }
    // The app is started again: it finds out what is in the buckets.
    let app = scene.app(work::quick());
    work::open(&app, "practice-admin").await.unwrap();
    let mut wrong = untruths(&scene.history(), scene.control(), Some(&start.before)).unwrap();
    // The user goes on or back, one as often as the other.
    let goes_on = number.is_multiple_of(2);
    for change in app.history().unwrap().changes {
        let view = app.change_status(&change.id).unwrap();
        let waiting: Vec<&str> = waiting(&view);
        match view.state.as_str() {
            "on_trial" => {
                let (then, expected) = if goes_on {
                    (work::keep(&app, &change.id).await, "done")
                } else {
                    (app.roll_back(&change.id, None).await, "rolled_back")
                };
                let then = then.unwrap();
                let gone = |target: &&ChangeTargetView| {
                    waiting.contains(&target.name.as_str()) && target.state != expected
                };
                let others = then.targets.iter().filter(gone);
                wrong.extend(others.map(|target| format!("not {expected}: {target:?}")));
            }
            "done" | "rolled_back" | "stopped" | "failed" if waiting.is_empty() => {}
            _ => wrong.push(format!("it does not know: {view:?}")),
        }
    }
    wrong.extend(untruths(&scene.history(), scene.control(), Some(&start.before)).unwrap());
    // Rolled back, failed or never written: the old policy is there.
    let differing = start.before.differing(scene.control());
    if let Some(newest) = app.history().unwrap().changes.first()
        && newest.kind == "lock"
    {
        let view = app.change_status(&newest.id).unwrap();
        let undone = view.targets.iter().filter(|target| target.state != "done");
        let changed = undone.filter(|target| differing.contains(&target.name));
        wrong.extend(changed.map(|target| format!("{} is not as it was", target.name)));
    } else if app.history().unwrap().changes.is_empty() && !differing.is_empty() {
        wrong.push(format!("written without a history: {differing:?}"));
    }
    drop(app);
    scene.practice.stop().await;
    (number, wrong)
}

/// The buckets of a change that are not settled for good.
fn waiting(view: &ChangeView) -> Vec<&str> {
    const OVER: [&str; 5] = ["done", "rolled_back", "stopped", "failed", "nothing_to_do"];
    let open = view
        .targets
        .iter()
        .filter(|target| !OVER.contains(&target.state.as_str()));
    open.map(|target| target.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_killed_everywhere() {
    let (_scene, start) = untouched().await;
    kill_everywhere(start, task(&["lock", BUCKETS[0]]), 19, &["backup stored"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_of_three_buckets_is_killed_everywhere() {
    let (_scene, start) = untouched().await;
    let mut lock = task(&["lock"]);
    lock.extend(task(&BUCKETS));
    kill_everywhere(start, lock, 53, &["backup stored"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeping_extending_and_rolling_back_are_killed_everywhere() {
    let (_scene, start, change) = on_trial(&BUCKETS[..1]).await;
    for (step, row) in [
        ("extend", "record"),
        ("keep", "waive"),
        ("roll-back", "confirm"),
    ] {
        kill_everywhere(start.clone(), task(&[step, &change]), 12, &[row]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_three_buckets_is_killed_everywhere() {
    let (_scene, start, change) = on_trial(&BUCKETS).await;
    for (step, row) in [
        ("extend", "record"),
        ("keep", "waive"),
        ("roll-back", "confirm"),
    ] {
        kill_everywhere(start.clone(), task(&[step, &change]), 36, &[row]).await;
    }
}

/// Putting back "no policy" is a delete, anything else a put.
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_is_killed_everywhere() {
    let (scene, start) = untouched().await;
    let lock = task(&["lock", "--no-trial", BUCKETS[0], BUCKETS[1]]);
    let change = done(
        &process::run(headless(), &scene, &words(&lock))
            .await
            .unwrap(),
    );
    assert_eq!(change["state"], "done", "{change:#}");
    let locked = Start {
        world: scene.control().world(),
        data: Some(scene.data()),
        before: start.before,
    };
    for target in change["targets"].as_array().unwrap() {
        let backup = target["backup"].as_str().unwrap();
        kill_everywhere(
            locked.clone(),
            task(&["restore", backup]),
            19,
            &["backup stored"],
        )
        .await;
    }
}

/// A scene whose process was killed right after the answer to its write, which is point `number` or, where a
/// read was repeated because the answer to it was late, one of the next.
async fn killed_after_the_write(start: &Start, task: &Task, number: usize) -> Scene {
    for number in number..number + 4 {
        let (scene, printed) = killed(start, task, number).await;
        if after_write(&printed) == printed.points().count() {
            return scene;
        }
    }
    panic!("never killed right after the write");
}

/// The app is killed while it finds out what an earlier kill left behind.
#[tokio::test(flavor = "multi_thread")]
async fn finding_out_is_killed_everywhere() {
    let (_scene, start, change) = on_trial(&BUCKETS[..1]).await;
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    // Keeping: the write has been answered, and nothing says so yet.
    let keep = task(&["keep", &change]);
    let trace = process::run(headless(), &scene, &words(&keep))
        .await
        .unwrap();
    let scene = killed_after_the_write(&start, &keep, after_write(&trace)).await;
    let killed = Start {
        world: scene.control().world(),
        data: Some(scene.data()),
        before: start.before.clone(),
    };
    kill_everywhere(killed, task(&["settle"]), 4, &[]).await;
}
