//! The way back.

use std::time::Duration;

use super::{Middle, Play};
use crate::drive::{Name, Role};
use crate::job::{JobError, Onlooker, StepKind};

const PLANNING: Duration = Duration::from_mins(1);
const WRITING: Duration = Duration::from_mins(2);

pub(super) async fn review(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let bucket = play.outcome.bucket.clone();
    let window = play.window();
    window.press(Role::Link, "History").await?;
    window.find(Role::Heading, Name::begins("Backups")).await?;
    // The oldest backup of the bucket is what was there before the lock; a kept trial has one more.
    let name = Name::begins(format!("Restore {bucket} as of"));
    window.press_last(Role::Button, name).await?;
    window.find(Role::Button, "Apply restore").await?;
    play.until(PLANNING, "Confirmation", &["This can't be applied"])
        .await?;
    play.done(
        StepKind::RestoreReviewed,
        "the backup from before the lock is shown, with what changes",
    )
    .await
}

pub(super) async fn apply(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let bucket = play.outcome.bucket.clone();
    play.window().fill("Confirmation", "confirm").await?;
    play.window().press(Role::Button, "Apply restore").await?;
    play.window()
        .find_within(
            WRITING,
            Role::Heading,
            Name::has(format!("Restore: {bucket}")),
        )
        .await?;
    play.until(
        WRITING,
        "What was planned is in place",
        &["Stopped", "Failed", "Needs you"],
    )
    .await?;
    play.done(
        StepKind::Restored,
        "restored: the policy in S3 was read back and equals the backup",
    )
    .await
}

pub(super) async fn read_the_history(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window.press(Role::Link, "History").await?;
    window.find(Role::Link, Name::begins("Restore of")).await?;
    window.find(Role::Link, Name::begins("Lock of")).await?;
    play.done(
        StepKind::Remembered,
        "the history has both changes and the backups",
    )
    .await
}

/// After the app was killed: the history knows the trial, and it is rolled back from there.
pub(super) async fn roll_the_trial_back(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    let window = play.window();
    window.press(Role::Link, "History").await?;
    window.press(Role::Link, Name::begins("Lock of")).await?;
    play.until(
        PLANNING,
        "This lock is on trial",
        &["Failed", "Needs you", "Stopped"],
    )
    .await?;
    play.window().press(Role::Button, "Roll back now").await?;
    play.until(WRITING, "Rolled back", &["Failed", "Needs you"])
        .await?;
    play.done(
        StepKind::Restored,
        "after the kill the trial was found and rolled back",
    )
    .await
}

/// After the app was killed while it wrote: the history tells what is in the bucket, and from there the old policy is
/// brought back, if it is not back already.
pub(super) async fn go_back_from_what_is_there(
    play: &mut Play<'_, impl Onlooker>,
    middle: Middle,
) -> Result<(), JobError> {
    const TRIAL: &str = "This lock is on trial";
    const KEPT: &str = "The bucket was locked";
    const BACK: &str = "What was there before was put back";
    let (says, not) = match middle {
        Middle::Keeping => (KEPT, [TRIAL, BACK]),
        Middle::RollingBack => (BACK, [TRIAL, KEPT]),
    };
    let window = play.window();
    window.press(Role::Link, "History").await?;
    window.press(Role::Link, Name::begins("Lock of")).await?;
    play.until(WRITING, says, &not).await?;
    if middle == Middle::Keeping {
        review(play).await?;
        return apply(play).await;
    }
    play.done(
        StepKind::Restored,
        "after the kill the app told what was in the bucket, and the old policy is there",
    )
    .await
}
