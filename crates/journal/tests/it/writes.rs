//! Nothing is written without a backup, and nothing but what was confirmed.

use journal::{JournalError, Step};
use lockdown::change::{Event, Settled, TargetState, Write};
use lockdown::inventory::LivePolicy;
use lockdown::permit::TokenMismatch;
use lockdown::plan::Target;
use time::Duration;

use crate::account::{self, NOW};
use crate::world::{before, ends, plan, plan_at_once, world};

#[test]
fn no_token_without_a_backup() {
    let world = world();
    let change = world.journal.begin(&plan_at_once(), "admin", NOW).unwrap();
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW);
    assert!(matches!(refused, Err(JournalError::NoBackup { .. })));
    assert!(
        world.journal.change(change).unwrap().targets[0]
            .steps
            .is_empty()
    );
}

#[test]
fn another_policy_than_the_plans_is_not_backed_up_for_it() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    for live in [
        LivePolicy::None,
        account::policy("{"),
        plan().targets()[0].permanent.clone(),
    ] {
        let refused = world.journal.back_up(change, &world.target, &live, NOW);
        assert!(matches!(refused, Err(JournalError::BasisChanged { .. })));
    }
    // The same in another form, as S3 may return it, is the same.
    let value: serde_json::Value = serde_json::from_str(account::TLS_ONLY).unwrap();
    let laid_out = serde_json::to_string_pretty(&value).unwrap();
    let backup = world
        .journal
        .back_up(change, &world.target, &account::policy(&laid_out), NOW)
        .unwrap();
    assert_eq!(
        world.journal.backup(backup).unwrap().data.policy,
        account::policy(&laid_out)
    );
}

#[test]
fn the_token_is_for_exactly_the_text_that_was_confirmed() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    world
        .journal
        .back_up(change, &world.target, &before(), NOW)
        .unwrap();
    let permitted = world
        .journal
        .permit_write(change, &world.target, Write::Trial { ends: ends() }, NOW)
        .unwrap();
    let text = permitted.content.text().unwrap();
    assert_eq!(
        text,
        plan().targets()[0].trial.as_ref().unwrap().fill(ends())
    );
    let target = Target::bucket_policy(account::bucket_name());
    assert_eq!(permitted.token.check_put(&target, text), Ok(()));
    assert_eq!(permitted.token.expected_owner(), &account::account_id());
    let other = permitted.token.check_put(&target, &format!("{text} "));
    assert!(matches!(other, Err(TokenMismatch::OtherText { .. })));
    let another = Target::bucket_policy("another-bucket".parse().unwrap());
    let elsewhere = permitted.token.check_put(&another, text);
    assert!(matches!(elsewhere, Err(TokenMismatch::OtherTarget { .. })));
    assert!(matches!(
        permitted.token.check_delete(&target),
        Err(TokenMismatch::OtherKind { .. })
    ));
    // The row was there before the token, with what is about to be written.
    let record = world.reopened().change(change).unwrap();
    let step = record.targets[0].steps.last().unwrap();
    assert_eq!(step.content.as_ref(), Some(&permitted.content));
    assert!(matches!(
        record.targets[0].state,
        TargetState::Writing { .. }
    ));
}

#[test]
fn rolling_back_writes_the_backup_to_the_byte_or_deletes() {
    let world = world();
    let change = world.on_trial();
    let permitted = world
        .journal
        .permit_write(change, &world.target, Write::RollBack, NOW)
        .unwrap();
    assert_eq!(permitted.content, before());

    let world = self::world();
    let plan = account::locked(LivePolicy::None, &account::intent());
    let change = world.journal.begin(&plan, "admin", NOW).unwrap();
    world
        .journal
        .back_up(change, &world.target, &LivePolicy::None, NOW)
        .unwrap();
    world.write(
        change,
        Write::Trial { ends: ends() },
        Settled::Trial { ends: ends() },
    );
    let permitted = world
        .journal
        .permit_write(change, &world.target, Write::RollBack, NOW)
        .unwrap();
    assert_eq!(permitted.content, LivePolicy::None);
    assert_eq!(permitted.token.check_delete(&world.target), Ok(()));
}

