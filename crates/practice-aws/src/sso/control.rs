//! What tests do to Identity Center from outside.
//!
//! | call | does |
//! |---|---|
//! | `GET /sign-in` | the user codes that wait |
//! | `POST /sign-in/codes/{user_code}/{allow, deny, expire}` | what a person would say, or time |
//! | `POST /sign-in/slow-down/{n}` | the next `n` polls are told to slow down |
//! | `POST /sign-in/end` | all sessions end, for good |

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;
use time::OffsetDateTime;

use super::desk::Said;
use crate::control::Control;
use crate::secrets::Secret;

/// What a person says about a code, or what happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Access is allowed.
    Allow,
    /// Access is denied.
    Deny,
    /// Nobody answers in time.
    Expire,
}

impl Control {
    /// The user codes that wait for an answer.
    pub fn waiting_codes(&self) -> Vec<String> {
        let state = self.0.sso.state();
        state
            .devices
            .iter()
            .filter(|device| device.said == Said::Nothing)
            .map(|device| device.user_code.clone())
            .collect()
    }

    /// Answers a user code; `false` where it doesn't exist or was used.
    pub fn answer_code(&self, user_code: &str, answer: Answer) -> bool {
        let mut state = self.0.sso.state();
        let Some(device) = state.device(user_code) else {
            return false;
        };
        match answer {
            Answer::Allow => device.said = Said::Allow,
            Answer::Deny => device.said = Said::Deny,
            Answer::Expire => device.expires = OffsetDateTime::UNIX_EPOCH,
        }
        true
    }

    /// The next `polls` are told to slow down.
    pub fn slow_down_polls(&self, polls: u32) {
        self.0.sso.state().slow_down = polls;
    }

    /// How long access tokens live from now on, in seconds.
    pub fn set_token_seconds(&self, seconds: i64) {
        self.0.sso.state().token_seconds = Some(seconds);
    }

    /// Ends all sessions of Identity Center; `renewable` leaves their refresh tokens good.
    pub fn end_sign_ins(&self, renewable: bool) {
        self.0.sso.state().end_all(renewable);
    }

    /// Every client secret, code, token and key that Identity Center gave out.
    pub(crate) fn sign_in_secrets(&self) -> Vec<Secret> {
        self.0.sso.state().secrets()
    }

    /// The start URL.
    pub fn start_url(&self) -> String {
        super::start_url(self.0.url())
    }
}

/// The routes of the control port.
pub(crate) fn router() -> Router<Control> {
    Router::new()
        .route("/sign-in", get(waiting))
        .route("/sign-in/codes/{user_code}/{answer}", post(answer))
        .route("/sign-in/slow-down/{polls}", post(slow_down))
        .route("/sign-in/end", post(end))
}

async fn waiting(State(control): State<Control>) -> Response {
    Json(json!({"codes": control.waiting_codes()})).into_response()
}

async fn answer(
    State(control): State<Control>,
    Path((user_code, answer)): Path<(String, String)>,
) -> Response {
    let answer = match answer.as_str() {
        "allow" => Answer::Allow,
        "deny" => Answer::Deny,
        "expire" => Answer::Expire,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    if control.answer_code(&user_code, answer) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn slow_down(State(control): State<Control>, Path(polls): Path<u32>) -> StatusCode {
    control.slow_down_polls(polls);
    StatusCode::NO_CONTENT
}

async fn end(State(control): State<Control>) -> StatusCode {
    control.end_sign_ins(false);
    StatusCode::NO_CONTENT
}
