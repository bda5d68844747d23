//! What the other proofs rely on can fail: a history that lies and a lost backup are found.

use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, findings};
use strongroom_tests::headless::work;

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_lies_and_a_lost_backup_are_found() {
    let scene = Scene::start(&small_world().await.unwrap(), None)
        .await
        .unwrap();
    let app = scene.app(work::quick());
    work::open(&app, "practice-admin").await.unwrap();
    work::look(&app).await.unwrap();
    let before = Snapshot::take(scene.control(), &BUCKETS);
    let plan = work::plan(&app, &BUCKETS[..2], Some(15)).await.unwrap();
    assert_eq!(work::apply(&app, &plan).await.unwrap().state, "on_trial");
    let look = |before: &Snapshot| {
        findings(&scene.history(), scene.control(), Some(before), None).unwrap()
    };
    let found = look(&before);
    assert!(
        found.untrue.is_empty() && found.lost.is_empty(),
        "{found:?}"
    );

    // Someone takes one lock off behind the app's back.
    let locked = Snapshot::take(scene.control(), &BUCKETS);
    scene.control().put_bucket_policy(BUCKETS[1], None).unwrap();
    assert_eq!(look(&before).untrue.len(), 1);
    // The trial ends while the history still says that it holds.
    scene
        .control()
        .advance(time::Duration::minutes(20))
        .unwrap();
    assert_eq!(look(&before).untrue.len(), 2);
    // Had something else been there before, the backups would not be of it.
    assert_eq!(look(&locked).lost.len(), 2);
}
