//! Identity policies and attachments as targets: the same rows, backups, claims and tokens.

use journal::{JournalError, Step};
use lockdown::change::{Event, Settled, TargetState, Write};
use lockdown::inventory::LivePolicy;
use lockdown::plan::{IdentityChange, IdentityPlan, Plan, PlanKind, Target, plan_identity};

use crate::account::{self, NOW};
use crate::world::world;

const LIMIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"lambda:AddPermission","NotResource":"arn:aws:lambda:eu-west-2:123456789012:function:allowed"}]}"#;

fn managed() -> Target {
    Target::ManagedPolicy {
        arn: account::arn("arn:aws:iam::123456789012:policy/Limit"),
    }
}

fn attachment() -> Target {
    Target::Attachment {
        policy: account::arn("arn:aws:iam::123456789012:policy/Limit"),
        principal: account::arn("arn:aws:iam::123456789012:role/planner"),
    }
}

fn plan() -> Plan {
    let change = |target, wanted: &str| IdentityChange {
        target,
        live: LivePolicy::None,
        wanted: LivePolicy::Text(wanted.to_owned()),
        summary: "makes it".to_owned(),
    };
    let parts = IdentityPlan {
        kind: PlanKind::Limit,
        changes: vec![
            change(managed(), LIMIT),
            change(attachment(), "arn:aws:iam::123456789012:policy/Limit"),
        ],
        blockers: Vec::new(),
        warnings: Vec::new(),
    };
    plan_identity(
        &account::identity(),
        &"eu-west-2".parse().unwrap(),
        parts,
        NOW,
    )
}

#[test]
fn a_policy_and_its_attachment_are_backed_up_written_and_taken_back() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    for target in [managed(), attachment()] {
        let backup = world
            .journal
            .back_up(change, &target, &LivePolicy::None, NOW)
            .unwrap();
        let stored = world.reopened().backup(backup).unwrap();
        assert_eq!(stored.data.target, target);
        assert_eq!(stored.data.policy, LivePolicy::None);
        let permitted = world
            .journal
            .permit_write(change, &target, Write::Permanent, NOW)
            .unwrap();
        let text = permitted.content.text().unwrap();
        assert_eq!(permitted.token.check_put(&target, text), Ok(()));
        let record = |event| {
            world
                .journal
                .record(change, &target, &Step::of(event), NOW)
                .unwrap()
        };
        record(Event::Accepted);
        assert_eq!(record(Event::Settled(Settled::After)), TargetState::Done);
    }
    let permitted = world
        .journal
        .permit_write(change, &attachment(), Write::RollBack, NOW)
        .unwrap();
    assert_eq!(permitted.content, LivePolicy::None);
    assert_eq!(permitted.token.check_delete(&attachment()), Ok(()));
    assert!(permitted.token.check_delete(&managed()).is_err());
}

#[test]
fn a_policy_named_like_a_bucket_is_another_target() {
    let world = world();
    let account = account::account_id();
    let name = account::bucket_name();
    let policy = Target::ManagedPolicy {
        arn: account::arn(&format!("arn:aws:iam::123456789012:policy/{name}")),
    };
    let _bucket = world
        .journal
        .claim(&account, &Target::bucket_policy(name), NOW)
        .unwrap();
    let _policy = world.journal.claim(&account, &policy, NOW).unwrap();
    let again = world.reopened().claim(&account, &policy, NOW);
    assert!(matches!(again, Err(JournalError::Busy { .. })));
}
