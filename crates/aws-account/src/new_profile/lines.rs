//! The lines of a new profile.

use std::fmt::Write as _;

use super::NewProfile;

/// As `aws configure sso` writes them. `known`: the session's section is there already.
pub(super) fn lines(new: &NewProfile, known: bool, before: &str) -> String {
    let mut text = String::new();
    if !before.is_empty() {
        text.push_str(if before.ends_with('\n') { "\n" } else { "\n\n" });
    }
    let portal = &new.portal;
    // Writing to a string can't fail.
    if let Some(session) = portal.session.as_deref().filter(|_| !known) {
        let _ = write!(
            text,
            "[sso-session {session}]\nsso_start_url = {}\nsso_region = {}\nsso_registration_scopes = {}\n\n",
            portal.start_url,
            portal.region,
            portal.scopes.join(",")
        );
    }
    let section = if new.name == "default" {
        "default".to_owned()
    } else {
        format!("profile {}", new.name)
    };
    let _ = writeln!(text, "[{section}]");
    match &portal.session {
        Some(session) => {
            let _ = writeln!(text, "sso_session = {session}");
        }
        None => {
            let _ = write!(
                text,
                "sso_start_url = {}\nsso_region = {}\n",
                portal.start_url, portal.region
            );
        }
    }
    let _ = write!(
        text,
        "sso_account_id = {}\nsso_role_name = {}\nregion = {}\n",
        new.account, new.role, new.region
    );
    if let Some(endpoint) = &new.endpoint {
        let _ = writeln!(text, "endpoint_url = {endpoint}");
    }
    text
}
