//! The driver itself, on a page of its own: what it says is found is there, what isn't is missed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::Duration;

use strongroom_tests::drive::{Display, DriveError, Driver, Launch, Name, Role};

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>A page</title>
<button aria-label="Lock…" onclick="document.getElementById('said').textContent = 'the lock was chosen'">x</button>
<button disabled>Apply lock</button>
<button style="display:none">Hidden</button>
<label for="field">Type ap-northeast-1 to go on</label><input id="field" value="old">
<p id="said">nothing was chosen</p>"#;

#[tokio::test]
async fn things_are_found_by_role_and_name() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, PAGE).unwrap();
    let display = Display::start(folder.path()).await.unwrap();
    let driver = Driver::start(&display, &[], &folder.path().join("driver.log"))
        .await
        .unwrap();
    let window = driver.open(&Launch::Browser).await.unwrap();
    window
        .go(&format!("file://{}", page.display()))
        .await
        .unwrap();

    window.press(Role::Button, "Lock…").await.unwrap();
    assert_eq!(
        window
            .says(Duration::from_secs(5), &["nowhere", "the lock was chosen"])
            .await
            .unwrap(),
        1
    );

    window
        .fill(Name::begins("Type ap-northeast-1"), "ap-northeast-1")
        .await
        .unwrap();
    let typed = window
        .run("return document.getElementById('field').value", vec![])
        .await
        .unwrap();
    assert_eq!(typed, "ap-northeast-1");

    let soon = Duration::from_millis(500);
    for (role, name) in [
        (Role::Button, "x"),
        (Role::Link, "Lock…"),
        (Role::Button, "Hidden"),
    ] {
        match window.find_within(soon, role, name).await {
            Err(DriveError::NotFound { .. }) => {}
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("{role} {name} was found"),
        }
    }
    let picture = window.picture().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    window.close().await.unwrap();
}
