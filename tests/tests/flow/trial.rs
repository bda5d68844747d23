//! A trial that goes on where something else needs the user: a session that ends before it, a bucket of the same change
//! that somebody else changed.

use strongroom::App;
use strongroom::api::ChangeView;
use strongroom_tests::headless::scene::{BUCKETS, Scene, small_world, theirs};
use strongroom_tests::headless::truth::untruths;
use strongroom_tests::headless::work;

async fn scene() -> (Scene, App) {
    let scene = Scene::start(&small_world().await.unwrap(), None)
        .await
        .unwrap();
    let app = scene.app(work::quick());
    (scene, app)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_past_the_end_of_the_session_is_warned_of_as_a_plan_is() {
    let (scene, app) = scene().await;
    // Fifteen minutes, as the profile asks for.
    let code = scene.control().one_time_code("breakglass").unwrap();
    app.open_account_with_code(work::practice("practice-mfa"), &code)
        .await
        .unwrap();
    work::look(&app).await.unwrap();
    let ends_too_soon = |plan: &strongroom::api::PlanView| {
        let mut warnings = plan.warnings.iter();
        warnings.any(|warning| warning.code == "session_ends")
    };
    let longer = work::plan(&app, &BUCKETS[..1], Some(20)).await.unwrap();
    assert!(ends_too_soon(&longer), "{:#?}", longer.warnings);
    let plan = work::plan(&app, &BUCKETS[..1], Some(10)).await.unwrap();
    assert!(!ends_too_soon(&plan), "{:#?}", plan.warnings);
    let change = work::apply(&app, &plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    assert_eq!(change.trial.unwrap().session, None);

    let extended = app.extend_trial(&change.id).await.unwrap();
    let warning = extended.trial.unwrap().session.unwrap();
    let planned = longer.warnings.into_iter();
    let planned = planned.into_iter().find(|one| one.code == "session_ends");
    assert_eq!(warning, planned.unwrap());
}

/// Two buckets on trial, one of which somebody else changed since.
async fn one_needs_the_user(scene: &Scene, app: &App) -> (ChangeView, String) {
    work::open(app, "practice-admin").await.unwrap();
    work::look(app).await.unwrap();
    let plan = work::plan(app, &BUCKETS[..2], Some(15)).await.unwrap();
    let change = work::apply(app, &plan).await.unwrap();
    scene
        .control()
        .put_bucket_policy(BUCKETS[1], Some(&theirs(BUCKETS[1]).to_string()))
        .unwrap();
    let view = app.settle_change(&change.id).await.unwrap();
    assert_eq!(view.state, "needs_you", "{view:#?}");
    let there = scene.control().bucket_policy(BUCKETS[1]).unwrap();
    (view, there)
}

fn states(view: &ChangeView) -> Vec<&str> {
    let states = view.targets.iter().map(|target| target.state.as_str());
    states.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trial_of_one_bucket_can_be_ended_while_another_waits() {
    for kept in [true, false] {
        let (scene, app) = scene().await;
        let before = scene.control().bucket_policy(BUCKETS[0]);
        let (view, theirs) = one_needs_the_user(&scene, &app).await;
        let trial = view.trial.as_ref().unwrap();
        assert!(trial.seconds_left > 600, "{trial:#?}");
        let about_the_other = |subject: &str| subject.contains(BUCKETS[1]);
        assert!(!trial.checks.is_empty());
        assert!(
            trial
                .checks
                .iter()
                .all(|one| !about_the_other(&one.subject))
        );

        let extended = app.extend_trial(&view.id).await.unwrap();
        assert!(extended.trial.unwrap().seconds_left > trial.seconds_left + 500);
        let ended = if kept {
            work::keep(&app, &view.id).await.unwrap()
        } else {
            app.roll_back(&view.id, None).await.unwrap()
        };
        let expected = if kept { "done" } else { "rolled_back" };
        assert_eq!(states(&ended)[0], expected, "{ended:#?}");
        // What somebody else put there was not written over, and still waits.
        assert_eq!(ended.state, "needs_you");
        assert!(ended.trial.is_none());
        assert_eq!(scene.control().bucket_policy(BUCKETS[1]).unwrap(), theirs);
        if !kept {
            assert_eq!(scene.control().bucket_policy(BUCKETS[0]), before);
        }
        let wrong = untruths(&scene.history(), scene.control(), None).unwrap();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
