//! Putting backups back.

use lockdown::inventory::LivePolicy;
use lockdown::known::{Known, UnknownReason};
use lockdown::meaning::Meaning;
use lockdown::permit::{BackupData, sha256_hex};
use lockdown::plan::{Plan, PlanKind, RestoreIntent, Target, plan_restore};

use crate::account::{
    self, NOW, TLS_ONLY, account_id, arn, bucket_name, codes, identity, intent, inventory, locked,
    policy, principals, unknown, warnings,
};

fn backup(policy: LivePolicy) -> BackupData {
    BackupData {
        target: Target::bucket_policy(bucket_name()),
        account: account_id(),
        region: "eu-west-2".parse().unwrap(),
        sha256: sha256_hex(policy.text().unwrap_or_default()),
        meaning: Meaning::of(&policy, &principals().ids(&account_id()))
            .as_str()
            .to_owned(),
        policy,
        taken_at: NOW,
        caller: identity().arn,
    }
}

fn restore(live: LivePolicy, backup: &BackupData, intent: &RestoreIntent) -> Plan {
    plan_restore(
        &inventory(live),
        Known::Value(&principals()),
        &bucket_name(),
        backup,
        intent,
        NOW,
    )
}

#[test]
fn the_exact_text_goes_back() {
    let lock = locked(policy(TLS_ONLY), &intent());
    let plan = restore(
        lock.targets()[0].permanent.clone(),
        &backup(policy(TLS_ONLY)),
        &RestoreIntent::default(),
    );
    assert_eq!(plan.kind(), PlanKind::Restore);
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert_eq!(plan.targets()[0].permanent, policy(TLS_ONLY));
    assert!(warnings(&plan).contains(&"opens"));
    assert!(
        plan.targets()[0]
            .impact
            .gains
            .iter()
            .any(|row| row.principal == account::AUDITOR)
    );
}

#[test]
fn no_policy_goes_back_as_a_removal() {
    let lock = locked(LivePolicy::None, &intent());
    let plan = restore(
        lock.targets()[0].permanent.clone(),
        &backup(LivePolicy::None),
        &RestoreIntent::default(),
    );
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert_eq!(plan.targets()[0].permanent, LivePolicy::None);
    assert_eq!(plan.targets()[0].size, 0);
}

#[test]
fn a_backup_that_would_lock_out_the_caller_or_connect_is_refused() {
    let lock = locked(LivePolicy::None, &intent()).targets()[0]
        .permanent
        .text()
        .unwrap()
        .to_owned();
    let without_caller = lock.replace("AROAADMINADMINADMIN01", "AROAFORMERADMIN000001");
    let plan = restore(
        LivePolicy::None,
        &backup(policy(&without_caller)),
        &RestoreIntent::default(),
    );
    assert_eq!(
        codes(&plan)
            .iter()
            .filter(|code| **code == "caller_locked_out")
            .count(),
        3
    );
    let without_connect = lock
        .replace("AROALONDONLONDON00001", "AROAFORMERROLE0000001")
        .replace("AmazonConnect_London", "AmazonConnect_Former");
    let plan = restore(
        LivePolicy::None,
        &backup(policy(&without_connect)),
        &RestoreIntent::default(),
    );
    assert!(
        codes(&plan)
            .iter()
            .all(|code| *code == "connect_locked_out")
            && codes(&plan).len() == 7,
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn dead_principals_are_seen_before_and_can_be_left_out() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["AROADEADDEADDEADDEAD1","arn:aws:iam::111122223333:role/Admin"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    let old = backup(policy(text));
    assert_eq!(
        codes(&restore(LivePolicy::None, &old, &RestoreIntent::default())),
        ["dead_principals"]
    );
    let intent = RestoreIntent {
        without_dead_principals: true,
        ..RestoreIntent::default()
    };
    let plan = restore(LivePolicy::None, &old, &intent);
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert!(warnings(&plan).contains(&"dead_left_out"));
    assert!(!plan.targets()[0].permanent.text().unwrap().contains("DEAD"));
}

#[test]
fn a_look_at_no_region_is_no_ground_for_a_restore() {
    let mut world = inventory(LivePolicy::None);
    world.regions.clear();
    let plan = plan_restore(
        &world,
        Known::Value(&principals()),
        &bucket_name(),
        &backup(policy(TLS_ONLY)),
        &RestoreIntent::default(),
        NOW,
    );
    assert_eq!(codes(&plan), ["no_region_read"]);
    assert!(!plan.can_be_applied());
}

#[test]
fn an_arn_in_a_backup_may_be_of_someone_deleted_since() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/DeletedSince","arn:aws:iam::111122223333:role/Admin"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    let old = backup(policy(text));
    assert_eq!(
        codes(&restore(LivePolicy::None, &old, &RestoreIntent::default())),
        ["dead_principals"]
    );
    let intent = RestoreIntent {
        without_dead_principals: true,
        ..RestoreIntent::default()
    };
    let plan = restore(LivePolicy::None, &old, &intent);
    assert_eq!(codes(&plan), Vec::<&str>::new());
    let new = plan.targets()[0].permanent.text().unwrap();
    assert!(!new.contains("DeletedSince") && new.contains("role/Admin"));
}

#[test]
fn a_public_backup_under_a_block_is_not_tried() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    assert_eq!(
        codes(&restore(
            LivePolicy::None,
            &backup(policy(text)),
            &RestoreIntent::default()
        )),
        ["public_under_block"]
    );
}

