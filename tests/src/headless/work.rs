//! What a person does with the app, as functions.

use std::sync::Mutex;
use std::time::Duration;

use strongroom::api::{
    AccountChoice, AccountView, AwsServices, ChangeView, Confirmation, ErrorView, KeepChoice,
    LockRequest, LockScope, MatchBy, OverviewView, PlanView, RestoreRequest, Waiver,
};
use strongroom::{App, Patience, Settings, Timeouts};

/// Settings for an account on this computer: answers come at once, or not at all.
pub fn quick() -> Settings {
    Settings {
        patience: Patience {
            total: Duration::from_millis(400),
            pause: Duration::from_millis(20),
            bites: Duration::ZERO,
        },
        timeouts: Timeouts {
            connect: Duration::from_millis(500),
            attempt: Duration::from_millis(1500),
            call: Duration::from_secs(3),
            write: Duration::from_millis(1500),
            sign_in: Duration::from_secs(10),
        },
        ..Settings::default()
    }
}

/// A profile of the practice account.
pub fn practice(profile: &str) -> AccountChoice {
    AccountChoice {
        practice: true,
        profile: profile.to_owned(),
    }
}

/// Opens a profile of the practice account and waits until everything of an earlier start is found out.
///
/// # Errors
/// See [`App::open_account`].
pub async fn open(app: &App, profile: &str) -> Result<AccountView, ErrorView> {
    let view = app.open_account(practice(profile)).await?;
    app.settled().await;
    Ok(view)
}

/// Looks at everything and waits until that is over.
///
/// # Errors
/// When no account is open.
pub async fn look(app: &App) -> Result<OverviewView, ErrorView> {
    let (done, finished) = tokio::sync::oneshot::channel();
    let done = Mutex::new(Some(done));
    app.start_discovery(move |event| {
        if event.finished
            && let Ok(mut done) = done.lock()
            && let Some(done) = done.take()
        {
            // Nobody waits any more where the account was closed meanwhile.
            let _ = done.send(());
        }
    })?;
    // The look ends without the message only together with the app.
    let _ = finished.await;
    app.overview()
}

/// A request to lock these buckets: with the break-glass user as the second way in, every unread
/// Region accepted, on trial for so many minutes or, without a number, for good at once.
///
/// # Errors
/// When the look at the account is not over.
pub async fn request(
    app: &App,
    buckets: &[&str],
    trial_minutes: Option<u32>,
) -> Result<LockRequest, ErrorView> {
    let buckets: Vec<String> = buckets.iter().map(|name| (*name).to_owned()).collect();
    let list = app.keep_list(&buckets).await?;
    let keep = list
        .suggested
        .iter()
        .chain(&list.others)
        .filter(|row| row.kind == "user" && row.second_way)
        .map(|row| KeepChoice {
            arn: row.arn.clone(),
            match_by: MatchBy::Id,
        })
        .collect();
    Ok(LockRequest {
        buckets,
        keep,
        required_match: Vec::new(),
        scope: LockScope::Everything,
        services: AwsServices::CutOff,
        trial_minutes,
        no_trial_reason: trial_minutes.is_none().then(|| "proved before".to_owned()),
        no_second_way_reason: None,
        accepted_regions: list
            .unread_regions
            .into_iter()
            .map(|region| region.region)
            .collect(),
        without_dead_principals: false,
    })
}

/// Plans a lock.
///
/// # Errors
/// When the look at the account is not over.
pub async fn plan(
    app: &App,
    buckets: &[&str],
    trial_minutes: Option<u32>,
) -> Result<PlanView, ErrorView> {
    app.plan_lock(request(app, buckets, trial_minutes).await?)
        .await
}

/// Plans putting a backup back.
///
/// # Errors
/// When there is none, or the look at the account is not over.
pub async fn plan_restore(app: &App, backup: &str) -> Result<PlanView, ErrorView> {
    app.plan_restore(RestoreRequest {
        backup: backup.to_owned(),
        accepted_regions: Vec::new(),
        without_dead_principals: false,
    })
    .await
}

/// Confirms a plan of the practice account.
///
/// # Errors
/// See [`App::apply_plan`].
pub async fn apply(app: &App, plan: &PlanView) -> Result<ChangeView, ErrorView> {
    let confirmation = Confirmation {
        digest: plan.digest.clone(),
        typed: "confirm".to_owned(),
    };
    app.apply_plan(confirmation, |_| {}).await
}

/// Keeps a lock; what has to be seen is waived with a reason, but for its being in force. That is waited
/// for: AWS tells its time in whole seconds, so a lock that was just in force may not be yet.
///
/// # Errors
/// See [`App::keep_trial`].
pub async fn keep(app: &App, change: &str) -> Result<ChangeView, ErrorView> {
    const IN_FORCE: &str = "lock_bites";
    let mut tries = 0;
    loop {
        let trial = app.change_status(change)?.trial;
        let checks = trial.into_iter().flat_map(|trial| trial.checks);
        let waivers = checks
            .filter(|check| check.code != IN_FORCE)
            .map(|check| Waiver {
                code: check.code,
                subject: check.subject,
                reason: "no calls at night".to_owned(),
            })
            .collect();
        let kept = app.keep_trial(change, waivers).await;
        tries += 1;
        match kept {
            Err(error) if tries < 12 && error.message.contains("is in force") => {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            kept => return kept,
        }
    }
}
