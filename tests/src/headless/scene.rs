//! A practice account and a folder of the app's own, and a small world that is read quickly.

use std::fs;
use std::path::{Path, PathBuf};

use practice_aws::{Control, Options, PracticeAccount};
use serde_json::{Value, json};
use strongroom::{App, ProfileFiles, Settings};

use super::Fallible;

/// The buckets of the small world: without a policy, with a TLS-only Deny, and in another Region with a
/// vendor that reads.
pub const BUCKETS: [&str; 3] = [
    "northwind-support-recordings",
    "connect-7c1e0b44d9a2",
    "northwind-global-recordings",
];

/// A world with one instance that stores something in each of [`BUCKETS`], in which every Region answers.
///
/// # Errors
/// When the practice account can't be started.
#[expect(
    clippy::indexing_slicing,
    reason = "a JSON object takes any name and gives null for what it has not"
)]
pub async fn small_world() -> Fallible<Value> {
    let practice = PracticeAccount::start(Options::default()).await?;
    let mut world = practice.control().world();
    practice.stop().await;
    let list = |value: &mut Value| value.as_array_mut().map(std::mem::take).unwrap_or_default();
    let mut instance = list(&mut world["instances"])
        .into_iter()
        .find(|instance| instance["alias"] == "northwind-support")
        .ok_or("the seed has no northwind-support")?;
    let types = ["CALL_RECORDINGS", "CHAT_TRANSCRIPTS", "CONTACT_EVALUATIONS"];
    let storage = types.iter().zip(BUCKETS).map(|(resource_type, bucket)| {
        json!({
            "resource_type": resource_type,
            "association_id": format!("{resource_type}-{bucket}"),
            "target": {"s3": {"bucket": bucket, "prefix": "connect/northwind-support", "kms_key": null}},
        })
    });
    instance["storage"] = storage.collect();
    let contacts = list(&mut world["contacts"])
        .into_iter()
        .filter(|contact| contact["instance"] == instance["id"]);
    world["contacts"] = contacts.collect();
    world["instances"] = json!([instance]);
    world["regions"] = json!({"not_enabled": [], "silent": []});
    if let Some(buckets) = world["buckets"].as_object_mut() {
        buckets.retain(|name, _| BUCKETS.contains(&name.as_str()));
    }
    Ok(world)
}

/// A policy that somebody else puts into a bucket: its one statement is `Theirs`.
pub fn theirs(bucket: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Theirs", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::604712903388:root"},
        "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{bucket}/*"),
    }]})
}

/// A practice account that runs here, and the folder of an app that uses it.
#[derive(Debug)]
pub struct Scene {
    /// The practice account.
    pub practice: PracticeAccount,
    folder: tempfile::TempDir,
}

impl Scene {
    /// A practice account with this world and an app's folder; `data` is a folder to begin with.
    ///
    /// # Errors
    /// When the account can't be started or a file can't be written.
    pub async fn start(world: &Value, data: Option<&Path>) -> Fallible<Self> {
        let folder = tempfile::tempdir()?;
        let seed = folder.path().join("world.json");
        fs::write(&seed, world.to_string())?;
        let options = Options {
            seed: Some(seed),
            ..Options::default()
        };
        let practice = PracticeAccount::start(options).await?;
        let scene = Self { practice, folder };
        fs::create_dir_all(scene.data())?;
        if let Some(data) = data {
            copy(data, &scene.data())?;
        }
        scene.practice.write_profiles(&scene.profiles())?;
        Ok(scene)
    }

    /// What can be done to the account from outside.
    pub fn control(&self) -> &Control {
        self.practice.control()
    }

    /// The app's folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder with the AWS profiles.
    pub fn profiles(&self) -> PathBuf {
        self.folder.path().join("profiles")
    }

    /// The folder that holds the practice account's history.
    pub fn history(&self) -> PathBuf {
        self.data().join("practice").join("history")
    }

    /// A start of the app, in this process.
    pub fn app(&self, settings: Settings) -> App {
        app(self.data(), &self.profiles(), settings)
    }
}

/// A start of the app on a folder, with the practice account that these profiles lead to.
pub fn app(data: PathBuf, profiles: &Path, settings: Settings) -> App {
    let app = App::new(data, settings);
    app.practice_started(Ok(ProfileFiles::in_folder(profiles)));
    app
}

/// Copies a folder with all that is in it.
///
/// # Errors
/// When something can't be read or written.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &there)?;
        } else {
            fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}
