//! What is recorded, and that it is still there after a restart.

use journal::{Confirmation, JournalError, Step, Waiver};
use lockdown::change::{ChangeState, Event, Settled, TargetState, Write};
use lockdown::meaning::Meaning;
use lockdown::plan::PlanKind;
use time::Duration;

use crate::account::{self, NOW};
use crate::world::{before, ends, plan, plan_at_once, world};

#[test]
fn the_whole_way_of_a_trial_is_there_after_a_restart() {
    let world = world();
    let change = world.on_trial();
    let later = ends().extended(Duration::minutes(10));
    world.write(
        change,
        Write::Extend { ends: later },
        Settled::Trial { ends: later },
    );
    let again = world.reopened();
    assert_eq!(again.unfinished().unwrap().len(), 1);
    world.write(change, Write::Permanent, Settled::After);

    let again = world.reopened();
    assert!(again.unfinished().unwrap().is_empty());
    let record = again.change(change).unwrap();
    assert_eq!(record.summary.state, ChangeState::Done);
    assert_eq!(record.summary.kind, PlanKind::Lock);
    assert_eq!(record.summary.profile, "admin");
    assert_eq!(record.summary.started_at, NOW);
    assert_eq!(record.summary.ended_at, Some(NOW));
    assert_eq!(record.plan, plan());
    assert_eq!(record.digest, plan().digest());
    let target = &record.targets[0];
    assert_eq!(target.state, TargetState::Done);
    assert_eq!(target.ends, [ends(), later]);
    assert_eq!(target.steps.len(), 10);
    assert!(target.steps.iter().all(|step| step.words.ends_with('.')));
    assert_eq!(again.changes().unwrap(), [record.summary]);
    let backup = again.backup(target.backup.unwrap()).unwrap();
    assert_eq!(backup.data.policy, before());
    assert!(backup.data.is_intact());
    assert_eq!(again.backups().unwrap(), [backup]);
}

#[test]
fn steps_keep_request_ids_errors_and_what_was_found() {
    let world = world();
    let change = world.on_trial();
    let found = account::policy(r#"{"Version":"2012-10-17","Statement":[]}"#);
    let step = Step::of(Event::Settled(Settled::Foreign))
        .with_request_id(Some("4442587FB7D0A2F9".to_owned()))
        .with_error("someone else wrote")
        .with_found(found.clone());
    world
        .journal
        .record(change, &world.target, &step, NOW)
        .unwrap();
    let record = world.reopened().change(change).unwrap();
    assert_eq!(record.summary.state, ChangeState::NeedsYou);
    let last = record.targets[0].steps.last().unwrap().clone();
    assert_eq!(last.request_id.as_deref(), Some("4442587FB7D0A2F9"));
    assert_eq!(last.error.as_deref(), Some("someone else wrote"));
    assert_eq!(last.found, Some(found));
    assert_eq!(last.state, TargetState::Foreign);
}

#[test]
fn an_illegal_move_records_nothing() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    let refused = world
        .journal
        .record(change, &world.target, &Step::of(Event::Accepted), NOW);
    assert!(matches!(refused, Err(JournalError::Illegal(_))));
    let record = world.journal.change(change).unwrap();
    assert_eq!(record.targets[0].state, TargetState::Planned);
    assert!(record.targets[0].steps.is_empty());
}

#[test]
fn backups_and_writes_are_not_recorded_alone() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    for event in [
        Event::BackedUp,
        Event::Write {
            write: Write::Permanent,
            now: NOW,
        },
    ] {
        let refused = world
            .journal
            .record(change, &world.target, &Step::of(event), NOW);
        assert!(matches!(refused, Err(JournalError::NotRecordedAlone)));
    }
}

#[test]
fn a_plan_that_cannot_be_applied_is_never_begun() {
    let world = world();
    let blocked = account::locked(account::policy("{"), &account::intent());
    let done = account::locked(plan().targets()[0].permanent.clone(), &account::intent());
    for plan in [blocked, done] {
        assert!(matches!(
            world.journal.begin(&plan, "admin", NOW),
            Err(JournalError::PlanRefused(_))
        ));
    }
    assert!(world.journal.changes().unwrap().is_empty());
}

