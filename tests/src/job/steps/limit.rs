//! A limit on what may be associated with an instance: made, found again in the list, changed, taken off.

use std::time::Duration;

use super::Play;
use crate::drive::{Name, Role};
use crate::job::{JobError, Onlooker, StepKind};

/// The instance; its call recordings are in a bucket of its own, which is suggested as the only one.
const INSTANCE: &str = "northwind-sales-us";
/// Who is limited: `AmazonConnect_FullAccess` lets it set every bucket named `amazon-connect-*`.
const WHO: &str = "ConnectManager";
/// The name that is suggested for the policy.
const POLICY: &str = "StrongroomLimit-northwind-sales-us-ConnectManager";

const READING: Duration = Duration::from_mins(1);
const JUDGING: Duration = Duration::from_mins(2);
const WRITING: Duration = Duration::from_mins(2);
const BROKEN: [&str; 3] = ["Stopped", "Failed", "Needs you"];

/// The wizard, up to the review, in the style that is recommended and in the one that is defeated.
pub(super) async fn choose(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window.press(Role::Link, "Association limits").await?;
    play.until(READING, "No association limits", &["There may be limits"])
        .await?;
    window.press(Role::Button, "Make a limit…").await?;
    window.press(Role::Button, Name::begins("Instance")).await?;
    window.press(Role::Option, Name::has(INSTANCE)).await?;
    window
        .find_within(READING, Role::Textbox, "Find a role or user")
        .await?;
    window.fill("Find a role or user", WHO).await?;
    window
        .press(Role::Radio, Name::has(format!("Limit {WHO}")))
        .await?;
    window.press(Role::Button, "Next").await?;
    window.press(Role::Checkbox, "Call recordings").await?;
    window.press(Role::Button, "Next").await?;
    window
        .press(Role::Radio, Name::begins("Allow, as in the AWS page"))
        .await?;
    window.press(Role::Button, "Next").await?;
    let text = play
        .until(JUDGING, "This limit is defeated", &["This limit holds"])
        .await?;
    if !text.contains("AmazonConnect_FullAccess, attached to the role") {
        return play
            .wrong("it doesn't say which policy defeats the limit")
            .await;
    }
    window.press(Role::Button, "Back").await?;
    window
        .press(Role::Radio, Name::begins("Deny that holds"))
        .await?;
    window.press(Role::Button, "Next").await?;
    play.until(
        JUDGING,
        "This limit holds",
        &["This limit is defeated", "This can't be applied"],
    )
    .await?;
    play.done(
        StepKind::LimitReviewed,
        format!(
            "the Allow style for {WHO} is defeated by AmazonConnect_FullAccess; the Deny style holds"
        ),
    )
    .await
}

pub(super) async fn apply(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().fill("Confirmation", "confirm").await?;
    play.window().press(Role::Button, "Apply limit").await?;
    play.until(WRITING, "The limit is in place", &BROKEN)
        .await?;
    play.done(StepKind::Limited, format!("{POLICY} is attached to {WHO}"))
        .await
}

/// In the list it is as it was written; there it is changed: chat transcripts are limited as well.
pub(super) async fn change(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window
        .press(Role::Button, "Go to association limits")
        .await?;
    let name = format!("Change {POLICY} of {WHO}");
    window
        .find_within(READING, Role::Button, name.as_str())
        .await?;
    let text = play.until(READING, "As it was written", &[]).await?;
    if !text.contains("call recordings: northwind-global-recordings") {
        return play.wrong("the list doesn't say what is allowed").await;
    }
    play.done(
        StepKind::LimitListed,
        "the limit is in the list, as it was written",
    )
    .await?;
    let window = play.window();
    window.press(Role::Button, name).await?;
    play.until(READING, "make another limit", &[]).await?;
    window.press(Role::Button, "Next").await?;
    window.press(Role::Checkbox, "Chat transcripts").await?;
    window.press(Role::Button, "Next").await?;
    window.find(Role::Textbox, "Policy name").await?;
    window.press(Role::Button, "Next").await?;
    play.until(JUDGING, "This limit holds", &["This can't be applied"])
        .await?;
    play.window().fill("Confirmation", "confirm").await?;
    play.window().press(Role::Button, "Apply limit").await?;
    play.until(WRITING, "The limit is in place", &BROKEN)
        .await?;
    play.done(
        StepKind::LimitChanged,
        format!("{POLICY} limits chat transcripts as well"),
    )
    .await
}

/// It is taken off, from the list.
pub(super) async fn take_off(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window
        .press(Role::Button, "Go to association limits")
        .await?;
    let name = format!("Take {POLICY} off {WHO}");
    window
        .find_within(READING, Role::Button, name.as_str())
        .await?;
    if !window
        .text()
        .await?
        .contains("chat transcripts: northwind-global-recordings")
    {
        return play.wrong("the list doesn't say what was changed").await;
    }
    window.press(Role::Button, name).await?;
    window
        .find_within(READING, Role::Button, "Take off the limit")
        .await?;
    play.until(READING, "Confirmation", &["This can't be applied"])
        .await?;
    play.window().fill("Confirmation", "confirm").await?;
    play.window()
        .press(Role::Button, "Take off the limit")
        .await?;
    play.until(WRITING, "The limit was taken off", &BROKEN)
        .await?;
    play.done(StepKind::Unlimited, format!("{POLICY} is taken off {WHO}"))
        .await
}
