//! The practice account that runs inside this process: on a free port, with a state file that
//! outlives it.

use std::net::SocketAddr;
use std::path::PathBuf;

use practice_aws::{Options, PracticeAccount};
use strongroom::ProfileFiles;
use strongroom::api::{ErrorCode, ErrorView, TroubleView};
use tokio::sync::OnceCell;

/// Fixes the port, for tests.
const LISTEN: &str = "STRONGROOM_PRACTICE_LISTEN";
/// Opens the control port and writes its address to `control-url`, for tests.
const CONTROL: &str = "STRONGROOM_PRACTICE_CONTROL";

/// The practice account's folder, and the account once it runs.
pub(crate) struct Practice {
    folder: PathBuf,
    account: OnceCell<PracticeAccount>,
}

impl Practice {
    /// A practice account that keeps its world in `folder`; not started yet.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            account: OnceCell::new(),
        }
    }

    /// Starts it and writes its profiles.
    pub(crate) async fn start(&self) -> Result<ProfileFiles, ErrorView> {
        let account = self.account.get_or_try_init(|| self.launch()).await?;
        let profiles = self.folder.join("aws");
        account
            .write_profiles(&profiles)
            .map_err(|error| failed(&error))?;
        if let Some(url) = account.control_url() {
            std::fs::write(self.folder.join("control-url"), url).map_err(|error| failed(&error))?;
        }
        Ok(ProfileFiles::in_folder(&profiles))
    }

    async fn launch(&self) -> Result<PracticeAccount, ErrorView> {
        std::fs::create_dir_all(&self.folder).map_err(|error| failed(&error))?;
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let options = Options {
            listen: std::env::var(LISTEN)
                .ok()
                .and_then(|text| text.parse().ok())
                .unwrap_or(any_port),
            control: std::env::var_os(CONTROL).is_some().then_some(any_port),
            state: Some(self.folder.join("account.json")),
            ..Options::default()
        };
        PracticeAccount::start(options)
            .await
            .map_err(|error| failed(&error))
    }

    fn account(&self) -> Result<&PracticeAccount, ErrorView> {
        self.account.get().ok_or_else(|| ErrorView {
            code: ErrorCode::Other,
            message: "The practice account is not running.".to_owned(),
            help: Some("Close Strongroom and start it again.".to_owned()),
            detail: None,
            request_id: None,
        })
    }

    /// Every trouble that can be switched on.
    pub(crate) fn troubles(&self) -> Result<Vec<TroubleView>, ErrorView> {
        let troubles = self.account()?.troubles();
        Ok(troubles
            .list()
            .into_iter()
            .map(|trouble| TroubleView {
                name: trouble.name.to_string(),
                words: trouble.description.to_string(),
                on: trouble.on,
            })
            .collect())
    }

    /// Switches a trouble.
    pub(crate) fn set_trouble(&self, name: &str, on: bool) -> Result<Vec<TroubleView>, ErrorView> {
        let troubles = self.account()?.troubles();
        let switched = if on {
            troubles.switch_on_by_name(name)
        } else {
            troubles.switch_off_by_name(name)
        };
        switched.map_err(|error| failed(&error))?;
        self.troubles()
    }

    /// Puts the world back to its beginning. The history stays.
    pub(crate) fn reset(&self) -> Result<(), ErrorView> {
        self.account()?.reset().map_err(|error| failed(&error))
    }

    /// What the emergency user's MFA device shows now.
    pub(crate) fn code(&self) -> Result<Option<String>, ErrorView> {
        Ok(self.account()?.control().one_time_code("breakglass"))
    }

    /// Has somebody call in, so that Connect writes a new recording.
    pub(crate) fn place_call(&self, alias: &str) -> Result<(), ErrorView> {
        self.account()?
            .control()
            .place_call(alias)
            .map(drop)
            .map_err(|error| failed(&error))
    }
}

fn failed(error: &dyn std::error::Error) -> ErrorView {
    ErrorView {
        code: ErrorCode::Other,
        message: format!("The practice account: {error}."),
        help: Some(
            "Nothing in a real account is touched by this. Close Strongroom and start it again."
                .to_owned(),
        ),
        detail: error.source().map(ToString::to_string),
        request_id: None,
    }
}
