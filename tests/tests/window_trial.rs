//! Trials in the real window that go on where something else needs the user. What leads up to them is done without a
//! window, in the same folder and world.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use strongroom::App;
use strongroom::api::ChangeView;
use strongroom_tests::drive::{Name, Role, Window};
use strongroom_tests::headless::scene::{self, BUCKETS, Scene, small_world};
use strongroom_tests::headless::work;
use strongroom_tests::job::Stage;
use tokio::sync::Mutex;

/// One window at a time.
static ONE_WINDOW: Mutex<()> = Mutex::const_new(());
const PATIENCE: Duration = Duration::from_mins(1);

/// A small world, and the app on it.
async fn headless() -> (Scene, App) {
    let scene = Scene::start(&small_world().await.unwrap(), None)
        .await
        .unwrap();
    let app = scene.app(work::quick());
    (scene, app)
}

/// These buckets, locked on trial for so many minutes.
async fn lock(app: &App, buckets: &[&str], minutes: u32) -> ChangeView {
    work::look(app).await.unwrap();
    let plan = work::plan(app, buckets, Some(minutes)).await.unwrap();
    let change = work::apply(app, &plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    change
}

/// The window in the world and folder that a scene left.
async fn window_after(scene: &Scene) -> Stage {
    let world = scene.control().world().to_string();
    let from = scene.data();
    let prepare = |home: &Path| {
        let data = home.with_file_name("data");
        scene::copy(&from, &data)?;
        std::fs::write(data.join("practice/account.json"), world)
    };
    let app = Stage::app_binary();
    Stage::open_in(&app, Vec::new(), prepare).await.unwrap()
}

async fn open_the_change(window: &Window) {
    window.find(Role::Button, "Look again").await.unwrap();
    window.press(Role::Link, "History").await.unwrap();
    window
        .press(Role::Link, Name::begins("Lock of"))
        .await
        .unwrap();
}

/// Signs in with the device's code; one that was used a moment ago is not taken, the next one is.
async fn sign_in_with_a_code(stage: &Stage) {
    let (mut tried, started) = (String::new(), Instant::now());
    stage.open_profile("practice-mfa").await.unwrap();
    loop {
        let code = stage.device_shows().await.unwrap();
        if code == tried {
            assert!(started.elapsed() < 2 * PATIENCE, "{code} is still shown");
            tokio::time::sleep(Duration::from_millis(500)).await;
            continue;
        }
        tried = code;
        stage.sign_in_with(&tried).await.unwrap();
        let soon = Duration::from_secs(10);
        let signed_in = stage.window.says(soon, &["Session ends in"]).await;
        if signed_in.is_ok() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_extended_past_the_end_of_the_session_is_warned_of() {
    const WARNING: &str = "before the trial does";
    let _turn = ONE_WINDOW.lock().await;
    let (scene, app) = headless().await;
    let code = scene.control().one_time_code("breakglass").unwrap();
    app.open_account_with_code(work::practice("practice-mfa"), &code)
        .await
        .unwrap();
    lock(&app, &BUCKETS[..1], 10).await;
    drop(app);

    let stage = window_after(&scene).await;
    let window = &stage.window;
    sign_in_with_a_code(&stage).await;
    open_the_change(window).await;
    window.find(Role::Button, "10 more minutes").await.unwrap();
    let text = window.text().await.unwrap();
    assert!(!text.contains(WARNING), "{text}");
    window.press(Role::Button, "10 more minutes").await.unwrap();
    window.says(PATIENCE, &[WARNING]).await.unwrap();
    window.keep_picture("extended.png").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trial_of_one_bucket_goes_on_in_sight_while_another_waits() {
    const WAITS: &str = "What happens to this policy has to be decided by you";
    let _turn = ONE_WINDOW.lock().await;
    let (scene, app) = headless().await;
    work::open(&app, "practice-admin").await.unwrap();
    lock(&app, &BUCKETS[..2], 15).await;
    drop(app);
    scene
        .control()
        .put_bucket_policy(BUCKETS[1], Some(&scene::theirs(BUCKETS[1]).to_string()))
        .unwrap();

    let stage = window_after(&scene).await;
    let window = &stage.window;
    window
        .press(Role::Button, "Open practice account")
        .await
        .unwrap();
    open_the_change(window).await;
    window.says(PATIENCE, &[WAITS]).await.unwrap();
    let only = format!("This is about {} alone.", BUCKETS[0]);
    window.says(PATIENCE, &[&only]).await.unwrap();
    let waits = format!("This is about {}.", BUCKETS[1]);
    window.says(PATIENCE, &[&waits]).await.unwrap();
    let countdown = "return document.querySelector('[role=timer]').innerText";
    let left = window.run(countdown, vec![]).await.unwrap();
    assert!(left.as_str().unwrap().starts_with("14:"), "{left}");
    for button in ["Keep the lock", "10 more minutes", "Leave it as it is"] {
        assert!(window.has(Role::Button, button).await.unwrap(), "{button}");
    }
    window.keep_picture("beside.png").await.unwrap();
    window.press(Role::Button, "Roll back now").await.unwrap();
    while window.has(Role::Button, "Roll back now").await.unwrap() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    window.says(PATIENCE, &[WAITS]).await.unwrap();
    window.keep_picture("rolled-back.png").await.unwrap();

    // The window's own practice account: its state file is what is in the buckets now.
    let world = std::fs::read(stage.data().join("practice/account.json")).unwrap();
    let world: serde_json::Value = serde_json::from_slice(&world).unwrap();
    let policy = |bucket: &str| world["buckets"][bucket]["policy"].clone();
    assert!(policy(BUCKETS[0]).is_null(), "{}", policy(BUCKETS[0]));
    assert_eq!(policy(BUCKETS[1])["Statement"][0]["Sid"], "Theirs");
    window
        .press(Role::Button, "Leave it as it is")
        .await
        .unwrap();
    window.find(Role::Button, "Save the report").await.unwrap();
}