#[test]
fn a_plan_without_a_trial_has_no_text_for_one() {
    let world = world();
    let change = world.journal.begin(&plan_at_once(), "admin", NOW).unwrap();
    world
        .journal
        .back_up(change, &world.target, &before(), NOW)
        .unwrap();
    let refused =
        world
            .journal
            .permit_write(change, &world.target, Write::Trial { ends: ends() }, NOW);
    assert!(matches!(refused, Err(JournalError::NotInPlan { .. })));
}

#[test]
fn a_trial_that_ended_gets_no_token_to_be_kept() {
    let world = world();
    let change = world.on_trial();
    let late = NOW + Duration::minutes(15);
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::Permanent, late);
    assert!(matches!(refused, Err(JournalError::Illegal(_))));
}

#[test]
fn a_second_write_needs_the_first_to_be_settled() {
    let world = world();
    let change = world.on_trial();
    world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW)
        .unwrap();
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW);
    assert!(matches!(refused, Err(JournalError::Illegal(_))));
}

#[test]
fn a_foreign_policy_is_kept_before_it_is_written_over() {
    let world = world();
    let change = world.on_trial();
    let first = world.journal.change(change).unwrap().targets[0].backup;
    world.record(change, Event::Settled(Settled::Foreign));
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::RollBack, NOW);
    assert!(matches!(refused, Err(JournalError::NoBackup { .. })));
    let foreign = account::policy(r#"{"Version":"2012-10-17","Statement":[]}"#);
    let kept = world
        .journal
        .back_up(change, &world.target, &foreign, NOW)
        .unwrap();
    assert_eq!(world.journal.backup(kept).unwrap().data.policy, foreign);
    // What goes back is still the first backup.
    assert_eq!(
        world.journal.change(change).unwrap().targets[0].backup,
        first
    );
    let permitted = world
        .journal
        .permit_write(change, &world.target, Write::RollBack, NOW)
        .unwrap();
    assert_eq!(permitted.content, before());
}

#[test]
fn a_retry_goes_by_way_of_a_fresh_backup() {
    let world = world();
    let change = world.journal.begin(&plan_at_once(), "admin", NOW).unwrap();
    world
        .journal
        .back_up(change, &world.target, &before(), NOW)
        .unwrap();
    world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW)
        .unwrap();
    assert_eq!(world.record(change, Event::Refused), TargetState::Failed);
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW);
    assert!(matches!(refused, Err(JournalError::Illegal(_))));
    world
        .journal
        .back_up(change, &world.target, &before(), NOW)
        .unwrap();
    world
        .journal
        .permit_write(change, &world.target, Write::Permanent, NOW)
        .unwrap();
    assert_eq!(world.journal.backups().unwrap().len(), 2);
}

#[test]
fn a_backup_that_was_tampered_with_gives_no_token() {
    let world = world();
    let change = world.on_trial();
    let raw = rusqlite::Connection::open(world.folder.path().join("history.sqlite3")).unwrap();
    raw.execute_batch("DROP TRIGGER backups_are_final; UPDATE backups SET policy = '{}'")
        .unwrap();
    let refused = world
        .journal
        .permit_write(change, &world.target, Write::RollBack, NOW);
    assert!(matches!(refused, Err(JournalError::NotReadBack { .. })));
    let record = world.journal.change(change).unwrap();
    assert!(
        !world
            .journal
            .backup(record.targets[0].backup.unwrap())
            .unwrap()
            .data
            .is_intact()
    );
    let step = Step::of(Event::Settled(Settled::Expired { ended: ends() }));
    world
        .journal
        .record(change, &world.target, &step, NOW)
        .unwrap();
}
