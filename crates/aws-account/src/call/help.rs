//! What a failed call asks of the user: the permission that is missing, the clock, the network.

use lockdown::known::UnknownReason;
use time::{Duration, OffsetDateTime};

use super::CallError;
use super::answer::{action_named_in, is_clock_off};

/// What to do where AWS takes no signature for its date.
pub(crate) const SET_THE_CLOCK: &str =
    "let this computer set its date and time by itself, in the system's settings, then repeat it";

impl CallError {
    /// The IAM action that was refused: the one that AWS names, else the one that was called.
    pub fn missing_permission(&self) -> Option<String> {
        (self.reason == UnknownReason::Refused)
            .then(|| action_named_in(&self.message).unwrap_or_else(|| self.action.clone()))
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self.reason {
            UnknownReason::Refused => {
                let action = self.missing_permission().unwrap_or_default();
                return Some(if self.is_explicit_deny() {
                    format!(
                        "a policy denies {action} by name; ask whoever keeps that policy, or use another profile"
                    )
                } else {
                    format!("ask for the permission {action}, or use a profile that has it")
                });
            }
            UnknownReason::NotSignedIn => "sign in again, then repeat it",
            UnknownReason::NoAnswer if self.is_foreign_certificate() => {
                "company networks put a certificate of their own in place of AWS's: have its authority added to this system's certificates, or start the app with `SSL_CERT_FILE` naming it"
            }
            UnknownReason::NoAnswer => "check the network and repeat it",
            UnknownReason::Throttled => "wait a minute and repeat it",
            UnknownReason::OtherAccount => "use a profile of the account that owns it",
            UnknownReason::Failed if self.is_clock_off() => SET_THE_CLOCK,
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Whether AWS did not take the signature for its date: this computer's clock is off.
    pub fn is_clock_off(&self) -> bool {
        is_clock_off(self.code.as_deref(), &self.message)
    }

    /// Whether something answered in AWS's place, by a certificate that nobody whom this system trusts has signed.
    fn is_foreign_certificate(&self) -> bool {
        self.message.contains("invalid peer certificate")
    }

    /// How far AWS's clock was ahead of `here`, this computer's, where AWS says so.
    pub(crate) fn clock_ahead(&self, here: OffsetDateTime) -> Option<Duration> {
        self.answered_at.map(|aws| aws - here)
    }

    /// Whether AWS names an explicit deny in a resource-based policy, such as the bucket's.
    pub fn is_deny_in_resource_policy(&self) -> bool {
        self.message
            .contains("explicit deny in a resource-based policy")
    }

    fn is_explicit_deny(&self) -> bool {
        self.message.contains("explicit deny")
    }
}
