//! The policies of one side, made ready once, and one question to them.

use std::collections::BTreeSet;

use iam_policy::{Compiled, Context, Decision, Named, Policies, Policy, Principal, Request};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::ask::{DERIVED, keys_in};
use crate::ids::AccountId;

/// Identity policies and permissions boundaries.
pub(super) struct Set {
    pub(super) identity: Vec<Named>,
    pub(super) boundaries: Vec<Named>,
    /// The condition keys that they test.
    tested: BTreeSet<String>,
    compiled: Compiled,
}

/// One question.
pub(super) struct Asked<'a> {
    pub(super) action: &'a str,
    pub(super) resource: &'a str,
    /// The Region that is called, where the resource's ARN does not say it and it is known.
    pub(super) region: Option<&'a str>,
    /// Whether the identity calls by itself, and not AWS in its name.
    pub(super) direct: bool,
    pub(super) context: &'a [(&'static str, String)],
    pub(super) resource_policy: Option<&'a Policy>,
}

impl Set {
    pub(super) fn new(identity: Vec<Named>, boundaries: Vec<Named>) -> Self {
        let tested = identity
            .iter()
            .chain(&boundaries)
            .flat_map(|named| keys_in(&named.policy))
            .collect();
        let compiled = Compiled::new(&Policies {
            identity: identity.clone(),
            boundaries: boundaries.clone(),
            ..Policies::default()
        });
        Self {
            identity,
            boundaries,
            tested,
            compiled,
        }
    }

    pub(super) fn decide(
        &self,
        who: &Principal,
        account: &str,
        now: OffsetDateTime,
        asked: &Asked<'_>,
    ) -> Decision {
        let owner = part(asked.resource, 4).filter(|text| text.parse::<AccountId>().is_ok());
        let request = Request {
            principal: who.clone(),
            action: asked.action.to_owned(),
            resource: asked.resource.to_owned(),
            resource_account: owner.unwrap_or(account).to_owned(),
            context: self.context(now, asked),
        };
        match asked.resource_policy {
            None => self.compiled.evaluate(&request),
            policy => self
                .compiled
                .clone()
                .with_resource(policy)
                .evaluate(&request),
        }
    }

    /// What is known of the request; every other key that is tested may have any value, or none.
    fn context(&self, now: OffsetDateTime, asked: &Asked<'_>) -> Context {
        let mut known = Context::new()
            .with("aws:CurrentTime", now.format(&Rfc3339).unwrap_or_default())
            .with("aws:EpochTime", now.unix_timestamp().to_string())
            .with("aws:SecureTransport", "true");
        let region = part(asked.resource, 3).filter(|text| !text.is_empty());
        if let Some(region) = region.or(asked.region) {
            known = known.with("aws:RequestedRegion", region);
        }
        if asked.direct {
            known = known.with("aws:ViaAWSService", "false");
        }
        for (key, value) in asked.context {
            known = known.with(key, value.clone());
        }
        let own = asked.resource_policy.map(keys_in).unwrap_or_default();
        for key in self.tested.iter().chain(&own) {
            let is_absent = asked.direct && key.starts_with("aws:calledvia")
                || key.starts_with("connect:")
                || key.starts_with("lambda:");
            if !known.mentions(key) && !DERIVED.contains(&key.as_str()) && !is_absent {
                known = known.with_unknown(key);
            }
        }
        known
    }
}

fn part(arn: &str, index: usize) -> Option<&str> {
    arn.split(':').nth(index)
}
