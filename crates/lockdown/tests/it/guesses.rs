//! The service role of an instance that could not be described, guessed.

use lockdown::guess::service_role;
use lockdown::inventory::{Instance, LivePolicy};
use lockdown::known::{Known, UnknownReason};
use lockdown::plan::plan_lock;
use lockdown::principals::{Principals, RoleInfo};
use time::Duration;

use crate::account::{BUCKET, NOW, codes, intent, inventory, principals, role, unknown};

const CONNECT: &str = r#"{"Service":"connect.amazonaws.com"}"#;
const OLD: &str = "arn:aws:iam::111122223333:role/service-role/connect-access-role-1";
const OTHER: &str = "arn:aws:iam::111122223333:role/service-role/connect-access-role-2";

fn policy_on(bucket: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:PutObject","Resource":["arn:aws:s3:::{bucket}/*"]}}]}}"#
    )
}

fn candidate(arn: &str, id: &str, trusts: &str, bucket: &str, after: Duration) -> RoleInfo {
    RoleInfo {
        created: Some(NOW + after),
        ..role(arn, id, trusts, &policy_on(bucket))
    }
}

fn undescribed() -> Instance {
    let found = inventory(LivePolicy::None);
    Instance {
        created: Some(NOW),
        service_role: Known::Unknown(unknown(UnknownReason::Refused)),
        ..found.instances().next().unwrap().clone()
    }
}

fn among(roles: Vec<RoleInfo>) -> Principals {
    Principals {
        roles,
        users: Vec::new(),
    }
}

#[test]
fn the_bucket_in_its_policies_counts_more_than_the_time() {
    let long_after = Duration::days(400);
    let all = among(vec![
        candidate(
            OTHER,
            "AROAOTHEROTHEROTHER01",
            CONNECT,
            "elsewhere",
            Duration::ZERO,
        ),
        candidate(OLD, "AROAOLDOLDOLDOLDOLD01", CONNECT, BUCKET, long_after),
    ]);
    let guess = service_role(&undescribed(), &all).unwrap();
    assert_eq!(guess.arn.as_str(), OLD);
    assert_eq!(guess.bucket.unwrap().as_str(), BUCKET);
    assert_eq!((guess.apart, guess.others), (Some(long_after), 0));
}

#[test]
fn without_a_bucket_the_nearest_in_time_is_taken_and_the_others_counted() {
    let all = among(vec![
        candidate(
            OTHER,
            "AROAOTHEROTHEROTHER01",
            CONNECT,
            "a",
            Duration::minutes(40),
        ),
        candidate(
            OLD,
            "AROAOLDOLDOLDOLDOLD01",
            CONNECT,
            "b",
            Duration::minutes(-2),
        ),
    ]);
    let guess = service_role(&undescribed(), &all).unwrap();
    assert_eq!((guess.arn.as_str(), guess.others), (OLD, 1));
    assert_eq!(guess.bucket, None);
}

#[test]
fn a_role_that_connect_may_not_take_and_a_pattern_for_many_buckets_say_nothing() {
    let lambda = r#"{"Service":"lambda.amazonaws.com"}"#;
    let day = Duration::days(1);
    let all = among(vec![
        candidate(
            OTHER,
            "AROAOTHEROTHEROTHER01",
            lambda,
            BUCKET,
            Duration::ZERO,
        ),
        candidate(OLD, "AROAOLDOLDOLDOLDOLD01", CONNECT, "*", day),
    ]);
    assert_eq!(service_role(&undescribed(), &all), None);
}

#[test]
fn a_guess_never_counts_in_a_plan() {
    let mut found = inventory(LivePolicy::None);
    for instances in found.regions.values_mut() {
        if let Known::Value(instances) = instances {
            for one in instances {
                one.service_role = Known::Unknown(unknown(UnknownReason::Refused));
            }
        }
    }
    let mut all = principals();
    all.roles.push(candidate(
        OLD,
        "AROAOLDOLDOLDOLDOLD01",
        CONNECT,
        BUCKET,
        Duration::ZERO,
    ));
    let instance = found.instances().next().unwrap();
    assert!(service_role(instance, &all).is_some());
    let plan = plan_lock(&found, Known::Value(&all), &intent(), NOW);
    assert!(
        codes(&plan).contains(&"service_role_unknown"),
        "{:?}",
        codes(&plan)
    );
}
