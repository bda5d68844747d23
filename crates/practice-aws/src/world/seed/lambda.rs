//! The Lambda functions. Those that an instance calls let it in.
//!
//! | function | Region | called by |
//! |---|---|---|
//! | northwind-caller-lookup | eu-west-2 | northwind-support |
//! | northwind-claims-status | eu-west-2 | nobody yet |
//! | northwind-payroll-export | eu-west-2 | nothing to do with Connect |
//! | recording-postprocess | eu-west-2 | told about new recordings by S3 |
//! | northwind-order-lookup | us-east-1 | northwind-sales-us |
//! | northwind-callback-scheduler | us-east-1 | nobody yet |
//! | northwind-bpo-routing | ap-southeast-2 | nobody yet |

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::Month::{August, February, January, June, May, October, September};
use time::OffsetDateTime;

use super::{ACCOUNT, day};
use crate::ids;
use crate::world::{Function, Instance, Tag};

/// All of them.
pub(super) fn all(instances: &[Instance]) -> Vec<Function> {
    let mut functions = vec![
        Function {
            description: "Finds the caller's record by telephone number".to_owned(),
            ..function("northwind-caller-lookup", "eu-west-2", day(2024, June, 3))
        },
        function(
            "northwind-claims-status",
            "eu-west-2",
            day(2025, February, 11),
        ),
        Function {
            tags: vec![Tag {
                key: "team".to_owned(),
                value: "finance".to_owned(),
            }],
            ..function(
                "northwind-payroll-export",
                "eu-west-2",
                day(2023, September, 18),
            )
        },
        postprocess(),
        function("northwind-order-lookup", "us-east-1", day(2024, May, 20)),
        function(
            "northwind-callback-scheduler",
            "us-east-1",
            day(2025, January, 27),
        ),
        function(
            "northwind-bpo-routing",
            "ap-southeast-2",
            day(2024, August, 5),
        ),
    ];
    for function in &mut functions {
        let arn = function.arn(ACCOUNT);
        let callers = instances
            .iter()
            .filter(|instance| instance.functions.iter().any(|known| known.arn == arn));
        for instance in callers {
            let statement = connect_may_invoke(&arn, &instance.arn(ACCOUNT), ACCOUNT);
            function.statements.push(statement);
        }
    }
    functions
}

/// What `AssociateLambdaFunction` adds to a function's policy. Source: Amazon Connect Administrator Guide, "Restrict
/// AWS resources that can be associated with Amazon Connect", and "Cross-service confused deputy prevention"; the
/// statement's id is this account's own.
pub(crate) fn connect_may_invoke(function: &str, instance: &str, account: &str) -> Value {
    json!({
        "Sid": connect_statement_id(instance),
        "Effect": "Allow",
        "Principal": {"Service": "connect.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": function,
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": account},
            "ArnLike": {"AWS:SourceArn": instance},
        },
    })
}

/// The id of that statement.
pub(crate) fn connect_statement_id(instance: &str) -> String {
    let id = instance.rsplit('/').next().unwrap_or_default();
    format!("AmazonConnect-{id}")
}

/// S3 lets it know of new recordings.
fn postprocess() -> Function {
    let function = Function {
        description: "Tags new recordings".to_owned(),
        role: format!("arn:aws:iam::{ACCOUNT}:role/service-role/recording-postprocess-role"),
        ..function("recording-postprocess", "eu-west-2", day(2024, October, 7))
    };
    let statement = json!({
        "Sid": "s3-northwind-support-recordings",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": function.arn(ACCOUNT),
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": ACCOUNT},
            "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::northwind-support-recordings"},
        },
    });
    Function {
        statements: vec![statement],
        ..function
    }
}

fn function(name: &str, region: &str, modified: OffsetDateTime) -> Function {
    let label = format!("function/{region}/{name}");
    Function {
        name: name.to_owned(),
        region: region.to_owned(),
        description: String::new(),
        runtime: "python3.13".to_owned(),
        handler: "app.handler".to_owned(),
        role: format!("arn:aws:iam::{ACCOUNT}:role/service-role/contact-flow-lambda-role"),
        modified,
        code_size: 2_000 + ids::number(&label) % 900_000,
        code_sha256: STANDARD.encode(Sha256::digest(label.as_bytes())),
        memory: 256,
        timeout: 8,
        revision: ids::uuid(&label),
        statements: Vec::new(),
        tags: Vec::new(),
    }
}
