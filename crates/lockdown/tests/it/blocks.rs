//! S3 Block Public Access of a bucket and of its account, taken together.

use lockdown::inventory::{LivePolicy, PublicAccessBlock};
use lockdown::known::{Known, UnknownReason};
use lockdown::plan::{Blocker, Warning, plan_lock};

use crate::account::{NOW, bucket_name, intent, inventory, policy, principals, unknown};

const PUBLIC: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;

fn block(on: bool) -> Known<PublicAccessBlock> {
    Known::Value(PublicAccessBlock {
        block_public_policy: on,
        ..PublicAccessBlock::default()
    })
}

fn refused() -> Known<PublicAccessBlock> {
    Known::Unknown(unknown(UnknownReason::Refused))
}

/// What a plan says of a public policy: that S3 would refuse it, that this can't be told, or nothing.
fn said(own: Known<PublicAccessBlock>, account: Known<PublicAccessBlock>) -> (bool, bool) {
    let mut world = inventory(policy(PUBLIC));
    world.public_access_block = account;
    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.public_access_block = own;
    bucket.policy_is_public = Known::Value(true);
    let plan = plan_lock(&world, Known::Value(&principals()), &intent(), NOW);
    let blocked = |one: &Blocker| matches!(one, Blocker::PublicUnderBlock { .. });
    let unsure = |one: &Warning| matches!(one, Warning::PublicUncertain { .. });
    (
        plan.blockers().iter().any(blocked),
        plan.warnings().iter().any(unsure),
    )
}

#[test]
fn either_block_rejects_a_public_policy_and_only_two_that_are_off_let_it_through() {
    let (stopped, unsure, nothing) = ((true, false), (false, true), (false, false));
    for (own, account, expected) in [
        (block(true), block(false), stopped),
        (block(false), block(true), stopped),
        (block(true), refused(), stopped),
        (refused(), block(true), stopped),
        (block(false), block(false), nothing),
        (block(false), refused(), unsure),
        (refused(), block(false), unsure),
        (refused(), refused(), unsure),
    ] {
        let case = format!("{own:?} {account:?}");
        assert_eq!(said(own, account), expected, "{case}");
    }
}

#[test]
fn what_a_cancelled_look_did_not_read_stays_unknown_for_that_reason() {
    let mut world = inventory(LivePolicy::None);
    world.public_access_block = Known::not_read_yet();
    let bucket = world.buckets.get_mut(&bucket_name()).unwrap();
    bucket.public_access_block = Known::not_read_yet();
    bucket.tags = refused().map(|_| std::collections::BTreeMap::new());
    world.give_up_unread();
    let bucket = &world.buckets[&bucket_name()];
    let reason = |known: &Known<PublicAccessBlock>| known.unknown().map(|why| why.reason);
    assert_eq!(
        reason(&world.public_access_block),
        Some(UnknownReason::Cancelled)
    );
    assert_eq!(
        reason(&bucket.public_access_block),
        Some(UnknownReason::Cancelled)
    );
    assert_eq!(
        bucket.tags.unknown().unwrap().reason,
        UnknownReason::Refused
    );
    assert!(bucket.policy.value().is_some());
}
