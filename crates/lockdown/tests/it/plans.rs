//! What blocks a plan and what it warns of.

use lockdown::ids::AccountId;
use lockdown::inventory::{LivePolicy, NotificationTarget};
use lockdown::keep::{KeepChoice, MatchBy};
use lockdown::known::{Known, UnknownReason};
use lockdown::lock::{TrialEnd, TrialLength};
use lockdown::plan::{Blocker, Intent, Mend, Rules, UnlockIntent, plan_lock, plan_unlock};

use crate::account::{
    self, NOW, TLS_ONLY, arn, article, bucket_name, codes, intent, inventory, locked, policy,
    principals, unknown, warnings,
};

fn none() -> Vec<&'static str> {
    Vec::new()
}

#[test]
fn a_plain_lock_has_no_blockers() {
    let plan = locked(LivePolicy::None, &intent());
    assert_eq!(codes(&plan), none());
    assert!(plan.can_be_applied());
    assert_eq!(plan.keep().iter().filter(|entry| entry.required).count(), 3);
    assert_eq!(plan.digest().len(), 64);
}

#[test]
fn locking_twice_changes_nothing() {
    for live in [LivePolicy::None, policy(TLS_ONLY)] {
        let first = locked(live, &intent());
        let again = locked(first.targets()[0].permanent.clone(), &intent());
        assert!(again.nothing_to_do());
        assert!(!again.can_be_applied());
        assert_eq!(again.targets()[0].permanent, first.targets()[0].permanent);
    }
}

#[test]
fn the_digest_covers_what_is_confirmed() {
    let plan = locked(LivePolicy::None, &intent());
    let same = locked(LivePolicy::None, &intent());
    assert_eq!(plan.digest(), same.digest());
    let longer = locked(
        LivePolicy::None,
        &Intent {
            trial_minutes: Some(20),
            ..intent()
        },
    );
    let by_id = locked(LivePolicy::None, &article());
    let other_basis = locked(policy(TLS_ONLY), &intent());
    for other in [longer, by_id, other_basis] {
        assert_ne!(plan.digest(), other.digest());
    }
    let stored: lockdown::plan::Plan =
        serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert_eq!(stored, plan);
    assert_eq!(stored.digest(), plan.digest());
}

#[test]
fn connect_and_the_caller_cannot_be_taken_off() {
    let plan = locked(
        LivePolicy::None,
        &Intent {
            keep: Vec::new(),
            ..intent()
        },
    );
    for needed in [account::ADMIN, account::LONDON, account::VIRGINIA] {
        assert!(
            plan.keep()
                .iter()
                .any(|entry| entry.arn == arn(needed) && entry.required),
            "{needed}"
        );
    }
}

#[test]
fn a_service_role_that_is_unknown_blocks() {
    let mut world = inventory(LivePolicy::None);
    let Some(Known::Value(instances)) = world.regions.get_mut(&"us-east-1".parse().unwrap()) else {
        panic!("the Region is known");
    };
    instances[0].service_role = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), ["service_role_unknown"]);
}

