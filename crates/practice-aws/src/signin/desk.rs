//! What the sign-in service remembers: sessions of the console by their refresh tokens, and the proofs it has seen.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;

use super::Refusal;
use super::control::ConsoleEnd;
use super::dpop::Proof;
use crate::ids;

/// Sessions and proofs.
#[derive(Debug, Default)]
pub(crate) struct Desk(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<String, Session>,
    /// The ids of proofs: each is good once. Source: RFC 9449, 11.1.
    seen: HashSet<String>,
}

/// A session of the console.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The role, and the session's name.
    pub(super) role: String,
    pub(super) name: String,
    /// The thumbprint of the key that its refresh tokens are bound to. Source: RFC 9449, 5.
    pub(super) thumbprint: String,
    pub(super) ends: OffsetDateTime,
    /// How it was ended before that.
    pub(super) ended: Option<ConsoleEnd>,
}

impl Desk {
    /// A refresh token for a new session.
    pub(super) fn begin(&self, session: Session) -> String {
        let token = fresh();
        self.with(|state| state.sessions.insert(token.clone(), session));
        token
    }

    /// Ends the session behind a refresh token.
    pub(super) fn end(&self, refresh: &str, how: ConsoleEnd) -> bool {
        self.with(|state| {
            let session = state.sessions.get_mut(refresh);
            session.map(|session| session.ended = Some(how)).is_some()
        })
    }

    /// The session of a refresh token, and the token that comes after it: each is good once.
    pub(super) fn renew(
        &self,
        refresh: &str,
        proof: &Proof,
        now: OffsetDateTime,
    ) -> Result<(Session, String), Refusal> {
        let expired = || {
            Refusal::denied(
                "TOKEN_EXPIRED",
                "The refresh token is expired or not known.",
            )
        };
        self.with(|state| {
            if !state.seen.insert(proof.id.clone()) {
                return Err(Refusal::request("Invalid DPoP proof: it was used before"));
            }
            let session = state.sessions.get(refresh).cloned().ok_or_else(expired)?;
            if session.thumbprint != proof.thumbprint {
                return Err(Refusal::request(
                    "Invalid DPoP proof: the token belongs to another key",
                ));
            }
            match session.ended {
                Some(how) => return Err(how.refusal()),
                None if session.ends <= now => return Err(expired()),
                None => {}
            }
            state.sessions.remove(refresh);
            let next = fresh();
            state.sessions.insert(next.clone(), session.clone());
            Ok((session, next))
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn fresh() -> String {
    format!(
        "practice-console-refresh-{}{}",
        ids::fresh_hex(),
        ids::fresh_hex()
    )
}
