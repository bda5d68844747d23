//! What is logged, to stderr: what the user asks for, as far as no credential can be in it.

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged, in the form of `tracing_subscriber::EnvFilter`. No other variable is read.
const LOG: &str = "STRONGROOM_LOG";

/// Without the variable: warnings and worse; what the practice account refuses is no news.
const USUAL: &str = "warn,s3s=off";

/// Crates that know what they log. All others log no finer than `info`, whatever the variable says: what speaks to
/// AWS logs requests and answers there, with their signatures and keys.
const OURS: [&str; 6] = [
    "aws_account",
    "iam_policy",
    "journal",
    "lockdown",
    "strongroom",
    "strongroom_desktop",
];

/// Crates that pass on, at any level, what a failing `credential_process` printed. What they have to say comes to the app
/// as an error, which it tells in its own words.
const SILENT: [&str; 2] = ["aws_config", "aws_smithy_runtime_api"];

/// Begins to log.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new(USUAL));
    tracing_subscriber::registry()
        .with(filter_fn(|metadata| {
            may_be_logged(metadata.target(), *metadata.level())
        }))
        .with(filter)
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .init();
}

/// Apart from the user's filter, whose finer directives would win over coarser ones of ours.
fn may_be_logged(target: &str, level: Level) -> bool {
    let among = |crates: &[&str]| {
        let name = target.split("::").next().unwrap_or_default();
        crates.contains(&name)
    };
    !among(&SILENT) && (level <= Level::INFO || among(&OURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_crates_log_fine_and_what_passes_on_output_of_programs_is_silent() {
        for (target, level, may) in [
            ("strongroom::change::runner", Level::TRACE, true),
            ("aws_account::portal", Level::DEBUG, true),
            (
                "aws_smithy_runtime::client::orchestrator",
                Level::DEBUG,
                false,
            ),
            (
                "aws_smithy_runtime::client::orchestrator",
                Level::WARN,
                true,
            ),
            ("hyper::proto::h1", Level::TRACE, false),
            ("rustls", Level::DEBUG, false),
            ("practice_aws::server", Level::DEBUG, false),
            ("strongroomy", Level::DEBUG, false),
            ("aws_config::profile::credentials", Level::WARN, false),
            ("aws_config::meta::credentials::chain", Level::ERROR, false),
            ("aws_configuration", Level::WARN, true),
        ] {
            assert_eq!(may_be_logged(target, level), may, "{target} {level}");
        }
    }
}