#[test]
fn a_service_role_without_an_id_blocks() {
    let mut world = inventory(LivePolicy::None);
    let Some(Known::Value(instances)) = world.regions.get_mut(&"us-east-1".parse().unwrap()) else {
        panic!("the Region is known");
    };
    let Known::Value(role) = &mut instances[0].service_role else {
        panic!("the role is known")
    };
    role.unique_id = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert!(
        codes(&plan).contains(&"service_role_id_unknown"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn an_unread_region_blocks_until_its_name_is_typed() {
    let mut world = inventory(LivePolicy::None);
    world.regions.insert(
        "eu-central-1".parse().unwrap(),
        Known::Unknown(unknown(UnknownReason::NoAnswer)),
    );
    let principals = principals();
    let plan = |typed: &[&str]| {
        let accepted_regions = typed.iter().map(|text| (*text).to_owned()).collect();
        plan_lock(
            &world,
            Known::Value(&principals),
            &Intent {
                accepted_regions,
                ..intent()
            },
            NOW,
        )
    };
    assert_eq!(codes(&plan(&[])), ["region_unread"]);
    assert_eq!(codes(&plan(&["eu-central"])), ["region_unread"]);
    assert_eq!(codes(&plan(&["yes"])), ["region_unread"]);
    let accepted = plan(&["eu-central-1"]);
    assert_eq!(codes(&accepted), none());
    assert!(warnings(&accepted).contains(&"region_accepted"));
    assert_eq!(
        accepted.accepted_regions(),
        ["eu-central-1".parse().unwrap()]
    );
    assert_ne!(
        accepted.digest(),
        locked(LivePolicy::None, &intent()).digest()
    );
}

#[test]
fn unread_storage_blocks_like_its_region() {
    let mut world = inventory(LivePolicy::None);
    let Some(Known::Value(instances)) = world.regions.get_mut(&"us-east-1".parse().unwrap()) else {
        panic!("the Region is known");
    };
    instances[0].storage.insert(
        "ATTACHMENTS".to_owned(),
        Known::Unknown(unknown(UnknownReason::Throttled)),
    );
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), ["storage_unread"]);
}

#[test]
fn what_is_unknown_of_the_bucket_blocks() {
    let mut world = inventory(LivePolicy::None);
    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.policy = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), ["policy_unknown"]);
    assert!(plan.targets().is_empty() && !plan.can_be_applied());

    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.policy = Known::Unknown(unknown(UnknownReason::OtherAccount));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), ["other_account"]);
}

#[test]
fn a_policy_that_cannot_be_read_is_not_edited() {
    for text in ["not json", "{}", r#"{"Statement":[{"Effect":"Maybe"}]}"#] {
        let plan = locked(policy(text), &intent());
        assert_eq!(codes(&plan), ["policy_unreadable"], "{text}");
    }
}

#[test]
fn an_existing_statement_that_locks_the_caller_out_blocks() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"s3:DeleteBucketPolicy","Resource":"arn:aws:s3:::connect-25fd0a3be3ef"}]}"#;
    let plan = locked(policy(text), &intent());
    assert_eq!(
        codes(&plan)
            .iter()
            .filter(|code| **code == "caller_locked_out")
            .count(),
        3
    );
    assert!(plan.blockers().iter().all(|blocker| matches!(
        blocker,
        Blocker::CallerLockedOut { action, .. } if action == "s3:DeleteBucketPolicy"
    )));
}

#[test]
fn what_cannot_be_told_of_the_caller_blocks() {
    // Says nothing about reading the policy, so the caller's having read it proves nothing.
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutBucketPolicy","Resource":"arn:aws:s3:::connect-25fd0a3be3ef","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}"#;
    let plan = locked(policy(text), &intent());
    assert!(
        codes(&plan).contains(&"caller_uncertain"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn a_deny_that_the_callers_own_read_disproves_does_not_block() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}}]}"#;
    assert_eq!(codes(&locked(policy(text), &intent())), none());
}

