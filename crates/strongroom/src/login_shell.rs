//! The login shell's environment. An app that is started from a desktop icon has the desktop's, in which
//! `AWS_CONFIG_FILE` and the PATH of a `credential_process` may be missing: people set them in their shell's files.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// What is taken over: where the AWS files are, where programs are, how the network is reached and whom to trust there,
/// and by what programs sign in elsewhere. No credentials, and nothing that a program can only need by a name of its
/// own: `docs/security.md`.
const TAKEN: [&str; 25] = [
    "PATH",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_LOGIN_CACHE_DIRECTORY",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_SDK_UA_APP_ID",
    "AWS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSH_AUTH_SOCK",
    "KRB5CCNAME",
    "KRB5_CONFIG",
];
/// Begins the names of the addresses that are used in place of AWS's, for all services or one.
const ENDPOINTS: &str = "AWS_ENDPOINT_URL";
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
    // In a group of its own, an interactive shell can't take the terminal of whoever started the app, and what it
    // started can be ended with it.
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
    if !over {
        end_group(&child);
    }
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

/// Ends what a shell that does not answer has started: its files may wait for something that never comes. After an answer
/// that is left alone: it may be an agent that the shell's files start for everyone.
#[cfg(unix)]
fn end_group(shell: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Err(error) = kill_process_group(Pid::from_child(shell), Signal::KILL) {
        tracing::warn!(%error, "what the login shell started could not be ended");
    }
}

#[cfg(not(unix))]
fn end_group(_shell: &Child) {}

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

fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name) || name.starts_with(ENDPOINTS)
}

/// What is taken of a printed environment; none where there is no mark.
fn read(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = String::from_utf8_lossy(bytes);
    let (_, environment) = text.rsplit_once(&format!("{MARK}\0"))?;
    let taken: BTreeMap<String, String> = environment
        .split('\0')
        .filter_map(|entry| entry.split_once('='))
        .filter(|(name, value)| is_taken(name) && !value.is_empty())
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
config' AWS_SECRET_ACCESS_KEY=hush VAULT_TOKEN=hush PATH=/opt/tools:/usr/bin:/bin
export https_proxy=http://proxy.example:3128 SSL_CERT_FILE=/etc/company.pem
export AWS_ENDPOINT_URL_STS=https://sts.internal.example";
        let taken = environment(&shell(folder.path(), files), Duration::from_secs(10)).unwrap();
        let value = |name: &str| taken.get(name).map(String::as_str);
        assert_eq!(value("PATH"), Some("/opt/tools:/usr/bin:/bin"));
        assert_eq!(value("AWS_CONFIG_FILE"), Some("/home/asha/my\nconfig"));
        assert_eq!(value("https_proxy"), Some("http://proxy.example:3128"));
        assert_eq!(value("SSL_CERT_FILE"), Some("/etc/company.pem"));
        let sts = Some("https://sts.internal.example");
        assert_eq!(value("AWS_ENDPOINT_URL_STS"), sts);
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

    /// Whether a process that wrote its id into a file is still there; not one that nobody has waited for.
    #[cfg(target_os = "linux")]
    fn runs(file: &Path) -> bool {
        let id = std::fs::read_to_string(file).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{}/stat", id.trim()));
        status.is_ok_and(|status| !status.contains(") Z "))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_silent_shell_started_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("child");
        let files = format!("sh -c 'echo $$ > {}; sleep 60; exit 0'", file.display());
        let patience = Duration::from_millis(500);
        let hangs = environment(&shell(folder.path(), &files), patience);
        assert!(matches!(hangs, Err(ShellError::Silent { .. })), "{hangs:?}");
        let began = Instant::now();
        while runs(&file) && began.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(!runs(&file));
        // An agent that the files start for everyone is left alone.
        let files = format!(
            "sh -c 'echo $$ > {}; exec sleep 20' & export AWS_CONFIG_FILE=/x",
            file.display()
        );
        std::fs::remove_file(&file).unwrap();
        environment(&shell(folder.path(), &files), Duration::from_secs(10)).unwrap();
        while !file.exists() {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(runs(&file));
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
