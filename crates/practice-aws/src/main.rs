//! `practice-aws`: the practice account as a program.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use practice_aws::{Options, PracticeAccount};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// An AWS account on this computer, to practise on: S3, STS, IAM and Amazon Connect behind one loopback port.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 4599)))]
    listen: SocketAddr,
    /// Where the control API listens; without it there is none
    #[arg(long, value_name = "ADDRESS")]
    control: Option<SocketAddr>,
    /// Write DIR/config and DIR/credentials with the practice profiles
    #[arg(long, value_name = "DIR")]
    write_profiles: Option<PathBuf>,
    /// Keep the world in this file: read if it exists, written after each change
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Begin with the world in this file, in the form of the state file
    #[arg(long, value_name = "FILE.json")]
    seed: Option<PathBuf>,
    /// What the practice clock says at the start, as in 2026-11-22T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<OffsetDateTime>,
    /// How long every answer waits
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency_ms: u64,
    /// Keep to the real budgets of the Amazon Connect APIs
    #[arg(long)]
    throttle: bool,
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    // `s3s` reports every refusal as an error; here refusals are the daily bread.
    let filter = tracing_subscriber::EnvFilter::try_from_env("PRACTICE_AWS_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("practice_aws=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut words = vec!["practice-aws".to_owned(), error.to_string()];
            let mut source = error.source();
            while let Some(error) = source {
                words.push(error.to_string());
                source = error.source();
            }
            complain(&words.join(": "));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let account = PracticeAccount::start(Options {
        listen: arguments.listen,
        control: arguments.control,
        state: arguments.state,
        seed: arguments.seed,
        now: arguments.now,
        latency: Duration::from_millis(arguments.latency_ms),
        throttle: arguments.throttle,
    })
    .await?;
    if let Some(folder) = &arguments.write_profiles {
        account.write_profiles(folder)?;
    }
    if let Some(url) = account.control_url() {
        complain(&format!("control {url}"));
    }
    say(&format!("ready {}", account.url()))?;
    stopped().await?;
    account.stop().await;
    Ok(())
}

/// Waits for Ctrl-C or a termination.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// The one line on stdout.
fn say(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

/// A line on stderr.
fn complain(text: &str) {
    use std::io::Write as _;
    // Nobody is left to be told if this fails.
    let _ = writeln!(std::io::stderr(), "{text}");
}
