//! The trouble matrix of association limits: every trouble at every call to IAM of every operation. The
//! outcome is a legal state, it is true, it is explained, nothing is lost, and the user can go on.

use std::collections::BTreeMap;
use std::time::Duration;

use practice_aws::{Kind, Trouble};
use strongroom::api::{ChangeView, ErrorView, LimitDelivery, PlanView};
use strongroom::{App, Settings};
use strongroom_tests::headless::limits;
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::findings;
use strongroom_tests::headless::work;

use crate::limits::{on, open};

/// Longer than the app waits for an answer.
const TOO_LONG: i64 = 700;

fn settings() -> Settings {
    let mut settings = work::quick();
    settings.patience.total = Duration::from_millis(250);
    settings.timeouts.attempt = Duration::from_millis(300);
    settings.timeouts.call = Duration::from_millis(900);
    settings.timeouts.write = Duration::from_millis(300);
    settings
}

/// What is done, and what was done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    MakeManaged,
    MakeInline,
    Change,
    TakeOff,
    /// The backup of an attachment goes back: nothing was attached.
    Undo,
}

/// An operation that is about to be done: the plan, and the same as a task.
struct Prepared {
    plan: PlanView,
    task: Vec<String>,
}

impl Operation {
    async fn prepare(self, app: &App) -> Prepared {
        let limit = |delivery| limits::plan_first(app, delivery);
        let words = |words: &[&str]| words.iter().map(|one| (*one).to_owned()).collect();
        if self == Self::MakeManaged {
            let plan = limit(LimitDelivery::Managed).await.unwrap();
            let task = words(&["limit", BUCKETS[0]]);
            return Prepared { plan, task };
        }
        if self == Self::MakeInline {
            let plan = limit(LimitDelivery::Inline).await.unwrap();
            let task = words(&["limit", BUCKETS[0], "--inline"]);
            return Prepared { plan, task };
        }
        let plan = limit(LimitDelivery::Managed).await.unwrap();
        let made = work::apply(app, &plan).await.unwrap();
        assert_eq!(made.state, "done", "{made:#?}");
        match self {
            Self::Change => Prepared {
                plan: limits::plan(app, LimitDelivery::Managed, BUCKETS[1])
                    .await
                    .unwrap(),
                task: words(&["limit", BUCKETS[1]]),
            },
            Self::TakeOff => Prepared {
                plan: limits::plan_off(app).await.unwrap(),
                task: words(&["unlimit"]),
            },
            _ => {
                let backup = made.targets[1].backup.clone().unwrap();
                Prepared {
                    plan: work::plan_restore(app, &backup).await.unwrap(),
                    task: words(&["restore", &backup]),
                }
            }
        }
    }
}

/// What can go wrong with a call; whether it is a write decides what that can be.
fn troubles(writes: bool) -> Vec<(&'static str, Trouble)> {
    let new = Trouble::new;
    let mut troubles = vec![
        ("throttling", new(Kind::Throttling)),
        ("a server error", new(Kind::ServerError)),
        ("no answer", new(Kind::Latency).lasting(TOO_LONG)),
        ("a cut before", new(Kind::CutBefore)),
        ("an ended session", new(Kind::ExpiringSession)),
        ("a denied action", new(Kind::DenyAction)),
    ];
    if writes {
        troubles.push(("a cut after", new(Kind::CutAfter)));
        troubles.push(("a late answer", new(Kind::DelayedAnswer).lasting(TOO_LONG)));
    }
    troubles
}

fn is_write(operation: &str) -> bool {
    let verb = operation.trim_start_matches("iam:");
    !["Get", "List"].iter().any(|read| verb.starts_with(read))
}

struct Bench {
    scene: Scene,
    app: App,
}

impl Bench {
    async fn start() -> Self {
        let world = small_world().await.unwrap();
        let scene = Scene::start(&world, None).await.unwrap();
        let app = scene.app(settings());
        open(&app).await;
        Self { scene, app }
    }

    /// How often the operation makes each call to IAM when nothing is in its way.
    async fn calls(&self, operation: Operation) -> BTreeMap<String, u32> {
        let prepared = operation.prepare(&self.app).await;
        let log = self.scene.control();
        let before = log.seen_after(0).last().map_or(0, |call| call.number);
        let done = work::apply(&self.app, &prepared.plan).await.unwrap();
        assert_eq!(done.state, "done", "{done:#?}");
        let mut calls = BTreeMap::new();
        for call in log.seen_after(before) {
            // Reading everything again after a change is not part of it.
            if call.operation.starts_with("iam:")
                && call.operation != "iam:GetAccountAuthorizationDetails"
            {
                *calls.entry(call.operation).or_default() += 1;
            }
        }
        log.reset().unwrap();
        calls
    }

