//! The playback check.

use super::Play;
use crate::job::{JobError, Onlooker};

pub(super) async fn try_as_someone_else(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    play.wrong("not written yet").await
}

pub(super) async fn play_here(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.wrong("not written yet").await
}

pub(super) async fn play_in_connect(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.wrong("not written yet").await
}
