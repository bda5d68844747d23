//! A bucket's state, read from its policy.

use lockdown::bucket_state::{BucketState, bucket_state};
use lockdown::inventory::LivePolicy;
use lockdown::known::{Known, UnknownReason};
use lockdown::lock::TrialEnd;
use lockdown::meaning::Meaning;
use time::Duration;

use crate::account::{NOW, TLS_ONLY, account_id, article, locked, policy, principals, unknown};

fn state(live: LivePolicy) -> BucketState {
    bucket_state(
        &Known::Value(live),
        None,
        &principals().ids(&account_id()),
        NOW,
    )
}

#[test]
fn every_state() {
    let plan = locked(policy(TLS_ONLY), &article());
    let target = &plan.targets()[0];
    let trial = target.trial.as_ref().unwrap();
    let end = TrialEnd::at(NOW + Duration::minutes(3));
    let past = TrialEnd::at(NOW);
    assert_eq!(state(LivePolicy::None), BucketState::Open);
    assert_eq!(state(policy(TLS_ONLY)), BucketState::Open);
    assert_eq!(state(target.permanent.clone()), BucketState::Locked);
    assert_eq!(
        state(policy(&trial.fill(end))),
        BucketState::OnTrial { ends: end }
    );
    assert_eq!(
        state(policy(&trial.fill(past))),
        BucketState::TrialEnded { ended: past }
    );
    let by_hand = target
        .permanent
        .text()
        .unwrap()
        .replace("StrongroomLock", "Recordings");
    assert_eq!(state(policy(&by_hand)), BucketState::LockedBySomethingElse);
    let dead = "AROANOLONGERTHERE0001";
    let stale = by_hand.replace("AROALONDONLONDON00001", dead);
    assert_eq!(
        state(policy(&stale)),
        BucketState::Stale {
            dead: vec![dead.to_owned()]
        }
    );
    assert_eq!(state(policy("{")).code(), "not_readable");
    let refused = Known::Unknown(unknown(UnknownReason::Refused));
    assert_eq!(
        bucket_state(&refused, None, &principals().ids(&account_id()), NOW).code(),
        "not_readable"
    );
}

#[test]
fn ids_are_called_dead_only_where_everyone_is_known() {
    let plan = locked(LivePolicy::None, &article());
    let stale = plan.targets()[0]
        .permanent
        .text()
        .unwrap()
        .replace("AROALONDON", "AROAPARIS");
    let nobody = iam_policy::PrincipalIds::new();
    assert_eq!(
        bucket_state(&Known::Value(policy(&stale)), None, &nobody, NOW),
        BucketState::Locked
    );
}

#[test]
fn what_differs_from_what_was_written_is_changed_outside() {
    let plan = locked(LivePolicy::None, &article());
    let ids = principals().ids(&account_id());
    let written = Meaning::of(&plan.targets()[0].permanent, &ids);
    let live = |policy: LivePolicy| bucket_state(&Known::Value(policy), Some(&written), &ids, NOW);
    assert_eq!(
        live(plan.targets()[0].permanent.clone()),
        BucketState::Locked
    );
    assert_eq!(live(policy(TLS_ONLY)), BucketState::ChangedOutside);
    assert_eq!(live(LivePolicy::None), BucketState::ChangedOutside);
}

#[test]
fn statements_that_look_alike_are_no_locks() {
    for text in [
        // Allows.
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotLike":{"aws:userId":"AROAX:*"}}}]}"#,
        // Names one principal.
        r#"{"Statement":[{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*","Condition":{"StringNotLike":{"aws:userId":"AROAX:*"}}}]}"#,
        // Does not touch objects.
        r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutBucketPolicy","Resource":"*","Condition":{"StringNotLike":{"aws:userId":"AROAX:*"}}}]}"#,
        // Hangs on something else as well.
        r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotLike":{"aws:userId":"AROAX:*"},"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}]}"#,
    ] {
        assert_eq!(state(policy(text)), BucketState::Open, "{text}");
    }
}
