//! A new profile in the config file: shown first, then added at the end, after a copy of the file was made. What is
//! there stays as it is, to the byte.

mod error;
mod lines;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use aws_config::profile::ProfileSet;
use lockdown::ids::{AccountId, Region};
use time::OffsetDateTime;
use time::macros::format_description;

pub use error::NewProfileError;
use lines::lines;

use crate::files::{ProfileFiles, ProfilesError, first_free};
use crate::portal::{self, Portal};

/// A profile to be written.
#[derive(Debug, Clone)]
pub struct NewProfile {
    /// Its name.
    pub name: String,
    /// Where its sign-in is.
    pub portal: Portal,
    /// The account.
    pub account: AccountId,
    /// The role's name in the portal.
    pub role: String,
    /// The Region for questions that are not about one.
    pub region: Region,
    /// The practice account's address; none for AWS.
    pub endpoint: Option<String>,
}

/// What would be written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The config file.
    pub path: PathBuf,
    /// Whether it is there already.
    pub exists: bool,
    /// What is added at its end.
    pub lines: String,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The config file.
    pub path: PathBuf,
    /// The copy of what it was before; none where there was none.
    pub backup: Option<PathBuf>,
}

/// A name for a profile that is free.
///
/// # Errors
/// When the files can't be read.
pub async fn free_name(files: &ProfileFiles, wanted: &str) -> Result<String, ProfilesError> {
    let taken = names(files).await?;
    let base: String = wanted
        .chars()
        .map(|letter| if is_name_letter(letter) { letter } else { '-' })
        .collect();
    Ok(first_free(&base, |name| {
        !taken.iter().any(|one| one == name)
    }))
}

/// What would be written.
///
/// # Errors
/// When the name is taken or is none, or the files can't be read.
pub async fn preview(files: &ProfileFiles, new: &NewProfile) -> Result<Preview, NewProfileError> {
    if new.name.is_empty() || !new.name.chars().all(is_name_letter) {
        return Err(NewProfileError::BadName(new.name.clone()));
    }
    if names(files).await?.contains(&new.name) {
        return Err(NewProfileError::Taken(new.name.clone()));
    }
    let before = read(&files.config)?;
    let known = match files.parse().await {
        Ok(set) => is_known(&set, &new.portal)?,
        Err(ProfilesError::NoFiles(_)) => false,
        Err(error) => return Err(error.into()),
    };
    Ok(Preview {
        path: files.config.clone(),
        exists: before.is_some(),
        lines: lines(new, known, before.as_deref().unwrap_or_default()),
    })
}

/// Whether the section of a portal's session is there already. One of the same name that leads elsewhere would make
/// the new profile sign in there.
fn is_known(set: &ProfileSet, portal: &Portal) -> Result<bool, NewProfileError> {
    let Some(name) = portal.session.as_deref() else {
        return Ok(false);
    };
    let Some(section) = set.sso_session(name) else {
        return Ok(false);
    };
    if portal.is_of(section) {
        return Ok(true);
    }
    Err(NewProfileError::OtherSession {
        session: name.to_owned(),
        start_url: section.get("sso_start_url").map(str::to_owned),
        region: section.get("sso_region").map(str::to_owned),
        free: portal::free_session(set, name),
    })
}

/// Writes what was shown: copies the file, adds the lines, and puts the result in the old one's place at once.
///
/// # Errors
/// When the lines would be others now, or a file can't be written. The config file is as it was then.
pub async fn write(
    files: &ProfileFiles,
    new: &NewProfile,
    shown: &str,
    now: OffsetDateTime,
) -> Result<Written, NewProfileError> {
    let preview = preview(files, new).await?;
    if preview.lines != shown {
        return Err(NewProfileError::Changed(preview.path));
    }
    // A link is followed: the file behind it is what is replaced.
    let path = fs::canonicalize(&preview.path).unwrap_or(preview.path);
    let before = read(&path)?;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| NewProfileError::Write { path, source }
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let backup = match &before {
        Some(text) => Some(back_up(&path, text, now)?),
        None => None,
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed(folder))?;
    let text = format!("{}{shown}", before.as_deref().unwrap_or_default());
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed(&path))?;
    if let Ok(old) = fs::metadata(&path) {
        file.as_file()
            .set_permissions(old.permissions())
            .map_err(failed(&path))?;
    }
    if read(&path)? != before {
        return Err(NewProfileError::Changed(path));
    }
    file.persist(&path)
        .map_err(|error| failed(&path)(error.error))?;
    Ok(Written { path, backup })
}

/// A copy beside the file, that replaces no other, on the disk before this returns.
fn back_up(path: &Path, text: &str, now: OffsetDateTime) -> Result<PathBuf, NewProfileError> {
    let stamp = now
        .format(format_description!(
            "[year][month][day]-[hour][minute][second]"
        ))
        .unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = format!("{name}.{stamp}.bak");
    let backup = folder.join(&name);
    let failed = |source| NewProfileError::Write {
        path: backup.clone(),
        source,
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    file.persist_noclobber(&backup)
        .map_err(|error| failed(error.error))?;
    Ok(backup)
}

fn read(path: &Path) -> Result<Option<String>, NewProfileError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ProfilesError::Unreadable {
            path: path.to_owned(),
            source,
        }
        .into()),
    }
}

