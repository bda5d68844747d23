//! The limits that Strongroom made, found again: by the Sids of their statements, and in the history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iam_policy::PrincipalIds;
use lockdown::ids::{Arn, Region};
use lockdown::inventory::{Inventory, LivePolicy};
use lockdown::known::{Known, Unknown};
use lockdown::limit::plan::place_targets;
use lockdown::limit::{
    Drift, Existing, FoundLimit, FunctionArn, KeyArn, LimitIntent, LimitPlace, LimitPrincipal,
    LimitSource, LimitTarget, find_limits, sources_of,
};
use lockdown::meaning::Meaning;
use lockdown::plan::{PlanKind, Target};
use lockdown::principals::Principals;

use super::choices::principal_code;
use super::{delivery_view, instance_arns, style_view};
use crate::api::{ErrorView, LimitRequest, LimitRow, LimitsView, NoteView, StorageLimit};
use crate::session::Session;
use crate::view::{overview, pretty, unknown};

impl Session {
    pub(super) async fn limits(&self) -> Result<LimitsView, ErrorView> {
        let inventory = self.inventory()?;
        let found = self.find_limits(&inventory).await;
        Ok(LimitsView {
            read_at: self.principals_read_at(),
            unknown: found
                .as_ref()
                .err()
                .map(|reason| unknown::view(reason, "the account's roles and users")),
            limits: found
                .unwrap_or_default()
                .iter()
                .map(|limit| row(&inventory, limit))
                .collect(),
        })
    }

    /// The limits with their drift; the reason where the account's principals are not known.
    async fn find_limits(&self, inventory: &Inventory) -> Result<Vec<FoundLimit>, Unknown> {
        let there = self.limits_there().await?;
        let region_of = |limit: &FoundLimit| {
            let intent = limit.intent.as_ref().ok()?;
            Some(intent.instance().region.clone())
        };
        let regions: BTreeSet<Region> = there
            .iter()
            .filter_map(|(_, limit)| region_of(limit))
            .collect();
        let mut existing = BTreeMap::new();
        for region in regions {
            let list = self
                .account
                .existing(&region, instance_arns(inventory))
                .await;
            existing.insert(region, list);
        }
        let mut limits = Vec::new();
        for (source, limit) in there {
            // Only with the lists of its Region can be said what is gone.
            let list = region_of(&limit).and_then(|region| existing.get(&region));
            let mut drifted = match list {
                Some(list) => find_limits(&limit.principal, &[source], list),
                None => vec![limit],
            };
            for limit in &mut drifted {
                if self.was_changed(limit) {
                    limit.drift.push(Drift::ChangedSince);
                }
            }
            limits.append(&mut drifted);
        }
        Ok(limits)
    }

    /// The limits as their policies say them, each with its policy, and nothing looked up of what they
    /// name.
    pub(super) async fn limits_there(&self) -> Result<Vec<(LimitSource, FoundLimit)>, Unknown> {
        let known = self.principals().await;
        let principals = match &*known {
            Known::Value(principals) => principals,
            Known::Unknown(unknown) => return Err(unknown.clone()),
        };
        let nothing = Existing::not_read();
        let mut there = Vec::new();
        for (principal, sources) in self.sources(principals).await {
            for source in sources {
                let found = find_limits(&principal, std::slice::from_ref(&source), &nothing);
                there.extend(found.into_iter().map(|limit| (source.clone(), limit)));
            }
        }
        Ok(there)
    }

    /// Whether the history says that something else was written there last. Without a word in the
    /// history, what a policy says is all there is to go by.
    fn was_changed(&self, limit: &FoundLimit) -> bool {
        let targets = place_targets(&limit.principal, &limit.place);
        let account = &self.account.identity().account;
        let live = Meaning::of(
            &LivePolicy::Text(limit.text.to_string()),
            &PrincipalIds::default(),
        );
        targets
            .iter()
            .filter(|target| !matches!(target, Target::Attachment { .. }))
            .filter_map(|target| self.journal.last_written(account, target).ok().flatten())
            .any(|last| last.kind == PlanKind::Limit && last.meaning != live)
    }

