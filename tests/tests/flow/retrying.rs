//! A change that stopped half way is tried again by its own plan, where that may still be.

use practice_aws::{Kind, Trouble};
use serde_json::json;
use strongroom::App;
use strongroom::api::{ChangeView, ErrorCode};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;
use time::Duration;

const PUT: &str = "s3:PutBucketPolicy";

struct Half {
    scene: Scene,
    app: App,
    before: Snapshot,
    change: ChangeView,
}

/// Three buckets locked for good, of which the second refused and the third was not reached.
async fn half_done() -> Half {
    let world = small_world().await.unwrap();
    let scene = Scene::start(&world, None).await.unwrap();
    let app = scene.app(work::quick());
    work::open(&app, "practice-admin").await.unwrap();
    work::look(&app).await.unwrap();
    let before = Snapshot::take(scene.control(), &BUCKETS);
    let plan = work::plan(&app, &BUCKETS, None).await.unwrap();
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let second = plan.targets[1].name.clone();
    let refuse = Trouble::new(Kind::DenyAction).on(PUT).in_bucket(&second);
    scene.practice.troubles().switch_on(refuse);
    let change = work::apply(&app, &plan).await.unwrap();
    assert_eq!(
        states(&change),
        ["done", "failed", "stopped"],
        "{change:#?}"
    );
    scene.practice.troubles().clear();
    Half {
        scene,
        app,
        before,
        change,
    }
}

fn states(change: &ChangeView) -> Vec<&str> {
    let states = change.targets.iter().map(|target| target.state.as_str());
    states.collect()
}

impl Half {
    fn is_true(&self) {
        let history = self.scene.history();
        let wrong = untruths(&history, self.scene.control(), Some(&self.before)).unwrap();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// Retrying is refused, and nothing is written.
    async fn is_refused(&self, words: &str) {
        let then = Snapshot::take(self.scene.control(), &BUCKETS);
        let refused = self.app.retry_change(&self.change.id).await.unwrap_err();
        assert!(refused.message.contains(words), "{refused:#?}");
        let differing = then.differing(self.scene.control());
        assert!(differing.is_empty(), "{differing:?}");
        self.is_true();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_done_and_all_of_it_can_be_undone() {
    let half = half_done().await;
    let retry = half.change.retry.as_ref().unwrap();
    let rest: Vec<&String> = half.change.targets[1..].iter().map(|t| &t.name).collect();
    assert_eq!(retry.names.iter().collect::<Vec<_>>(), rest);
    assert_eq!(retry.refused, None);

    let done = half.app.retry_change(&half.change.id).await.unwrap();
    assert_eq!(states(&done), ["done", "done", "done"], "{done:#?}");
    assert_eq!(done.state, "done");
    assert!(done.retry.is_none());
    half.is_true();
    half.is_refused("Nothing of this change is left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_that_fails_again_stops_again_and_can_be_tried_once_more() {
    let half = half_done().await;
    let second = half.change.targets[1].name.clone();
    let refuse = Trouble::new(Kind::DenyAction).on(PUT).in_bucket(&second);
    half.scene.practice.troubles().switch_on(refuse);
    let again = half.app.retry_change(&half.change.id).await.unwrap();
    assert_eq!(states(&again), ["done", "failed", "stopped"], "{again:#?}");
    half.is_true();
    half.scene.practice.troubles().clear();
    // It can't even be read: nothing is called stopped that failed.
    let unread = Trouble::new(Kind::DenyAction).on("s3:GetBucketPolicy");
    half.scene.practice.troubles().switch_on(unread);
    let again = half.app.retry_change(&half.change.id).await.unwrap();
    assert_eq!(states(&again), ["done", "failed", "stopped"], "{again:#?}");
    half.scene.practice.troubles().clear();
    let done = half.app.retry_change(&half.change.id).await.unwrap();
    assert_eq!(done.state, "done", "{done:#?}");
    half.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_was_changed_meanwhile_is_not_written() {
    let half = half_done().await;
    let second = half.change.targets[1].name.clone();
    let text = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::604712903388:root"},
        "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{second}/*"),
    }]});
    half.scene
        .control()
        .put_bucket_policy(&second, Some(&text.to_string()))
        .unwrap();
    let again = half.app.retry_change(&half.change.id).await.unwrap();
    assert_eq!(states(&again), ["done", "stopped", "stopped"], "{again:#?}");
    assert!(again.targets[1].foreign_diff.is_some());
    half.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_identity_an_old_plan_and_another_change_are_refused() {
    let half = half_done().await;
    // Another change holds the last bucket.
    let third = half.change.targets[2].name.clone();
    let plan = work::plan(&half.app, &[&third], Some(15)).await.unwrap();
    let other = work::apply(&half.app, &plan).await.unwrap();
    assert_eq!(other.state, "on_trial", "{other:#?}");
    let refused = half.app.retry_change(&half.change.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Busy, "{refused:#?}");
    half.app.roll_back(&other.id, None).await.unwrap();

    work::open(&half.app, "practice-breakglass").await.unwrap();
    half.is_refused("who is not signed in now").await;
    work::open(&half.app, "practice-admin").await.unwrap();
    half.scene.control().advance(Duration::minutes(61)).unwrap();
    // AWS's clock is heard with the next answer.
    work::look(&half.app).await.unwrap();
    half.is_refused("Make a new plan").await;
    let view = half.app.change_status(&half.change.id).unwrap();
    assert!(view.retry.unwrap().refused.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_not_tried_again() {
    let half = half_done().await;
    let undone = half.app.roll_back(&half.change.id, None).await.unwrap();
    assert_eq!(states(&undone), ["rolled_back", "failed", "stopped"]);
    assert!(undone.retry.is_none());
    half.is_refused("Nothing of this change is left").await;
}
