//! The one place that asks `iam-policy` whether a call may be done.
//!
//! It gathers what is in force for the caller (identity policies, groups', boundary, session policies, the
//! bucket's policy) and what is known about the request, and puts a refusal into AWS's words. The loopback
//! connection stands for TLS: `aws:SecureTransport` is `true`, though no bytes are encrypted on this computer.

mod context;
mod policies;

use iam_policy::{Decision, Outcome, Policies, Principal, Request, evaluate};
use serde_json::Value;

pub(crate) use policies::{identity, of_group, principal};

use context::context;
use policies::read;

use crate::bucket_policy::public;
use crate::call::{Call, Caller, CallerKind, SeenDecision};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::refusal;
use crate::world::{Bucket, Role, World, default_key_policy};

/// What is asked: may the caller do this action on this resource?
#[derive(Debug, Clone)]
pub(crate) struct Ask<'a> {
    /// The IAM action, `s3:ListBucket`.
    pub(crate) action: &'a str,
    /// The resource's ARN, or `*`.
    pub(crate) resource: String,
    /// How the refusal names the resource, where that is not its ARN.
    pub(crate) resource_words: Option<String>,
    /// S3: the bucket's name; its policy and its owner count.
    pub(crate) bucket: Option<&'a str>,
    /// Condition keys that only this action has.
    pub(crate) keys: Vec<(&'static str, String)>,
    /// The policy of a resource that is no bucket: a function, a key.
    pub(crate) resource_policy: Option<Value>,
    /// Whether a grant on a KMS key lets the caller do this. Only allows: a Deny is stronger.
    /// Source: AWS KMS Developer Guide, "Grants in AWS KMS".
    pub(crate) granted: bool,
}

impl<'a> Ask<'a> {
    /// An action on a resource of the account.
    pub(crate) fn new(action: &'a str, resource: impl Into<String>) -> Self {
        Self {
            action,
            resource: resource.into(),
            resource_words: None,
            bucket: None,
            keys: Vec::new(),
            resource_policy: None,
            granted: false,
        }
    }

    /// The same as Amazon Connect asks it for its caller, with the caller's own permissions (a forward access
    /// session). Source: IAM User Guide, "Forward access sessions" and `aws:ViaAWSService`.
    #[must_use]
    pub(crate) fn forwarded(mut self) -> Self {
        self.keys.push(("aws:ViaAWSService", "true".to_owned()));
        self
    }
}

/// Lets the call go on, or refuses it as AWS does.
pub(crate) fn check(
    practice: &Practice,
    world: &World,
    call: &Call,
    ask: &Ask<'_>,
) -> Result<(), Fault> {
    let Some((name, bucket)) = ask
        .bucket
        .and_then(|name| world.buckets.get_key_value(name))
    else {
        let policy = ask.resource_policy.as_ref();
        return settle(practice, world, call, ask, &world.account.id, policy);
    };
    let policy = practice.policy_in_force(world, name, bucket);
    if let Some(policy) = &policy
        && shut_out_as_public(world, &call.caller, bucket, policy)
    {
        let because = "because public access is blocked by the RestrictPublicBuckets setting in S3 Block Public Access";
        return Err(refuse(
            practice,
            world,
            call,
            ask,
            &bucket.owner,
            "explicitly_denied",
            because,
        ));
    }
    settle(practice, world, call, ask, &bucket.owner, policy.as_ref())
}

/// Lets the call go on if the caller may use the key that a bucket's objects are encrypted with. Sources: S3 User
/// Guide, "Using server-side encryption with AWS KMS keys" (reading needs `kms:Decrypt`, writing
/// `kms:GenerateDataKey`).
pub(crate) fn check_key(
    practice: &Practice,
    world: &World,
    call: &Call,
    bucket: &str,
    action: &str,
) -> Result<(), Fault> {
    let Some(key) = world
        .buckets
        .get(bucket)
        .and_then(|bucket| bucket.encryption.as_ref())
    else {
        return Ok(());
    };
    check(practice, world, call, &of_key(world, call, action, key))
}

/// An action on a KMS key, by the key's ARN, with the key's policy and grants.
pub(crate) fn of_key<'a>(world: &World, call: &Call, action: &'a str, key: &str) -> Ask<'a> {
    let known = world.kms_key(key);
    let operation = action.strip_prefix("kms:").unwrap_or(action);
    let grantee = match &call.caller.kind {
        CallerKind::Session(role) => world.role(role).map(|role| role.arn(&world.account.id)),
        _ => Some(call.caller.arn.clone()),
    };
    Ask {
        resource_policy: Some(known.map_or_else(
            || default_key_policy(&world.account.id),
            |key| key.policy.clone(),
        )),
        granted: known
            .zip(grantee)
            .is_some_and(|(key, grantee)| key.grants_to(&grantee, operation)),
        keys: vec![("kms:CallerAccount", world.account.id.clone())],
        ..Ask::new(action, key)
    }
}

