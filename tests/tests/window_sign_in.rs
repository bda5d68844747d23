//! Signing in in the real window, with a browser beside it as a person has one.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use strongroom_tests::drive::{Name, Role, Window};
use strongroom_tests::job::Stage;
use tokio::sync::Mutex;

/// One window at a time.
static ONE_WINDOW: Mutex<()> = Mutex::const_new(());
const PATIENCE: Duration = Duration::from_mins(1);
/// Where pictures of the pages go, if anywhere.
const PICTURES: &str = "STRONGROOM_PICTURES";

async fn picture(window: &Window, name: &str) {
    if let Some(folder) = std::env::var_os(PICTURES) {
        let png = window.picture().await.unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
    }
}

/// The address of the page to allow the sign-in on, as the dialog shows it.
async fn page(window: &Window) -> String {
    window
        .find(Role::Button, Name::begins("Use "))
        .await
        .unwrap();
    if window
        .has(Role::Button, "Use a code instead")
        .await
        .unwrap()
    {
        window
            .press(Role::Button, "Address of the page")
            .await
            .unwrap();
    }
    let script = "return document.querySelector('.sr-address')?.innerText.trim() ?? ''";
    for _ in 0..100 {
        let text = window.run(script, vec![]).await.unwrap();
        let text = text.as_str().unwrap().to_owned();
        if text.starts_with("http") {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{}", window.text().await.unwrap());
}

async fn allow(stage: &Stage, page: &str) {
    let (_driver, browser) = stage.browse(page).await.unwrap();
    browser.press(Role::Button, "Allow access").await.unwrap();
    browser
        .says(PATIENCE, &["Access allowed", "Strongroom has your answer"])
        .await
        .unwrap();
}

/// Every token, secret and session key of the run: what the sign-in was kept with, and what the practice account
/// gave out.
fn secrets(stage: &Stage) -> Vec<String> {
    let files = stage.practice_files();
    let cache = std::fs::read_dir(files.join("sso/cache")).unwrap();
    let mut secrets = Vec::new();
    for entry in cache {
        let text = std::fs::read(entry.unwrap().path()).unwrap();
        let kept: serde_json::Value = serde_json::from_slice(&text).unwrap();
        for name in ["accessToken", "refreshToken", "clientSecret"] {
            secrets.push(kept[name].as_str().unwrap().to_owned());
        }
    }
    let world = std::fs::read(files.with_file_name("account.json")).unwrap();
    let world: serde_json::Value = serde_json::from_slice(&world).unwrap();
    for key in world["keys"].as_array().unwrap() {
        for name in ["secret", "token"] {
            secrets.extend(key[name].as_str().map(str::to_owned));
        }
    }
    assert!(secrets.len() > 12, "{}", secrets.len());
    secrets
}

async fn no_secret_is_shown_or_logged(stage: &Stage) {
    let script = "return document.documentElement.outerHTML + JSON.stringify(window.history.state) + \
                  JSON.stringify(window.localStorage) + window.location.href";
    let page = stage.window.run(script, vec![]).await.unwrap().to_string();
    let log = stage.log();
    assert!(log.contains("DEBUG"), "{log}");
    for secret in secrets(stage) {
        assert!(!page.contains(&secret), "in the page: {secret}");
        assert!(!log.contains(&secret), "in the log: {secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_shown_allowed_in_a_browser_and_opens_the_account() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    window
        .find(Role::Button, "Open practice account")
        .await
        .unwrap();
    picture(window, "account.png").await;
    window
        .press(Role::Radio, Name::begins("practice-sso"))
        .await
        .unwrap();
    window
        .press(Role::Button, "Open practice account")
        .await
        .unwrap();
    window
        .find(Role::Region, Name::has("Sign in to practice-sso"))
        .await
        .unwrap();
    let by_browser = page(window).await;
    assert!(by_browser.contains("/authorize?"), "{by_browser}");
    picture(window, "browser.png").await;

    window
        .press(Role::Button, "Use a code instead")
        .await
        .unwrap();
    let shown = window.find(Role::Region, "Code").await.unwrap();
    let code = shown.text().await.unwrap();
    assert_eq!(code.len(), 9, "{code}");
    let by_code = page(window).await;
    assert!(
        by_code.ends_with(&format!("/device?user_code={code}")),
        "{by_code}"
    );
    picture(window, "code.png").await;
    allow(&stage, &by_code).await;
    window
        .says(PATIENCE, &["Session renews itself in"])
        .await
        .unwrap();
    let text = window.text().await.unwrap();
    assert!(
        text.contains("permission set AdministratorAccess"),
        "{text}"
    );
    picture(window, "signed-in.png").await;
    no_secret_is_shown_or_logged(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_without_files_signs_in_by_the_browser_and_saves_a_profile() {
    let _turn = ONE_WINDOW.lock().await;
    let stage = Stage::open(&Stage::app_binary()).await.unwrap();
    let window = &stage.window;
    window
        .press(Role::Button, "Fill in the practice account's")
        .await
        .unwrap();
    window.press(Role::Button, "Sign in").await.unwrap();
    let page = page(window).await;
    allow(&stage, &page).await;
    window
        .find(Role::Region, Name::has("Choose account and role"))
        .await
        .unwrap();
    window.says(PATIENCE, &["northwind-contact"]).await.unwrap();
    window
        .press(Role::Button, Name::has("Choose"))
        .await
        .unwrap();
    window
        .press(Role::Option, Name::has("ContactCentreOps"))
        .await
        .unwrap();
    window
        .says(PATIENCE, &["[profile ContactCentreOps-604712903388]"])
        .await
        .unwrap();
    picture(window, "role.png").await;
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
    window
        .press(Role::Radio, Name::begins("practice-mfa"))
        .await
        .unwrap();
    window
        .press(Role::Button, "Open practice account")
        .await
        .unwrap();
    window
        .find(Role::Region, Name::has("Code of the MFA device"))
        .await
        .unwrap();
    let device = async || {
        let marker = "The practice device shows ";
        window.says(PATIENCE, &[marker]).await.unwrap();
        let text = window.text().await.unwrap();
        text.split(marker).nth(1).unwrap()[..6].to_owned()
    };
    let wrong = if device().await == "000000" {
        "111111"
    } else {
        "000000"
    };
    window.fill("Code", wrong).await.unwrap();
    window
        .press(Role::Button, "Sign in with this code")
        .await
        .unwrap();
    window.says(PATIENCE, &["was not taken"]).await.unwrap();
    picture(window, "wrong-code.png").await;
    let first = device().await;
    window.fill("Code", &first).await.unwrap();
    window
        .press(Role::Button, "Sign in with this code")
        .await
        .unwrap();
    window.says(PATIENCE, &["Session ends in"]).await.unwrap();
    let text = window.text().await.unwrap();
    assert!(text.contains("role BreakGlassAdmin"), "{text}");

    // Its session is a short one: signing in again leaves the page as it is.
    window.press(Role::Link, "History").await.unwrap();
    window.find(Role::Heading, "History").await.unwrap();
    picture(window, "session-short.png").await;
    window.press(Role::Button, "Sign in again").await.unwrap();
    // The code that was used once is no code any more, even while the device shows it.
    window.fill("Code", &first).await.unwrap();
    window
        .press(Role::Button, "Sign in with this code")
        .await
        .unwrap();
    window
        .says(PATIENCE, &["Wait for the next code"])
        .await
        .unwrap();
    picture(window, "used-code.png").await;
    window.fill("Code", &device().await).await.unwrap();
    window
        .press(Role::Button, "Sign in with this code")
        .await
        .unwrap();
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
    picture(window, "profiles-top.png").await;
    let script = "document.querySelector('table').scrollIntoView(); window.scrollBy(0, -120)";
    window.run(script, vec![]).await.unwrap();
    picture(window, "profiles.png").await;
    window
        .press(Role::Button, "Check profile vault")
        .await
        .unwrap();
    window
        .press(Role::Button, "Why vault is broken")
        .await
        .unwrap();
    window.says(PATIENCE, &["exit status: 127"]).await.unwrap();
    picture(window, "profiles-process.png").await;

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
    picture(window, "code-only.png").await;
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
    picture(window, "clock-off.png").await;
    let script = "document.querySelector('table').scrollIntoView(); window.scrollBy(0, -120)";
    window.run(script, vec![]).await.unwrap();
    picture(window, "clock-off-rows.png").await;
}
