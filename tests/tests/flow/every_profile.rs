//! The profiles of `profile_states`: of every kind, one for each state that the kind can have.

use practice_aws::{ConsoleEnd, SignInAnswer};
use serde_json::Value;
use strongroom::api::{SignInRequest, SignInState, SignInWay};
use strongroom::{App, ProfileFiles, Settings};

use crate::browser;
use crate::place::{BUILD, Place};
use crate::stage::settings;

const READER: &str = "role_arn = arn:aws:iam::604712903388:role/ContactCentreReader";
const MFA: &str = "mfa_serial = arn:aws:iam::604712903388:mfa/breakglass";
/// Where nobody listens.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:1";
const SSO: &str = "sso_account_id = 604712903388\nsso_role_name = AdministratorAccess";

/// Adds all of them, and signs in where one stands on a sign-in.
pub(crate) async fn every_profile(place: &Place) {
    sign_ins(place).await;
    keys_and_roles(place);
    programs(place);
    web_identities(place);
    consoles(place);
}

/// Identity Center: sessions that are good, over, and never were, in both forms.
async fn sign_ins(place: &Place) {
    let start_url = place.control().start_url();
    let config = place.files().join("config");
    let mut text = std::fs::read_to_string(&config).unwrap();
    for name in ["over", "out"] {
        text.push_str(&session_section(name, &start_url));
    }
    std::fs::write(&config, text).unwrap();
    let session = |name: &str| format!("sso_session = {name}\n{SSO}");
    place.profile("sso", &session("practice"));
    place.profile("sso-out", &session("out"));
    place.profile("sso-over", &session("over"));
    place.profile("sso-lost", &session("gone"));
    place.profile_at("sso-silent", &session("practice"), NOWHERE);
    // One portal, kept by its address as it is written.
    let old =
        |end: &str| format!("sso_start_url = {start_url}{end}\nsso_region = eu-west-1\n{SSO}");
    place.profile("old", &old(""));
    place.profile("old-out", &old("/#"));
    place.profile("old-over", &old("/"));
    place.profile_at("old-silent", &old(""), NOWHERE);
    place.profile("old-half", &format!("sso_start_url = {start_url}\n{SSO}"));

    let app = App::new(
        place.folder().join("sign-ins"),
        Settings {
            files: ProfileFiles::in_folder(&place.files()),
            ..settings()
        },
    );
    // Nothing of the practice account's own is used here.
    app.practice_started(Ok(ProfileFiles::in_folder(&place.folder().join("none"))));
    place.control().set_token_seconds(1);
    for profile in ["sso-over", "old-over"] {
        sign_in(place, &app, profile).await;
    }
    place.control().end_sign_ins(false);
    place.control().set_token_seconds(3_600);
    for profile in ["sso", "old"] {
        sign_in(place, &app, profile).await;
    }
}

fn session_section(name: &str, start_url: &str) -> String {
    format!(
        "[sso-session {name}]\nsso_start_url = {start_url}\nsso_region = eu-west-1\n\
         sso_registration_scopes = sso:account:access\n\n"
    )
}

