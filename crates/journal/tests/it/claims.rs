//! Claims between two handles; those between processes are in `processes`.

use journal::JournalError;
use lockdown::plan::Target;

use crate::account::{self, NOW};
use crate::world::world;

#[test]
fn a_claim_is_held_until_it_is_dropped() {
    let world = world();
    let account = account::account_id();
    let target = Target::bucket_policy(account::bucket_name());
    let other_copy = world.reopened();
    let claim = world.journal.claim(&account, &target, NOW).unwrap();
    assert_eq!(claim.target(), &target);
    for journal in [&world.journal, &other_copy] {
        let Err(JournalError::Busy { since, change, .. }) = journal.claim(&account, &target, NOW)
        else {
            panic!("claimed twice");
        };
        assert_eq!((since, change), (Some(NOW), None));
    }
    other_copy
        .claim(
            &account,
            &Target::bucket_policy("another-bucket".parse().unwrap()),
            NOW,
        )
        .unwrap();
    drop(claim);
    other_copy.claim(&account, &target, NOW).unwrap();
}
