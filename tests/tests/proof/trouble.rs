//! The trouble matrix: every trouble at every call of every operation. The outcome is a legal state, it is
//! true, it is explained, and nothing is lost.

use std::time::Duration;

use practice_aws::{Kind, Trouble};
use strongroom::api::{ChangeView, ErrorView};
use strongroom::{App, Settings};
use strongroom_tests::headless::operation::{Operation, clean_up};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world, theirs};
use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;

use crate::kill::turn;

const GET: &str = "s3:GetBucketPolicy";
const PUT: &str = "s3:PutBucketPolicy";
const DELETE: &str = "s3:DeleteBucketPolicy";
/// Asked before anything is written: whether it is still the same one who is signed in.
const WHO: &str = "sts:GetCallerIdentity";

/// States in which the app admits that it does not know yet.
const OPEN: [&str; 2] = ["running", "needs_you"];
/// What is wrong where a trouble waited for a call that never came.
const NOT_MET: &str = "no call met it";

fn settings() -> Settings {
    let mut settings = work::quick();
    settings.timeouts.attempt = Duration::from_millis(300);
    settings.timeouts.call = Duration::from_millis(900);
    settings.timeouts.write = Duration::from_millis(300);
    settings
}

/// One trouble, by name, for a call.
fn troubles(bucket: &str) -> Vec<(&'static str, Trouble)> {
    let new = Trouble::new;
    let edit = |after| Trouble {
        after,
        policy: Some(theirs(bucket)),
        ..new(Kind::ConcurrentEdit)
    };
    vec![
        ("throttling", new(Kind::Throttling)),
        ("a server error", new(Kind::ServerError)),
        ("a slow call", new(Kind::Latency).lasting(60)),
        ("a call without an answer", new(Kind::Latency).lasting(1000)),
        ("a cut before", new(Kind::CutBefore)),
        ("a cut after", new(Kind::CutAfter)),
        ("a late answer", new(Kind::DelayedAnswer).lasting(1000)),
        (
            "stale reads for a moment",
            new(Kind::StaleReads).lasting(150),
        ),
        ("stale reads for long", new(Kind::StaleReads).lasting(1500)),
        ("an edit before", edit(false)),
        ("an edit after", edit(true)),
        ("an ended session", new(Kind::ExpiringSession)),
        ("a denied action", new(Kind::DenyAction)),
    ]
}

