//! Random runs with troubles, counted: lock-outs, lost backups, untrue histories.
//!
//! A run is a few steps on one bucket, each of them with or without trouble on the wire, somebody else's
//! edits, restarts of the app and time that passes. It follows from its seed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use practice_aws::{Kind, Trouble};
use serde_json::Value;
use strongroom::App;
use strongroom::api::ChangeView;
use time::Duration;

use super::operation::clean_up;
use super::scene::{BUCKETS, Scene, small_world};
use super::truth::{Snapshot, findings};
use super::{Fallible, work};

/// How many runs share an account and a history, before both are made anew.
const TOGETHER: u64 = 20;

/// How the statements of somebody else are called; the practice account's own edits begin like that.
const THEIRS: &str = "AddedBySomebodyElse";

/// What came of some runs.
#[derive(Debug, Clone, Default)]
pub struct Count {
    /// The runs.
    pub runs: u64,
    /// The steps in them.
    pub steps: u64,
    /// The steps that met a trouble.
    pub troubled: u64,
    /// Runs after which the administrator or Connect could not do what they could before.
    pub lock_outs: Vec<String>,
    /// Backups that were missing, damaged or not what was there.
    pub lost_backups: Vec<String>,
    /// Histories that said what was not so.
    pub untrue_histories: Vec<String>,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.steps += other.steps;
        self.troubled += other.troubled;
        self.lock_outs.extend(other.lock_outs);
        self.lost_backups.extend(other.lost_backups);
        self.untrue_histories.extend(other.untrue_histories);
    }

    /// Everything that went wrong, each with the seed of its run.
    pub fn wrong(&self) -> impl Iterator<Item = &String> {
        let all = [&self.lock_outs, &self.lost_backups, &self.untrue_histories];
        all.into_iter().flatten()
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} runs, {} steps, {} of them with trouble: lock-outs {}, lost backups {}, untrue histories {}",
            self.runs,
            self.steps,
            self.troubled,
            self.lock_outs.len(),
            self.lost_backups.len(),
            self.untrue_histories.len()
        )
    }
}

/// Does `runs` runs, the first with this seed and each other with the next one, so many at a time.
///
/// # Errors
/// When something around the app fails.
pub async fn soak(seed: u64, runs: u64, at_a_time: usize) -> Fallible<Count> {
    let world = Arc::new(small_world().await?);
    let next = Arc::new(AtomicU64::new(0));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..at_a_time.max(1) {
        let (world, next) = (Arc::clone(&world), Arc::clone(&next));
        workers.spawn(async move {
            let mut count = Count::default();
            loop {
                let first = next.fetch_add(TOGETHER, Ordering::SeqCst);
                if first >= runs {
                    return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(count);
                }
                let last = (first + TOGETHER).min(runs);
                count.add(together(&world, seed + first..seed + last).await?);
            }
        });
    }
    let mut count = Count::default();
    while let Some(worker) = workers.join_next().await {
        count.add(worker??);
    }
    Ok(count)
}

/// Some runs one after another, with one account and one history.
async fn together(world: &Value, seeds: std::ops::Range<u64>) -> Fallible<Count> {
    let scene = Scene::start(world, None).await?;
    let app = scene.app(work::quick());
    open(&app).await?;
    work::look(&app).await?;
    let before = Snapshot::take(scene.control(), &BUCKETS);
    let mut count = Count::default();
    for seed in seeds {
        let mut run = Run {
            scene: &scene,
            app: &app,
            dice: Dice(seed),
            change: None,
            backup: None,
            since: app
                .history()?
                .changes
                .first()
                .map(|change| change.id.clone()),
            count: Count::default(),
        };
        run.go(seed).await?;
        count.add(run.count);
        clean_up(&scene, &app, &before).await?;
    }
    Ok(count)
}

async fn open(app: &App) -> Fallible<()> {
    work::open(app, "practice-admin").await?;
    Ok(())
}

struct Run<'a> {
    scene: &'a Scene,
    app: &'a App,
    dice: Dice,
    change: Option<String>,
    backup: Option<String>,
    /// The last change before this run.
    since: Option<String>,
    count: Count,
}

