//! A function's policy: who may call it, besides the account's own identities.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Options, arn_of, find, not_found, of_function};
use crate::authorize;
use crate::call::Call;
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::world::{Function, World};

/// Bytes of a function's policy. Source: AWS Lambda Developer Guide, "Lambda quotas".
const LARGEST: usize = 20_480;

/// The policy and the revision it belongs to.
pub(super) fn get(
    practice: &Practice,
    call: &Call,
    name: &str,
    options: &Options,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let function = find(practice, world, call, name, options)?;
        let policy = function.policy().ok_or_else(|| {
            let message = "The resource you requested does not exist.";
            Fault::not_found("ResourceNotFoundException", message)
        })?;
        Ok(json!({"Policy": policy.to_string(), "RevisionId": function.revision}))
    })
}

/// A permission to be added.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NewPermission {
    statement_id: String,
    action: String,
    principal: String,
    source_arn: Option<String>,
    source_account: Option<String>,
    event_source_token: Option<String>,
    revision_id: Option<String>,
    #[serde(rename = "PrincipalOrgID")]
    principal_org_id: Option<String>,
    function_url_auth_type: Option<String>,
}

impl NewPermission {
    /// As Lambda writes it. Source: Lambda API reference, `AddPermission`.
    fn statement(&self, arn: &str, principal: &Value) -> Value {
        let mut conditions: Map<String, Value> = Map::new();
        let mut add = |operator: &str, key: &str, value: &Option<String>| {
            if let Some(value) = value {
                let keys = conditions.entry(operator).or_insert_with(|| json!({}));
                if let Some(keys) = keys.as_object_mut() {
                    keys.insert(key.to_owned(), Value::from(value.as_str()));
                }
            }
        };
        add("StringEquals", "AWS:SourceAccount", &self.source_account);
        add(
            "StringEquals",
            "lambda:EventSourceToken",
            &self.event_source_token,
        );
        add("StringEquals", "aws:PrincipalOrgID", &self.principal_org_id);
        add(
            "StringEquals",
            "lambda:FunctionUrlAuthType",
            &self.function_url_auth_type,
        );
        add("ArnLike", "AWS:SourceArn", &self.source_arn);
        let mut statement = json!({
            "Sid": self.statement_id,
            "Effect": "Allow",
            "Principal": principal,
            "Action": self.action,
            "Resource": arn,
        });
        if let (false, Some(statement)) = (conditions.is_empty(), statement.as_object_mut()) {
            statement.insert("Condition".to_owned(), Value::Object(conditions));
        }
        statement
    }
}

/// Lets somebody call the function.
pub(super) fn add_permission(
    practice: &Practice,
    call: &Call,
    name: &str,
    options: &Options,
    body: &[u8],
) -> Result<Value, Fault> {
    let invalid = |what: String| Fault::bad("InvalidParameterValueException", what);
    let new: NewPermission =
        serde_json::from_slice(body).map_err(|error| invalid(error.to_string()))?;
    practice.store.change(|world| {
        let arn = arn_of(world, call, name, options.qualifier.as_deref())?;
        let mut ask = of_function(world, "lambda:AddPermission", &arn);
        ask.keys.push(("lambda:Principal", new.principal.clone()));
        ask.keys.extend(
            new.function_url_auth_type
                .iter()
                .map(|kind| ("lambda:FunctionUrlAuthType", kind.clone())),
        );
        authorize::check(practice, world, call, &ask)?;
        let word = |text: &str, allowed: &[u8]| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || allowed.contains(&byte))
        };
        if new.statement_id.len() > 100 || !word(&new.statement_id, b"-_") {
            return Err(validation(
                "statementId",
                &new.statement_id,
                "([a-zA-Z0-9-_]+)",
            ));
        }
        let action = new.action.strip_prefix("lambda:").unwrap_or(&new.action);
        if new.action != "*" && action != "*" && (action == new.action || !word(action, b"")) {
            let pattern = "(lambda:[*]|lambda:[a-zA-Z]+|[*])";
            return Err(validation("action", &new.action, pattern));
        }
        let principal = principal(world, &new.principal).ok_or_else(|| {
            let message =
                "The provided principal was invalid. Please check the principal and try again.";
            invalid(message.to_owned())
        })?;
        let statement = new.statement(&arn, &principal);
        let function = at_revision(world, &arn, new.revision_id.as_deref())?;
        add(function, statement.clone())?;
        Ok(json!({"Statement": statement.to_string()}))
    })
}