#[test]
fn what_may_change_between_the_read_and_the_write_is_not_disproved() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}}]}"#;
    let plan = locked(policy(text), &intent());
    assert!(
        codes(&plan).contains(&"caller_uncertain"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn a_caller_kept_by_an_id_that_is_not_theirs_is_refused() {
    let mut world = inventory(LivePolicy::None);
    // GetCallerIdentity and GetRole disagree: the role was re-created in between.
    world.identity.user_id = "AROASOMEONEELSE000001:asha".to_owned();
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    // The list holds the id that GetCallerIdentity names, and that is the one that counts.
    assert_eq!(codes(&plan), none());
    assert!(
        plan.targets()[0]
            .permanent
            .text()
            .unwrap()
            .contains("AROASOMEONEELSE000001:*")
    );
}

#[test]
fn a_federated_caller_cannot_be_kept() {
    let mut world = inventory(LivePolicy::None);
    world.identity.arn = arn("arn:aws:sts::111122223333:federated-user/asha");
    world.identity.user_id = "111122223333:asha".to_owned();
    world.identity.role_arn = Known::Value(None);
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert!(
        codes(&plan).contains(&"caller_cannot_be_kept"),
        "{:?}",
        codes(&plan)
    );
    assert!(
        codes(&plan).contains(&"caller_locked_out"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn a_caller_whose_role_path_is_unknown_is_kept_by_id() {
    let mut world = inventory(LivePolicy::None);
    world.identity.role_arn = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), none());
    let by_arn = KeepChoice {
        arn: arn(account::ADMIN),
        match_by: MatchBy::Arn,
    };
    let plan = plan_lock(
        &world,
        Known::Value(&principals()),
        &Intent {
            required_match: vec![by_arn],
            ..intent()
        },
        NOW,
    );
    assert!(
        codes(&plan).contains(&"keep_without_arn"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn root_is_kept_by_the_account_id() {
    let root = KeepChoice {
        arn: arn("arn:aws:iam::111122223333:root"),
        match_by: MatchBy::Id,
    };
    let plan = locked(
        LivePolicy::None,
        &Intent {
            keep: vec![root],
            ..intent()
        },
    );
    assert_eq!(codes(&plan), none());
    assert!(
        plan.targets()[0]
            .permanent
            .text()
            .unwrap()
            .contains(r#""111122223333""#)
    );
}

#[test]
fn the_size_limit_is_refused_before() {
    let filler = "x".repeat(20_000);
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Big","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/{filler}"}}]}}"#
    );
    let plan = locked(policy(&text), &intent());
    assert_eq!(codes(&plan), ["too_large"]);
    assert!(plan.targets()[0].size > 20_480);
}

#[test]
fn principals_that_no_longer_exist_block_or_are_left_out() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Both","Effect":"Allow","Principal":{"AWS":["AROADEADDEADDEADDEAD1","arn:aws:iam::111122223333:role/audit/Auditor"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"},{"Sid":"Gone","Effect":"Allow","Principal":{"AWS":"AIDADEADDEADDEADDEAD1"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    assert_eq!(codes(&locked(policy(text), &intent())), ["dead_principals"]);
    let plan = locked(
        policy(text),
        &Intent {
            without_dead_principals: true,
            ..intent()
        },
    );
    assert_eq!(codes(&plan), none());
    let new = plan.targets()[0].permanent.text().unwrap();
    assert!(
        !new.contains("DEAD") && !new.contains("Gone") && new.contains("role/audit/Auditor"),
        "{new}"
    );
    let trial = plan.targets()[0].trial.as_ref().unwrap();
    assert!(trial.pieces().iter().all(|piece| !piece.contains("DEAD")));
}

#[test]
fn a_look_at_no_region_is_no_ground_for_a_lock() {
    let mut world = inventory(LivePolicy::None);
    world.regions.clear();
    let accepting = Intent {
        accepted_regions: vec!["eu-west-2".to_owned()],
        ..intent()
    };
    for intent in [intent(), accepting] {
        let plan = plan_lock(&world, Known::Value(&principals()), &intent, NOW);
        assert!(codes(&plan).contains(&"no_region_read"), "{plan:?}");
        assert!(!plan.can_be_applied());
    }
    assert_eq!(Blocker::NoRegionRead.acceptable_region(), None);
    assert!(Blocker::NoRegionRead.note().title.contains("Look again"));
}

#[test]
fn an_old_look_is_to_be_renewed_before_a_lock() {
    let mut world = inventory(LivePolicy::None);
    for (seconds, expected) in [
        (3_600, none()),
        (3_601, vec!["look_too_old"]),
        (86_400, vec!["look_too_old"]),
        (-60, none()),
    ] {
        world.taken_at = NOW - time::Duration::seconds(seconds);
        let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
        assert_eq!(codes(&plan), expected, "{seconds}");
        assert_eq!(plan.can_be_applied(), expected.is_empty());
        for blocker in plan.blockers() {
            let text = serde_json::to_string(blocker).unwrap();
            assert_eq!(&serde_json::from_str::<Blocker>(&text).unwrap(), blocker);
            assert!(blocker.note().title.contains("Look again"));
        }
    }
    // Taking a lock off does not hang on it.
    let lock = locked(policy(TLS_ONLY), &intent());
    let mut world = inventory(lock.targets()[0].permanent.clone());
    world.taken_at = NOW - time::Duration::days(1);
    let unlock = UnlockIntent {
        buckets: vec![bucket_name()],
    };
    let plan = plan_unlock(&world, Known::Value(&principals()), &unlock, NOW);
    assert_eq!(codes(&plan), none());
}

#[test]
fn an_arn_in_the_live_policy_is_alive_though_the_list_is_older() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"New","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/MadeAfterTheList","arn:aws:iam::111122223333:user/made-after"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    for without_dead_principals in [false, true] {
        let plan = locked(
            policy(text),
            &Intent {
                without_dead_principals,
                ..intent()
            },
        );
        assert_eq!(codes(&plan), none());
        let new = plan.targets()[0].permanent.text().unwrap();
        assert!(new.contains("role/MadeAfterTheList") && new.contains("user/made-after"));
        assert!(!warnings(&plan).contains(&"dead_left_out"));
    }
    // An unlock takes from the live policy: the same holds.
    let lock = locked(policy(text), &intent());
    let plan = plan_unlock(
        &inventory(lock.targets()[0].permanent.clone()),
        Known::Value(&principals()),
        &UnlockIntent {
            buckets: vec![bucket_name()],
        },
        NOW,
    );
    assert_eq!(codes(&plan), none());
}

#[test]
fn a_public_policy_under_a_block_is_not_tried() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    let mut world = inventory(policy(text));
    world
        .buckets
        .get_mut(&bucket_name())
        .unwrap()
        .policy_is_public = Known::Value(true);
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    assert_eq!(codes(&plan), ["public_under_block"]);
}

#[test]
fn trials_have_bounds_and_going_without_takes_a_reason() {
    for minutes in [0, 4, 121, u32::MAX] {
        let plan = locked(
            LivePolicy::None,
            &Intent {
                trial_minutes: Some(minutes),
                ..intent()
            },
        );
        assert_eq!(codes(&plan), ["trial_length"]);
    }
    let without = Intent {
        trial_minutes: None,
        ..intent()
    };
    assert_eq!(
        codes(&locked(LivePolicy::None, &without)),
        ["no_trial_reason"]
    );
    let blank = Intent {
        no_trial_reason: Some("  ".to_owned()),
        ..without.clone()
    };
    assert_eq!(
        codes(&locked(LivePolicy::None, &blank)),
        ["no_trial_reason"]
    );
    let reasoned = locked(
        LivePolicy::None,
        &Intent {
            no_trial_reason: Some("audit today".to_owned()),
            ..without.clone()
        },
    );
    assert_eq!(codes(&reasoned), none());
    assert_eq!(reasoned.no_trial_reason(), Some("audit today"));
    assert!(reasoned.targets()[0].trial.is_none());
    let rules = Rules {
        no_trial_needs_reason: false,
        ..Rules::default()
    };
    assert_eq!(
        codes(&locked(LivePolicy::None, &Intent { rules, ..without })),
        none()
    );
}

#[test]
fn without_a_second_way_in_a_reason_is_due() {
    let alone = Intent {
        keep: Vec::new(),
        ..intent()
    };
    assert_eq!(codes(&locked(LivePolicy::None, &alone)), ["no_second_way"]);
    let auditor = KeepChoice {
        arn: arn(account::AUDITOR),
        match_by: MatchBy::Id,
    };
    // An auditor can't change policies, so is no way in.
    assert_eq!(
        codes(&locked(
            LivePolicy::None,
            &Intent {
                keep: vec![auditor],
                ..alone.clone()
            }
        )),
        ["no_second_way"]
    );
    let reasoned = Intent {
        no_second_way_reason: Some("one-person company".to_owned()),
        ..alone.clone()
    };
    let plan = locked(LivePolicy::None, &reasoned);
    assert_eq!(codes(&plan), none());
    assert!(warnings(&plan).contains(&"no_second_way"));
    let rules = Rules {
        no_second_way_needs_reason: false,
        ..Rules::default()
    };
    assert_eq!(
        codes(&locked(LivePolicy::None, &Intent { rules, ..alone })),
        none()
    );
    for way in [account::SSO, "arn:aws:iam::111122223333:root"] {
        let keep = vec![KeepChoice {
            arn: arn(way),
            match_by: MatchBy::Id,
        }];
        assert_eq!(
            codes(&locked(LivePolicy::None, &Intent { keep, ..intent() })),
            none(),
            "{way}"
        );
    }
}

#[test]
fn who_is_not_there_cannot_be_kept() {
    let keep = |text: &str, match_by| {
        let keep = vec![
            KeepChoice {
                arn: arn(text),
                match_by,
            },
            intent().keep[0].clone(),
        ];
        codes(&locked(LivePolicy::None, &Intent { keep, ..intent() }))
    };
    assert_eq!(
        keep("arn:aws:iam::111122223333:role/Nobody", MatchBy::Arn),
        ["keep_not_found"]
    );
    assert_eq!(
        keep("arn:aws:iam::999988887777:role/vendor", MatchBy::Id),
        ["keep_without_id"]
    );
    assert_eq!(
        keep("arn:aws:iam::999988887777:role/vendor", MatchBy::Arn),
        none()
    );
    assert_eq!(
        keep("arn:aws:iam::999988887777:role/*", MatchBy::Arn),
        ["keep_not_found"]
    );
    assert_eq!(
        keep("arn:aws:s3:::some-bucket", MatchBy::Arn),
        ["keep_not_found"]
    );
}

const STALE: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"ByHand","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"StringNotLike":{"aws:userId":["AROAADMINADMINADMIN01:*","AROAOLDLONDONROLE0001:*","AROAVIRGINIAVIRGIN001:*"]}}}]}"#;

#[test]
fn a_stale_lock_by_hand_is_mended_by_name_only() {
    let plan = locked(policy(STALE), &intent());
    assert!(warnings(&plan).contains(&"stale_ids") && warnings(&plan).contains(&"another_lock"));
    assert!(warnings(&plan).contains(&"connect_already_denied"));
    assert!(
        plan.targets()[0]
            .permanent
            .text()
            .unwrap()
            .contains("AROAOLDLONDONROLE0001:*")
    );

    let mend = Mend {
        bucket: bucket_name(),
        dead: "AROAOLDLONDONROLE0001".parse().unwrap(),
        replacement: Some(account::LONDON_ID.parse().unwrap()),
    };
    let plan = locked(
        policy(STALE),
        &Intent {
            mend: vec![mend.clone()],
            ..intent()
        },
    );
    assert_eq!(codes(&plan), none());
    let new = plan.targets()[0].permanent.text().unwrap();
    assert!(
        new.contains(&STALE[36..].replace("AROAOLDLONDONROLE0001", account::LONDON_ID)[..200]),
        "{new}"
    );
    assert!(!new.contains("AROAOLDLONDONROLE0001"));
    // On trial, the old statement comes back at the end.
    let trial = plan.targets()[0].trial.as_ref().unwrap();
    assert_eq!(trial.pieces().len(), 4);

    let unheard_of = Mend {
        dead: "AROANEVERSEENBEFORE01".parse().unwrap(),
        ..mend
    };
    assert_eq!(
        codes(&locked(
            policy(STALE),
            &Intent {
                mend: vec![unheard_of],
                ..intent()
            }
        )),
        ["mend_not_found"]
    );
}

#[test]
fn dropping_the_only_id_of_a_lock_is_refused() {
    let text = STALE.replace(
        r#"["AROAADMINADMINADMIN01:*","AROAOLDLONDONROLE0001:*","AROAVIRGINIAVIRGIN001:*"]"#,
        r#""AROAOLDLONDONROLE0001:*""#,
    );
    let mend = Mend {
        bucket: bucket_name(),
        dead: "AROAOLDLONDONROLE0001".parse().unwrap(),
        replacement: None,
    };
    let plan = locked(
        policy(&text),
        &Intent {
            mend: vec![mend],
            ..intent()
        },
    );
    assert!(
        codes(&plan).contains(&"mend_leaves_none"),
        "{:?}",
        codes(&plan)
    );
}

#[test]
fn the_buckets_own_settings_are_warned_of() {
    let mut world = inventory(policy(TLS_ONLY));
    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.replication_role = Known::Value(Some(arn(account::REPLICATION)));
    bucket.notification_targets = Known::Value(vec![
        NotificationTarget::Arn(arn("arn:aws:lambda:eu-west-2:111122223333:function:post")),
        NotificationTarget::EventBridge,
    ]);
    let Known::Value(tags) = &mut bucket.tags else {
        panic!("the tags are known")
    };
    tags.insert(
        "aws:cloudformation:stack-name".to_owned(),
        "telephony".to_owned(),
    );
    bucket.logs_to = Known::Unknown(unknown(UnknownReason::Refused));
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    for expected in [
        "cloudformation_owned",
        "replication_not_kept",
        "notifications",
        "event_bridge",
    ] {
        assert!(
            warnings(&plan).contains(&expected),
            "{expected}: {:?}",
            warnings(&plan)
        );
    }
    let features: Vec<&str> = plan.targets()[0]
        .impact
        .features
        .iter()
        .map(|note| note.code.as_str())
        .collect();
    assert!(
        ["replication", "security_tools", "event_bridge"]
            .iter()
            .all(|code| features.contains(code)),
        "{features:?}"
    );
}

#[test]
fn unlocking_takes_off_ours_alone() {
    let lock = locked(policy(TLS_ONLY), &intent());
    let world = inventory(lock.targets()[0].permanent.clone());
    let principals = principals();
    let plan = plan_unlock(
        &world,
        Known::Value(&principals),
        &UnlockIntent {
            buckets: vec![bucket_name()],
        },
        NOW,
    );
    assert_eq!(codes(&plan), none());
    assert_eq!(plan.targets()[0].permanent, policy(TLS_ONLY));
    let open = inventory(policy(TLS_ONLY));
    let plan = plan_unlock(
        &open,
        Known::Value(&principals),
        &UnlockIntent {
            buckets: vec![bucket_name()],
        },
        NOW,
    );
    assert_eq!(codes(&plan), ["no_lock_of_ours"]);
}

#[test]
fn buckets_in_other_partitions_get_their_own_arns() {
    let mut world = inventory(LivePolicy::None);
    world.identity.arn = arn("arn:aws-us-gov:sts::111122223333:assumed-role/Admin/asha");
    world.identity.role_arn =
        Known::Value(Some(arn("arn:aws-us-gov:iam::111122223333:role/Admin")));
    let plan = plan_lock(
        &world,
        Known::Unknown(unknown(UnknownReason::Refused)),
        &Intent {
            no_second_way_reason: Some("test".to_owned()),
            keep: Vec::new(),
            ..intent()
        },
        NOW,
    );
    let text = plan.targets()[0].permanent.text().unwrap();
    assert!(
        text.contains("arn:aws-us-gov:s3:::connect-25fd0a3be3ef/*"),
        "{text}"
    );
    let account: AccountId = plan.account().clone();
    assert_eq!(account.as_str(), account::ACCOUNT);
}

/// A trial over a running trial could leave the bucket open at its end: the lock that was to hold from the
/// first trial's end on would be gone.
#[test]
fn a_running_trial_is_never_planned_over() {
    let lock = locked(LivePolicy::None, &intent());
    let kept = lock.targets()[0].permanent.clone();
    let mut wider = intent();
    wider.keep.clear();
    wider.no_second_way_reason = Some("there is one person only".to_owned());
    let end = TrialEnd::after(NOW, TrialLength::try_from(15).unwrap());
    for (live, form) in [(LivePolicy::None, intent()), (kept, wider)] {
        let changed = locked(live, &form);
        assert_eq!(codes(&changed), Vec::<&str>::new());
        let trial = changed.targets()[0].trial.as_ref().unwrap().fill(end);
        let over = locked(policy(&trial), &intent());
        assert_eq!(codes(&over), ["trial_running"]);
        assert!(!over.can_be_applied());
        // Once it has ended, what is left is an inert statement, or the old lock alone.
        let later = end.time() + time::Duration::minutes(1);
        let mut world = inventory(policy(&trial));
        world.taken_at = later;
        let principals = principals();
        let again = plan_lock(&world, Known::Value(&principals), &intent(), later);
        assert_eq!(codes(&again), Vec::<&str>::new());
    }
}
