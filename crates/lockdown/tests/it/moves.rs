//! Every move: the legal ones lead where the table says, all others are refused.

use lockdown::change::{ChangeState, Event, Settled, Standing, TargetState as S, Write, next};
use lockdown::lock::TrialEnd;
use time::Duration;

use crate::account::NOW;

fn end(minutes: i64) -> TrialEnd {
    TrialEnd::at(NOW + Duration::minutes(minutes))
}

fn standings() -> Vec<Standing> {
    vec![
        Standing::Before,
        Standing::Trial { ends: end(15) },
        Standing::Expired { ended: end(-5) },
        Standing::After,
        Standing::Foreign,
    ]
}

fn writes() -> Vec<Write> {
    vec![
        Write::Trial { ends: end(15) },
        Write::Extend { ends: end(25) },
        Write::Permanent,
        Write::RollBack,
    ]
}

fn found() -> Vec<Settled> {
    vec![
        Settled::Before,
        Settled::Trial { ends: end(15) },
        Settled::Trial { ends: end(25) },
        Settled::Expired { ended: end(-5) },
        Settled::After,
        Settled::Foreign,
    ]
}

fn states() -> Vec<S> {
    let mut states = vec![
        S::Planned,
        S::BackedUp,
        S::OnTrial { ends: end(15) },
        S::TrialEnded { ended: end(-5) },
        S::Done,
        S::RolledBack,
        S::NothingToDo,
        S::Stopped,
        S::Failed,
        S::Foreign,
        S::Left,
    ];
    for write in writes() {
        for over in standings() {
            states.push(S::Writing { write, over });
            states.push(S::Checking {
                write,
                over,
                accepted: true,
            });
            states.push(S::Checking {
                write,
                over,
                accepted: false,
            });
            for accepted in [true, false] {
                states.push(S::Unclear {
                    write,
                    over,
                    accepted,
                });
            }
        }
    }
    states
}

fn events() -> Vec<Event> {
    let mut events = vec![
        Event::BackedUp,
        Event::NothingToDo,
        Event::PolicyChanged,
        Event::Accepted,
        Event::Refused,
        Event::AnswerLost,
        Event::GaveUp,
        Event::Stop,
        Event::Leave,
    ];
    events.extend(
        writes()
            .into_iter()
            .map(|write| Event::Write { write, now: NOW }),
    );
    events.extend(found().into_iter().map(Event::Settled));
    events
}

/// The table, written down a second time and in another way: by name of state and event.
fn is_legal(state: S, event: Event) -> bool {
    let under_way = matches!(
        state,
        S::Writing { .. } | S::Checking { .. } | S::Unclear { .. }
    );
    match event {
        Event::BackedUp => {
            matches!(
                state,
                S::Planned | S::BackedUp | S::Stopped | S::Failed | S::Foreign
            )
        }
        Event::NothingToDo => matches!(state, S::Planned | S::BackedUp),
        Event::Stop => matches!(state, S::Planned | S::BackedUp | S::Stopped | S::Failed),
        Event::PolicyChanged => matches!(
            state,
            S::Planned
                | S::BackedUp
                | S::Stopped
                | S::Failed
                | S::OnTrial { .. }
                | S::TrialEnded { .. }
                | S::Done
        ),
        Event::Accepted | Event::AnswerLost | Event::Refused => matches!(state, S::Writing { .. }),
        Event::GaveUp => under_way,
        Event::Settled(_) => {
            under_way
                || matches!(
                    state,
                    S::Planned
                        | S::BackedUp
                        | S::OnTrial { .. }
                        | S::TrialEnded { .. }
                        | S::Done
                        | S::Foreign
                )
        }
        Event::Leave => matches!(state, S::TrialEnded { .. } | S::Foreign | S::Unclear { .. }),
        Event::Write { write, .. } => match write {
            Write::Trial { .. } => state == S::BackedUp,
            Write::Extend { .. } => matches!(state, S::OnTrial { .. }),
            Write::Permanent => matches!(state, S::BackedUp | S::OnTrial { .. }),
            Write::RollBack => matches!(
                state,
                S::OnTrial { .. } | S::TrialEnded { .. } | S::Done | S::Foreign
            ),
        },
    }
}

#[test]
fn every_move_is_legal_or_refused_as_the_table_says() {
    let mut legal = 0;
    for state in states() {
        for event in events() {
            let moved = next(state, event);
            assert_eq!(
                moved.is_ok(),
                is_legal(state, event),
                "{state:?} by {event:?}: {moved:?}"
            );
            legal += usize::from(moved.is_ok());
        }
    }
    assert!(legal > 400, "{legal}");
}

