//! The app without its window, on the practice account, for tests: prints JSON, a line each, and with
//! `--stop-at N` stands still at point N of what it was told to do, so that it can be killed there.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use strongroom::api::{ChangeView, ErrorView, LimitDelivery};
use strongroom::{App, Point, Watcher};
use strongroom_tests::headless::{limits, scene, work};

/// Does one thing with the app and prints what happens.
#[derive(Parser)]
struct Arguments {
    /// The app's folder.
    #[arg(long)]
    data: PathBuf,
    /// The folder with the practice account's AWS profiles.
    #[arg(long)]
    profiles: PathBuf,
    /// The profile to open.
    #[arg(long, default_value = "practice-admin")]
    profile: String,
    /// The point to stand still at, from 1; without it, nothing is stopped.
    #[arg(long)]
    stop_at: Option<usize>,
    /// How long to read back until the bucket shows what was written, in milliseconds.
    #[arg(long, default_value_t = 400)]
    patience_ms: u64,
    /// What to do.
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Look, plan a lock, confirm it.
    Lock {
        /// The buckets.
        #[arg(required = true)]
        buckets: Vec<String>,
        /// Lock for good at once.
        #[arg(long)]
        no_trial: bool,
    },
    /// Ten more minutes of trial.
    Extend {
        /// The change.
        change: String,
    },
    /// Keep the lock; what was not seen is waived.
    Keep {
        /// The change.
        change: String,
    },
    /// Put the backups of a change back.
    RollBack {
        /// The change.
        change: String,
    },
    /// Look, plan putting a backup back, confirm it.
    Restore {
        /// The backup.
        backup: String,
    },
    /// Look, plan an association limit, confirm it.
    Limit {
        /// The bucket that may be associated.
        bucket: String,
        /// As an inline policy.
        #[arg(long)]
        inline: bool,
    },
    /// Look, plan taking the limit off, confirm it.
    Unlimit,
    /// Open the account, which settles what is unfinished. Its points count from the start.
    Settle,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let counting = Arc::new(AtomicBool::new(matches!(arguments.task, Task::Settle)));
    let mut settings = work::quick();
    settings.patience.total = Duration::from_millis(arguments.patience_ms);
    settings.watcher = Some(watcher(Arc::clone(&counting), arguments.stop_at));
    let app = scene::app(arguments.data.clone(), &arguments.profiles, settings);
    let start = || counting.store(true, Ordering::SeqCst);
    match run(&app, &arguments, start).await {
        Ok(Some(change)) => say(&json!({ "change": change })),
        Ok(None) => say(&json!({ "opened": app.current_account() })),
        Err(error) => {
            say(&json!({ "error": error }));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn run(
    app: &App,
    arguments: &Arguments,
    start: impl Fn(),
) -> Result<Option<ChangeView>, ErrorView> {
    work::open(app, &arguments.profile).await?;
    let change = match &arguments.task {
        Task::Settle => return Ok(None),
        Task::Lock { buckets, no_trial } => {
            work::look(app).await?;
            let buckets: Vec<&str> = buckets.iter().map(String::as_str).collect();
            let plan = work::plan(app, &buckets, (!no_trial).then_some(15)).await?;
            say(&json!({ "plan": plan.digest, "blockers": plan.blockers }));
            start();
            work::apply(app, &plan).await?
        }
        Task::Limit { bucket, inline } => {
            work::look(app).await?;
            let delivery = if *inline {
                LimitDelivery::Inline
            } else {
                LimitDelivery::Managed
            };
            let plan = limits::plan(app, delivery, bucket).await?;
            say(&json!({ "plan": plan.digest, "blockers": plan.blockers }));
            start();
            work::apply(app, &plan).await?
        }
        Task::Unlimit => {
            work::look(app).await?;
            let plan = limits::plan_off(app).await?;
            say(&json!({ "plan": plan.digest, "blockers": plan.blockers }));
            start();
            work::apply(app, &plan).await?
        }
        Task::Restore { backup } => {
            work::look(app).await?;
            let plan = work::plan_restore(app, backup).await?;
            say(&json!({ "plan": plan.digest, "blockers": plan.blockers }));
            start();
            work::apply(app, &plan).await?
        }
        Task::Extend { change } => {
            start();
            app.extend_trial(change).await?
        }
        Task::Keep { change } => {
            start();
            work::keep(app, change).await?
        }
        Task::RollBack { change } => {
            start();
            app.roll_back(change, Some("it did not play".to_owned()))
                .await?
        }
    };
    Ok(Some(change))
}

/// Prints each point once it counts, and stands still for good at the one to stop at.
fn watcher(counting: Arc<AtomicBool>, stop_at: Option<usize>) -> Watcher {
    let passed = AtomicUsize::new(0);
    Arc::new(move |point: &Point| {
        if !counting.load(Ordering::SeqCst) {
            return;
        }
        let number = passed.fetch_add(1, Ordering::SeqCst) + 1;
        let Point {
            target,
            step,
            after,
        } = point;
        say(&json!({"point": number, "target": target, "step": step, "after": after}));
        if stop_at == Some(number) {
            say(&json!({ "standing": number }));
            loop {
                std::thread::sleep(Duration::from_hours(1));
            }
        }
    })
}

#[expect(
    clippy::print_stdout,
    reason = "telling what happens is what this program is for"
)]
fn say(line: &Value) {
    println!("{line}");
}
