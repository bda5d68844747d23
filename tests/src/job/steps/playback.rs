//! The playback check: someone else is refused, a recording plays here and in Connect, the lock is kept.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Play;
use crate::drive::{DriveError, Name, Role, Window};
use crate::job::{JobError, Onlooker, StepKind};

const ANSWER: Duration = Duration::from_mins(1);
/// How long the list may take to show a new recording by itself.
const LISTING: Duration = Duration::from_secs(5);
/// Recordings last a few seconds; the driver's own are slow where two cores do everything.
const SOUND: Duration = Duration::from_mins(1);
/// Someone who may read every object until a bucket's policy says otherwise.
const OUTSIDER: &str = "practice-auditor";

/// How far the page's own player has come, and its error.
const PLAYER: &str = r"
    const player = document.querySelector('audio');
    return player && { at: player.currentTime, of: player.duration, error: player.error?.message ?? null };
";
/// The row of the newest recording; a row has no name of its own.
const NEWEST: &str =
    "return document.querySelector('tr input[type=radio]')?.closest('tr').innerText ?? null";
/// A browser plays a page's sound only where a hand was on the page: the next click starts it.
const START: &str = "document.addEventListener('click', () => document.querySelector('audio').play(), { once: true })";

pub(super) async fn try_as_someone_else(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    let window = play.window();
    window
        .find(Role::Radio, Name::begins("Recording of"))
        .await?;
    window.press(Role::Button, Name::begins("Profile")).await?;
    window.press(Role::Option, Name::begins(OUTSIDER)).await?;
    window.press(Role::Button, "Try").await?;
    play.until(
        ANSWER,
        "This proves that the lock bites.",
        &["This does not prove that the lock bites."],
    )
    .await?;
    play.done(
        StepKind::Refused,
        format!("outsider refused: {OUTSIDER} met the explicit deny in the bucket's policy"),
    )
    .await
}

pub(super) async fn play_here(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    place_test_call(play).await?;
    play.window().press(Role::Button, "Play here").await?;
    let text = play
        .until(
            SOUND,
            "The recording played here",
            &[
                "The recording did not",
                "The player found",
                "Press Play to hear it",
            ],
        )
        .await?;
    let heard =
        super::look::between(&text, "The recording played here:", "of sound").unwrap_or_default();
    play.done(
        StepKind::Played,
        format!("a recording that Connect wrote after the lock played here: {heard} of sound"),
    )
    .await
}

/// Has Connect record a call, and waits for its recording to be the newest in the list.
async fn place_test_call(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let before = play.window().run(NEWEST, vec![]).await?;
    play.window()
        .press(Role::Button, "Place a test call")
        .await?;
    let started = Instant::now();
    let mut asked = started;
    while play.window().run(NEWEST, vec![]).await? == before {
        if started.elapsed() > ANSWER {
            return play
                .wrong("the test call's recording is not the newest in the list")
                .await;
        }
        // Connect may name a contact a moment after the call, so the list is asked for again.
        if asked.elapsed() > LISTING {
            asked = Instant::now();
            play.window()
                .press(Role::Button, "Look for recordings again")
                .await?;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

pub(super) async fn play_in_connect(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().press(Role::Button, "Open in Connect").await?;
    let text = play
        .until(ANSWER, "/contact-trace-records/details/", &[])
        .await?;
    let page = text
        .split_whitespace()
        .find(|word| word.starts_with("http://127.0.0.1:") && word.contains("/details/"));
    let Some(page) = page else {
        return play.wrong("the contact's address is not shown").await;
    };
    let (_driver, browser) = play.stage.browse(page).await?;
    let heard = listen(&browser).await?;
    browser.close().await?;
    play.window()
        .press(Role::Button, "It played in Connect")
        .await?;
    play.until(
        ANSWER,
        "Noted: it played in Connect.",
        &["Noted: it did not play"],
    )
    .await?;
    play.done(
        StepKind::PlayedInConnect,
        format!("it played on the contact's page in Connect as well, {heard:.1} s of it"),
    )
    .await
}

pub(super) async fn say_that_it_did_not_play(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    let window = play.window();
    window
        .find(Role::Radio, Name::begins("Recording of"))
        .await?;
    window.press(Role::Button, "It did not play").await?;
    play.until(ANSWER, "Rolled back", &["Failed", "Needs you"])
        .await?;
    play.done(
        StepKind::Restored,
        "it did not play: the lock was rolled back at once",
    )
    .await
}

pub(super) async fn keep(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().press(Role::Button, "Keep the lock").await?;
    play.until(
        ANSWER,
        "Done",
        &["Stopped", "Failed", "Needs you", "can't be kept"],
    )
    .await?;
    play.done(StepKind::Settled, "the trial is over, the lock is kept")
        .await
}

/// Plays the sound of a page that is not the app's, and answers the second that it reached.
async fn listen(browser: &Window) -> Result<f64, DriveError> {
    browser.run(START, vec![]).await?;
    browser.press(Role::Heading, "Recording").await?;
    let started = Instant::now();
    loop {
        let player = browser.run(PLAYER, vec![]).await?;
        let at = player.get("at").and_then(Value::as_f64).unwrap_or_default();
        if at > 0.5 && player.get("error").is_none_or(Value::is_null) {
            return Ok(at);
        }
        if started.elapsed() > SOUND {
            return Err(DriveError::NotSaid {
                what: format!("a sound that plays (the player is at {player})"),
                waited: SOUND,
                page: browser.text().await?,
            });
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
