//! What was not stored does not count as stored, and a change that ended half way can be undone.

use practice_aws::{Kind, Trouble};

use crate::stage::Stage;

const SUPPORT: &str = "northwind-support-recordings";
const ARCHIVE: &str = "northwind-archive-recordings";

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_connect_could_not_store_proves_nothing() {
    let stage = Stage::start().await;
    stage.open("practice-admin").await;
    let plan = stage.plan(&[SUPPORT]).await;
    let change = stage.apply(&plan).await.unwrap();
    let stored = |stage: &Stage| {
        let trial = stage.app.change_status(&change.id).unwrap().trial.unwrap();
        trial
            .checks
            .iter()
            .find(|check| check.code == "new_recording")
            .unwrap()
            .done
    };

    let refuse = Trouble::new(Kind::DenyAction).on("s3:PutObject");
    stage.practice.troubles().switch_on(refuse);
    stage
        .practice
        .control()
        .place_call("northwind-support")
        .unwrap_err();
    stage.app.recordings(SUPPORT).await.unwrap();
    assert!(
        !stored(&stage),
        "Connect names a recording that it could not store"
    );

    stage.practice.troubles().clear();
    stage
        .practice
        .control()
        .place_call("northwind-support")
        .unwrap();
    stage.app.recordings(SUPPORT).await.unwrap();
    assert!(stored(&stage));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_failed_half_way_is_undone_in_the_buckets_that_were_done() {
    let stage = Stage::start().await;
    stage.open("practice-admin").await;
    let before = (stage.policy(SUPPORT), stage.policy(ARCHIVE));
    let mut request = stage.request(&[SUPPORT, ARCHIVE]).await;
    request.trial_minutes = None;
    request.no_trial_reason = Some("a test".to_owned());
    let plan = stage.app.plan_lock(request).await.unwrap();
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let second = plan.targets[1].name.clone();
    let refuse = Trouble::new(Kind::DenyAction)
        .on("s3:PutBucketPolicy")
        .in_bucket(&second);
    stage.practice.troubles().switch_on(refuse);

    let change = stage.apply(&plan).await.unwrap();
    let states: Vec<&str> = change
        .targets
        .iter()
        .map(|target| target.state.as_str())
        .collect();
    assert_eq!(states, ["done", "failed"], "{change:#?}");
    assert_ne!(change.state, "done");
    stage.practice.troubles().clear();
    let undone = stage.app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(undone.targets[0].state, "rolled_back", "{undone:#?}");
    assert_eq!((stage.policy(SUPPORT), stage.policy(ARCHIVE)), before);
}
