//! From a profile to the provider of its credentials.
//!
//! The SDK resolves keys, credential processes, console login and what `credential_source` names. Not so Identity
//! Center (`portal::PortalCredentials` says why), and roles: it asks for no MFA code and names each session anew
//! (`web_identity`). So a role is assumed here, link by link, and the chain is walked by the SDK's rules: a source that
//! has keys of its own gives those, whatever else it says (`aws_config::profile::credentials`).

use aws_config::profile::{Profile as SdkProfile, ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::EnvConfigFiles;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::console::ConsoleLogin;
use crate::portal::{Portal, PortalCredentials, Wire};
use crate::profiles::{ProfileKind, kind_of};
use crate::role::AssumedRole;
use crate::source::{self, NamedSource};
use crate::watched::Watched;
use crate::web_identity::WebIdentity;

/// More links than anyone has: a chain that is longer goes in a circle.
const LONGEST: usize = 16;

/// What all links of a chain need.
pub(crate) struct Links<'a> {
    pub(crate) set: &'a ProfileSet,
    pub(crate) files: EnvConfigFiles,
    pub(crate) settings: ProviderConfig,
    pub(crate) wire: Wire,
    pub(crate) sso_cache: PathBuf,
    /// A one-time code, for the first role that wants one.
    pub(crate) code: Option<String>,
}

/// Why a profile has no chain, in a sentence.
#[derive(Debug)]
pub(crate) struct NoChain(pub(crate) String);

impl Links<'_> {
    /// The provider of a profile's credentials. Nothing is called yet.
    pub(crate) fn provider(&self, name: &str) -> Result<SharedCredentialsProvider, NoChain> {
        self.link(name, 0)
    }

    fn link(&self, name: &str, depth: usize) -> Result<SharedCredentialsProvider, NoChain> {
        if depth > LONGEST {
            return Err(NoChain(format!(
                "its source profiles go in a circle, `{name}` among them"
            )));
        }
        let section = self
            .set
            .get_profile(name)
            .ok_or_else(|| NoChain(format!("its source profile `{name}` does not exist")))?;
        if depth > 0
            && let Some(keys) = keys_of(section)
        {
            return Ok(SharedCredentialsProvider::new(keys));
        }
        match (kind_of(section), section.get("source_profile")) {
            (ProfileKind::IdentityCenter, _) => self.portal(section),
            (ProfileKind::WebIdentity, _) => self.web_identity(section),
            (ProfileKind::AssumedRole, source) => {
                let base = match (source, section.get("credential_source")) {
                    (Some(source), None) => self.source_profile(section, source, depth)?,
                    (None, Some(source)) => self.named_source(section, source)?,
                    (Some(_), Some(_)) => {
                        return Err(NoChain(
                            "it names both `source_profile` and `credential_source`".to_owned(),
                        ));
                    }
                    (None, None) => {
                        return Err(NoChain(
                            "it names a role, but neither `source_profile` nor `credential_source`"
                                .to_owned(),
                        ));
                    }
                };
                Ok(self.role(section, base))
            }
            (ProfileKind::ConsoleLogin, _) => Ok(SharedCredentialsProvider::new(ConsoleLogin {
                session: section.get("login_session").unwrap_or_default().to_owned(),
                inner: self.by_the_sdk(name),
            })),
            _ => Ok(SharedCredentialsProvider::new(self.by_the_sdk(name))),
        }
    }

    fn portal(&self, section: &SdkProfile) -> Result<SharedCredentialsProvider, NoChain> {
        let portal =
            Portal::of_section(self.set, section).map_err(|error| NoChain(error.to_string()))?;
        let (Some(portal), Some(account), Some(role)) = (
            portal,
            section.get("sso_account_id"),
            section.get("sso_role_name"),
        ) else {
            return Err(NoChain(
                "it names no account and role (`sso_account_id`, `sso_role_name`)".to_owned(),
            ));
        };
        Ok(SharedCredentialsProvider::new(PortalCredentials {
            portal,
            account: account.to_owned(),
            role: role.to_owned(),
            folder: self.sso_cache.clone(),
            wire: self.wire.clone(),
        }))
    }

    fn source_profile(
        &self,
        section: &SdkProfile,
        source: &str,
        depth: usize,
    ) -> Result<SharedCredentialsProvider, NoChain> {
        if source != section.name() {
            return self.link(source, depth + 1);
        }
        keys_of(section)
            .map(SharedCredentialsProvider::new)
            .ok_or_else(|| {
                NoChain(format!(
                    "its source profile is `{source}` itself, which has no keys"
                ))
            })
    }

    fn named_source(
        &self,
        section: &SdkProfile,
        name: &str,
    ) -> Result<SharedCredentialsProvider, NoChain> {
        let known = source::known(name)
            .ok_or_else(|| NoChain(format!("there is no `credential_source` `{name}`")))?;
        let source = NamedSource::new(known, section, &self.settings);
        Ok(SharedCredentialsProvider::new(source))
    }

    fn role(
        &self,
        section: &SdkProfile,
        base: SharedCredentialsProvider,
    ) -> SharedCredentialsProvider {
        let get = |key: &str| section.get(key).map(str::to_owned);
        let base = Watched::new(base);
        SharedCredentialsProvider::new(AssumedRole {
            sts: self.wire.sts(base.clone()),
            base,
            role_arn: get("role_arn").unwrap_or_default(),
            session_name: get("role_session_name"),
            external_id: get("external_id"),
            seconds: section
                .get("duration_seconds")
                .and_then(|seconds| seconds.parse().ok()),
            serial: get("mfa_serial"),
            code: Mutex::new(self.code.clone()),
        })
    }

    fn web_identity(&self, section: &SdkProfile) -> Result<SharedCredentialsProvider, NoChain> {
        let (Some(role_arn), Some(token_file)) = (
            section.get("role_arn"),
            section.get("web_identity_token_file"),
        ) else {
            return Err(NoChain(
                "it names a token file, but no role (`role_arn`)".to_owned(),
            ));
        };
        Ok(SharedCredentialsProvider::new(WebIdentity {
            sts: self.wire.sts_unsigned(),
            role_arn: role_arn.to_owned(),
            session_name: section.get("role_session_name").map(str::to_owned),
            token_file: token_file.into(),
        }))
    }

    fn by_the_sdk(&self, name: &str) -> ProfileFileCredentialsProvider {
        ProfileFileCredentialsProvider::builder()
            .configure(&self.settings)
            .profile_files(self.files.clone())
            .profile_name(name)
            .build()
    }
}

