//! Credentials never reach the window, the history or a file that is saved.

use std::path::Path;

use practice_aws::{SecretKind, SignInAnswer};
use strongroom::api::{RoleRequest, SignInRequest, SignInState, SignInWay};
use strongroom_tests::secrets::Net;

use crate::browser;
use crate::sign_in::over;
use crate::stage::{Stage, practice};

const SUPPORT: &str = "northwind-support-recordings";

/// Looks for every secret that the practice account knows of in what was shown, and in every file but the two in which the
/// AWS tools keep such things.
fn nothing_is_caught(stage: &Stage, shown: &[String], kinds: &[SecretKind]) {
    let net = Net::new(stage.practice.control().secrets());
    for kind in kinds {
        assert!(net.kinds().contains_key(kind), "no {kind:?} in this run");
    }
    for text in shown {
        let caught = [
            net.catch("what was shown", text.as_bytes()),
            net.codes("what was shown", text.as_bytes()),
        ];
        assert!(caught.iter().all(Vec::is_empty), "{caught:#?}");
    }
    let profiles = stage.folder.path().join("profiles");
    let where_they_belong = [profiles.join("credentials"), profiles.join("sso/cache")];
    let below = net
        .catch_below(stage.folder.path(), &where_they_belong)
        .unwrap();
    assert!(below.files.contains(&profiles.join("config")));
    assert!(below.caught.is_empty(), "{:#?}", below.caught);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_is_shown_stored_or_saved() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let mut shown = vec![serde_json::to_string(&app.list_accounts().await).unwrap()];
    let overview = stage.open("practice-admin").await;
    shown.push(serde_json::to_string(&overview).unwrap());
    shown.push(serde_json::to_string(&app.current_account()).unwrap());
    let plan = stage.plan(&[SUPPORT]).await;
    shown.push(serde_json::to_string(&plan).unwrap());
    let change = stage.apply(&plan).await.unwrap();
    let recording = app.recordings(SUPPORT).await.unwrap().recordings[0].clone();
    let tried = app
        .try_as(&practice("practice-auditor"), &recording.id)
        .await
        .unwrap();
    shown.push(serde_json::to_string(&tried).unwrap());
    let rolled_back = app
        .roll_back(&change.id, Some("for the test".to_owned()))
        .await
        .unwrap();
    shown.push(serde_json::to_string(&rolled_back).unwrap());
    let history = app.history().unwrap();
    shown.push(serde_json::to_string(&history).unwrap());
    shown.push(app.report_file(&change.id).unwrap().text);
    shown.push(app.backup_file(&history.backups[0].id).unwrap().text);
    shown.push(app.recovery_card(&plan.digest).unwrap().text);
    let refused = app
        .open_account(practice("no-such-profile"))
        .await
        .unwrap_err();
    shown.push(serde_json::to_string(&refused).unwrap());

    let kinds = [
        SecretKind::SecretKey,
        SecretKind::SessionToken,
        SecretKind::Signature,
    ];
    nothing_is_caught(&stage, &shown, &kinds);
}

