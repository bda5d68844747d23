//! The policies that already allow what is to be limited, by name, with how far they reach.
//!
//! Found by trying: each pattern that an Allow of the identity's other policies has for a limited
//! action is made into a target that is not allowed, and the whole attempt is judged with the limit in
//! place. So a boundary, a Deny or a missing second action counts as it does in life.

use iam_policy::{Effect, Outcome, Policy, ReadError, ResourceElement, Statement};
use serde::{Deserialize, Serialize};

use super::attempt::{Attempt, FunctionVerb, StorageVerb, What};
use super::intent::LimitIntent;
use super::judge::{Judge, Side, own_name};
use super::matrix::{MatrixInput, Verdict, example_target, with_judge};
use super::principal::LimitPrincipal;
use super::resource_type::TargetKind;
use super::targets::LimitTarget;

/// What is defeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defeated {
    /// The limit of buckets, streams or delivery streams.
    Targets(TargetKind),
    /// The limit of functions.
    Functions,
    /// The limit of keys.
    Keys,
}

impl Defeated {
    fn noun(self) -> &'static str {
        match self {
            Self::Targets(TargetKind::Bucket) => "bucket",
            Self::Targets(TargetKind::Stream) => "stream",
            Self::Targets(TargetKind::DeliveryStream) => "delivery stream",
            Self::Targets(TargetKind::VideoStream) => "video stream",
            Self::Functions => "function",
            Self::Keys => "key",
        }
    }
}

/// How far a policy reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reach", content = "patterns")]
pub enum Reach {
    /// Every one there is.
    Every,
    /// Those whose names have one of these patterns.
    Named(Vec<String>),
    /// Every one but those of these patterns.
    EveryBut(Vec<String>),
}

/// One statement of a policy that defeats the limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defeat {
    /// The policy: its name, or its ARN where it is a managed one.
    pub policy: String,
    /// The statement's place, from 0.
    pub statement: usize,
    /// The statement's Sid, if it has one.
    pub sid: Option<String>,
    /// What is defeated.
    pub what: Defeated,
    /// How far it reaches.
    pub reach: Reach,
    /// Whether it is certain, or hangs on something unknown.
    pub certain: bool,
}

impl Defeat {
    /// The policy's name without what stands before it in an ARN.
    pub fn policy_name(&self) -> &str {
        self.policy.rsplit('/').next().unwrap_or(&self.policy)
    }

    fn reach_words(&self) -> String {
        let noun = self.what.noun();
        let list = |patterns: &[String]| {
            let names: Vec<String> = patterns
                .iter()
                .map(|pattern| format!("`{}`", bare(pattern)))
                .collect();
            names.join(" or ")
        };
        match &self.reach {
            Reach::Every => format!("every {noun}"),
            Reach::Named(patterns) => format!("every {noun} named {}", list(patterns)),
            Reach::EveryBut(patterns) => format!("every {noun} but {}", list(patterns)),
        }
    }
}

/// A pattern without what stands before the name in the ARN.
fn bare(pattern: &str) -> &str {
    let resource = pattern.splitn(6, ':').nth(5).unwrap_or(pattern);
    ["stream/", "deliverystream/", "function:", "key/"]
        .iter()
        .find_map(|start| resource.strip_prefix(start))
        .unwrap_or(resource)
}

/// What defeats a limit, one sentence for each policy: "`AmazonConnect_FullAccess`, attached to the role,
/// already allows every stream, and every bucket named `amazon-connect-*`."
pub fn sentences(defeats: &[Defeat], principal: &LimitPrincipal) -> Vec<String> {
    let mut policies: Vec<&str> = defeats.iter().map(|d| d.policy.as_str()).collect();
    policies.dedup();
    policies
        .into_iter()
        .map(|policy| {
            let of: Vec<&Defeat> = defeats.iter().filter(|d| d.policy == policy).collect();
            let reaches: Vec<String> = of.iter().map(|d| d.reach_words()).collect();
            let name = of.first().map_or(policy, |d| d.policy_name());
            let place = match (policy.starts_with("arn:"), principal.is_user()) {
                (true, false) => "attached to the role",
                (true, true) => "attached to the user or one of its groups",
                (false, false) => "written into the role",
                (false, true) => "written into the user or one of its groups",
            };
            let verb = if of.iter().all(|d| d.certain) {
                "already allows"
            } else {
                "may already allow"
            };
            format!("`{name}`, {place}, {verb} {}.", joined(&reaches))
        })
        .collect()
}

