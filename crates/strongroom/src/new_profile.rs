//! A role of a sign-in: as a new profile, or without one.

use aws_account::PortalRole;
use aws_account::new_profile::{self, NewProfile, NewProfileError};

use crate::App;
use crate::accounts::{BY_SIGN_IN, sentence};
use crate::api::{AccountChoice, ErrorCode, ErrorView, ProfilePreview, RoleRequest, SavedProfile};
use crate::sign_in::SignIn;
use crate::view::error;

impl App {
    /// The lines that a new profile would add to the config file.
    ///
    /// # Errors
    /// When the sign-in is not known, the name is taken or no name, or the files can't be read.
    pub async fn preview_profile(&self, request: RoleRequest) -> Result<ProfilePreview, ErrorView> {
        let sign_in = self.sign_ins().get(&request.sign_in)?;
        let new = new_of(&sign_in, &request).await?;
        let preview = new_profile::preview(&sign_in.source.files, &new)
            .await
            .map_err(|failed| not_written(&failed))?;
        Ok(ProfilePreview {
            name: new.name,
            path: preview.path.display().to_string(),
            exists: preview.exists,
            lines: preview.lines,
        })
    }

    /// Adds a new profile to the config file: exactly the lines that were shown, after the file was copied.
    ///
    /// # Errors
    /// When the lines would be others now, or the file can't be written. The file is as it was then.
    pub async fn save_profile(
        &self,
        request: RoleRequest,
        lines: &str,
    ) -> Result<SavedProfile, ErrorView> {
        let sign_in = self.sign_ins().get(&request.sign_in)?;
        let new = new_of(&sign_in, &request).await?;
        let now = (self.settings().here)();
        let written = new_profile::write(&sign_in.source.files, &new, lines, now)
            .await
            .map_err(|failed| not_written(&failed))?;
        Ok(SavedProfile {
            choice: AccountChoice {
                practice: sign_in.practice,
                profile: new.name,
            },
            path: written.path.display().to_string(),
            backup: written.backup.map(|path| path.display().to_string()),
        })
    }

    /// Uses a role without a profile, until the app is closed.
    ///
    /// # Errors
    /// When the sign-in is not known, or what was chosen is no account or Region.
    pub async fn use_role(&self, request: RoleRequest) -> Result<AccountChoice, ErrorView> {
        let sign_in = self.sign_ins().get(&request.sign_in)?;
        let new = new_of(&sign_in, &request).await?;
        let choice = AccountChoice {
            practice: sign_in.practice,
            // No profile can have this name: profiles have no spaces in theirs.
            profile: format!("{} in {}", new.role, new.account),
        };
        let role = PortalRole {
            portal: new.portal,
            practice: new.endpoint,
            account: new.account,
            role: new.role,
            region: new.region,
        };
        self.sign_ins().keep_role(choice.clone(), role);
        Ok(choice)
    }
}

async fn new_of(sign_in: &SignIn, request: &RoleRequest) -> Result<NewProfile, ErrorView> {
    let files = &sign_in.source.files;
    let wrong = |what: &str, failed: &dyn std::error::Error| {
        error::caused(
            format!("{what} Nothing was changed."),
            "Choose it again.",
            failed,
        )
    };
    let account = request
        .account
        .parse()
        .map_err(|failed| wrong("This is no account id.", &failed))?;
    let region = request
        .region
        .trim()
        .parse()
        .map_err(|failed| wrong("This is no Region.", &failed))?;
    let asked = request.name.as_deref().map(str::trim);
    let name = match asked.filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None => new_profile::free_name(files, &format!("{}-{}", request.role, request.account))
            .await
            .map_err(|failed| not_written(&failed.into()))?,
    };
    let endpoint = if sign_in.practice {
        files.endpoint(BY_SIGN_IN).await
    } else {
        None
    };
    Ok(NewProfile {
        name,
        portal: sign_in.portal.clone(),
        account,
        role: request.role.clone(),
        region,
        endpoint,
    })
}

fn not_written(failed: &NewProfileError) -> ErrorView {
    error::plain(
        ErrorCode::Other,
        format!("The profile was not saved: {failed}. The file is as it was."),
        &sentence(&failed.help()),
    )
}
