//! IAM Identity Center: signing in without keys, and what one may do then.
//!
//! - [`Portal`]: where to sign in: an `sso-session`, the old form of a profile, or a start URL
//! - [`BrowserSignIn`]: authorization code with PKCE, by the browser of this computer
//! - [`DeviceSignIn`]: a code that is typed into a browser anywhere
//! - [`assignments`]: which accounts and roles the portal lists
//!
//! Inside: `cache` (tokens, where and as the AWS CLI keeps them), `token` (a token that is still good,
//! renewed where that is possible), `credentials` (keys of a role), `wire` (the two clients).

pub mod assignments;
mod browser;
mod cache;
mod callback;
mod credentials;
mod device;
mod error;
mod token;
mod wire;

use aws_config::profile::{Profile as SdkProfile, ProfileSet};
use aws_runtime::env_config::section::SsoSession;
use lockdown::ids::Region;
use url::Url;

use crate::chain;
use crate::files::{ProfileFiles, ProfilesError, first_free};

pub use browser::BrowserSignIn;
pub use device::DeviceSignIn;
pub use error::SignInError;
pub use wire::PortalSource;

pub(crate) use credentials::PortalCredentials;
pub(crate) use token::{Lasting, lasting};
pub(crate) use wire::Wire;

/// The scope that leads to accounts and their roles; with it comes a token that renews the sign-in.
const ACCOUNT_ACCESS: &str = "sso:account:access";
/// By which name Identity Center shows this program to people.
const CLIENT_NAME: &str = "Strongroom";

/// Where to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// The `sso-session` section; none in the old form.
    pub session: Option<String>,
    /// The start URL.
    pub start_url: String,
    /// The Region of Identity Center.
    pub region: Region,
    /// What is asked for when signing in.
    pub scopes: Vec<String>,
}

impl Portal {
    /// What the AWS CLI names the cached token by: the session's name, else the start URL.
    pub fn cache_key(&self) -> &str {
        self.session.as_deref().unwrap_or(&self.start_url)
    }

    /// The portal that a profile's credentials come from in the end, by an `sso-session` or in the old form. None
    /// where there is none.
    ///
    /// # Errors
    /// When the files can't be read, or what the profile names is incomplete.
    pub async fn of_profile(
        files: &ProfileFiles,
        profile: &str,
    ) -> Result<Option<Self>, SignInError> {
        let set = files.parse().await?;
        let base = chain::links(&set, profile).pop();
        base.map_or(Ok(None), |section| Self::of_section(&set, section))
    }

    /// Whether an `sso-session` section leads here.
    pub(crate) fn is_of(&self, section: &SsoSession) -> bool {
        section.get("sso_start_url").map(plain) == Some(plain(&self.start_url))
            && section.get("sso_region") == Some(self.region.as_str())
    }

    pub(crate) fn of_section(
        set: &ProfileSet,
        profile: &SdkProfile,
    ) -> Result<Option<Self>, SignInError> {
        let bad = |what: String| SignInError::Incomplete {
            profile: profile.name().to_owned(),
            what,
        };
        let (session, start_url, region, scopes) = if let Some(name) = profile.get("sso_session") {
            let section = set
                .sso_session(name)
                .ok_or_else(|| bad(format!("its `sso-session` section `{name}` does not exist")))?;
            (
                Some(name.to_owned()),
                section.get("sso_start_url"),
                section.get("sso_region"),
                section.get("sso_registration_scopes"),
            )
        } else if let Some(start_url) = profile.get("sso_start_url") {
            (None, Some(start_url), profile.get("sso_region"), None)
        } else {
            return Ok(None);
        };
        let start_url = start_url.ok_or_else(|| bad("`sso_start_url` is missing".to_owned()))?;
        let region = region.ok_or_else(|| bad("`sso_region` is missing".to_owned()))?;
        let region = region
            .parse()
            .map_err(|error| bad(format!("its `sso_region` can't be used: {error}")))?;
        Ok(Some(Self {
            scopes: scopes_of(scopes, session.is_some()),
            session,
            start_url: start_url.to_owned(),
            region,
        }))
    }