fn joined(list: &[String]) -> String {
    match list {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., end] => format!("{}, and {end}", start.join(", ")),
    }
}

/// The ways out of a limit that is defeated, in sentences.
pub fn ways_out(defeats: &[Defeat], principal: &LimitPrincipal) -> Vec<String> {
    if defeats.is_empty() {
        return Vec::new();
    }
    let noun = principal.noun();
    vec![
        "Use the style that denies: no Allow of another policy defeats it.".to_owned(),
        format!(
            "Or take the policy off the {noun}, and give the {noun} what else it needs from there in \
             a policy of its own."
        ),
        format!("Or set a permissions boundary on the {noun}, which no policy of its own exceeds."),
    ]
}

/// What defeats the limit; empty where nothing that is known does.
///
/// # Errors
/// Never in practice: the error is that of writing the policy.
pub fn defeats(input: &MatrixInput<'_>) -> Result<Vec<Defeat>, ReadError> {
    with_judge(input, |judge| {
        let own = own_name(input.intent);
        let mut found = Vec::new();
        for named in judge.identity(Side::After) {
            if named.name == own {
                continue;
            }
            for (index, statement) in named.policy.statements().iter().enumerate() {
                if statement.effect() == Effect::Allow {
                    let search = Search {
                        judge,
                        intent: input.intent,
                        policy: &named.name,
                        index,
                        statement,
                    };
                    search.run(&mut found);
                }
            }
        }
        found
    })
}

/// One statement, looked at for everything that is limited.
struct Search<'a> {
    judge: &'a Judge<'a>,
    intent: &'a LimitIntent,
    policy: &'a str,
    index: usize,
    statement: &'a Statement,
}

