//! Where credentials come from besides the AWS files, opened for real: the environment, a container, an EC2 instance,
//! the token of a web identity provider, a session of the console.

use std::path::PathBuf;

use practice_aws::{ConsoleEnd, ConsoleSignIn};
use serde_json::Value;

use crate::environment::Ask;
use crate::place::{BUILD, Place};

const READER: &str = "arn:aws:iam::604712903388:role/ContactCentreReader";
const DEVICE: &str = "arn:aws:iam::604712903388:mfa/breakglass";

fn who(answer: &Value) -> &str {
    answer["ok"]["who"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer:#}"))
}

fn message(answer: &Value) -> String {
    let error = &answer["error"];
    assert!(error.is_object(), "{answer:#}");
    format!("{} {}", error["message"], error["help"])
}

/// A network that shows a certificate of its own in front of the practice account; the address in it.
struct CompanyNetwork {
    process: std::process::Child,
    url: String,
    authority: PathBuf,
}

impl CompanyNetwork {
    fn start(place: &Place) -> Self {
        use std::io::BufRead as _;

        let python = std::env::var_os("STRONGROOM_PYTHON").unwrap_or_else(|| "python3".into());
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/oracles/network/company_tls.py"
        );
        let url = place.practice.url();
        let authority = place.folder().join("authority.pem");
        let mut process = std::process::Command::new(python)
            .args(["-B", script, url.rsplit(':').next().unwrap()])
            .arg(&authority)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let out = process.stdout.as_mut().unwrap();
        std::io::BufReader::new(out).read_line(&mut port).unwrap();
        Self {
            url: format!("https://127.0.0.1:{}", port.trim()),
            process,
            authority,
        }
    }
}