impl Run<'_> {
    async fn go(&mut self, seed: u64) -> Fallible<()> {
        self.count.runs = 1;
        let bucket = self.dice.pick(BUCKETS);
        for _ in 0..2 + self.dice.below(4) {
            self.count.steps += 1;
            if self.dice.one_in(2) {
                self.count.troubled += 1;
                let trouble = self.trouble(bucket);
                self.scene.practice.troubles().switch_on(trouble);
            }
            let kind = self.step(bucket).await?;
            self.scene.practice.troubles().clear();
            self.judge(bucket, &format!("seed {seed}, {kind}")).await?;
        }
        self.locked_out(bucket, seed).await;
        Ok(())
    }

    /// A trouble at some call that writes or reads a policy.
    fn trouble(&mut self, bucket: &str) -> Trouble {
        let kinds = [
            Kind::Throttling,
            Kind::ServerError,
            Kind::Latency,
            Kind::CutBefore,
            Kind::CutAfter,
            Kind::DelayedAnswer,
            Kind::StaleReads,
            Kind::ConcurrentEdit,
            Kind::ExpiringSession,
            Kind::DenyAction,
        ];
        let calls = [
            "s3:GetBucketPolicy",
            "s3:PutBucketPolicy",
            "s3:DeleteBucketPolicy",
            "s3:*BucketPolicy",
        ];
        let kind = self.dice.pick(kinds);
        let call = self.dice.pick(calls);
        let skip = u32::try_from(self.dice.below(4)).unwrap_or_default();
        let milliseconds = match kind {
            Kind::Latency | Kind::DelayedAnswer => Some(self.dice.pick([40, 2_000])),
            Kind::StaleReads => Some(self.dice.pick([100, 900])),
            _ => None,
        };
        let after = self.dice.one_in(2);
        let times = (!self.dice.one_in(4)).then_some(1);
        Trouble {
            skip,
            times,
            milliseconds,
            after,
            ..Trouble::new(kind).on(call).in_bucket(bucket)
        }
    }

    /// Something that a user, the time or somebody else does. What the app refuses is no failure.
    async fn step(&mut self, bucket: &str) -> Fallible<&'static str> {
        let Some(change) = self.change.clone() else {
            let minutes = (!self.dice.one_in(4)).then_some(15);
            if let Ok(plan) = work::plan(self.app, &[bucket], minutes).await {
                if self.dice.one_in(8) {
                    self.edit(bucket)?;
                }
                let done = work::apply(self.app, &plan).await;
                self.take(done.ok());
            }
            return Ok("lock");
        };
        let (kind, view) = match self.dice.below(8) {
            0 => ("extend", self.app.extend_trial(&change).await.ok()),
            1 | 2 => ("keep", work::keep(self.app, &change).await.ok()),
            3 | 4 => ("roll back", self.app.roll_back(&change, None).await.ok()),
            5 => {
                // Opened again, as after a restart.
                if open(self.app).await.is_ok() {
                    self.scene.practice.troubles().clear();
                    work::look(self.app).await?;
                }
                ("restart", None)
            }
            6 => {
                let minutes = self.dice.pick([3, 20]);
                self.scene.control().advance(Duration::minutes(minutes))?;
                ("time passes", None)
            }
            _ => {
                let backup = self.backup.clone().unwrap_or_default();
                let mut done = None;
                if let Ok(plan) = work::plan_restore(self.app, &backup).await {
                    done = work::apply(self.app, &plan).await.ok();
                }
                ("restore", done)
            }
        };
        self.take(view);
        Ok(kind)
    }

    fn take(&mut self, view: Option<ChangeView>) {
        if let Some(view) = view {
            let backup = view
                .targets
                .first()
                .and_then(|target| target.backup.clone());
            self.backup = self.backup.take().or(backup);
            self.change = Some(view.id);
        }
    }

    /// Somebody else adds a reader.
    fn edit(&mut self, bucket: &str) -> Fallible<()> {
        let text = serde_json::json!({"Version": "2012-10-17", "Statement": [{
            "Sid": THEIRS, "Effect": "Allow", "Action": "s3:GetObject",
            "Principal": {"AWS": "arn:aws:iam::604712903388:root"},
            "Resource": format!("arn:aws:s3:::{bucket}/*"),
        }]});
        self.scene
            .control()
            .put_bucket_policy(bucket, Some(&text.to_string()))?;
        Ok(())
    }

    /// Nothing is in the way any more: the app looks, and then says what is so.
    async fn judge(&mut self, bucket: &str, what: &str) -> Fallible<()> {
        let mut is_over = true;
        for change in self.app.history()?.changes {
            if Some(&change.id) == self.since.as_ref() {
                break;
            }
            let open = ["running", "on_trial", "needs_you", "trial_ended"];
            if !open.contains(&change.state.as_str()) {
                continue;
            }
            let mut settled = self.app.settle_change(&change.id).await;
            if settled.is_err() {
                // A computer with too much to do answers late: a person would try again.
                settled = self.app.settle_change(&change.id).await;
            }
            match settled {
                Ok(view) => is_over &= !open.contains(&view.state.as_str()),
                Err(error) => {
                    let problem = format!("{what}: can't be settled: {error:?}");
                    self.count.untrue_histories.push(problem);
                }
            }
        }
        let (history, control) = (self.scene.history(), self.scene.control());
        let found = findings(&history, control, None, self.since.as_deref())?;
        let lost = found
            .lost
            .into_iter()
            .map(|problem| format!("{what}: {problem}"));
        self.count.lost_backups.extend(lost);
        // What somebody else does once a change is over is not in its history.
        let theirs = control
            .bucket_policy(bucket)
            .is_some_and(|text| text.contains(THEIRS));
        if !(theirs && is_over) {
            let untrue = found
                .untrue
                .into_iter()
                .map(|problem| format!("{what}: {problem}"));
            self.count.untrue_histories.extend(untrue);
        }
        Ok(())
    }

    /// Whether the administrator could still plan a change of this bucket, and Connect still writes.
    async fn locked_out(&mut self, bucket: &str, seed: u64) {
        let outs = [
            "caller_locked_out",
            "caller_uncertain",
            "policy_unknown",
            "connect_locked_out",
        ];
        match work::plan(self.app, &[bucket], Some(15)).await {
            Ok(plan) => {
                let out = plan
                    .blockers
                    .iter()
                    .filter(|note| outs.contains(&note.code.as_str()));
                let out = out.map(|note| format!("seed {seed}: {}", note.title));
                self.count.lock_outs.extend(out);
            }
            Err(error) => self.count.lock_outs.push(format!("seed {seed}: {error:?}")),
        }
        if let Err(error) = self.scene.control().place_call("northwind-support") {
            self.count
                .lock_outs
                .push(format!("seed {seed}: Connect: {error}"));
        }
    }
}

/// Random numbers that follow from a seed (`SplitMix64`, Steele, Lea and Flood 2014).
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    #[expect(clippy::indexing_slicing, reason = "the number is below the length")]
    fn pick<T: Copy, const N: usize>(&mut self, of: [T; N]) -> T {
        of[self.below(N)]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}
