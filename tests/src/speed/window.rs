//! Frames and memory of the real window with 300 buckets and 5,000 roles.

use std::fs;
use std::path::Path;
use std::time::Duration;

use practice_aws::{Options, PracticeAccount, Size, generated_world};
use serde_json::Value;

use super::Measured;
use crate::drive::{Role, Window};
use crate::headless::Fallible;
use crate::job::Stage;

const LOOK: Duration = Duration::from_mins(5);
const LONGEST_FRAME: f64 = 100.0;
const MOST_MEMORY: f64 = 100.0;

/// Opens the account by its profile and shows the overview.
const OPEN: &str = "
    const choice = { practice: false, profile: 'practice-admin' };
    window.__TAURI_INTERNALS__.invoke('open_account', { choice }).then(() => {
        window.location.hash = '#/overview';
        window.location.reload();
    });
    return true;
";
/// Notes how long each frame takes, from now on.
const WATCH: &str = "
    window.srFrames = [];
    let last = performance.now();
    const frame = (now) => {
        window.srFrames.push(now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return true;
";
/// The longest frame since the last time that this was asked, in milliseconds, and how many there were.
const LONGEST: &str = "
    const frames = window.srFrames.splice(0);
    return [Math.max(0, ...frames), frames.length];
";
/// Scrolls down the whole page, a little each frame.
const SCROLL: &str = "
    window.srScrolled = false;
    const step = () => {
        const before = window.scrollY;
        window.scrollBy(0, 60);
        if (window.scrollY === before) { window.srScrolled = true; window.scrollTo(0, 0); }
        else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    return true;
";

/// Looks over the large world in the real window and works with the list.
///
/// # Errors
/// When the window doesn't open, or shows something else.
pub async fn measure() -> Fallible<Vec<Measured>> {
    let regions = [
        "eu-west-2",
        "us-east-1",
        "ap-southeast-2",
        "eu-central-1",
        "us-west-2",
    ];
    let world = generated_world(&Size {
        instances: regions.map(|region| (region.to_owned(), 5)).to_vec(),
        buckets_each: 12,
        roles: 5_000,
    });
    let folder = tempfile::tempdir()?;
    let seed = folder.path().join("world.json");
    fs::write(&seed, world.to_string())?;
    drop(world);
    // Served from here: what is measured is the app alone.
    let account = PracticeAccount::start(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await?;
    let stage = Stage::open_with(&Stage::app_binary(), |home| {
        let written = account.write_profiles(&home.join(".aws"));
        written.map_err(std::io::Error::other)
    })
    .await?;
    let window = &stage.window;
    window.find(Role::Button, "Open practice account").await?;
    let before = memory(&stage.data())?;
    window.run(OPEN, vec![]).await?;
    window.says(LOOK, &["Looking over all Regions"]).await?;
    window.run(WATCH, vec![]).await?;
    window.says(LOOK, &["25 instances and 300 buckets"]).await?;
    let looking = longest(window).await?;

    window.run(SCROLL, vec![]).await?;
    while window.run("return window.srScrolled", vec![]).await? != Value::Bool(true) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    window.fill("Find a bucket", "centre-017").await?;
    window
        .says(Duration::from_secs(10), &["12 matches"])
        .await?;
    window.press(Role::Button, "Clear filter").await?;
    for _ in 0..5 {
        window.press(Role::Button, "Next page").await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let list = longest(window).await?;
    let after = memory(&stage.data())?;
    let (app, view) = (after.app - before.app, after.view - before.view);
    let grown = app + view;
    Ok(vec![
        Measured {
            what: "longest frame in the list of 300 buckets (scrolled, filtered, paged)".to_owned(),
            figure: format!("{list:.0} ms, limit {LONGEST_FRAME:.0} ms"),
            share: Some((list / LONGEST_FRAME, 1.0)),
        },
        Measured {
            what: "longest frame while the look runs".to_owned(),
            figure: format!("{looking:.0} ms"),
            share: None,
        },
        Measured {
            what: "memory by the look over 300 buckets and 5,000 roles".to_owned(),
            figure: format!(
                "{grown:.0} MB more ({app:.0} in the app, {view:.0} in its web view), limit {MOST_MEMORY:.0} MB"
            ),
            share: Some((grown / MOST_MEMORY, 1.0)),
        },
    ])
}

async fn longest(window: &Window) -> Fallible<f64> {
    let told = window.run(LONGEST, vec![]).await?;
    told.get(0)
        .and_then(Value::as_f64)
        .ok_or_else(|| format!("no frames were counted: {told}").into())
}

/// Resident megabytes.
struct Memory {
    app: f64,
    view: f64,
}

/// What the app and its web view hold: every process that was started with this data folder.
fn memory(data: &Path) -> Fallible<Memory> {
    let mark = format!("STRONGROOM_DATA_DIR={}", data.display());
    let mut found = Memory {
        app: 0.0,
        view: 0.0,
    };
    for entry in fs::read_dir("/proc")? {
        let process = entry?.path();
        let named = fs::read_to_string(process.join("comm")).unwrap_or_default();
        // The driver inherits the folder too, and is not the app.
        if !(named.starts_with("strongroom")
            || named.starts_with("WebKitWebP")
            || named.starts_with("WebKitNetw"))
        {
            continue;
        }
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        if !environment
            .split(|byte| *byte == 0)
            .any(|one| one == mark.as_bytes())
        {
            continue;
        }
        let status = fs::read_to_string(process.join("status")).unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = resident.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
        let megabytes = number.unwrap_or(0.0) / 1024.0;
        if named.starts_with("WebKit") {
            found.view += megabytes;
        } else {
            found.app += megabytes;
        }
    }
    if found.app == 0.0 {
        return Err("the app's process was not found".into());
    }
    Ok(found)
}
