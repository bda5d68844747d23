//! The keys behind the nine profiles.
//!
//! They open nothing but a server on this computer, so they are the same in every practice account.

use crate::ids;
use crate::world::{AccessKey, Instance, KeyOwner, Profile};

/// Profile, Region.
const PROFILES: [(&str, &str); 9] = [
    ("practice-admin", "eu-west-2"),
    ("practice-auditor", "eu-west-2"),
    ("practice-breakglass", "eu-west-2"),
    ("practice-readonly", "eu-west-2"),
    ("practice-root", "us-east-1"),
    ("practice-connect", "eu-west-2"),
    ("practice-builder", "eu-west-2"),
    ("practice-manager", "eu-west-2"),
    ("practice-editor", "eu-west-2"),
];

/// The profiles.
pub(super) fn profiles() -> Vec<Profile> {
    PROFILES
        .iter()
        .map(|(name, region)| Profile {
            name: (*name).to_owned(),
            key: key_id(name),
            region: (*region).to_owned(),
        })
        .collect()
}

/// Their keys.
pub(super) fn keys(instances: &[Instance]) -> Vec<AccessKey> {
    let connect = instances.first().map(|instance| KeyOwner::Session {
        role: instance.service_role_name().to_owned(),
        session: instance.agents.first().cloned().unwrap_or_default(),
        mfa: false,
        policies: Vec::new(),
    });
    let owners = [
        Some(session("Admin", "dana.hartley")),
        Some(session("RecordingsAuditor", "luca.ferri")),
        Some(KeyOwner::User {
            name: "breakglass".to_owned(),
        }),
        Some(session("ContactCentreReader", "mei.tanaka")),
        Some(KeyOwner::Root),
        connect,
        Some(session("ConnectBuilder", "ines.kovac")),
        Some(session("ConnectManager", "oskar.brandt")),
        Some(KeyOwner::User {
            name: "connect-flow-editor".to_owned(),
        }),
    ];
    PROFILES
        .iter()
        .zip(owners)
        .filter_map(|((profile, _), owner)| owner.map(|owner| key(profile, owner)))
        .collect()
}

fn session(role: &str, session: &str) -> KeyOwner {
    KeyOwner::Session {
        role: role.to_owned(),
        session: session.to_owned(),
        mfa: false,
        policies: Vec::new(),
    }
}

fn key(profile: &str, owner: KeyOwner) -> AccessKey {
    let temporary = matches!(owner, KeyOwner::Session { .. });
    AccessKey {
        id: key_id(profile),
        secret: ids::hex_digits(&format!("{profile}/secret"), 40),
        token: temporary.then(|| {
            format!(
                "IQoJpractice{}",
                ids::hex_digits(&format!("{profile}/token"), 64)
            )
        }),
        owner,
        expires: None,
    }
}

fn key_id(profile: &str) -> String {
    let kind = if matches!(
        profile,
        "practice-breakglass" | "practice-root" | "practice-editor"
    ) {
        "AKIA"
    } else {
        "ASIA"
    };
    format!("{kind}{}", ids::letters(&format!("{profile}/key"), 16))
}
