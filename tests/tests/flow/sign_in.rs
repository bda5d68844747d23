//! Signing in with IAM Identity Center, over the wire, as a person does it.

use std::path::Path;
use std::time::Duration;

use practice_aws::SignInAnswer;
use serde_json::Value;
use strongroom::api::{
    ErrorCode, ProfileStateCode, RenewalView, RoleRequest, SignInRequest, SignInState, SignInView,
    SignInWay,
};

use strongroom::ProfileFiles;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::browser;
use crate::stage::{Stage, practice};

const BY_SIGN_IN: &str = "practice-sso";

fn by_profile(way: SignInWay) -> SignInRequest {
    SignInRequest {
        practice: true,
        profile: Some(BY_SIGN_IN.to_owned()),
        start_url: None,
        region: None,
        way,
    }
}

fn by_url(stage: &Stage, way: SignInWay) -> SignInRequest {
    SignInRequest {
        practice: false,
        profile: None,
        start_url: Some(stage.practice.control().start_url()),
        region: Some("eu-west-1".to_owned()),
        way,
    }
}

/// Waits until a sign-in is over.
pub(crate) async fn over(stage: &Stage, id: &str) -> SignInView {
    for _ in 0..300 {
        let view = stage.app.sign_in_status(id).unwrap();
        if view.state != SignInState::Waiting {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stage.app.sign_in_status(id).unwrap()
}

/// Signs in by the browser, allowing it.
pub(crate) async fn sign_in(stage: &Stage) {
    let begun = stage
        .app
        .begin_sign_in(by_profile(SignInWay::Browser))
        .await
        .unwrap();
    let page = browser::open(&begun.page).await;
    let sent = browser::press(&begun.page, &page, "allow").await;
    browser::open(&sent.location.unwrap()).await;
    let view = over(stage, &begun.id).await;
    assert_eq!(view.state, SignInState::SignedIn, "{view:#?}");
}

async fn state(stage: &Stage) -> ProfileStateCode {
    stage
        .app
        .check_profile(practice(BY_SIGN_IN), false)
        .await
        .state
}

/// The one sign-in that is kept, as the AWS CLI would read it.
fn cached(stage: &Stage) -> Value {
    let folder = stage.folder.path().join("profiles/sso/cache");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_brings_the_sign_in_and_only_the_answer_with_the_state_counts() {
    let stage = Stage::start().await;
    assert_eq!(state(&stage).await, ProfileStateCode::SignedOut);
    let refused = stage
        .app
        .open_account(practice(BY_SIGN_IN))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInNeeded, "{refused:?}");
    assert!(
        refused.message.contains("Nothing was changed"),
        "{refused:?}"
    );

    let begun = stage
        .app
        .begin_sign_in(by_profile(SignInWay::Browser))
        .await
        .unwrap();
    assert!(
        begun.page.contains("code_challenge_method=S256"),
        "{begun:?}"
    );
    let page = browser::open(&begun.page).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Strongroom"), "{}", page.text);
    let sent = browser::press(&begun.page, &page, "allow").await;
    let back = sent.location.unwrap();

    // Some page in the browser sends an answer of its own.
    let (address, _) = back.split_once('?').unwrap();
    let forged = browser::open(&format!("{address}?code=stolen&state=guessed")).await;
    assert_eq!(forged.status, 400);
    let elsewhere = browser::open(&address.replace("/oauth/callback", "/favicon.ico")).await;
    assert_eq!(elsewhere.status, 404);
    let waiting = stage.app.sign_in_status(&begun.id).unwrap();
    assert_eq!(waiting.state, SignInState::Waiting);

    assert_eq!(browser::open(&back).await.status, 200);
    let view = over(&stage, &begun.id).await;
    assert_eq!(view.state, SignInState::SignedIn, "{view:#?}");
    assert_eq!(state(&stage).await, ProfileStateCode::Ready);
    let account = stage.app.open_account(practice(BY_SIGN_IN)).await.unwrap();
    assert!(account.who.contains("dana.hartley"), "{account:?}");
    assert_eq!(account.renewal, RenewalView::IdentityCenter);
    assert!(account.session_ends.is_some() && account.renews_itself);

    let kept = cached(&stage);
    for name in [
        "startUrl",
        "region",
        "accessToken",
        "expiresAt",
        "clientId",
        "clientSecret",
        "registrationExpiresAt",
        "refreshToken",
    ] {
        assert!(kept[name].is_string(), "{name}");
    }
    assert_eq!(kept["region"], "eu-west-1");
    assert_eq!(kept["startUrl"], stage.practice.control().start_url());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_in_the_browser_is_no() {
    let stage = Stage::start().await;
    let begun = stage
        .app
        .begin_sign_in(by_profile(SignInWay::Browser))
        .await
        .unwrap();
    let page = browser::open(&begun.page).await;
    let sent = browser::press(&begun.page, &page, "deny").await;
    browser::open(&sent.location.unwrap()).await;
    let view = over(&stage, &begun.id).await;
    assert_eq!(view.state, SignInState::Failed);
    let error = view.error.unwrap();
    assert!(error.message.contains("denied"), "{error:?}");
    assert!(!stage.folder.path().join("profiles/sso").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_allowed_denied_runs_out_or_is_slowed_down() {
    let stage = Stage::start().await;
    let control = stage.practice.control();
    let ask = || stage.app.begin_sign_in(by_profile(SignInWay::Code));

    for (answer, words) in [
        (SignInAnswer::Deny, "denied"),
        (SignInAnswer::Expire, "within 10 minutes"),
    ] {
        let begun = ask().await.unwrap();
        let code = begun.user_code.clone().unwrap();
        assert_eq!(control.waiting_codes().last(), Some(&code));
        assert!(control.answer_code(&code, answer));
        let view = over(&stage, &begun.id).await;
        assert_eq!(view.state, SignInState::Failed);
        let error = view.error.unwrap();
        assert!(error.message.contains(words), "{error:?}");
        assert!(error.help.is_some());
    }

    let cancelled = ask().await.unwrap();
    let view = stage.app.cancel_sign_in(&cancelled.id).unwrap();
    assert_eq!(view.state, SignInState::Cancelled);
    assert!(view.error.is_none());

    // A new one gives up the one that still waits.
    let forgotten = ask().await.unwrap();
    control.slow_down_polls(1);
    let begun = ask().await.unwrap();
    assert!(stage.app.sign_in_status(&forgotten.id).is_err());
    let started = std::time::Instant::now();
    let page = browser::open(&begun.page).await;
    assert!(page.text.contains(begun.user_code.as_deref().unwrap()));
    assert_eq!(
        browser::press(&begun.page, &page, "allow").await.status,
        200
    );
    let view = over(&stage, &begun.id).await;
    assert_eq!(view.state, SignInState::SignedIn, "{view:#?}");
    // RFC 8628, 3.5: five seconds more between two polls.
    assert!(started.elapsed() >= Duration::from_secs(5));
    assert_eq!(state(&stage).await, ProfileStateCode::Ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_without_files_picks_account_and_role_and_saves_a_profile() {
    let stage = Stage::start().await;
    let begun = stage
        .app
        .begin_sign_in(by_url(&stage, SignInWay::Code))
        .await
        .unwrap();
    let code = begun.user_code.clone().unwrap();
    stage
        .practice
        .control()
        .answer_code(&code, SignInAnswer::Allow);
    assert_eq!(over(&stage, &begun.id).await.state, SignInState::SignedIn);

    let accounts = stage.app.portal_accounts(&begun.id).await.unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].name.as_deref(), Some("northwind-contact"));
    let roles = stage
        .app
        .portal_roles(&begun.id, &accounts[0].id)
        .await
        .unwrap();
    assert_eq!(roles, ["AdministratorAccess", "ContactCentreOps"]);
    let request = |name: Option<&str>| RoleRequest {
        sign_in: begun.id.clone(),
        account: accounts[0].id.clone(),
        role: "ContactCentreOps".to_owned(),
        region: "eu-west-2".to_owned(),
        name: name.map(str::to_owned),
    };

    // Without a profile.
    let choice = stage.app.use_role(request(None)).await.unwrap();
    let account = stage.app.open_account(choice).await.unwrap();
    assert!(
        account.who.starts_with("permission set ContactCentreOps, "),
        "{account:?}"
    );

    // As a profile: shown, copied, added.
    let config = stage.folder.path().join("profiles/config");
    let before = std::fs::read_to_string(&config).unwrap();
    let taken = stage
        .app
        .preview_profile(request(Some("practice-admin")))
        .await
        .unwrap_err();
    assert!(taken.message.contains("practice-admin"), "{taken:?}");
    let preview = stage.app.preview_profile(request(None)).await.unwrap();
    assert_eq!(preview.name, "ContactCentreOps-604712903388");
    let other = stage.app.save_profile(request(None), "[profile x]\n").await;
    assert!(other.is_err());
    assert_eq!(std::fs::read_to_string(&config).unwrap(), before);
    let saved = stage
        .app
        .save_profile(request(None), &preview.lines)
        .await
        .unwrap();
    assert_eq!(
        std::fs::read_to_string(&config).unwrap(),
        format!("{before}{}", preview.lines)
    );
    assert_eq!(
        std::fs::read_to_string(saved.backup.unwrap()).unwrap(),
        before
    );
    let account = stage.app.open_account(saved.choice).await.unwrap();
    assert_eq!(account.profile, "ContactCentreOps-604712903388");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_signed_in_to_is_said() {
    let stage = Stage::start().await;
    let begin = |start_url: &str, region: &str| {
        stage.app.begin_sign_in(SignInRequest {
            start_url: Some(start_url.to_owned()),
            region: Some(region.to_owned()),
            ..by_url(&stage, SignInWay::Browser)
        })
    };
    let error = begin("acme", "eu-west-1").await.unwrap_err();
    assert!(error.message.contains("`acme`"), "{error:?}");
    let error = begin("http://acme.awsapps.com/start", "eu-west-1")
        .await
        .unwrap_err();
    assert!(error.message.contains("https"), "{error:?}");
    let error = begin("https://acme.awsapps.com/start", "Atlantis")
        .await
        .unwrap_err();
    assert!(error.message.contains("Atlantis"), "{error:?}");
    let error = stage
        .app
        .begin_sign_in(SignInRequest {
            profile: Some("practice-admin".to_owned()),
            ..by_profile(SignInWay::Browser)
        })
        .await
        .unwrap_err();
    assert!(error.message.contains("practice-admin"), "{error:?}");
    assert!(stage.app.portal_accounts("sign-in-99").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_renews_itself_until_it_is_ended() {
    let stage = Stage::start().await;
    let control = stage.practice.control();
    control.set_token_seconds(2);
    sign_in(&stage).await;
    let first = cached(&stage)["accessToken"].clone();
    control.set_token_seconds(3_600);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(state(&stage).await, ProfileStateCode::Ready);
    assert_ne!(cached(&stage)["accessToken"], first);
    // Someone ends all sessions: the token looks good and is not.
    control.end_sign_ins(false);
    assert_eq!(state(&stage).await, ProfileStateCode::Expired);
    // A token that is over and can't be renewed.
    control.set_token_seconds(1);
    sign_in(&stage).await;
    control.end_sign_ins(false);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(state(&stage).await, ProfileStateCode::Expired);
}

/// What botocore, the AWS CLI's own library, makes of the sign-in below a home folder.
pub(crate) async fn as_the_aws_cli(home: &Path, profile: &str) -> Result<String, String> {
    let python = std::env::var_os("STRONGROOM_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/oracles/boto3/share_sign_in.py"
    );
    let mut command = std::process::Command::new(python);
    command
        .args(["-B", script, profile])
        .env("HOME", home)
        .env("AWS_CONFIG_FILE", home.join(".aws/config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", home.join(".aws/credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE");
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_cli_shares_the_sign_in_and_either_renews_it() {
    let stage = Stage::start().await;
    let home = stage.folder.path().join("home");
    let files = home.join(".aws");
    stage.practice.write_profiles(&files).unwrap();
    stage
        .app
        .practice_started(Ok(ProfileFiles::in_folder(&files)));
    let refused = as_the_aws_cli(&home, BY_SIGN_IN).await.unwrap_err();
    assert!(refused.contains("SSO"), "run `make test`: {refused}");
    // botocore renews a token in its last quarter of an hour.
    stage.practice.control().set_token_seconds(600);
    sign_in(&stage).await;
    let kept = || {
        let mut files = std::fs::read_dir(files.join("sso/cache")).unwrap();
        std::fs::read_to_string(files.next().unwrap().unwrap().path()).unwrap()
    };
    let ours = kept();
    stage.practice.control().set_token_seconds(28_800);
    let arn = as_the_aws_cli(&home, BY_SIGN_IN).await.unwrap();
    assert!(arn.contains("AWSReservedSSO_AdministratorAccess"), "{arn}");
    let theirs = kept();
    assert_ne!(ours, theirs);
    // The token that the AWS CLI got is the one that is good now.
    assert_eq!(state(&stage).await, ProfileStateCode::Ready);
    assert_eq!(kept(), theirs);
}

/// A profile of before there were `sso-session` sections: a code is the only way, and the token has no refresh token.
#[tokio::test(flavor = "multi_thread")]
async fn the_old_form_is_signed_in_to_with_a_code_and_shared_with_the_aws_cli() {
    const OLD: &str = "old-form";
    let stage = Stage::start().await;
    let home = stage.folder.path().join("home");
    let files = home.join(".aws");
    stage.practice.write_profiles(&files).unwrap();
    let config = files.join("config");
    let text = std::fs::read_to_string(&config).unwrap();
    let endpoint = stage.practice.url();
    let start_url = stage.practice.control().start_url();
    let old = format!(
        "[profile {OLD}]\nsso_start_url = {start_url}\nsso_region = eu-west-1\nsso_account_id = 604712903388\n\
         sso_role_name = ContactCentreOps\nregion = eu-west-2\nendpoint_url = {endpoint}\n"
    );
    std::fs::write(&config, text + &old).unwrap();
    stage
        .app
        .practice_started(Ok(ProfileFiles::in_folder(&files)));
    let stands = async || stage.app.check_profile(practice(OLD), false).await.state;
    assert_eq!(stands().await, ProfileStateCode::SignedOut);
    let refused = stage.app.open_account(practice(OLD)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInNeeded, "{refused:?}");

    // The browser is asked for, and there is a code all the same, which the window shows.
    let request = SignInRequest {
        profile: Some(OLD.to_owned()),
        ..by_profile(SignInWay::Browser)
    };
    let begun = stage.app.begin_sign_in(request).await.unwrap();
    assert_eq!(begun.way, SignInWay::Code);
    let page = browser::open(&begun.page).await;
    assert!(page.text.contains(begun.user_code.as_deref().unwrap()));
    browser::press(&begun.page, &page, "allow").await;
    let view = over(&stage, &begun.id).await;
    assert_eq!(view.state, SignInState::SignedIn, "{view:#?}");
    assert_eq!(stands().await, ProfileStateCode::Ready);
    let account = stage.app.open_account(practice(OLD)).await.unwrap();
    assert!(
        account.who.starts_with("permission set ContactCentreOps, "),
        "{account:?}"
    );
    assert_eq!(account.renewal, RenewalView::IdentityCenter);

    let arn = as_the_aws_cli(&home, OLD).await.unwrap();
    assert!(arn.contains("AWSReservedSSO_ContactCentreOps"), "{arn}");
    // The start URL names the file; the session of the new form has another, so that it stays signed out.
    let kept = std::fs::read_dir(files.join("sso/cache")).unwrap();
    let kept: Vec<_> = kept.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let token: Value = serde_json::from_slice(&std::fs::read(&kept[0]).unwrap()).unwrap();
    assert_eq!(token["startUrl"], start_url);
    assert!(token["refreshToken"].is_null(), "{token}");
    // The role's keys are made anew until the sign-in ends, and no longer.
    let moment = |text: &str| OffsetDateTime::parse(text, &Rfc3339).unwrap();
    let ends = account.session_ends.as_deref().unwrap();
    assert_eq!(moment(ends), moment(token["expiresAt"].as_str().unwrap()));
    assert!(!account.renews_itself);
    let other = stage.app.check_profile(practice(BY_SIGN_IN), false).await;
    assert_eq!(other.state, ProfileStateCode::SignedOut);

    // Nothing renews it: once it is over, someone has to sign in again.
    stage.practice.control().end_sign_ins(false);
    assert_eq!(stands().await, ProfileStateCode::Expired);
    let refused = as_the_aws_cli(&home, OLD).await.unwrap_err();
    assert!(
        refused.contains("UnauthorizedException") || refused.contains("SSO"),
        "{refused}"
    );
}