/// Asks the evaluator, and says what came out.
fn settle(
    practice: &Practice,
    world: &World,
    call: &Call,
    ask: &Ask<'_>,
    owner: &str,
    resource_policy: Option<&Value>,
) -> Result<(), Fault> {
    let refuse = |outcome: &str, because: &str| {
        Err(refuse(practice, world, call, ask, owner, outcome, because))
    };
    if practice.troubles.denies(call, ask.action) {
        return refuse(
            "explicitly_denied",
            "with an explicit deny in an identity-based policy",
        );
    }
    let decision = decide(world, call, ask, owner, resource_policy);
    let granted = ask.granted && decision.outcome == Outcome::ImplicitlyDenied;
    if decision.outcome == Outcome::Allowed || granted {
        note(practice, call, ask, Outcome::Allowed.as_str());
        return Ok(());
    }
    if decision.outcome == Outcome::Unknown {
        tracing::error!(because = ?decision.because, "a decision that can't be told");
    }
    let because = decision.refusal(ask.action).unwrap_or_else(|| {
        format!(
            "because no identity-based policy allows the {} action",
            ask.action
        )
    });
    refuse(decision.outcome.as_str(), &because)
}

/// A refusal, noted and in AWS's words. AWS tells why within an account or organization; others hear
/// "Access Denied" alone.
fn refuse(
    practice: &Practice,
    world: &World,
    call: &Call,
    ask: &Ask<'_>,
    owner: &str,
    outcome: &str,
    because: &str,
) -> Fault {
    note(practice, call, ask, outcome);
    let words = ask.resource_words.as_deref().unwrap_or(&ask.resource);
    let told = owner == world.account.id && call.caller.kind != CallerKind::Anonymous;
    refusal::denied(call.service, &call.caller, ask.action, words, because, told)
}

/// Whether a caller may assume a role: the role's trust policy is the resource policy, the role the resource.
pub(crate) fn trusts(
    world: &World,
    call: &Call,
    role: &Role,
    keys: Vec<(&'static str, String)>,
) -> Decision {
    let ask = Ask {
        keys,
        ..Ask::new("sts:AssumeRole", role.arn(&world.account.id))
    };
    decide(world, call, &ask, &world.account.id, Some(&trust_of(role)))
}

/// Whether a role's trust policy lets someone in who shows a token of a web identity provider (by its ARN). `keys` are
/// what the token says, as condition keys: `oidc.example:sub` …
pub(crate) fn trusts_token(
    world: &World,
    call: &Call,
    role: &Role,
    provider: &str,
    keys: Vec<(String, String)>,
) -> Decision {
    let ask = Ask::new("sts:AssumeRoleWithWebIdentity", role.arn(&world.account.id));
    let known = context(world, call, &ask, &world.account.id);
    let request = Request {
        principal: Principal::WebIdentity {
            provider: provider.to_owned(),
        },
        action: ask.action.to_owned(),
        resource: ask.resource.clone(),
        resource_account: world.account.id.clone(),
        context: keys
            .into_iter()
            .fold(known, |known, (key, value)| known.with(&key, value)),
    };
    let policies = Policies {
        resource: read("trust policy", &trust_of(role)).map(|named| named.policy),
        ..Policies::default()
    };
    evaluate(&request, &policies)
}

/// A role's trust policy as a resource policy. It names no resource: it is the role's own.
fn trust_of(role: &Role) -> Value {
    let mut trust = role.trust.clone();
    if let Some(statements) = trust.get_mut("Statement").and_then(Value::as_array_mut) {
        for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
            statement.insert("Resource".to_owned(), Value::from("*"));
        }
    }
    trust
}

fn decide(
    world: &World,
    call: &Call,
    ask: &Ask<'_>,
    owner: &str,
    resource_policy: Option<&Value>,
) -> Decision {
    let principal = principal(world, &call.caller);
    let mut policies = identity(world, &call.caller);
    policies.resource = resource_policy
        .and_then(|policy| read("resource policy", policy))
        .map(|named| named.policy);
    let request = Request {
        principal,
        action: ask.action.to_owned(),
        resource: ask.resource.clone(),
        resource_account: owner.to_owned(),
        context: context(world, call, ask, owner),
    };
    evaluate(&request, &policies)
}

/// Whether `RestrictPublicBuckets` shuts the caller out: the policy is public and the caller is of another account.
/// Source: S3 User Guide, "Blocking public access to your Amazon S3 storage".
fn shut_out_as_public(world: &World, caller: &Caller, bucket: &Bucket, policy: &Value) -> bool {
    let ours = bucket.owner == world.account.id;
    let foreign = caller.kind == CallerKind::Anonymous || !ours;
    let restricted = world
        .public_access_blocks(bucket)
        .any(|block| block.restrict_public_buckets);
    foreign && restricted && public::is_public(policy)
}

fn note(practice: &Practice, call: &Call, ask: &Ask<'_>, outcome: &str) {
    practice.log.decide(
        &call.request_id,
        SeenDecision {
            action: ask.action.to_owned(),
            resource: ask.resource.clone(),
            outcome: outcome.to_owned(),
        },
    );
}
