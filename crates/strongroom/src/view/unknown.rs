//! What could not be read, in words.

use lockdown::known::{Known, Unknown, UnknownReason};

use crate::api::UnknownView;

/// The view of an unknown thing. `what` names it: "the policy of `acme-recordings`".
pub(crate) fn view(unknown: &Unknown, what: &str) -> UnknownView {
    UnknownView {
        reason: code(unknown.reason).to_owned(),
        words: words(unknown, what),
        missing_permission: unknown.missing_permission.clone(),
        detail: Some(unknown.detail.clone()).filter(|detail| !detail.is_empty()),
        request_id: unknown.request_id.clone(),
    }
}

/// The view of a known thing's reason to be unknown, if it is.
pub(crate) fn of<T>(known: &Known<T>, what: &str) -> Option<UnknownView> {
    known.unknown().map(|unknown| view(unknown, what))
}

fn words(unknown: &Unknown, what: &str) -> String {
    match unknown.reason {
        UnknownReason::NotReadYet => format!("Not read yet: {what}."),
        UnknownReason::Refused => match &unknown.missing_permission {
            Some(action) => format!("Can't read {what}: your role lacks {action}."),
            None => format!("Can't read {what}: AWS refused the call."),
        },
        UnknownReason::RegionNotEnabled => {
            format!("Can't read {what}: the Region is not enabled in this account.")
        }
        UnknownReason::NoAnswer => format!("Can't read {what}: AWS did not answer in time."),
        UnknownReason::Throttled => {
            format!("Can't read {what}: AWS slowed the calls down and the tries were used up.")
        }
        UnknownReason::Cancelled => format!("Not read: {what}. You cancelled."),
        UnknownReason::NotSignedIn => {
            format!("Can't read {what}: the session ended or its credentials are not valid.")
        }
        UnknownReason::OtherAccount => {
            format!("Can't read {what}: it belongs to another account.")
        }
        UnknownReason::Missing => format!("Can't read {what}: it does not exist."),
        UnknownReason::NotUnderstood => {
            format!("Can't read {what}: AWS's answer could not be understood.")
        }
        UnknownReason::Failed => format!("Can't read {what}."),
    }
}

/// The name by which the window knows the situation.
pub(crate) fn code(reason: UnknownReason) -> &'static str {
    match reason {
        UnknownReason::NotReadYet => "not_read_yet",
        UnknownReason::Refused => "refused",
        UnknownReason::RegionNotEnabled => "region_not_enabled",
        UnknownReason::NoAnswer => "no_answer",
        UnknownReason::Throttled => "throttled",
        UnknownReason::Cancelled => "cancelled",
        UnknownReason::NotSignedIn => "not_signed_in",
        UnknownReason::OtherAccount => "other_account",
        UnknownReason::Missing => "missing",
        UnknownReason::NotUnderstood => "not_understood",
        UnknownReason::Failed => "failed",
    }
}
