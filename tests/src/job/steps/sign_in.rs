//! The ways to open an account that ask for something.

use std::time::{Duration, Instant};

use super::Play;
use crate::drive::{Name, Role};
use crate::job::{JobError, Onlooker, StepKind};

const ANSWER: Duration = Duration::from_mins(1);
const RENEWS: &str = "Session renews itself in";
const ENDS: &str = "Session ends in";

/// The profile of a sign-in, opened by a code that is typed into a browser.
pub(super) async fn by_code(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    open(play, "practice-sso").await?;
    let window = play.window();
    window.press(Role::Button, "Use a code instead").await?;
    window.find(Role::Region, "Code").await?;
    let page = address(play, "/device?").await?;
    play.done(StepKind::SignInWaits, "a code waits to be allowed")
        .await?;
    allow(play, &page).await?;
    play.until(ANSWER, RENEWS, &[]).await?;
    play.done(StepKind::SignedIn, "signed in by a code").await
}

/// Without a profile, by the browser alone; account and role are chosen, and the profile is saved.
pub(super) async fn by_browser(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window
        .press(Role::Button, "Fill in the practice account's")
        .await?;
    window.press(Role::Button, "Sign in").await?;
    let page = address(play, "/authorize?").await?;
    play.done(StepKind::SignInWaits, "the browser waits to be allowed")
        .await?;
    allow(play, &page).await?;
    let window = play.window();
    window
        .find(Role::Region, Name::has("Choose account and role"))
        .await?;
    window.press(Role::Button, Name::has("Choose")).await?;
    window
        .press(Role::Option, Name::has("ContactCentreOps"))
        .await?;
    play.until(ANSWER, "[profile ContactCentreOps-", &[])
        .await?;
    play.window()
        .press(Role::Button, "Save profile and open")
        .await?;
    play.until(ANSWER, RENEWS, &[]).await?;
    play.done(
        StepKind::SignedIn,
        "signed in by the browser, a profile is saved",
    )
    .await
}

/// A role that asks for the code of an MFA device.
pub(super) async fn with_a_device(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    open(play, "practice-mfa").await?;
    let wrong = if device(play).await? == "000000" {
        "111111"
    } else {
        "000000"
    };
    play.window().fill("Code", wrong).await?;
    play.window()
        .press(Role::Button, "Sign in with this code")
        .await?;
    play.until(ANSWER, "was not taken", &[]).await?;
    play.done(StepKind::CodeRefused, "a wrong code was refused")
        .await?;
    let right = device(play).await?;
    play.window().fill("Code", &right).await?;
    play.window()
        .press(Role::Button, "Sign in with this code")
        .await?;
    play.until(ANSWER, ENDS, &[]).await?;
    play.done(StepKind::SignedIn, "signed in with a code of the device")
        .await
}

/// Back to the page on which an account is chosen.
pub(super) async fn change_account(play: &Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().press(Role::Button, "Change account").await?;
    play.window()
        .find(Role::Button, "Open practice account")
        .await?;
    Ok(())
}

async fn open(play: &Play<'_, impl Onlooker>, profile: &str) -> Result<(), JobError> {
    let window = play.window();
    window.press(Role::Radio, Name::begins(profile)).await?;
    window.press(Role::Button, "Open practice account").await?;
    Ok(())
}

/// The address of the page to allow the sign-in on, as the dialog shows it.
async fn address(play: &Play<'_, impl Onlooker>, part: &str) -> Result<String, JobError> {
    const SHOWN: &str = "return document.querySelector('.sr-address')?.innerText.trim() ?? ''";
    let window = play.window();
    let started = Instant::now();
    while started.elapsed() < ANSWER {
        let shown = window.run(SHOWN, vec![]).await?;
        let shown = shown.as_str().unwrap_or_default();
        if shown.starts_with("http") && shown.contains(part) {
            return Ok(shown.to_owned());
        }
        // By the browser, it is folded away.
        if shown.is_empty() && window.has(Role::Button, "Address of the page").await? {
            window.press(Role::Button, "Address of the page").await?;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    play.wrong("the address of the page to allow the sign-in on is not shown")
        .await
}

async fn allow(play: &Play<'_, impl Onlooker>, page: &str) -> Result<(), JobError> {
    let (_driver, browser) = play.stage.browse(page).await?;
    browser.press(Role::Button, "Allow access").await?;
    browser
        .says(ANSWER, &["Access allowed", "Strongroom has your answer"])
        .await?;
    browser.close().await?;
    Ok(())
}

/// What the practice account's device shows now.
async fn device(play: &Play<'_, impl Onlooker>) -> Result<String, JobError> {
    const MARKER: &str = "The practice device shows ";
    let text = play.until(ANSWER, MARKER, &[]).await?;
    let shown = text.split(MARKER).nth(1).unwrap_or_default();
    Ok(shown.chars().take_while(char::is_ascii_digit).collect())
}
