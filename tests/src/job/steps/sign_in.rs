//! The ways to open an account that ask for something.

use std::time::Duration;

use super::Play;
use crate::drive::Role;
use crate::job::{JobError, Onlooker, StepKind};

const ANSWER: Duration = Duration::from_mins(1);
const RENEWS: &str = "Session renews itself in";
const ENDS: &str = "Session ends in";

/// The profile of a sign-in, opened by a code that is typed into a browser.
pub(super) async fn by_code(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let stage = play.stage;
    stage.open_profile("practice-sso").await?;
    stage.use_a_code().await?;
    let page = stage.page_to_allow("/device?").await?;
    play.done(StepKind::SignInWaits, "a code waits to be allowed")
        .await?;
    stage.allow(&page).await?;
    play.until(ANSWER, RENEWS, &[]).await?;
    play.done(StepKind::SignedIn, "signed in by a code").await
}

/// Without a profile, by the browser alone; account and role are chosen, and the profile is saved.
pub(super) async fn by_browser(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let stage = play.stage;
    stage.sign_in_without_a_profile().await?;
    let page = stage.page_to_allow("/authorize?").await?;
    play.done(StepKind::SignInWaits, "the browser waits to be allowed")
        .await?;
    stage.allow(&page).await?;
    stage.choose_role("ContactCentreOps").await?;
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
    let stage = play.stage;
    stage.open_profile("practice-mfa").await?;
    let wrong = stage.device_does_not_show().await?;
    stage.sign_in_with(wrong).await?;
    play.until(ANSWER, "was not taken", &[]).await?;
    play.done(StepKind::CodeRefused, "a wrong code was refused")
        .await?;
    let right = stage.device_shows().await?;
    stage.sign_in_with(&right).await?;
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