/// Signing in by the browser and by a code, a role with an MFA code, a renewal: everything that is answered to the window.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_of_a_sign_in_is_shown_or_stored_elsewhere() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let control = stage.practice.control();
    let mut shown = Vec::new();
    let request = |way| SignInRequest {
        practice: true,
        profile: Some("practice-sso".to_owned()),
        start_url: None,
        region: None,
        way,
    };
    let begun = app
        .begin_sign_in(request(SignInWay::Browser))
        .await
        .unwrap();
    shown.push(serde_json::to_string(&begun).unwrap());
    let page = browser::open(&begun.page).await;
    let back = browser::press(&begun.page, &page, "allow")
        .await
        .location
        .unwrap();
    browser::open(&back).await;
    let code = app.begin_sign_in(request(SignInWay::Code)).await.unwrap();
    shown.push(serde_json::to_string(&code).unwrap());
    control.answer_code(code.user_code.as_deref().unwrap(), SignInAnswer::Allow);
    let view = over(&stage, &code.id).await;
    assert_eq!(view.state, SignInState::SignedIn);
    shown.push(serde_json::to_string(&view).unwrap());
    shown.push(serde_json::to_string(&app.portal_accounts(&code.id).await.unwrap()).unwrap());
    shown.push(
        serde_json::to_string(&app.portal_roles(&code.id, "604712903388").await.unwrap()).unwrap(),
    );
    let role = RoleRequest {
        sign_in: code.id.clone(),
        account: "604712903388".to_owned(),
        role: "ContactCentreOps".to_owned(),
        region: "eu-west-2".to_owned(),
        name: None,
    };
    let preview = app.preview_profile(role.clone()).await.unwrap();
    shown.push(serde_json::to_string(&preview).unwrap());
    shown.push(
        serde_json::to_string(
            &app.save_profile(role.clone(), &preview.lines)
                .await
                .unwrap(),
        )
        .unwrap(),
    );
    shown.push(
        serde_json::to_string(&app.check_profile(practice("practice-sso"), true).await).unwrap(),
    );
    shown.push(
        serde_json::to_string(&app.open_account(practice("practice-sso")).await.unwrap()).unwrap(),
    );
    shown.push(serde_json::to_string(&app.renew_session(None).await.unwrap()).unwrap());
    let choice = app.use_role(role).await.unwrap();
    shown.push(serde_json::to_string(&app.open_account(choice).await.unwrap()).unwrap());
    let one_time = control.one_time_code("breakglass").unwrap();
    shown.push(
        serde_json::to_string(
            &app.open_account_with_code(practice("practice-mfa"), &one_time)
                .await
                .unwrap(),
        )
        .unwrap(),
    );
    control.end_sign_ins(false);
    shown.push(
        serde_json::to_string(
            &app.open_account(practice("practice-sso"))
                .await
                .unwrap_err(),
        )
        .unwrap(),
    );
    shown.push(serde_json::to_string(&app.portal_accounts(&code.id).await.unwrap_err()).unwrap());
    shown.push(serde_json::to_string(&app.history().unwrap()).unwrap());
    // What would be printed if the app came down.
    shown.push(format!("{view:?} {preview:?}"));

    let made_here = |kind: &SecretKind| !SecretKind::FROM_ELSEWHERE.contains(kind);
    let kinds: Vec<SecretKind> = SecretKind::ALL.into_iter().filter(made_here).collect();
    nothing_is_caught(&stage, &shown, &kinds);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_backup_comes_back_and_a_damaged_one_does_not() {
    let stage = Stage::start().await;
    stage.open("practice-admin").await;
    let before = stage.policy(SUPPORT);
    let plan = stage.plan(&[SUPPORT]).await;
    let change = stage.apply(&plan).await.unwrap();
    let backup = change.targets[0].backup.clone().unwrap();
    assert!(stage.app.verify_backup(&backup).unwrap().intact);
    let file = stage.app.backup_file(&backup).unwrap();
    stage.app.roll_back(&change.id, None).await.unwrap();
    let path = Path::new("saved.json");

    let opened = stage
        .app
        .open_backup_file(path, file.text.as_bytes())
        .unwrap();
    assert!(opened.intact);
    assert_eq!(opened.name, SUPPORT);
    assert_eq!(stage.policy(SUPPORT), before);

    let damaged = file.text.replace("\"policy\": null", "\"policy\": \"{}\"");
    assert_ne!(damaged, file.text);
    let opened = stage
        .app
        .open_backup_file(path, damaged.as_bytes())
        .unwrap();
    assert!(!opened.intact);
    let request = strongroom::api::RestoreRequest {
        backup: opened.id,
        accepted_regions: Vec::new(),
        without_dead_principals: false,
    };
    assert!(stage.app.plan_restore(request).await.is_err());
    let other = stage
        .app
        .open_backup_file(path, b"{\"kind\":\"something\"}")
        .unwrap_err();
    assert!(other.message.contains("saved.json"), "{}", other.message);
}
