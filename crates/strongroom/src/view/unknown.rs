//! What could not be read, in words.

use lockdown::known::{Known, Unknown, UnknownReason};
use lockdown::permissions::{grant, is_denied_by_name};

use crate::api::UnknownView;

/// Where something unknown is, so that the policy which grants the missing action can name it.
pub(super) struct Place<'a> {
    /// `aws`, `aws-us-gov` …
    pub(super) partition: &'a str,
    /// The ARN that was asked about, where the action takes one.
    pub(super) resource: Option<String>,
}

impl Place<'_> {
    /// The view with the policy that grants the missing action; none where a Deny names it.
    pub(super) fn view(&self, unknown: &Unknown, what: &str) -> UnknownView {
        let missing = unknown.missing_permission.as_deref();
        UnknownView {
            policy: missing
                .filter(|_| !is_denied_by_name(&unknown.detail))
                .map(|action| grant(action, self.resource.as_deref(), self.partition)),
            ..view(unknown, what)
        }
    }

    /// The view of a known thing's reason to be unknown, if it is.
    pub(super) fn of<T>(&self, known: &Known<T>, what: &str) -> Option<UnknownView> {
        known.unknown().map(|unknown| self.view(unknown, what))
    }
}

/// The view of an unknown thing. `what` names it: "the policy of `acme-recordings`".
pub(crate) fn view(unknown: &Unknown, what: &str) -> UnknownView {
    UnknownView {
        reason: code(unknown.reason).to_owned(),
        words: words(unknown, what),
        missing_permission: unknown.missing_permission.clone(),
        policy: None,
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
            Some(action) if is_denied_by_name(&unknown.detail) => {
                format!("Can't read {what}: a policy denies {action} by name.")
            }
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
