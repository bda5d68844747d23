//! The Lambda functions that an instance's flows may call. Source: Amazon Connect API reference,
//! `ListLambdaFunctions`, `AssociateLambdaFunction`, `DisassociateLambdaFunction`.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::associate::edit;
use super::{Listing, find, forwarded, of_instance};
use crate::authorize;
use crate::call::Call;
use crate::fault::Fault;
use crate::lambda;
use crate::practice::Practice;
use crate::world::seed::lambda::{connect_may_invoke, connect_statement_id};
use crate::world::{AssociatedFunction, Function, World};

/// Functions of an instance. Source: Amazon Connect service quotas, "AWS Lambda functions per instance".
const FUNCTIONS: usize = 50;

/// The ARNs of an instance's functions, 25 a page.
pub(super) fn list(
    practice: &Practice,
    call: &Call,
    id: &str,
    listing: &Listing,
) -> Result<Value, Fault> {
    practice.store.read(|world| {
        let ask = of_instance(world, call, "connect:ListLambdaFunctions", id);
        authorize::check(practice, world, call, &ask)?;
        let functions = &find(world, call, id)?.functions;
        let (start, end, next) = listing.bounds(25, functions.len())?;
        let shown: Vec<&str> = functions
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|function| function.arn.as_str())
            .collect();
        let mut answer = json!({"LambdaFunctions": shown});
        if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::from(next));
        }
        Ok(answer)
    })
}

/// A function to be associated.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct New {
    function_arn: String,
    client_token: Option<String>,
}

/// Associates a function, and lets the instance in by the function's own policy.
pub(super) fn associate(
    practice: &Practice,
    call: &Call,
    id: &str,
    body: &[u8],
) -> Result<Value, Fault> {
    let new: New = serde_json::from_slice(body)
        .map_err(|error| Fault::bad("InvalidRequestException", error.to_string()))?;
    practice.store.change(|world| {
        let ask = of_instance(world, call, "connect:AssociateLambdaFunction", id);
        authorize::check(practice, world, call, &ask)?;
        let instance = find(world, call, id)?.clone();
        let arn = new.function_arn;
        let known = instance.functions.iter().find(|known| known.arn == arn);
        if let Some(known) = known
            && known.client_token.is_some()
            && known.client_token == new.client_token
        {
            return Ok(Value::Null);
        }
        forwarded::of_permission(practice, world, call, "lambda:AddPermission", &arn)?;
        if known.is_some() {
            return Err(Fault::new(
                StatusCode::CONFLICT,
                "ResourceConflictException",
                format!("The function {arn} is already associated with the instance"),
            ));
        }
        if instance.functions.len() >= FUNCTIONS {
            return Err(Fault::new(
                StatusCode::PAYMENT_REQUIRED,
                "ServiceQuotaExceededException",
                format!("An instance can have at most {FUNCTIONS} functions"),
            ));
        }
        let account = world.account.id.clone();
        let function = function(world, &instance.region, &arn)?;
        let statement = connect_may_invoke(&arn, &instance.arn(&account), &account);
        // A statement that is left from before is put anew.
        lambda::remove(function, &connect_statement_id(&instance.id));
        lambda::add(function, statement)?;
        edit(world, &instance, |instance| {
            instance.functions.push(AssociatedFunction {
                arn,
                client_token: new.client_token,
            });
        });
        Ok(Value::Null)
    })
}

/// Ends an association, and takes the permission out of the function's policy.
pub(super) fn disassociate(
    practice: &Practice,
    call: &Call,
    id: &str,
    listing: &Listing,
) -> Result<Value, Fault> {
    let arn = listing
        .function_arn
        .as_deref()
        .ok_or_else(|| Fault::bad("InvalidRequestException", "functionArn must be given"))?;
    practice.store.change(|world| {
        let ask = of_instance(world, call, "connect:DisassociateLambdaFunction", id);
        authorize::check(practice, world, call, &ask)?;
        let instance = find(world, call, id)?.clone();
        forwarded::of_permission(practice, world, call, "lambda:RemovePermission", arn)?;
        if !instance.functions.iter().any(|known| known.arn == arn) {
            return Err(forwarded::missing(&format!("association with {arn}")));
        }
        // The function itself may be gone by now.
        if let Ok(function) = function(world, &instance.region, arn) {
            lambda::remove(function, &connect_statement_id(&instance.id));
        }
        edit(world, &instance, |instance| {
            instance.functions.retain(|known| known.arn != arn);
        });
        Ok(Value::Null)
    })
}

fn function<'a>(world: &'a mut World, region: &str, arn: &str) -> Result<&'a mut Function, Fault> {
    let account = world.account.id.clone();
    world
        .functions
        .iter_mut()
        .find(|function| function.region == region && function.arn(&account) == arn)
        .ok_or_else(|| forwarded::missing(&format!("function {arn}")))
}
