//! The profiles of the AWS files: what kind of sign-in each one is, and what it names.

use aws_config::profile::{Profile as SdkProfile, ProfileSet};
use lockdown::ids::{AccountId, Arn};

use crate::chain;
use crate::files::{ProfileFiles, ProfilesError};
use crate::source;

/// How a profile signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProfileKind {
    /// IAM Identity Center, by an `sso-session` or in the old form.
    IdentityCenter,
    /// Access keys in the file.
    AccessKeys,
    /// A role that is assumed with another profile's or another source's credentials.
    AssumedRole,
    /// A program that prints credentials.
    CredentialProcess,
    /// A role that is assumed with a token file.
    WebIdentity,
    /// A session of the AWS console (`aws login`).
    ConsoleLogin,
    /// It names no way to sign in.
    None,
}

impl ProfileKind {
    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::IdentityCenter => "Identity Center",
            Self::AccessKeys => "access keys",
            Self::AssumedRole => "assumed role",
            Self::CredentialProcess => "credential process",
            Self::WebIdentity => "web identity",
            Self::ConsoleLogin => "console login",
            Self::None => "no credentials",
        }
    }
}

/// One profile. Keys and tokens are not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// How it signs in.
    pub kind: ProfileKind,
    /// The Region that it names, as it is written.
    pub region: Option<String>,
    /// The account that it names.
    pub account: Option<AccountId>,
    /// The role that it names: a role's ARN, or an Identity Center role's name.
    pub role: Option<String>,
    /// The MFA device whose code it asks for, itself or by one of its sources.
    pub mfa_serial: Option<String>,
    /// Whether its credentials come, in the end, from a sign-in of Identity Center.
    pub identity_center: bool,
    /// The profile whose credentials it starts from.
    pub source_profile: Option<String>,
    /// What is missing or not supported, in a sentence.
    pub note: Option<String>,
}

/// Lists the profiles, sorted by name. `sso-session` and `services` sections are not profiles.
///
/// # Errors
/// When there are no files, or one can't be read or breaks the format's rules.
pub async fn list_profiles(files: &ProfileFiles) -> Result<Vec<Profile>, ProfilesError> {
    let set = files.parse().await?;
    let mut profiles: Vec<Profile> = set
        .profiles()
        .filter_map(|name| set.get_profile(name))
        .map(|profile| describe(&set, profile))
        .collect();
    profiles.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(profiles)
}

pub(crate) fn describe(set: &ProfileSet, profile: &SdkProfile) -> Profile {
    let get = |key: &str| profile.get(key).map(str::to_owned);
    let kind = kind_of(profile);
    let role = get("role_arn").or_else(|| get("sso_role_name"));
    let arn = |text: Option<String>| text.and_then(|text| text.parse::<Arn>().ok());
    let account = get("sso_account_id")
        .or_else(|| get("aws_account_id"))
        .and_then(|id| id.parse().ok())
        .or_else(|| arn(get("role_arn")).and_then(|arn| arn.account()))
        .or_else(|| arn(get("login_session")).and_then(|arn| arn.account()));
    Profile {
        name: profile.name().to_owned(),
        kind,
        region: get("region"),
        account,
        role,
        mfa_serial: chain::mfa_serial(set, profile.name()),
        identity_center: chain::links(set, profile.name())
            .last()
            .is_some_and(|link| kind_of(link) == ProfileKind::IdentityCenter),
        source_profile: get("source_profile").filter(|_| kind == ProfileKind::AssumedRole),
        note: note_of(set, profile, kind),
    }
}

/// The order is the SDK's own (`aws_config::profile::credentials`): a role first, then web identity,
/// Identity Center, console login, credential process, access keys.
pub(crate) fn kind_of(profile: &SdkProfile) -> ProfileKind {
    let has = |key: &str| profile.get(key).is_some();
    if has("web_identity_token_file") {
        ProfileKind::WebIdentity
    } else if has("role_arn") {
        ProfileKind::AssumedRole
    } else if has("sso_session") || has("sso_start_url") || has("sso_account_id") {
        ProfileKind::IdentityCenter
    } else if has("login_session") {
        ProfileKind::ConsoleLogin
    } else if has("credential_process") {
        ProfileKind::CredentialProcess
    } else if has("aws_access_key_id") || has("aws_secret_access_key") {
        ProfileKind::AccessKeys
    } else {
        ProfileKind::None
    }
}

