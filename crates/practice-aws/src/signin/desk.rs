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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use time::Duration;

    fn session(ends: OffsetDateTime) -> Session {
        Session {
            role: "Admin".to_owned(),
            name: "asha".to_owned(),
            thumbprint: "mine".to_owned(),
            ends,
            ended: None,
        }
    }

    fn proof(id: &str, thumbprint: &str) -> Proof {
        Proof {
            id: id.to_owned(),
            thumbprint: thumbprint.to_owned(),
        }
    }

    #[test]
    fn a_token_is_good_once_for_its_own_key_and_a_proof_is_good_once() {
        let desk = Desk::default();
        let now = OffsetDateTime::now_utc();
        let first = desk.begin(session(now + Duration::hours(1)));
        let error = |refresh: &str, proof: &Proof, now| {
            desk.renew(refresh, proof, now).err().map(|no| no.error)
        };
        assert_eq!(
            error(&first, &proof("1", "another"), now),
            Some("INVALID_REQUEST")
        );
        let (_, second) = desk.renew(&first, &proof("2", "mine"), now).ok().unwrap();
        assert_eq!(
            error(&second, &proof("2", "mine"), now),
            Some("INVALID_REQUEST")
        );
        assert_eq!(
            error(&first, &proof("3", "mine"), now),
            Some("TOKEN_EXPIRED")
        );
        let later = now + Duration::hours(2);
        assert_eq!(
            error(&second, &proof("4", "mine"), later),
            Some("TOKEN_EXPIRED")
        );
        assert!(desk.end(&second, ConsoleEnd::PasswordChanged));
        assert_eq!(
            error(&second, &proof("5", "mine"), now),
            Some("USER_CREDENTIALS_CHANGED")
        );
    }
}
