//! The look against the limits that AWS's budgets set.
//!
//! Amazon Connect allows 2 calls a second with a burst of 5 for each API and Region, and storage takes 13
//! calls for an instance: with `n` instances in one Region the look can't end before (13·n − 5)/2 seconds,
//! and all of their call recordings can't be known before (n − 5)/2 seconds and the two round trips that one
//! takes (the list, the storage).

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use practice_aws::{Options, PracticeAccount, Size, generated_world};
use strongroom::api::DiscoveryEvent;
use strongroom::{App, ProfileFiles, Settings};

use super::Measured;
use crate::headless::Fallible;
use crate::headless::work::practice;

/// How long every answer waits.
pub const LATENCY: Duration = Duration::from_millis(60);
/// Twelve instances over four Regions, six of them in one.
pub const REGIONS: [(&str, usize); 4] = [
    ("eu-west-2", 6),
    ("us-east-1", 2),
    ("ap-southeast-2", 2),
    ("eu-central-1", 2),
];
const BUSIEST: f64 = 6.0;
const INSTANCES: usize = 12;
const TYPES: f64 = 13.0;
const PER_SECOND: f64 = 2.0;
const BURST: f64 = 5.0;

/// When what was known, from the start of the look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// The first bucket with call recordings.
    pub first: Option<Duration>,
    /// Every bucket with call recordings.
    pub recordings: Option<Duration>,
    /// Everything.
    pub total: Duration,
}

/// A practice account with the twelve instances, its profiles in `folder/profiles`.
///
/// # Errors
/// When it can't be started.
pub async fn account(folder: &Path, throttle: bool) -> Fallible<PracticeAccount> {
    let size = Size {
        instances: REGIONS
            .iter()
            .map(|(region, count)| ((*region).to_owned(), *count))
            .collect(),
        buckets_each: 1,
        roles: 40,
    };
    let seed = folder.join("world.json");
    std::fs::write(&seed, generated_world(&size).to_string())?;
    let account = PracticeAccount::start(Options {
        seed: Some(seed),
        latency: LATENCY,
        throttle,
        ..Options::default()
    })
    .await?;
    account.write_profiles(&folder.join("profiles"))?;
    Ok(account)
}

/// Looks over all Regions once, as the window does, and takes the times.
///
/// # Errors
/// When the account can't be opened or something was not found.
pub async fn times(folder: &Path) -> Fallible<Times> {
    let app = Arc::new(App::new(folder.join("data"), Settings::default()));
    app.practice_started(Ok(ProfileFiles::in_folder(&folder.join("profiles"))));
    app.open_account(practice("practice-admin")).await?;
    let (done, finished) = tokio::sync::oneshot::channel();
    let done = Mutex::new(Some(done));
    let times = Arc::new(Mutex::new(Times::default()));
    let (noted, seen) = (Arc::clone(&times), Arc::clone(&app));
    let began = Instant::now();
    app.start_discovery(move |event| {
        let Ok(mut times) = noted.lock() else { return };
        note(&mut times, &seen, &event, began.elapsed());
        if event.finished
            && let Ok(mut done) = done.lock()
            && let Some(done) = done.take()
        {
            // Nobody waits any more where this program was ended.
            let _ = done.send(());
        }
    })?;
    finished.await?;
    let found = app.overview()?;
    let unread = found
        .instances
        .iter()
        .flat_map(|one| &one.storage)
        .filter(|row| row.unknown.is_some())
        .count();
    if found.instances.len() != INSTANCES || unread > 0 {
        let found = found.instances.len();
        return Err(format!("found {found} instances, {unread} storage types unread").into());
    }
    let times = *times.lock().map_err(|_| "the times are lost")?;
    Ok(times)
}

fn note(times: &mut Times, app: &App, event: &DiscoveryEvent, after: Duration) {
    if event.finished {
        times.total = after;
    }
    // Other news says nothing about where recordings are, and drawing the picture takes time of its own.
    if times.recordings.is_some() || !event.line.ends_with("CALL_RECORDINGS") {
        return;
    }
    let Ok(overview) = app.overview() else { return };
    let known = overview.buckets.iter().filter(|row| row.call_recordings);
    let known = known.count();
    if known > 0 {
        times.first.get_or_insert(after);
    }
    if known == INSTANCES {
        times.recordings = Some(after);
    }
}

/// The throttled look, beside its limits.
///
/// # Errors
/// As of [`times`].
pub async fn measure(folder: &Path) -> Fallible<Vec<Measured>> {
    let account = account(folder, true).await?;
    let times = times(folder).await?;
    let refused = account
        .control()
        .seen_after(0)
        .iter()
        .filter(|call| call.status == Some(429))
        .count();
    account.stop().await;
    let seconds = |time: Option<Duration>| time.map_or(f64::INFINITY, |time| time.as_secs_f64());
    let one = |what: &str, took: f64, limit: f64, most: f64| Measured {
        what: what.to_owned(),
        figure: format!("{took:.2} s, limit {limit:.2} s"),
        share: Some((took / limit, most)),
    };
    let storage = (TYPES * BUSIEST - BURST) / PER_SECOND;
    let recordings = (BUSIEST - BURST) / PER_SECOND + 2.0 * LATENCY.as_secs_f64();
    Ok(vec![
        Measured {
            what: "calls that went out before their time".to_owned(),
            figure: refused.to_string(),
            share: None,
        },
        one(
            "look over 12 instances in 4 Regions, 6 in one",
            times.total.as_secs_f64(),
            storage,
            1.10,
        ),
        one(
            "first bucket with call recordings",
            seconds(times.first),
            1.0,
            1.0,
        ),
        one(
            "every bucket with call recordings",
            seconds(times.recordings),
            recordings,
            1.5,
        ),
    ])
}
