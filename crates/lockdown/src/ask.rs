//! The questions put to the policy language, with the context that this app knows of each asker.
//!
//! Two kinds of question. "Does the bucket's policy stand in the way?" is asked with an asker whom its
//! own policies allow everything: that is what decides a lock-out, and needs no reading of IAM. "What
//! can this principal do?" is asked with its own policies, for the impact.

use iam_policy::{
    ActionElement, Compiled, Context, Decision, Effect, Named, Outcome, Policies, Policy,
    Principal, Request, Statement,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::directory::{Directory, Info};
use crate::ids::BucketName;
use crate::inventory::Identity;

/// Keys that follow from the principal or the resource, so the policy language derives them.
pub(crate) const DERIVED: [&str; 9] = [
    "aws:userid",
    "aws:username",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:resourceaccount",
];

/// Keys that only requests by AWS services have.
const ONLY_BY_SERVICES: [&str; 4] = [
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
];

const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// An id that no role has: AWS's ids have no such run of one letter. It stands for a role whose id
/// can't be known (one of another account, or of a Region that was not read) and that is none of those
/// listed.
pub(crate) const NOBODY: &str = "AROAXXXXXXXXXXXXXXXXX";

/// Who asks, as far as it matters for the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A person or program that calls S3 itself, by TLS and a signature of version 4.
    Direct,
    /// A role that AWS uses: where its calls come from is not known.
    Connect,
    /// An AWS service acting for this account.
    Service,
}

/// One evaluation of one bucket's policy.
pub(crate) struct Question<'a> {
    pub(crate) directory: &'a Directory<'a>,
    pub(crate) bucket: &'a BucketName,
    pub(crate) asker: Asker,
    pub(crate) at: OffsetDateTime,
}

impl Question<'_> {
    /// The decision for an asker whom its own policies allow everything: whether the bucket's policy
    /// stands in the way.
    pub(crate) fn is_in_the_way(
        &self,
        policy: Option<&Policy>,
        who: &Principal,
        action: &str,
    ) -> Decision {
        let policies = Policies {
            identity: allow_all().into_iter().collect(),
            resource: policy.cloned(),
            ..Policies::default()
        };
        let request = self.request(who, action, &self.resource(action, "sample"), &[policy]);
        Compiled::new(&policies).evaluate(&request)
    }

    /// The request, with every key that one of the policies tests.
    pub(crate) fn request(
        &self,
        who: &Principal,
        action: &str,
        resource: &str,
        policies: &[Option<&Policy>],
    ) -> Request {
        Request {
            principal: who.clone(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            resource_account: self.directory.account().to_string(),
            context: self.context(action, policies),
        }
    }

    /// The bucket, or an object in it, whichever the action is about.
    pub(crate) fn resource(&self, action: &str, key: &str) -> String {
        let bucket = self.directory.bucket_arn(self.bucket);
        if is_about_objects(action) {
            format!("{bucket}/{key}")
        } else {
            bucket
        }
    }

    fn context(&self, action: &str, policies: &[Option<&Policy>]) -> Context {
        let account = self.directory.account().as_str();
        let mut context = Context::new()
            .with(
                "aws:CurrentTime",
                self.at.format(&Rfc3339).unwrap_or_default(),
            )
            .with("aws:EpochTime", self.at.unix_timestamp().to_string())
            .with("aws:SecureTransport", "true")
            .with("s3:ResourceAccount", account)
            // The lowest that AWS still takes: a Deny below it does not apply, one above it does.
            .with("s3:TlsVersion", "1.2");
        match self.asker {
            Asker::Direct => {
                context = context
                    .with("aws:ViaAWSService", "false")
                    .with("s3:authType", "REST-HEADER")
                    .with("s3:signatureversion", "AWS4-HMAC-SHA256");
            }
            Asker::Connect => {}
            Asker::Service => context = context.with("aws:SourceAccount", account),
        }
        if let Some(region) = self
            .directory
            .inventory
            .buckets
            .get(self.bucket)
            .and_then(|b| b.region.value())
        {
            context = context.with("aws:RequestedRegion", region.as_str());
        }
        let keys = policies.iter().flatten().flat_map(|policy| keys_in(policy));
        for key in keys {
            if context.mentions(&key)
                || DERIVED.contains(&key.as_str())
                || self.is_absent(&key, action)
            {
                continue;
            }
            context = context.with_unknown(&key);
        }
        context
    }

    /// Whether a request of this asker certainly does not have the key.
    fn is_absent(&self, key: &str, action: &str) -> bool {
        match self.asker {
            Asker::Direct | Asker::Connect if ONLY_BY_SERVICES.contains(&key) => true,
            Asker::Direct if key == "aws:calledvia" || key.starts_with("aws:calledvia") => true,
            // Headers and query parameters of object and list requests.
            _ => {
                (key.starts_with("s3:x-amz-") && !is_about_objects(action))
                    || (matches!(key, "s3:prefix" | "s3:delimiter" | "s3:max-keys")
                        && !action.to_ascii_lowercase().starts_with("s3:list"))
            }
        }
    }
}

