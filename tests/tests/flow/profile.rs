//! The same path by a profile of the AWS files, as for a real account: its endpoint is the practice
//! account's here, and everything else is what a real account meets.

use practice_aws::{Options, PracticeAccount};
use strongroom::api::{AccountChoice, Confirmation, ErrorCode};
use strongroom::{App, ProfileFiles, Settings};

use crate::stage::{Stage, look, settings};

const SUPPORT: &str = "northwind-support-recordings";

fn by_profile(profile: &str) -> AccountChoice {
    AccountChoice {
        practice: false,
        profile: profile.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_locked_by_typing_the_accounts_alias() {
    let practice = PracticeAccount::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let profiles = folder.path().join("aws");
    practice.write_profiles(&profiles).unwrap();
    let files = ProfileFiles::in_folder(&profiles);
    let app = App::new(
        folder.path().join("data"),
        Settings {
            files,
            ..settings()
        },
    );
    let stage = Stage {
        practice,
        app,
        folder,
    };
    stage
        .app
        .practice_started(Ok(ProfileFiles::in_folder(&profiles)));
    let choices = stage.app.list_accounts().await;
    assert!(
        choices
            .profiles
            .iter()
            .any(|row| row.name == "practice-admin")
    );

    let view = stage
        .app
        .open_account(by_profile("practice-admin"))
        .await
        .unwrap();
    assert!(!view.practice && view.writable, "{view:?}");
    look(&stage.app).await;
    let plan = stage.plan(&[SUPPORT]).await;
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    assert!(
        plan.confirmation_prompt.ends_with("northwind-contact"),
        "{}",
        plan.confirmation_prompt
    );

    let typed = |typed: &str| Confirmation {
        digest: plan.digest.clone(),
        typed: typed.to_owned(),
    };
    let refused = stage
        .app
        .apply_plan(typed("confirm"), |_| {})
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::ConfirmationWrong);
    assert_eq!(stage.policy(SUPPORT), None);
    let change = stage
        .app
        .apply_plan(typed("northwind-contact"), |_| {})
        .await
        .unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    let back = stage.app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back");
    assert_eq!(stage.policy(SUPPORT), None);
    assert!(stage.folder.path().join("data/history").exists());
    assert!(!stage.folder.path().join("data/practice/history").exists());
}
