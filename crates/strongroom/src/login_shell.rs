//! The login shell's environment. An app that is started from a desktop icon has the desktop's, in which
//! `AWS_CONFIG_FILE` and the PATH of a `credential_process` may be missing: people set them in their shell's files.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// What is taken over, and nothing else: where the AWS files are, where programs are, how the network is reached.
const TAKEN: [&str; 11] = [
    "PATH",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_LOGIN_CACHE_DIRECTORY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSH_AUTH_SOCK",
];
/// Comes before the environment: the shell's files may print something of their own.
const MARK: &str = "strongroom-environment-follows";
/// More than any environment has; a shell that prints without end is stopped.
const LARGEST: usize = 4 << 20;

/// Why the environment can't be had. The app goes on with its own.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// The shell can't be started.
    #[error("the login shell `{}` can't be started: {source}", .shell.display())]
    Start {
        /// The shell.
        shell: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It did not answer.
    #[error("the login shell `{}` did not answer within {} s", .shell.display(), .patience.as_secs())]
    Silent {
        /// The shell.
        shell: PathBuf,
        /// How long was waited.
        patience: Duration,
    },
    /// It printed no environment.
    #[error("the login shell `{}` printed no environment", .0.display())]
    Nothing(PathBuf),
}

/// Runs the login shell as a terminal would, and reads what matters of its environment.
///
/// # Errors
/// When it can't be started, takes too long or prints none.
pub fn environment(
    shell: &Path,
    patience: Duration,
) -> Result<BTreeMap<String, String>, ShellError> {
    let mut command = Command::new(shell);
    command
        .args(["-l", "-i", "-c"])
        .arg(format!("printf '%s\\0' {MARK}; /usr/bin/env -0"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // In a group of its own, an interactive shell can't take the terminal of whoever started the app.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|source| ShellError::Start {
        shell: shell.to_owned(),
        source,
    })?;
    let printed = Arc::new(Mutex::new(Vec::new()));
    let (ended, end) = mpsc::channel();
    if let Some(mut out) = child.stdout.take() {
        let printed = Arc::clone(&printed);
        // Something that the shell's files started may keep the pipe open: nobody waits for this thread.
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = out.read(&mut piece) {
                let mut all = printed.lock().unwrap_or_else(PoisonError::into_inner);
                all.extend_from_slice(piece.get(..length).unwrap_or_default());
                if all.len() > LARGEST {
                    break;
                }
            }
            let _ = ended.send(());
        });
    }
    let over = waited(&mut child, &end, patience);
    let _ = child.kill();
    let _ = child.wait();
    let bytes = printed.lock().unwrap_or_else(PoisonError::into_inner);
    // What a shell that has not ended printed may be cut off anywhere.
    match read(&bytes).filter(|_| over) {
        Some(taken) => Ok(taken),
        None if over => Err(ShellError::Nothing(shell.to_owned())),
        None => Err(ShellError::Silent {
            shell: shell.to_owned(),
            patience,
        }),
    }
}

/// Whether everything was printed: the pipe was closed, or the shell has ended and its last words had a
/// moment to arrive.
fn waited(child: &mut Child, end: &mpsc::Receiver<()>, patience: Duration) -> bool {
    const STEP: Duration = Duration::from_millis(20);
    const LAST_WORDS: Duration = Duration::from_millis(200);
    let began = Instant::now();
    while began.elapsed() < patience {
        if end.recv_timeout(STEP).is_ok() {
            return true;
        }
        if matches!(child.try_wait(), Ok(Some(_))) {
            let _ = end.recv_timeout(LAST_WORDS);
            return true;
        }
    }
    false
}

/// What is taken of a printed environment; none where there is no mark.
fn read(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = String::from_utf8_lossy(bytes);
    let (_, environment) = text.rsplit_once(&format!("{MARK}\0"))?;
    let taken: BTreeMap<String, String> = environment
        .split('\0')
        .filter_map(|entry| entry.split_once('='))
        .filter(|(name, value)| TAKEN.contains(name) && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    (!taken.is_empty()).then_some(taken)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// A shell whose files do this before the command is run.
    fn shell(folder: &Path, files: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.join("shell");
        let text = format!("#!/bin/sh\n{files}\n[ \"$1 $2 $3\" = '-l -i -c' ] && eval \"$4\"\n");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn what_matters_is_taken_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let files = "echo Welcome; export AWS_CONFIG_FILE='/home/asha/my
config' AWS_SECRET_ACCESS_KEY=hush PATH=/opt/tools:/usr/bin:/bin";
        let taken = environment(&shell(folder.path(), files), Duration::from_secs(10)).unwrap();
        let value = |name: &str| taken.get(name).map(String::as_str);
        assert_eq!(value("PATH"), Some("/opt/tools:/usr/bin:/bin"));
        assert_eq!(value("AWS_CONFIG_FILE"), Some("/home/asha/my\nconfig"));
        assert!(!format!("{taken:?}").contains("hush"), "{taken:?}");
    }

    #[test]
    fn what_the_shell_left_running_does_not_hold_up_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let files = "sleep 20 &\nexport AWS_CONFIG_FILE=/home/asha/config";
        let taken = environment(&shell(folder.path(), files), Duration::from_secs(10)).unwrap();
        let file = taken.get("AWS_CONFIG_FILE").map(String::as_str);
        assert_eq!(file, Some("/home/asha/config"));
    }

    #[test]
    fn a_shell_that_hangs_fails_or_is_missing_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Duration::from_millis(300);
        let hangs = environment(&shell(folder.path(), "sleep 20"), patience);
        assert!(matches!(hangs, Err(ShellError::Silent { .. })), "{hangs:?}");
        let ends = environment(&shell(folder.path(), "exit 1"), Duration::from_secs(10));
        assert!(matches!(ends, Err(ShellError::Nothing(_))), "{ends:?}");
        let missing = environment(Path::new("/no/such/shell"), patience);
        assert!(
            matches!(missing, Err(ShellError::Start { .. })),
            "{missing:?}"
        );
    }
}
