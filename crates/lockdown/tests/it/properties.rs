//! Whatever policy a bucket has.

use iam_policy::{Outcome, Policies, Policy, Principal, Request, Statement};
use lockdown::bucket_state::{BucketState, bucket_state};
use lockdown::ids::Arn;
use lockdown::inventory::LivePolicy;
use lockdown::keep::{KeepChoice, MatchBy};
use lockdown::known::{Known, UnknownReason};
use lockdown::lock::{AwsServices, LockForm, LockScope, TrialEnd};
use lockdown::meaning::Meaning;
use lockdown::permit::{BackupData, sha256_hex};
use lockdown::plan::{
    Intent, Plan, RestoreIntent, SIZE_LIMIT, Target, UnlockIntent, plan_lock, plan_restore,
    plan_unlock,
};
use proptest::prelude::*;
use time::Duration;

use crate::account::{
    self, NOW, account_id, arn, bucket_name, intent, inventory, locked, policy, principals,
};

const ACTIONS: [&str; 6] = [
    "s3:*",
    "s3:GetObject",
    "s3:Put*",
    "s3:PutBucketPolicy",
    "s3:Get*",
    "s3:DeleteBucketPolicy",
];
const PRINCIPALS: [&str; 6] = [
    r#""*""#,
    r#"{"AWS":"*"}"#,
    r#"{"AWS":"arn:aws:iam::111122223333:role/Admin"}"#,
    r#"{"AWS":["arn:aws:iam::111122223333:role/audit/Auditor","999988887777"]}"#,
    r#"{"Service":"logging.s3.amazonaws.com"}"#,
    r#"{"AWS":"arn:aws:iam::111122223333:root"}"#,
];
const CONDITIONS: [&str; 8] = [
    "",
    r#","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#,
    r#","Condition":{"StringNotLike":{"aws:userId":["AROAADMINADMINADMIN01:*","AROALONDONLONDON00001:*"]}}"#,
    r#","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}"#,
    r#","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#,
    r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}"#,
    r#","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-11-22T09:05:00Z"}}"#,
    r#","Condition":{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#,
];

fn statement() -> impl Strategy<Value = String> {
    let index = any::<prop::sample::Index>;
    (any::<bool>(), index(), index(), index(), any::<bool>(), any::<bool>()).prop_map(
        |(deny, action, principal, condition, not_action, sid)| {
            let effect = if deny { "Deny" } else { "Allow" };
            let action = action.get(&ACTIONS);
            let element = if not_action { "NotAction" } else { "Action" };
            let principal = principal.get(&PRINCIPALS);
            let condition = condition.get(&CONDITIONS);
            let sid = if sid { r#""Sid":"","# } else { "" };
            format!(
                r#"{{{sid}"Effect":"{effect}","Principal":{principal},"{element}":["{action}"],"Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"]{condition}}}"#
            )
        },
    )
}

fn live() -> impl Strategy<Value = LivePolicy> {
    prop_oneof![
        1 => Just(LivePolicy::None),
        6 => prop::collection::vec(statement(), 1..5).prop_map(|statements| {
            policy(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(",")))
        }),
    ]
}

