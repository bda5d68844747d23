//! Profiles of every kind on real files, one-time codes, sessions that end, and one account after another.

use std::path::Path;

use practice_aws::{Kind, PracticeAccount, Trouble};
use strongroom::api::{AccountChoice, ErrorCode, ProfileStateCode, ProfileStateView, RenewalView};
use strongroom::{App, ProfileFiles, Settings};

use crate::sign_in::sign_in;
use crate::stage::{Stage, look, practice, practice_with, settings};

const SUPPORT: &str = "northwind-support-recordings";

pub(crate) fn named(profile: &str) -> AccountChoice {
    AccountChoice {
        practice: false,
        profile: profile.to_owned(),
    }
}

/// An app whose AWS files are in a folder.
fn app(folder: &Path, files: &Path) -> App {
    App::new(
        folder.join("data"),
        Settings {
            files: ProfileFiles::in_folder(files),
            ..settings()
        },
    )
}

fn value(text: &str, section: &str, key: &str) -> String {
    let (_, rest) = text.split_once(&format!("[{section}]")).unwrap();
    let line = rest
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .unwrap();
    line.trim_start_matches([' ', '=']).to_owned()
}

/// Profiles of every kind, some of which can't work. `url` is the practice account's.
fn every_kind(files: &Path, url: &str) {
    let credentials = std::fs::read_to_string(files.join("credentials")).unwrap();
    let admin = |key: &str| value(&credentials, "practice-admin", key);
    let (id, secret, token) = (
        admin("aws_access_key_id"),
        admin("aws_secret_access_key"),
        admin("aws_session_token"),
    );
    let keys = format!(
        r#"{{"Version":1,"AccessKeyId":"{id}","SecretAccessKey":"{secret}","SessionToken":"{token}"}}"#
    );
    std::fs::write(files.join("keys.json"), keys).unwrap();
    let keys = files.join("keys.json").display().to_string();
    let end = format!("region = eu-west-2\nendpoint_url = {url}\n");
    let more = format!(
        "[profile role]\nrole_arn = arn:aws:iam::604712903388:role/ContactCentreReader\nsource_profile = practice-admin\n{end}\
         [profile refused-role]\nrole_arn = arn:aws:iam::604712903388:role/OrganizationAccountAccessRole\n\
         source_profile = practice-admin\n{end}\
         [profile role-of-sso]\nrole_arn = arn:aws:iam::604712903388:role/ContactCentreReader\nsource_profile = practice-sso\n{end}\
         [profile orphan]\nrole_arn = arn:aws:iam::604712903388:role/Admin\nsource_profile = nowhere\n{end}\
         [profile circle]\nrole_arn = arn:aws:iam::604712903388:role/Admin\nsource_profile = circle-2\n{end}\
         [profile circle-2]\nrole_arn = arn:aws:iam::604712903388:role/Admin\nsource_profile = circle\n{end}\
         [profile from-environment]\nrole_arn = arn:aws:iam::604712903388:role/Admin\ncredential_source = Environment\n{end}\
         [profile process]\ncredential_process = cat {keys}\n{end}\
         [profile bad-process]\ncredential_process = sh -c \"echo hush-hush; echo hush-hush >&2; exit 7\"\n{end}\
         [profile no-process]\ncredential_process = /no/such/program --token hush-hush\n{end}\
         [profile odd-process]\ncredential_process = echo hush-hush\n{end}\
         [profile web]\nrole_arn = arn:aws:iam::604712903388:role/Admin\nweb_identity_token_file = /no/such/file\n{end}\
         [profile console]\nlogin_session = arn:aws:iam::604712903388:user/nobody-{}\n{end}\
         [profile old-form]\nsso_start_url = {url}/start\nsso_region = eu-west-1\nsso_account_id = 604712903388\n\
         sso_role_name = ContactCentreOps\n{end}\
         [profile lost-session]\nsso_session = gone\nsso_account_id = 604712903388\nsso_role_name = X\n{end}\
         [profile no-role]\nsso_session = practice\n{end}\
         [profile wrong-keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hush-hush\n{end}\
         [profile nothing]\n{end}\
         [profile far-away]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hush-hush\n\
         region = eu-west-2\nendpoint_url = http://127.0.0.1:1\n\
         [services local]\ns3 =\n  endpoint_url = {url}\n",
        std::process::id()
    );
    let config = files.join("config");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(config, text + &more).unwrap();
}