#[test]
fn settling_tells_what_is_in_the_bucket() {
    for state in states() {
        for settled in found() {
            let Ok(to) = next(state, Event::Settled(settled)) else {
                continue;
            };
            match to {
                // Nothing of ours was written.
                S::Stopped => assert!(matches!(state, S::Planned | S::BackedUp)),
                S::OnTrial { ends } => assert_eq!(settled, Settled::Trial { ends }),
                S::TrialEnded { ended } => assert_eq!(settled, Settled::Expired { ended }),
                S::Done => assert_eq!(settled, Settled::After),
                S::RolledBack | S::Failed => assert_eq!(settled, Settled::Before),
                // Once the permanent policy was there, a trial is someone else's doing as well.
                S::Foreign if state == S::Done => {
                    assert!(!matches!(settled, Settled::After | Settled::Before));
                }
                S::Foreign => assert_eq!(settled, Settled::Foreign),
                S::Unclear {
                    write,
                    over,
                    accepted,
                } => {
                    assert!(
                        matches!(
                            state,
                            S::Checking { accepted: true, .. } | S::Unclear { accepted: true, .. }
                        ),
                        "{state:?}"
                    );
                    assert!(accepted && settled.is_still(over) && !settled.is_what(write));
                }
                other => panic!("{state:?} by {settled:?} to {other:?}"),
            }
        }
    }
}

#[test]
fn a_trial_that_ended_is_neither_kept_nor_extended() {
    let state = S::OnTrial { ends: end(15) };
    for later in [15, 16] {
        let now = NOW + Duration::minutes(later);
        assert!(
            next(
                state,
                Event::Write {
                    write: Write::Permanent,
                    now
                }
            )
            .is_err()
        );
        assert!(
            next(
                state,
                Event::Write {
                    write: Write::Extend { ends: end(99) },
                    now
                }
            )
            .is_err()
        );
        assert!(
            next(
                state,
                Event::Write {
                    write: Write::RollBack,
                    now
                }
            )
            .is_ok()
        );
    }
    let earlier = Event::Write {
        write: Write::Extend { ends: end(10) },
        now: NOW,
    };
    assert!(next(state, earlier).is_err());
    let past = Event::Write {
        write: Write::Trial { ends: end(0) },
        now: NOW,
    };
    assert!(next(S::BackedUp, past).is_err());
}

#[test]
fn a_refused_write_leaves_what_was_there() {
    for (over, rests) in [
        (Standing::Before, S::Failed),
        (
            Standing::Trial { ends: end(15) },
            S::OnTrial { ends: end(15) },
        ),
        (
            Standing::Expired { ended: end(-5) },
            S::TrialEnded { ended: end(-5) },
        ),
        (Standing::After, S::Done),
        (Standing::Foreign, S::Foreign),
    ] {
        for write in writes() {
            assert_eq!(next(S::Writing { write, over }, Event::Refused), Ok(rests));
        }
    }
}

#[test]
fn the_whole_way_of_a_trial() {
    let ends = end(15);
    let mut state = S::Planned;
    for event in [
        Event::BackedUp,
        Event::Write {
            write: Write::Trial { ends },
            now: NOW,
        },
        Event::Accepted,
        Event::Settled(Settled::Trial { ends }),
        Event::Write {
            write: Write::Extend { ends: end(25) },
            now: NOW,
        },
        Event::AnswerLost,
        Event::Settled(Settled::Trial { ends: end(25) }),
        Event::Write {
            write: Write::Permanent,
            now: NOW,
        },
        Event::Accepted,
        Event::Settled(Settled::After),
    ] {
        state = next(state, event).unwrap();
    }
    assert_eq!(state, S::Done);
    assert!(state.is_final());
}

#[test]
fn a_stale_read_after_an_accepted_write_is_not_called_a_failure() {
    let write = Write::Permanent;
    let state = S::Checking {
        write,
        over: Standing::Before,
        accepted: true,
    };
    let unclear = next(state, Event::Settled(Settled::Before)).unwrap();
    assert_eq!(
        unclear,
        S::Unclear {
            write,
            over: Standing::Before,
            accepted: true
        }
    );
    assert_eq!(next(unclear, Event::Settled(Settled::After)), Ok(S::Done));
    // Reading it again, or giving up, is no better knowledge.
    for event in [Event::Settled(Settled::Before), Event::GaveUp] {
        assert_eq!(next(unclear, event), Ok(unclear));
    }
    assert_eq!(next(state, Event::GaveUp), Ok(unclear));
    let lost = S::Checking {
        write,
        over: Standing::Before,
        accepted: false,
    };
    assert_eq!(next(lost, Event::Settled(Settled::Before)), Ok(S::Failed));
    let given_up = next(lost, Event::GaveUp).unwrap();
    assert_eq!(
        given_up,
        S::Unclear {
            write,
            over: Standing::Before,
            accepted: false
        }
    );
    assert_eq!(
        next(given_up, Event::Settled(Settled::Before)),
        Ok(S::Failed)
    );
    // A trial that ended while the write was being checked is still the same text.
    let over = Standing::Trial { ends: end(15) };
    let state = S::Checking {
        write,
        over,
        accepted: true,
    };
    let ended = Event::Settled(Settled::Expired { ended: end(15) });
    let unclear = S::Unclear {
        write,
        over,
        accepted: true,
    };
    assert_eq!(next(state, ended), Ok(unclear));
    assert_eq!(next(unclear, ended), Ok(unclear));
}

