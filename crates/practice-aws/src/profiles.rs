//! The profiles, written as the AWS configuration files that every client reads.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::sso;
use crate::world::World;

/// A profile file that could not be written.
#[derive(Debug, Error)]
#[error("can't write `{}`", path.display())]
pub struct ProfileError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// Writes `config` and `credentials` into a folder, which is made if it is missing. Profiles that somebody added to
/// `config` stay.
pub(crate) fn write(world: &World, url: &str, folder: &Path) -> Result<(), ProfileError> {
    let mut config = String::new();
    let mut credentials = String::new();
    for profile in &world.profiles {
        let Some(key) = world.key(&profile.key) else {
            continue;
        };
        // Writing to a string can't fail.
        let _ = write!(
            config,
            "[profile {}]\nregion = {}\nendpoint_url = {url}\noutput = json\n\n",
            profile.name, profile.region
        );
        let _ = write!(
            credentials,
            "[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
            profile.name, key.id, key.secret
        );
        if let Some(token) = &key.token {
            let _ = writeln!(credentials, "aws_session_token = {token}");
        }
        credentials.push('\n');
    }
    sign_in_profiles(world, url, &mut config);
    let before = fs::read_to_string(folder.join("config")).unwrap_or_default();
    config.push_str(&kept(&before, &config, url));
    put(folder, "config", &config)?;
    put(folder, "credentials", &credentials)
}

/// The profiles that have to be signed in to: Identity Center, and a role that asks for a one-time code.
fn sign_in_profiles(world: &World, url: &str, config: &mut String) {
    let account = &world.account.id;
    let start_url = sso::start_url(url);
    // Writing to a string can't fail.
    let _ = write!(
        config,
        "[sso-session practice]\nsso_start_url = {start_url}\nsso_region = eu-west-1\n\
         sso_registration_scopes = sso:account:access\n\n\
         [profile practice-sso]\nsso_session = practice\nsso_account_id = {account}\n\
         sso_role_name = AdministratorAccess\nregion = eu-west-2\nendpoint_url = {url}\noutput = json\n\n"
    );
    let role = world.role("BreakGlassAdmin");
    let device = world.user("breakglass").and_then(|user| user.mfa.first());
    if let (Some(role), Some(device)) = (role, device) {
        let _ = write!(
            config,
            "[profile practice-mfa]\nrole_arn = {}\nsource_profile = practice-breakglass\nmfa_serial = {}\n\
             duration_seconds = 900\n\
             region = eu-west-2\nendpoint_url = {url}\noutput = json\n\n",
            role.arn(account),
            device.serial
        );
    }
}

/// The sections of an earlier config file that are not written here: profiles that somebody saved. The address is
/// another one at each start, so where it was named the present one is.
fn kept(before: &str, now: &str, url: &str) -> String {
    let is_header = |line: &&str| line.starts_with('[');
    let ours: Vec<&str> = now.lines().filter(is_header).map(str::trim).collect();
    let old = before
        .lines()
        .find_map(|line| line.strip_prefix("endpoint_url = "));
    let mut kept = String::new();
    let mut is_kept = false;
    for line in before.lines() {
        if is_header(&line) {
            is_kept = !ours.contains(&line.trim());
        }
        if is_kept {
            kept.push_str(&old.map_or_else(|| line.to_owned(), |old| line.replace(old, url)));
            kept.push('\n');
        }
    }
    kept
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), ProfileError> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, text))
        .map_err(|source| ProfileError { path, source })
}
