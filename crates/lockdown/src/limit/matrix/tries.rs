//! Which attempts are worth showing: what is allowed, what is not, and the ways around.

use crate::ids::Arn;
use crate::limit::attempt::{Attempt, FunctionVerb, StorageVerb, What};
use crate::limit::existing::Existing;
use crate::limit::intent::{LimitIntent, StorageRule};
use crate::limit::resource_type::{StorageResourceType, TargetKind};
use crate::limit::targets::{FunctionArn, KeyArn, LimitTarget};

/// How many of the real targets that are not allowed are tried, for each kind.
const MOST_OTHERS: usize = 3;
/// A bucket of the kind that `AmazonConnect_FullAccess` speaks of.
const CONNECT_BUCKET: &str = "amazon-connect-0123456789ab";
/// A bucket of no particular name.
const OTHER_BUCKET: &str = "another-bucket-of-yours";
/// The name of any other stream or function.
const OTHER: &str = "another-one-of-yours";
/// The id of any other key.
const OTHER_KEY: &str = "00000000-0000-0000-0000-000000000000";
/// The id of any other instance.
const OTHER_INSTANCE: &str = "00000000-0000-0000-0000-000000000000";

/// The attempts, in the order in which they are shown: for each limited type what is allowed, what is
/// not, with keys, on another instance, and removing it; then a type that is not limited; functions
/// last.
pub fn attempts(intent: &LimitIntent, existing: &Existing) -> Vec<Attempt> {
    let mut tries = Tries {
        intent,
        existing,
        list: Vec::new(),
    };
    for rule in intent.storage() {
        tries.storage(rule);
    }
    tries.unlimited_type();
    tries.functions();
    tries.list
}

struct Tries<'a> {
    intent: &'a LimitIntent,
    existing: &'a Existing,
    list: Vec<Attempt>,
}