#[test]
fn whatever_was_unclear_before_acceptance_was_kept_counts_as_not_accepted() {
    let row = r#"{"state":"unclear","write":{"write":"permanent"},"over":{"standing":"before"}}"#;
    let state: S = serde_json::from_str(row).unwrap();
    assert_eq!(
        state,
        S::Unclear {
            write: Write::Permanent,
            over: Standing::Before,
            accepted: false
        }
    );
    assert_eq!(next(state, Event::Settled(Settled::Before)), Ok(S::Failed));
}

#[test]
fn a_done_target_that_was_changed_since_is_told() {
    for (found, to) in [
        (Settled::After, S::Done),
        (Settled::Before, S::RolledBack),
        (Settled::Trial { ends: end(15) }, S::Foreign),
        (Settled::Expired { ended: end(-5) }, S::Foreign),
        (Settled::Foreign, S::Foreign),
    ] {
        assert_eq!(next(S::Done, Event::Settled(found)), Ok(to), "{found:?}");
    }
}

#[test]
fn every_state_has_words() {
    for state in states() {
        assert!(
            state.words().ends_with('.') && !state.words().contains('!'),
            "{state:?}"
        );
        assert!(!state.code().is_empty());
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<S>(&text).unwrap(), state);
    }
}

#[test]
fn a_change_is_what_needs_attention_first() {
    let trial = S::OnTrial { ends: end(15) };
    for (targets, whole) in [
        (vec![S::Done, S::Foreign, trial], ChangeState::NeedsYou),
        (vec![S::Done, trial], ChangeState::OnTrial),
        (
            vec![S::TrialEnded { ended: end(-1) }, S::Done],
            ChangeState::TrialEnded,
        ),
        (vec![S::Planned, S::Done], ChangeState::Running),
        (
            vec![S::Planned, S::Done, S::RolledBack],
            ChangeState::Running,
        ),
        (vec![S::Failed], ChangeState::Failed),
        (vec![S::Failed, S::Stopped], ChangeState::Failed),
        (vec![S::RolledBack, S::Failed], ChangeState::Failed),
        (vec![S::NothingToDo, S::Failed], ChangeState::Failed),
        (vec![S::Stopped], ChangeState::Stopped),
        (vec![S::NothingToDo, S::Stopped], ChangeState::Stopped),
        (vec![S::RolledBack, S::RolledBack], ChangeState::RolledBack),
        (vec![S::Done, S::NothingToDo], ChangeState::Done),
        (vec![S::NothingToDo, S::RolledBack], ChangeState::RolledBack),
        (vec![S::NothingToDo], ChangeState::Done),
        (vec![S::Left], ChangeState::Left),
        (vec![S::Left, S::NothingToDo], ChangeState::Left),
        (vec![S::Done, S::Failed, S::Stopped], ChangeState::Mixed),
    ] {
        assert_eq!(ChangeState::of(&targets), whole, "{targets:?}");
    }
}

#[test]
fn a_change_that_ended_differently_is_not_told_as_the_milder_end() {
    let ends = [S::Done, S::RolledBack, S::Stopped, S::Failed, S::Left];
    for one in ends {
        for other in ends {
            let differ = one != other;
            let mixed = differ && [one, other].iter().any(|s| [S::Done, S::Left].contains(s));
            for targets in [vec![one, other], vec![one, S::NothingToDo, other]] {
                let whole = ChangeState::of(&targets);
                assert_eq!(whole == ChangeState::Mixed, mixed, "{targets:?}");
                assert!(whole.is_final());
            }
            // Whatever still waits for the user comes first.
            assert_eq!(
                ChangeState::of(&[one, other, S::Foreign]),
                ChangeState::NeedsYou
            );
        }
    }
    assert_eq!(ChangeState::Mixed.code(), "mixed");
    assert_eq!(
        serde_json::to_string(&ChangeState::Mixed).unwrap(),
        "\"mixed\""
    );
}
