//! The window: starts the practice account, shows the pages and hands their calls to the app.
//!
//! - [`commands`]: one file per page; each command parses, calls and maps the error
//! - [`practice`]: the practice account that runs inside this process
//! - [`notices`]: the desktop is told when a trial has ended
//! - [`environment`]: the login shell's, where the app was not started from a terminal
//! - [`trails`]: CloudTrail is asked again about what was written
//! - [`dialogs`]: the system's own dialogs and browser, opened from here and never from a page

mod commands;
mod dialogs;
mod environment;
mod notices;
mod practice;
mod trails;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use strongroom::App;
use tauri::Manager;
use tracing_subscriber::EnvFilter;

/// Where the app keeps its history unless this names another folder.
const DATA_DIR: &str = "STRONGROOM_DATA_DIR";

/// What is logged to stderr, in the form of `tracing_subscriber::EnvFilter`.
const LOG: &str = "STRONGROOM_LOG";

/// Opens the window and returns when it is closed.
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .with_writer(std::io::stderr)
        .init();
    environment::take_over();
    let named = std::env::var_os(DATA_DIR).map(PathBuf::from);
    let Some(data) = named.or_else(App::default_data_dir) else {
        return fail("there is no home folder to keep the history in; set STRONGROOM_DATA_DIR");
    };
    let app = Arc::new(App::new(data.clone(), strongroom::Settings::default()));
    let built = tauri::Builder::default()
        .manage(Arc::clone(&app))
        .manage(practice::Practice::new(data.join("practice")))
        .setup(move |handle| {
            let handle = handle.handle().clone();
            tauri::async_runtime::spawn(notices::watch(Arc::clone(&app)));
            tauri::async_runtime::spawn(trails::follow(Arc::clone(&app)));
            tauri::async_runtime::spawn(async move {
                let files = handle.state::<practice::Practice>().start().await;
                app.practice_started(files);
            });
            Ok(())
        })
        .invoke_handler(commands::handler())
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("the window can't be opened: {error}")),
    }
}

/// What speaks to AWS: at their finest these log requests and answers, and with them credentials.
const CAPPED: [&str; 11] = [
    "aws_config",
    "aws_credential_types",
    "aws_runtime",
    "aws_sdk_sso",
    "aws_sdk_ssooidc",
    "aws_sdk_sts",
    "aws_smithy_http_client",
    "aws_smithy_runtime",
    "hyper",
    "hyper_util",
    "practice_aws",
];

/// Warnings and worse unless the variable says otherwise; what the practice account refuses is no news.
fn log_filter() -> EnvFilter {
    let filter = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new("warn,s3s=off"));
    // The SDK warns with what a failing `credential_process` printed, which may be a secret.
    let filter = match "aws_config::profile=off".parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => EnvFilter::new("off"),
    };
    if std::env::var_os(LOG).is_none() {
        return filter;
    }
    let caps = CAPPED
        .iter()
        .filter_map(|target| format!("{target}=info").parse().ok());
    caps.fold(filter, EnvFilter::add_directive)
}

/// There is no window to say it in.
fn fail(words: &str) -> ExitCode {
    tracing::error!("{words}");
    let mut out = std::io::stderr();
    let _ = std::io::Write::write_all(&mut out, format!("strongroom: {words}\n").as_bytes());
    ExitCode::FAILURE
}
