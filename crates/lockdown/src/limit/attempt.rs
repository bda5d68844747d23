//! What somebody may try, and the calls that AWS makes for it as the caller.

use serde::{Deserialize, Serialize};

use super::intent::LimitIntent;
use super::render::service_role_of;
use super::resource_type::StorageResourceType;
use super::targets::{FunctionArn, KeyArn, LimitTarget};
use crate::ids::{Arn, BucketName};

/// What is done to an instance's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageVerb {
    /// `AssociateInstanceStorageConfig`
    Associate,
    /// `UpdateInstanceStorageConfig`
    Update,
    /// `DisassociateInstanceStorageConfig`
    Disassociate,
}

/// What is done with a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionVerb {
    /// `AssociateLambdaFunction`
    Associate,
    /// `DisassociateLambdaFunction`
    Disassociate,
}

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum What {
    /// Something about storage.
    Storage {
        /// What is done.
        verb: StorageVerb,
        /// The type.
        resource_type: StorageResourceType,
        /// Where it is to be stored; none for removing an association.
        target: Option<LimitTarget>,
        /// The key that is to encrypt it.
        key: Option<KeyArn>,
    },
    /// Something about a function.
    Function {
        /// What is done.
        verb: FunctionVerb,
        /// The function.
        function: FunctionArn,
    },
}

/// One attempt on one instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// The instance's ARN.
    pub instance: Arn,
    /// What is tried.
    pub what: What,
    /// Whether something in it is made up to stand for others ("a bucket named `amazon-connect-…`").
    pub is_example: bool,
    /// Whether that is the key, or without one the target or function: nothing is known of a policy of
    /// its own, and none is assumed.
    pub names_nothing_real: bool,
}

/// Whether AWS certainly makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// AWS's own limits rest on it: without it the attempt is refused.
    Always,
    /// AWS lists it as a dependent action, and says nothing of when it is needed: a refusal of it
    /// alone is no proof that the attempt would be refused.
    Listed,
}

/// The resource whose own policy has a say, besides the identity's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResourceOf {
    /// A bucket.
    Bucket(BucketName),
    /// A function.
    Function(FunctionArn),
    /// A key.
    Key(KeyArn),
    /// Nothing with a policy that could allow this.
    None,
}

/// One call that AWS makes as the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The IAM action.
    pub action: &'static str,
    /// The resource's ARN, or `*`.
    pub resource: String,
    /// The condition keys that come with the call, each with its one value.
    pub context: Vec<(&'static str, String)>,
    /// Whether it certainly is made.
    pub need: Need,
    /// Whether it is the one that carries the target, function or key.
    pub carries_target: bool,
    /// Whose own policy has a say.
    pub resource_of: ResourceOf,
    /// Whether the resource is made up, so that it has no policy of its own.
    pub is_made_up: bool,
}

impl Call {
    fn new(action: &'static str, resource: impl Into<String>, need: Need) -> Self {
        Self {
            action,
            resource: resource.into(),
            context: Vec::new(),
            need,
            carries_target: false,
            resource_of: ResourceOf::None,
            is_made_up: false,
        }
    }

    fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.context.push((key, value.into()));
        self
    }

    fn carrying(mut self, resource_of: ResourceOf) -> Self {
        self.carries_target = true;
        self.resource_of = resource_of;
        self
    }

    fn made_up(mut self, is_made_up: bool) -> Self {
        self.is_made_up = is_made_up;
        self
    }

    /// Whether the caller makes it itself; AWS makes the others in the caller's name.
    pub fn is_direct(&self) -> bool {
        self.action.starts_with("connect:")
    }
}

impl Attempt {
    /// The calls, Connect's own first.
    ///
    /// Source: "Actions, resources, and condition keys for Amazon Connect", dependent actions, and the
    /// page "Restrict AWS resources that can be associated with Amazon Connect" (domain: 1).
    pub fn calls(&self, intent: &LimitIntent) -> Vec<Call> {
        match &self.what {
            What::Storage {
                verb,
                resource_type,
                target,
                key,
            } => self.storage_calls(intent, *verb, resource_type, target.as_ref(), key.as_ref()),
            What::Function { verb, function } => {
                let (action, dependent) = match verb {
                    FunctionVerb::Associate => {
                        ("connect:AssociateLambdaFunction", "lambda:AddPermission")
                    }
                    FunctionVerb::Disassociate => (
                        "connect:DisassociateLambdaFunction",
                        "lambda:RemovePermission",
                    ),
                };
                let own = ResourceOf::Function(function.clone());
                vec![
                    self.connect(action),
                    Call::new(dependent, function.as_str(), Need::Always)
                        .with("lambda:Principal", "connect.amazonaws.com")
                        .carrying(own)
                        .made_up(self.names_nothing_real),
                ]
            }
        }
    }

