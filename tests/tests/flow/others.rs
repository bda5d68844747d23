//! Somebody else's writes: found in CloudTrail where the bucket can't show them, and late reads that prove nothing.

use std::sync::atomic::{AtomicI64, Ordering};

use practice_aws::{Kind, Trouble};
use serde_json::Value;
use strongroom::api::{ChangeView, ErrorCode, TrailView};
use strongroom::{App, Settings};
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world, theirs};
use strongroom_tests::headless::work;
use time::{Duration, OffsetDateTime};

const BUCKET: &str = BUCKETS[1];
const PUT: &str = "s3:PutBucketPolicy";
const LOOKUP: &str = "cloudtrail:LookupEvents";

async fn open(scene: &Scene, settings: Settings) -> App {
    let app = scene.app(settings);
    work::open(&app, "practice-admin").await.unwrap();
    work::look(&app).await.unwrap();
    app
}

async fn ready() -> (Scene, App) {
    let world = small_world().await.unwrap();
    let scene = Scene::start(&world, None).await.unwrap();
    let app = open(&scene, work::quick()).await;
    (scene, app)
}

async fn lock(app: &App) -> ChangeView {
    let plan = work::plan(app, &[BUCKET], Some(15)).await.unwrap();
    work::apply(app, &plan).await.unwrap()
}

/// Locks, while somebody else's write falls between the last reading and the write.
async fn lock_over_theirs(scene: &Scene, app: &App) -> ChangeView {
    scene.practice.troubles().switch_on(Trouble {
        policy: Some(theirs(BUCKET)),
        ..Trouble::new(Kind::ConcurrentEdit).on(PUT).counted(0, 1)
    });
    lock(app).await
}

fn trail(view: &ChangeView) -> &TrailView {
    view.targets[0].trail.as_ref().unwrap()
}