async fn sign_in(place: &Place, app: &App, profile: &str) {
    let request = SignInRequest {
        practice: false,
        profile: Some(profile.to_owned()),
        start_url: None,
        region: None,
        way: SignInWay::Browser,
    };
    let begun = app.begin_sign_in(request).await.unwrap();
    if let Some(code) = &begun.user_code {
        assert!(place.control().answer_code(code, SignInAnswer::Allow));
    } else {
        let page = browser::open(&begun.page).await;
        let sent = browser::press(&begun.page, &page, "allow").await;
        browser::open(&sent.location.unwrap()).await;
    }
    for _ in 0..200 {
        if app.sign_in_status(&begun.id).unwrap().state == SignInState::SignedIn {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{:#?}", app.sign_in_status(&begun.id));
}

/// The keys of a session of the console, as variables.
pub(crate) fn keys_in(cache: &str) -> Vec<(&'static str, String)> {
    let cache: Value = serde_json::from_str(cache).unwrap();
    [
        ("AWS_ACCESS_KEY_ID", "accessKeyId"),
        ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
        ("AWS_SESSION_TOKEN", "sessionToken"),
    ]
    .map(|(variable, key)| {
        (
            variable,
            cache["accessToken"][key].as_str().unwrap().to_owned(),
        )
    })
    .to_vec()
}

/// Keys as lines of a profile.
fn lines(keys: &[(&str, String)]) -> String {
    let line = |(name, value): &(&str, String)| format!("{} = {value}", name.to_lowercase());
    keys.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn keys_and_roles(place: &Place) {
    let good = lines(&place.keys_of("practice-admin"));
    let over = lines(&keys_in(&place.console("over", -60, false).cache));
    place.profile("keys-over", &over);
    place.profile(
        "keys-wrong",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hush-hush",
    );
    place.profile_at("keys-silent", &good, NOWHERE);
    let on = |source: &str| format!("{READER}\nsource_profile = {source}");
    place.profile("role", &on("practice-admin"));
    place.profile("role-out", &on("sso-out"));
    place.profile("role-over", &on("keys-over"));
    place.profile("role-orphan", &on("nowhere"));
    place.profile_at("role-silent", &on("practice-admin"), NOWHERE);

    let by = |source: &str| format!("{READER}\ncredential_source = {source}");
    let with_code = |lines: String| format!("{lines}\n{MFA}");
    place.profile("environment", &by("Environment"));
    place.profile("environment-mfa", &with_code(by("Environment")));
    place.profile_at("environment-silent", &by("Environment"), NOWHERE);
    place.profile("container", &by("EcsContainer"));
    place.profile("container-mfa", &with_code(by("EcsContainer")));
    let instance = |at: &str| {
        let source = by("Ec2InstanceMetadata");
        format!("{source}\nec2_metadata_service_endpoint = {at}")
    };
    place.profile("instance", &instance(&place.practice.url()));
    place.profile("instance-mfa", &with_code(instance(&place.practice.url())));
    place.profile("instance-nowhere", &instance(NOWHERE));
    place.profile("source-unknown", &by("Keychain"));
    place.profile("nothing", "output = json");
}

fn programs(place: &Place) {
    let printed = |name: &str, keys: &[(&str, String)]| {
        let value = |variable: &str| &keys.iter().find(|(name, _)| *name == variable).unwrap().1;
        let keys = serde_json::json!({
            "Version": 1,
            "AccessKeyId": value("AWS_ACCESS_KEY_ID"),
            "SecretAccessKey": value("AWS_SECRET_ACCESS_KEY"),
            "SessionToken": value("AWS_SESSION_TOKEN"),
        });
        let file = place.file(&format!("{name}.json"), &keys.to_string());
        place.profile(name, &format!("credential_process = cat {file}"));
    };
    printed("process", &place.keys_of("practice-admin"));
    printed(
        "process-over",
        &keys_in(&place.console("program", -60, false).cache),
    );
    place.profile(
        "process-fails",
        "credential_process = sh -c \"echo hush-hush >&2; exit 7\"",
    );
}

fn web_identities(place: &Place) {
    let by = |file: &str| {
        format!(
            "role_arn = arn:aws:iam::604712903388:role/BuildServer\nweb_identity_token_file = {file}"
        )
    };
    let good = place.file("token", &place.control().issue_web_token(BUILD, 600));
    let over = place.file("token-over", &place.control().issue_web_token(BUILD, -60));
    let made_up = place.file("token-made-up", "hush.hush.hush");
    place.profile("web", &by(&good));
    place.profile("web-over", &by(&over));
    place.profile("web-missing", &by(&format!("{good}.none")));
    place.profile("web-made-up", &by(&made_up));
    place.profile_at("web-silent", &by(&good), NOWHERE);
}

fn consoles(place: &Place) {
    let sign_in = |profile: &str, seconds: i64, kept: bool| {
        let sign_in = place.console(profile, seconds, kept);
        let line = format!("login_session = {}", sign_in.login_session);
        let url = if profile == "console-silent" {
            NOWHERE.to_owned()
        } else {
            place.practice.url()
        };
        place.profile_at(profile, &line, &url);
        sign_in
    };
    sign_in("console", 900, true);
    sign_in("console-out", 900, false);
    sign_in("console-renewed", -60, true);
    sign_in("console-silent", -60, true);
    for (profile, how) in [
        ("console-over", ConsoleEnd::Expired),
        ("console-password", ConsoleEnd::PasswordChanged),
        ("console-refused", ConsoleEnd::NotPermitted),
    ] {
        let sign_in = sign_in(profile, -60, true);
        assert!(place.control().end_console(&sign_in, how));
    }
    let garbled = sign_in("console-garbled", 900, true);
    std::fs::write(
        place.console_cache().join(garbled.file_name),
        "{\"accessToken\": \"hush\"",
    )
    .unwrap();
}
