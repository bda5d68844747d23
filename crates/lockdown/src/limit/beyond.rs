//! What a limit cannot tell apart, and what it forbids besides.

use iam_policy::{Outcome, ReadError};
use serde::{Deserialize, Serialize};

use super::intent::{LimitIntent, LimitStyle, OtherInstances};
use super::judge::Side;
use super::matrix::{MatrixInput, example_target, with_judge};
use super::resource_type::{StorageResourceType, TargetKind};

/// What the limit cannot say, whichever way it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gap")]
pub enum Gap {
    /// Types with different targets of one kind: the calls that carry the target don't carry the type.
    TypesShareTargets {
        /// The types.
        types: Vec<StorageResourceType>,
        /// The kind of their targets.
        kind: TargetKind,
    },
    /// The calls that carry the target don't carry the instance: the targets are the same for all.
    InstancesShareTargets,
    /// No call carries the prefix of video streams.
    VideoPrefixUnchecked,
    /// With the style that denies, the types that are not chosen are forbidden on this instance.
    OtherTypesForbidden,
    /// Keys are not limited.
    KeysNotLimited,
    /// Removing an association is not limited.
    RemovingStays,
    /// The style only allows.
    OnlyAllows,
    /// To the letter of the page: who has it may open the functions to anyone.
    FunctionsOpenToAnyone,
    /// The style only denies: what is needed must be granted by another policy.
    GrantsNothing,
    /// Everyone else is as free as before.
    OnlyThisIdentity,
}

/// What this limit cannot say.
pub fn gaps(intent: &LimitIntent) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for kind in TargetKind::ALL {
        let rules = intent.storage().iter();
        let of_kind: Vec<_> = rules
            .filter(|rule| rule.resource_type.kinds().contains(&kind))
            .collect();
        let targets = |rule: &super::StorageRule| -> Vec<super::LimitTarget> {
            let all = rule.targets.iter();
            all.filter(|target| target.kind() == kind)
                .cloned()
                .collect()
        };
        let first = of_kind.first().map(|rule| targets(rule));
        let differ = of_kind.iter().any(|rule| Some(targets(rule)) != first);
        if differ && kind != TargetKind::VideoStream {
            gaps.push(Gap::TypesShareTargets {
                types: of_kind.iter().map(|r| r.resource_type.clone()).collect(),
                kind,
            });
        }
    }
    let has_targets = !intent.targets().is_empty() || !intent.functions().is_empty();
    if has_targets {
        gaps.push(Gap::InstancesShareTargets);
    }
    if intent.kinds().contains(&TargetKind::VideoStream) {
        gaps.push(Gap::VideoPrefixUnchecked);
    }
    match intent.style() {
        LimitStyle::Deny { .. } => {
            if !intent.storage().is_empty() {
                gaps.push(Gap::OtherTypesForbidden);
            }
            gaps.push(Gap::GrantsNothing);
        }
        LimitStyle::Allow { to_the_letter } => {
            gaps.push(Gap::OnlyAllows);
            if to_the_letter && !intent.functions().is_empty() {
                gaps.push(Gap::FunctionsOpenToAnyone);
            }
        }
    }
    if intent.kms_keys().is_empty() && !intent.storage().is_empty() {
        gaps.push(Gap::KeysNotLimited);
    }
    gaps.push(Gap::RemovingStays);
    gaps.push(Gap::OnlyThisIdentity);
    gaps
}

