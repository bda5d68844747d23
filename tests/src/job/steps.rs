//! The steps, page by page.

mod limit;
mod lock;
mod look;
mod playback;
mod restore;
mod sign_in;

use std::path::Path;
use std::time::{Duration, Instant};

use practice_aws::{Kind, Trouble};

use super::{JobError, Onlooker, Outcome, Stage, Step, StepKind};
use crate::drive::{Role, Window};

/// How long the app may take from a press to a call.
const MIDDLE: Duration = Duration::from_mins(1);

/// Plays the main job from the first page on, and tells each step to the onlooker once it is done.
///
/// # Errors
///
/// Where a step can't be done or the window shows something else than it is to show; the job ends there.
pub async fn play(stage: &Stage, onlooker: &mut impl Onlooker) -> Result<Outcome, JobError> {
    let mut play = Play::begin(stage, onlooker);
    lock_on_trial(&mut play).await?;
    playback::try_as_someone_else(&mut play).await?;
    playback::play_here(&mut play).await?;
    playback::play_in_connect(&mut play).await?;
    playback::keep(&mut play).await?;
    restore::review(&mut play).await?;
    restore::apply(&mut play).await?;
    restore::read_the_history(&mut play).await?;
    Ok(play.outcome)
}

/// Locks as the main job does, and says that the recording did not play: the lock is rolled back.
///
/// # Errors
///
/// As of [`play`].
pub async fn play_unheard(
    stage: &Stage,
    onlooker: &mut impl Onlooker,
) -> Result<Outcome, JobError> {
    let mut play = Play::begin(stage, onlooker);
    lock_on_trial(&mut play).await?;
    playback::say_that_it_did_not_play(&mut play).await?;
    Ok(play.outcome)
}

/// Locks as the main job does; the app is killed while the lock is on trial, opened again, finds the
/// trial and rolls it back.
///
/// # Errors
///
/// As of [`play`].
pub async fn play_killed(
    stage: Stage,
    app: &Path,
    onlooker: &mut impl Onlooker,
) -> Result<Outcome, JobError> {
    let mut play = Play::begin(&stage, onlooker);
    lock_on_trial(&mut play).await?;
    let (outcome, number) = (play.outcome, play.number);
    let stage = stage.kill_and_reopen(app).await?;
    let mut play = Play {
        outcome,
        number,
        ..Play::begin(&stage, onlooker)
    };
    look::open_practice_account(&mut play).await?;
    restore::roll_the_trial_back(&mut play).await?;
    Ok(play.outcome)
}

/// Limits who may set where an instance stores its recordings, finds the limit in the list, changes it
/// there, and takes it off.
///
/// # Errors
///
/// As of [`play`].
pub async fn play_limit(stage: &Stage, onlooker: &mut impl Onlooker) -> Result<Outcome, JobError> {
    let mut play = Play::begin(stage, onlooker);
    look::open_practice_account(&mut play).await?;
    look::look_over_all_regions(&mut play).await?;
    limit::choose(&mut play).await?;
    limit::apply(&mut play).await?;
    limit::change(&mut play).await?;
    limit::take_off(&mut play).await?;
    Ok(play.outcome)
}

/// Opens the practice account in every way that asks for something: by a code typed into a browser, by the browser alone, and
/// with the code of an MFA device, which is wrong once. The page to choose an account is there before and after.
///
/// # Errors
///
/// As of [`play`].
pub async fn play_sign_ins(stage: &Stage, onlooker: &mut impl Onlooker) -> Result<(), JobError> {
    let mut play = Play::begin(stage, onlooker);
    sign_in::by_code(&mut play).await?;
    sign_in::change_account(&play).await?;
    sign_in::by_browser(&mut play).await?;
    sign_in::change_account(&play).await?;
    sign_in::with_a_device(&mut play).await?;
    sign_in::change_account(&play).await
}

/// In the middle of which writing the app is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Middle {
    /// The trial is being kept.
    Keeping,
    /// The trial is being rolled back.
    RollingBack,
}

