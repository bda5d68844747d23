//! The disk: full, read-only, damaged, from a newer version. Clear words, and nothing is written to AWS
//! without a durable backup.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use serde_json::Value;
use strongroom_tests::headless::process::{self, Printed};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;

use crate::kill::{Start, headless, on_trial, turn};

/// Nobody, on every Linux.
const NOBODY: u32 = 65534;

/// How often a policy was put or deleted, whatever came of it.
fn writes(scene: &Scene) -> usize {
    let seen = scene.control().seen_after(0);
    let writes = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
    seen.iter()
        .filter(|call| writes.contains(&call.operation.as_str()))
        .count()
}

/// The error that a run ended with, which must say something.
fn refusal(printed: &Printed) -> String {
    let outcome = printed
        .outcome()
        .unwrap_or_else(|| panic!("no outcome: {printed:#?}"));
    let error = &outcome["error"];
    let message = error["message"]
        .as_str()
        .unwrap_or_else(|| panic!("{outcome:#}"));
    assert!(message.ends_with('.') && message.len() > 30, "{error:#}");
    format!("{message} {}", error["detail"].as_str().unwrap_or_default())
}

async fn small() -> Scene {
    Scene::start(&small_world().await.unwrap(), None)
        .await
        .unwrap()
}

const LOCK: [&str; 2] = ["lock", BUCKETS[0]];

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_history_is_said_so_and_left_alone() {
    let (_scene, start, change) = on_trial(&BUCKETS[..1]).await;
    for (name, at, with) in [
        // The first page is no database's, and one in the middle is overwritten.
        ("not a database", 0, vec![b'x'; 100]),
        ("damaged", 4096, vec![0xA5; 3 * 4096]),
    ] {
        let scene = Scene::start(&start.world, start.data.as_deref())
            .await
            .unwrap();
        let file = scene.history().join("history.sqlite3");
        let mut bytes = fs::read(&file).unwrap();
        bytes[at..at + with.len()].copy_from_slice(&with);
        fs::write(&file, &bytes).unwrap();
        for task in [vec!["lock", BUCKETS[1]], vec!["roll-back", &change]] {
            let words = refusal(&process::run(headless(), &scene, &task).await.unwrap());
            assert!(words.contains("damaged"), "{name}: {words}");
        }
        assert_eq!(writes(&scene), 0, "{name}");
        assert_eq!(fs::read(&file).unwrap(), bytes, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_history_is_said_so_and_left_alone() {
    let (_scene, start, change) = on_trial(&BUCKETS[..1]).await;
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let file = scene.history().join("history.sqlite3");
    let mut bytes = fs::read(&file).unwrap();
    // The schema's version is stored big-endian at byte 60 (SQLite file format, "user version").
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&file, &bytes).unwrap();
    let task = ["keep", &change];
    let words = refusal(&process::run(headless(), &scene, &task).await.unwrap());
    assert!(words.contains("newer version"), "{words}");
    assert_eq!(writes(&scene), 0);
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_read_only_is_said_so() {
    let mode =
        |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    let scene = small().await;
    mode(scene.data().parent().unwrap(), 0o755);
    mode(&scene.data(), 0o555);
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let printed = if is_root {
        // Root may write everywhere, so the app is run by somebody else, from where others can run it.
        let outside = tempfile::tempdir().unwrap();
        mode(outside.path(), 0o755);
        let program = outside.path().join("headless");
        if fs::hard_link(headless(), &program).is_err() {
            fs::copy(headless(), &program).unwrap();
        }
        process::run_as(NOBODY, &program, &scene, &LOCK)
            .await
            .unwrap()
    } else {
        process::run(headless(), &scene, &LOCK).await.unwrap()
    };
    let words = refusal(&printed);
    assert!(words.contains("history"), "{words}");
    assert_eq!(writes(&scene), 0);
    mode(&scene.data(), 0o755);
}

/// A run on a disk that is full after so many KiB, and what is wrong afterwards.
async fn fill(start: &Start, kib: u32, task: &[String]) -> Result<Value, String> {
    let _turn = turn().await;
    let scene = Scene::start(&start.world, start.data.as_deref())
        .await
        .unwrap();
    let words: Vec<&str> = task.iter().map(String::as_str).collect();
    let printed = process::run_short_of_disk(headless(), &scene, kib, &words)
        .await
        .unwrap();
    let outcome = printed.outcome().cloned().unwrap_or_default();
    if outcome.get("change").is_none() {
        refusal(&printed);
    }
    // There is room again: the app finds out.
    let app = scene.app(work::quick());
    work::open(&app, "practice-admin").await.unwrap();
    let wrong = untruths(&scene.history(), scene.control(), Some(&start.before)).unwrap();
    if !wrong.is_empty() {
        return Err(format!("{kib} KiB: {wrong:?} after {outcome:#}"));
    }
    for change in app.history().unwrap().changes {
        if change.state == "on_trial" {
            let back = app.roll_back(&change.id, None).await.unwrap();
            if back.state != "rolled_back" {
                return Err(format!("{kib} KiB: {back:?}"));
            }
        }
    }
    Ok(outcome)
}

async fn fill_up(start: Start, task: &[&str], sizes: impl Iterator<Item = u32>) {
    let task: Vec<String> = task.iter().map(|word| (*word).to_owned()).collect();
    let mut runs = tokio::task::JoinSet::new();
    for kib in sizes {
        let (start, task) = (start.clone(), task.clone());
        runs.spawn(async move { fill(&start, kib, &task).await });
    }
    let outcomes = runs.join_all().await;
    let wrong: Vec<&String> = outcomes
        .iter()
        .filter_map(|run| run.as_ref().err())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let failed = outcomes
        .iter()
        .flatten()
        .filter(|outcome| outcome.get("error").is_some());
    // The disk was full somewhere in the middle, and not before everything or after it.
    let failed = failed.count();
    assert!(
        failed > 0 && failed < outcomes.len(),
        "{failed} of {} failed",
        outcomes.len()
    );
    println!(
        "{}: a full disk stopped {failed} of {} runs",
        task.join(" "),
        outcomes.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_lock_at_any_size() {
    let scene = small().await;
    let start = Start {
        world: scene.control().world(),
        data: None,
        before: Snapshot::take(scene.control(), &BUCKETS),
    };
    fill_up(start, &LOCK, (20..=300).step_by(20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_later_step_at_any_size() {
    let (_scene, start, change) = on_trial(&BUCKETS[..1]).await;
    fill_up(start.clone(), &["roll-back", &change], (4..=140).step_by(8)).await;
    fill_up(start, &["keep", &change], (4..=140).step_by(8)).await;
}
