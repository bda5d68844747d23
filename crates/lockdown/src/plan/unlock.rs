//! Planning to take locks of ours off.

use time::OffsetDateTime;

use super::blocker::{Blocker, count};
use super::draft::{Draft, Texts};
use super::intent::UnlockIntent;
use super::{Plan, PlanKind};
use crate::inventory::{Inventory, LivePolicy};
use crate::keep::required_in;
use crate::known::Known;
use crate::lock::merge::is_ours;
use crate::lock::unlock_policy;
use crate::principals::Principals;

/// Plans taking off the locks that Strongroom made; everything else in the policies stays. Only
/// Denies go, so Regions that could not be read stand in nobody's way.
pub fn plan_unlock(
    inventory: &Inventory,
    principals: Known<&Principals>,
    intent: &UnlockIntent,
    now: OffsetDateTime,
) -> Plan {
    let mut draft = Draft::new(PlanKind::Unlock, inventory, principals, now);
    if intent.buckets.is_empty() {
        draft.blockers.push(Blocker::NoBucket);
    }
    draft.required = required_in(&draft.directory, &intent.buckets).entries;
    for name in &intent.buckets {
        let Some(ready) = draft.ready(name) else {
            continue;
        };
        let ours = ready.policy.as_ref().map_or(0, |policy| {
            policy
                .statements()
                .iter()
                .filter(|statement| is_ours(statement))
                .count()
        });
        match &ready.policy {
            Some(policy) if ours > 0 => {
                let permanent = unlock_policy(policy);
                let statements = count(ours, "statement", "statements");
                let summary = match permanent {
                    LivePolicy::None => {
                        "removes the policy, which is nothing but Strongroom's lock".to_owned()
                    }
                    LivePolicy::Text(_) => format!("removes {statements}; everything else stays"),
                };
                draft.add_target(
                    &ready,
                    Texts {
                        trial: None,
                        permanent,
                        summary,
                    },
                );
            }
            _ => draft.blockers.push(Blocker::NoLockOfOurs {
                bucket: name.clone(),
            }),
        }
    }
    draft.finish()
}
