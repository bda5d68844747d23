//! A program of the run's own, ended with everything that it started.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::DriveError;

/// A running program; dropping it ends its whole process group.
pub(super) struct Process {
    child: Child,
}

impl Process {
    /// Starts a program in a process group of its own, with what it prints in a file.
    ///
    /// # Errors
    ///
    /// Where the program or the file can't be used.
    pub(super) fn start(command: &mut Command, log: &Path) -> Result<Self, DriveError> {
        let unusable = |cause| DriveError::File {
            path: log.to_owned(),
            cause,
        };
        let output = File::create(log).map_err(unusable)?;
        let errors = output.try_clone().map_err(unusable)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(|cause| DriveError::Start {
                program: command.get_program().to_string_lossy().into_owned(),
                cause,
            })?;
        Ok(Self { child })
    }

    /// Ends it and everything that it started at once, as the system does: nothing gets to tidy up.
    pub(super) fn kill(&self) {
        let group = format!("kill -KILL -- -{} 2>/dev/null", self.child.id());
        let _ = Command::new("sh").args(["-c", &group]).status();
    }

    /// A process of its group, by the name of its binary. Source: `proc_pid_stat(5)`.
    pub(super) fn one_of_group(&self, binary: &str) -> Option<u32> {
        // The system keeps the first fifteen bytes of the name.
        let name = format!("({})", binary.get(..15).unwrap_or(binary));
        let group = self.child.id().to_string();
        let processes = std::fs::read_dir("/proc").ok()?.flatten();
        processes
            .filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok())
            .find_map(|stat| {
                let (number, rest) = stat.split_once(' ')?;
                let rest = rest.strip_prefix(&name)?;
                let mut fields = rest.split_whitespace();
                let state = fields.next()?;
                (state != "Z" && fields.nth(1)? == group).then(|| number.parse().ok())?
            })
    }

    /// Whether it is still running.
    pub(super) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The group is the program's own (see `start`), so nothing else can be met. The shell's own
        // `kill` knows groups; the standard library doesn't.
        let group = format!("kill -TERM -- -{} 2>/dev/null", self.child.id());
        let _ = Command::new("sh").args(["-c", &group]).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