/// The condition keys that a policy tests, in lower case; those of policy variables included.
pub(crate) fn keys_in(policy: &Policy) -> Vec<String> {
    let mut keys = Vec::new();
    for statement in policy.statements() {
        for condition in statement.conditions() {
            keys.push(condition.key.to_ascii_lowercase());
            condition
                .values
                .iter()
                .for_each(|value| variables(value, &mut keys));
        }
        statement
            .resource()
            .patterns()
            .iter()
            .for_each(|pattern| variables(pattern, &mut keys));
    }
    keys
}

fn variables(text: &str, keys: &mut Vec<String>) {
    for part in text.split("${").skip(1) {
        if let Some((inside, _)) = part.split_once('}') {
            let name = inside.split(',').next().unwrap_or(inside).trim();
            if name.contains(':') {
                keys.push(name.to_ascii_lowercase());
            }
        }
    }
}

/// Whether an S3 action is about objects rather than the bucket.
pub(crate) fn is_about_objects(action: &str) -> bool {
    action.to_ascii_lowercase().contains("object")
}

pub(crate) fn allow_all() -> Option<Named> {
    Policy::parse(ALLOW_ALL)
        .ok()
        .map(|policy| Named::new("everything allowed", policy))
}

/// The caller, exactly as `GetCallerIdentity` names it.
pub(crate) fn caller(identity: &Identity) -> Option<Principal> {
    let principal =
        Principal::from_caller_identity(identity.arn.as_str(), &identity.user_id).ok()?;
    Some(match identity.role_arn.value() {
        Some(Some(role)) => principal.with_role_arn(role.as_str()),
        _ => principal,
    })
}

/// A principal with its own policies, ready to be asked about.
struct Own {
    who: Principal,
    policies: Policies,
}

impl Own {
    /// None where its policies can't be read.
    fn of(directory: &Directory<'_>, info: Info<'_>, resource: Option<&Policy>) -> Option<Self> {
        let own = directory.policies_of(info);
        if own.unreadable.is_some() {
            return None;
        }
        Some(Self {
            who: Principal::from_arn(info.arn().as_str(), Some(info.id())).ok()?,
            policies: Policies {
                identity: own.identity,
                boundaries: own.boundaries,
                resource: resource.cloned(),
                ..Policies::default()
            },
        })
    }

    fn request(&self, question: &Question<'_>, action: &str) -> Request {
        let named = self
            .policies
            .identity
            .iter()
            .chain(&self.policies.boundaries);
        let mut tested: Vec<Option<&Policy>> = named.map(|named| Some(&named.policy)).collect();
        tested.push(self.policies.resource.as_ref());
        question.request(
            &self.who,
            action,
            &question.resource(action, "sample"),
            &tested,
        )
    }
}

/// The decision under the principal's own policies and this policy of the bucket; `None` where its
/// policies can't be read.
pub(crate) fn own_decision(
    directory: &Directory<'_>,
    info: Info<'_>,
    bucket: &BucketName,
    action: &str,
    at: OffsetDateTime,
    resource: Option<&Policy>,
) -> Option<Decision> {
    let own = Own::of(directory, info, resource)?;
    let question = Question {
        directory,
        bucket,
        asker: Asker::Direct,
        at,
    };
    Some(Compiled::new(&own.policies).evaluate(&own.request(&question, action)))
}

