//! The way back.

use super::Play;
use crate::job::{JobError, Onlooker};

pub(super) async fn review(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.wrong("not written yet").await
}

pub(super) async fn apply(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.wrong("not written yet").await
}

pub(super) async fn read_the_history(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    play.wrong("not written yet").await
}