    /// The policies of every role and user, and those managed policies that the history knows as limits
    /// and that are not attached any more.
    async fn sources(&self, principals: &Principals) -> Vec<(LimitPrincipal, Vec<LimitSource>)> {
        let roles = principals.roles.iter().map(|role| role.arn.clone());
        let users = principals.users.iter().map(|user| user.arn.clone());
        let mut sources: Vec<(LimitPrincipal, Vec<LimitSource>)> = roles
            .chain(users)
            .filter_map(|arn| LimitPrincipal::try_from(arn).ok())
            .map(|principal| {
                let list = sources_of(principals, &principal);
                (principal, list)
            })
            .collect();
        for (policy, principal) in self.limits_of_history() {
            let place = LimitPlace::Managed {
                arn: policy.to_string(),
            };
            let Some((_, list)) = sources.iter_mut().find(|(one, _)| *one == principal) else {
                continue;
            };
            if list.iter().any(|source| source.place == place) {
                continue;
            }
            if let Ok(LivePolicy::Text(text)) = self.account.managed_policy(&policy).await {
                list.push(LimitSource {
                    place,
                    text: Arc::from(text),
                    attached: false,
                });
            }
        }
        sources
    }

    /// The managed policies that Strongroom last attached as limits, by its history, and to whom. What it
    /// took off again, or never attached, is not among them.
    fn limits_of_history(&self) -> BTreeSet<(Arn, LimitPrincipal)> {
        let account = &self.account.identity().account;
        let changes = self.journal.changes().unwrap_or_default();
        let is_last = |target: &Target| {
            let last = self.journal.last_written(account, target);
            last.is_ok_and(|last| last.is_some_and(|last| last.kind == PlanKind::Limit))
        };
        changes
            .iter()
            .filter(|change| change.kind == PlanKind::Limit && change.account == *account)
            .flat_map(|change| &change.targets)
            .filter_map(|(target, _)| match target {
                Target::Attachment { policy, principal } if is_last(target) => {
                    let principal = LimitPrincipal::try_from(principal.clone()).ok()?;
                    Some((policy.clone(), principal))
                }
                _ => None,
            })
            .collect()
    }
}

/// What names a limit to the window: whose it is and where it lies.
pub(super) fn key(limit: &FoundLimit) -> String {
    let place = match &limit.place {
        LimitPlace::Inline { name } => format!("inline:{name}"),
        LimitPlace::Managed { arn } => arn.clone(),
    };
    format!("{} {place}", limit.principal.arn())
}

fn row(inventory: &Inventory, limit: &FoundLimit) -> LimitRow {
    let intent = limit.intent.as_ref().ok();
    LimitRow {
        key: key(limit),
        name: limit.place.name().to_owned(),
        delivery: delivery_view(limit.place.delivery()),
        principal_arn: limit.principal.arn().to_string(),
        principal_name: limit.principal.name().to_owned(),
        principal_kind: principal_code(&limit.principal).to_owned(),
        instance: intent.map(|intent| instance_words(inventory, intent)),
        style: intent.map(|intent| style_view(intent.style())),
        allows: intent.map(allows).unwrap_or_default(),
        drift: limit
            .drift
            .iter()
            .map(|drift| NoteView {
                code: drift.code().to_owned(),
                title: drift.words(),
                text: None,
                subject: None,
            })
            .collect(),
        request: intent.map(|intent| LimitRequest {
            replaces: Some(key(limit)),
            ..request(intent)
        }),
        policy: pretty(&limit.text),
    }
}

fn instance_words(inventory: &Inventory, intent: &LimitIntent) -> String {
    let key = intent.instance();
    let name = inventory
        .instance(key)
        .map_or_else(|| key.id.to_string(), overview::name);
    format!("{name} ({})", key.region)
}

fn allows(intent: &LimitIntent) -> Vec<String> {
    let line = |what: &str, names: Vec<&str>| format!("{what}: {}", names.join(", "));
    let mut lines: Vec<String> = intent
        .storage()
        .iter()
        .map(|rule| {
            let names: Vec<&str> = rule.targets.iter().map(LimitTarget::name).collect();
            line(&rule.resource_type.words(), names)
        })
        .collect();
    if !intent.functions().is_empty() {
        let names = intent.functions().iter().map(FunctionArn::name).collect();
        lines.push(line("functions", names));
    }
    if !intent.kms_keys().is_empty() {
        let names = intent.kms_keys().iter().map(KeyArn::name).collect();
        lines.push(line("KMS keys", names));
    }
    lines
}

fn request(intent: &LimitIntent) -> LimitRequest {
    LimitRequest {
        instance: overview::key(intent.instance()),
        principal: intent.principal().arn().to_string(),
        storage: intent
            .storage()
            .iter()
            .map(|rule| StorageLimit {
                resource_type: rule.resource_type.to_string(),
                targets: rule
                    .targets
                    .iter()
                    .map(|target| target.as_str().to_owned())
                    .collect(),
            })
            .collect(),
        kms_keys: intent.kms_keys().iter().map(ToString::to_string).collect(),
        functions: intent.functions().iter().map(ToString::to_string).collect(),
        style: style_view(intent.style()),
        delivery: delivery_view(intent.delivery()),
        policy_name: intent.policy_name().to_string(),
        replaces: None,
    }
}
