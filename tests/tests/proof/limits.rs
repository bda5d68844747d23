//! The kill matrix of association limits. A managed limit is two targets, the policy and its attachment, so that a change can end in between.

use lockdown::plan::Target;
use serde_json::Value;
use strongroom::App;
use strongroom::api::{ChangeView, ErrorView, LimitDelivery, PlanView};
use strongroom_tests::headless::limits::{self, targets};
use strongroom_tests::headless::process;
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, findings, untruths};
use strongroom_tests::headless::work;

use crate::kill::{Start, headless, turn};

/// Ends in which nothing is left to be found out.
const OVER: [&str; 5] = ["done", "stopped", "failed", "mixed", "rolled_back"];

/// Opens the account and looks at it. On a machine with much to do an answer can come too late for the
/// short waits of these tests, which is not what they are about.
pub(crate) async fn open(app: &App) {
    let mut said = None;
    for _ in 0..10 {
        match work::open(app, "practice-admin").await {
            Ok(_) => {
                let overview = work::look(app).await.unwrap();
                if !overview.instances.is_empty() {
                    return;
                }
            }
            Err(error) => said = Some(error),
        }
    }
    panic!("the account can't be opened and looked at: {said:?}");
}

fn everything() -> Vec<Target> {
    let mut all = targets(LimitDelivery::Managed).unwrap();
    all.extend(targets(LimitDelivery::Inline).unwrap());
    all
}

fn snapshot(scene: &Scene) -> Snapshot {
    Snapshot::take(scene.control(), &BUCKETS).and(scene.control(), &everything())
}

/// What is done from a start, and what is there once it was done.
#[derive(Clone)]
struct Task {
    words: Vec<String>,
    /// Whether a limit of ours holds afterwards.
    leaves_a_limit: bool,
}

fn task(words: &[&str], leaves_a_limit: bool) -> Task {
    Task {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        leaves_a_limit,
    }
}

impl Task {
    fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }
}

/// Nothing was done yet. The scene must be kept for as long as the start is used.
async fn untouched() -> (Scene, Start) {
    let world = small_world().await.unwrap();
    let scene = Scene::start(&world, None).await.unwrap();
    let before = snapshot(&scene);
    let start = Start {
        world,
        data: None,
        before,
    };
    (scene, start)
}

/// These tasks were done; with the last one's change.
async fn after(done: &[&[&str]]) -> (Scene, Start, Value) {
    let (scene, start) = untouched().await;
    let mut change = Value::Null;
    for words in done {
        let printed = process::run(headless(), &scene, words).await.unwrap();
        let outcome = printed.outcome().unwrap_or_else(|| panic!("{printed:#?}"));
        change = outcome["change"].clone();
        assert_eq!(change["state"], "done", "{outcome:#}");
    }
    let start = Start {
        world: scene.control().world(),
        data: Some(scene.data()),
        before: start.before,
    };
    (scene, start, change)
}

/// The backups of a change, in the order of its targets.
fn backups(change: &Value) -> Vec<String> {
    let targets = change["targets"].as_array().unwrap().iter();
    targets
        .map(|target| target["backup"].as_str().unwrap().to_owned())
        .collect()
}

async fn kill_everywhere(start: Start, task: Task, at_least: usize) {
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let trace = process::run(headless(), &scene, &task.words())
        .await
        .unwrap();
    assert_eq!(
        trace.outcome().unwrap()["change"]["state"],
        "done",
        "{trace:#?}"
    );
    let points: Vec<Value> = trace.points().cloned().collect();
    assert!(points.len() >= at_least, "{points:#?}");
    drop(scene);
    let mut runs = tokio::task::JoinSet::new();
    for number in 1..=points.len() {
        let (start, task) = (start.clone(), task.clone());
        runs.spawn(async move {
            let _turn = turn().await;
            (number, kill_at(&start, &task, number).await)
        });
    }
    let mut wrong = Vec::new();
    while let Some(run) = runs.join_next().await {
        let (number, problems) = run.unwrap();
        let point = &points[number - 1];
        let killed = |problem| format!("killed at {point}: {problem}");
        wrong.extend(problems.into_iter().map(killed));
    }
    assert!(wrong.is_empty(), "{:?}\n{}", task.words, wrong.join("\n"));
    println!(
        "{}: killed at {} points",
        task.words.join(" "),
        points.len()
    );
}

