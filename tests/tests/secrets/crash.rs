//! What is left where the app comes down with credentials in its memory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use practice_aws::SecretKind;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use strongroom_tests::drive::Role;
use strongroom_tests::job::Stage;
use strongroom_tests::secrets::Net;

use crate::run::where_secrets_belong;
use crate::{ONE_WINDOW, log, planted};

const PATIENCE: Duration = Duration::from_secs(20);

/// Files of a folder that hold the memory of a process.
fn cores(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name == "core" || name.starts_with("core.")
        })
        .collect()
}

/// Lets what this process starts leave core files, and tells whether one is really left: another system may hand them to a
/// program instead.
fn cores_are_left() -> bool {
    let maximum = getrlimit(Resource::Core).maximum;
    let all = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Core, all).unwrap();
    let folder = tempfile::tempdir().unwrap();
    Command::new("sh")
        .args(["-c", "kill -ABRT $$"])
        .current_dir(folder.path())
        .status()
        .unwrap();
    !cores(folder.path()).is_empty()
}

/// The app's own limit for core files, as the system has it.
fn core_limit(process: u32) -> String {
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let line = limits.lines().find(|line| line.contains("core file"));
    line.unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_comes_down_leaves_no_credential() {
    let left = cores_are_left();
    for signal in ["ABRT", "SEGV", "KILL"] {
        let _turn = ONE_WINDOW.lock().await;
        let stage = Stage::open_in(
            &Stage::app_binary(),
            log::loud(log::EVERYTHING),
            planted::write,
        )
        .await
        .unwrap();
        stage
            .window
            .press(Role::Button, "Open practice account")
            .await
            .unwrap();
        stage.window.says(PATIENCE, &["PRACTICE"]).await.unwrap();
        let mut secrets = stage.secrets().await.unwrap();
        secrets.extend(planted::secrets());
        let net = Net::new(secrets);
        assert!(net.kinds().contains_key(&SecretKind::Signature));

        let process = stage.app_process().unwrap();
        assert_eq!(core_limit(process), "Max core file size 0 0 bytes");
        let killed = Instant::now();
        while stage.app_process() == Some(process) {
            assert!(killed.elapsed() < PATIENCE, "SIG{signal} does not end it");
            // More than once: Rust's own handler lets a first SIGSEGV pass that no memory access caused.
            Command::new("kill")
                .args([format!("-{signal}"), process.to_string()])
                .status()
                .unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        // A core file is there once its process is gone.
        if left {
            assert_eq!(cores(stage.folder()), [] as [PathBuf; 0], "SIG{signal}");
        }
        let below = net
            .catch_below(stage.folder(), &where_secrets_belong(&stage))
            .unwrap();
        assert!(below.files.contains(&stage.folder().join("window.log")));
        assert!(below.caught.is_empty(), "SIG{signal}: {:#?}", below.caught);
    }
}
