//! Random runs of the app with troubles, counted: `make bench` prints the line.

use std::process::ExitCode;

use clap::Parser;
use strongroom_tests::headless::soak::soak;

/// Does random runs and counts what must never happen.
#[derive(Parser)]
struct Arguments {
    /// How many runs.
    #[arg(long, default_value_t = 1000)]
    runs: u64,
    /// The seed of the first run; each other has the next one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many runs at a time.
    #[arg(long, default_value_t = 8)]
    at_a_time: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match soak(arguments.seed, arguments.runs, arguments.at_a_time).await {
        Ok(count) => {
            for problem in count.wrong() {
                eprintln!("{problem}");
            }
            say(&count.to_string());
            if count.wrong().next().is_some() {
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the runs were broken off: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stdout,
    reason = "telling the count is what this program is for"
)]
fn say(line: &str) {
    println!("{line}");
}