impl Drop for CompanyNetwork {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `SSL_CERT_FILE` is taken over from the login shell for.
#[tokio::test(flavor = "multi_thread")]
async fn a_company_network_s_certificate_is_told_and_trusted_where_it_is_named() {
    let place = Place::start().await;
    let network = CompanyNetwork::start(&place);
    let keys: Vec<String> = place
        .keys_of("practice-admin")
        .iter()
        .map(|(name, value)| format!("{} = {value}", name.to_lowercase()))
        .collect();
    place.profile_at("behind", &keys.join("\n"), &network.url);
    let asks = [Ask::Check("behind".to_owned(), false), Ask::open("behind")];
    let told = place.asked(&[], &asks).await;
    assert_eq!(told[0]["state"], "not_checked", "{told:#?}");
    assert!(
        told[0]["help"].as_str().unwrap().contains("SSL_CERT_FILE"),
        "{told:#?}"
    );
    let words = message(&told[1]);
    assert!(words.contains("invalid peer certificate"), "{words}");

    let authority = network.authority.display().to_string();
    let opened = place.asked(&[("SSL_CERT_FILE", authority)], &asks).await;
    assert_eq!(opened[0]["state"], "ready", "{opened:#?}");
    assert_eq!(who(&opened[1]), "role Admin, session dana.hartley");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_by_the_environment_asks_for_a_code_and_takes_it() {
    let place = Place::start().await;
    let role = "role_arn = arn:aws:iam::604712903388:role/emergency/BreakGlassAdmin\n\
                credential_source = Environment";
    place.profile("with-code", &format!("{role}\nmfa_serial = {DEVICE}"));
    place.profile("without-code", role);
    let keys = place.keys_of("practice-breakglass");
    let code = place.control().one_time_code("breakglass").unwrap();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let with = |code: &str| Ask::Open("with-code".to_owned(), Some(code.to_owned()));
    let asks = [
        Ask::Check("with-code".to_owned(), false),
        Ask::open("with-code"),
        with(wrong),
        Ask::open("without-code"),
        with(&code),
        with(&code),
    ];
    let answers = place.asked(&keys, &asks).await;
    let [state, none, wrong, without, right, again] = answers.as_slice() else {
        panic!("{answers:#?}")
    };
    assert_eq!(state["state"], "code_needed", "{state:#}");
    assert_eq!(none["error"]["code"], "code_needed", "{none:#}");
    assert!(message(none).contains(DEVICE), "{none:#}");
    assert_eq!(wrong["error"]["code"], "code_needed", "{wrong:#}");
    // The role's trust policy wants the code.
    assert!(message(without).contains("sts:AssumeRole"), "{without:#}");
    // The same name each time: a session that is made anew is the same identity.
    assert_eq!(who(right), "role BreakGlassAdmin, session strongroom");
    assert_eq!(right["ok"]["renewal"], "code", "{right:#}");
    // A code is taken once.
    assert_eq!(again["error"]["code"], "code_needed", "{again:#}");
    assert!(message(again).contains("next code"), "{again:#}");

    let missing = place.asked(&[], &asks[3..4]).await;
    let words = message(&missing[0]);
    assert!(
        words.contains("`Environment`") && words.contains("AWS_ACCESS_KEY_ID"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_by_a_container_or_an_instance_is_opened() {
    let place = Place::start().await;
    place.profile(
        "container",
        &format!("role_arn = {READER}\ncredential_source = ecscontainer"),
    );
    // The profile says where the metadata service is, as it does for the SDK.
    place.profile(
        "instance",
        &format!(
            "role_arn = {READER}\ncredential_source = Ec2InstanceMetadata\n\
             ec2_metadata_service_endpoint = {}",
            place.practice.url()
        ),
    );
    place.profile(
        "instance-by-environment",
        &format!("role_arn = {READER}\ncredential_source = Ec2InstanceMetadata"),
    );
    let variables = |token: &str| {
        [
            (
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                place.control().container_url(),
            ),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", token.to_owned()),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", place.practice.url()),
        ]
    };
    let asks = ["container", "instance", "instance-by-environment"].map(Ask::open);
    let none = place.asked(&variables("none"), &asks).await;
    assert!(message(&none[0]).contains("`EcsContainer`"), "{none:#?}");
    assert!(
        message(&none[1]).contains("`Ec2InstanceMetadata`"),
        "{none:#?}"
    );

    let token = place.control().give_machine_role("Admin").unwrap();
    let found = place.asked(&variables(&token), &asks).await;
    for answer in &found {
        assert_eq!(who(answer), "role ContactCentreReader, session strongroom");
    }
    let foreign = place.asked(&variables("another"), &asks[..1]).await;
    assert!(
        message(&foreign[0]).contains("`EcsContainer`"),
        "{foreign:#?}"
    );
    let seen = place.control().seen_after(0);
    let assumed = seen
        .iter()
        .filter(|call| call.operation == "sts:AssumeRole" && call.status == Some(200));
    assert!(
        assumed.clone().all(|call| call.caller.contains("Admin/i-")),
        "{:#?}",
        assumed.collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_identity_is_opened_and_renewed_with_the_next_token() {
    let place = Place::start().await;
    let control = place.control();
    let role = "role_arn = arn:aws:iam::604712903388:role/BuildServer";
    let web = |name: &str, token: &str| {
        let file = place.file(name, token);
        place.profile(name, &format!("{role}\nweb_identity_token_file = {file}"));
        file
    };
    let file = web("good", &control.issue_web_token(BUILD, 600));
    web("over", &control.issue_web_token(BUILD, -60));
    web("made-up", "ey.ey.ey");
    web("someone-else", &control.issue_web_token("repo:other", 600));
    place.profile(
        "missing",
        &format!("{role}\nweb_identity_token_file = {file}.no"),
    );
    // A role may stand on it like on any other profile.
    place.profile(
        "on-top",
        &format!("role_arn = {READER}\nsource_profile = good"),
    );
    let over = place.folder().join("over").display().to_string();
    let next = place.file("next", &control.issue_web_token(BUILD, 600));
    let asks = [
        Ask::open("good"),
        Ask::Copy(over, file.clone()),
        Ask::Renew,
        Ask::Copy(next, file),
        Ask::Renew,
        Ask::open("over"),
        Ask::open("made-up"),
        Ask::open("someone-else"),
        Ask::open("missing"),
        Ask::open("on-top"),
    ];
    let answers = place.asked(&[], &asks).await;
    let arn = place.as_the_aws_cli("made-up").await.unwrap_err();
    assert!(arn.contains("InvalidIdentityToken"), "{arn}");
    let arn = place.as_the_aws_cli("good").await.unwrap();
    assert!(arn.contains("assumed-role/BuildServer/"), "{arn}");
    assert_eq!(who(&answers[0]), "role BuildServer, session strongroom");
    assert!(answers[0]["ok"]["sessionEnds"].is_string());
    assert_eq!(answers[2]["error"]["code"], "session_expired");
    assert_eq!(who(&answers[4]), "role BuildServer, session strongroom");
    for (answer, words) in [
        (&answers[2], "ExpiredTokenException"),
        (&answers[5], "token file write a new token"),
        (&answers[6], "InvalidIdentityToken"),
        (&answers[7], "sts:AssumeRoleWithWebIdentity"),
        (&answers[8], "good.no"),
        // The role itself lets nobody of the build server in.
        (&answers[9], "sts:AssumeRole"),
    ] {
        let told = message(answer);
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_console_is_opened_renewed_and_ended() {
    let place = Place::start().await;
    let named = |name: &str, sign_in: &ConsoleSignIn| {
        place.profile(name, &format!("login_session = {}", sign_in.login_session));
    };
    let kept = |sign_in: &ConsoleSignIn| {
        let path = place.console_cache().join(&sign_in.file_name);
        serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap()
    };
    let good = place.console("asha", 900, true);
    let over = place.console("bela", -60, true);
    let ended = place.console("cleo", -60, true);
    place.control().end_console(&ended, ConsoleEnd::Expired);
    named("good", &good);
    named("over", &over);
    named("ended", &ended);
    place.profile(
        "on-top",
        &format!("role_arn = {READER}\nsource_profile = over"),
    );
    place.profile(
        "on-ended",
        &format!("role_arn = {READER}\nsource_profile = ended"),
    );
    let asks = ["good", "over", "ended", "on-top", "on-ended"].map(Ask::open);
    let answers = place.asked(&[], &asks).await;
    assert_eq!(who(&answers[0]), "role Admin, session asha");
    assert!(answers[0]["ok"]["sessionEnds"].is_string());
    // Renewed with what the file holds, and kept there for the AWS CLI.
    assert_eq!(who(&answers[1]), "role Admin, session bela");
    let before: Value = serde_json::from_str(&over.cache).unwrap();
    let after = kept(&over);
    assert_ne!(after["accessToken"], before["accessToken"]);
    assert_ne!(after["refreshToken"], before["refreshToken"]);
    assert_eq!(after["dpopKey"], before["dpopKey"]);
    assert_eq!(
        who(&answers[3]),
        "role ContactCentreReader, session strongroom"
    );
    for ended in [&answers[2], &answers[4]] {
        let told = message(ended);
        assert_eq!(ended["error"]["code"], "session_expired", "{ended:#}");
        assert!(told.contains("`aws login --profile ended`"), "{told}");
    }

    // The AWS CLI's own library does the same with the same files, and either renews after the other.
    let arn = place.as_the_aws_cli("good").await.unwrap();
    assert!(arn.ends_with("assumed-role/Admin/asha"), "{arn}");
    let late = place.console("dora", -60, true);
    named("late", &late);
    let arn = place.as_the_aws_cli("late").await.unwrap();
    assert!(arn.ends_with("assumed-role/Admin/dora"), "{arn}");
    let theirs = kept(&late);
    let before: Value = serde_json::from_str(&late.cache).unwrap();
    assert_ne!(theirs["refreshToken"], before["refreshToken"]);
    let answers = place.asked(&[], &[Ask::open("late")]).await;
    assert_eq!(who(&answers[0]), "role Admin, session dora");
    assert_eq!(kept(&late), theirs);
}
