//! Everything that must stop a change, and what is in the bucket afterwards.

use practice_aws::{Kind, Trouble};
use serde_json::{Value, json};
use strongroom::App;
use strongroom::api::{ChangeView, ErrorCode, MatchBy};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world};
use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;
use time::Duration;

const BUCKET: &str = BUCKETS[0];
const PUT: &str = "s3:PutBucketPolicy";

/// The small world with an administrator who has looked at it.
struct Ready {
    scene: Scene,
    app: App,
    before: Snapshot,
}

impl Ready {
    async fn start() -> Self {
        let world = small_world().await.unwrap();
        let scene = Scene::start(&world, None).await.unwrap();
        let app = scene.app(work::quick());
        work::open(&app, "practice-admin").await.unwrap();
        work::look(&app).await.unwrap();
        let before = Snapshot::take(scene.control(), &BUCKETS);
        Self { scene, app, before }
    }

    async fn lock(&self) -> ChangeView {
        let plan = work::plan(&self.app, &[BUCKET], Some(15)).await.unwrap();
        assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
        work::apply(&self.app, &plan).await.unwrap()
    }

    /// What the auditor meets at the newest recording.
    async fn auditor(&self) -> String {
        let recordings = self.app.recordings(BUCKET).await.unwrap().recordings;
        let auditor = work::practice("practice-auditor");
        self.app
            .try_as(&auditor, &recordings[0].id)
            .await
            .unwrap()
            .outcome
    }

    fn put(&self, policy: &Value) {
        let text = policy.to_string();
        self.scene
            .control()
            .put_bucket_policy(BUCKET, Some(&text))
            .unwrap();
    }

    fn policy(&self) -> Option<Value> {
        let text = self.scene.control().bucket_policy(BUCKET)?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// The history tells the truth, and no backup is lost.
    fn is_true(&self) {
        let history = self.scene.history();
        let wrong = untruths(&history, self.scene.control(), Some(&self.before)).unwrap();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn is_as_before(&self) {
        let differing = self.before.differing(self.scene.control());
        assert!(differing.is_empty(), "{differing:?}");
    }
}

fn statement(effect: &str, principal: &Value, action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Foreign", "Effect": effect, "Principal": principal, "Action": action,
        "Resource": [format!("arn:aws:s3:::{BUCKET}"), format!("arn:aws:s3:::{BUCKET}/*")],
    }]})
}

