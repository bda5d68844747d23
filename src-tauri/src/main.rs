//! Strongroom's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    strongroom_desktop::run()
}
