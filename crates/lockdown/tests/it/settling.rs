//! Finding out what is in a bucket, although S3 returns it in another form.

use iam_policy::PrincipalIds;
use lockdown::change::{Recorded, Settled, settle};
use lockdown::inventory::LivePolicy;
use lockdown::lock::TrialEnd;
use time::Duration;

use crate::account::{NOW, TLS_ONLY, article, locked, policy};

fn recorded() -> (Recorded, PrincipalIds, TrialEnd, TrialEnd) {
    let plan = locked(policy(TLS_ONLY), &article());
    let target = &plan.targets()[0];
    let first = TrialEnd::after(NOW, plan.trial().unwrap());
    let second = first.extended(Duration::minutes(10));
    let recorded = Recorded {
        before: target.basis.policy.clone(),
        trial: target.trial.clone(),
        ends: vec![first, second],
        after: target.permanent.clone(),
    };
    (recorded, plan.principal_ids(), first, second)
}

/// As S3 returns it: statements and values in another order, another layout.
fn returned(text: &str) -> LivePolicy {
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    let statements = value["Statement"].as_array_mut().unwrap();
    statements.reverse();
    for statement in statements {
        statement["Resource"].as_array_mut().unwrap().reverse();
        statement["Action"] = serde_json::json!(["s3:*"]);
    }
    LivePolicy::Text(serde_json::to_string_pretty(&value).unwrap())
}

#[test]
fn each_of_the_recorded_policies_is_found() {
    let (recorded, ids, first, second) = recorded();
    let trial = recorded.trial.as_ref().unwrap();
    let settled = |live: &LivePolicy, now| settle(&recorded, live, &ids, now);
    assert_eq!(settled(&returned(TLS_ONLY), NOW), Settled::Before);
    assert_eq!(
        settled(&returned(recorded.after.text().unwrap()), NOW),
        Settled::After
    );
    for end in [first, second] {
        let live = returned(&trial.fill(end));
        assert_eq!(settled(&live, NOW), Settled::Trial { ends: end });
        assert_eq!(settled(&live, end.time()), Settled::Expired { ended: end });
    }
    // An end that was never written is somebody else's.
    let third = trial.fill(second.extended(Duration::minutes(1)));
    assert_eq!(settled(&policy(&third), NOW), Settled::Foreign);
    assert_eq!(settled(&LivePolicy::None, NOW), Settled::Foreign);
    assert_eq!(settled(&policy("not json"), NOW), Settled::Foreign);
}

#[test]
fn no_policy_before_is_a_state_of_its_own() {
    let (mut recorded, ids, ..) = recorded();
    recorded.before = LivePolicy::None;
    assert_eq!(
        settle(&recorded, &LivePolicy::None, &ids, NOW),
        Settled::Before
    );
    assert_eq!(
        settle(&recorded, &policy(TLS_ONLY), &ids, NOW),
        Settled::Foreign
    );
}
