//! The whole path without a window: look, plan, lock on trial, check, keep, restore; and everything
//! that must stop it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic"
)]

mod accounts;
mod boto;
mod breaking;
mod browser;
mod buckets;
mod environment;
mod every_profile;
mod limits;
mod limits_on_the_wire;
mod limits_refused;
mod looking;
mod moto;
mod others;
mod permissions;
mod place;
mod profile;
mod profile_states;
mod refusals;
mod regions;
mod retrying;
mod secrets;
mod sign_in;
mod sources;
mod stage;
mod trial;
mod undoing;

use stage::Stage;
use strongroom::api::{ErrorCode, PlayerReport};

const SUPPORT: &str = "northwind-support-recordings";

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_locked_on_trial_checked_kept_and_restored() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    assert!(
        overview.instances.len() >= 5,
        "{}",
        overview.instances.len()
    );
    let before = stage.policy(SUPPORT);
    assert_eq!(stage.try_as("practice-auditor", SUPPORT).await, "read");

    let plan = stage.plan(&[SUPPORT]).await;
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    assert!(
        plan.targets[0]
            .impact
            .loses
            .iter()
            .any(|row| row.name == "RecordingsAuditor")
    );
    let change = stage.apply(&plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");

    assert_eq!(
        stage.try_as("practice-auditor", SUPPORT).await,
        "refused_by_lock"
    );
    assert_eq!(stage.try_as("practice-connect", SUPPORT).await, "read");
    assert_eq!(stage.try_as("practice-admin", SUPPORT).await, "read");

    // Nothing was heard yet, so the lock can't be kept.
    let refused = stage
        .app
        .keep_trial(&change.id, Vec::new())
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanRefused);

    let recording = stage.app.recordings(SUPPORT).await.unwrap().recordings[0].clone();
    let bytes = stage
        .app
        .fetch_recording(&recording.id, |_| {})
        .await
        .unwrap();
    assert_eq!(&bytes[..4], b"RIFF");
    let report = PlayerReport {
        recording: recording.id.clone(),
        duration: 0.1,
        reached: 0.0,
        error: None,
    };
    assert!(!stage.app.recording_played(&report).unwrap().played);

    stage
        .app
        .said_in_connect(&recording.id, true)
        .await
        .unwrap()
        .unwrap();
    stage
        .practice
        .control()
        .place_call("northwind-support")
        .unwrap();
    stage.app.recordings(SUPPORT).await.unwrap();
    let status = stage.app.change_status(&change.id).unwrap();
    let trial = status.trial.unwrap();
    let open: Vec<_> = trial.checks.iter().filter(|check| !check.done).collect();
    assert!(trial.can_keep, "{open:#?}");
    let kept = stage.app.keep_trial(&change.id, Vec::new()).await.unwrap();
    assert_eq!(kept.state, "done");
    assert_eq!(
        stage.try_as("practice-auditor", SUPPORT).await,
        "refused_by_lock"
    );

    let backup = kept.targets[0].backup.clone().unwrap();
    let restore = stage
        .app
        .plan_restore(strongroom::api::RestoreRequest {
            backup,
            accepted_regions: Vec::new(),
            without_dead_principals: false,
        })
        .await
        .unwrap();
    assert!(restore.blockers.is_empty(), "{:#?}", restore.blockers);
    let restored = stage.apply(&restore).await.unwrap();
    assert_eq!(restored.state, "done", "{restored:#?}");
    assert_eq!(stage.policy(SUPPORT), before);
    assert_eq!(stage.try_as("practice-auditor", SUPPORT).await, "read");
}
