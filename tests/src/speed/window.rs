//! Frames and memory of the real window with 300 buckets and 5,000 roles.

use std::fs;
use std::path::{Path, PathBuf};
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
/// Seconds.
const IDLE: u32 = 20;
/// Buckets on a page of the list.
const PAGE: usize = 20;
const MOST_PAGES: usize = 6;

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

/// An account with 25 instances in five Regions.
#[derive(Clone, Copy)]
struct World {
    buckets_each: usize,
    roles: usize,
}

const LARGE: World = World {
    buckets_each: 12,
    roles: 5_000,
};
const SMALL: World = World {
    buckets_each: 1,
    roles: 40,
};

impl World {
    const EACH: usize = 5;
    const REGIONS: [&str; 5] = [
        "eu-west-2",
        "us-east-1",
        "ap-southeast-2",
        "eu-central-1",
        "us-west-2",
    ];

    fn buckets(self) -> usize {
        self.buckets_each * Self::EACH * Self::REGIONS.len()
    }

    fn size(self) -> Size {
        Size {
            instances: Self::REGIONS
                .map(|region| (region.to_owned(), Self::EACH))
                .to_vec(),
            buckets_each: self.buckets_each,
            roles: self.roles,
        }
    }
}

/// Looks over the large world in the real window and works with the list.
///
/// # Errors
/// When the window doesn't open, or shows something else.
pub async fn measure() -> Fallible<Vec<Measured>> {
    let mut measured = frames().await?;
    measured.push(memory_beyond_a_small_account().await?);
    Ok(measured)
}

async fn frames() -> Fallible<Vec<Measured>> {
    let opened = Opened::with(LARGE).await?;
    let window = &opened.stage.window;
    window.run(WATCH, vec![]).await?;
    opened.looks().await?;
    let looking = longest(window).await?;
    opened.work_with_the_list().await?;
    let list = longest(window).await?;
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
    ])
}

/// What a web view takes to draw the page for the first time, and what it leaves behind until it collects, is the
/// same for any account and far from steady: what counts is how much more a large one takes, in the same run. No
/// frames are counted meanwhile: asking for sixty a second leaves something behind too.
async fn memory_beyond_a_small_account() -> Fallible<Measured> {
    let small = growth(SMALL).await?;
    let large = growth(LARGE).await?;
    let (app, view) = (large.app - small.app, large.view - small.view);
    let more = app + view;
    Ok(Measured {
        what: "memory by the look over 300 buckets and 5,000 roles, beyond 25 and 40".to_owned(),
        figure: format!(
            "{more:.0} MB ({app:.0} in the app, {view:.0} in its web view), limit {MOST_MEMORY:.0} MB; since the \
             first page {:.0} and {:.0}",
            large.app + large.view,
            small.app + small.view,
        ),
        share: Some((more / MOST_MEMORY, 1.0)),
    })
}

/// What the look and the work with the list add to the first page.
async fn growth(world: World) -> Fallible<Memory> {
    let opened = Opened::with(world).await?;
    opened.looks().await?;
    opened.work_with_the_list().await?;
    let after = settled(&opened.stage).await?;
    Ok(Memory {
        app: after.app - opened.before.app,
        view: after.view - opened.before.view,
    })
}

/// A window in which a look has begun.
struct Opened {
    stage: Stage,
    world: World,
    before: Memory,
    /// Served from here: what is measured is the app alone.
    _account: PracticeAccount,
}

impl Opened {
    async fn with(world: World) -> Fallible<Self> {
        let folder = tempfile::tempdir()?;
        let seed = folder.path().join("world.json");
        fs::write(&seed, generated_world(&world.size()).to_string())?;
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
        let before = memory(&stage)?;
        window.run(OPEN, vec![]).await?;
        window.says(LOOK, &["Looking over all Regions"]).await?;
        Ok(Self {
            stage,
            world,
            before,
            _account: account,
        })
    }

    /// Until the look is over.
    async fn looks(&self) -> Fallible<()> {
        let found = format!("25 instances and {} buckets", self.world.buckets());
        self.stage.window.says(LOOK, &[&found]).await?;
        Ok(())
    }

    /// Scrolls, filters and pages.
    async fn work_with_the_list(&self) -> Fallible<()> {
        let window = &self.stage.window;
        window.run(SCROLL, vec![]).await?;
        while window.run("return window.srScrolled", vec![]).await? != Value::Bool(true) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        window.fill("Find a bucket", "centre-017").await?;
        let matches = match self.world.buckets_each {
            1 => "1 match".to_owned(),
            more => format!("{more} matches"),
        };
        window.says(Duration::from_secs(10), &[&matches]).await?;
        window.press(Role::Button, "Clear filter").await?;
        for _ in 0..self.world.buckets().div_ceil(PAGE).min(MOST_PAGES) - 1 {
            window.press(Role::Button, "Next page").await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }
}

/// The least that is held within a while of doing nothing: a web view collects what it left behind when it
/// has time to.
async fn settled(stage: &Stage) -> Fallible<Memory> {
    let mut least = memory(stage)?;
    for _ in 0..IDLE {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = memory(stage)?;
        if now.app + now.view < least.app + least.view {
            least = now;
        }
    }
    Ok(least)
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

/// What the app and its web view hold: the app's process, and those of WebKit that were started with its data folder.
fn memory(stage: &Stage) -> Fallible<Memory> {
    let mark = format!("STRONGROOM_DATA_DIR={}", stage.data().display());
    let app = stage
        .app_process()
        .ok_or("the app's process was not found")?;
    let mut found = Memory {
        // Not found by its environment: the system hides that of a process that leaves no core behind.
        app: resident(&PathBuf::from(format!("/proc/{app}"))),
        view: 0.0,
    };
    for entry in fs::read_dir("/proc")? {
        let process = entry?.path();
        let named = fs::read_to_string(process.join("comm")).unwrap_or_default();
        if !(named.starts_with("WebKitWebP") || named.starts_with("WebKitNetw")) {
            continue;
        }
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        if !environment
            .split(|byte| *byte == 0)
            .any(|one| one == mark.as_bytes())
        {
            continue;
        }
        found.view += resident(&process);
    }
    Ok(found)
}

/// The resident megabytes of a process.
fn resident(process: &Path) -> f64 {
    let status = fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    number.unwrap_or(0.0) / 1024.0
}
