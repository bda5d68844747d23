//! Every kind of profile in every state that it can have, on real files, against the practice account.
//!
//! [`TABLE`] is what there is to see: a line for each kind, a cell for each state. A cell names the profile that stands so
//! and what its row says, or why no profile of that kind can.

use practice_aws::{ConsoleEnd, SecretKind, SignInAnswer};
use serde_json::Value;
use strongroom::api::{ProfileStateCode, SignInRequest, SignInState, SignInWay};
use strongroom::{App, ProfileFiles, Settings};
use strongroom_tests::secrets::Net;

use crate::browser;
use crate::environment::{Ask, answers};
use crate::sources::{BUILD, Place};
use crate::stage::settings;

/// Which of the environments below the app runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    /// The environment, the container and the instance have good keys.
    Good,
    /// The environment's keys are over, nothing is there where the container's should be.
    Over,
    /// None of them has any.
    Bare,
}

enum Cell {
    /// A profile in an environment, and words of its reason.
    Is(&'static str, In, &'static str),
    /// The same, once the user has allowed the profile's program to run.
    Run(&'static str, &'static str),
    /// No profile of this kind stands so.
    Never(&'static str),
}

use Cell::{Is, Never, Run};
use In::{Bare, Good, Over};

/// The kind; ready, a code is needed, signed out, expired, broken, not checked.
const TABLE: &[(&str, [Cell; 6])] = &[
    (
        "Identity Center",
        [
            Is("sso", Bare, ""),
            Never("Identity Center asks for a code itself, in the browser"),
            Is("sso-out", Bare, "nobody has signed in"),
            Is("sso-over", Bare, "ended at"),
            Is("sso-lost", Bare, "`gone` does not exist"),
            Is("sso-silent", Bare, "no answer"),
        ],
    ),
    (
        "Identity Center, the old form",
        [
            Is("old", Bare, ""),
            Never("as above"),
            Is("old-out", Bare, "nobody has signed in"),
            Is("old-over", Bare, "ended at"),
            Is("old-half", Bare, "`sso_region` is missing"),
            Is("old-silent", Bare, "no answer"),
        ],
    ),
    (
        "access keys",
        [
            Is("practice-admin", Bare, ""),
            Never("a code changes nothing about keys"),
            Never("keys are there, or the profile is none of this kind"),
            Is("keys-over", Bare, "expired"),
            Is("keys-wrong", Bare, "InvalidClientTokenId"),
            Is("keys-silent", Bare, "no answer"),
        ],
    ),
    (
        "assumed role, source_profile",
        [
            Is("role", Bare, ""),
            Is("practice-mfa", Bare, "mfa/breakglass"),
            Is("role-out", Bare, "nobody has signed in"),
            Is("role-over", Bare, "expired"),
            Is("role-orphan", Bare, "`nowhere` does not exist"),
            Is("role-silent", Bare, "no answer"),
        ],
    ),
    (
        "assumed role, Environment",
        [
            Is("environment", Good, ""),
            Is("environment-mfa", Good, "mfa/breakglass"),
            Never("keys are there or they are missing, which is broken"),
            Is("environment", Over, "expired"),
            Is("environment", Bare, "AWS_ACCESS_KEY_ID"),
            Is("environment-silent", Good, "no answer"),
        ],
    ),
    (
        "assumed role, EcsContainer",
        [
            Is("container", Good, ""),
            Is("container-mfa", Good, "mfa/breakglass"),
            Never("nobody signs in to a container"),
            Never("a container always hands out keys that are good"),
            Is("container", Bare, "a task role"),
            Is("container", Over, "does not answer"),
        ],
    ),
    (
        "assumed role, Ec2InstanceMetadata",
        [
            Is("instance", Good, ""),
            Is("instance-mfa", Good, "mfa/breakglass"),
            Never("nobody signs in to an instance"),
            Never("an instance always hands out keys that are good"),
            Is("instance-nowhere", Bare, "an EC2 instance that has a role"),
            Never("what does not answer is no instance's: broken"),
        ],
    ),
    (
        "assumed role, another source",
        [
            Never("there is no such source"),
            Never("there is no such source"),
            Never("there is no such source"),
            Never("there is no such source"),
            Is("source-unknown", Good, "`Keychain`"),
            Never("it is told without asking anyone"),
        ],
    ),
    (
        "credential process",
        [
            Run("process", ""),
            Never("a program asks its user itself"),
            Never("a program that is signed out fails, as any that is broken"),
            Run("process-over", "expired"),
            Run("process-fails", "exit status: 7"),
            Is("process", Bare, "starts a program"),
        ],
    ),
    (
        "web identity",
        [
            Is("web", Bare, ""),
            Never("a token takes the place of whatever a person would type"),
            Never("another program signs in and keeps the token's file"),
            Is("web-over", Bare, "ExpiredTokenException"),
            Is("web-missing", Bare, "can't be read"),
            Is("web-silent", Bare, "no answer"),
        ],
    ),
    (
        "web identity, not AWS's word",
        [
            Never("as above"),
            Never("as above"),
            Never("as above"),
            Never("as above"),
            Is("web-made-up", Bare, "InvalidIdentityToken"),
            Never("as above"),
        ],
    ),
    (
        "console login",
        [
            Is("console", Bare, ""),
            Never("the console asks for a code itself"),
            Is("console-out", Bare, "nobody has signed in"),
            Is("console-over", Bare, "has ended"),
            Is("console-garbled", Bare, "can't be used"),
            Is("console-silent", Bare, "no answer"),
        ],
    ),
    (
        "console login, to be renewed",
        [
            Is("console-renewed", Bare, ""),
            Never("as above"),
            Never("as above"),
            Is("console-password", Bare, "password has changed"),
            Is("console-refused", Bare, "signin:CreateOAuth2Token"),
            Never("as above"),
        ],
    ),
    (
        "no credentials",
        [
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Is("nothing", Bare, "no way to sign in"),
            Never("it names no way to sign in"),
        ],
    ),
];

const STATES: [ProfileStateCode; 6] = [
    ProfileStateCode::Ready,
    ProfileStateCode::CodeNeeded,
    ProfileStateCode::SignedOut,
    ProfileStateCode::Expired,
    ProfileStateCode::Broken,
    ProfileStateCode::NotChecked,
];

const READER: &str = "role_arn = arn:aws:iam::604712903388:role/ContactCentreReader";
const MFA: &str = "mfa_serial = arn:aws:iam::604712903388:mfa/breakglass";
/// Where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:1";
const SSO: &str = "sso_account_id = 604712903388\nsso_role_name = AdministratorAccess";

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_profile_in_every_state_that_it_can_have() {
    let place = Place::start().await;
    sign_ins(&place).await;
    keys_and_roles(&place);
    programs(&place);
    web_identities(&place);
    consoles(&place);
    let container = place.control().give_machine_role("Admin").unwrap();
    let over = keys_in(&place.console("gone", -60, false).cache);
    let mut wrong = Vec::new();
    let mut shown = Vec::new();
    for environment in [Good, Over, Bare] {
        let variables = match environment {
            Good => [
                place.keys_of("practice-admin"),
                vec![
                    (
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        place.control().container_url(),
                    ),
                    ("AWS_CONTAINER_AUTHORIZATION_TOKEN", container.clone()),
                ],
            ]
            .concat(),
            Over => [
                over.clone(),
                vec![(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    format!("{NOWHERE}/credentials"),
                )],
            ]
            .concat(),
            Bare => Vec::new(),
        };
        wrong.extend(differences(&place, environment, &variables, &mut shown).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // None of the rows has a part of what is behind it.
    let net = Net::new(place.control().secrets());
    for kind in SecretKind::FROM_ELSEWHERE {
        assert!(net.kinds().contains_key(&kind), "no {kind:?} in this run");
    }
    let shown = Value::from(shown).to_string();
    assert_eq!(net.catch("the rows", shown.as_bytes()), []);
    assert_eq!(net.codes("the rows", shown.as_bytes()), []);
}

/// What the table says and the app doesn't, in one environment; what the app answers is `shown`.
async fn differences(
    place: &Place,
    now: In,
    variables: &[(&str, String)],
    shown: &mut Vec<Value>,
) -> Vec<String> {
    let mut asks = Vec::new();
    let mut expected = Vec::new();
    for (kind, cells) in TABLE {
        for (cell, state) in cells.iter().zip(STATES) {
            let (profile, programs, words) = match cell {
                Is(profile, environment, words) if *environment == now => (profile, false, words),
                Run(profile, words) if now == Bare => (profile, true, words),
                Is(..) | Run(..) => continue,
                Never(why) => {
                    assert!(!why.is_empty());
                    continue;
                }
            };
            asks.push(Ask::Check((*profile).to_owned(), programs));
            expected.push((kind, profile, state, words));
        }
    }
    let found = answers(place.folder(), &place.files(), variables, &asks).await;
    shown.extend(found.iter().cloned());
    let mut wrong = Vec::new();
    for ((kind, profile, state, words), found) in expected.into_iter().zip(found) {
        let why = found["why"].as_str().unwrap_or_default();
        let right = found["state"] == serde_json::to_value(state).unwrap()
            && why.to_lowercase().contains(&words.to_lowercase())
            && why.is_empty() == (state == ProfileStateCode::Ready)
            // What can be done about it is said, unless the row's own button does it.
            && (found["help"].is_string()
                || matches!(state, ProfileStateCode::Ready | ProfileStateCode::NotChecked))
            && !found.to_string().contains("hush");
        if !right {
            wrong.push(format!(
                "{kind}, `{profile}`, {now:?}: not {state:?} ({words}) but {found:#}"
            ));
        }
    }
    wrong
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
fn keys_in(cache: &str) -> Vec<(&'static str, String)> {
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
