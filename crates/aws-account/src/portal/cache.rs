//! Sign-ins, where the AWS CLI keeps them and in its format: `~/.aws/sso/cache/SHA1.json`, where SHA1 is that
//! of the session's name, or of the start URL in the old form (botocore, `SSOTokenLoader`).

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha1::{Digest as _, Sha1};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::session_error::SessionError;

/// A sign-in. Its `Debug` shows no secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CachedToken {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    pub(super) access_token: String,
    #[serde(with = "stamp")]
    pub(super) expires_at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_secret: Option<String>,
    #[serde(
        default,
        with = "stamp_option",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) registration_expires_at: Option<OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    /// What other programs keep beside it.
    #[serde(flatten)]
    pub(super) others: Map<String, Value>,
}

impl fmt::Debug for CachedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedToken")
            .field("start_url", &self.start_url)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The file of a session's name or start URL.
pub(super) fn path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!(
        "{}.json",
        hex::encode(Sha1::digest(key.as_bytes()))
    ))
}

/// Reads a sign-in; none where there is no file.
pub(super) fn read(folder: &Path, key: &str) -> Result<Option<CachedToken>, SessionError> {
    let path = path(folder, key);
    let unreadable = |words: String| SessionError::Unreadable {
        path: path.clone(),
        words,
    };
    match std::fs::read(&path) {
        // serde's own words may quote the file: only the place of the mistake is told.
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            unreadable(format!(
                "it is not a sign-in of the AWS tools (line {}, column {})",
                error.line(),
                error.column()
            ))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// Keeps a sign-in: a new file, for its owner alone, that takes the old one's place at once.
pub(super) fn write(folder: &Path, key: &str, token: &CachedToken) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let text = serde_json::to_vec(token)?;
    // Temporary files are made for their owner alone (0600).
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist(path(folder, key))?;
    Ok(())
}

/// `2026-11-22T09:00:00Z`. Old versions of the AWS CLI wrote `UTC` in place of the `Z`.
mod stamp {
    use super::{OffsetDateTime, Rfc3339, format_description};
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};

    pub(super) fn parse(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
        let text = text
            .strip_suffix("UTC")
            .map_or_else(|| text.to_owned(), |time| format!("{time}Z"));
        OffsetDateTime::parse(&text, &Rfc3339)
    }

    pub(super) fn serialize<S: Serializer>(
        at: &OffsetDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        let text = at
            .to_offset(time::UtcOffset::UTC)
            .format(form)
            .map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<OffsetDateTime, D::Error> {
        parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

mod stamp_option {
    use super::{OffsetDateTime, stamp};
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    #[expect(clippy::ref_option, reason = "the form that serde calls")]
    pub(super) fn serialize<S: Serializer>(
        at: &Option<OffsetDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => stamp::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OffsetDateTime>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| stamp::parse(&text).map_err(de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// As `aws sso login` writes it.
    const OF_THE_CLI: &str = r#"{"startUrl": "https://acme.awsapps.com/start", "region": "eu-west-1",
        "accessToken": "aoaAAA", "expiresAt": "2026-11-22T09:00:00Z", "clientId": "id", "clientSecret": "hush",
        "registrationExpiresAt": "2027-02-20T01:00:00Z", "refreshToken": "aorAAA", "newField": [1]}"#;

    #[test]
    fn a_sign_in_of_the_cli_is_read_and_kept_whole() {
        let folder = tempfile::tempdir().unwrap();
        let token: CachedToken = serde_json::from_str(OF_THE_CLI).unwrap();
        write(&folder.path().join("sso/cache"), "acme", &token).unwrap();
        // SHA-1 of "acme", by sha1sum.
        let file = folder
            .path()
            .join("sso/cache/293abb6b76d7791c0732cc517d38c4b5c734b87f.json");
        let text = std::fs::read_dir(folder.path().join("sso/cache"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>();
        assert_eq!(text, std::slice::from_ref(&file));
        let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let before: Value = serde_json::from_str(OF_THE_CLI).unwrap();
        assert_eq!(kept, before);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let shown = format!("{token:?}");
        assert!(!shown.contains("hush") && !shown.contains("AAA"), "{shown}");
    }

    #[test]
    fn a_time_of_the_old_cli_is_read() {
        let token: CachedToken =
            serde_json::from_str(r#"{"accessToken": "a", "expiresAt": "2019-11-14T04:05:45UTC"}"#)
                .unwrap();
        assert_eq!(token.expires_at.unix_timestamp(), 1_573_704_345);
    }

    #[test]
    fn a_damaged_file_is_named_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path(), "acme").unwrap().is_none());
        std::fs::write(
            path(folder.path(), "acme"),
            r#"{"accessToken": ["hush"], "expiresAt": 1}"#,
        )
        .unwrap();
        let error = read(folder.path(), "acme").unwrap_err().to_string();
        assert!(
            error.contains(".json") && !error.contains("hush"),
            "{error}"
        );
    }
}
