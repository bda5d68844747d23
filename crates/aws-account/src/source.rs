//! What a profile's `credential_source` names: the environment, a container, an EC2 instance.
//!
//! The SDK reads all three (`aws_config::profile::credentials`). It would assume the role with them too, but then nobody
//! is asked for an MFA code, and each session has another name. So it is given a profile that has the source alone.

use std::fmt::{self, Write as _};

use aws_config::profile::{Profile as SdkProfile, ProfileFileCredentialsProvider};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_runtime_api::client::result::ConnectorError;

use crate::call::find;
use crate::session_error::SessionError;
use crate::words::chain as all_words;

/// The sources that there are. Case does not count (`NamedProviderFactory`).
pub(crate) const SOURCES: [&str; 3] = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];
/// What a profile may say about how the metadata service of its instance is reached.
const SETTINGS: [&str; 2] = [
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
];
/// The profile that the SDK is given.
const ALONE: &str = "source";

/// The source's name as AWS writes it; none where there is no such source.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    SOURCES
        .into_iter()
        .find(|source| source.eq_ignore_ascii_case(name))
}

/// The credentials that a source has.
pub(crate) struct NamedSource {
    name: &'static str,
    inner: ProfileFileCredentialsProvider,
}

impl fmt::Debug for NamedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedSource")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl NamedSource {
    /// The source that a profile names.
    pub(crate) fn new(name: &'static str, section: &SdkProfile, settings: &ProviderConfig) -> Self {
        let mut alone = format!("[profile {ALONE}]\ncredential_source = {name}\n");
        for key in SETTINGS {
            // A value of several lines is no address.
            if let Some(value) = section.get(key).filter(|value| !value.contains('\n')) {
                // Writing to a string can't fail.
                let _ = writeln!(alone, "{key} = {value}");
            }
        }
        let files = EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, alone)
            .build();
        Self {
            name,
            inner: ProfileFileCredentialsProvider::builder()
                .configure(settings)
                .profile_files(files)
                .profile_name(ALONE)
                .build(),
        }
    }

    async fn load(&self) -> provider::Result {
        self.inner.provide_credentials().await.map_err(|error| {
            // The SDK shows a whole answer of the metadata service.
            let words = all_words(&error);
            let words = match words.split_once(" Response {") {
                Some((before, _)) => before.to_owned(),
                None => words,
            };
            // Nothing there, as on a computer that is no instance, is said by "not loaded".
            let silent = find::<ConnectorError>(&error).is_some() && !is_nothing_there(&error);
            CredentialsError::provider_error(if silent {
                SessionError::SourceSilent {
                    name: self.name,
                    words,
                }
            } else {
                SessionError::NoSource {
                    name: self.name,
                    needs: needs(self.name),
                    words,
                }
            })
        })
    }
}

/// Whether any cause says that the source is not there at all.
fn is_nothing_there(error: &CredentialsError) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if matches!(
            error.downcast_ref(),
            Some(CredentialsError::CredentialsNotLoaded(_))
        ) {
            return true;
        }
        next = error.source();
    }
    false
}

/// Where a source has its credentials from.
fn needs(source: &str) -> &'static str {
    match source {
        "Environment" => {
            "it takes `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` from the environment that the app was started in"
        }
        "EcsContainer" => "it works in a container that has a task role, and nowhere else",
        _ => "it works on an EC2 instance that has a role, and nowhere else",
    }
}

impl ProvideCredentials for NamedSource {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}