/// The source, by its own name.
async fn what_has_to_be_signed_in_to_is_named(app: &App) {
    let source = "`aws sso login --profile practice-sso`";
    let found = app.check_profile(named("role-of-sso"), false).await;
    assert!(found.help.unwrap().contains(source));
    let refused = app.open_account(named("role-of-sso")).await.unwrap_err();
    assert!(
        refused.help.clone().unwrap().contains(source),
        "{refused:?}"
    );
    assert!(
        refused
            .message
            .contains("its source `practice-sso` (Identity Center)"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_profile_says_how_it_stands() {
    use ProfileStateCode::{Broken, CodeNeeded, Expired, NotChecked, Ready, SignedOut};
    let stage = Stage::start().await;
    let files = stage.folder.path().join("aws");
    stage.practice.write_profiles(&files).unwrap();
    every_kind(&files, &stage.practice.url());
    let app = app(stage.folder.path(), &files);
    app.practice_started(Ok(ProfileFiles::in_folder(
        &stage.folder.path().join("profiles"),
    )));

    let rows = app.list_accounts().await.profiles;
    let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
    assert!(
        rows.iter()
            .all(|row| !row.name.contains("local") && row.name != "practice")
    );
    for (name, kind) in [
        ("practice-sso", "Identity Center"),
        ("old-form", "Identity Center"),
        ("practice-root", "access keys"),
        ("role", "assumed role"),
        ("from-environment", "assumed role"),
        ("process", "credential process"),
        ("web", "web identity"),
        ("console", "console login"),
        ("nothing", "no credentials"),
    ] {
        assert_eq!(row(name).kind, kind, "{name}");
    }
    assert_eq!(row("old-form").role.as_deref(), Some("ContactCentreOps"));
    assert_eq!(row("role").account.as_deref(), Some("604712903388"));
    assert_eq!(row("role").region.as_deref(), Some("eu-west-2"));
    assert!(row("role-of-sso").identity_center && !row("role").identity_center);

    for (name, state, why) in [
        ("practice-admin", Ready, ""),
        ("practice-root", Ready, ""),
        ("role", Ready, ""),
        ("refused-role", Broken, "sts:AssumeRole"),
        ("practice-mfa", CodeNeeded, "mfa/breakglass"),
        ("practice-sso", SignedOut, "signed in"),
        ("old-form", SignedOut, "signed in"),
        ("role-of-sso", SignedOut, "signed in"),
        ("console", SignedOut, ""),
        ("orphan", Broken, "nowhere"),
        ("circle", Broken, "circle"),
        ("web", Broken, "/no/such/file"),
        ("lost-session", Broken, "gone"),
        ("no-role", Broken, "sso_role_name"),
        ("wrong-keys", Broken, "InvalidClientTokenId"),
        ("nothing", Broken, "no way to sign in"),
        ("process", NotChecked, "program"),
        ("far-away", NotChecked, "no answer"),
    ] {
        let found = app.check_profile(named(name), false).await;
        assert_eq!(found.state, state, "{name}: {found:?}");
        let text = found.why.clone().unwrap_or_default();
        assert!(text.contains(why), "{name}: {found:?}");
        assert_eq!(found.why.is_none(), state == Ready, "{name}: {found:?}");
        assert!(!format!("{found:?}").contains("hush"), "{name}: {found:?}");
    }
    let admin = app.check_profile(named("practice-admin"), false).await;
    assert_eq!(admin.account.as_deref(), Some("604712903388"));
    assert_eq!(
        admin.who.as_deref(),
        Some("role Admin, session dana.hartley")
    );

    what_has_to_be_signed_in_to_is_named(&app).await;

    let run = async |name: &str| app.check_profile(named(name), true).await;
    assert_eq!(run("process").await.state, Ready);
    let told = |found: &ProfileStateView, parts: &[&str]| {
        let text = format!("{found:?}");
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        assert!(!text.contains("hush") && text.contains("PATH"), "{text}");
    };
    told(&run("bad-process").await, &["`sh`", "exit status: 7"]);
    told(
        &run("no-process").await,
        &["`/no/such/program`", "exit status: 127"],
    );
    told(
        &run("odd-process").await,
        &["`echo`", "not the one AWS asks for"],
    );

    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::ExpiringSession));
    let found = app.check_profile(named("practice-admin"), false).await;
    assert_eq!(found.state, Expired, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_asks_for_a_code_takes_the_right_one_and_is_renewed_with_another() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let mfa = || practice("practice-mfa");
    let needed = app.open_account(mfa()).await.unwrap_err();
    assert_eq!(needed.code, ErrorCode::CodeNeeded);
    assert!(needed.message.contains("mfa/breakglass"), "{needed:?}");
    let seen = || stage.practice.control().seen_after(0).len();
    let before = seen();
    for no_code in ["", "12345", "1234567", "12a456"] {
        let refused = app
            .open_account_with_code(mfa(), no_code)
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::CodeNeeded);
    }
    assert_eq!(seen(), before);
    let right = || code(&stage);
    let wrong = if right() == "000000" {
        "111111"
    } else {
        "000000"
    };
    let refused = app.open_account_with_code(mfa(), wrong).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CodeNeeded);
    let words = refused.detail.clone().unwrap();
    assert!(
        words.contains("MultiFactorAuthentication failed"),
        "{refused:?}"
    );
    assert!(app.current_account().is_none());

    let spaced = format!("{} {}", &right()[..3], &right()[3..]);
    let account = app.open_account_with_code(mfa(), &spaced).await.unwrap();
    assert!(account.who.contains("BreakGlassAdmin"), "{account:?}");
    assert_eq!(account.renewal, RenewalView::Code);
    assert!(account.session_ends.is_some());
    look(app).await;
    let again = app.renew_session(None).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::CodeNeeded);
    // The device shows it for a while yet; AWS has taken it.
    let used = app.renew_session(Some(spaced)).await.unwrap_err();
    assert_eq!(used.code, ErrorCode::CodeNeeded);
    assert!(used.message.contains("was not taken"), "{used:?}");
    let help = used.help.unwrap();
    assert!(help.contains("Wait for the next code"), "{help}");
    let renewed = app.renew_session(Some(right())).await.unwrap();
    assert_eq!(renewed.arn, account.arn);
    assert!(!app.overview().unwrap().instances.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_starts_from_one_with_a_code_is_opened_and_renewed_with_codes() {
    let stage = Stage::start().await;
    let files = stage.folder.path().join("aws");
    stage.practice.write_profiles(&files).unwrap();
    let config = files.join("config");
    let text = std::fs::read_to_string(&config).unwrap();
    let more = format!(
        "[profile on-mfa]\nrole_arn = arn:aws:iam::604712903388:role/ContactCentreReader\n\
         source_profile = practice-mfa\nregion = eu-west-2\nendpoint_url = {}\n",
        stage.practice.url()
    );
    std::fs::write(&config, text + &more).unwrap();
    let app = app(stage.folder.path(), &files);
    let code = || code(&stage);
    let needed = app.open_account(named("on-mfa")).await.unwrap_err();
    assert_eq!(needed.code, ErrorCode::CodeNeeded, "{needed:?}");
    let opened = app.open_account_with_code(named("on-mfa"), &code()).await;
    let account = opened.unwrap();
    assert!(account.who.contains("ContactCentreReader"), "{account:?}");
    assert_eq!(account.renewal, RenewalView::Code);
    assert!(!account.renews_itself);
    let again = app.renew_session(None).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::CodeNeeded, "{again:?}");
    let renewed = app.renew_session(Some(code())).await.unwrap();
    assert_eq!(renewed.arn, account.arn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_during_a_change_is_renewed_and_the_change_goes_on() {
    let stage = Stage::start().await;
    sign_in(&stage).await;
    stage.open("practice-sso").await;
    let plan = stage.plan(&[SUPPORT]).await;
    let change = stage.apply(&plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");

    stage.practice.control().end_sign_ins(false);
    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::ExpiringSession));
    let stopped = stage.app.roll_back(&change.id, None).await;
    let told = format!("{stopped:?}");
    assert!(told.contains("session"), "{told}");
    // The account, what was found in it and the change are all still there.
    assert!(stage.app.current_account().is_some());
    assert!(!stage.app.overview().unwrap().instances.is_empty());
    assert!(stage.app.change_status(&change.id).is_ok());
    let over = stage.app.renew_session(None).await.unwrap_err();
    assert_eq!(over.code, ErrorCode::SignInNeeded, "{over:?}");

    sign_in(&stage).await;
    stage.practice.troubles().switch_off(Kind::ExpiringSession);
    stage.app.renew_session(None).await.unwrap();
    let status = stage.app.settle_change(&change.id).await.unwrap();
    let back = if status.state == "rolled_back" {
        status
    } else {
        stage.app.roll_back(&change.id, None).await.unwrap()
    };
    assert_eq!(back.state, "rolled_back", "{back:#?}");
    assert_eq!(stage.policy(SUPPORT), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_same_identity_renews_a_session() {
    let stage = Stage::start().await;
    stage.open("practice-admin").await;
    let credentials = stage.folder.path().join("profiles/credentials");
    let text = std::fs::read_to_string(&credentials).unwrap();
    stage.app.renew_session(None).await.unwrap();
    // The profile's keys are replaced by another person's.
    let swapped = text
        .replace("[practice-admin]", "[was-admin]")
        .replace("[practice-auditor]", "[practice-admin]");
    std::fs::write(&credentials, swapped).unwrap();
    let refused = stage.app.renew_session(None).await.unwrap_err();
    assert!(refused.message.contains("RecordingsAuditor"), "{refused:?}");
    assert_eq!(
        stage.app.current_account().unwrap().who,
        "role Admin, session dana.hartley"
    );
    look(&stage.app).await;
}

/// Northwind's world as another company's.
pub(crate) async fn other_company() -> PracticeAccount {
    practice_with(|world| {
        let other = world
            .to_string()
            .replace("604712903388", "771402298841")
            .replace("northwind", "southwind")
            .replace("Northwind", "Southwind");
        *world = serde_json::from_str(&other).unwrap();
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_account_is_in_the_pages_of_the_next() {
    let stage = Stage::start().await;
    let other = other_company().await;
    let files = stage.folder.path().join("aws");
    let both = stage.folder.path().join("both");
    stage.practice.write_profiles(&both).unwrap();
    other.write_profiles(&files).unwrap();
    for name in ["config", "credentials"] {
        let mine = std::fs::read_to_string(both.join(name)).unwrap();
        let theirs = std::fs::read_to_string(files.join(name)).unwrap();
        let theirs = theirs.replace("practice", "other");
        // The tokens of both begin with the same word, which is no profile's name.
        let theirs = theirs.replace("IQoJother", "IQoJpractice");
        std::fs::write(both.join(name), mine + &theirs).unwrap();
    }
    let app = app(stage.folder.path(), &both);
    app.practice_started(Ok(ProfileFiles::in_folder(
        &stage.folder.path().join("profiles"),
    )));
    let typed = |digest: &str| strongroom::api::Confirmation {
        digest: digest.to_owned(),
        typed: "northwind-contact".to_owned(),
    };

    app.open_account(named("practice-admin")).await.unwrap();
    let first = look(&app).await;
    assert!(!first.buckets.is_empty());
    let stage = Stage { app, ..stage };
    let plan = stage.plan(&[SUPPORT]).await;
    let change = stage
        .app
        .apply_plan(typed(&plan.digest), |_| {})
        .await
        .unwrap();
    let backup = change.targets[0].backup.clone().unwrap();
    assert_eq!(stage.app.history().unwrap().changes.len(), 1);
    stage.app.roll_back(&change.id, None).await.unwrap();
    let app = &stage.app;

    app.open_account(named("other-admin")).await.unwrap();
    assert!(app.overview().unwrap().buckets.is_empty());
    let bucket = "southwind-support-recordings".to_owned();
    let second = look(app).await;
    let pages = [
        serde_json::to_string(&app.current_account()).unwrap(),
        serde_json::to_string(&second).unwrap(),
        serde_json::to_string(&app.keep_list(std::slice::from_ref(&bucket)).await.unwrap())
            .unwrap(),
        serde_json::to_string(&app.recordings(&bucket).await.unwrap()).unwrap(),
        serde_json::to_string(&stage.plan(&[&bucket]).await).unwrap(),
        serde_json::to_string(&app.history().unwrap().changes).unwrap(),
        serde_json::to_string(&app.history().unwrap().backups).unwrap(),
    ];
    for page in &pages {
        assert!(!page.contains("604712903388"), "{page}");
        assert!(!page.to_lowercase().contains("northwind"), "{page}");
    }
    // Nor by asking for it by name.
    assert!(app.change_status(&change.id).is_err());
    assert!(app.backup_file(&backup).is_err());
    assert!(app.apply_plan(typed(&plan.digest), |_| {}).await.is_err());
}

/// AWS's clock ten minutes ahead of this computer's, and ten minutes behind it. The practice account's own profiles
/// sign by this computer's clock; for AWS the SDK corrects the date by AWS's and tries again.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_said_and_no_profile_is_blamed() {
    const TEN_MINUTES: i64 = 10 * 60_000;
    let stage = Stage::start().await;
    let files = stage.folder.path().join("aws");
    stage.practice.write_profiles(&files).unwrap();
    let aws = app(stage.folder.path(), &files);
    for (off, words) in [
        (TEN_MINUTES, "10 minutes behind AWS's"),
        (-TEN_MINUTES, "10 minutes ahead of AWS's"),
    ] {
        let clock_off = Trouble::new(Kind::ClockOff).lasting(off);
        stage.practice.troubles().switch_on(clock_off);
        for profile in ["practice-admin", "practice-root"] {
            let found = stage.app.check_profile(practice(profile), false).await;
            assert_eq!(found.state, ProfileStateCode::NotChecked, "{found:?}");
            let why = found.why.clone().unwrap();
            assert!(why.contains(words), "{found:?}");
            let help = found.help.unwrap();
            assert!(help.contains("date and time"), "{help}");

            let refused = stage.app.open_account(practice(profile)).await.unwrap_err();
            assert_eq!(refused.code, ErrorCode::Other, "{refused:?}");
            assert!(refused.message.contains(words), "{refused:?}");
            assert!(refused.message.contains("Nothing was changed"));
            assert!(refused.help.unwrap().contains("date and time"));
        }
        // The code is not used up by a call that AWS did not take.
        let mfa = practice("practice-mfa");
        let refused = stage.app.open_account_with_code(mfa, &code(&stage)).await;
        assert!(refused.unwrap_err().message.contains(words));

        let found = aws.check_profile(named("practice-admin"), false).await;
        assert_eq!(found.state, ProfileStateCode::Ready, "{found:?}");
        aws.open_account(named("practice-admin")).await.unwrap();
        stage.practice.troubles().switch_off(Kind::ClockOff);
    }
    let mfa = practice("practice-mfa");
    let opened = stage.app.open_account_with_code(mfa, &code(&stage)).await;
    opened.unwrap();
}

/// What the device of the user for emergencies shows now.
fn code(stage: &Stage) -> String {
    stage
        .practice
        .control()
        .one_time_code("breakglass")
        .unwrap()
}
