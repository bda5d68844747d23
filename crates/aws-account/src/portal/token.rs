//! A token that is still good, renewed where that is possible.

use std::path::Path;

use time::{Duration, OffsetDateTime};

use super::cache::{self, CachedToken};
use super::{Portal, Wire};
use crate::call::CallError;
use crate::session_error::SessionError;

/// A token is renewed this long before its end, as the AWS tools do.
const EARLY: Duration = Duration::minutes(5);

/// The access token of a portal's sign-in.
///
/// # Errors
/// When nobody signed in, or the sign-in is over and can't be renewed.
pub(super) async fn good(
    folder: &Path,
    portal: &Portal,
    wire: &Wire,
    now: OffsetDateTime,
) -> Result<CachedToken, SessionError> {
    let key = portal.cache_key();
    let token = cache::read(folder, key)?.ok_or_else(|| SessionError::NoSignIn(key.to_owned()))?;
    if token.expires_at - EARLY > now {
        return Ok(token);
    }
    let ended = SessionError::Ended {
        to: key.to_owned(),
        at: token.expires_at,
    };
    match renew(&token, portal, wire, now).await {
        Ok(Some(renewed)) => {
            // A token that can't be kept is good all the same, until the next time.
            if let Err(error) = cache::write(folder, key, &renewed) {
                tracing::warn!(%error, "a renewed sign-in can't be kept");
            }
            Ok(renewed)
        }
        Ok(None) if token.expires_at > now => Ok(token),
        Ok(None) => Err(ended),
        Err(error) => {
            // The AWS CLI may have renewed it in this very moment, which uses the old one up.
            match cache::read(folder, key)? {
                Some(other) if other.expires_at - EARLY > now => Ok(other),
                _ if token.expires_at > now => Ok(token),
                _ if error.status.is_none() => Err(SessionError::Call(error)),
                _ => Err(ended),
            }
        }
    }
}

/// How long a portal's sign-in leads to keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// A refresh token is kept with it, which renews it.
    Renews,
    /// Until then; nothing renews it.
    Until(OffsetDateTime),
}

/// How long the sign-in that is kept now lasts; nothing where none is kept, or none that can be read.
pub(crate) fn lasting(folder: &Path, portal: &Portal, now: OffsetDateTime) -> Option<Lasting> {
    let token = cache::read(folder, portal.cache_key()).ok()??;
    Some(match renewable(&token, now) {
        Some(_) => Lasting::Renews,
        None => Lasting::Until(token.expires_at),
    })
}

/// The client's id and secret and the refresh token, where they are kept and the client is still registered.
fn renewable(token: &CachedToken, now: OffsetDateTime) -> Option<[&String; 3]> {
    token
        .registration_expires_at
        .filter(|end| *end > now)
        .and(Some([
            token.client_id.as_ref()?,
            token.client_secret.as_ref()?,
            token.refresh_token.as_ref()?,
        ]))
}

async fn renew(
    token: &CachedToken,
    portal: &Portal,
    wire: &Wire,
    now: OffsetDateTime,
) -> Result<Option<CachedToken>, CallError> {
    let Some([id, secret, refresh]) = renewable(token, now) else {
        return Ok(None);
    };
    let client = aws_sdk_ssooidc::Client::from_conf(wire.oidc(&portal.region).build());
    let answer = client
        .create_token()
        .client_id(id)
        .client_secret(secret)
        .grant_type("refresh_token")
        .refresh_token(refresh)
        .send()
        .await
        .map_err(|error| CallError::new("sso-oidc:CreateToken", portal.cache_key(), &error))?;
    Ok(answer.access_token.map(|access_token| CachedToken {
        access_token,
        expires_at: now + Duration::seconds(i64::from(answer.expires_in)),
        refresh_token: answer.refresh_token.or_else(|| token.refresh_token.clone()),
        ..token.clone()
    }))
}