fn later(scene: &Scene, by: Duration) {
    scene.control().advance(by).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_slipped_in_is_found_kept_and_can_be_put_back() {
    let (scene, app) = ready().await;
    scene
        .practice
        .troubles()
        .switch_on_by_name("trail-late")
        .unwrap();
    let change = lock_over_theirs(&scene, &app).await;
    // Nothing in the bucket shows it.
    assert_eq!(change.state, "on_trial", "{change:#?}");
    assert_eq!(trail(&change).state, "not_asked");
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "waiting");
    assert!(trail(&view).words.contains("not known yet"));
    assert!(!app.history().unwrap().changes[0].wrote_over);

    scene.practice.troubles().switch_off(Kind::TrailLate);
    later(&scene, Duration::seconds(3));
    let view = app.look_into_trail(&change.id).await.unwrap();
    let found = trail(&view);
    assert_eq!(found.state, "found", "{found:#?}");
    let [write] = found.writes.as_slice() else {
        unreachable!("{found:#?}")
    };
    assert!(write.overwritten);
    assert!(write.who.ends_with("/sam.whitfield"), "{}", write.who);
    assert!(write.words.contains("wrote over it"), "{}", write.words);
    let added = write.diff.as_ref().unwrap().iter();
    assert!(
        added
            .filter(|row| row.kind == "added")
            .any(|row| row.text.contains("Theirs"))
    );
    assert!(app.history().unwrap().changes[0].wrote_over);

    // After a restart it is still known, without CloudTrail.
    let refuse = Trouble::new(Kind::DenyAction).on(LOOKUP);
    scene.practice.troubles().switch_on(refuse);
    let app = open(&scene, work::quick()).await;
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "found");
    let restore = trail(&view).writes[0].restore.clone().unwrap();

    app.roll_back(&change.id, None).await.unwrap();
    let plan = work::plan_restore(&app, &restore).await.unwrap();
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let restored = work::apply(&app, &plan).await.unwrap();
    assert_eq!(restored.state, "done", "{restored:#?}");
    let live: Value =
        serde_json::from_str(&scene.control().bucket_policy(BUCKET).unwrap()).unwrap();
    assert_eq!(live["Statement"][0]["Sid"], "Theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_wrote_it_is_said_only_when_it_is_known() {
    let (scene, app) = ready().await;
    let change = lock(&app).await;
    later(&scene, Duration::seconds(3));
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "nothing_yet", "{:#?}", trail(&view));
    let kept = work::keep(&app, &change.id).await.unwrap();
    // The next write is to be asked about as well.
    assert_eq!(trail(&kept).state, "not_asked");
    later(&scene, Duration::minutes(16));
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "nothing", "{:#?}", trail(&view));
    assert!(trail(&view).writes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_may_not_be_read_is_never_told_as_nobody() {
    let (scene, app) = ready().await;
    let change = lock_over_theirs(&scene, &app).await;
    later(&scene, Duration::minutes(1));
    let refuse = Trouble::new(Kind::DenyAction).on(LOOKUP);
    scene.practice.troubles().switch_on(refuse);
    let view = app.look_into_trail(&change.id).await.unwrap();
    let found = trail(&view);
    assert_eq!(found.state, "unreadable");
    assert!(
        found
            .words
            .starts_with("Can't read CloudTrail: a policy denies cloudtrail:LookupEvents by name.")
            && found.words.contains("is not known"),
        "{}",
        found.words
    );
    let unknown = found.unknown.as_ref().unwrap();
    assert_eq!(unknown.missing_permission.as_deref(), Some(LOOKUP));

    // With the permission it is found after all.
    scene.practice.troubles().clear();
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "found", "{:#?}", trail(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_was_lost_is_told_from_others_too() {
    let (scene, app) = ready().await;
    let troubles = scene.practice.troubles();
    troubles.switch_on(Trouble::new(Kind::CutAfter).on(PUT).counted(0, 1));
    let change = lock_over_theirs(&scene, &app).await;
    assert_eq!(change.state, "on_trial", "{change:#?}");
    later(&scene, Duration::seconds(3));
    let view = app.look_into_trail(&change.id).await.unwrap();
    assert_eq!(trail(&view).state, "found", "{:#?}", trail(&view));
    assert_eq!(trail(&view).writes.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changed_a_bucket_is_named() {
    let (scene, app) = ready().await;
    let change = lock(&app).await;
    let text = theirs(BUCKET).to_string();
    scene
        .control()
        .put_bucket_policy(BUCKET, Some(&text))
        .unwrap();
    let view = app.settle_change(&change.id).await.unwrap();
    assert_eq!(view.state, "needs_you", "{view:#?}");
    later(&scene, Duration::minutes(16));
    let view = app.look_into_trail(&change.id).await.unwrap();
    let found = trail(&view);
    assert_eq!(found.state, "found", "{found:#?}");
    assert!(!found.writes[0].overwritten);
    assert!(found.writes[0].who.ends_with("/sam.whitfield"));
    assert!(!app.history().unwrap().changes[0].wrote_over);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_app_runs_it_looks_again_by_itself() {
    let world = small_world().await.unwrap();
    let scene = Scene::start(&world, None).await.unwrap();
    let settings = Settings {
        trail_pause: std::time::Duration::ZERO,
        ..work::quick()
    };
    let app = open(&scene, settings).await;
    scene
        .practice
        .troubles()
        .switch_on_by_name("trail-late")
        .unwrap();
    let change = lock_over_theirs(&scene, &app).await;
    app.follow_trails().await;
    let view = app.change_status(&change.id).unwrap();
    assert_eq!(trail(&view).state, "waiting");
    scene.practice.troubles().switch_off(Kind::TrailLate);
    later(&scene, Duration::seconds(3));
    app.follow_trails().await;
    let view = app.change_status(&change.id).unwrap();
    assert_eq!(trail(&view).state, "found", "{:#?}", trail(&view));
}

/// The bucket had no policy, was locked on trial, and now answers for a while as if it still had none.
async fn with_a_late_stale_read(lasting: u64) -> (Scene, App, ChangeView) {
    const WITHOUT: &str = BUCKETS[0];
    let (scene, app) = ready().await;
    let plan = work::plan(&app, &[WITHOUT], Some(15)).await.unwrap();
    let change = work::apply(&app, &plan).await.unwrap();
    let lasting = std::time::Duration::from_millis(lasting);
    scene
        .control()
        .answer_stale(WITHOUT, None, lasting)
        .unwrap();
    (scene, app, change)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_late_stale_read_ends_no_trial() {
    let (scene, app, change) = with_a_late_stale_read(200).await;
    let view = app.settle_change(&change.id).await.unwrap();
    assert_eq!(view.state, "on_trial", "{view:#?}");
    assert!(scene.control().bucket_policy(BUCKETS[0]).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_stale_read_does_not_pass_for_the_roll_back() {
    let (scene, app, change) = with_a_late_stale_read(200).await;
    let view = app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(view.state, "rolled_back", "{view:#?}");
    scene.practice.troubles().clear();
    assert_eq!(scene.control().bucket_policy(BUCKETS[0]), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_really_put_back_is_told_as_rolled_back() {
    let (scene, app) = ready().await;
    let plan = work::plan(&app, &[BUCKETS[0]], Some(15)).await.unwrap();
    let change = work::apply(&app, &plan).await.unwrap();
    scene.control().put_bucket_policy(BUCKETS[0], None).unwrap();
    let view = app.settle_change(&change.id).await.unwrap();
    assert_eq!(view.state, "rolled_back", "{view:#?}");
}

/// How far this test's clock is ahead, in seconds.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::seconds(AHEAD.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_of_an_account_that_is_not_open_is_told_when_it_ends() {
    let (scene, app) = ready().await;
    lock(&app).await;
    drop(app);
    let settings = Settings {
        here: clock,
        ..work::quick()
    };
    let app = scene.app(settings);
    assert_eq!(app.ended_trials().await, []);
    AHEAD.store(16 * 60, Ordering::SeqCst);
    let notes = app.ended_trials().await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(notes[0].title.contains(BUCKET));
    let text = notes[0].text.as_deref().unwrap();
    assert!(
        text.contains("can't be read now") && text.contains("604712903388"),
        "{text}"
    );
    // Once.
    assert_eq!(app.ended_trials().await, []);
    // Whoever starts the app later is told by its pages.
    let settings = Settings {
        here: clock,
        ..work::quick()
    };
    assert_eq!(scene.app(settings).ended_trials().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_opens_at_once_and_finds_out_behind_it() {
    let (scene, app) = ready().await;
    let change = lock(&app).await;
    drop(app);
    // Whatever is read does not come: finding out takes as long as the patience lasts.
    let silent = Trouble::new(Kind::Latency)
        .on("s3:GetBucketPolicy")
        .lasting(1_200);
    scene.practice.troubles().switch_on(silent);
    let app = scene.app(work::quick());
    app.open_account(work::practice("practice-admin"))
        .await
        .unwrap();
    let view = app.change_status(&change.id).unwrap();
    assert!(view.finding_out, "{view:#?}");
    let refused = app.extend_trial(&change.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Busy, "{refused:#?}");
    assert!(
        refused.message.contains("finding out"),
        "{}",
        refused.message
    );
    scene.practice.troubles().clear();
    app.settled().await;
    assert!(!app.change_status(&change.id).unwrap().finding_out);
    let view = app.extend_trial(&change.id).await.unwrap();
    assert_eq!(view.state, "on_trial");
}