/// Where it strikes: a call, how many pass before, and how many it meets.
type Place = (&'static str, u32, Option<u32>);

/// Every call of an operation once, and from one on all of them.
fn places(operation: Operation, write: &'static str) -> Vec<Place> {
    let reads = match operation {
        Operation::Lock | Operation::Restore => 3,
        Operation::Extend | Operation::Keep | Operation::RollBack => 2,
    };
    let once = (0..reads).map(|skip| (GET, skip, Some(1)));
    let others = [
        (GET, 1, None),
        (write, 0, Some(1)),
        (write, 0, None),
        (WHO, 0, Some(1)),
        (WHO, 0, None),
    ];
    once.chain(others).collect()
}

/// Whether a trouble means something at a call: a late answer to a read is none, and nothing is stale after it; who is
/// signed in has no policy to edit, and is told without a permission.
fn strikes(kind: Kind, call: &str) -> bool {
    match call {
        GET => !matches!(kind, Kind::StaleReads | Kind::DelayedAnswer),
        WHO => !matches!(
            kind,
            Kind::StaleReads | Kind::DelayedAnswer | Kind::ConcurrentEdit | Kind::DenyAction
        ),
        _ => true,
    }
}

struct Bench {
    scene: Scene,
    app: App,
    before: Snapshot,
}

impl Bench {
    async fn start() -> Self {
        let world = small_world().await.unwrap();
        let scene = Scene::start(&world, None).await.unwrap();
        let app = scene.app(settings());
        work::open(&app, "practice-admin").await.unwrap();
        work::look(&app).await.unwrap();
        let before = Snapshot::take(scene.control(), &BUCKETS);
        Self { scene, app, before }
    }

    /// Does an operation with a trouble and returns what is wrong with what comes of it. On a computer with too much to
    /// do, the operation may give up before the call that was to meet the trouble: then it is done once more.
    async fn meet(&self, operation: Operation, buckets: &[&str], trouble: Trouble) -> Vec<String> {
        let wrong = self.meet_once(operation, buckets, trouble.clone()).await;
        if wrong.iter().any(|problem| problem == NOT_MET) {
            return self.meet_once(operation, buckets, trouble).await;
        }
        wrong
    }

    async fn meet_once(
        &self,
        operation: Operation,
        buckets: &[&str],
        trouble: Trouble,
    ) -> Vec<String> {
        let prepared = operation.prepare(&self.app, buckets).await.unwrap();
        let before = Snapshot::take(self.scene.control(), buckets);
        let since = self.newest();
        // What someone else does after the last look can't be known before the next one.
        let is_later = trouble.after
            && trouble.kind == Kind::ConcurrentEdit
            && trouble.operation.as_deref() == Some(GET);
        // A denial is met at the decision about a call, not at the door.
        let at_the_door = trouble.kind != Kind::DenyAction;
        let log = self.scene.control();
        let seen = log.seen_after(0).last().map_or(0, |call| call.number);
        self.scene.practice.troubles().switch_on(trouble);
        let outcome = prepared.clone().go(&self.app).await;
        let mut wrong = Vec::new();
        let calls = log.seen_after(seen);
        if at_the_door && calls.iter().all(|call| call.troubles.is_empty()) {
            wrong.push(NOT_MET.to_owned());
        }
        let begins = matches!(operation, Operation::Lock | Operation::Restore);
        let newest = self
            .newest()
            .filter(|newest| !begins || since.as_ref() != Some(newest));
        let Some(newest) = newest else {
            wrong.extend(unbegun(&outcome));
            let changed = before.differing(self.scene.control());
            wrong.extend(
                changed
                    .into_iter()
                    .map(|bucket| format!("{bucket} is another")),
            );
            // What was confirmed can be carried out once nothing is in the way.
            self.scene.practice.troubles().clear();
            match prepared.go(&self.app).await {
                Ok(view) if view.state == operation.wanted() => wrong.extend(self.untruths()),
                other => wrong.push(format!("can't be tried again: {other:?}")),
            }
            clean_up(&self.scene, &self.app, &self.before)
                .await
                .unwrap();
            return wrong;
        };
        let view = self.app.change_status(&newest).unwrap();
        wrong.extend(unexplained(operation, &outcome, &view));
        // What it claims to know is so at once; what it does not know, once nothing is in the way.
        let knows = !OPEN.contains(&view.state.as_str()) && outcome.is_ok();
        if knows && !is_later {
            wrong.extend(self.untruths());
        }
        self.scene.practice.troubles().clear();
        match self.app.settle_change(&newest).await {
            Ok(view) => {
                if view.state == "running" {
                    wrong.push(format!("still running: {view:?}"));
                }
                let is_over = ["done", "rolled_back"].contains(&view.state.as_str());
                if !(is_later && is_over) {
                    wrong.extend(self.untruths());
                }
            }
            Err(error) => wrong.push(format!("can't be settled: {error:?}")),
        }
        clean_up(&self.scene, &self.app, &self.before)
            .await
            .unwrap();
        wrong
    }

    /// The newest change of the history.
    fn newest(&self) -> Option<String> {
        let changes = self.app.history().unwrap().changes;
        changes.into_iter().next().map(|change| change.id)
    }

    fn untruths(&self) -> Vec<String> {
        untruths(&self.scene.history(), self.scene.control(), None).unwrap()
    }
}

/// Where no change began, an error says so in whole sentences.
fn unbegun(outcome: &Result<ChangeView, ErrorView>) -> Option<String> {
    match outcome {
        Ok(change) => Some(format!("a change that is not in the history: {change:?}")),
        Err(error) => {
            let told = error.message.ends_with('.') && error.message.contains("othing was");
            (!told).then(|| format!("it does not say that nothing was done: {error:?}"))
        }
    }
}

/// An outcome that is not what was wanted comes with words; the state is one that there is.
fn unexplained(
    operation: Operation,
    outcome: &Result<ChangeView, ErrorView>,
    view: &ChangeView,
) -> Option<String> {
    const STATES: [&str; 9] = [
        "running",
        "mixed",
        "on_trial",
        "done",
        "rolled_back",
        "stopped",
        "failed",
        "needs_you",
        "trial_ended",
    ];
    if !STATES.contains(&view.state.as_str()) {
        return Some(format!("`{}` is no state", view.state));
    }
    match outcome {
        Err(error) => {
            let whole = error.message.ends_with('.') && error.message.len() > 20;
            (!whole).then(|| format!("an error that explains nothing: {error:?}"))
        }
        Ok(change) if change.state == operation.wanted() => None,
        Ok(change) => {
            let explained = change.targets.iter().any(|target| {
                target.steps.iter().any(|step| step.error.is_some())
                    || target.foreign_diff.is_some()
                    // A stale read is no error: the words say that the bucket still shows what was there.
                    || change.state == "needs_you" && target.state_words.len() > 40
            });
            (!explained).then(|| format!("{} without a reason: {change:#?}", change.state))
        }
    }
}

async fn meet_all(operation: Operation, bucket: &str, write: &'static str) {
    let bench = Bench::start().await;
    let mut wrong = Vec::new();
    let mut met = 0;
    for (name, trouble) in troubles(bucket) {
        for (call, skip, times) in places(operation, write) {
            if !strikes(trouble.kind, call) {
                continue;
            }
            let trouble = Trouble {
                skip,
                times,
                ..trouble.clone().on(call)
            };
            met += 1;
            let problems = bench.meet(operation, &[bucket], trouble).await;
            let place = format!("{operation:?}: {name} at {call} after {skip}, times {times:?}");
            wrong.extend(
                problems
                    .into_iter()
                    .map(|problem| format!("{place}: {problem}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{operation:?}: met {met} troubles");
}

// A bucket that had no policy gets none back by a delete, one that had gets it by a put.
const WITHOUT: &str = BUCKETS[0];
const WITH: &str = BUCKETS[1];

#[tokio::test(flavor = "multi_thread")]
async fn locking_meets_every_trouble() {
    meet_all(Operation::Lock, WITHOUT, PUT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn extending_meets_every_trouble() {
    meet_all(Operation::Extend, WITH, PUT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeping_meets_every_trouble() {
    meet_all(Operation::Keep, WITHOUT, PUT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_back_meets_every_trouble() {
    meet_all(Operation::RollBack, WITH, PUT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restoring_meets_every_trouble() {
    meet_all(Operation::Restore, WITHOUT, DELETE).await;
}

/// Putting a policy back is a put.
#[tokio::test(flavor = "multi_thread")]
async fn restoring_a_policy_meets_every_trouble() {
    meet_all(Operation::Restore, WITH, PUT).await;
}

/// Putting "no policy" back is a delete.
#[tokio::test(flavor = "multi_thread")]
async fn rolling_back_to_no_policy_meets_every_trouble() {
    meet_all(Operation::RollBack, WITHOUT, DELETE).await;
}

/// Three buckets, of which the second meets a trouble at its write: what stood before the write, what it meets and what
/// comes after the failure are told apart.
async fn three_meet_at_the_second(operation: Operation) {
    let bucket = BUCKETS[1];
    let bench = Bench::start().await;
    let before_write = u32::from(operation == Operation::Lock);
    let mut wrong = Vec::new();
    for (name, trouble) in troubles(bucket) {
        if matches!(trouble.kind, Kind::Throttling | Kind::Latency) {
            // They end as with one bucket: what was done is done, or nothing was sent.
            continue;
        }
        let trouble = trouble
            .on("s3:*BucketPolicy")
            .in_bucket(bucket)
            .counted(before_write + 1, 1);
        let problems = bench.meet(operation, &BUCKETS, trouble).await;
        let problems = problems.into_iter();
        wrong.extend(problems.map(|problem| format!("{operation:?} of three: {name}: {problem}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_three_buckets_meets_every_trouble() {
    three_meet_at_the_second(Operation::Lock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeping_three_buckets_meets_every_trouble() {
    three_meet_at_the_second(Operation::Keep).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_back_three_buckets_meets_every_trouble() {
    three_meet_at_the_second(Operation::RollBack).await;
}

/// Troubles that are not about calls: AWS's clock is ahead or behind, and nothing plays in Connect. What writes
/// goes its way all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_and_playback_that_fails_change_nothing() {
    const MINUTES: i64 = 60_000;
    let off = |minutes| Trouble::new(Kind::ClockOff).lasting(minutes * MINUTES);
    // Further off, AWS takes no signature.
    let troubles = [off(4), off(-4), Trouble::new(Kind::PlaybackFails)];
    let world = small_world().await.unwrap();
    let mut runs = tokio::task::JoinSet::new();
    for operation in Operation::ALL {
        for trouble in troubles.clone() {
            let world = world.clone();
            runs.spawn(async move {
                let _turn = turn().await;
                let scene = Scene::start(&world, None).await.unwrap();
                scene.practice.troubles().switch_on(trouble.clone());
                let app = scene.app(work::quick());
                work::open(&app, "practice-admin").await.unwrap();
                work::look(&app).await.unwrap();
                let prepared = operation.prepare(&app, &[WITHOUT]).await.unwrap();
                let view = prepared.go(&app).await.unwrap();
                assert_eq!(view.state, operation.wanted(), "{trouble:?}: {view:#?}");
                let wrong = untruths(&scene.history(), scene.control(), None).unwrap();
                assert!(wrong.is_empty(), "{operation:?}, {trouble:?}: {wrong:#?}");
                // A trial ends by AWS's clock, whatever this computer's says.
                if let Some(ends) = view.targets[0].trial_ends.as_deref() {
                    let format = &time::format_description::well_known::Rfc3339;
                    let ends = time::OffsetDateTime::parse(ends, format).unwrap();
                    let left = ends - scene.control().told_now();
                    let longest = if operation == Operation::Extend {
                        25
                    } else {
                        15
                    };
                    assert!(
                        (longest - 2..=longest + 1).contains(&left.whole_minutes()),
                        "{operation:?}, {trouble:?}: {left}"
                    );
                }
            });
        }
    }
    while let Some(run) = runs.join_next().await {
        run.unwrap();
    }
}
