//! One call: who makes it, on what, in which Region, and what became of it.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::world::{AccessKey, KeyOwner, World};

/// The services that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Service {
    S3,
    Sts,
    Iam,
    Connect,
    Lambda,
    Kinesis,
    Firehose,
    Kms,
    CloudTrail,
}

/// How a service speaks: the form of its requests, its answers and its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// REST with XML.
    S3,
    /// Forms in, XML out.
    Query,
    /// REST with JSON.
    RestJson,
    /// JSON 1.1: `POST /` with the operation in `X-Amz-Target`.
    Json,
}

impl Service {
    /// The service with this signing name.
    pub(crate) fn of_signing_name(name: &str) -> Option<Self> {
        match name {
            "s3" => Some(Self::S3),
            "sts" => Some(Self::Sts),
            "iam" => Some(Self::Iam),
            "connect" => Some(Self::Connect),
            "lambda" => Some(Self::Lambda),
            "kinesis" => Some(Self::Kinesis),
            "firehose" => Some(Self::Firehose),
            "kms" => Some(Self::Kms),
            "cloudtrail" => Some(Self::CloudTrail),
            _ => None,
        }
    }

    /// Its name, as actions begin with it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Connect => "connect",
            Self::Lambda => "lambda",
            Self::Kinesis => "kinesis",
            Self::Firehose => "firehose",
            Self::Kms => "kms",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// How it speaks.
    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::S3 => Protocol::S3,
            Self::Sts | Self::Iam => Protocol::Query,
            Self::Connect | Self::Lambda => Protocol::RestJson,
            Self::Kinesis | Self::Firehose | Self::Kms | Self::CloudTrail => Protocol::Json,
        }
    }
}

/// Who calls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Caller {
    pub(crate) kind: CallerKind,
    /// As `GetCallerIdentity` says it; `*` for anonymous.
    pub(crate) arn: String,
    /// As `GetCallerIdentity` says it, which is `aws:userid`.
    pub(crate) user_id: String,
    /// Whether a one-time code was given; absent for long-term keys.
    pub(crate) mfa: Option<bool>,
    /// Session policies.
    pub(crate) session_policies: Vec<Value>,
}

/// What kind of principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallerKind {
    Anonymous,
    Root,
    /// An IAM user, by name.
    User(String),
    /// A session of a role, by the role's name.
    Session(String),
}

impl Caller {
    /// Nobody in particular.
    pub(crate) fn anonymous() -> Self {
        Self {
            kind: CallerKind::Anonymous,
            arn: "*".to_owned(),
            user_id: "anonymous".to_owned(),
            mfa: None,
            session_policies: Vec::new(),
        }
    }

    /// Whoever holds a key; `None` once that user or role is gone.
    pub(crate) fn of_key(world: &World, key: &AccessKey) -> Option<Self> {
        match &key.owner {
            KeyOwner::Root => Some(Self {
                kind: CallerKind::Root,
                arn: format!("arn:aws:iam::{}:root", world.account.id),
                user_id: world.account.id.clone(),
                mfa: None,
                session_policies: Vec::new(),
            }),
            KeyOwner::User { name } => world.user(name).map(|user| Self {
                kind: CallerKind::User(user.name.clone()),
                arn: user.arn(&world.account.id),
                user_id: user.id.clone(),
                mfa: None,
                session_policies: Vec::new(),
            }),
            KeyOwner::Session {
                role,
                session,
                mfa,
                policies,
            } => {
                let mut caller = Self::session(world, role, session)?;
                caller.mfa = Some(*mfa);
                caller.session_policies.clone_from(policies);
                Some(caller)
            }
        }
    }

    /// A session of a role, without asking whether it may be had.
    pub(crate) fn session(world: &World, role: &str, session: &str) -> Option<Self> {
        world.role(role).map(|role| Self {
            kind: CallerKind::Session(role.name.clone()),
            arn: role.session_arn(&world.account.id, session),
            user_id: format!("{}:{session}", role.id),
            mfa: Some(false),
            session_policies: Vec::new(),
        })
    }
}

