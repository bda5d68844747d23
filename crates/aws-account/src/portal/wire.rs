//! The two clients of Identity Center: one for signing in, one for what the portal lists.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::RetryConfig;
use lockdown::ids::Region;

use super::error::SignInError;
use crate::files::ProfileFiles;
use crate::http;
use crate::timeouts::Timeouts;

/// Attempts of a call in all.
const ATTEMPTS: u32 = 3;

/// How Identity Center is reached, and where sign-ins are kept.
#[derive(Debug, Clone)]
pub struct PortalSource {
    /// The AWS files; sign-ins are kept beside them.
    pub files: ProfileFiles,
    /// The profile whose settings (such as `endpoint_url`) count; none for a start URL alone, which
    /// goes to AWS's own addresses.
    pub profile: Option<String>,
    /// The practice account on this computer, with its address.
    pub practice: Option<String>,
    /// How long to wait.
    pub timeouts: Timeouts,
}

/// The settings of both clients.
#[derive(Clone)]
pub(crate) struct Wire {
    sdk: SdkConfig,
    endpoint: Option<String>,
}

/// Says nothing: the SDK's configuration holds the parsed files, and shows their keys.
impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    pub(crate) fn new(sdk: SdkConfig, endpoint: Option<String>) -> Self {
        Self { sdk, endpoint }
    }

    pub(super) async fn open(source: &PortalSource) -> Result<Self, SignInError> {
        let client = http::client(source.practice.is_some());
        let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS);
        let timeouts = source.timeouts.for_reads();
        let sdk = if let Some(profile) = &source.profile {
            aws_config::defaults(BehaviorVersion::latest())
                .profile_files(source.files.checked().await?)
                .profile_name(profile)
                .region(aws_config::Region::from_static("us-east-1"))
                .http_client(client)
                .retry_config(retries)
                .timeout_config(timeouts)
                .no_credentials()
                .load()
                .await
        } else {
            // Nothing of the environment or of a file counts here.
            SdkConfig::builder()
                .behavior_version(BehaviorVersion::latest())
                .http_client(client)
                .retry_config(retries)
                .timeout_config(timeouts)
                .build()
        };
        Ok(Self::new(sdk, source.practice.clone()))
    }

    pub(super) fn oidc(&self, region: &Region) -> aws_sdk_ssooidc::config::Builder {
        let config = aws_sdk_ssooidc::config::Builder::from(&self.sdk)
            .region(aws_config::Region::new(region.as_str().to_owned()));
        match &self.endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        }
    }

    pub(super) fn portal(&self, region: &Region) -> aws_sdk_sso::Client {
        let config = aws_sdk_sso::config::Builder::from(&self.sdk)
            .region(aws_config::Region::new(region.as_str().to_owned()));
        let config = match &self.endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        aws_sdk_sso::Client::from_conf(config.build())
    }

    /// A client of STS with other credentials, for assuming a role.
    pub(crate) fn sts(
        &self,
        credentials: impl aws_credential_types::provider::ProvideCredentials + 'static,
    ) -> aws_sdk_sts::Client {
        self.sts_by(aws_sdk_sts::config::Builder::from(&self.sdk).credentials_provider(credentials))
    }

    /// A client of STS for what nobody signs.
    pub(crate) fn sts_unsigned(&self) -> aws_sdk_sts::Client {
        self.sts_by(aws_sdk_sts::config::Builder::from(&self.sdk))
    }

    fn sts_by(&self, config: aws_sdk_sts::config::Builder) -> aws_sdk_sts::Client {
        let config = match &self.endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        aws_sdk_sts::Client::from_conf(config.build())
    }
}

/// Notes where the calls of a client go: the page on which people allow a sign-in is beside them, and
/// only the client knows what settings and Region make of the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Whereto(Arc<Mutex<Option<String>>>);

impl Whereto {
    pub(super) fn get(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Intercept for Whereto {
    fn name(&self) -> &'static str {
        "Whereto"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let uri = context.request().uri().to_owned();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(uri);
        Ok(())
    }
}
