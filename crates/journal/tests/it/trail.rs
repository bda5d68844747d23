//! What CloudTrail told: kept once, in full, and never taken away.

use journal::JournalError;
use lockdown::inventory::LivePolicy;
use lockdown::plan::Target;
use lockdown::trail::{Overwritten, PolicyEvent, TrailFinding};
use time::Duration;

use crate::account::NOW;
use crate::world::{before, plan, world};

fn overwritten(event_id: &str) -> TrailFinding {
    TrailFinding::Overwritten(Overwritten {
        event: PolicyEvent {
            event_id: event_id.to_owned(),
            at: NOW,
            request_id: Some("THEIRS".to_owned()),
            who: "arn:aws:iam::123456789012:user/sam".to_owned(),
            principal_id: None,
            wrote: Some(before()),
            refused: None,
        },
        same_second: false,
    })
}

#[test]
fn a_finding_is_kept_once_and_with_its_text() {
    let world = world();
    let change = world.on_trial();
    let later = NOW + Duration::minutes(1);
    let store = |step, finding: &TrailFinding| {
        world
            .journal
            .found_in_trail(change, &world.target, step, finding, later)
            .unwrap();
    };
    let found = [
        (1, TrailFinding::NotThere),
        (1, TrailFinding::NotThere),
        (1, TrailFinding::Nothing { for_good: false }),
        (1, overwritten("e1")),
        (4, TrailFinding::NotThere),
        // Seen from a later write as well.
        (4, overwritten("e1")),
        (1, TrailFinding::NotThere),
    ];
    for (step, finding) in &found {
        store(*step, finding);
    }
    let again = world.reopened();
    let kept: Vec<(usize, TrailFinding)> = again
        .trail(change)
        .unwrap()
        .into_iter()
        .map(|record| (record.step, record.finding))
        .collect();
    let wanted = [&found[0], &found[2], &found[3], &found[4], &found[6]];
    assert_eq!(kept.iter().collect::<Vec<_>>(), wanted);
    let record = again.trail(change).unwrap().remove(2);
    assert_eq!(again.trail_record(record.id).unwrap(), record);
    assert_eq!(
        again
            .went_over_others()
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>(),
        [change]
    );
}

#[test]
fn a_finding_belongs_to_a_target_that_there_is() {
    let world = world();
    let change = world.journal.begin(&plan(), "admin", NOW).unwrap();
    let other = Target::bucket_policy("other-bucket".parse().unwrap());
    let refused = world
        .journal
        .found_in_trail(change, &other, 0, &TrailFinding::NotThere, NOW);
    assert!(matches!(refused, Err(JournalError::NoTarget { .. })));
    assert!(world.journal.trail(change).unwrap().is_empty());
    assert!(world.journal.went_over_others().unwrap().is_empty());
}

#[test]
fn our_own_request_ids_are_known() {
    let world = world();
    let change = world.on_trial();
    let step = journal::Step::of(lockdown::change::Event::Settled(
        lockdown::change::Settled::Foreign,
    ))
    .with_request_id(Some("OURS".to_owned()))
    .with_found(LivePolicy::None);
    world
        .journal
        .record(change, &world.target, &step, NOW)
        .unwrap();
    let ids = world
        .journal
        .request_ids(plan().account(), &world.target)
        .unwrap();
    assert!(ids.contains("OURS") && ids.len() == 1, "{ids:?}");
    let elsewhere = Target::bucket_policy("other-bucket".parse().unwrap());
    assert!(
        world
            .journal
            .request_ids(plan().account(), &elsewhere)
            .unwrap()
            .is_empty()
    );
}