/// Where in such a writing: a call stands still there. (Before a write takes effect, an app that is opened again waits
/// for as long as S3 may need to show it: the app without a window is killed there, with less patience.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The write took effect and was not answered yet.
    AfterTheWrite,
    /// It was answered; what is there is being read.
    WhileReadingBack,
}

impl Moment {
    /// What makes the app stand still there.
    fn troubles(self) -> Vec<Trouble> {
        let still = |call| Trouble::new(self.kind()).on(call).lasting(STANDSTILL);
        match self {
            Self::AfterTheWrite => ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]
                .map(still)
                .to_vec(),
            // The policy is read once before the write.
            Self::WhileReadingBack => vec![still("s3:GetBucketPolicy").counted(1, 1)],
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::AfterTheWrite => Kind::DelayedAnswer,
            Self::WhileReadingBack => Kind::Latency,
        }
    }
}

/// Longer than the app is left standing, in milliseconds.
const STANDSTILL: i64 = 120_000;

/// Locks as the main job does; the app is killed while it writes, opened again, tells what is in the bucket, and goes
/// back from there. The practice account's control port has to be open.
///
/// # Errors
///
/// As of [`play`].
pub async fn play_killed_while(
    middle: Middle,
    moment: Moment,
    stage: Stage,
    app: &Path,
    onlooker: &mut impl Onlooker,
) -> Result<Outcome, JobError> {
    let mut play = Play::begin(&stage, onlooker);
    lock_on_trial(&mut play).await?;
    let pressed = match middle {
        Middle::Keeping => {
            playback::try_as_someone_else(&mut play).await?;
            playback::play_here(&mut play).await?;
            playback::play_in_connect(&mut play).await?;
            "Keep the lock"
        }
        Middle::RollingBack => "Roll back now",
    };
    for trouble in moment.troubles() {
        stage.trouble(&trouble).await?;
    }
    play.window().press(Role::Button, pressed).await?;
    let started = Instant::now();
    while !stage.met(moment.kind()).await? {
        if started.elapsed() > MIDDLE {
            return play.wrong("the app never came to the moment").await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (outcome, number) = (play.outcome, play.number);
    let stage = stage.kill_and_reopen(app).await?;
    let mut play = Play {
        outcome,
        number,
        ..Play::begin(&stage, onlooker)
    };
    look::open_practice_account(&mut play).await?;
    look::wait_for_the_look(&play).await?;
    restore::go_back_from_what_is_there(&mut play, middle).await?;
    Ok(play.outcome)
}

async fn lock_on_trial(play: &mut Play<'_, impl Onlooker>) -> Result<(), JobError> {
    look::open_practice_account(play).await?;
    look::look_over_all_regions(play).await?;
    lock::choose_who_keeps_access(play).await?;
    lock::review(play).await?;
    lock::apply(play).await
}

/// The job so far.
struct Play<'a, O> {
    stage: &'a Stage,
    onlooker: &'a mut O,
    outcome: Outcome,
    number: usize,
}

impl<'a, O> Play<'a, O> {
    fn begin(stage: &'a Stage, onlooker: &'a mut O) -> Self {
        Self {
            stage,
            onlooker,
            outcome: Outcome::default(),
            number: 0,
        }
    }
}

impl<O: Onlooker> Play<'_, O> {
    fn window(&self) -> &Window {
        &self.stage.window
    }

    /// A step is done: tells it.
    async fn done(&mut self, kind: StepKind, line: impl Into<String>) -> Result<(), JobError> {
        self.number += 1;
        let step = Step {
            number: self.number,
            kind,
            line: line.into(),
        };
        self.onlooker.saw(&step, self.stage, &self.outcome).await
    }

    /// Waits until the page says something; where it says one of `not` instead, that is the error.
    async fn until(
        &self,
        patience: Duration,
        says: &str,
        not: &[&str],
    ) -> Result<String, JobError> {
        self.stage.until(patience, says, not).await
    }

    /// The page shows something else than it is to show.
    async fn wrong<T>(&self, what: impl Into<String>) -> Result<T, JobError> {
        self.stage.wrong(what).await
    }
}
