//! How fast the look is: `make bench` prints the lines.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use strongroom_tests::headless::Fallible;
use strongroom_tests::speed::{Measured, cli, look, window};

/// Measures the look against AWS's budgets, beside the AWS CLI, and in the real window.
#[derive(Parser)]
struct Arguments {
    /// The AWS CLI; without it that measurement is left out.
    #[arg(long)]
    aws: Option<PathBuf>,
    /// Leave out the measurement against AWS's budgets.
    #[arg(long)]
    no_look: bool,
    /// Leave out the measurement in the real window.
    #[arg(long)]
    no_window: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut good = true;
    match run(&Arguments::parse(), &mut good).await {
        Ok(()) if good => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the measurement was broken off: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments, good: &mut bool) -> Fallible<()> {
    let mut tell = |measured: Vec<Measured>| {
        for one in measured {
            *good &= one.passes();
            say(&one);
        }
    };
    if !arguments.no_look {
        let folder = tempfile::tempdir()?;
        tell(look::measure(folder.path()).await?);
    }
    if let Some(aws) = &arguments.aws {
        let folder = tempfile::tempdir()?;
        tell(cli::measure(folder.path(), aws).await?);
    }
    if !arguments.no_window {
        tell(window::measure().await?);
    }
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "telling the figures is what this program is for"
)]
fn say(line: &Measured) {
    println!("{line}");
}