impl Tries<'_> {
    fn push(&mut self, what: What, made_up: bool) {
        let here = self.intent.instance_arn().clone();
        self.push_on(here, what, made_up, made_up);
    }

    fn push_on(&mut self, instance: Arn, what: What, is_example: bool, made_up: bool) {
        let attempt = Attempt {
            instance,
            what,
            is_example,
            names_nothing_real: made_up,
        };
        if !self.list.contains(&attempt) {
            self.list.push(attempt);
        }
    }

    /// The same on another instance, which may itself be made up.
    fn push_elsewhere(&mut self, what: What, made_up: bool) {
        if let Some((instance, is_example)) = self.other_instance() {
            self.push_on(instance, what, is_example || made_up, made_up);
        }
    }

    fn storage(&mut self, rule: &StorageRule) {
        let of = |verb, target: Option<&LimitTarget>, key: Option<&KeyArn>| What::Storage {
            verb,
            resource_type: rule.resource_type.clone(),
            target: target.cloned(),
            key: key.cloned(),
        };
        for target in &rule.targets {
            self.push(of(StorageVerb::Associate, Some(target), None), false);
        }
        if rule.targets.is_empty() {
            self.push(of(StorageVerb::Associate, None, None), false);
        }
        let allowed = rule.targets.first();
        self.push(of(StorageVerb::Update, allowed, None), false);
        // Allowed for another type: nothing in the calls tells the types' targets apart.
        let shared = self.intent.targets().into_iter().find(|target| {
            !rule.targets.contains(target) && rule.resource_type.kinds().contains(&target.kind())
        });
        if let Some(shared) = shared.cloned() {
            self.push(of(StorageVerb::Associate, Some(&shared), None), false);
        }
        let others = self.others(rule.resource_type.kinds());
        for (target, is_example) in &others {
            self.push(of(StorageVerb::Associate, Some(target), None), *is_example);
        }
        if let Some((target, is_example)) = others.first() {
            self.push(of(StorageVerb::Update, Some(target), None), *is_example);
        }
        // A configuration for a stream or delivery stream has no place for a key.
        let takes_key = allowed.is_none_or(|target| {
            matches!(target.kind(), TargetKind::Bucket | TargetKind::VideoStream)
        });
        let keys = self.intent.kms_keys().iter().filter(|_| takes_key);
        for key in keys {
            self.push(of(StorageVerb::Associate, allowed, Some(key)), false);
        }
        if let Some((key, is_example)) = self.other_key().filter(|_| takes_key) {
            self.push(of(StorageVerb::Associate, allowed, Some(&key)), is_example);
        }
        self.push_elsewhere(of(StorageVerb::Associate, allowed, None), false);
        if let Some((target, is_example)) = others.first() {
            self.push_elsewhere(of(StorageVerb::Associate, Some(target), None), *is_example);
        }
        self.push(of(StorageVerb::Disassociate, None, None), false);
    }

    /// A type of the first known ones that is not limited, in a target that is allowed for another.
    fn unlimited_type(&mut self) {
        let known = StorageResourceType::known();
        let free = known.into_iter().find_map(|resource_type| {
            let target = self
                .intent
                .targets()
                .into_iter()
                .find(|target| resource_type.kinds().contains(&target.kind()))?;
            (self.intent.rule(&resource_type).is_none()).then(|| (resource_type, target.clone()))
        });
        if let Some((resource_type, target)) = free {
            let what = What::Storage {
                verb: StorageVerb::Associate,
                resource_type,
                target: Some(target),
                key: None,
            };
            self.push(what, false);
        }
    }

    fn functions(&mut self) {
        let of = |verb, function: &FunctionArn| What::Function {
            verb,
            function: function.clone(),
        };
        let Some(first) = self.intent.functions().first() else {
            return;
        };
        for function in self.intent.functions() {
            self.push(of(FunctionVerb::Associate, function), false);
        }
        let mut others: Vec<(FunctionArn, bool)> = self
            .existing
            .functions
            .value()
            .into_iter()
            .flatten()
            .map(|seen| (seen.what.clone(), false))
            .filter(|(function, _)| !self.intent.functions().contains(function))
            .take(MOST_OTHERS)
            .collect();
        if others.is_empty() {
            let home = self.intent.instance();
            let example = format!(
                "arn:{}:lambda:{}:{}:function:{OTHER}",
                self.intent.partition(),
                home.region,
                home.account
            );
            others.extend(example.parse().map(|arn| (arn, true)));
        }
        for (function, is_example) in &others {
            self.push(of(FunctionVerb::Associate, function), *is_example);
        }
        self.push_elsewhere(of(FunctionVerb::Associate, first), false);
        self.push(of(FunctionVerb::Disassociate, first), false);
    }

    /// Targets of these kinds that are not allowed: real ones, and examples that stand for the rest.
    fn others(&self, kinds: &[TargetKind]) -> Vec<(LimitTarget, bool)> {
        let mut others = Vec::new();
        for kind in kinds {
            let allowed = self.intent.targets();
            let real: Vec<LimitTarget> = self
                .existing
                .targets(*kind)
                .into_iter()
                .filter(|target| !allowed.contains(target))
                .take(MOST_OTHERS)
                .collect();
            let needs_example = real.is_empty();
            others.extend(real.into_iter().map(|target| (target, false)));
            let examples = example(self.intent, *kind, needs_example);
            others.extend(
                examples
                    .into_iter()
                    .filter(|target| !allowed.contains(target))
                    .map(|target| (target, true)),
            );
        }
        others
    }

    fn other_key(&self) -> Option<(KeyArn, bool)> {
        let allowed = self.intent.kms_keys();
        if allowed.is_empty() {
            return None;
        }
        let real = self.existing.keys.value().into_iter().flatten();
        real.map(|seen| (seen.what.clone(), false))
            .find(|(key, _)| !allowed.contains(key))
            .or_else(|| {
                let home = self.intent.instance();
                let example = format!(
                    "arn:{}:kms:{}:{}:key/{OTHER_KEY}",
                    self.intent.partition(),
                    home.region,
                    home.account
                );
                Some((example.parse().ok()?, true))
            })
    }

    /// Another instance of the account, or one that is made up to stand for it.
    fn other_instance(&self) -> Option<(Arn, bool)> {
        let own = self.intent.instance_arn();
        let mut real = self.existing.instances.value().into_iter().flatten();
        if let Some(arn) = real.find(|arn| *arn != own) {
            return Some((arn.clone(), false));
        }
        let home = self.intent.instance();
        let example = format!(
            "arn:{}:connect:{}:{}:instance/{OTHER_INSTANCE}",
            self.intent.partition(),
            home.region,
            home.account
        );
        Some((example.parse().ok()?, true))
    }
}

/// Made-up targets of a kind. A bucket named as Connect names its own is always tried.
fn example(intent: &LimitIntent, kind: TargetKind, also_plain: bool) -> Vec<LimitTarget> {
    let home = intent.instance();
    let (partition, region, account) = (intent.partition(), &home.region, &home.account);
    let made = match kind {
        TargetKind::Bucket => {
            let names = if also_plain {
                vec![OTHER_BUCKET, CONNECT_BUCKET]
            } else {
                vec![CONNECT_BUCKET]
            };
            return names
                .into_iter()
                .filter_map(|name| Some(LimitTarget::Bucket(name.parse().ok()?)))
                .collect();
        }
        _ if !also_plain => None,
        TargetKind::Stream => format!("arn:{partition}:kinesis:{region}:{account}:stream/{OTHER}")
            .parse()
            .ok()
            .map(LimitTarget::Stream),
        TargetKind::DeliveryStream => {
            format!("arn:{partition}:firehose:{region}:{account}:deliverystream/{OTHER}")
                .parse()
                .ok()
                .map(LimitTarget::DeliveryStream)
        }
        TargetKind::VideoStream => OTHER.parse().ok().map(LimitTarget::VideoStream),
    };
    made.into_iter().collect()
}

/// A made-up target of no particular name.
pub(crate) fn example_target(intent: &LimitIntent, kind: TargetKind) -> Option<LimitTarget> {
    example(intent, kind, true).into_iter().next()
}
