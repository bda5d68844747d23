//! Errors, with what was not changed and what to do.

use aws_account::{CallError, clock_words};
use lockdown::known::UnknownReason;

use crate::api::{ErrorCode, ErrorView};

/// An error without AWS behind it.
pub(crate) fn plain(code: ErrorCode, message: impl Into<String>, help: &str) -> ErrorView {
    ErrorView {
        code,
        message: message.into(),
        help: (!help.is_empty()).then(|| help.to_owned()),
        detail: None,
        request_id: None,
    }
}

/// An error with the cause below it.
pub(crate) fn caused(
    message: impl Into<String>,
    help: &str,
    cause: &dyn std::error::Error,
) -> ErrorView {
    let mut detail = cause.to_string();
    let mut below = cause.source();
    while let Some(source) = below {
        detail.push_str(": ");
        detail.push_str(&source.to_string());
        below = source.source();
    }
    ErrorView {
        detail: Some(detail),
        ..plain(ErrorCode::Other, message, help)
    }
}

/// A call to AWS that failed while doing `what` ("read the policy of `acme-recordings`").
pub(crate) fn call(what: &str, error: &CallError) -> ErrorView {
    let why = match error.reason {
        UnknownReason::Refused => match error.missing_permission() {
            Some(action) => format!("your role lacks {action}"),
            None => "AWS refused the call".to_owned(),
        },
        UnknownReason::NotSignedIn => {
            "the session ended, or its credentials are not valid".to_owned()
        }
        UnknownReason::NoAnswer => "AWS did not answer in time".to_owned(),
        UnknownReason::Throttled => {
            "AWS slowed the calls down and the tries were used up".to_owned()
        }
        UnknownReason::OtherAccount => "it belongs to another account".to_owned(),
        UnknownReason::Missing => "it does not exist".to_owned(),
        UnknownReason::Cancelled => "you cancelled".to_owned(),
        UnknownReason::RegionNotEnabled => "the Region is not enabled in this account".to_owned(),
        UnknownReason::NotUnderstood => "AWS's answer could not be understood".to_owned(),
        UnknownReason::Failed if error.is_clock_off() => clock_words(None),
        UnknownReason::NotReadYet | UnknownReason::Failed => "the call failed".to_owned(),
    };
    ErrorView {
        code: match error.reason {
            UnknownReason::NotSignedIn => ErrorCode::SessionExpired,
            UnknownReason::Cancelled => ErrorCode::Cancelled,
            _ => ErrorCode::Other,
        },
        message: format!("Can't {what}: {why}. Nothing was changed."),
        help: error.help(),
        detail: Some(error.to_string()),
        request_id: error.request_id.clone(),
    }
}