fn errors(change: &ChangeView) -> Vec<&str> {
    let steps = change.targets.iter().flat_map(|target| &target.steps);
    steps.filter_map(|step| step.error.as_deref()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_would_leave_out_the_caller_or_connect_is_refused() {
    let ready = Ready::start().await;
    // They can't be taken off: a request that names nobody keeps them all the same.
    let mut request = work::request(&ready.app, &[BUCKET], Some(15))
        .await
        .unwrap();
    request.keep.clear();
    request.no_second_way_reason = Some("a test".to_owned());
    let list = ready.app.keep_list(&[BUCKET.to_owned()]).await.unwrap();
    let plan = ready.app.plan_lock(request.clone()).await.unwrap();
    for required in &list.required {
        assert!(
            plan.keep.iter().any(|row| row.arn == required.arn),
            "{required:#?}"
        );
    }
    let service = list
        .required
        .iter()
        .find(|row| row.arn.contains("AWSServiceRoleForAmazonConnect"));
    let service = service.unwrap().arn.clone();

    // A Deny that is there already hits Connect: no lock's doing, and said.
    ready.put(&statement("Deny", &json!({"AWS": service}), "s3:PutObject"));
    let plan = ready.app.plan_lock(request.clone()).await.unwrap();
    let codes: Vec<&str> = plan
        .warnings
        .iter()
        .map(|note| note.code.as_str())
        .collect();
    assert!(codes.contains(&"connect_already_denied"), "{codes:?}");

    // One that hits the caller would leave nobody to put the old policy back.
    let caller = "arn:aws:iam::604712903388:role/Admin";
    for action in ["s3:DeleteBucketPolicy", PUT, "s3:*"] {
        ready.put(&statement("Deny", &json!({"AWS": caller}), action));
        let there = ready.policy();
        let plan = ready.app.plan_lock(request.clone()).await.unwrap();
        let codes: Vec<&str> = plan
            .blockers
            .iter()
            .map(|note| note.code.as_str())
            .collect();
        let expected = if action == "s3:*" {
            "policy_unknown"
        } else {
            "caller_locked_out"
        };
        assert!(codes.contains(&expected), "{action}: {codes:?}");
        assert!(plan.cannot_apply.is_some());
        let refused = work::apply(&ready.app, &plan).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::PlanRefused);
        assert_eq!(ready.policy(), there);
    }
    assert!(ready.app.history().unwrap().changes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_someone_changed_meanwhile_stops_the_change() {
    let ready = Ready::start().await;
    let plan = work::plan(&ready.app, &[BUCKET], Some(15)).await.unwrap();
    let theirs = statement(
        "Allow",
        &json!({"AWS": "arn:aws:iam::604712903388:root"}),
        "s3:GetObject",
    );
    ready.put(&theirs);
    let there = ready.policy();
    let change = work::apply(&ready.app, &plan).await.unwrap();
    assert_eq!(change.state, "stopped", "{change:#?}");
    assert!(!errors(&change).is_empty(), "{change:#?}");
    assert!(change.targets[0].foreign_diff.is_some(), "{change:#?}");
    assert_eq!(ready.policy(), there);

    // Between the backup and the write as well: the second read sees it.
    ready
        .scene
        .control()
        .put_bucket_policy(BUCKET, None)
        .unwrap();
    let plan = work::plan(&ready.app, &[BUCKET], Some(15)).await.unwrap();
    let edit = Trouble {
        policy: Some(theirs),
        ..Trouble::new(Kind::ConcurrentEdit)
    };
    ready
        .scene
        .practice
        .troubles()
        .switch_on(edit.on("s3:GetBucketPolicy").counted(1, 1));
    let change = work::apply(&ready.app, &plan).await.unwrap();
    assert_eq!(change.state, "stopped", "{change:#?}");
    assert_eq!(ready.policy(), there);
    ready.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_is_changed_right_after_the_write_is_found_and_both_are_kept() {
    let ready = Ready::start().await;
    let plan = work::plan(&ready.app, &[BUCKET], Some(15)).await.unwrap();
    ready
        .scene
        .practice
        .troubles()
        .switch_on(Trouble::by_default(Kind::ConcurrentEdit));
    let change = work::apply(&ready.app, &plan).await.unwrap();
    assert_eq!(change.state, "needs_you", "{change:#?}");
    assert!(change.targets[0].foreign_diff.is_some());
    ready.is_true();
    let theirs = ready.policy();
    assert_eq!(
        ready
            .app
            .keep_trial(&change.id, Vec::new())
            .await
            .unwrap_err()
            .code,
        ErrorCode::PlanRefused
    );

    let back = ready.app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back", "{back:#?}");
    ready.is_as_before();
    ready.is_true();
    let backups = ready.app.history().unwrap().backups;
    let kept = backups.iter().filter_map(|backup| backup.policy.as_deref());
    let kept: Vec<Option<Value>> = kept.map(|text| serde_json::from_str(text).ok()).collect();
    assert!(
        kept.contains(&theirs),
        "their version is not among the backups: {kept:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_write_leaves_history_and_bucket_in_agreement() {
    let ready = Ready::start().await;
    ready
        .scene
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on(PUT));
    let change = ready.lock().await;
    assert_eq!(change.state, "failed", "{change:#?}");
    assert!(!errors(&change).is_empty(), "{change:#?}");
    ready.is_as_before();
    ready.is_true();
    // It stands in nobody's way.
    ready.scene.practice.troubles().clear();
    let change = ready.lock().await;
    assert_eq!(change.state, "on_trial", "{change:#?}");
    ready
        .scene
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on(PUT));
    let kept = work::keep(&ready.app, &change.id).await.unwrap();
    assert_eq!(kept.state, "on_trial", "{kept:#?}");
    assert!(!errors(&kept).is_empty(), "{kept:#?}");
    ready.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_of_the_app_is_refused_and_judges_nothing_that_is_under_way() {
    let ready = Ready::start().await;
    let other = ready.scene.app(work::quick());
    work::open(&other, "practice-admin").await.unwrap();
    work::look(&other).await.unwrap();
    let plan = work::plan(&ready.app, &[BUCKET], Some(15)).await.unwrap();
    let second = work::plan(&other, &[BUCKET], Some(20)).await.unwrap();
    let slow = Trouble::new(Kind::Latency).on(PUT).lasting(900);
    ready.scene.practice.troubles().switch_on(slow);
    let opened_meanwhile = async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        let third = ready.scene.app(work::quick());
        work::open(&third, "practice-admin").await.unwrap();
        let refused = work::apply(&other, &second).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Busy, "{refused:#?}");
    };
    let (change, ()) = tokio::join!(work::apply(&ready.app, &plan), opened_meanwhile);
    let change = change.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    ready.scene.practice.troubles().clear();
    let refused = work::apply(&other, &second).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Busy);
    assert!(refused.message.contains(BUCKET) && refused.help.is_some());
    ready.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_is_refused_in_words() {
    let ready = Ready::start().await;
    work::open(&ready.app, "practice-readonly").await.unwrap();
    work::look(&ready.app).await.unwrap();
    let plan = work::plan(&ready.app, &[BUCKET], Some(15)).await.unwrap();
    let words = match work::apply(&ready.app, &plan).await {
        Err(refused) => refused.message,
        Ok(change) => {
            assert!(
                ["failed", "stopped"].contains(&change.state.as_str()),
                "{change:#?}"
            );
            errors(&change).join(" ")
        }
    };
    assert!(!words.is_empty());
    ready.is_as_before();
    ready.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_twice_changes_nothing() {
    let ready = Ready::start().await;
    let plan = work::plan(&ready.app, &[BUCKET], None).await.unwrap();
    let change = work::apply(&ready.app, &plan).await.unwrap();
    assert_eq!(change.state, "done", "{change:#?}");
    assert_eq!(change.reason.as_deref(), Some("proved before"));
    let there = ready.policy();
    let again = work::plan(&ready.app, &[BUCKET], None).await.unwrap();
    assert!(again.targets[0].nothing_to_do, "{again:#?}");
    let refused = work::apply(&ready.app, &again).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanRefused);
    assert_eq!(ready.policy(), there);
    ready.is_true();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_really_ends_and_then_there_is_nothing_to_keep() {
    let ready = Ready::start().await;
    assert_eq!(ready.auditor().await, "read");
    let change = ready.lock().await;
    assert_eq!(ready.auditor().await, "refused_by_lock");
    let longer = ready.app.extend_trial(&change.id).await.unwrap();
    assert_eq!(longer.state, "on_trial");
    ready.is_true();
    ready
        .scene
        .control()
        .advance(Duration::minutes(16))
        .unwrap();
    assert_eq!(
        ready.auditor().await,
        "refused_by_lock",
        "the longer trial has not ended yet"
    );
    ready
        .scene
        .control()
        .advance(Duration::minutes(10))
        .unwrap();
    assert_eq!(ready.auditor().await, "read");

    // The history still says "on trial": keeping finds out.
    let late = work::keep(&ready.app, &change.id).await.unwrap();
    assert_eq!(late.state, "trial_ended", "{late:#?}");
    assert_eq!(ready.auditor().await, "read");
    ready.is_true();
    for refused in [
        ready
            .app
            .keep_trial(&change.id, Vec::new())
            .await
            .unwrap_err(),
        ready.app.extend_trial(&change.id).await.unwrap_err(),
    ] {
        assert_eq!(refused.code, ErrorCode::PlanRefused);
        assert!(refused.message.contains("ended"), "{refused:#?}");
    }
    // A new trial starts, over the statement that is still there.
    let again = ready.lock().await;
    assert_eq!(again.state, "on_trial", "{again:#?}");
    assert_eq!(ready.auditor().await, "refused_by_lock");
    let back = ready.app.roll_back(&again.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back");
    assert_eq!(ready.auditor().await, "read");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_app_gone_the_trial_ends_all_the_same() {
    let Ready { scene, app, before } = Ready::start().await;
    let plan = work::plan(&app, &[BUCKET], Some(5)).await.unwrap();
    let change = work::apply(&app, &plan).await.unwrap();
    drop(app);
    scene.control().advance(Duration::minutes(6)).unwrap();
    let app = scene.app(work::quick());
    work::open(&app, "practice-admin").await.unwrap();
    let change = app.change_status(&change.id).unwrap();
    assert_eq!(change.state, "trial_ended", "{change:#?}");
    let back = app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back", "{back:#?}");
    assert!(before.differing(scene.control()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_lock_stays() {
    let ready = Ready::start().await;
    let change = ready.lock().await;
    let kept = work::keep(&ready.app, &change.id).await.unwrap();
    assert_eq!(kept.state, "done", "{kept:#?}");
    ready.scene.control().advance(Duration::hours(3)).unwrap();
    assert_eq!(ready.auditor().await, "refused_by_lock");
    ready.is_true();
    let again = work::open(&ready.app, "practice-admin").await;
    assert!(again.is_ok());
    assert_eq!(ready.app.change_status(&change.id).unwrap().state, "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_a_lock_on_trial_never_opens_it() {
    let ready = Ready::start().await;
    let plan = work::plan(&ready.app, &[BUCKET], None).await.unwrap();
    assert_eq!(work::apply(&ready.app, &plan).await.unwrap().state, "done");
    let locked = Snapshot::take(ready.scene.control(), &[BUCKET]);

    // One more principal is kept, on trial.
    let mut request = work::request(&ready.app, &[BUCKET], Some(5)).await.unwrap();
    let list = ready.app.keep_list(&request.buckets).await.unwrap();
    let role = list
        .others
        .iter()
        .find(|row| row.kind == "role" && row.name != "RecordingsAuditor")
        .unwrap();
    request.keep.push(strongroom::api::KeepChoice {
        arn: role.arn.clone(),
        match_by: MatchBy::Id,
    });
    let plan = ready.app.plan_lock(request).await.unwrap();
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let change = work::apply(&ready.app, &plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    assert_eq!(ready.auditor().await, "refused_by_lock");
    let change = ready.app.extend_trial(&change.id).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    ready
        .scene
        .control()
        .advance(Duration::minutes(14))
        .unwrap();
    assert_eq!(ready.auditor().await, "refused_by_lock");
    ready
        .scene
        .control()
        .advance(Duration::minutes(20))
        .unwrap();
    assert_eq!(
        ready.auditor().await,
        "refused_by_lock",
        "the old lock holds again"
    );
    assert_eq!(
        ready.app.settle_change(&change.id).await.unwrap().state,
        "trial_ended"
    );
    let back = ready.app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back", "{back:#?}");
    assert!(locked.differing(ready.scene.control()).is_empty());
    assert_eq!(ready.auditor().await, "refused_by_lock");
}