/// The decision under the principal's own policies, for an action on something that is no bucket; `None`
/// where its policies can't be read. `region` is where the call would go, if that is known. A key is taken
/// to have KMS's default policy, which leaves it to the account's identity policies (AWS KMS developer
/// guide, "Default key policy").
pub(crate) fn own_decision_on(
    directory: &Directory<'_>,
    info: Info<'_>,
    action: &str,
    resource: &str,
    region: Option<&str>,
    at: OffsetDateTime,
) -> Option<Decision> {
    let of_key = action
        .starts_with("kms:")
        .then(|| default_key_policy(directory))
        .flatten();
    let own = Own::of(directory, info, of_key.as_ref())?;
    let mut context = Context::new()
        .with("aws:CurrentTime", at.format(&Rfc3339).unwrap_or_default())
        .with("aws:EpochTime", at.unix_timestamp().to_string())
        .with("aws:SecureTransport", "true")
        .with("aws:ViaAWSService", "false");
    if let Some(region) = region {
        context = context.with("aws:RequestedRegion", region);
    }
    let named = own.policies.identity.iter().chain(&own.policies.boundaries);
    for key in named.flat_map(|named| keys_in(&named.policy)) {
        let absent = ONLY_BY_SERVICES.contains(&key.as_str()) || key.starts_with("aws:calledvia");
        if !context.mentions(&key) && !DERIVED.contains(&key.as_str()) && !absent {
            context = context.with_unknown(&key);
        }
    }
    let request = Request {
        principal: own.who,
        action: action.to_owned(),
        resource: resource.to_owned(),
        resource_account: directory.account().to_string(),
        context,
    };
    Some(Compiled::new(&own.policies).evaluate(&request))
}

fn default_key_policy(directory: &Directory<'_>) -> Option<Policy> {
    let root = directory.root_arn()?;
    Policy::parse(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{root}"}},"Action":"kms:*","Resource":"*"}}]}}"#
    ))
    .ok()
}

/// Whether the principal's own policies let it put the policy of each of these buckets.
pub(crate) fn may_put_policies(
    directory: &Directory<'_>,
    info: Info<'_>,
    buckets: &[BucketName],
) -> bool {
    let Some(own) = Own::of(directory, info, None) else {
        return false;
    };
    let compiled = Compiled::new(&own.policies);
    let at = directory.inventory.taken_at;
    buckets.iter().all(|bucket| {
        let question = Question {
            directory,
            bucket,
            asker: Asker::Direct,
            at,
        };
        is_allowed(&compiled.evaluate(&own.request(&question, "s3:PutBucketPolicy")))
    })
}

/// A policy without those Deny statements of the live policy that certainly do not apply to the
/// caller: each covers reading the policy, the caller has just read it, and nothing in it hangs on
/// the time or on the kind of request.
pub(crate) fn without_disproved(
    policy: &Policy,
    live: Option<&Policy>,
    bucket_arn: &str,
) -> Policy {
    let lived = |statement: &Statement| {
        live.is_some_and(|live| live.statements().contains(statement))
            && is_disproved_by_reading(statement, bucket_arn)
    };
    let kept = policy
        .statements()
        .iter()
        .filter(|statement| !lived(statement))
        .cloned()
        .collect();
    policy.with_statements(kept)
}

fn is_disproved_by_reading(statement: &Statement, bucket_arn: &str) -> bool {
    let covers = |patterns: &[String], read: &str, all: &[&str]| {
        patterns
            .iter()
            .any(|p| p.eq_ignore_ascii_case(read) || all.contains(&p.as_str()))
    };
    // Only statements that cover reading and writing the policy alike say anything about writing.
    let alike = matches!(statement.action(), ActionElement::Action(patterns)
        if covers(patterns, "s3:*", &["*"]));
    let here = statement
        .resource()
        .patterns()
        .iter()
        .any(|p| p == bucket_arn || p == "*" || p == "arn:aws:s3:::*");
    let steady = statement.conditions().iter().all(|condition| {
        let key = condition.key.to_ascii_lowercase();
        !matches!(
            key.as_str(),
            "aws:currenttime" | "aws:epochtime" | "aws:tokenissuetime" | "aws:multifactorauthage"
        ) && !key.starts_with("s3:")
    });
    statement.effect() == Effect::Deny && alike && here && steady
}

/// The first reason of a decision, in words.
pub(crate) fn why(decision: &Decision) -> String {
    decision
        .because
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

pub(crate) fn is_allowed(decision: &Decision) -> bool {
    decision.outcome == Outcome::Allowed
}
