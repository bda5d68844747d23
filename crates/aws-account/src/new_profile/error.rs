//! Why a profile can't be written, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::files::ProfilesError;

/// Why it can't be written. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NewProfileError {
    /// The files can't be read.
    #[error(transparent)]
    Files(#[from] ProfilesError),
    /// Not a name for a profile.
    #[error(
        "`{0}` can't be a profile's name: only letters, digits and `-` `_` `.` `@` `+` are good for one"
    )]
    BadName(String),
    /// The name is taken.
    #[error("there is a profile `{0}` already")]
    Taken(String),
    /// The name of the sign-in's section stands for another sign-in.
    #[error(
        "there is an `sso-session` section `{session}` already, and it leads to {} in {}",
        .start_url.as_deref().unwrap_or("no start URL"), .region.as_deref().unwrap_or("no Region")
    )]
    OtherSession {
        /// The section's name.
        session: String,
        /// Where it leads to, as it is written.
        start_url: Option<String>,
        /// In which Region, as it is written.
        region: Option<String>,
        /// A name that no section has.
        free: String,
    },
    /// The file is no longer what was shown.
    #[error("`{}` has changed since the lines were shown", .0.display())]
    Changed(PathBuf),
    /// The file or its copy can't be written.
    #[error("can't write `{}`: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl NewProfileError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Files(error) => error.help(),
            Self::BadName(_) | Self::Taken(_) => "choose another name".to_owned(),
            Self::OtherSession { free, .. } => format!(
                "sign in with the start URL again: the section is then named `{free}`. Or open the account without saving a profile"
            ),
            Self::Changed(_) => "look at the lines again".to_owned(),
            Self::Write { path, .. } => format!(
                "make `{}` writable for your user, or open the account without saving a profile",
                path.display()
            ),
        }
    }
}
