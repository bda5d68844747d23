//! What has to stay secret: what the account keeps for somebody, gave out or was shown. For tests that look for it where
//! it must not be; whoever adds a kind of credential adds it here, and those tests look for it as well.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::control::Control;
use crate::world::{AccessKey, World};

/// A secret and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// The secret itself.
    pub value: String,
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretKind {
    /// The secret half of an access key.
    SecretKey,
    /// The token of a session's keys.
    SessionToken,
    /// Identity Center: a client's secret.
    ClientSecret,
    /// Identity Center: the device code, which is not what a person types.
    DeviceCode,
    /// Identity Center: what the browser brings back.
    AuthorizationCode,
    /// Identity Center: what an authorization code is worth nothing without (PKCE).
    CodeVerifier,
    /// Identity Center: what leads to accounts and keys.
    AccessToken,
    /// Identity Center: what leads to another access token.
    RefreshToken,
    /// What an MFA device showed and somebody typed.
    OneTimeCode,
    /// What an MFA device makes its codes from.
    MfaSeed,
    /// What a web identity provider says of somebody.
    WebIdentityToken,
    /// The console: what leads to another session's keys.
    ConsoleRefreshToken,
    /// The console: the key of the computer that signed in, which refresh tokens are bound to.
    ConsoleKey,
    /// What a container shows to get its keys.
    ContainerToken,
    /// What a program on an instance shows to get the instance's keys.
    MetadataToken,
    /// The signature of a request, in its header or in a presigned address.
    Signature,
}

impl SecretKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::SecretKey,
        Self::SessionToken,
        Self::ClientSecret,
        Self::DeviceCode,
        Self::AuthorizationCode,
        Self::CodeVerifier,
        Self::AccessToken,
        Self::RefreshToken,
        Self::OneTimeCode,
        Self::MfaSeed,
        Self::WebIdentityToken,
        Self::ConsoleRefreshToken,
        Self::ConsoleKey,
        Self::ContainerToken,
        Self::MetadataToken,
        Self::Signature,
    ];

    /// Those that come from outside of the app and its practice account: another program signed in, or a machine did.
    pub const FROM_ELSEWHERE: [Self; 5] = [
        Self::WebIdentityToken,
        Self::ConsoleRefreshToken,
        Self::ConsoleKey,
        Self::ContainerToken,
        Self::MetadataToken,
    ];
}

/// How many signatures are remembered: as many as calls.
const SIGNATURES: usize = 20_000;

/// What was shown to the account to prove something, and what it gave out and keeps no other list of.
#[derive(Debug, Default)]
pub(crate) struct Shown(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    signatures: VecDeque<String>,
    others: BTreeSet<Secret>,
}

impl Shown {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn signature(&self, signature: &str) {
        let mut noted = self.noted();
        if noted.signatures.len() == SIGNATURES {
            noted.signatures.pop_front();
        }
        noted.signatures.push_back(signature.to_owned());
    }

    /// Keys that were signed with: the world forgets those of sessions that ended.
    pub(crate) fn key(&self, key: &AccessKey) {
        self.noted().others.extend(halves(key));
    }

    pub(crate) fn one_time_code(&self, code: &str) {
        self.note(SecretKind::OneTimeCode, code);
    }

    pub(crate) fn code_verifier(&self, verifier: &str) {
        self.note(SecretKind::CodeVerifier, verifier);
    }

    /// Given out, and not to be had from anywhere again.
    pub(crate) fn note(&self, kind: SecretKind, value: &str) {
        let value = value.to_owned();
        self.noted().others.insert(Secret { kind, value });
    }
}

impl Control {
    /// Everything that has to stay secret, as far as this process knows.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut all: BTreeSet<Secret> = self.sign_in_secrets().into_iter().collect();
        all.extend(self.0.store.read(kept));
        let noted = self.0.shown.noted();
        all.extend(noted.others.iter().cloned());
        all.extend(noted.signatures.iter().map(|value| Secret {
            kind: SecretKind::Signature,
            value: value.clone(),
        }));
        all.into_iter().collect()
    }
}

fn kept(world: &World) -> Vec<Secret> {
    let devices = world.users.iter().flat_map(|user| &user.mfa);
    let seeds = devices.map(|device| Secret {
        kind: SecretKind::MfaSeed,
        value: device.secret.clone(),
    });
    world.keys.iter().flat_map(halves).chain(seeds).collect()
}

/// What of a key has to stay secret.
pub(crate) fn halves(key: &AccessKey) -> impl Iterator<Item = Secret> + '_ {
    let token = key.token.iter().map(|token| Secret {
        kind: SecretKind::SessionToken,
        value: token.clone(),
    });
    let secret = Secret {
        kind: SecretKind::SecretKey,
        value: key.secret.clone(),
    };
    token.chain([secret])
}
