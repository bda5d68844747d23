//! Other processes: killed in the middle, holding a claim, or without the right to write.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use journal::{Journal, JournalError};
use lockdown::change::{TargetState, Write};
use lockdown::plan::Target;

use crate::account::{self, NOW};
use crate::world::{before, ends, plan, target, world};

const FOLDER: &str = "STRONGROOM_TEST_FOLDER";

/// Runs one of the tests below in a process of its own, on this folder.
fn child(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped());
    command
}

/// The folder, in a child; none in the run of all tests, where these do nothing.
fn in_child() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\nchild: {line}").unwrap();
    out.flush().unwrap();
}

/// Waits for a line that the child says.
fn heard(child: &mut Child, line: &str) {
    let out = child.stdout.as_mut().unwrap();
    let said = BufReader::new(out)
        .lines()
        .map_while(Result::ok)
        .any(|said| said == format!("child: {line}"));
    assert!(said, "the child never said `{line}`");
}

fn forever() -> ! {
    loop {
        std::thread::sleep(std::time::Duration::from_mins(1));
    }
}

#[test]
fn child_writes_and_waits() {
    let Some(folder) = in_child() else { return };
    let journal = Journal::open(&folder).unwrap();
    let _claim = journal
        .claim(
            &account::account_id(),
            &Target::bucket_policy(account::bucket_name()),
            NOW,
        )
        .unwrap();
    let change = journal.begin(&plan(), "admin", NOW).unwrap();
    journal.back_up(change, &target(), &before(), NOW).unwrap();
    journal
        .permit_write(change, &target(), Write::Trial { ends: ends() }, NOW)
        .unwrap();
    say("written");
    forever();
}

#[test]
fn a_killed_process_leaves_the_truth_and_releases_its_claim() {
    let world = world();
    let mut child = child("processes::child_writes_and_waits", world.folder.path())
        .spawn()
        .unwrap();
    heard(&mut child, "written");
    let claim = || {
        world.journal.claim(
            &account::account_id(),
            &Target::bucket_policy(account::bucket_name()),
            NOW,
        )
    };
    assert!(matches!(claim(), Err(JournalError::Busy { .. })));
    child.kill().unwrap();
    child.wait().unwrap();

    claim().unwrap();
    let journal = world.reopened();
    let unfinished = journal.unfinished().unwrap();
    let record = journal.change(unfinished[0].id).unwrap();
    assert!(matches!(
        record.targets[0].state,
        TargetState::Writing { .. }
    ));
    let step = record.targets[0].steps.last().unwrap();
    let trial = plan().targets()[0].trial.as_ref().unwrap().fill(ends());
    assert_eq!(
        step.content.as_ref().and_then(|content| content.text()),
        Some(trial.as_str())
    );
    let backup = journal.backup(record.targets[0].backup.unwrap()).unwrap();
    assert_eq!(backup.data.policy, before());
}

#[test]
fn child_begins_one() {
    let Some(folder) = in_child() else { return };
    let journal = Journal::open(&folder).unwrap();
    match journal.begin(&plan(), "admin", NOW) {
        Ok(_) => say("begun"),
        Err(JournalError::Busy { .. }) => say("busy"),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn of_many_processes_one_begins_a_change() {
    let world = world();
    let children: Vec<Child> = (0..6)
        .map(|_| {
            child("processes::child_begins_one", world.folder.path())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut begun = 0;
    let mut busy = 0;
    for child in children {
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success());
        let said = String::from_utf8(out.stdout).unwrap();
        begun += said.matches("child: begun").count();
        busy += said.matches("child: busy").count();
    }
    assert_eq!((begun, busy), (1, 5));
    assert_eq!(world.journal.changes().unwrap().len(), 1);
}

#[test]
fn child_opens() {
    let Some(folder) = in_child() else { return };
    match Journal::open(&folder) {
        Ok(_) => say("opened"),
        Err(JournalError::Folder { .. }) => say("folder"),
        Err(JournalError::ReadOnly { .. }) => say("read-only"),
        Err(other) => panic!("{other}"),
    }
}

/// Root may write everywhere, so under root the child becomes somebody else.
#[cfg(unix)]
#[test]
fn a_folder_without_the_right_to_write_is_said_so() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;

    let outside = tempfile::TempDir::new().unwrap();
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(outside.path(), 0o755);
    // Where others can run it from.
    let program = outside.path().join("it");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let inside = outside.path().join("locked");
    std::fs::create_dir(&inside).unwrap();
    mode(&inside, 0o500);
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    for folder in [inside.clone(), inside.join("history")] {
        let mut command = Command::new(&program);
        command
            .args(["--exact", "processes::child_opens", "--nocapture"])
            .env(FOLDER, &folder);
        if is_root {
            command.uid(65534);
        }
        let out = command.output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let refused = said.contains("child: folder") || said.contains("child: read-only");
        assert!(refused, "{said}{}", String::from_utf8_lossy(&out.stderr));
    }
    mode(&inside, 0o700);
    assert_eq!(std::fs::read_dir(&inside).unwrap().count(), 0);
}
