//! The window: starts the practice account, shows the pages and hands their calls to the app.
//!
//! - [`commands`]: one file per page; each command parses, calls and maps the error
//! - [`practice`]: the practice account that runs inside this process
//! - [`notices`]: the desktop is told when a trial has ended
//! - [`environment`]: the login shell's, where the app was not started from a terminal
//! - [`trails`]: CloudTrail is asked again about what was written
//! - [`latest`]: messages that come too fast for a page
//! - [`log`], [`crash`]: no credential in what is printed, nor in what is left where the app comes down
//! - [`dialogs`]: the system's own dialogs and browser, opened from here and never from a page

mod commands;
mod crash;
mod dialogs;
mod environment;
mod latest;
mod log;
mod notices;
mod practice;
mod trails;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use strongroom::App;
use tauri::Manager;

/// Where the app keeps its history unless this names another folder.
const DATA_DIR: &str = "STRONGROOM_DATA_DIR";

/// Opens the window and returns when it is closed.
pub fn run() -> ExitCode {
    log::start();
    crash::keep_no_image();
    environment::take_over();
    let named = std::env::var_os(DATA_DIR).map(PathBuf::from);
    let Some(data) = named.or_else(App::default_data_dir) else {
        return fail("there is no home folder to keep the history in; set STRONGROOM_DATA_DIR");
    };
    tracing::debug!(folder = %data.display(), "the history is kept");
    let app = Arc::new(App::new(data.clone(), strongroom::Settings::default()));
    let built = tauri::Builder::default()
        .manage(Arc::clone(&app))
        .manage(practice::Practice::new(data.join("practice")))
        .setup(move |handle| {
            crash::withhold_values();
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

/// There is no window to say it in.
fn fail(words: &str) -> ExitCode {
    tracing::error!("{words}");
    let mut out = std::io::stderr();
    let _ = std::io::Write::write_all(&mut out, format!("strongroom: {words}\n").as_bytes());
    ExitCode::FAILURE
}
