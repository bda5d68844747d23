//! A practice account and a folder with AWS files, for profiles whose credentials come from anywhere.

use std::path::{Path, PathBuf};

use practice_aws::{ConsoleSignIn, Control, PracticeAccount};
use serde_json::{Value, json};

use crate::environment::{Ask, answers};
use crate::sign_in::as_the_aws_cli;
use crate::stage::practice_with;

/// Whom the role `BuildServer` lets in.
pub(crate) const BUILD: &str = "repo:northwind/contact-flows";

/// A practice account in which a role trusts the web identity provider, and a folder with AWS files.
pub(crate) struct Place {
    pub(crate) practice: PracticeAccount,
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) async fn start() -> Self {
        let practice = practice_with(let_the_build_server_in).await;
        let folder = tempfile::tempdir().unwrap();
        let place = Self { practice, folder };
        place.practice.write_profiles(&place.files()).unwrap();
        place
    }

    pub(crate) fn control(&self) -> &Control {
        self.practice.control()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn files(&self) -> PathBuf {
        self.folder().join("aws")
    }

    /// Where the AWS CLI would keep sessions of the console.
    pub(crate) fn console_cache(&self) -> PathBuf {
        self.folder().join("home/.aws/login/cache")
    }

    /// Adds a profile whose calls go to the practice account.
    pub(crate) fn profile(&self, name: &str, lines: &str) {
        self.profile_at(name, lines, &self.practice.url());
    }

    /// Adds a profile whose calls go somewhere.
    pub(crate) fn profile_at(&self, name: &str, lines: &str, url: &str) {
        let config = self.files().join("config");
        let text = std::fs::read_to_string(&config).unwrap();
        let more =
            format!("[profile {name}]\n{lines}\nregion = eu-west-2\nendpoint_url = {url}\n\n");
        std::fs::write(&config, text + &more).unwrap();
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// A session of the console, as `aws login` leaves it; its file is not there yet where `kept` is false.
    pub(crate) fn console(&self, name: &str, seconds: i64, kept: bool) -> ConsoleSignIn {
        let sign_in = self
            .control()
            .sign_in_to_console("Admin", name, seconds)
            .unwrap();
        if kept {
            let folder = self.console_cache();
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(&sign_in.file_name), &sign_in.cache).unwrap();
        }
        sign_in
    }

    /// The keys of a profile of the practice account, as variables.
    pub(crate) fn keys_of(&self, profile: &str) -> Vec<(&'static str, String)> {
        let text = std::fs::read_to_string(self.files().join("credentials")).unwrap();
        let (_, section) = text.split_once(&format!("[{profile}]")).unwrap();
        let section = section.split("\n[").next().unwrap();
        let value = |key: &str| {
            let line = section.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.trim_start_matches([' ', '=']).to_owned())
        };
        [
            ("AWS_ACCESS_KEY_ID", "aws_access_key_id"),
            ("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
            ("AWS_SESSION_TOKEN", "aws_session_token"),
        ]
        .into_iter()
        .filter_map(|(variable, key)| Some((variable, value(key)?)))
        .collect()
    }

    /// Who a profile is for the AWS CLI's own library.
    pub(crate) async fn as_the_aws_cli(&self, profile: &str) -> Result<String, String> {
        let home = self.folder().join("home");
        std::fs::create_dir_all(home.join(".aws")).unwrap();
        for name in ["config", "credentials"] {
            std::fs::copy(self.files().join(name), home.join(".aws").join(name)).unwrap();
        }
        as_the_aws_cli(&home, profile).await
    }

    pub(crate) async fn asked(&self, variables: &[(&str, String)], asks: &[Ask]) -> Vec<Value> {
        answers(self.folder(), &self.files(), variables, asks).await
    }
}

/// A role that the web identity provider's tokens for [`BUILD`] open.
fn let_the_build_server_in(world: &mut Value) {
    let roles = world["roles"].as_array_mut().unwrap();
    let mut build = roles
        .iter()
        .find(|role| role["name"] == "ContactCentreReader")
        .unwrap()
        .clone();
    build["name"] = json!("BuildServer");
    build["id"] = json!("AROABUILDSERVER2345ZY");
    build["trust"] = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": "arn:aws:iam::604712903388:oidc-provider/oidc.northwind.example"},
        "Condition": {"StringEquals": {
            "oidc.northwind.example:aud": "sts.amazonaws.com", "oidc.northwind.example:sub": BUILD,
        }},
    }]});
    roles.push(build);
}
