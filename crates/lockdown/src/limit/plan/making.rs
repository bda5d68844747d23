//! What a plan writes to make a limit.

use iam_policy::Policy;

use super::draft::Draft;
use super::obstacle::LimitBlocker;
use super::own_targets;
use crate::ids::Arn;
use crate::inventory::LivePolicy;
use crate::limit::find::is_limit;
use crate::limit::intent::LimitIntent;
use crate::plan::{IdentityChange, Target};

impl Draft<'_> {
    /// The targets of the limit itself.
    pub(super) fn write(&mut self, intent: &LimitIntent, policy: &Policy) {
        for target in own_targets(intent) {
            let Some(live) = self.live(&target) else {
                continue;
            };
            let (noun, who) = (self.principal.noun(), self.principal.name());
            let name = intent.policy_name();
            let (wanted, summary) = if let Target::Attachment { policy, .. } = &target {
                (
                    LivePolicy::Text(policy.to_string()),
                    format!("attaches the policy `{name}` to the {noun} `{who}`"),
                )
            } else {
                self.is_free(&target, &live);
                let summary = match (&target, &live) {
                    (Target::ManagedPolicy { .. }, LivePolicy::None) => {
                        format!("makes the policy `{name}`")
                    }
                    (Target::ManagedPolicy { .. }, LivePolicy::Text(_)) => {
                        format!("puts a new version of the policy `{name}` in force")
                    }
                    (_, LivePolicy::None) => {
                        format!("writes the policy `{name}` into the {noun} `{who}`")
                    }
                    (_, LivePolicy::Text(_)) => {
                        format!("changes the policy `{name}` in the {noun} `{who}`")
                    }
                };
                let wanted = LivePolicy::Text(policy.to_json());
                self.costs_versions(&target, &live, &wanted);
                (wanted, summary)
            };
            self.changes.push(IdentityChange {
                target,
                live,
                wanted,
                summary,
            });
        }
    }

    /// The name is not taken by a policy that is not ours. IAM takes a name once, whatever the path and
    /// the case.
    fn is_free(&mut self, target: &Target, live: &LivePolicy) {
        let Some(text) = live.text() else {
            if let Some(arn) = self.same_name(target) {
                self.block(LimitBlocker::NameTaken {
                    target: Target::ManagedPolicy { arn },
                });
            }
            return;
        };
        if !Policy::parse(text).is_ok_and(|policy| is_limit(&policy)) {
            self.block(LimitBlocker::NameTaken {
                target: target.clone(),
            });
        }
    }

    /// A customer-managed policy of the same name at another path, as far as policies were listed.
    fn same_name(&self, target: &Target) -> Option<Arn> {
        let Target::ManagedPolicy { arn } = target else {
            return None;
        };
        let principals = self.input.principals.ok()?;
        let of_roles = principals.roles.iter().flat_map(|role| &role.policies);
        let of_users = principals.users.iter().flat_map(|user| &user.policies);
        of_roles
            .chain(of_users)
            .filter_map(|policy| policy.name.parse::<Arn>().ok())
            .find(|other| {
                other != arn
                    && other.account() == arn.account()
                    && other.name().eq_ignore_ascii_case(arn.name())
            })
    }
}
