//! Signing in in the real window, with a browser beside it as a person has one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use practice_aws::SecretKind;
use strongroom_tests::drive::{Name, Role};
use strongroom_tests::job::Stage;
use strongroom_tests::secrets::Net;
use tokio::sync::Mutex;

/// One window at a time.
static ONE_WINDOW: Mutex<()> = Mutex::const_new(());
const PATIENCE: Duration = Duration::from_mins(1);

/// What a page shows, says to itself and keeps, and what was logged, have no part of a secret in them.
async fn no_secret_is_shown_or_logged(stage: &Stage) {
    let script = "return document.documentElement.outerHTML + JSON.stringify(window.history.state) + \
                  JSON.stringify(window.localStorage) + window.location.href";
    let page = stage.window.run(script, vec![]).await.unwrap().to_string();
    let log = stage.log();
    assert!(log.contains("DEBUG"), "{log}");
    let net = Net::new(stage.secrets().await.unwrap());
    let kinds = net.kinds();
    let mut count = 0;
    for kind in [
        SecretKind::AccessToken,
        SecretKind::RefreshToken,
        SecretKind::ClientSecret,
        SecretKind::SecretKey,
        SecretKind::SessionToken,
    ] {
        assert!(kinds.contains_key(&kind), "no {kind:?} in this run");
        count += kinds[&kind];
    }
    assert!(count > 12, "{kinds:?}");
    for (place, text) in [("the page", &page), ("the log", &log)] {
        assert_eq!(net.catch(place, text.as_bytes()), []);
        assert_eq!(net.codes(place, text.as_bytes()), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_shown_allowed_in_a_browser_and_opens_the_account() {
    let _turn = ONE_WINDOW.lock().await;
    // The practice account tells its secrets there.
    let control = vec![("STRONGROOM_PRACTICE_CONTROL", "1".into())];
    let stage = Stage::open_in(&Stage::app_binary(), control, |_| Ok(()))
        .await
        .unwrap();
    let window = &stage.window;
    window
        .find(Role::Button, "Open practice account")
        .await
        .unwrap();
    window.keep_picture("account.png").await.unwrap();
    stage.open_profile("practice-sso").await.unwrap();
    window
        .find(Role::Region, Name::has("Sign in to practice-sso"))
        .await
        .unwrap();
    stage.page_to_allow("/authorize?").await.unwrap();
    window.keep_picture("browser.png").await.unwrap();

    let code = stage.use_a_code().await.unwrap();
    assert_eq!(code.len(), 9, "{code}");
    let by_code = stage.page_to_allow("/device?").await.unwrap();
    assert!(
        by_code.ends_with(&format!("/device?user_code={code}")),
        "{by_code}"
    );
    window.keep_picture("code.png").await.unwrap();
    stage.allow(&by_code).await.unwrap();
    window
        .says(PATIENCE, &["Session renews itself in"])
        .await
        .unwrap();
    let text = window.text().await.unwrap();
    assert!(
        text.contains("permission set AdministratorAccess"),
        "{text}"
    );
    window.keep_picture("signed-in.png").await.unwrap();
    no_secret_is_shown_or_logged(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_without_files_signs_in_by_the_browser_and_saves_a_profile() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    stage.sign_in_without_a_profile().await.unwrap();
    let page = stage.page_to_allow("/authorize?").await.unwrap();
    stage.allow(&page).await.unwrap();
    window
        .find(Role::Region, Name::has("Choose account and role"))
        .await
        .unwrap();
    window.says(PATIENCE, &["northwind-contact"]).await.unwrap();
    stage.choose_role("ContactCentreOps").await.unwrap();
    window
        .says(PATIENCE, &["[profile ContactCentreOps-604712903388]"])
        .await
        .unwrap();
    window.keep_picture("role.png").await.unwrap();
    window
        .press(Role::Button, "Save profile and open")
        .await
        .unwrap();
    window
        .says(PATIENCE, &["Session renews itself in"])
        .await
        .unwrap();
    let config = std::fs::read_to_string(stage.practice_files().join("config")).unwrap();
    assert!(
        config.contains("[profile ContactCentreOps-604712903388]"),
        "{config}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_of_the_device_is_told_and_the_right_one_opens() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    stage.open_profile("practice-mfa").await.unwrap();
    window
        .find(Role::Region, Name::has("Code of the MFA device"))
        .await
        .unwrap();
    let wrong = stage.device_does_not_show().await.unwrap();
    stage.sign_in_with(wrong).await.unwrap();
    window.says(PATIENCE, &["was not taken"]).await.unwrap();
    window.keep_picture("wrong-code.png").await.unwrap();
    let first = stage.device_shows().await.unwrap();
    stage.sign_in_with(&first).await.unwrap();
    window.says(PATIENCE, &["Session ends in"]).await.unwrap();
    let text = window.text().await.unwrap();
    assert!(text.contains("role BreakGlassAdmin"), "{text}");

    // Its session is a short one: signing in again leaves the page as it is.
    window.press(Role::Link, "History").await.unwrap();
    window.find(Role::Heading, "History").await.unwrap();
    window.keep_picture("session-short.png").await.unwrap();
    window.press(Role::Button, "Sign in again").await.unwrap();
    // The code that was used once is no code any more, even while the device shows it.
    stage.sign_in_with(&first).await.unwrap();
    window
        .says(PATIENCE, &["Wait for the next code"])
        .await
        .unwrap();
    window.keep_picture("used-code.png").await.unwrap();
    let next = stage.device_shows().await.unwrap();
    stage.sign_in_with(&next).await.unwrap();
    while window
        .has(Role::Region, Name::has("Code of the MFA device"))
        .await
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    window.find(Role::Heading, "History").await.unwrap();
}

/// Some sections of an AWS file: no more profiles than one page of the table holds.
fn few_sections(text: &str) -> String {
    let wanted = [
        "sso-session practice",
        "practice-admin",
        "practice-breakglass",
        "practice-sso",
        "practice-mfa",
    ];
    let is_wanted = |section: &&str| {
        let head = section.lines().next().unwrap();
        wanted.iter().any(|name| head.contains(name))
    };
    text.split_inclusive("\n\n").filter(is_wanted).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_profile_shows_how_it_stands() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    window
        .find(Role::Button, "Open practice account")
        .await
        .unwrap();
    let practice = stage.practice_files();
    let home = practice.ancestors().nth(3).unwrap().join("home/.aws");
    std::fs::create_dir_all(&home).unwrap();
    let some = |name: &str| few_sections(&std::fs::read_to_string(practice.join(name)).unwrap());
    let config = std::fs::read_to_string(practice.join("config")).unwrap();
    let line = |key: &str| config.lines().find(|line| line.starts_with(key)).unwrap();
    let old = format!(
        "[profile old-form]\n{}\nsso_region = eu-west-1\nsso_account_id = 604712903388\n\
         sso_role_name = ContactCentreOps\nregion = eu-west-2\n{}\n\
         [profile build-server]\nrole_arn = arn:aws:iam::604712903388:role/Admin\n\
         web_identity_token_file = /run/secrets/token\nregion = eu-west-2\n\
         [profile keychain]\nrole_arn = arn:aws:iam::604712903388:role/Admin\n\
         credential_source = Keychain\nregion = eu-west-2\n\
         [profile console]\nlogin_session = arn:aws:iam::604712903388:user/nobody\nregion = eu-west-2\n",
        line("sso_start_url"),
        line("endpoint_url"),
    );
    let more = "[profile contact-centre]\nrole_arn = arn:aws:iam::604712903388:role/Admin\nsource_profile = nowhere\n\
                region = eu-west-2\n[profile vault]\ncredential_process = /opt/vault/bin/aws-keys --role ops\n\
                region = us-east-1\n";
    std::fs::write(home.join("config"), some("config") + more + &old).unwrap();
    std::fs::write(home.join("credentials"), some("credentials")).unwrap();
    window.press(Role::Button, "Look again").await.unwrap();
    window
        .find(Role::Button, "Sign in to profile practice-sso")
        .await
        .unwrap();
    for words in [
        "Ready",
        "Asks for a code",
        "Signed out",
        "Its source profile `nowhere`",
        "Not checked",
        // No button of the row's signs in to the console.
        "aws login --profile console",
    ] {
        let shown = words.replace('`', "");
        window.says(PATIENCE, &[&shown]).await.unwrap();
    }
    window.keep_picture("profiles-top.png").await.unwrap();
    let script = "document.querySelector('table').scrollIntoView(); window.scrollBy(0, -120)";
    window.run(script, vec![]).await.unwrap();
    window.keep_picture("profiles.png").await.unwrap();
    window
        .press(Role::Button, "Check profile vault")
        .await
        .unwrap();
    window
        .press(Role::Button, "Why vault is broken")
        .await
        .unwrap();
    window.says(PATIENCE, &["exit status: 127"]).await.unwrap();
    window.keep_picture("profiles-process.png").await.unwrap();

    // For a profile of the old form a code is the only way, and is shown at once.
    window
        .press(Role::Button, "Sign in to profile old-form")
        .await
        .unwrap();
    window
        .says(PATIENCE, &["only if it shows this very code"])
        .await
        .unwrap();
    for other in ["Use a code instead", "Use this computer's browser"] {
        assert!(!window.has(Role::Button, other).await.unwrap(), "{other}");
    }
    window.keep_picture("code-only.png").await.unwrap();
    window.press(Role::Button, "Cancel").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told_and_not_the_profile() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    window
        .press(Role::Button, "Open practice account")
        .await
        .unwrap();
    window.press(Role::Link, "Practice account").await.unwrap();
    window
        .press(Role::Checkbox, "Trouble clock-off")
        .await
        .unwrap();
    // Without the SDK's own correction of the date, as a profile may ask for.
    let practice = stage.practice_files();
    let home = practice.ancestors().nth(3).unwrap().join("home/.aws");
    std::fs::create_dir_all(&home).unwrap();
    let read = |name: &str| std::fs::read_to_string(practice.join(name)).unwrap();
    let config = few_sections(&read("config"));
    let own = "[profile practice-admin]\ndisable_clock_skew_correction = true";
    let config = config.replace("[profile practice-admin]", own);
    std::fs::write(home.join("config"), config).unwrap();
    std::fs::write(home.join("credentials"), few_sections(&read("credentials"))).unwrap();
    window.press(Role::Button, "Change account").await.unwrap();
    let words = "This computer's clock is 40 minutes behind AWS's.";
    window.says(PATIENCE, &[words]).await.unwrap();
    window
        .press(Role::Button, "Open practice account")
        .await
        .unwrap();
    window
        .says(PATIENCE, &["so AWS did not take the signature"])
        .await
        .unwrap();
    let text = window.text().await.unwrap();
    assert!(
        !text.contains("Expired") && !text.contains("Broken"),
        "{text}"
    );
    window.keep_picture("clock-off.png").await.unwrap();
    let script = "document.querySelector('table').scrollIntoView(); window.scrollBy(0, -120)";
    window.run(script, vec![]).await.unwrap();
    window.keep_picture("clock-off-rows.png").await.unwrap();
}