/// Kills the task at one point, starts the app again, and goes on or back.
async fn kill_at(start: &Start, task: &Task, number: usize) -> Vec<String> {
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let begun_from = snapshot(&scene);
    let printed = process::kill(headless(), &scene, number, &task.words())
        .await
        .unwrap();
    let stood = |line: &Value| line.get("standing").is_some();
    if !printed.0.last().is_some_and(stood) {
        return vec![format!("never got there: {printed:?}")];
    }
    let app = scene.app(work::quick());
    open(&app).await;
    let truths = || untruths(&scene.history(), scene.control(), Some(&start.before)).unwrap();
    let mut wrong = truths();
    for change in app.history().unwrap().changes {
        let view = app.change_status(&change.id).unwrap();
        if !OVER.contains(&view.state.as_str()) {
            wrong.push(format!("it does not know: {view:?}"));
        }
    }
    let goes_on = number.is_multiple_of(2);
    let ended = if goes_on {
        on(&app, &task.words()).await
    } else {
        back(&app, &begun_from, &scene).await
    };
    wrong.extend(ended.err());
    wrong.extend(truths());
    if goes_on {
        let found = app.limits().await.unwrap().limits;
        let holds = found.iter().filter(|limit| limit.drift.is_empty()).count();
        if holds != usize::from(task.leaves_a_limit) {
            wrong.push(format!("went on, and there is {found:?}"));
        }
    } else {
        let differing = begun_from.differing(scene.control());
        if !differing.is_empty() {
            wrong.push(format!("went back, and {differing:?} is not as it was"));
        }
    }
    drop(app);
    scene.practice.stop().await;
    wrong
}

/// The user asks for the same again.
pub(crate) async fn on(app: &App, words: &[&str]) -> Result<(), String> {
    let plan = match words[0] {
        "limit" => {
            let delivery = if words.contains(&"--inline") {
                LimitDelivery::Inline
            } else {
                LimitDelivery::Managed
            };
            limits::plan(app, delivery, words[1]).await
        }
        "unlimit" => {
            if app.limits().await.unwrap().limits.is_empty() {
                // The attachment is gone; what is left is the policy, by its backup.
                return rest_of_an_unlimit(app).await;
            }
            limits::plan_off(app).await
        }
        _ => work::plan_restore(app, words[1]).await,
    };
    confirmed(app, plan).await
}

/// A limit that was detached, and whose policy is still there, is made whole and then taken off.
async fn rest_of_an_unlimit(app: &App) -> Result<(), String> {
    let again = limits::plan_first(app, LimitDelivery::Managed).await;
    confirmed(app, again).await?;
    let off = limits::plan_off(app).await;
    confirmed(app, off).await
}

/// The user takes back what was done of the newest change: its own way back where it ended in between,
/// its backups, last target first, where it was done.
async fn back(app: &App, begun_from: &Snapshot, scene: &Scene) -> Result<(), String> {
    if begun_from.differing(scene.control()).is_empty() {
        return Ok(());
    }
    let newest = app.history().unwrap().changes.remove(0);
    if newest.state == "mixed" {
        let view = app
            .roll_back(&newest.id, None)
            .await
            .map_err(|error| format!("can't go back: {error:?}"))?;
        return is_over(&view);
    }
    let view = app.change_status(&newest.id).unwrap();
    for target in view.targets.iter().rev() {
        if target.state == "done" {
            let backup = target.backup.clone().unwrap();
            confirmed(app, work::plan_restore(app, &backup).await).await?;
        }
    }
    Ok(())
}