fn note_of(set: &ProfileSet, profile: &SdkProfile, kind: ProfileKind) -> Option<String> {
    let missing = |key: &str| profile.get(key).is_none();
    match kind {
        ProfileKind::None => Some("It names no way to sign in.".to_owned()),
        ProfileKind::AccessKeys if missing("aws_access_key_id") => {
            Some("`aws_access_key_id` is missing.".to_owned())
        }
        ProfileKind::AccessKeys if missing("aws_secret_access_key") => {
            Some("`aws_secret_access_key` is missing.".to_owned())
        }
        ProfileKind::WebIdentity if missing("role_arn") => {
            Some("It names a token file, but no role (`role_arn`).".to_owned())
        }
        ProfileKind::AssumedRole if !missing("source_profile") && !missing("credential_source") => {
            Some(
                "It names both `source_profile` and `credential_source`; only one may be there."
                    .to_owned(),
            )
        }
        ProfileKind::AssumedRole if missing("source_profile") && missing("credential_source") => {
            Some(
                "It names a role, but neither `source_profile` nor `credential_source`.".to_owned(),
            )
        }
        ProfileKind::AssumedRole => {
            let unknown = profile.get("credential_source");
            let unknown = unknown.filter(|name| source::known(name).is_none());
            let lost = profile.get("source_profile");
            let lost = lost.filter(|source| set.get_profile(source).is_none());
            match (unknown, lost) {
                (Some(name), _) => Some(format!(
                    "Its `credential_source` is `{name}`; there are `{}`.",
                    source::SOURCES.join("`, `")
                )),
                (_, Some(source)) => Some(format!("Its source profile `{source}` does not exist.")),
                _ => None,
            }
        }
        ProfileKind::IdentityCenter => match profile.get("sso_session") {
            Some(session) if set.sso_session(session).is_none() => Some(format!(
                "Its `sso-session` section `{session}` does not exist."
            )),
            None if missing("sso_start_url") => Some("`sso_start_url` is missing.".to_owned()),
            None if missing("sso_region") => Some("`sso_region` is missing.".to_owned()),
            _ if missing("sso_account_id") || missing("sso_role_name") => {
                Some("It names no account and role (`sso_account_id`, `sso_role_name`).".to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[services local]
s3 =
  endpoint_url = http://127.0.0.1:1

[profile ops]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ContactCentreOps
region = eu-west-2

[profile lost]
sso_session = gone
sso_account_id = 111122223333
sso_role_name = X

[profile old-sso]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = ReadOnly

[profile admin]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/asha

[profile on-admin]
role_arn = arn:aws:iam::444455556666:role/Reader
source_profile = admin

[profile on-keys]
role_arn = arn:aws:iam::444455556666:role/Reader
source_profile = keys-and-role

[profile orphan]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = nowhere

[profile process]
credential_process = /opt/bin/creds --user asha

[profile token]
role_arn = arn:aws:iam::444455556666:role/CI
web_identity_token_file = /tmp/token

[profile console]
login_session = arn:aws:iam::777788889999:user/asha

[profile empty]
region = us-east-1
";

    const CREDENTIALS: &str = "\
[keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
[keys-and-role]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = keys-and-role
mfa_serial = arn:aws:iam::111122223333:mfa/bela
[half]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
";

    async fn listed() -> Vec<Profile> {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        std::fs::write(&files.config, CONFIG).unwrap();
        std::fs::write(&files.credentials, CREDENTIALS).unwrap();
        list_profiles(&files).await.unwrap()
    }

    #[tokio::test]
    async fn every_kind_is_told_apart() {
        let kinds: Vec<(String, ProfileKind)> = listed()
            .await
            .into_iter()
            .map(|profile| (profile.name, profile.kind))
            .collect();
        let expected = [
            ("admin", ProfileKind::AssumedRole),
            ("console", ProfileKind::ConsoleLogin),
            ("empty", ProfileKind::None),
            ("half", ProfileKind::AccessKeys),
            ("keys", ProfileKind::AccessKeys),
            ("keys-and-role", ProfileKind::AssumedRole),
            ("lost", ProfileKind::IdentityCenter),
            ("old-sso", ProfileKind::IdentityCenter),
            ("on-admin", ProfileKind::AssumedRole),
            ("on-keys", ProfileKind::AssumedRole),
            ("ops", ProfileKind::IdentityCenter),
            ("orphan", ProfileKind::AssumedRole),
            ("process", ProfileKind::CredentialProcess),
            ("token", ProfileKind::WebIdentity),
        ];
        assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[tokio::test]
    async fn account_role_and_region_come_from_where_they_are_named() {
        let profiles = listed().await;
        let find = |name: &str| {
            profiles
                .iter()
                .find(|profile| profile.name == name)
                .unwrap()
        };
        let account = |name: &str| find(name).account.as_ref().map(AccountId::as_str);
        assert_eq!(account("ops"), Some("111122223333"));
        assert_eq!(account("admin"), Some("444455556666"));
        assert_eq!(account("console"), Some("777788889999"));
        assert_eq!(account("keys"), None);
        assert_eq!(find("ops").role.as_deref(), Some("ContactCentreOps"));
        assert_eq!(find("ops").region.as_deref(), Some("eu-west-2"));
        assert_eq!(find("admin").source_profile.as_deref(), Some("keys"));
    }

    #[tokio::test]
    async fn what_is_missing_is_said() {
        let profiles = listed().await;
        let note = |name: &str| {
            profiles
                .iter()
                .find(|p| p.name == name)
                .unwrap()
                .note
                .clone()
        };
        assert_eq!(note("ops"), None);
        assert_eq!(note("keys"), None);
        assert!(note("lost").unwrap().contains("`gone`"));
        assert!(note("orphan").unwrap().contains("`nowhere`"));
        assert!(note("half").unwrap().contains("aws_secret_access_key"));
        assert_eq!(note("admin"), None);
    }

    #[tokio::test]
    async fn a_code_is_asked_for_by_the_profile_or_by_a_role_that_it_starts_from() {
        let profiles = listed().await;
        let device = |name: &str| {
            let found = profiles.iter().find(|p| p.name == name).unwrap();
            let serial = found.mfa_serial.clone();
            serial.map(|serial| serial.rsplit('/').next().unwrap().to_owned())
        };
        assert_eq!(device("admin").as_deref(), Some("asha"));
        assert_eq!(device("on-admin").as_deref(), Some("asha"));
        assert_eq!(device("keys-and-role").as_deref(), Some("bela"));
        // A source that has keys gives those, without assuming its role.
        assert_eq!(device("on-keys"), None);
        assert_eq!(device("ops"), None);
    }

    #[tokio::test]
    async fn no_secret_is_in_a_profile() {
        let text = format!("{:?}", listed().await);
        assert!(!text.contains("wJalr") && !text.contains("AKIA"), "{text}");
    }
}