async fn names(files: &ProfileFiles) -> Result<Vec<String>, ProfilesError> {
    match files.parse().await {
        Ok(set) => Ok(set.profiles().map(str::to_owned).collect()),
        Err(ProfilesError::NoFiles(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Good for a section's name in every tool that reads these files.
fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_.@+".contains(letter)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::profiles::{ProfileKind, list_profiles};

    async fn new(files: &ProfileFiles) -> NewProfile {
        let url = "https://acme.awsapps.com/start";
        NewProfile {
            name: "ops".to_owned(),
            portal: Portal::by_url(files, url, "eu-west-1", false)
                .await
                .unwrap(),
            account: "111122223333".parse().unwrap(),
            role: "ContactCentreOps".to_owned(),
            region: "eu-west-2".parse().unwrap(),
            endpoint: None,
        }
    }

    #[tokio::test]
    async fn without_files_one_is_made_that_the_sdk_reads() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(&folder.path().join("aws"));
        let new = new(&files).await;
        let shown = preview(&files, &new).await.unwrap();
        assert!(!shown.exists);
        let written = write(&files, &new, &shown.lines, OffsetDateTime::UNIX_EPOCH)
            .await
            .unwrap();
        assert_eq!(written.backup, None);
        let profiles = list_profiles(&files).await.unwrap();
        assert_eq!(profiles.len(), 1);
        let made = profiles.first().unwrap();
        assert_eq!(
            (made.kind, &made.note),
            (ProfileKind::IdentityCenter, &None)
        );
        assert_eq!(
            shown.lines,
            "[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n\
             sso_registration_scopes = sso:account:access\n\n[profile ops]\nsso_session = acme\n\
             sso_account_id = 111122223333\nsso_role_name = ContactCentreOps\nregion = eu-west-2\n"
        );
    }

    #[tokio::test]
    async fn what_is_there_stays_and_is_copied_first() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        let before = "# mine\n[profile a]\nregion=eu-west-2   # odd\n[sso-session acme]\n\
                      sso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1";
        fs::write(&files.config, before).unwrap();
        let new = new(&files).await;
        let shown = preview(&files, &new).await.unwrap();
        assert!(
            shown.exists && !shown.lines.contains("[sso-session"),
            "{shown:?}"
        );
        let written = write(&files, &new, &shown.lines, OffsetDateTime::UNIX_EPOCH)
            .await
            .unwrap();
        let backup = written.backup.unwrap();
        assert_eq!(backup, folder.path().join("config.19700101-000000.bak"));
        assert_eq!(fs::read_to_string(backup).unwrap(), before);
        let after = fs::read_to_string(&files.config).unwrap();
        assert_eq!(after, format!("{before}{}", shown.lines));
        assert!(
            list_profiles(&files)
                .await
                .unwrap()
                .iter()
                .any(|p| p.name == "ops")
        );
        // Once more, and under the same second: nothing is written.
        let again = write(&files, &new, &shown.lines, OffsetDateTime::UNIX_EPOCH).await;
        assert!(matches!(again, Err(NewProfileError::Taken(_))), "{again:?}");
        assert_eq!(free_name(&files, "ops").await.unwrap(), "ops-2");
    }

    #[tokio::test]
    async fn a_section_of_that_name_which_leads_elsewhere_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        let new = new(&files).await;
        let section = |name: &str, url: &str, region: &str| {
            format!("[sso-session {name}]\nsso_start_url = {url}\nsso_region = {region}\n")
        };
        let with = |text: String| fs::write(&files.config, text).unwrap();
        // Written since the sign-in began, the same but for how the address ends: it is used.
        with(section(
            "acme",
            "https://acme.awsapps.com/start/#",
            "eu-west-1",
        ));
        let shown = preview(&files, &new).await.unwrap();
        assert!(!shown.lines.contains("[sso-session"), "{shown:?}");
        for (url, region) in [
            ("https://other.awsapps.com/start", "eu-west-1"),
            ("https://acme.awsapps.com/start", "us-east-1"),
        ] {
            let text = section("acme", url, region) + &section("acme-2", url, region);
            with(text.clone());
            let error = preview(&files, &new).await.unwrap_err();
            let words = format!("{error}; {}", error.help());
            for told in ["`acme`", url, region, "`acme-3`"] {
                assert!(words.contains(told), "{words}");
            }
            let written = write(&files, &new, &shown.lines, OffsetDateTime::UNIX_EPOCH).await;
            assert!(matches!(written, Err(NewProfileError::OtherSession { .. })));
            assert_eq!(fs::read_to_string(&files.config).unwrap(), text);
        }
    }

    #[tokio::test]
    async fn a_file_that_changed_since_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        let new = new(&files).await;
        let shown = preview(&files, &new).await.unwrap();
        fs::write(&files.config, "[profile a]\nregion = eu-west-2\n").unwrap();
        let error = write(&files, &new, &shown.lines, OffsetDateTime::UNIX_EPOCH)
            .await
            .unwrap_err();
        assert!(matches!(error, NewProfileError::Changed(_)), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let bad = NewProfile {
            name: "a]\n[b".to_owned(),
            ..new
        };
        assert!(matches!(
            preview(&files, &bad).await,
            Err(NewProfileError::BadName(_))
        ));
    }
}
