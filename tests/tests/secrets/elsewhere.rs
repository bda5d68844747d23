//! Ways to sign in that other programs and machines keep for a user, and that work: a web identity, the console, an EC2
//! instance, a container. They lead to a practice account of their own, beside the app's.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use practice_aws::{ConsoleSignIn, Options, PracticeAccount, Secret};
use serde_json::json;
use strongroom_tests::drive::{Role, Window};

const PATIENCE: Duration = Duration::from_mins(1);
/// Whom the role `BuildServer` lets in.
const BUILD: &str = "repo:northwind/contact-flows";
const READER: &str = "role_arn = arn:aws:iam::604712903388:role/ContactCentreReader";
/// Each profile, and who it is.
pub(crate) const PROFILES: [(&str, &str); 4] = [
    ("build", "role BuildServer, session strongroom"),
    ("console", "role Admin, session asha"),
    ("container", "role ContactCentreReader, session strongroom"),
    ("instance", "role ContactCentreReader, session strongroom"),
];

/// The account, and what leads to it.
pub(crate) struct Elsewhere {
    practice: PracticeAccount,
    web_token: String,
    console: ConsoleSignIn,
    container_token: String,
}

impl Elsewhere {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let first = PracticeAccount::start(Options::default()).await.unwrap();
        let mut world = first.control().world();
        first.stop().await;
        let roles = world
            .get_mut("roles")
            .and_then(|roles| roles.as_array_mut());
        let roles = roles.unwrap();
        let reader = |role: &&serde_json::Value| {
            role.get("name").and_then(|name| name.as_str()) == Some("ContactCentreReader")
        };
        let mut build = roles.iter().find(reader).unwrap().clone();
        let changes = json!({
            "name": "BuildServer",
            "id": "AROABUILDSERVER2345ZY",
            "trust": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated": "arn:aws:iam::604712903388:oidc-provider/oidc.northwind.example"},
                "Condition": {"StringEquals": {"oidc.northwind.example:sub": BUILD}},
            }]},
        });
        let changes = changes.as_object().unwrap().clone();
        build.as_object_mut().unwrap().extend(changes);
        roles.push(build);
        let seed = folder.path().join("world.json");
        std::fs::write(&seed, world.to_string()).unwrap();
        let options = Options {
            seed: Some(seed),
            ..Options::default()
        };
        let practice = PracticeAccount::start(options).await.unwrap();
        let control = practice.control();
        Self {
            web_token: control.issue_web_token(BUILD, 3_600),
            // It has to be renewed first, which takes all that is kept.
            console: control.sign_in_to_console("Admin", "asha", -60).unwrap(),
            container_token: control.give_machine_role("Admin").unwrap(),
            practice,
        }
    }

    /// What a container has in its environment.
    pub(crate) fn environment(&self) -> [(&'static str, OsString); 2] {
        let url = self.practice.control().container_url();
        [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.into()),
            (
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                self.container_token.clone().into(),
            ),
        ]
    }

    /// Adds the profiles to the AWS files of a home folder.
    pub(crate) fn write(&self, home: &Path) -> std::io::Result<()> {
        let aws = home.join(".aws");
        let token = aws.join("web-token");
        std::fs::write(&token, &self.web_token)?;
        let cache = aws.join("login/cache");
        std::fs::create_dir_all(&cache)?;
        std::fs::write(cache.join(&self.console.file_name), &self.console.cache)?;
        let url = self.practice.url();
        let end = format!("region = eu-west-2\nendpoint_url = {url}\n");
        let config = aws.join("config");
        let text = std::fs::read_to_string(&config)?;
        let more = format!(
            "[profile build]\nrole_arn = arn:aws:iam::604712903388:role/BuildServer\n\
             web_identity_token_file = {}\n{end}\
             [profile console]\nlogin_session = {}\n{end}\
             [profile container]\n{READER}\ncredential_source = EcsContainer\n{end}\
             [profile instance]\n{READER}\ncredential_source = Ec2InstanceMetadata\n\
             ec2_metadata_service_endpoint = {url}\n{end}",
            token.display(),
            self.console.login_session,
        );
        std::fs::write(config, text + &more)
    }

    /// What has to stay secret.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        self.practice.control().secrets()
    }
}

/// Opens one of the profiles in the window.
pub(crate) async fn open(window: &Window, profile: &str, who: &str) {
    let open = format!("Open profile {profile}");
    window.press(Role::Button, open).await.unwrap();
    window.says(PATIENCE, &[who]).await.unwrap();
}
