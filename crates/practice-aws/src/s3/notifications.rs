//! Who is told of new objects: Lambda functions and `EventBridge`. The configuration is kept; nobody is told.

use http::StatusCode;
use s3s::dto::{
    EventBridgeConfiguration, FilterRule, FilterRuleName, GetBucketNotificationConfigurationOutput,
    LambdaFunctionConfiguration, NotificationConfigurationFilter,
    PutBucketNotificationConfigurationInput, PutBucketNotificationConfigurationOutput, S3KeyFilter,
};

use crate::fault::Fault;
use crate::ids;
use crate::practice::{Practice, no_such_bucket};
use crate::world::LambdaNotification;

pub(super) fn get(
    practice: &Practice,
    name: &str,
) -> Result<GetBucketNotificationConfigurationOutput, Fault> {
    practice.with_bucket(name, |_, bucket| {
        let lambdas: Vec<_> = bucket
            .notifications
            .iter()
            .map(|notification| LambdaFunctionConfiguration {
                events: notification
                    .events
                    .iter()
                    .map(|event| event.clone().into())
                    .collect(),
                filter: notification.suffix.as_ref().map(|suffix| {
                    NotificationConfigurationFilter {
                        key: Some(S3KeyFilter {
                            filter_rules: Some(vec![FilterRule {
                                name: Some(FilterRuleName::from_static(FilterRuleName::SUFFIX)),
                                value: Some(suffix.clone()),
                            }]),
                        }),
                    }
                }),
                id: Some(notification.id.clone()),
                lambda_function_arn: notification.function.clone(),
            })
            .collect();
        Ok(GetBucketNotificationConfigurationOutput {
            event_bridge_configuration: bucket.event_bridge.then(EventBridgeConfiguration::default),
            lambda_function_configurations: (!lambdas.is_empty()).then_some(lambdas),
            ..Default::default()
        })
    })
}

/// Replaces the whole configuration; an empty one switches notifications off. S3 looks whether each
/// destination exists. There are no queues and topics in the practice account.
pub(super) fn put(
    practice: &Practice,
    input: PutBucketNotificationConfigurationInput,
) -> Result<PutBucketNotificationConfigurationOutput, Fault> {
    let wanted = input.notification_configuration;
    let unchecked = input.skip_destination_validation == Some(true);
    let elsewhere = [
        wanted
            .queue_configurations
            .is_some_and(|all| !all.is_empty()),
        wanted
            .topic_configurations
            .is_some_and(|all| !all.is_empty()),
    ];
    if elsewhere.contains(&true) {
        return Err(no_such_destination());
    }
    let functions = wanted.lambda_function_configurations.unwrap_or_default();
    let notifications = functions
        .into_iter()
        .map(lambda_notification)
        .collect::<Result<Vec<_>, Fault>>()?;
    practice.store.change(|world| {
        let known = |told: &LambdaNotification| {
            // With or without a version behind the name.
            let parts: Vec<&str> = told.function.splitn(8, ':').take(7).collect();
            world.function(&parts.join(":")).is_some()
        };
        if !unchecked && !notifications.iter().all(known) {
            return Err(no_such_destination());
        }
        let bucket = world
            .buckets
            .get_mut(&input.bucket)
            .ok_or_else(no_such_bucket)?;
        bucket.notifications = notifications;
        bucket.event_bridge = wanted.event_bridge_configuration.is_some();
        Ok(PutBucketNotificationConfigurationOutput::default())
    })
}

fn no_such_destination() -> Fault {
    Fault::bad(
        "InvalidArgument",
        "Unable to validate the following destination configurations",
    )
}

fn lambda_notification(wanted: LambdaFunctionConfiguration) -> Result<LambdaNotification, Fault> {
    let rules = wanted
        .filter
        .and_then(|filter| filter.key)
        .and_then(|key| key.filter_rules)
        .unwrap_or_default();
    let mut suffix = None;
    for rule in rules {
        let name = rule.name.as_ref().map(FilterRuleName::as_str);
        if !name.is_some_and(|name| name.eq_ignore_ascii_case(FilterRuleName::SUFFIX)) {
            return Err(Fault::new(
                StatusCode::NOT_IMPLEMENTED,
                "NotImplemented",
                "the practice account keeps no filter but a suffix",
            ));
        }
        suffix = rule.value;
    }
    Ok(LambdaNotification {
        id: wanted.id.unwrap_or_else(ids::fresh_hex),
        function: wanted.lambda_function_arn,
        events: wanted
            .events
            .iter()
            .map(|event| AsRef::<str>::as_ref(event).to_owned())
            .collect(),
        suffix,
    })
}
