//! The lines of the `evaluate` example, shared with the tests of the corpus.

pub(crate) mod name;

use iam_policy::{
    Compiled, Context, Decision, Level, Named, Policies, Policy, PolicyKind, Principal, Request,
    Severity, ValidationContext,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// One line of input. Unknown fields are an error of the line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a case, which is an object")]
struct Line<'a> {
    name: String,
    request: Asked,
    #[serde(borrow)]
    identity_policies: Vec<&'a RawValue>,
    #[serde(borrow)]
    resource_policy: Option<&'a RawValue>,
    #[serde(borrow)]
    permissions_boundaries: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    session_policies: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    service_control_policies: Option<Vec<LineLevel<'a>>>,
    #[serde(borrow)]
    resource_control_policies: Option<Vec<LineLevel<'a>>>,
    #[serde(borrow)]
    endpoint_policies: Option<Vec<&'a RawValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a level with its policies")]
struct LineLevel<'a> {
    level: serde_json::Value,
    #[serde(borrow)]
    policies: Vec<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a request, which is an object")]
struct Asked {
    principal: String,
    principal_id: Option<String>,
    action: String,
    resource: String,
    resource_account: String,
    context: BTreeMap<String, OneOrMany>,
    unknown: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a string or an array of strings")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// One line of output.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    /// The case's name; null where not even that could be read.
    pub(crate) name: Option<serde_json::Value>,
    /// `allowed`, `implicitly_denied`, `explicitly_denied`, `unknown` or `invalid`.
    pub(crate) decision: String,
    /// Why.
    pub(crate) because: Vec<String>,
}

/// A case that was read.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its name.
    pub(crate) name: String,
    /// What is asked.
    pub(crate) request: Request,
    /// Under which policies.
    pub(crate) policies: Policies,
    /// What AWS would refuse in the policies.
    notes: Vec<String>,
}

impl Answer {
    fn invalid(name: Option<serde_json::Value>, why: String) -> Self {
        Self {
            name,
            decision: "invalid".to_owned(),
            because: vec![why],
        }
    }
}

impl Case {
    /// Reads a line, or answers it with `invalid`.
    pub(crate) fn read(line: &[u8]) -> Result<Self, Answer> {
        let line: Line<'_> = serde_json::from_slice(line).map_err(|error| {
            Answer::invalid(
                name::of_line(line),
                format!("the line can't be read: {error}"),
            )
        })?;
        let mut notes = Vec::new();
        let result = line.policies(&mut notes).and_then(|policies| {
            let request = line.request.read()?;
            Ok((policies, request))
        });
        match result {
            Ok((policies, request)) => Ok(Self {
                name: line.name,
                request,
                policies,
                notes,
            }),
            Err(why) => Err(Answer::invalid(Some(line.name.into()), why)),
        }
    }

    /// Decides it.
    pub(crate) fn decide(&self) -> Answer {
        let Decision { outcome, because } = Compiled::new(&self.policies).evaluate(&self.request);
        Answer {
            name: Some(self.name.clone().into()),
            decision: outcome.as_str().to_owned(),
            because: because
                .iter()
                .map(ToString::to_string)
                .chain(self.notes.iter().cloned())
                .collect(),
        }
    }
}

impl Line<'_> {
    fn policies(&self, notes: &mut Vec<String>) -> Result<Policies, String> {
        let mut read = |what: &str, kind: PolicyKind, text: &RawValue| {
            let policy = Policy::parse(text.get())
                .map_err(|error| format!("{what} can't be read: {error}"))?;
            for finding in policy.validate(kind, ValidationContext::default()) {
                if finding.severity == Severity::Error {
                    notes.push(format!("AWS would not take {what}: {}", finding.message));
                }
            }
            Ok::<Policy, String>(policy)
        };
        let mut list = |what: &str, kind: PolicyKind, texts: Option<&Vec<&RawValue>>| {
            let texts = texts.map(Vec::as_slice).unwrap_or_default();
            texts
                .iter()
                .enumerate()
                .map(|(index, text)| {
                    let what = format!("{what} {}", index + 1);
                    Ok(Named::new(what.clone(), read(&what, kind, text)?))
                })
                .collect::<Result<Vec<_>, String>>()
        };
        let identity = list(
            "identity policy",
            PolicyKind::Identity,
            Some(&self.identity_policies),
        )?;
        let boundaries = list(
            "permissions boundary",
            PolicyKind::Boundary,
            self.permissions_boundaries.as_ref(),
        )?;
        let session = list(
            "session policy",
            PolicyKind::Session,
            self.session_policies.as_ref(),
        )?;
        let endpoint = list(
            "endpoint policy",
            PolicyKind::Endpoint,
            self.endpoint_policies.as_ref(),
        )?;
        let mut levels = |what: &str, kind: PolicyKind, levels: Option<&Vec<LineLevel<'_>>>| {
            let levels = levels.map(Vec::as_slice).unwrap_or_default();
            levels
                .iter()
                .map(|level| {
                    let name = match &level.level {
                        serde_json::Value::String(name) => name.clone(),
                        other => other.to_string(),
                    };
                    let what = format!("{what} of level {name}");
                    Ok(Level {
                        policies: list(&what, kind, Some(&level.policies))?,
                        name,
                    })
                })
                .collect::<Result<Vec<_>, String>>()
        };
        let service_control = levels(
            "service control policy",
            PolicyKind::ServiceControl,
            self.service_control_policies.as_ref(),
        )?;
        let resource_control = levels(
            "resource control policy",
            PolicyKind::ResourceControl,
            self.resource_control_policies.as_ref(),
        )?;
        let kind = resource_policy_kind(&self.request.resource);
        let resource = match self.resource_policy {
            Some(text) if text.get() != "null" => Some(read("the resource policy", kind, text)?),
            _ => None,
        };
        Ok(Policies {
            identity,
            resource,
            boundaries,
            session,
            service_control,
            resource_control,
            endpoint,
        })
    }
}

/// What a resource's policy is by the resource: a bucket policy, a trust policy, or another.
fn resource_policy_kind(resource: &str) -> PolicyKind {
    if resource.contains(":s3:") {
        PolicyKind::Bucket
    } else if resource.contains(":role/") {
        PolicyKind::Trust
    } else {
        PolicyKind::Resource
    }
}

impl Asked {
    fn read(&self) -> Result<Request, String> {
        let principal = Principal::parse(&self.principal, self.principal_id.as_deref())
            .map_err(|error| error.to_string())?;
        let mut context = Context::new();
        for (key, values) in &self.context {
            context = match values {
                OneOrMany::One(value) => context.with(key, value.clone()),
                OneOrMany::Many(values) => context.with_many(key, values.clone()),
            };
        }
        for key in self.unknown.iter().flatten() {
            context = context.with_unknown(key);
        }
        Ok(Request {
            principal,
            action: self.action.clone(),
            resource: self.resource.clone(),
            resource_account: self.resource_account.clone(),
            context,
        })
    }
}
