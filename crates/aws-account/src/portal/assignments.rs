//! Which accounts and roles a signed-in person has.

use lockdown::ids::AccountId;
use time::OffsetDateTime;

use super::credentials::UNKNOWN_TOKEN;
use super::error::SignInError;
use super::{Portal, PortalSource, Wire, token};
use crate::call::CallError;
use crate::session_error::SessionError;

/// An account that the portal lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAccount {
    /// Its twelve digits.
    pub id: AccountId,
    /// Its name, where the portal tells it.
    pub name: Option<String>,
    /// Its root user's address, where the portal tells it.
    pub email: Option<String>,
}

/// All accounts, sorted by name and id.
///
/// # Errors
/// When the sign-in is over or the portal does not answer.
pub async fn accounts(
    source: &PortalSource,
    portal: &Portal,
) -> Result<Vec<PortalAccount>, SignInError> {
    let (client, token) = open(source, portal).await?;
    let action = "sso:ListAccounts";
    let on = portal.cache_key();
    let mut pages = client
        .list_accounts()
        .access_token(token)
        .into_paginator()
        .items()
        .send();
    let mut accounts = Vec::new();
    while let Some(account) = pages.next().await {
        let account =
            account.map_err(|error| failed(CallError::new(action, on, &error), portal))?;
        let id = account.account_id.unwrap_or_default();
        let id = id.parse().map_err(|error| SignInError::Call {
            source: CallError::not_understood(action, on, format!("{error}")),
        })?;
        accounts.push(PortalAccount {
            id,
            name: account.account_name.filter(|name| !name.is_empty()),
            email: account.email_address.filter(|email| !email.is_empty()),
        });
    }
    accounts.sort_by(|a, b| (&a.name, a.id.as_str()).cmp(&(&b.name, b.id.as_str())));
    Ok(accounts)
}

/// All roles in an account, sorted.
///
/// # Errors
/// When the sign-in is over or the portal does not answer.
pub async fn roles(
    source: &PortalSource,
    portal: &Portal,
    account: &AccountId,
) -> Result<Vec<String>, SignInError> {
    let (client, token) = open(source, portal).await?;
    let mut pages = client
        .list_account_roles()
        .access_token(token)
        .account_id(account.as_str())
        .into_paginator()
        .items()
        .send();
    let mut roles = Vec::new();
    while let Some(role) = pages.next().await {
        let role = role.map_err(|error| {
            let error = CallError::new("sso:ListAccountRoles", account.as_str(), &error);
            failed(error, portal)
        })?;
        roles.extend(role.role_name);
    }
    roles.sort();
    Ok(roles)
}

async fn open(
    source: &PortalSource,
    portal: &Portal,
) -> Result<(aws_sdk_sso::Client, String), SignInError> {
    let wire = Wire::open(source).await?;
    let now = OffsetDateTime::now_utc();
    let token = token::good(&source.files.sso_cache, portal, &wire, now).await?;
    Ok((wire.portal(&portal.region), token.access_token))
}

fn failed(error: CallError, portal: &Portal) -> SignInError {
    if error.has_code(&[UNKNOWN_TOKEN]) {
        SessionError::Revoked(portal.cache_key().to_owned()).into()
    } else {
        SignInError::Call { source: error }
    }
}
