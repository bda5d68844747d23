//! A virtual display.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::DriveError;
use super::process::Process;

const PATIENCE: Duration = Duration::from_secs(20);

/// A virtual display that nobody else uses; it ends when this is dropped.
pub struct Display {
    name: String,
    _process: Process,
}

impl Display {
    /// Starts Xvfb on a display number that it picks itself. `folder` takes its log.
    ///
    /// # Errors
    ///
    /// Where Xvfb is missing or doesn't answer.
    pub async fn start(folder: &Path) -> Result<Self, DriveError> {
        let log = folder.join("xvfb.log");
        let mut process = Process::start(
            Command::new("Xvfb").args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
            ]),
            &log,
        )?;
        // Once the display answers, its number is the one line on the standard output.
        let started = Instant::now();
        while process.runs() && started.elapsed() < PATIENCE {
            let printed = fs::read_to_string(&log).unwrap_or_default();
            let number = printed
                .lines()
                .find(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()));
            if let Some(number) = number.filter(|_| printed.ends_with('\n')) {
                return Ok(Self {
                    name: format!(":{number}"),
                    _process: process,
                });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(DriveError::Silent {
            program: "Xvfb".to_owned(),
            what: "named no display",
            log,
        })
    }

    /// What `DISPLAY` is to be for programs on it.
    pub fn name(&self) -> &str {
        &self.name
    }
}
