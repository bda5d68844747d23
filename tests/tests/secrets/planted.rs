//! AWS files of a user with secrets in them that only a mistake would bring to light.

use std::path::{Path, PathBuf};

use practice_aws::{Secret, SecretKind};

/// Of keys in the credentials file.
const KEY: &str = "PLANTEDkeyq7Yw2Lm9Xc4Vb8Nz1";
/// An argument of the program that gives credentials.
const ARGUMENT: &str = "PLANTEDargumentR5tG6yH7uJ8k";
/// What the program prints before it fails, to both of its outputs.
const OUTPUT: &str = "PLANTEDoutputZ3xC4vB5nM6qW7";
const ERRORS: &str = "PLANTEDerrorsE8rT9yU1iO2pA3";
/// What it prints where it claims that all went well.
const ODD: &str = "PLANTEDoddS4dF5gH6jK7lP8qW9";

/// The secrets.
pub(crate) fn secrets() -> Vec<Secret> {
    let secret = |value: &str| Secret {
        kind: SecretKind::SecretKey,
        value: value.to_owned(),
    };
    [KEY, ARGUMENT, OUTPUT, ERRORS, ODD].map(secret).to_vec()
}

/// Writes them: `vault` fails loudly, `odd` prints no credentials, `keys` has a pair that nobody knows.
pub(crate) fn write(home: &Path) -> std::io::Result<()> {
    let aws = home.join(".aws");
    std::fs::create_dir_all(&aws)?;
    let programs = programs(home);
    std::fs::create_dir_all(&programs)?;
    std::fs::write(
        programs.join("vault.sh"),
        format!("echo {OUTPUT}\necho {ERRORS} >&2\nexit 7\n"),
    )?;
    std::fs::write(
        programs.join("odd.sh"),
        format!("echo '{{\"Secret\": \"{ODD}\"'\n"),
    )?;
    // Nobody answers there: nothing of this may leave the computer.
    let end = "region = eu-west-2\nendpoint_url = http://127.0.0.1:1\n";
    let programs = programs.display();
    std::fs::write(
        aws.join("config"),
        format!(
            "[profile vault]\ncredential_process = sh {programs}/vault.sh --token {ARGUMENT}\n{end}\
             [profile odd]\ncredential_process = sh {programs}/odd.sh\n{end}\
             [profile keys]\n{end}"
        ),
    )?;
    std::fs::write(
        aws.join("credentials"),
        format!(
            "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {KEY}\n"
        ),
    )
}

fn programs(home: &Path) -> PathBuf {
    home.join("programs")
}

/// Where these secrets are the user's own.
pub(crate) fn places(home: &Path) -> Vec<PathBuf> {
    vec![home.join(".aws"), programs(home)]
}
