//! What a person sees in the browser: who asks, and allow or deny.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http::StatusCode;
use quick_xml::escape::escape;
use serde::Deserialize;
use time::OffsetDateTime;
use url::Url;

use super::desk::Said;
use super::portal::PERSON;
use crate::page;
use crate::practice::Practice;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:34rem;padding:0 1rem;color:#16191f}\
    .note{color:#414d5c}.code{font:600 2rem/1.4 ui-monospace,monospace;letter-spacing:.1em}\
    button{font:inherit;padding:.4rem 1.2rem;margin-right:.6rem}input{font:inherit;padding:.3rem}";

pub(super) fn router(practice: &Arc<Practice>) -> Router<Arc<Practice>> {
    Router::new()
        .route("/authorize", get(ask).post(decide))
        .route("/device", get(ask_device).post(decide_device))
        .route(super::START, get(start))
        .layer(middleware::from_fn_with_state(
            Arc::clone(practice),
            page::same_host,
        ))
}

fn document(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<p class=\"note\">Practice account: a stand-in for AWS IAM Identity Center on this computer.</p>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn shown(status: StatusCode, title: &str, body: &str) -> Response {
    (status, Html(document(title, body))).into_response()
}

fn refused(words: &str) -> Response {
    shown(
        StatusCode::BAD_REQUEST,
        "This request can't be allowed",
        &format!("<p>{}</p>\n", escape(words)),
    )
}

/// The two buttons, with what the form has to send along.
fn buttons(action: &str, name: &str, value: &str) -> String {
    format!(
        "<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{name}\" value=\"{}\">\n\
         <button name=\"decision\" value=\"allow\">Allow access</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button></form>\n",
        escape(value)
    )
}

#[derive(Deserialize)]
struct Authorize {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    #[serde(default)]
    state: String,
    code_challenge: String,
    code_challenge_method: String,
}

async fn ask(State(practice): State<Arc<Practice>>, Query(asked): Query<Authorize>) -> Response {
    if asked.response_type != "code" || asked.code_challenge_method != "S256" {
        return refused(
            "Only the authorization code with a challenge of the kind S256 is supported.",
        );
    }
    let opened = practice.sso.state().ask(
        &asked.client_id,
        &asked.redirect_uri,
        &asked.state,
        &asked.code_challenge,
    );
    let Some((id, request)) = opened else {
        return refused("The client is not registered, or not for this redirect address.");
    };
    let body = format!(
        "<p><strong>{}</strong> asks to use the accounts of {PERSON}.</p>\n{}",
        escape(&request.client_name),
        buttons("/authorize", "request", &id)
    );
    shown(StatusCode::OK, "Allow access to your accounts?", &body)
}

#[derive(Deserialize)]
struct Decision {
    request: String,
    decision: String,
}

async fn decide(State(practice): State<Arc<Practice>>, Form(sent): Form<Decision>) -> Response {
    let mut state = practice.sso.state();
    let Some(request) = state.take_request(&sent.request) else {
        return refused("This request was answered already.");
    };
    let Ok(mut back) = Url::parse(&request.redirect_uri) else {
        return refused("The redirect address is not an address.");
    };
    if sent.decision == "allow" {
        let code = state.grant(&request, OffsetDateTime::now_utc());
        back.query_pairs_mut().append_pair("code", &code);
    } else {
        back.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "Access denied by the user");
    }
    back.query_pairs_mut().append_pair("state", &request.state);
    Redirect::to(back.as_str()).into_response()
}

#[derive(Deserialize)]
struct Device {
    user_code: Option<String>,
}

async fn ask_device(
    State(practice): State<Arc<Practice>>,
    Query(asked): Query<Device>,
) -> Response {
    let Some(code) = asked.user_code.filter(|code| !code.is_empty()) else {
        let form = "<form method=\"get\" action=\"/device\"><p><label>Code <input name=\"user_code\"></label></p>\n\
                    <button>Continue</button></form>\n";
        return shown(StatusCode::OK, "Enter the code", form);
    };
    let Some(known) = practice
        .sso
        .state()
        .device(&code)
        .map(|device| device.user_code.clone())
    else {
        return refused("There is no such code, or it was used already.");
    };
    let body = format!(
        "<p>Allow only if the program that asked shows this very code:</p>\n<p class=\"code\">{}</p>\n{}",
        escape(&known),
        buttons("/device", "user_code", &known)
    );
    shown(StatusCode::OK, "Allow access to your accounts?", &body)
}

#[derive(Deserialize)]
struct DeviceDecision {
    user_code: String,
    decision: String,
}

async fn decide_device(
    State(practice): State<Arc<Practice>>,
    Form(sent): Form<DeviceDecision>,
) -> Response {
    let mut state = practice.sso.state();
    let Some(device) = state.device(&sent.user_code) else {
        return refused("There is no such code, or it was used already.");
    };
    let allow = sent.decision == "allow";
    device.said = if allow { Said::Allow } else { Said::Deny };
    let title = if allow {
        "Access allowed"
    } else {
        "Access denied"
    };
    shown(
        StatusCode::OK,
        title,
        "<p>This page can be closed. The program that asked goes on by itself.</p>\n",
    )
}

async fn start() -> Response {
    shown(
        StatusCode::OK,
        "Access portal",
        "<p>This is the start URL of the practice account's Identity Center. Programs sign in with it.</p>\n",
    )
}