    fn connect(&self, action: &'static str) -> Call {
        let id = self.instance.name();
        Call::new(action, self.instance.as_str(), Need::Always).with("connect:InstanceId", id)
    }

    fn storage_calls(
        &self,
        intent: &LimitIntent,
        verb: StorageVerb,
        resource_type: &StorageResourceType,
        target: Option<&LimitTarget>,
        key: Option<&KeyArn>,
    ) -> Vec<Call> {
        let action = match verb {
            StorageVerb::Associate => "connect:AssociateInstanceStorageConfig",
            StorageVerb::Update => "connect:UpdateInstanceStorageConfig",
            StorageVerb::Disassociate => "connect:DisassociateInstanceStorageConfig",
        };
        let mut calls = vec![
            self.connect(action)
                .with("connect:StorageResourceType", resource_type.as_str()),
        ];
        if verb == StorageVerb::Disassociate {
            return calls;
        }
        if let Some(target) = target {
            let made_up = self.names_nothing_real && key.is_none();
            let own = target_calls(target, intent.partition()).into_iter();
            calls.extend(own.map(|call| call.made_up(made_up)));
        }
        if let Some(key) = key {
            calls.extend(self.key_calls(intent, key));
        }
        calls.push(Call::new("ds:DescribeDirectories", "*", Need::Listed));
        let needs_role = match target {
            // The service role's own policy covers these already.
            Some(LimitTarget::Bucket(name)) => !name.as_str().starts_with("amazon-connect-"),
            _ => true,
        };
        if needs_role {
            let role = service_role_of(intent, &self.instance);
            for action in ["iam:PutRolePolicy", "iam:AttachRolePolicy"] {
                calls.push(Call::new(action, role.clone(), Need::Listed));
            }
        }
        calls
    }

    /// Connect's own calls to KMS as the caller, which key policies may be tied to: that of AWS's own key
    /// for Connect is.
    ///
    /// Source: KMS Developer Guide, "AWS KMS condition keys": `kms:ViaService` (with the service's name in the
    /// Region of the call), `kms:CallerAccount`, `kms:GrantIsForAWSResource`.
    fn key_calls(&self, intent: &LimitIntent, key: &KeyArn) -> Vec<Call> {
        let via = format!("connect.{}.amazonaws.com", self.instance.region());
        let call = |action| {
            let own = ResourceOf::Key(key.clone());
            Call::new(action, key.as_str(), Need::Always)
                .with("kms:ViaService", via.clone())
                .with("kms:CallerAccount", intent.instance().account.as_str())
                .carrying(own)
                .made_up(self.names_nothing_real)
        };
        vec![
            call("kms:DescribeKey"),
            call("kms:CreateGrant").with("kms:GrantIsForAWSResource", "true"),
        ]
    }

    /// The attempt in a sentence without a full stop: "Associate `acme-recordings` for call recordings".
    pub fn words(&self) -> String {
        match &self.what {
            What::Storage {
                verb,
                resource_type,
                target,
                key,
            } => {
                let what = resource_type.words();
                let place = target.as_ref().map(|target| match target {
                    LimitTarget::VideoStream(prefix) => format!("video streams `{prefix}…`"),
                    other => format!("`{}`", other.name()),
                });
                let place = place.unwrap_or_else(|| "video streams".to_owned());
                let with = key
                    .as_ref()
                    .map(|key| format!(", encrypted with key `{}`", key.name()))
                    .unwrap_or_default();
                match verb {
                    StorageVerb::Associate => format!("Associate {place} for {what}{with}"),
                    StorageVerb::Update => format!("Move {what} to {place}{with}"),
                    StorageVerb::Disassociate => format!("Remove where {what} are stored"),
                }
            }
            What::Function { verb, function } => match verb {
                FunctionVerb::Associate => format!("Associate function `{}`", function.name()),
                FunctionVerb::Disassociate => format!("Remove function `{}`", function.name()),
            },
        }
    }
}

fn target_calls(target: &LimitTarget, partition: &str) -> Vec<Call> {
    let Some(arn) = target.arn(partition) else {
        return Vec::new();
    };
    let own = match target {
        LimitTarget::Bucket(name) => ResourceOf::Bucket(name.clone()),
        // No policy of a stream's own can allow describing it.
        _ => ResourceOf::None,
    };
    target
        .kind()
        .dependent_actions()
        .iter()
        .map(|action| Call::new(action, arn.clone(), Need::Always).carrying(own.clone()))
        .collect()
}
