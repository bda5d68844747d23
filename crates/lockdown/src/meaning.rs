//! Policies compared by meaning: S3 returns a policy in another form than it was put.

use std::collections::BTreeMap;

use iam_policy::{Policy, PrincipalEntry, PrincipalIds};
use serde::{Deserialize, Serialize};

use crate::inventory::LivePolicy;
use crate::permit::sha256_hex;

/// ARNs and unique ids of the same principals, as far as they are known, in a form that can be
/// stored. A plan carries those that its policies name, so that a principal deleted later still
/// compares alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrincipalMap(BTreeMap<String, String>);

impl PrincipalMap {
    /// Those pairs of `ids` that the principal elements of these policies name.
    pub fn named_in<'a>(
        policies: impl IntoIterator<Item = &'a LivePolicy>,
        ids: &PrincipalIds,
    ) -> Self {
        let mut map = BTreeMap::new();
        for policy in policies.into_iter().filter_map(read) {
            for entry in policy
                .statements()
                .iter()
                .flat_map(|s| s.principal().entries())
            {
                let PrincipalEntry::Aws(value) = entry else {
                    continue;
                };
                if let Some(id) = ids.id_of(value) {
                    map.insert(value.clone(), id.to_owned());
                } else if let Some(arn) = ids.arn_of(value) {
                    map.insert(arn.to_owned(), value.clone());
                }
            }
        }
        Self(map)
    }

    /// As the policy language wants it.
    pub fn to_ids(&self) -> PrincipalIds {
        self.0.iter().collect()
    }
}

fn read(policy: &LivePolicy) -> Option<Policy> {
    Policy::parse(policy.text()?).ok()
}

/// The meaning of a policy, or of having none: a digest, `none`, or `text:` and the SHA-256 of a
/// text that can't be read as a policy (which is then compared by its exact text).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Meaning(String);

impl Meaning {
    /// The meaning of what is in a bucket.
    pub fn of(policy: &LivePolicy, ids: &PrincipalIds) -> Self {
        Self(match policy {
            LivePolicy::None => "none".to_owned(),
            LivePolicy::Text(text) => Policy::parse(text).map_or_else(
                |_| format!("text:{}", sha256_hex(text)),
                |policy| iam_policy::digest(&policy, ids).to_string(),
            ),
        })
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