    /// Does the operation with a trouble and returns what is wrong with what comes of it.
    async fn meet(&self, operation: Operation, trouble: Trouble) -> Vec<String> {
        let waits = matches!(trouble.kind, Kind::Latency | Kind::DelayedAnswer);
        let prepared = operation.prepare(&self.app).await;
        let history = self.app.history().unwrap().changes;
        let since = history.first().map(|change| change.id.clone());
        self.scene.practice.troubles().switch_on(trouble);
        let outcome = work::apply(&self.app, &prepared.plan).await;
        let newest = self.app.history().unwrap().changes.into_iter().next();
        let newest = newest.filter(|change| Some(&change.id) != since.as_ref());
        let mut wrong = Vec::new();
        let known = outcome.as_ref().is_ok_and(|view| !is_open(view));
        if let Some(problem) = unexplained(&outcome) {
            wrong.push(problem);
        }
        // What it claims to know is so at once; what it does not know, once nothing is in the way.
        if known {
            wrong.extend(self.untruths(since.as_deref()));
        }
        self.scene.practice.troubles().clear();
        if waits {
            let wait = u64::try_from(TOO_LONG).unwrap();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        match newest {
            Some(change) => match self.app.settle_change(&change.id).await {
                Ok(view) => {
                    if view.state == "running" {
                        wrong.push(format!("still running: {view:?}"));
                    }
                    wrong.extend(self.untruths(since.as_deref()));
                    if view.state == "needs_you" {
                        self.app.leave_change(&change.id).unwrap();
                    }
                }
                Err(error) => wrong.push(format!("can't be settled: {error:?}")),
            },
            None if outcome.is_ok() => wrong.push("done, and not in the history".to_owned()),
            None => {}
        }
        let words: Vec<&str> = prepared.task.iter().map(String::as_str).collect();
        if let Err(problem) = on(&self.app, &words).await {
            wrong.push(format!("can't go on: {problem}"));
        }
        wrong.extend(self.untruths(since.as_deref()));
        self.scene.control().reset().unwrap();
        wrong
    }

    fn untruths(&self, since: Option<&str>) -> Vec<String> {
        let (history, control) = (self.scene.history(), self.scene.control());
        let found = findings(&history, control, None, since).unwrap();
        found.untrue.into_iter().chain(found.lost).collect()
    }
}

fn is_open(view: &ChangeView) -> bool {
    ["running", "needs_you"].contains(&view.state.as_str())
}

/// An outcome that is not what was wanted comes with words.
fn unexplained(outcome: &Result<ChangeView, ErrorView>) -> Option<String> {
    match outcome {
        Err(error) => {
            let whole = error.message.ends_with('.') && error.message.len() > 20;
            (!whole).then(|| format!("an error that explains nothing: {error:?}"))
        }
        Ok(change) if change.state == "done" => None,
        Ok(change) => {
            let mut steps = change.targets.iter().flat_map(|target| &target.steps);
            let explained = steps.any(|step| step.error.is_some());
            (!explained).then(|| format!("{} without a reason: {change:#?}", change.state))
        }
    }
}

async fn meet_all(operation: Operation) {
    let bench = Bench::start().await;
    let calls = bench.calls(operation).await;
    assert!(calls.keys().any(|call| is_write(call)), "{calls:?}");
    let (mut met, mut wrong) = (0, Vec::new());
    for (call, count) in &calls {
        for (name, trouble) in troubles(is_write(call)) {
            // Each of its calls once, and all of them from the first one on.
            let once = (0..*count).map(|skip| (skip, Some(1)));
            for (skip, times) in once.chain([(0, None)]) {
                let trouble = Trouble {
                    skip,
                    times,
                    ..trouble.clone().on(call)
                };
                met += 1;
                let problems = bench.meet(operation, trouble).await;
                let place = format!("{operation:?}: {name} at {call} after {skip}, {times:?}");
                let at = |problem| format!("{place}: {problem}");
                wrong.extend(problems.into_iter().map(at));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{operation:?}: met {met} troubles at {calls:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn making_a_managed_limit_meets_every_trouble() {
    meet_all(Operation::MakeManaged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn making_an_inline_limit_meets_every_trouble() {
    meet_all(Operation::MakeInline).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_a_limit_meets_every_trouble() {
    meet_all(Operation::Change).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_a_limit_off_meets_every_trouble() {
    meet_all(Operation::TakeOff).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_a_limit_meets_every_trouble() {
    meet_all(Operation::Undo).await;
}
