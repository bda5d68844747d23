//! Types, generated tables and checks that need a program.
//!
//! - [`types`]: writes `ui/src/api/types.ts` from what `strongroom::api` declares, or finds drift
//! - [`actions`]: writes the table of AWS actions that the policy linter knows
//! - [`display`]: whether the display that the environment names answers
//!
//! The Makefile is what calls this.

mod actions;
mod display;
mod types;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: xtask types [--check] | actions | display";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["types"] => types::write(&root()),
        ["types", "--check"] => types::check(&root()),
        ["actions"] => actions::run(&root()),
        ["display"] => display::answers(),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root, two folders above this crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join("..")
}