fn validation(field: &str, value: &str, pattern: &str) -> Fault {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: {pattern}"
    );
    Fault::bad("ValidationException", message)
}

/// The principal as a policy names it: everybody, an account, an ARN or a service.
fn principal(world: &World, text: &str) -> Option<Value> {
    let own = format!("arn:aws:iam::{}:", world.account.id);
    if text == "*" {
        return Some(Value::from("*"));
    }
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(json!({"AWS": format!("arn:aws:iam::{text}:root")}));
    }
    if let Some(local) = text.strip_prefix(&own) {
        let known = local == "root" || world.id_of_arn(text).is_some();
        return known.then(|| json!({"AWS": text}));
    }
    if text.starts_with("arn:aws:iam::") || text.starts_with("arn:aws:sts::") {
        return Some(json!({"AWS": text}));
    }
    (text.ends_with(".amazonaws.com") || text.ends_with(".amazon.com"))
        .then(|| json!({"Service": text}))
}

/// The function, if it still is at the revision that the caller knows.
fn at_revision<'a>(
    world: &'a mut World,
    arn: &str,
    revision: Option<&str>,
) -> Result<&'a mut Function, Fault> {
    let account = world.account.id.clone();
    let function = world
        .functions
        .iter_mut()
        .find(|function| function.arn(&account) == arn)
        .ok_or_else(|| not_found(arn))?;
    if revision.is_some_and(|revision| revision != function.revision) {
        return Err(Fault::new(
            StatusCode::PRECONDITION_FAILED,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve the \
             latest RevisionId",
        ));
    }
    Ok(function)
}

/// Adds a statement to a function's policy.
pub(crate) fn add(function: &mut Function, statement: Value) -> Result<(), Fault> {
    let id = statement
        .get("Sid")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if position(function, id).is_some() {
        return Err(Fault::new(
            StatusCode::CONFLICT,
            "ResourceConflictException",
            format!(
                "The statement id ({id}) provided already exists. Please provide a new statement id, or remove the \
                 existing statement."
            ),
        ));
    }
    function.statements.push(statement);
    let size = function
        .policy()
        .map_or(0, |policy| policy.to_string().len());
    if size > LARGEST {
        return Err(Fault::bad(
            "PolicyLengthExceededException",
            format!("The final policy size ({size}) is bigger than the limit ({LARGEST})."),
        ));
    }
    function.revision = ids::fresh_uuid();
    Ok(())
}

/// Takes a statement out of a function's policy; whether it was there.
pub(crate) fn remove(function: &mut Function, id: &str) -> bool {
    let Some(index) = position(function, id) else {
        return false;
    };
    function.statements.remove(index);
    function.revision = ids::fresh_uuid();
    true
}

fn position(function: &Function, id: &str) -> Option<usize> {
    function
        .statements
        .iter()
        .position(|statement| statement.get("Sid").and_then(Value::as_str) == Some(id))
}

/// Takes a permission back.
pub(super) fn remove_permission(
    practice: &Practice,
    call: &Call,
    name: &str,
    statement: &str,
    options: &Options,
) -> Result<Value, Fault> {
    practice.store.change(|world| {
        let arn = arn_of(world, call, name, options.qualifier.as_deref())?;
        let mut ask = of_function(world, "lambda:RemovePermission", &arn);
        ask.keys.extend(
            world
                .function(&arn)
                .and_then(|function| principal_of(function, statement))
                .map(|principal| ("lambda:Principal", principal)),
        );
        authorize::check(practice, world, call, &ask)?;
        let function = at_revision(world, &arn, options.revision_id.as_deref())?;
        if !remove(function, statement) {
            return Err(Fault::not_found(
                "ResourceNotFoundException",
                format!("Statement {statement} is not found in resource policy."),
            ));
        }
        Ok(Value::Null)
    })
}

/// Whom a statement lets in, as `lambda:Principal` has it.
fn principal_of(function: &Function, id: &str) -> Option<String> {
    let statement = function.statements.get(position(function, id)?)?;
    match statement.get("Principal")? {
        Value::String(text) => Some(text.clone()),
        Value::Object(kinds) => kinds.values().find_map(Value::as_str).map(str::to_owned),
        _ => None,
    }
}