/// Keys in the section itself.
fn keys_of(section: &SdkProfile) -> Option<Credentials> {
    let id = section.get("aws_access_key_id")?;
    let secret = section.get("aws_secret_access_key")?;
    let token = section.get("aws_session_token").map(str::to_owned);
    Some(Credentials::new(id, secret, token, None, "ProfileFile"))
}

/// The MFA device whose code opening a profile asks for: its own, or that of a role that it starts from, which is
/// assumed first.
pub(crate) fn mfa_serial(set: &ProfileSet, name: &str) -> Option<String> {
    let links = links(set, name);
    // What has keys of its own gives those, and is no role.
    let roles = links.iter().enumerate().filter(|(depth, link)| {
        kind_of(link) == ProfileKind::AssumedRole && (*depth == 0 || keys_of(link).is_none())
    });
    roles
        .filter_map(|(_, link)| link.get("mfa_serial"))
        .next_back()
        .map(str::to_owned)
}

/// The profiles that a profile's credentials come from, itself first.
pub(crate) fn links<'a>(set: &'a ProfileSet, name: &str) -> Vec<&'a SdkProfile> {
    let mut links: Vec<&SdkProfile> = Vec::new();
    let mut next = set.get_profile(name);
    while let Some(section) = next {
        let again = links.iter().any(|link| link.name() == section.name());
        if again || links.len() > LONGEST {
            break;
        }
        let keys = !links.is_empty() && keys_of(section).is_some();
        links.push(section);
        let role = kind_of(section) == ProfileKind::AssumedRole && !keys;
        next = section
            .get("source_profile")
            .filter(|_| role)
            .and_then(|source| set.get_profile(source));
    }
    links
}
