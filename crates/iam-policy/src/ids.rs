//! Which unique id belongs to which ARN.

use crate::arn::{self, UniqueId};
use std::collections::BTreeMap;

/// Known pairs of ARN and unique id, of users and roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrincipalIds {
    by_arn: BTreeMap<String, String>,
    by_id: BTreeMap<String, String>,
    complete: Vec<String>,
}

impl PrincipalIds {
    /// No pair known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the ARN of a user or role and its id (`AIDA…`, `AROA…`).
    pub fn insert(&mut self, arn: impl Into<String>, id: impl Into<String>) {
        let (arn, id) = (arn.into(), id.into());
        self.by_id.insert(id.clone(), arn.clone());
        self.by_arn.insert(arn, id);
    }

    /// Says that every user and role of this account is in here, so that an id that is not belongs to
    /// nobody any more.
    pub fn mark_complete(&mut self, account: impl Into<String>) {
        self.complete.push(account.into());
    }

    /// The id of an ARN.
    pub fn id_of(&self, arn: &str) -> Option<&str> {
        self.by_arn.get(arn).map(String::as_str)
    }

    /// The ARN of an id.
    pub fn arn_of(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// Whether all users and roles of this account are known.
    pub fn is_complete(&self, account: &str) -> bool {
        self.complete.iter().any(|known| known == account)
    }

    /// Whether an id of a user or role is known to belong to nobody: nothing has it, though all
    /// principals of at least one account are known. An id says nothing of its account, so one of
    /// another account looks the same.
    pub fn is_unresolved(&self, id: &str) -> bool {
        matches!(arn::unique_id(id), Some(UniqueId::Role | UniqueId::User))
            && !self.by_id.contains_key(id)
            && !self.complete.is_empty()
    }
}

impl<A: Into<String>, I: Into<String>> FromIterator<(A, I)> for PrincipalIds {
    fn from_iter<T: IntoIterator<Item = (A, I)>>(pairs: T) -> Self {
        let mut ids = Self::new();
        for (arn, id) in pairs {
            ids.insert(arn, id);
        }
        ids
    }
}
