//! The one HTTP client that all of an account's calls share.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, ConnectorBuilder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// TLS by rustls with the system's certificates, as the SDK's own default. The practice account is on
/// this computer's loopback, where no proxy of the environment must come between.
pub(crate) fn client(practice: bool) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
        let mut connector = ConnectorBuilder::default().tls_provider(provider);
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        let proxy = if practice {
            ProxyConfig::disabled()
        } else {
            ProxyConfig::from_env()
        };
        connector.set_proxy_config(Some(proxy));
        connector.build()
    })
}