fn an_intent() -> impl Strategy<Value = Intent> {
    let match_by = || prop_oneof![Just(MatchBy::Id), Just(MatchBy::Arn), Just(MatchBy::Both)];
    (
        match_by(),
        match_by(),
        match_by(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(caller, connect, extra, services, scope, trial)| {
            let choose = |text: &str, match_by| KeepChoice {
                arn: arn(text),
                match_by,
            };
            Intent {
                keep: vec![choose(account::BREAKGLASS, extra)],
                required_match: vec![
                    choose(account::ADMIN, caller),
                    choose(account::LONDON, connect),
                    choose(account::VIRGINIA, connect),
                ],
                form: LockForm {
                    services: if services {
                        AwsServices::KeepForThisAccount
                    } else {
                        AwsServices::CutOff
                    },
                    scope: if scope {
                        LockScope::AllButConfiguration
                    } else {
                        LockScope::Everything
                    },
                },
                trial_minutes: trial.then_some(15),
                no_trial_reason: Some("a property".to_owned()),
                ..intent()
            }
        })
}

fn meaning(policy: &LivePolicy) -> Meaning {
    Meaning::of(policy, &principals().ids(&account_id()))
}

/// Every text that the plan may put into the bucket, with a time at which it is in force.
fn written(plan: &Plan) -> Vec<(LivePolicy, time::OffsetDateTime)> {
    let target = &plan.targets()[0];
    let mut texts = vec![(target.permanent.clone(), NOW)];
    if let (Some(trial), Some(length)) = (&target.trial, plan.trial()) {
        let end = TrialEnd::after(NOW, length);
        let text = policy(&trial.fill(end));
        for at in [
            NOW,
            end.time() - Duration::SECOND,
            end.time(),
            end.time() + Duration::HOUR,
        ] {
            texts.push((text.clone(), at));
        }
    }
    texts
}

/// The decision for someone whom its own policies allow everything, asked here without the domain's
/// own helpers; what is not known of the request is taken to be as the caller's network is.
fn decide(live: &LivePolicy, who: &Principal, action: &str, at: time::OffsetDateTime) -> Outcome {
    let allow =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let object = action.ends_with("Object");
    let resource = if object {
        "arn:aws:s3:::connect-25fd0a3be3ef/connect/london/x"
    } else {
        "arn:aws:s3:::connect-25fd0a3be3ef"
    };
    let request = Request {
        principal: who.clone(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        resource_account: account::ACCOUNT.to_owned(),
        context: iam_policy::Context::new()
            .with("aws:SecureTransport", "true")
            .with("aws:SourceIp", "192.0.2.7")
            .with("aws:PrincipalOrgID", "o-zzzzzzzzzz")
            .with("aws:SourceVpce", "vpce-1")
            .with(
                "aws:CurrentTime",
                at.format(&time::format_description::well_known::Rfc3339)
                    .unwrap(),
            ),
    };
    let policies = Policies {
        identity: vec![iam_policy::Named::new("all", Policy::parse(allow).unwrap())],
        resource: live.text().map(|text| Policy::parse(text).unwrap()),
        ..Policies::default()
    };
    iam_policy::evaluate(&request, &policies).outcome
}

fn admin() -> Principal {
    let session = "arn:aws:sts::111122223333:assumed-role/Admin/asha";
    Principal::from_caller_identity(session, "AROAADMINADMINADMIN01:asha")
        .unwrap()
        .with_role_arn(account::ADMIN)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn lock_then_unlock_gives_the_old_meaning_back(live in live(), intent in an_intent()) {
        let lock = locked(live.clone(), &intent);
        if lock.targets().is_empty() { return Ok(()); }
        let world = inventory(lock.targets()[0].permanent.clone());
        let principals = principals();
        let plan = plan_unlock(&world, Known::Value(&principals), &UnlockIntent { buckets: vec![bucket_name()] }, NOW);
        prop_assert_eq!(meaning(&plan.targets()[0].permanent), meaning(&live));
        // The roll back of the change itself is the backup: the exact text.
        prop_assert_eq!(&lock.targets()[0].basis.policy, &live);
    }

    #[test]
    fn locking_twice_changes_nothing(live in live(), intent in an_intent()) {
        let first = locked(live, &intent);
        let again = locked(first.targets()[0].permanent.clone(), &intent);
        prop_assert!(again.nothing_to_do());
        prop_assert_eq!(&again.targets()[0].permanent, &first.targets()[0].permanent);
    }

    #[test]
    fn other_statements_keep_text_and_order(live in live(), intent in an_intent()) {
        let plan = locked(live.clone(), &intent);
        let Some(old) = live.text().map(|text| Policy::parse(text).unwrap()) else { return Ok(()); };
        for (text, _) in written(&plan) {
            let new = Policy::parse(text.text().unwrap()).unwrap();
            let kept: Vec<String> = new.statements().iter().filter(|s| !s.sid().unwrap_or_default().starts_with("Strongroom")).map(Statement::to_json).collect();
            let before: Vec<String> = old.statements().iter().map(Statement::to_json).collect();
            prop_assert_eq!(kept, before);
        }
    }

    #[test]
    fn an_unblocked_plan_never_locks_the_caller_out(live in live(), intent in an_intent()) {
        let plan = locked(live.clone(), &intent);
        prop_assume!(plan.blockers().is_empty());
        for (text, at) in written(&plan) {
            for action in ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"] {
                // Statements that were disproved by the caller's having read the policy apply to
                // someone else, so the caller is where they let it be.
                let outcome = decide(&text, &admin(), action, at);
                let before = decide(&live, &admin(), "s3:GetBucketPolicy", NOW);
                if before == Outcome::Allowed {
                    prop_assert_eq!(outcome, Outcome::Allowed, "{} at {} under {:?}", action, at, text);
                }
            }
        }
    }

    #[test]
    fn an_unblocked_plan_never_takes_anything_from_connect(live in live(), intent in an_intent()) {
        let plan = locked(live.clone(), &intent);
        prop_assume!(plan.blockers().is_empty());
        for (role, id) in [(account::LONDON, account::LONDON_ID), (account::VIRGINIA, account::VIRGINIA_ID)] {
            let who = Principal::from_arn(role, Some(id)).unwrap();
            for (text, at) in written(&plan) {
                for action in ["s3:GetObject", "s3:PutObject", "s3:GetBucketLocation"] {
                    // At the same time: a date in the existing policy is not the plan's doing.
                    if decide(&live, &who, action, at) == Outcome::Allowed {
                        prop_assert_eq!(decide(&text, &who, action, at), Outcome::Allowed, "{} under {:?}", action, text);
                    }
                }
            }
        }
    }

    #[test]
    fn after_its_end_a_trial_has_the_old_effect(live in live(), intent in an_intent()) {
        let plan = locked(live.clone(), &intent);
        let Some(trial) = &plan.targets()[0].trial else { return Ok(()); };
        let end = TrialEnd::after(NOW, plan.trial().unwrap());
        let text = policy(&trial.fill(end));
        for (role, id) in [(account::AUDITOR, account::AUDITOR_ID), (account::LONDON, account::LONDON_ID), (account::ADMIN, account::ADMIN_ID)] {
            let who = Principal::from_arn(role, Some(id)).unwrap();
            for action in ["s3:GetObject", "s3:ListBucket", "s3:PutBucketPolicy"] {
                let at = end.time();
                prop_assert_eq!(decide(&text, &who, action, at), decide(&live, &who, action, at));
            }
        }
        let outsider = Principal::from_arn(account::AUDITOR, Some(account::AUDITOR_ID)).unwrap();
        prop_assert_eq!(decide(&text, &outsider, "s3:GetObject", end.time() - Duration::SECOND), Outcome::ExplicitlyDenied);
    }

    #[test]
    fn the_state_of_what_a_plan_writes_is_its_own(live in live(), intent in an_intent()) {
        let plan = locked(live, &intent);
        let ids = principals().ids(&account_id());
        let state = |policy: LivePolicy, at| bucket_state(&Known::Value(policy), None, &ids, at);
        let target = &plan.targets()[0];
        prop_assert_eq!(state(target.permanent.clone(), NOW), BucketState::Locked);
        if let Some(trial) = &target.trial {
            let end = TrialEnd::after(NOW, plan.trial().unwrap());
            prop_assert_eq!(state(policy(&trial.fill(end)), NOW), BucketState::OnTrial { ends: end });
        }
    }

    #[test]
    fn no_text_makes_a_plan_panic(text in "\\PC{0,200}") {
        let principals = principals();
        let plan = plan_lock(&inventory(policy(&text)), Known::Value(&principals), &intent(), NOW);
        if Policy::parse(&text).is_err() {
            prop_assert!(!plan.can_be_applied());
        }
    }
}

/// Whom `GetCallerIdentity` may name, with the `aws:userId` of each.
fn a_caller() -> impl Strategy<Value = (&'static str, String, Known<Option<Arn>>)> {
    let session = |role: &str, id: &str| (format!("{id}:asha"), Known::Value(Some(arn(role))));
    let (admin, admin_role) = session(account::ADMIN, account::ADMIN_ID);
    let (sso, sso_role) = session(account::SSO, account::SSO_ID);
    let admin_arn = "arn:aws:sts::111122223333:assumed-role/Admin/asha";
    let sso_arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/asha";
    prop_oneof![
        Just((admin_arn, admin.clone(), admin_role)),
        Just((
            admin_arn,
            admin,
            Known::Unknown(account::unknown(UnknownReason::Refused))
        )),
        Just((sso_arn, sso, sso_role)),
        Just((
            account::BREAKGLASS,
            account::BREAKGLASS_ID.to_owned(),
            Known::Value(None)
        )),
        Just((
            "arn:aws:iam::111122223333:root",
            account::ACCOUNT.to_owned(),
            Known::Value(None)
        )),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn whoever_calls_is_never_locked_out(
        live in live(),
        intent in an_intent(),
        (caller, user_id, role_arn) in a_caller(),
    ) {
        let mut world = inventory(live.clone());
        world.identity.arn = arn(caller);
        world.identity.user_id = user_id.clone();
        world.identity.role_arn = role_arn.clone();
        let principals = principals();
        let plan = plan_lock(&world, Known::Value(&principals), &intent, NOW);
        prop_assume!(plan.blockers().is_empty());
        let who = Principal::from_caller_identity(caller, &user_id).unwrap();
        // Where the role's own ARN is not known, it is still what AWS knows of the caller.
        let who = if user_id.starts_with(account::ADMIN_ID) { who.with_role_arn(account::ADMIN) } else { who };
        let who = if user_id.starts_with(account::SSO_ID) { who.with_role_arn(account::SSO) } else { who };
        let could = decide(&live, &who, "s3:GetBucketPolicy", NOW) == Outcome::Allowed;
        for (text, at) in written(&plan) {
            for action in ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"] {
                let can = decide(&text, &who, action, at) == Outcome::Allowed;
                prop_assert!(can || !could, "{} {} at {} under {:?}", caller, action, at, text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn an_unblocked_restore_takes_nothing_from_the_caller_or_connect(live in live(), old in live()) {
        let backup = BackupData {
            target: Target::bucket_policy(bucket_name()),
            account: account_id(),
            region: "eu-west-2".parse().unwrap(),
            sha256: sha256_hex(old.text().unwrap_or_default()),
            meaning: String::new(),
            policy: old.clone(),
            taken_at: NOW,
            caller: account::identity().arn,
        };
        let principals = principals();
        let plan = plan_restore(&inventory(live.clone()), Known::Value(&principals), &bucket_name(), &backup, &RestoreIntent::default(), NOW);
        prop_assume!(plan.blockers().is_empty());
        prop_assert_eq!(&plan.targets()[0].permanent, &old);
        let london = Principal::from_arn(account::LONDON, Some(account::LONDON_ID)).unwrap();
        let connect = ["s3:GetObject", "s3:PutObject", "s3:GetBucketLocation"].map(|action| (&london, action));
        let admin = admin();
        let caller = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"].map(|action| (&admin, action));
        for (who, action) in connect.into_iter().chain(caller) {
            if decide(&live, who, action, NOW) == Outcome::Allowed {
                prop_assert_eq!(decide(&old, who, action, NOW), Outcome::Allowed, "{} under {:?}", action, old);
            }
        }
    }
}

proptest! {
    // Each case is a policy of twenty thousand bytes.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_size_limit_is_seen_before(length in 18_000_usize..21_000) {
        let filler = "y".repeat(length);
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/{filler}"}}]}}"#);
        let plan = locked(policy(&text), &intent());
        let fits = written(&plan).iter().all(|(text, _)| text.text().unwrap().len() <= SIZE_LIMIT);
        prop_assert_eq!(plan.blockers().is_empty(), fits);
    }
}
