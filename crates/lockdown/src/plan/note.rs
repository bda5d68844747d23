//! Blockers, warnings and notes: what to know about a plan.

use serde::{Deserialize, Serialize};

use crate::known::Unknown;

/// A sentence or two with a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A stable name of the kind of note (`region_unread`, `caller_locked_out` …).
    pub code: String,
    /// The note in one sentence.
    pub title: String,
    /// More, if there is more to say.
    pub text: Option<String>,
    /// What it is about: a Region, a bucket, a principal's ARN.
    pub subject: Option<String>,
}

impl Note {
    /// A note about something.
    pub fn about(code: &str, subject: &(impl ToString + ?Sized), title: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            title: title.into(),
            text: None,
            subject: Some(subject.to_string()),
        }
    }

    /// A note about nothing in particular.
    pub fn plain(code: &str, title: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            title: title.into(),
            text: None,
            subject: None,
        }
    }

    /// The same note, with AWS's own words, where there are any.
    #[must_use]
    pub(crate) fn with_detail(self, unknown: &Unknown) -> Self {
        if unknown.detail.is_empty() {
            self
        } else {
            self.with_text(unknown.detail.clone())
        }
    }

    /// The same note, with more to say.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}