/// A call on its way through the server.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) request_id: String,
    pub(crate) service: Service,
    /// The API operation: `PutBucketPolicy`, `ListInstances` …
    pub(crate) operation: String,
    /// The Region that was signed for; empty for anonymous calls.
    pub(crate) region: String,
    pub(crate) caller: Caller,
    /// Practice time.
    pub(crate) now: OffsetDateTime,
    pub(crate) source: IpAddr,
    pub(crate) user_agent: Option<String>,
    /// Age of a presigned URL's signature in milliseconds; `None` for others.
    pub(crate) presigned_age: Option<i64>,
    /// S3: the bucket and the key of the path.
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
}

impl Call {
    /// The operation with its service: `s3:PutBucketPolicy`.
    pub(crate) fn qualified(&self) -> String {
        format!("{}:{}", self.service.name(), self.operation)
    }
}

/// A call that was seen, for tests to look at.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    /// Counts from 1.
    pub number: u64,
    /// Practice time.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// As in the answer's header.
    pub request_id: String,
    /// The service and the API operation: `s3:PutBucketPolicy`.
    pub operation: String,
    /// The Region that was signed for; empty for anonymous calls.
    pub region: String,
    /// The caller's ARN, as `GetCallerIdentity` says it; `*` for anonymous.
    pub caller: String,
    /// S3: the bucket of the path.
    pub bucket: Option<String>,
    /// S3: the key of the path.
    pub key: Option<String>,
    /// The decisions that were taken, in order: action, resource, outcome.
    pub decisions: Vec<SeenDecision>,
    /// Names of the troubles that this call met.
    pub troubles: Vec<String>,
    /// The HTTP status of the answer; `None` where none was sent (yet).
    pub status: Option<u16>,
}

/// A decision about a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenDecision {
    /// The IAM action.
    pub action: String,
    /// The resource's ARN, or `*`.
    pub resource: String,
    /// `allowed`, `implicitly_denied`, `explicitly_denied`.
    pub outcome: String,
}

/// How many calls are remembered.
const REMEMBERED: usize = 20_000;

/// The calls that were seen, newest last.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    count: u64,
    seen: VecDeque<Seen>,
}

impl Log {
    /// Notes a call when it comes in.
    pub(crate) fn begin(&self, call: &Call, troubles: Vec<String>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.count += 1;
        let number = entries.count;
        entries.seen.push_back(Seen {
            number,
            at: call.now,
            request_id: call.request_id.clone(),
            operation: call.qualified(),
            region: call.region.clone(),
            caller: call.caller.arn.clone(),
            bucket: call.bucket.clone(),
            key: call.key.clone(),
            decisions: Vec::new(),
            troubles,
            status: None,
        });
        if entries.seen.len() > REMEMBERED {
            entries.seen.pop_front();
        }
    }

    /// Notes a decision about it.
    pub(crate) fn decide(&self, request_id: &str, decision: SeenDecision) {
        self.with(request_id, |seen| seen.decisions.push(decision));
    }

    /// Notes its answer.
    pub(crate) fn end(&self, request_id: &str, status: u16) {
        self.with(request_id, |seen| seen.status = Some(status));
    }

    /// All that is remembered after the call with this number.
    pub(crate) fn after(&self, number: u64) -> Vec<Seen> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .seen
            .iter()
            .filter(|seen| seen.number > number)
            .cloned()
            .collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .seen
            .clear();
    }

    fn with(&self, request_id: &str, change: impl FnOnce(&mut Seen)) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Calls in flight are near the end.
        if let Some(seen) = entries
            .seen
            .iter_mut()
            .rev()
            .find(|seen| seen.request_id == request_id)
        {
            change(seen);
        }
    }
}