    /// The portal of a start URL: by the `sso-session` that names it already, else by a new one that no
    /// other section uses.
    ///
    /// # Errors
    /// When the address or the Region can't be used, or the files can't be read.
    pub async fn by_url(
        files: &ProfileFiles,
        start_url: &str,
        region: &str,
        practice: bool,
    ) -> Result<Self, SignInError> {
        let start_url = checked(start_url, practice)?;
        let region: Region = region
            .trim()
            .parse()
            .map_err(|source| SignInError::BadRegion { source })?;
        let set = match files.parse().await {
            Ok(set) => Some(set),
            Err(ProfilesError::NoFiles(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let portal = Self {
            session: None,
            start_url,
            region,
            scopes: scopes_of(None, true),
        };
        let Some(set) = set else {
            return Ok(Self {
                session: Some(session_name(&portal.start_url)),
                ..portal
            });
        };
        let mut known: Vec<&str> = set
            .sso_sessions()
            .filter(|name| {
                set.sso_session(name)
                    .is_some_and(|section| portal.is_of(section))
            })
            .collect();
        known.sort_unstable();
        let Some(name) = known.first() else {
            let name = session_name(&portal.start_url);
            return Ok(Self {
                session: Some(free_session(&set, &name)),
                ..portal
            });
        };
        let section = set.sso_session(name);
        let scopes = section.and_then(|section| section.get("sso_registration_scopes"));
        Ok(Self {
            session: Some((*name).to_owned()),
            scopes: scopes_of(scopes, true),
            ..portal
        })
    }
}

/// A name that no `sso-session` section has: this one, or with a number.
pub(crate) fn free_session(set: &ProfileSet, name: &str) -> String {
    first_free(name, |name| set.sso_session(name).is_none())
}

/// The old form asks for no scope, as the AWS CLI does there.
fn scopes_of(text: Option<&str>, session: bool) -> Vec<String> {
    match text {
        Some(text) => text
            .split(',')
            .map(|scope| scope.trim().to_owned())
            .filter(|scope| !scope.is_empty())
            .collect(),
        None if session => vec![ACCOUNT_ACCESS.to_owned()],
        None => Vec::new(),
    }
}

fn plain(url: &str) -> &str {
    url.trim_end_matches(['/', '#'])
}

/// Only `https`; the practice account is on this computer's loopback.
fn checked(text: &str, practice: bool) -> Result<String, SignInError> {
    let text = text.trim();
    let bad = |why: &'static str| SignInError::BadStartUrl {
        start_url: text.to_owned(),
        why,
    };
    let url = Url::parse(text).map_err(|_| bad("it is not an address"))?;
    let loopback = practice && url.scheme() == "http" && url.host_str() == Some("127.0.0.1");
    if url.scheme() != "https" && !loopback {
        return Err(bad("it has to begin with `https://`"));
    }
    if url.host_str().is_none_or(str::is_empty)
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(bad("it is not the address of an access portal"));
    }
    if text.contains(|letter: char| letter.is_control() || letter.is_whitespace()) {
        return Err(bad("it has spaces in it"));
    }
    Ok(plain(text).to_owned())
}

/// `acme` for `https://acme.awsapps.com/start`.
fn session_name(start_url: &str) -> String {
    let host = Url::parse(start_url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default();
    let first = host.split('.').next().unwrap_or_default();
    let number = first.bytes().all(|byte| byte.is_ascii_digit());
    if first.is_empty() || number {
        "sso".to_owned()
    } else {
        first.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn only_an_https_address_is_signed_in_to() {
        assert_eq!(
            checked(" https://acme.awsapps.com/start/# ", false).unwrap(),
            "https://acme.awsapps.com/start"
        );
        for bad in [
            "acme",
            "http://acme.awsapps.com/start",
            "http://127.0.0.1:1/start",
            "https://user:word@acme.awsapps.com/start",
            "file:///etc/passwd",
            "https://acme.awsapps.com/st\nart",
        ] {
            assert!(checked(bad, false).is_err(), "{bad}");
        }
        assert!(checked("http://127.0.0.1:1/start", true).is_ok());
        assert!(checked("http://10.0.0.1:1/start", true).is_err());
    }

    #[tokio::test]
    async fn a_session_that_names_the_start_url_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let files = ProfileFiles::in_folder(folder.path());
        let url = "https://acme.awsapps.com/start";
        let new = Portal::by_url(&files, url, "eu-west-1", false)
            .await
            .unwrap();
        assert_eq!(new.cache_key(), "acme");
        std::fs::write(
            &files.config,
            "[sso-session acme]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n\
             [sso-session work]\nsso_start_url = https://acme.awsapps.com/start/#\nsso_region = eu-west-1\n",
        )
        .unwrap();
        let known = Portal::by_url(&files, url, "eu-west-1", false)
            .await
            .unwrap();
        assert_eq!(known.cache_key(), "work");
        let elsewhere = Portal::by_url(&files, url, "us-east-1", false)
            .await
            .unwrap();
        assert_eq!(elsewhere.cache_key(), "acme-2");
    }
}