impl Search<'_> {
    fn run(&self, found: &mut Vec<Defeat>) {
        let mut limited: Vec<Defeated> = self
            .intent
            .kinds()
            .into_iter()
            .filter(|kind| *kind != TargetKind::VideoStream)
            .map(Defeated::Targets)
            .collect();
        if !self.intent.functions().is_empty() {
            limited.push(Defeated::Functions);
        }
        if !self.intent.kms_keys().is_empty() {
            limited.push(Defeated::Keys);
        }
        for what in limited {
            if let Some((reach, certain)) = self.reach(what) {
                found.push(Defeat {
                    policy: self.policy.to_owned(),
                    statement: self.index,
                    sid: self.statement.sid().map(str::to_owned),
                    what,
                    reach,
                    certain,
                });
            }
        }
    }

    fn reach(&self, what: Defeated) -> Option<(Reach, bool)> {
        let plain = self.example(what);
        if let Some(certain) = plain.as_deref().and_then(|arn| self.defeated_by(what, arn)) {
            let reach = match self.statement.resource() {
                ResourceElement::NotResource(patterns) => Reach::EveryBut(patterns.clone()),
                _ => Reach::Every,
            };
            return Some((reach, certain));
        }
        let ResourceElement::Resource(patterns) = self.statement.resource() else {
            return None;
        };
        let mut certain = true;
        let reaching: Vec<String> = patterns
            .iter()
            .filter(|pattern| {
                let defeated = self
                    .sample(pattern)
                    .and_then(|arn| self.defeated_by(what, &arn));
                certain &= defeated.unwrap_or(true);
                defeated.is_some()
            })
            .cloned()
            .collect();
        (!reaching.is_empty()).then_some((Reach::Named(reaching), certain))
    }

    /// Whether the attempt with this target goes through by this statement: whether that is certain, or
    /// none where it does not.
    fn defeated_by(&self, what: Defeated, arn: &str) -> Option<bool> {
        let attempt = self.attempt(what, arn)?;
        let calls = attempt.calls(self.intent);
        let alone = Policy::new(vec![self.statement.clone()]);
        // The very statement must be one that lets a call with the target through.
        let lets = calls.iter().filter(|call| call.carries_target).any(|call| {
            call.resource == arn
                && matches!(
                    self.judge.alone(&alone, call),
                    Outcome::Allowed | Outcome::Unknown
                )
        });
        if !lets {
            return None;
        }
        let judged = calls.iter().map(|call| self.judge.call(Side::After, call));
        match Verdict::of(judged.collect()).outcome {
            Outcome::Allowed => Some(true),
            Outcome::Unknown => Some(false),
            Outcome::ImplicitlyDenied | Outcome::ExplicitlyDenied => None,
        }
    }

    /// The attempt to use what this ARN names; none where it names no such thing, or one that is
    /// allowed.
    fn attempt(&self, what: Defeated, arn: &str) -> Option<Attempt> {
        let what = match what {
            Defeated::Targets(kind) => {
                let target = target(kind, arn)?;
                if self.intent.targets().contains(&target) {
                    return None;
                }
                let mut rules = self.intent.storage().iter();
                let rule = rules.find(|rule| rule.resource_type.kinds().contains(&kind))?;
                What::Storage {
                    verb: StorageVerb::Associate,
                    resource_type: rule.resource_type.clone(),
                    target: Some(target),
                    key: None,
                }
            }
            Defeated::Functions => {
                let function = arn.parse().ok()?;
                if self.intent.functions().contains(&function) {
                    return None;
                }
                What::Function {
                    verb: FunctionVerb::Associate,
                    function,
                }
            }
            Defeated::Keys => {
                let key = arn.parse().ok()?;
                let rule = self.intent.storage().first()?;
                if self.intent.kms_keys().contains(&key) {
                    return None;
                }
                What::Storage {
                    verb: StorageVerb::Associate,
                    resource_type: rule.resource_type.clone(),
                    target: rule.targets.first().cloned(),
                    key: Some(key),
                }
            }
        };
        Some(Attempt {
            instance: self.intent.instance_arn().clone(),
            what,
            is_example: true,
            names_nothing_real: true,
        })
    }

    /// The ARN of one with no particular name.
    fn example(&self, what: Defeated) -> Option<String> {
        let home = self.intent.instance();
        let partition = self.intent.partition();
        let (region, account) = (&home.region, &home.account);
        Some(match what {
            Defeated::Targets(kind) => example_target(self.intent, kind)?.arn(partition)?,
            Defeated::Functions => {
                format!("arn:{partition}:lambda:{region}:{account}:function:another-one-of-yours")
            }
            Defeated::Keys => format!(
                "arn:{partition}:kms:{region}:{account}:key/00000000-0000-0000-0000-000000000000"
            ),
        })
    }

    /// An ARN that a pattern covers: wildcards filled in, the instance's own Region and account where the
    /// pattern leaves them open.
    fn sample(&self, pattern: &str) -> Option<String> {
        let home = self.intent.instance();
        let mut parts: Vec<String> = pattern.splitn(6, ':').map(str::to_owned).collect();
        let open = |text: &str| text.contains(['*', '?']);
        let [_, partition, _, region, account, resource] = parts.as_mut_slice() else {
            return None;
        };
        if open(partition) {
            self.intent.partition().clone_into(partition);
        }
        if open(region) {
            home.region.as_str().clone_into(region);
        }
        if open(account) {
            home.account.as_str().clone_into(account);
        }
        *resource = resource.replace('*', "0123456789ab").replace('?', "x");
        Some(parts.join(":"))
    }
}

fn target(kind: TargetKind, arn: &str) -> Option<LimitTarget> {
    Some(match kind {
        TargetKind::Bucket => LimitTarget::Bucket(arn.splitn(6, ':').nth(5)?.parse().ok()?),
        TargetKind::Stream => LimitTarget::Stream(arn.parse().ok()?),
        TargetKind::DeliveryStream => LimitTarget::DeliveryStream(arn.parse().ok()?),
        TargetKind::VideoStream => return None,
    })
}
