//! The things that write, each with what leads up to it.

use strongroom::App;
use strongroom::api::{ChangeView, ErrorView, PlanView};

use super::scene::{BUCKETS, Scene};
use super::truth::Snapshot;
use super::{Fallible, work};

/// Something that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A new lock, on trial.
    Lock,
    /// More minutes of trial.
    Extend,
    /// The trial becomes permanent.
    Keep,
    /// The trial is taken back.
    RollBack,
    /// A kept lock is taken off by its backup.
    Restore,
}

/// An operation that is about to be done.
#[derive(Debug, Clone)]
pub struct Prepared {
    operation: Operation,
    plan: Option<Box<PlanView>>,
    change: Option<String>,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Lock,
        Self::Extend,
        Self::Keep,
        Self::RollBack,
        Self::Restore,
    ];

    /// The state of the change once it went as wanted.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Lock | Self::Extend => "on_trial",
            Self::Keep | Self::Restore => "done",
            Self::RollBack => "rolled_back",
        }
    }

    /// Does what leads up to it for these buckets, on an account that was looked at. A restore is of the first one.
    ///
    /// # Errors
    /// When that does not go as it should.
    pub async fn prepare(self, app: &App, buckets: &[&str]) -> Fallible<Prepared> {
        let minutes = (self != Self::Restore).then_some(15);
        let lock = work::plan(app, buckets, minutes).await?;
        let mut prepared = Prepared {
            operation: self,
            plan: None,
            change: None,
        };
        if self == Self::Lock {
            if !lock.blockers.is_empty() {
                return Err(format!("something stands in the way: {:?}", lock.blockers).into());
            }
            prepared.plan = Some(Box::new(lock));
            return Ok(prepared);
        }
        let change = work::apply(app, &lock).await?;
        if self == Self::Restore {
            let target = change.targets.first();
            let backup = target.and_then(|target| target.backup.clone());
            let backup = backup.ok_or_else(|| format!("no backup: {change:?}"))?;
            prepared.plan = Some(Box::new(work::plan_restore(app, &backup).await?));
        } else {
            prepared.change = Some(change.id);
        }
        Ok(prepared)
    }
}

impl Prepared {
    /// Does it.
    ///
    /// # Errors
    /// What the app says.
    pub async fn go(self, app: &App) -> Result<ChangeView, ErrorView> {
        let change = self.change.unwrap_or_default();
        match (self.operation, self.plan) {
            (Operation::Extend, _) => app.extend_trial(&change).await,
            (Operation::Keep, _) => work::keep(app, &change).await,
            (Operation::RollBack, _) => {
                app.roll_back(&change, Some("it did not play".to_owned()))
                    .await
            }
            (_, Some(plan)) => work::apply(app, &plan).await,
            (_, None) => app.change_status(&change),
        }
    }
}

/// Lets the app find out how everything stands, takes back what is on trial or in doubt, and makes the
/// buckets what they were, so that the next run begins from there.
///
/// # Errors
/// When the app can't settle what is unfinished although nothing is in its way.
pub async fn clean_up(scene: &Scene, app: &App, before: &Snapshot) -> Fallible<()> {
    scene.practice.troubles().clear();
    for change in app.history()?.changes {
        let state = app.settle_change(&change.id).await?.state;
        if ["on_trial", "trial_ended", "needs_you", "running"].contains(&state.as_str()) {
            let after = app.roll_back(&change.id, None).await?;
            if after.state == "needs_you" {
                app.leave_change(&change.id)?;
            }
        }
        if !["on_trial", "trial_ended", "needs_you", "running"].contains(&change.state.as_str()) {
            // Older ones were cleaned up after their own runs.
            break;
        }
    }
    for bucket in BUCKETS {
        let text = before.of(bucket).and_then(|policy| policy.text());
        scene.control().put_bucket_policy(bucket, text)?;
    }
    Ok(())
}
