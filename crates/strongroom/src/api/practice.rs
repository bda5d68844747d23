//! Trouble that can be switched on in the practice account.

use serde::Serialize;
use ts_rs::TS;

/// One trouble.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TroubleView {
    /// Its name, by which it is switched.
    pub name: String,
    /// What it does, in a sentence.
    pub words: String,
    /// Whether it is on.
    pub on: bool,
}
