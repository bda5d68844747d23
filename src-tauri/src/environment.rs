//! Takes over the login shell's environment where the app was not started from a terminal.
//!
//! A program can't change its own environment safely once it has threads, so it starts itself anew with the one that
//! it found: the same process, before anything else has happened.

#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::time::Duration;

/// Says that it was done already.
#[cfg(unix)]
const DONE: &str = "STRONGROOM_LOGIN_SHELL";
/// How long the shell may take: the window waits for it.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(3);

/// Does it, once. Where the shell does not answer, the app goes on with the environment that it has.
#[cfg(unix)]
pub(crate) fn take_over() {
    use std::os::unix::process::CommandExt as _;

    if std::env::var_os(DONE).is_some() || from_a_terminal() {
        return;
    }
    let Some(shell) = std::env::var_os("SHELL").filter(|shell| Path::new(shell).is_absolute())
    else {
        return;
    };
    let found = match strongroom::login_shell::environment(Path::new(&shell), PATIENCE) {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "the login shell's environment is not known");
            return;
        }
    };
    let same = found
        .iter()
        .all(|(name, value)| std::env::var(name).is_ok_and(|own| own == *value));
    if same {
        return;
    }
    match std::env::current_exe() {
        Ok(exe) => {
            // Comes back only where it fails.
            let error = std::process::Command::new(exe)
                .args(std::env::args_os().skip(1))
                .envs(found)
                .env(DONE, "taken")
                .exec();
            tracing::warn!(%error, "the login shell's environment can't be taken over");
        }
        Err(error) => tracing::warn!(%error, "the app's own file is not known"),
    }
}

#[cfg(not(unix))]
pub(crate) fn take_over() {}

/// Terminals say what they are; desktops don't.
#[cfg(unix)]
fn from_a_terminal() -> bool {
    use std::io::IsTerminal as _;

    std::env::var_os("TERM").is_some_and(|term| term != "dumb")
        || std::io::stdin().is_terminal()
        || std::io::stderr().is_terminal()
}
