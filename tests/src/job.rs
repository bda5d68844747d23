//! The main job in the real window, on the practice account: look over all Regions, lock a bucket
//! with call recordings, hear a recording play, put the old policy back.
//!
//! - [`Stage`]: the app on a virtual display, with a data folder of its own, and what signing in takes there
//! - [`play`]: the steps, each told to an [`Onlooker`] once it is done; [`play_unheard`] and
//!   [`play_killed`] and [`play_killed_while`] end otherwise, [`play_limit`] is another job: an association limit,
//!   [`play_sign_ins`] opens the account in every way that asks for something
//! - [`Outcome`]: what was found and done, in one line

mod control;
mod error;
mod sign_in;
mod stage;
mod steps;

pub use error::JobError;
pub use stage::Stage;
pub use steps::{
    Middle, Moment, play, play_killed, play_killed_while, play_limit, play_sign_ins, play_unheard,
};

use std::fmt;

/// A step that was done.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its number, from 1.
    pub number: usize,
    /// Which step it is.
    pub kind: StepKind,
    /// What was done and seen, in one line.
    pub line: String,
}

/// The steps of the main job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// The practice account is open.
    Opened,
    /// All Regions were looked at.
    Found,
    /// The keep list is chosen, the Region that didn't answer is accepted.
    Kept,
    /// The plan was shown.
    Reviewed,
    /// The lock is in the bucket.
    Locked,
    /// Someone else was refused.
    Refused,
    /// A recording played in the window.
    Played,
    /// It played in Connect as well.
    PlayedInConnect,
    /// The trial is over, the lock is kept.
    Settled,
    /// The restore was shown.
    RestoreReviewed,
    /// The old policy is back.
    Restored,
    /// The history has both changes.
    Remembered,
    /// What a limit permits and forbids was shown.
    LimitReviewed,
    /// The limit is in place.
    Limited,
    /// It was found again in the list.
    LimitListed,
    /// It was changed.
    LimitChanged,
    /// It was taken off.
    Unlimited,
    /// A sign-in waits for the browser, or for a code.
    SignInWaits,
    /// Someone is signed in.
    SignedIn,
    /// The code of an MFA device was refused.
    CodeRefused,
}

impl StepKind {
    /// A name for a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "account",
            Self::Found => "overview",
            Self::Kept => "keep-list",
            Self::Reviewed => "review",
            Self::Locked => "locked",
            Self::Refused => "outsider",
            Self::Played => "playback",
            Self::PlayedInConnect => "connect",
            Self::Settled => "kept",
            Self::RestoreReviewed => "restore-review",
            Self::Restored => "restored",
            Self::Remembered => "history",
            Self::LimitReviewed => "limit-review",
            Self::Limited => "limited",
            Self::LimitListed => "limits",
            Self::LimitChanged => "limit-changed",
            Self::Unlimited => "limit-off",
            Self::SignInWaits => "sign-in",
            Self::SignedIn => "signed-in",
            Self::CodeRefused => "code-refused",
        }
    }
}

/// Someone who is told about each step once it is done, and may look for themselves.
pub trait Onlooker {
    /// A step is done.
    ///
    /// # Errors
    ///
    /// Where what is to be seen after it isn't; the job ends there.
    fn saw(
        &mut self,
        step: &Step,
        stage: &Stage,
        so_far: &Outcome,
    ) -> impl Future<Output = Result<(), JobError>>;
}

/// What was found and done.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Instances found.
    pub instances: usize,
    /// Buckets found.
    pub buckets: usize,
    /// The bucket that was locked.
    pub bucket: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "main job: found {} instances and {} buckets; locked {}; outsider refused; recording played; restored, policy equals the backup",
            self.instances, self.buckets, self.bucket
        )
    }
}