#[test]
fn one_change_at_a_time_for_a_bucket() {
    let world = world();
    let first = world.on_trial();
    let Err(JournalError::Busy { change, since, .. }) = world.journal.begin(&plan(), "admin", NOW)
    else {
        panic!("a second change was begun");
    };
    assert_eq!((change, since), (Some(first), Some(NOW)));
    world.write(first, Write::RollBack, Settled::Before);
    world.journal.begin(&plan(), "admin", NOW).unwrap();
}

#[test]
fn a_trial_that_ended_gives_way_to_a_new_change() {
    let world = world();
    let first = world.on_trial();
    world.record(first, Event::Settled(Settled::Expired { ended: ends() }));
    let second = world.journal.begin(&plan(), "admin", NOW).unwrap();
    assert!(second > first);
    let record = world.journal.change(first).unwrap();
    assert_eq!(record.targets[0].state, TargetState::Left);
    assert!(record.targets[0].steps.last().unwrap().error.is_some());
}

#[test]
fn the_last_lock_that_was_left_is_known() {
    let world = world();
    let account = account::account_id();
    let last = || world.journal.last_written(&account, &world.target).unwrap();
    assert_eq!(last(), None);
    let change = world.on_trial();
    assert_eq!(last(), None);
    world.write(change, Write::Permanent, Settled::After);
    let meaning = Meaning::of(&plan().targets()[0].permanent, &plan().principal_ids());
    let left = last().unwrap();
    assert_eq!((left.change, left.kind), (change, PlanKind::Lock));
    assert_eq!(left.meaning, meaning);
    world.write(change, Write::RollBack, Settled::Before);
    assert_eq!(last(), None);
}

#[test]
fn confirmations_and_waivers_are_kept() {
    let world = world();
    let change = world.on_trial();
    let instance = plan().keep().iter().find_map(|entry| {
        entry.why.iter().find_map(|reason| match reason {
            lockdown::keep::KeepReason::ServiceRole { instance, .. } => Some(instance.clone()),
            _ => None,
        })
    });
    assert!(instance.is_some());
    let confirmation = Confirmation {
        change,
        bucket: account::bucket_name(),
        instance: instance.clone(),
        what: "heard_in_connect".to_owned(),
        words: "A recording of london played in Connect.".to_owned(),
        good: true,
        at: NOW,
    };
    world.journal.confirm(&confirmation).unwrap();
    let waiver = Waiver {
        change,
        bucket: account::bucket_name(),
        instance,
        what: "new_recording".to_owned(),
        reason: "no calls at night".to_owned(),
        at: NOW,
    };
    world.journal.waive(&waiver).unwrap();
    let blank = Waiver {
        reason: " ".to_owned(),
        ..waiver.clone()
    };
    assert!(matches!(
        world.journal.waive(&blank),
        Err(JournalError::NoReason)
    ));
    let again = world.reopened();
    assert_eq!(again.confirmations(change).unwrap(), [confirmation]);
    assert_eq!(again.waivers(change).unwrap(), [waiver]);
}

#[test]
fn what_is_not_there_is_said_so() {
    let world = world();
    let nobody = "7".parse().unwrap();
    assert!(matches!(
        world.journal.change(nobody),
        Err(JournalError::NoChange(_))
    ));
    assert!(matches!(
        world.journal.backup("7".parse().unwrap()),
        Err(JournalError::NoBackupOf(_))
    ));
    let change = world.journal.begin(&plan_at_once(), "admin", NOW).unwrap();
    let other = lockdown::plan::Target::bucket_policy("another-bucket".parse().unwrap());
    assert!(matches!(
        world.journal.back_up(change, &other, &before(), NOW),
        Err(JournalError::NoTarget { .. })
    ));
    assert!("x".parse::<journal::ChangeId>().is_err());
}

#[test]
fn nothing_can_be_deleted_and_backups_cannot_be_changed() {
    let world = world();
    let change = world.on_trial();
    let raw = rusqlite::Connection::open(world.folder.path().join("history.sqlite3")).unwrap();
    for statement in [
        "DELETE FROM steps",
        "DELETE FROM backups",
        "DELETE FROM targets",
        "DELETE FROM changes",
        "UPDATE backups SET policy = NULL",
        "UPDATE steps SET error = 'x'",
    ] {
        assert!(raw.execute(statement, []).is_err(), "{statement}");
    }
    assert_eq!(
        world.journal.change(change).unwrap().targets[0].steps.len(),
        4
    );
}
