//! Who loses and who keeps access.

use lockdown::impact::{Ability, Impact, ImpactKind, ImpactRow};
use lockdown::inventory::LivePolicy;
use lockdown::known::{Known, UnknownReason};
use lockdown::plan::plan_lock;

use crate::account::{self, NOW, intent, inventory, locked, policy, principals, role, unknown};

fn impact(live: LivePolicy) -> Impact {
    locked(live, &intent()).targets()[0].impact.clone()
}

fn what(rows: &[ImpactRow], principal: &str) -> Vec<Ability> {
    rows.iter()
        .filter(|row| row.principal == principal)
        .flat_map(|row| row.what.clone())
        .collect()
}

#[test]
fn the_auditor_loses_and_the_kept_keep() {
    let impact = impact(LivePolicy::None);
    assert_eq!(
        what(&impact.loses, account::AUDITOR),
        [
            Ability::ReadObjects,
            Ability::ListObjects,
            Ability::ReadPolicy
        ]
    );
    assert_eq!(
        what(&impact.loses, account::REPLICATION),
        [Ability::ReadObjects]
    );
    assert_eq!(what(&impact.keeps, account::ADMIN), Ability::ALL);
    assert_eq!(what(&impact.keeps, account::BREAKGLASS), Ability::ALL);
    assert_eq!(
        what(&impact.keeps, account::LONDON),
        [
            Ability::ReadObjects,
            Ability::WriteObjects,
            Ability::DeleteObjects
        ]
    );
    let row = impact
        .loses
        .iter()
        .find(|row| row.principal == account::AUDITOR)
        .unwrap();
    assert!(row.why.contains("StrongroomLock"), "{}", row.why);
    assert!(
        impact.gains.is_empty() && impact.cannot_tell.is_empty(),
        "{impact:?}"
    );
}

#[test]
fn root_loses_data_but_never_the_policy() {
    let impact = impact(LivePolicy::None);
    let root = "arn:aws:iam::111122223333:root";
    assert_eq!(
        what(&impact.keeps, root),
        [Ability::ReadPolicy, Ability::ChangePolicy]
    );
    assert_eq!(
        what(&impact.loses, root),
        [
            Ability::ReadObjects,
            Ability::WriteObjects,
            Ability::DeleteObjects,
            Ability::ListObjects
        ]
    );
}

#[test]
fn outsiders_that_the_policy_lets_in_are_told() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:role/vendor"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"},{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}]}"#;
    let impact = impact(policy(text));
    assert_eq!(
        what(&impact.loses, "arn:aws:iam::999988887777:role/vendor"),
        [Ability::ReadObjects]
    );
    assert_eq!(
        what(&impact.loses, "logging.s3.amazonaws.com"),
        [Ability::WriteObjects]
    );
    let service = impact
        .loses
        .iter()
        .find(|row| row.kind == ImpactKind::Service)
        .unwrap();
    assert_eq!(service.name, "logging.s3.amazonaws.com");
}

#[test]
fn a_principal_whose_policies_cannot_be_read_is_not_called_safe() {
    let mut everyone = principals();
    everyone.roles.push(role(
        "arn:aws:iam::111122223333:role/Odd",
        "AROAODDODDODDODDODD01",
        r#""*""#,
        "{ not json",
    ));
    let plan = plan_lock(
        &inventory(LivePolicy::None),
        Known::Value(&everyone),
        &intent(),
        NOW,
    );
    let impact = &plan.targets()[0].impact;
    assert_eq!(
        what(&impact.cannot_tell, "arn:aws:iam::111122223333:role/Odd"),
        Ability::ALL
    );
}

#[test]
fn without_the_list_of_principals_connect_and_the_caller_are_told() {
    let nobody = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&inventory(LivePolicy::None), nobody, &intent(), NOW);
    let impact = &plan.targets()[0].impact;
    assert_eq!(
        impact.unknown.as_ref().map(|unknown| unknown.reason),
        Some(UnknownReason::Refused)
    );
    assert_eq!(what(&impact.keeps, account::ADMIN), Ability::ALL);
    assert!(!what(&impact.keeps, account::LONDON).is_empty());
    assert!(
        !impact
            .loses
            .iter()
            .any(|row| row.principal == account::LONDON)
    );
}

#[test]
fn access_to_a_part_of_the_bucket_is_seen() {
    let mut everyone = principals();
    let part = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/connect/london/Analysis/Voice/Redacted/*"}]}"#;
    let arn = "arn:aws:iam::111122223333:role/QualityTeam";
    everyone.roles.push(role(
        arn,
        "AROAQUALITYQUALITY001",
        r#"{"AWS":"111122223333"}"#,
        part,
    ));
    let plan = plan_lock(
        &inventory(LivePolicy::None),
        Known::Value(&everyone),
        &intent(),
        NOW,
    );
    assert_eq!(
        what(&plan.targets()[0].impact.loses, arn),
        [Ability::ReadObjects]
    );
}

#[test]
fn ten_thousand_roles_are_fine() {
    let mut everyone = principals();
    for number in 0..10_000 {
        let id = format!("AROAMANY{number:013}");
        let arn = format!("arn:aws:iam::111122223333:role/app/many-{number}");
        let mut one = role(&arn, &id, r#"{"Service":"ec2.amazonaws.com"}"#, "{}");
        one.policies.clone_from(&everyone.roles[1].policies);
        everyone.roles.push(one);
    }
    let plan = plan_lock(
        &inventory(LivePolicy::None),
        Known::Value(&everyone),
        &intent(),
        NOW,
    );
    assert_eq!(plan.targets()[0].impact.loses.len(), 10_004);
}

#[test]
fn what_hangs_on_something_unknown_is_neither_lost_nor_kept() {
    let mut everyone = principals();
    let by_network = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}"#;
    let arn = "arn:aws:iam::111122223333:role/Office";
    everyone.roles.push(role(
        arn,
        "AROAOFFICEOFFICE00001",
        r#"{"AWS":"111122223333"}"#,
        by_network,
    ));
    let plan = plan_lock(
        &inventory(LivePolicy::None),
        Known::Value(&everyone),
        &intent(),
        NOW,
    );
    let impact = &plan.targets()[0].impact;
    assert_eq!(what(&impact.cannot_tell, arn), [Ability::ReadObjects]);
    assert!(what(&impact.loses, arn).is_empty() && what(&impact.keeps, arn).is_empty());
}