pub(crate) async fn confirmed(app: &App, plan: Result<PlanView, ErrorView>) -> Result<(), String> {
    let plan = plan.map_err(|error| format!("can't be planned: {error:?}"))?;
    let is_so_already = plan.targets.iter().all(|target| target.nothing_to_do);
    if is_so_already && plan.blockers.is_empty() && !plan.targets.is_empty() {
        return Ok(());
    }
    let change = work::apply(app, &plan)
        .await
        .map_err(|error| format!("can't be applied: {error:?}, {:?}", plan.blockers))?;
    if change.state == "done" {
        Ok(())
    } else {
        Err(format!("not done: {change:?}"))
    }
}

fn is_over(view: &ChangeView) -> Result<(), String> {
    if OVER.contains(&view.state.as_str()) {
        Ok(())
    } else {
        Err(format!("not over: {view:?}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn making_a_limit_is_killed_everywhere() {
    let (_scene, start) = untouched().await;
    let managed = task(&["limit", BUCKETS[0]], true);
    kill_everywhere(start.clone(), managed, 34).await;
    let inline = task(&["limit", BUCKETS[0], "--inline"], true);
    kill_everywhere(start, inline, 18).await;
}

/// A new version of the policy; the attachment is there already.
#[tokio::test(flavor = "multi_thread")]
async fn changing_a_limit_is_killed_everywhere() {
    let (_scene, start, _) = after(&[&["limit", BUCKETS[0]]]).await;
    let change = task(&["limit", BUCKETS[1]], true);
    kill_everywhere(start, change, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_a_limit_off_is_killed_everywhere() {
    let (_scene, start, _) = after(&[&["limit", BUCKETS[0]]]).await;
    kill_everywhere(start, task(&["unlimit"], false), 34).await;
    let (_scene, start, _) = after(&[&["limit", BUCKETS[0], "--inline"]]).await;
    kill_everywhere(start, task(&["unlimit"], false), 18).await;
}

/// Undoing by the backups, last target first: detached, then deleted; and an inline policy put back.
#[tokio::test(flavor = "multi_thread")]
async fn putting_back_what_a_limit_was_over_is_killed_everywhere() {
    let (scene, start, made) = after(&[&["limit", BUCKETS[0]]]).await;
    let [policy, attachment]: [String; 2] = backups(&made).try_into().unwrap();
    let detach = task(&["restore", &attachment], false);
    kill_everywhere(start.clone(), detach.clone(), 18).await;
    let detached = process::run(headless(), &scene, &detach.words())
        .await
        .unwrap();
    assert_eq!(detached.outcome().unwrap()["change"]["state"], "done");
    let start = Start {
        world: scene.control().world(),
        data: Some(scene.data()),
        ..start
    };
    kill_everywhere(start, task(&["restore", &policy], false), 18).await;

    let taken_off: [&[&str]; 2] = [&["limit", BUCKETS[0], "--inline"], &["unlimit"]];
    let (_scene, start, off) = after(&taken_off).await;
    let [inline]: [String; 1] = backups(&off).try_into().unwrap();
    kill_everywhere(start, task(&["restore", &inline], true), 18).await;
}

/// What this proof relies on can fail: a limit that is gone behind the app's back, and a backup of
/// something else.
#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_lies_about_a_limit_is_found() {
    let (scene, start) = untouched().await;
    let app = scene.app(work::quick());
    open(&app).await;
    let plan = limits::plan_first(&app, LimitDelivery::Managed).await;
    confirmed(&app, plan).await.unwrap();
    let look = |before: &Snapshot| {
        findings(&scene.history(), scene.control(), Some(before), None).unwrap()
    };
    let found = look(&start.before);
    assert!(
        found.untrue.is_empty() && found.lost.is_empty(),
        "{found:?}"
    );
    let mut changed = start.before.differing(scene.control());
    changed.sort();
    assert_eq!(changed, ["SupportLimit", "SupportLimit on ConnectBuilder"]);
    // Had the limit been there before, the backups would not be of it.
    assert_eq!(look(&snapshot(&scene)).lost.len(), 2);
    scene.control().reset().unwrap();
    assert_eq!(look(&start.before).untrue.len(), 2);
}
