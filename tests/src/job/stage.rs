//! The app on a virtual display, with a data folder and a home of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use practice_aws::{Kind, Secret, Trouble};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{JobError, control};
use crate::drive::{Display, Driver, Launch, Window};

/// The name of the app's binary.
const APP: &str = "strongroom-desktop";
/// What any page says where the app itself failed.
const UNEXPECTED: &str = "The app met something it did not expect";

/// The app, open. Everything is ended and removed when this is dropped.
pub struct Stage {
    /// The app's window.
    pub window: Window,
    driver: Driver,
    display: Display,
    folder: TempDir,
    environment: Vec<(&'static str, OsString)>,
}

impl Stage {
    /// Opens the app's binary in a window, in a world in which nobody has used it before.
    ///
    /// # Errors
    ///
    /// Where the display, the driver or the app doesn't start.
    pub async fn open(app: &Path) -> Result<Self, JobError> {
        Self::open_with(app, |_| Ok(())).await
    }

    /// As [`Stage::open`], in a home folder that was made ready.
    ///
    /// # Errors
    ///
    /// As [`Stage::open`], and where the home folder can't be made ready.
    pub async fn open_with(
        app: &Path,
        prepare: impl FnOnce(&Path) -> std::io::Result<()>,
    ) -> Result<Self, JobError> {
        Self::open_in(app, Vec::new(), prepare).await
    }

