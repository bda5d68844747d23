//! IAM Identity Center: how people without keys sign in.
//!
//! - `desk`: what Identity Center remembers: clients, questions that wait for an answer, tokens;
//! - `oidc`: `RegisterClient`, `StartDeviceAuthorization`, `CreateToken` (authorization code with PKCE, device code,
//!   refresh token);
//! - `portal`: `ListAccounts`, `ListAccountRoles`, `GetRoleCredentials`, `Logout`;
//! - `pages`: what a person sees in the browser: allow or deny;
//! - `control`: what tests do from outside: allow, deny, let expire, slow down.
//!
//! Nothing here is signed: clients show a secret that they were given, people a token. Tokens live as long as the
//! process: after a restart everyone signs in again, as after an administrator ended all sessions.
//! Sources: the service models `sso-oidc` and `sso`; RFC 6749, RFC 7636, RFC 8628.

pub(crate) mod control;
mod desk;
mod oidc;
mod pages;
mod portal;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use http::header;
use http::request::Parts;

use crate::practice::Practice;

pub(crate) use desk::Desk;

/// Where the access portal is; Identity Center's start URL.
const START: &str = "/start";
/// The scope that leads to accounts.
const ACCOUNT_ACCESS: &str = "sso:account:access";

/// What unsigned requests may ask of it. A signed request for such a path is S3's.
const PATHS: [&str; 10] = [
    "/client/register",
    "/device_authorization",
    "/token",
    "/authorize",
    "/device",
    START,
    "/assignment/accounts",
    "/assignment/roles",
    "/federation/credentials",
    "/logout",
];

/// Whether a request is for Identity Center.
pub(crate) fn is_mine(parts: &Parts) -> bool {
    PATHS.contains(&parts.uri.path()) && !parts.headers.contains_key(header::AUTHORIZATION)
}

/// The start URL of the practice account.
pub(crate) fn start_url(url: &str) -> String {
    format!("{url}{START}")
}

/// The routes.
pub(crate) fn router(practice: Arc<Practice>) -> Router {
    Router::new()
        .route("/client/register", post(oidc::register))
        .route("/device_authorization", post(oidc::start_device))
        .route("/token", post(oidc::create_token))
        .route("/assignment/accounts", get(portal::accounts))
        .route("/assignment/roles", get(portal::roles))
        .route("/federation/credentials", get(portal::credentials))
        .route("/logout", post(portal::logout))
        .merge(pages::router(&practice))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&practice),
            latency,
        ))
        .with_state(practice)
}

async fn latency(State(practice): State<Arc<Practice>>, request: Request, next: Next) -> Response {
    tokio::time::sleep(practice.latency).await;
    next.run(request).await
}
