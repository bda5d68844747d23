//! What a plan writes to take a limit off.

use iam_policy::Policy;

use super::caution::LimitWarning;
use super::draft::Draft;
use super::obstacle::LimitBlocker;
use super::place_targets;
use crate::inventory::LivePolicy;
use crate::limit::find::{LimitPlace, is_limit};
use crate::plan::{IdentityChange, Target};

impl Draft<'_> {
    /// Everything of a limit goes, except what `kept` is written to.
    pub(super) fn remove(&mut self, place: &LimitPlace, kept: &[Target]) {
        let targets = place_targets(self.principal, place);
        if targets.is_empty() {
            self.block(LimitBlocker::NotFound {
                name: place.name().to_owned(),
            });
        }
        let elsewhere = match place {
            LimitPlace::Managed { arn } => self.also_attached(arn),
            LimitPlace::Inline { .. } => Vec::new(),
        };
        let (noun, who) = (self.principal.noun(), self.principal.name());
        let name = place.name();
        let mut found = false;
        for target in targets {
            if kept.contains(&target) {
                found = true;
                continue;
            }
            let Some(live) = self.live(&target) else {
                found = true;
                continue;
            };
            let Some(text) = live.text() else {
                continue;
            };
            found = true;
            let is_attachment = matches!(target, Target::Attachment { .. });
            if !is_attachment && !Policy::parse(text).is_ok_and(|policy| is_limit(&policy)) {
                self.block(LimitBlocker::NotOurs {
                    target: target.clone(),
                });
                continue;
            }
            if matches!(target, Target::ManagedPolicy { .. }) && !elsewhere.is_empty() {
                self.warn(LimitWarning::StaysElsewhere {
                    name: name.to_owned(),
                    principals: elsewhere.clone(),
                });
                continue;
            }
            self.costs_versions(&target, &live, &LivePolicy::None);
            let summary = match &target {
                Target::Attachment { .. } => {
                    format!("detaches the policy `{name}` from the {noun} `{who}`")
                }
                Target::ManagedPolicy { .. } => format!("deletes the policy `{name}`"),
                _ => format!("deletes the policy `{name}` from the {noun} `{who}`"),
            };
            self.changes.push(IdentityChange {
                target,
                live,
                wanted: LivePolicy::None,
                summary,
            });
        }
        if !found {
            self.block(LimitBlocker::NotFound {
                name: name.to_owned(),
            });
        }
    }
}
