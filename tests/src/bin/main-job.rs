//! Plays the main job in the real window on a virtual display, for `make run` where there is no
//! other: a line for each step, a picture of each, and one line at the end that says what came of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use strongroom_tests::job::{JobError, Onlooker, Outcome, Stage, Step, play, play_limit};
use tokio::signal::unix::{SignalKind, signal};

/// Plays the main job on the practice account.
#[derive(Parser)]
struct Arguments {
    /// The folder for the pictures; pictures of an earlier run are removed from it.
    #[arg(long)]
    pictures: PathBuf,
    /// The file for the last line of a run that failed; without it, it goes to the standard error.
    #[arg(long)]
    failure: Option<PathBuf>,
    /// Make, change and take off an association limit instead.
    #[arg(long)]
    limit: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(outcome) => {
            if !arguments.limit {
                say(&outcome.to_string());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            let line = format!("main job: {}", error.chain());
            let kept = arguments
                .failure
                .as_ref()
                .is_some_and(|path| std::fs::write(path, &line).is_ok());
            if !kept {
                eprintln!("{line}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<Outcome, JobError> {
    let mut narrator = Narrator::new(arguments.pictures.clone())?;
    let stage = Stage::open(&Stage::app_binary()).await?;
    let job = async {
        if arguments.limit {
            play_limit(&stage, &mut narrator).await
        } else {
            play(&stage, &mut narrator).await
        }
    };
    let played = tokio::select! {
        played = job => played,
        // What was started is in process groups of its own and would outlive this one.
        () = told_to_end() => Err(JobError::Ended),
    };
    if played.is_err() {
        narrator.last_look(&stage).await;
    }
    // Ended here, so that nothing can print after the last line.
    drop(stage);
    played
}

/// Ends when the user or the system wants this program to end.
async fn told_to_end() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}

/// Prints a line and saves a picture for each step.
struct Narrator {
    pictures: PathBuf,
}

impl Narrator {
    fn new(pictures: PathBuf) -> Result<Self, JobError> {
        let unusable = |cause| JobError::File {
            path: pictures.clone(),
            cause,
        };
        std::fs::create_dir_all(&pictures).map_err(unusable)?;
        for entry in std::fs::read_dir(&pictures).map_err(unusable)? {
            let path = entry.map_err(unusable)?.path();
            if path.extension().is_some_and(|extension| extension == "png") {
                std::fs::remove_file(&path).map_err(unusable)?;
            }
        }
        Ok(Self { pictures })
    }

    async fn save(&self, stage: &Stage, name: &str) -> Result<(), JobError> {
        let path = self.pictures.join(format!("{name}.png"));
        let picture = stage.window.picture().await?;
        std::fs::write(&path, picture).map_err(|cause| JobError::File { path, cause })
    }

    /// A picture of where it failed, and what the app printed; both may be missing.
    async fn last_look(&self, stage: &Stage) {
        if self.save(stage, "failed").await.is_ok() {
            say(&format!(
                "a picture of it: {}",
                self.pictures.join("failed.png").display()
            ));
        }
        let log = self.pictures.join("window.log");
        if std::fs::write(&log, stage.log()).is_ok() {
            say(&format!("what the app printed: {}", log.display()));
        }
    }
}

impl Onlooker for Narrator {
    async fn saw(&mut self, step: &Step, stage: &Stage, _: &Outcome) -> Result<(), JobError> {
        self.save(stage, &format!("{:02}-{}", step.number, step.kind.name()))
            .await?;
        say(&format!("{:>2}  {}", step.number, step.line));
        Ok(())
    }
}

#[expect(
    clippy::print_stdout,
    reason = "telling the steps is what this program is for"
)]
fn say(line: &str) {
    println!("{line}");
}