impl Gap {
    /// A stable name: `types_share_targets` …
    pub fn code(&self) -> &'static str {
        match self {
            Self::TypesShareTargets { .. } => "types_share_targets",
            Self::InstancesShareTargets => "instances_share_targets",
            Self::VideoPrefixUnchecked => "video_prefix_unchecked",
            Self::OtherTypesForbidden => "other_types_forbidden",
            Self::KeysNotLimited => "keys_not_limited",
            Self::RemovingStays => "removing_stays",
            Self::OnlyAllows => "only_allows",
            Self::FunctionsOpenToAnyone => "functions_open_to_anyone",
            Self::GrantsNothing => "grants_nothing",
            Self::OnlyThisIdentity => "only_this_identity",
        }
    }

    /// The gap in a sentence or two.
    pub fn words(&self, intent: &LimitIntent) -> String {
        let noun = intent.principal().noun();
        match self {
            Self::TypesShareTargets { types, kind } => {
                let names: Vec<String> = types.iter().map(StorageResourceType::words).collect();
                format!(
                    "What is allowed for one of {} is allowed for the others: the calls that name the \
                     {} don't say what it is for.",
                    names.join(", "),
                    kind.with_article().trim_start_matches("a ")
                )
            }
            Self::InstancesShareTargets => match intent.style() {
                LimitStyle::Deny {
                    other_instances: OtherInstances::Leave,
                } => format!(
                    "The calls that name the target don't name the instance: on other instances the \
                     {noun} is limited to the same targets."
                ),
                LimitStyle::Deny { .. } => format!(
                    "The calls that name the target don't name the instance: they are denied wherever \
                     the {noun} makes them."
                ),
                LimitStyle::Allow { .. } => format!(
                    "The calls that name the target don't name the instance: where another policy lets \
                     the {noun} work on other instances, these targets are allowed there as well."
                ),
            },
            Self::VideoPrefixUnchecked => {
                "Connect makes the video streams itself, so no policy can say which prefix they have: \
                 only whether media streaming may be set at all, and with which key."
                    .to_owned()
            }
            Self::OtherTypesForbidden => format!(
                "Storage that is not chosen here can't be associated with this instance by the {noun} \
                 any more."
            ),
            Self::KeysNotLimited => {
                "Which KMS key encrypts what is stored is not limited.".to_owned()
            }
            Self::RemovingStays => {
                "Removing an association is not limited: it takes away, and ties nothing new."
                    .to_owned()
            }
            Self::OnlyAllows => {
                "This style only allows: any other policy that allows more defeats it.".to_owned()
            }
            Self::FunctionsOpenToAnyone => format!(
                "As the page has it, the {noun} may let anyone invoke these functions: \
                 lambda:AddPermission is not tied to Connect."
            ),
            Self::GrantsNothing => format!(
                "This style only denies: what the {noun} needs must be allowed by another policy."
            ),
            Self::OnlyThisIdentity => {
                format!("Only this {noun} is limited. Everyone else can do what they could.")
            }
        }
    }
}

/// Something outside Connect that the identity could do, and cannot any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collateral {
    /// The IAM action.
    pub action: String,
    /// What it cannot do any more: "read the access control lists of other buckets".
    pub words: String,
    /// Whether it certainly could; otherwise that can't be told.
    pub certain: bool,
}

/// What the limit forbids besides, as far as the identity could do it; empty for the style that allows.
///
/// # Errors
/// Never in practice: the error is that of writing the policy.
pub fn collateral(input: &MatrixInput<'_>) -> Result<Vec<Collateral>, ReadError> {
    let intent = input.intent;
    with_judge(input, |judge| {
        let mut found = Vec::new();
        for (action, resource, words) in questions(intent) {
            let key = (action.starts_with("kms:"))
                .then(|| judge.default_key_policy())
                .flatten();
            let ask = |side| {
                judge
                    .question(side, action, &resource, key.as_ref())
                    .outcome
            };
            let before = ask(Side::Before);
            if ask(Side::After) == Outcome::ExplicitlyDenied && !before.is_denied() {
                found.push(Collateral {
                    action: action.to_owned(),
                    words: words.to_owned(),
                    certain: before == Outcome::Allowed,
                });
            }
        }
        found
    })
}

fn questions(intent: &LimitIntent) -> Vec<(&'static str, String, &'static str)> {
    let home = intent.instance();
    let start = |service: &str| {
        format!(
            "arn:{}:{service}:{}:{}",
            intent.partition(),
            home.region,
            home.account
        )
    };
    let example = |kind| example_target(intent, kind)?.arn(intent.partition());
    let mut list = Vec::new();
    for kind in intent.kinds() {
        let words: &[(&str, &str)] = match kind {
            TargetKind::Bucket => &[
                (
                    "s3:GetBucketAcl",
                    "read the access control lists of other buckets",
                ),
                ("s3:GetBucketLocation", "read the Region of other buckets"),
            ],
            TargetKind::Stream => &[(
                "kinesis:DescribeStream",
                "describe other Kinesis data streams",
            )],
            TargetKind::DeliveryStream => &[(
                "firehose:DescribeDeliveryStream",
                "describe other delivery streams",
            )],
            TargetKind::VideoStream => &[],
        };
        if let Some(resource) = example(kind) {
            list.extend(
                words
                    .iter()
                    .map(|(action, words)| (*action, resource.clone(), *words)),
            );
        }
    }
    if !intent.kms_keys().is_empty() {
        let key = format!("{}:key/00000000-0000-0000-0000-000000000000", start("kms"));
        list.push((
            "kms:CreateGrant",
            key.clone(),
            "make grants on other keys, as attaching an encrypted volume or database does",
        ));
        list.push(("kms:DescribeKey", key, "describe other keys"));
    }
    if !intent.functions().is_empty() {
        let function = format!("{}:function:another-one-of-yours", start("lambda"));
        list.push((
            "lambda:AddPermission",
            function,
            "let anything else invoke other functions",
        ));
        if let Some(first) = intent.functions().first() {
            list.push((
                "lambda:AddPermission",
                first.to_string(),
                "let anything but Connect invoke the allowed functions",
            ));
        }
    }
    list
}