    /// As [`Stage::open_with`], with more in the app's environment.
    ///
    /// # Errors
    ///
    /// As [`Stage::open_with`].
    pub async fn open_in(
        app: &Path,
        environment: Vec<(&'static str, OsString)>,
        prepare: impl FnOnce(&Path) -> std::io::Result<()>,
    ) -> Result<Self, JobError> {
        let folder = TempDir::new().map_err(|cause| JobError::File {
            path: std::env::temp_dir(),
            cause,
        })?;
        let home = folder.path().join("home");
        for path in [&home, &folder.path().join("tmp")] {
            std::fs::create_dir_all(path).map_err(|cause| JobError::File {
                path: path.clone(),
                cause,
            })?;
        }
        prepare(&home).map_err(|cause| JobError::File {
            path: home.clone(),
            cause,
        })?;
        let display = Display::start(folder.path()).await?;
        Self::launch(app, folder, display, environment).await
    }

    /// Kills the app in the middle of whatever it does and opens it again in the same world.
    ///
    /// # Errors
    ///
    /// Where the driver or the app doesn't start again.
    pub async fn kill_and_reopen(self, app: &Path) -> Result<Self, JobError> {
        let Self {
            driver,
            display,
            folder,
            environment,
            ..
        } = self;
        driver.kill();
        Self::launch(app, folder, display, environment).await
    }

    async fn launch(
        app: &Path,
        folder: TempDir,
        display: Display,
        more: Vec<(&'static str, OsString)>,
    ) -> Result<Self, JobError> {
        let home = folder.path().join("home");
        let mut environment: Vec<(&str, OsString)> = vec![
            ("STRONGROOM_DATA_DIR", data(&folder).into()),
            // What is logged at most, so that a test can look for credentials in it.
            ("STRONGROOM_LOG", "debug,s3s=off".into()),
            ("HOME", home.clone().into()),
            ("XDG_CACHE_HOME", home.join(".cache").into()),
            ("XDG_CONFIG_HOME", home.join(".config").into()),
            ("XDG_DATA_HOME", home.join(".local/share").into()),
            ("XDG_STATE_HOME", home.join(".local/state").into()),
            ("XDG_RUNTIME_DIR", home.into()),
            ("TMPDIR", folder.path().join("tmp").into()),
            // The job opens the contact's page itself; no other browser is to appear.
            ("BROWSER", "true".into()),
        ];
        environment.extend(more.iter().cloned());
        let log = folder.path().join("window.log");
        let driver = Driver::start(&display, &environment, &log).await?;
        let window = driver.open(&Launch::App(app.to_owned())).await?;
        // What a laptop's screen has; the pictures are taken at this size.
        window.resize(1280, 860).await?;
        Ok(Self {
            window,
            driver,
            display,
            folder,
            environment: more,
        })
    }

    /// Opens a page in a browser beside the app, as a person does with the page of a contact.
    ///
    /// # Errors
    ///
    /// Where the browser doesn't start.
    pub async fn browse(&self, url: &str) -> Result<(Driver, Window), JobError> {
        let log = self.folder.path().join("browser.log");
        let driver = Driver::start(&self.display, &[], &log).await?;
        let window = driver.open(&Launch::Browser).await?;
        window.go(url).await?;
        Ok((driver, window))
    }

    /// Waits until the page says something, and answers its text; where it says one of `not` instead, that is the error.
    pub(super) async fn until(
        &self,
        patience: Duration,
        says: &str,
        not: &[&str],
    ) -> Result<String, JobError> {
        let mut any_of = vec![says];
        any_of.extend_from_slice(not);
        any_of.push(UNEXPECTED);
        let which = self.window.says(patience, &any_of).await?;
        match any_of.get(which) {
            Some(said) if which > 0 => {
                self.wrong(format!("it says `{said}` and not `{says}`"))
                    .await
            }
            _ => Ok(self.window.text().await?),
        }
    }

    /// The page shows something else than it is to show.
    pub(super) async fn wrong<T>(&self, what: impl Into<String>) -> Result<T, JobError> {
        let text = self.window.text().await?;
        Err(JobError::Seen {
            what: what.into(),
            page: text.chars().take(1500).collect(),
        })
    }

    /// The AWS files of the practice account, which the app wrote: `config` and `credentials`.
    pub fn practice_files(&self) -> PathBuf {
        data(&self.folder).join("practice").join("aws")
    }

    /// The app's data folder.
    pub fn data(&self) -> PathBuf {
        data(&self.folder)
    }

    /// The folder that everything of the run is in: the app's data, its home, its temporary files, what was printed.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The app's process, by its number. It is one of the driver's process group.
    pub fn app_process(&self) -> Option<u32> {
        self.driver.process_of(APP)
    }

    /// What has to stay secret, as the app's practice account tells it; its control port has to be open
    /// (`STRONGROOM_PRACTICE_CONTROL`).
    ///
    /// # Errors
    ///
    /// Where it isn't.
    pub async fn secrets(&self) -> Result<Vec<Secret>, JobError> {
        let told = control::get(&self.control()?, "/secrets").await;
        let secrets = told.and_then(|told| serde_json::from_value(told).map_err(Into::into));
        secrets.map_err(|cause| self.no_control(cause))
    }

    /// Switches a trouble of the app's practice account on; its control port has to be open.
    ///
    /// # Errors
    ///
    /// Where it isn't.
    pub async fn trouble(&self, trouble: &Trouble) -> Result<(), JobError> {
        let told = control::post(&self.control()?, "/troubles", &json!(trouble)).await;
        told.map_err(|cause| self.no_control(cause))
    }

    /// Whether a call met a trouble of this kind; the practice account's control port has to be open.
    ///
    /// # Errors
    ///
    /// Where it isn't.
    pub async fn met(&self, kind: Kind) -> Result<bool, JobError> {
        let log = control::get(&self.control()?, "/log").await;
        let log = log.map_err(|cause| self.no_control(cause))?;
        let mut calls = log.as_array().into_iter().flatten();
        let name = json!(kind.name());
        Ok(calls.any(|call| {
            let troubles = call.get("troubles").and_then(Value::as_array);
            troubles.is_some_and(|troubles| troubles.contains(&name))
        }))
    }

    fn control_file(&self) -> PathBuf {
        data(&self.folder).join("practice").join("control-url")
    }

    fn control(&self) -> Result<String, JobError> {
        let url = std::fs::read_to_string(self.control_file());
        url.map(|url| url.trim().to_owned())
            .map_err(|cause| self.no_control(cause))
    }

    fn no_control(&self, cause: std::io::Error) -> JobError {
        let path = self.control_file();
        JobError::File { path, cause }
    }

    /// What the app and the driver printed.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("window.log")).unwrap_or_default()
    }

    /// The app's binary beside this program, or beside the folder of a test.
    pub fn app_binary() -> PathBuf {
        let me = std::env::current_exe().unwrap_or_default();
        let beside = me.with_file_name(APP);
        let above = me
            .parent()
            .and_then(Path::parent)
            .map(|folder| folder.join(APP));
        above
            .filter(|path| !beside.exists() && path.exists())
            .unwrap_or(beside)
    }
}

fn data(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}
