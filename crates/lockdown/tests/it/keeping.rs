//! Who must be kept, who is suggested, and everyone else.

use lockdown::inventory::{LivePolicy, NotificationTarget};
use lockdown::keep::{
    KeepEntry, KeepReason, MatchBy, others, required, suggestions, unread_regions,
};
use lockdown::known::{Known, UnknownReason};

use crate::account::{self, arn, bucket_name, inventory, policy, principals, role, unknown};

fn find<'e>(entries: &'e [KeepEntry], text: &str) -> Option<&'e KeepEntry> {
    entries.iter().find(|entry| entry.arn == arn(text))
}

#[test]
fn the_caller_and_every_service_role_of_every_region_are_required() {
    let required = required(
        &inventory(LivePolicy::None),
        Some(&principals()),
        &[bucket_name()],
    );
    assert!(required.blockers.is_empty());
    let arns: Vec<&str> = required
        .entries
        .iter()
        .map(|entry| entry.arn.as_str())
        .collect();
    assert_eq!(arns, [account::ADMIN, account::LONDON, account::VIRGINIA]);
    assert!(required.entries.iter().all(|entry| entry.required));
    let london = find(&required.entries, account::LONDON).unwrap();
    assert_eq!(london.match_by, MatchBy::Both);
    assert_eq!(
        london.why[0].words(),
        "Connect instance london in eu-west-2 stores CALL_RECORDINGS in `connect-25fd0a3be3ef` with it."
    );
    assert_eq!(required.entries[0].match_by, MatchBy::Id);
    assert!(!required.entries[0].second_way);
}

#[test]
fn a_bucket_that_nobody_uses_needs_the_caller_alone() {
    let other = "another-bucket".parse().unwrap();
    let required = required(&inventory(LivePolicy::None), None, &[other]);
    assert_eq!(required.entries.len(), 1);
}

#[test]
fn suggestions_have_reasons() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Audit","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/audit/Auditor"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    let mut world = inventory(policy(text));
    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.replication_role = Known::Value(Some(arn(account::REPLICATION)));
    bucket.notification_targets = Known::Value(vec![
        NotificationTarget::EventBridge,
        NotificationTarget::Arn(arn(
            "arn:aws:lambda:eu-west-2:111122223333:function:transcribe-calls",
        )),
    ]);
    let mut everyone = principals();
    let lambda = "arn:aws:iam::111122223333:role/service-role/transcribe-calls-role-abc";
    everyone.roles.push(role(
        lambda,
        "AROALAMBDALAMBDALA001",
        r#"{"Service":"lambda.amazonaws.com"}"#,
        "{}",
    ));
    let firehose = "arn:aws:iam::111122223333:role/delivery";
    let delivers = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/firehose/*"}]}"#;
    everyone.roles.push(role(
        firehose,
        "AROAFIREHOSEFIREHO001",
        r#"{"Service":"firehose.amazonaws.com"}"#,
        delivers,
    ));
    let suggested = suggestions(&world, Some(&everyone), &[bucket_name()]);
    let why = |text: &str| {
        find(&suggested, text)
            .map(|entry| entry.why.clone())
            .unwrap_or_default()
    };
    assert_eq!(
        why(account::REPLICATION),
        [KeepReason::Replicates {
            bucket: bucket_name()
        }]
    );
    assert!(
        matches!(&why(account::AUDITOR)[..], [KeepReason::NamedInPolicy { statement, .. }] if statement == "`Audit`")
    );
    assert!(matches!(&why(lambda)[..], [KeepReason::Notified { .. }]));
    assert_eq!(why(firehose), [KeepReason::Delivers]);
    assert_eq!(why(account::BREAKGLASS), [KeepReason::BreakGlass]);
    assert!(find(&suggested, account::BREAKGLASS).unwrap().second_way);
    assert!(!find(&suggested, account::AUDITOR).unwrap().second_way);
    assert!(suggested.iter().all(|entry| !entry.required));
    assert!(find(&suggested, account::LONDON).is_none());
}

#[test]
fn everyone_else_is_listed_once_root_first() {
    let world = inventory(LivePolicy::None);
    let rest = others(&world, Some(&principals()), &[bucket_name()]);
    let arns: Vec<&str> = rest.iter().map(|entry| entry.arn.as_str()).collect();
    assert_eq!(
        arns,
        [
            "arn:aws:iam::111122223333:root",
            account::AUDITOR,
            account::SSO,
            account::REPLICATION
        ]
    );
    assert!(rest[0].second_way && rest[2].second_way && !rest[1].second_way);
    assert_eq!(rest[2].recommended, MatchBy::Both);
    assert_eq!(
        rest[2].who_can_become_it.as_deref(),
        Some("People signed in through AWSSSO_1 can become it.")
    );
    assert_eq!(
        rest[1].who_can_become_it.as_deref(),
        Some("Anyone in this account whose own policies allow it can become it.")
    );
}

#[test]
fn an_identity_center_role_is_matched_by_sixteen_question_marks() {
    let world = inventory(LivePolicy::None);
    let rest = others(&world, Some(&principals()), &[bucket_name()]);
    let pattern = find(&rest, account::SSO).unwrap().arn_pattern();
    assert!(
        pattern.ends_with("AWSReservedSSO_Ops_????????????????"),
        "{pattern}"
    );
    assert_eq!(
        find(&rest, account::AUDITOR).unwrap().arn_pattern(),
        account::AUDITOR
    );
    assert_eq!(
        find(&rest, account::AUDITOR)
            .unwrap()
            .user_id_pattern()
            .as_deref(),
        Some("AROAAUDITORAUDITOR001:*")
    );
}

#[test]
fn a_region_that_is_not_enabled_is_quiet() {
    let mut world = inventory(LivePolicy::None);
    assert!(unread_regions(&world).is_empty());
    for reason in [
        UnknownReason::NoAnswer,
        UnknownReason::Refused,
        UnknownReason::Cancelled,
        UnknownReason::NotReadYet,
    ] {
        world.regions.insert(
            "eu-central-1".parse().unwrap(),
            Known::Unknown(unknown(reason)),
        );
        assert_eq!(unread_regions(&world).len(), 1, "{reason:?}");
    }
}

#[test]
fn ten_thousand_roles_are_listed() {
    let mut everyone = principals();
    let all = everyone.roles[0].policies.clone();
    for number in 0..10_000 {
        let arn = format!("arn:aws:iam::111122223333:role/app/many-{number}");
        let mut one = role(
            &arn,
            &format!("AROAMANY{number:013}"),
            r#"{"AWS":"111122223333"}"#,
            "{}",
        );
        one.policies.clone_from(&all);
        everyone.roles.push(one);
    }
    let rest = others(
        &inventory(LivePolicy::None),
        Some(&everyone),
        &[bucket_name()],
    );
    assert_eq!(rest.len(), 10_004);
}
