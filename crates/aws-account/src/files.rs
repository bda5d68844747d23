//! Where the AWS config and credentials files are, and reading them by the SDK's own parser.

use std::path::{Path, PathBuf};

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

/// The config file and the credentials file; either may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFiles {
    /// Usually `~/.aws/config`.
    pub config: PathBuf,
    /// Usually `~/.aws/credentials`.
    pub credentials: PathBuf,
    /// Where sign-ins of Identity Center are kept: `~/.aws/sso/cache`, wherever the two files are (botocore,
    /// `SSOTokenLoader`).
    pub sso_cache: PathBuf,
}

/// Why the profiles could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfilesError {
    /// Neither file is there.
    #[error("there are no AWS files: neither `{}` nor `{}` exists", .0.config.display(), .0.credentials.display())]
    NoFiles(ProfileFiles),
    /// A file is there and can't be read.
    #[error("can't read `{}`: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not text.
    #[error("`{}` is not a text file: line {line} is not UTF-8", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first line that is not text, from 1.
        line: usize,
    },
    /// A file breaks the format's rules.
    #[error("`{path}` can't be understood at line {line}: {words}")]
    Broken {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it, in the parser's words.
        words: String,
    },
    /// The parser gave up in a way that names no line.
    #[error("the AWS files can't be understood: {0}")]
    Other(String),
}

impl ProfilesError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NoFiles(_) => {
                "sign in with a start URL, make a profile with the AWS tools, or begin with the practice account".to_owned()
            }
            Self::Unreadable { path, .. } => {
                format!(
                    "make `{}` readable for your user; nothing was changed",
                    path.display()
                )
            }
            Self::NotText { path, line } => {
                format!(
                    "open `{}` in a text editor and mend line {line}; nothing was changed",
                    path.display()
                )
            }
            Self::Broken { path, line, .. } => {
                format!("open `{path}` in a text editor and mend line {line}; nothing was changed")
            }
            Self::Other(_) => {
                "compare the files with the AWS documentation; nothing was changed".to_owned()
            }
        }
    }
}

impl ProfileFiles {
    /// The files that the environment names (`AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE`), else
    /// those in the home directory. `env` looks up a variable.
    pub fn from_environment(env: impl Fn(&str) -> Option<String>) -> Self {
        let home = env("HOME")
            .or_else(|| env("USERPROFILE"))
            .unwrap_or_else(|| "~".to_owned());
        let find = |variable: &str, name: &str| {
            let path = env(variable)
                .filter(|path| !path.is_empty())
                .unwrap_or_else(|| format!("~/.aws/{name}"));
            match path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")) {
                Some(rest) => Path::new(&home).join(rest),
                None => PathBuf::from(path),
            }
        };
        Self {
            config: find("AWS_CONFIG_FILE", "config"),
            credentials: find("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
            sso_cache: Path::new(&home).join(".aws").join("sso").join("cache"),
        }
    }

    /// All of them in one folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            config: folder.join("config"),
            credentials: folder.join("credentials"),
            sso_cache: folder.join("sso").join("cache"),
        }
    }

    /// The `endpoint_url` of a profile, if it names one.
    pub async fn endpoint(&self, profile: &str) -> Option<String> {
        let set = self.parse().await.ok()?;
        set.get_profile(profile)?
            .get("endpoint_url")
            .map(str::to_owned)
    }

    /// The files as the SDK takes them: only those that are there, since it stops at a missing one.
    /// Each is looked at first, because the SDK takes one that is not text for an empty one.
    pub(crate) async fn checked(&self) -> Result<EnvConfigFiles, ProfilesError> {
        let mut files = EnvConfigFiles::builder();
        let mut found = false;
        for (kind, path) in [
            (EnvConfigFileKind::Config, &self.config),
            (EnvConfigFileKind::Credentials, &self.credentials),
        ] {
            match tokio::fs::read(path).await {
                Ok(bytes) => {
                    check_text(path, &bytes)?;
                    files = files.with_file(kind, path);
                    found = true;
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => {
                    return Err(ProfilesError::Unreadable {
                        path: path.clone(),
                        source,
                    });
                }
            }
        }
        if found {
            Ok(files.build())
        } else {
            Err(ProfilesError::NoFiles(self.clone()))
        }
    }

    /// All sections of both files, by the SDK's own parser.
    pub(crate) async fn parse(&self) -> Result<ProfileSet, ProfilesError> {
        let files = self.checked().await?;
        aws_config::profile::load(&Fs::real(), &Env::real(), &files, None)
            .await
            .map_err(|error| broken(&error))
    }
}

fn check_text(path: &Path, bytes: &[u8]) -> Result<(), ProfilesError> {
    std::str::from_utf8(bytes).map(|_| ()).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        ProfilesError::NotText {
            path: path.to_owned(),
            line,
        }
    })
}

/// The parser names file and line in its text alone: `error parsing FILE on line N:\n  WORDS`.
fn broken(error: &aws_config::profile::ProfileFileLoadError) -> ProfilesError {
    let text =
        std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let parts = || {
        let rest = text.strip_prefix("error parsing ")?;
        let (place, words) = rest.split_once(":\n")?;
        let (path, line) = place.rsplit_once(" on line ")?;
        Some((path.to_owned(), line.parse().ok()?, words.trim().to_owned()))
    };
    match parts() {
        Some((path, line, words)) => ProfilesError::Broken { path, line, words },
        None => ProfilesError::Other(text),
    }
}

/// The first of `name`, `name-2`, `name-3` … that is free for a section.
pub(crate) fn first_free(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u64..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|name| is_free(name))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

    use super::*;

    #[test]
    fn the_environment_names_the_files() {
        let env = |name: &str| match name {
            "HOME" => Some("/home/asha".to_owned()),
            "AWS_CONFIG_FILE" => Some("~/work/aws-config".to_owned()),
            _ => None,
        };
        assert_eq!(
            ProfileFiles::from_environment(env),
            ProfileFiles {
                config: "/home/asha/work/aws-config".into(),
                credentials: "/home/asha/.aws/credentials".into(),
                sso_cache: "/home/asha/.aws/sso/cache".into(),
            }
        );
    }

    #[tokio::test]
    async fn no_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        assert!(
            matches!(files.parse().await, Err(ProfilesError::NoFiles(named)) if named == files)
        );
    }

    #[tokio::test]
    async fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        std::fs::write(
            &files.config,
            "[profile a]\nregion = eu-west-2\nno equals sign\n",
        )
        .unwrap();
        let error = files.parse().await.unwrap_err();
        let ProfilesError::Broken { path, line, words } = error else {
            panic!("{error}")
        };
        assert_eq!((path.as_str(), line), (files.config.to_str().unwrap(), 3));
        assert!(words.contains('='), "{words}");
    }

    #[tokio::test]
    async fn a_file_that_is_not_text_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        std::fs::write(&files.credentials, b"[a]\nx = \xff\n").unwrap();
        let error = files.parse().await.unwrap_err();
        assert!(
            matches!(error, ProfilesError::NotText { line: 2, .. }),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_folder_in_place_of_a_file_is_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        std::fs::create_dir(&files.config).unwrap();
        assert!(matches!(
            files.parse().await,
            Err(ProfilesError::Unreadable { .. })
        ));
    }
}