#[test]
fn a_damaged_or_foreign_backup_is_refused() {
    let mut damaged = backup(policy(TLS_ONLY));
    damaged.sha256 = sha256_hex("something else");
    assert_eq!(
        codes(&restore(
            LivePolicy::None,
            &damaged,
            &RestoreIntent::default()
        )),
        ["backup_damaged"]
    );
    let mut foreign = backup(policy(TLS_ONLY));
    foreign.account = "999988887777".parse().unwrap();
    assert_eq!(
        codes(&restore(
            LivePolicy::None,
            &foreign,
            &RestoreIntent::default()
        )),
        ["other_account"]
    );
}

#[test]
fn unread_regions_block_only_a_backup_that_would_lock_out_an_unseen_role() {
    let with_gap = |live| {
        let mut world = inventory(live);
        world.regions.insert(
            "eu-central-1".parse().unwrap(),
            Known::Unknown(unknown(UnknownReason::NoAnswer)),
        );
        world
    };
    let lock = locked(policy(TLS_ONLY), &intent()).targets()[0]
        .permanent
        .clone();
    let intent = RestoreIntent::default();
    let principals = principals();
    let plan = |live, old: &BackupData, intent: &RestoreIntent| {
        plan_restore(
            &with_gap(live),
            Known::Value(&principals),
            &bucket_name(),
            old,
            intent,
            NOW,
        )
    };
    let open = plan(lock.clone(), &backup(policy(TLS_ONLY)), &intent);
    assert_eq!(codes(&open), Vec::<&str>::new());
    assert!(warnings(&open).contains(&"region_unread"));
    assert_eq!(
        codes(&plan(policy(TLS_ONLY), &backup(lock.clone()), &intent)),
        ["region_unread"]
    );
    let accepted = RestoreIntent {
        accepted_regions: vec!["eu-central-1".to_owned()],
        ..intent
    };
    assert_eq!(
        codes(&plan(policy(TLS_ONLY), &backup(lock), &accepted)),
        Vec::<&str>::new()
    );
}

#[test]
fn a_backup_goes_back_over_a_policy_that_cannot_be_read() {
    let plan = restore(
        policy("{"),
        &backup(policy(TLS_ONLY)),
        &RestoreIntent::default(),
    );
    assert_eq!(codes(&plan), Vec::<&str>::new());
    let unreadable = restore(
        policy(TLS_ONLY),
        &backup(policy("{")),
        &RestoreIntent::default(),
    );
    assert_eq!(codes(&unreadable), ["policy_unreadable"]);
}

#[test]
fn who_took_the_backup_need_not_be_who_restores_it() {
    let mut old = backup(policy(TLS_ONLY));
    old.caller = arn("arn:aws:iam::111122223333:user/break-glass");
    assert_eq!(
        codes(&restore(LivePolicy::None, &old, &RestoreIntent::default())),
        Vec::<&str>::new()
    );
}
