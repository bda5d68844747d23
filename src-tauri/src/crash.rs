//! What is left where the app comes down: no image of its memory, which holds credentials, and no words that may.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::PanicHookInfo;

/// From here on a panic tells its place and no value. To be called before the first credential is read; before that,
/// Rust's own words tell more, as where there is no display.
pub(crate) fn withhold_values() {
    std::panic::set_hook(Box::new(|info| {
        // Nobody is left to tell where even this fails.
        let _ = tell(info, &mut std::io::stderr());
    }));
}

/// No core file, whatever the shell's limit or the system's collector of crashes: those that are started with a pipe
/// pass the limit by, and look at whether the process may be dumped. Neither may another program of the user attach
/// to it then. A program that takes this one's place (`exec`) has to call it again.
/// Sources: core(5), "Piping core dumps to a program"; `PR_SET_DUMPABLE(2const)`.
#[cfg(unix)]
pub(crate) fn keep_no_image() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core files can't be switched off");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};

        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "the process can still be dumped");
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn keep_no_image() {}

/// Where it happened, and what the source says there. A message that was put together from values is withheld: any value
/// may be in it. The backtrace, where `RUST_BACKTRACE` asks for one, has names of functions only.
fn tell(info: &PanicHookInfo<'_>, out: &mut impl Write) -> std::io::Result<()> {
    write!(out, "strongroom: a mistake in the program")?;
    if let Some(place) = info.location() {
        write!(out, " at {place}")?;
    }
    match info.payload().downcast_ref::<&'static str>() {
        Some(words) => writeln!(out, ": {words}")?,
        None => writeln!(out, " (its message may hold values and is not shown)")?,
    }
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        writeln!(out, "{backtrace}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
    use std::sync::{Mutex, PoisonError};

    use super::*;

    static TOLD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    /// What is told of a panic.
    fn told(panics: impl FnOnce() + Send + 'static) -> String {
        let thread = std::thread::spawn(panics);
        thread.join().unwrap_err();
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(std::mem::take(&mut *told)).unwrap()
    }

    #[test]
    fn a_panic_tells_its_place_and_no_value() {
        std::panic::set_hook(Box::new(|info| {
            let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
            tell(info, &mut *told).unwrap();
        }));
        let key = "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzzzzz".to_owned();
        let unwrapped = told({
            let key = key.clone();
            move || assert_eq!("no number".parse::<u8>().map_err(|_| key).unwrap(), 0)
        });
        let put_together = told({
            let key = key.clone();
            move || panic!("no use for {key}")
        });
        let thrown = told({
            let key = key.clone();
            move || std::panic::panic_any(key)
        });
        let plain = told(|| panic!("the pages are missing"));
        drop(std::panic::take_hook());
        for told in [&unwrapped, &put_together, &thrown] {
            assert!(told.contains(file!()) && !told.contains(&key), "{told}");
            assert!(told.contains("is not shown"), "{told}");
        }
        assert!(plain.contains(": the pages are missing"), "{plain}");
    }
}
