//! The lock: who keeps access, the review, the typed confirmation.

use std::time::Duration;

use super::Play;
use crate::drive::{Name, Role};
use crate::job::{JobError, Onlooker, StepKind};

const PLANNING: Duration = Duration::from_mins(1);
const WRITING: Duration = Duration::from_secs(90);
/// The world's second way in (an IAM user for when the sign-in is lost).
const BREAK_GLASS: &str = "breakglass";
/// The Region of the world that never answers.
const SILENT_REGION: &str = "ap-northeast-1";

pub(super) async fn choose_who_keeps_access(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    let bucket = play.outcome.bucket.clone();
    let window = play.window();
    window
        .press(Role::Checkbox, Name::has(format!("Select {bucket}")))
        .await?;
    window.press(Role::Button, "Lock…").await?;
    let text = play.until(PLANNING, "Always kept", &[]).await?;
    if !text.contains("AWSServiceRoleForAmazonConnect") {
        return play
            .wrong("Connect's service role is not on the keep list")
            .await;
    }
    let window = play.window();
    window.fill("Find a role or user", BREAK_GLASS).await?;
    window.press(Role::Checkbox, Name::has(BREAK_GLASS)).await?;
    window.press(Role::Button, "Next").await?;
    window
        .fill(Name::has(format!("Type {SILENT_REGION}")), SILENT_REGION)
        .await?;
    play.done(
        StepKind::Kept,
        format!("Connect's roles, the caller and {BREAK_GLASS} keep access; {SILENT_REGION} was not read and is accepted by name"),
    )
    .await
}

pub(super) async fn review(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().press(Role::Button, "Next").await?;
    play.window()
        .find(Role::Heading, Name::begins("Scope and trial"))
        .await?;
    play.window().press(Role::Button, "Next").await?;
    play.until(PLANNING, "Loses access", &["This can't be applied"])
        .await?;
    play.window().press(Role::Button, "Next").await?;
    play.window().find(Role::Button, "Apply lock").await?;
    let text = play
        .until(PLANNING, "aws:userId", &["This can't be applied"])
        .await?;
    let size = super::look::between(&text, "% ", " bytes")
        .unwrap_or_default()
        .to_owned();
    play.done(
        StepKind::Reviewed,
        format!("plan reviewed: Deny with aws:userId, {size} bytes"),
    )
    .await
}

pub(super) async fn apply(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.window().fill("Confirmation", "confirm").await?;
    play.window().press(Role::Button, "Apply lock").await?;
    play.until(
        WRITING,
        "Roll back now",
        &["Stopped", "Failed", "Needs you"],
    )
    .await?;
    let line = format!("{} is locked", play.outcome.bucket);
    play.done(StepKind::Locked, line).await
}
